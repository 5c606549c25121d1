package io.countersign.witness;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.terms.Period;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Looks at a log again and again: follows it, cosigns on schedule and at cut-offs, and says when
/// the operator is silent.
///
/// Runs on its caller's thread. What fails between two looks costs nothing but time: the next look
/// begins at what is durable.
public final class Watcher {
  private final Mirror mirror;
  private final LogSource source;
  private final Alarms alarms;
  private final InstantSource clock;
  private final Schedule schedule;
  private final Optional<Cosigning> cosigning;
  private final CosignatureSink sink;
  private Optional<Cosigner> cosigner = Optional.empty();

  private long answeredAt;

  /// @param every how long to wait for something new before looking again
  /// @param cosign how old the cosignature of an unchanged tree may become
  /// @param silence how long the operator may give no usable answer
  public record Schedule(Duration every, Duration cosign, Duration silence) {
    public static final Schedule STANDARD =
        new Schedule(Duration.ofSeconds(30), Duration.ofHours(1), Duration.ofMinutes(10));
  }

  /// Makes the cosigner once the ledger is known, in which the name of its key and its party stand.
  @FunctionalInterface
  public interface Cosigning {
    Cosigner of(LedgerState state);
  }

  public Watcher(
      Mirror mirror,
      LogSource source,
      Alarms alarms,
      InstantSource clock,
      Schedule schedule,
      Optional<Cosigning> cosigning,
      CosignatureSink sink) {
    this.mirror = mirror;
    this.source = source;
    this.alarms = alarms;
    this.clock = clock;
    this.schedule = schedule;
    this.cosigning = cosigning;
    this.sink = sink;
    this.answeredAt = clock.millis();
  }

  /// What one look came to.
  ///
  /// @param failure why the log could not be looked at
  /// @param cosigned the cosigned note, where one was made
  public record Look(Round round, Optional<Finding> failure, Optional<SignedNote> cosigned) {
    /// Whether the log answered, all was sound and the copy is whole.
    public boolean clean() {
      return failure.isEmpty() && round.clean();
    }
  }

  /// Looks once; a log that does not answer is an alarm at once where `strict`, else after the
  /// schedule's silence.
  public Look look(boolean strict) {
    int before = alarms.raised();
    alarms.begin();
    try {
      Round round = mirror.round();
      answeredAt = clock.millis();
      if (round.followed()) {
        alarms.settle();
      }
      return cosign(round);
    } catch (SourceException e) {
      long silent = clock.millis() - answeredAt;
      if (strict || silent >= schedule.silence().toMillis()) {
        alarms.raise(
            Code.OPERATOR_SILENT,
            "node",
            "an answer within " + (strict ? "this look" : schedule.silence().toString()),
            e.finding().toString());
      }
      return new Look(
          new Round(mirror.held(), mirror.held(), false, alarms.raised() - before),
          Optional.of(e.finding()),
          Optional.empty());
    }
  }

  /// A tree is cosigned only where it is the log's present one and the whole of it is held, and
  /// never for a log that was seen to sign two histories. What an entry in it says is another
  /// matter: a cosignature says that it was shown, not that it is right.
  private Look cosign(Round round) {
    if (cosigning.isEmpty()
        || !round.followed()
        || alarms.convicted()
        || mirror.ledger().isEmpty()) {
      return new Look(round, Optional.empty(), Optional.empty());
    }
    if (cosigner.isEmpty()) {
      cosigner = Optional.of(cosigning.get().of(mirror.ledger().get()));
    }
    if (cosigner.get().isDone(mirror, due())) {
      return new Look(round, Optional.empty(), Optional.empty());
    }
    Optional<SignedNote> note = cosigner.get().cosign(mirror);
    try {
      note.ifPresent(sink::publish);
      return new Look(round, Optional.empty(), note);
    } catch (SourceException e) {
      return new Look(round, Optional.of(e.finding()), note);
    }
  }

  /// From when on a cosignature of the present tree is young enough, in seconds: not older than the
  /// schedule allows, and not from before the last cut-off.
  private long due() {
    long now = clock.millis();
    long due = now - schedule.cosign().toMillis();
    return Math.floorDiv(Math.max(due, lastCutoff(now)), 1_000L);
  }

  private long lastCutoff(long now) {
    History history = mirror.ledger().orElseThrow().history();
    long last = Long.MIN_VALUE;
    if (history.versions().isEmpty()) {
      return last;
    }
    for (Period p = history.versions().getFirst().effectivePeriod();
        p.yyyymm() < Period.MAX;
        p = p.next()) {
      Optional<Long> cutoff = history.cutoffMillis(p);
      if (cutoff.isEmpty() || cutoff.get() > now) {
        return last;
      }
      last = cutoff.get();
    }
    return last;
  }

  /// Looks until it is told to end.
  ///
  /// @param goOn asked before each look
  /// @param seen is given what each look came to
  public void run(BooleanSupplier goOn, Consumer<Look> seen) {
    while (goOn.getAsBoolean()) {
      Look look = look(false);
      seen.accept(look);
      source.await(look.round().size(), schedule.every());
    }
  }
}
