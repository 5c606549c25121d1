package io.countersign.recorder;

import com.google.errorprone.annotations.CheckReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.Payload;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Receipt;
import io.countersign.sequencer.Submission;
import io.countersign.store.SqliteOutbox;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Brings records into a ledger under one attesting key: what it has taken it delivers, once, in
/// order, whatever crashes.
///
/// [#take] may be called from any thread; it answers once the records are durable. [#step] is for
/// one thread, that of [#run]: it signs a batch, keeps it, and only then sends it; a batch without
/// receipt is sent again, byte for byte, until the node says what became of it.
public final class Recorder {
  /// Bytes of records at which a batch takes no more.
  static final long BATCH_BYTES = 16 << 20;

  /// How long to wait after a failure, at first and at most.
  static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  static final Duration LAST_PAUSE = Duration.ofSeconds(60);

  /// How long what is known of the key's standing and the terms may be used.
  private static final Duration STANDING = Duration.ofMinutes(1);

  private static final Pattern PLACE = Pattern.compile("^entry [0-9]+ record ([0-9]{1,5})\\b.*");

  private final SqliteOutbox outbox;
  private final RecorderNode node;
  private final Secp256k1Key key;
  private final Address attester;
  private final Bytes32 domain;
  private final Bytes32 pepper;
  private final Settings settings;
  private final World world;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  /// Records and bytes in the outbox, as last counted.
  @GuardedBy("lock")
  private long waiting;

  @GuardedBy("lock")
  private long waitingBytes;

  /// The same of what is just being taken.
  @GuardedBy("lock")
  private long coming;

  @GuardedBy("lock")
  private long comingBytes;

  @GuardedBy("lock")
  private Optional<Finding> trouble = Optional.empty();

  @GuardedBy("lock")
  private boolean flush;

  /// How often something was taken.
  @GuardedBy("lock")
  private long arrivals;

  /// How often that was when the last step began.
  @GuardedBy("lock")
  private long known;

  private volatile Optional<RecordCheck> check = Optional.empty();

  // Of the sending thread.
  private Optional<RecorderNode.Standing> standing = Optional.empty();
  private long standingAt;
  private Duration pause = FIRST_PAUSE;
  private boolean pausing;

  /// @param batch records of a batch, 1 to [Entry#MAX_RECORDS]
  /// @param every how long a record waits for its batch to fill
  /// @param queued records that may wait or be under way
  /// @param queuedBytes bytes of them
  public record Settings(int batch, Duration every, long queued, long queuedBytes) {
    public static final Settings STANDARD =
        new Settings(1_000, Duration.ofSeconds(10), 1_000_000, 1L << 30);

    public Settings {
      if (batch < 1
          || batch > Entry.MAX_RECORDS
          || every.isNegative()
          || queued < 1
          || queuedBytes < 1) {
        throw new IllegalArgumentException(batch + " records of " + queued + ", every " + every);
      }
    }
  }

  /// @param clock the time of day
  /// @param random a cryptographically strong source of seeds
  public record World(InstantSource clock, RandomGenerator random, Workers workers) {}

  /// What became of one record.
  @CheckReturnValue
  public sealed interface Verdict {
    /// It is durable here and will be in the ledger, or be refused by it.
    record Taken() implements Verdict {}

    /// The same record was taken before.
    record Duplicate() implements Verdict {}

    /// It was not taken.
    record Refused(Finding why) implements Verdict {}
  }

  /// What became of a handful of records.
  @CheckReturnValue
  public sealed interface Intake {
    /// One verdict for each, in order.
    record Done(List<Verdict> verdicts) implements Intake {
      public Done {
        verdicts = List.copyOf(verdicts);
      }
    }

    /// The queue has no room for them: none was taken.
    record Full(Finding why, Duration retryAfter) implements Intake {}
  }

  /// How things stand.
  ///
  /// @param waiting records that were taken and are not in the ledger yet
  /// @param refused records that the ledger refused
  /// @param trouble why nothing moves at present
  public record State(long waiting, long refused, long nextSequence, Optional<Finding> trouble) {}

  public Recorder(
      SqliteOutbox outbox,
      RecorderNode node,
      Genesis genesis,
      Bytes32 pepper,
      Secp256k1Key key,
      Settings settings,
      World world) {
    this.outbox = outbox;
    this.node = node;
    this.key = key;
    this.attester = Secp256k1.best().address(key);
    this.domain = genesis.domain();
    this.pepper = pepper;
    this.settings = settings;
    this.world = world;
    SqliteOutbox.Load load = outbox.load();
    this.waiting = load.waiting();
    this.waitingBytes = load.bytes();
  }

  /// Whose an outbox is.
  public static String owner(Bytes32 ledger, Address attester) {
    return ledger.toHex() + " " + attester;
  }

  // Taking.

  /// Takes records; those that are taken are durable when it returns.
  public Intake take(List<UsageRecord> records) {
    long now = world.clock().millis();
    List<SqliteOutbox.Item> items = new ArrayList<>();
    List<Optional<Finding>> faults = new ArrayList<>();
    long bytes = 0;
    for (UsageRecord r : records) {
      Optional<Finding> fault = check.flatMap(c -> c.check(r, now));
      faults.add(fault);
      if (fault.isEmpty()) {
        Bytes line = r.toBytes();
        bytes += line.size();
        items.add(
            new SqliteOutbox.Item(
                0, r.source(), r.id(), r.rev(), Sha256.hash(line).toBytes(), line, now));
      }
    }
    if (!reserve(items.size(), bytes)) {
      return new Intake.Full(
          new Finding(
              Code.RECORDER_FULL,
              "queue",
              "room for " + items.size() + " of " + settings.queued() + " records",
              "none"),
          settings.every().compareTo(Duration.ofSeconds(1)) > 0
              ? settings.every()
              : Duration.ofSeconds(1));
    }
    List<SqliteOutbox.Taken> taken = List.of();
    try {
      taken = outbox.take(items);
    } finally {
      settle(items, taken);
    }
    return new Intake.Done(verdicts(records, faults, taken));
  }

  private boolean reserve(int count, long bytes) {
    lock.lock();
    try {
      if (waiting + coming + count > settings.queued()
          || waitingBytes + comingBytes + bytes > settings.queuedBytes()) {
        return false;
      }
      coming += count;
      comingBytes += bytes;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// What was new waits now; the room of the rest is given back.
  private void settle(List<SqliteOutbox.Item> items, List<SqliteOutbox.Taken> taken) {
    lock.lock();
    try {
      for (int i = 0; i < items.size(); i++) {
        long size = items.get(i).bytes().size();
        coming--;
        comingBytes -= size;
        if (i < taken.size() && taken.get(i) == SqliteOutbox.Taken.NEW) {
          waiting++;
          waitingBytes += size;
        }
      }
      arrivals++;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static List<Verdict> verdicts(
      List<UsageRecord> records, List<Optional<Finding>> faults, List<SqliteOutbox.Taken> taken) {
    List<Verdict> out = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < records.size(); i++) {
      if (faults.get(i).isPresent()) {
        out.add(new Verdict.Refused(faults.get(i).get()));
        continue;
      }
      UsageRecord r = records.get(i);
      out.add(
          switch (taken.get(next++)) {
            case NEW -> new Verdict.Taken();
            case KNOWN -> new Verdict.Duplicate();
            case CONFLICT ->
                new Verdict.Refused(
                    new Finding(
                        Code.EVENT_CONFLICT,
                        r.source() + "/" + r.id(),
                        "the record that was taken under this name before",
                        "another"));
          });
    }
    return out;
  }

  /// How things stand.
  public State state() {
    long refused = outbox.load().refused();
    long next = outbox.nextSequence();
    lock.lock();
    try {
      return new State(waiting, refused, next, trouble);
    } finally {
      lock.unlock();
    }
  }

  // Sending.

  /// Sends until it is told to end; what is left stays in the outbox.
  public void run(BooleanSupplier goOn) throws InterruptedException {
    while (goOn.getAsBoolean()) {
      await(step());
    }
  }

  /// Sends all that waits, without waiting for a batch to fill. For the end of a stream.
  ///
  /// @param within how long to try
  /// @param told is given each reason for which nothing moves, when it is new
  /// @return true if all is in the ledger or refused by it
  public boolean drain(Duration within, Consumer<Finding> told) throws InterruptedException {
    setFlush(true);
    Optional<Finding> said = Optional.empty();
    try {
      long until = world.clock().millis() + within.toMillis();
      Duration wait = step();
      while (outbox.load().waiting() > 0 && world.clock().millis() < until) {
        Optional<Finding> why = state().trouble();
        if (why.isPresent() && !why.map(Finding::code).equals(said.map(Finding::code))) {
          told.accept(why.get());
        }
        said = why;
        await(wait.compareTo(LAST_PAUSE) < 0 ? wait : LAST_PAUSE);
        wait = step();
      }
      return outbox.load().waiting() == 0;
    } finally {
      setFlush(false);
    }
  }

  private void setFlush(boolean on) {
    lock.lock();
    try {
      flush = on;
    } finally {
      lock.unlock();
    }
  }

  /// Waits so long, or until something arrives that the last step did not know of; after a failure
  /// arrivals do not shorten the pause.
  private void await(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (left > 0 && (pausing || arrivals == known)) {
        left = arrived.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Does the next thing that is to be done.
  ///
  /// @return how long nothing is to be done, unless records arrive
  public Duration step() {
    pausing = false;
    lock.lock();
    try {
      known = arrivals;
    } finally {
      lock.unlock();
    }
    if (!know()) {
      return backOff();
    }
    Optional<SqliteOutbox.Batch> open = outbox.open();
    if (open.isEmpty()) {
      Optional<Duration> wait = seal();
      if (wait.isPresent()) {
        return wait.get();
      }
      open = outbox.open();
      if (open.isEmpty()) {
        return Duration.ZERO;
      }
    }
    return send(open.get());
  }

  /// Learns where the key stands, and the terms; what was known goes on if the node is away.
  private boolean know() {
    long now = world.clock().millis();
    if (standing.isPresent() && now - standingAt < STANDING.toMillis()) {
      return true;
    }
    switch (node.standing(attester)) {
      case RecorderNode.Reached.Yes<RecorderNode.Standing> yes -> {
        standing = Optional.of(yes.value());
        standingAt = now;
        if (!yes.value().versions().isEmpty()) {
          check = Optional.of(new RecordCheck(yes.value().versions()));
        }
        return true;
      }
      case RecorderNode.Reached.No<RecorderNode.Standing> no -> {
        trouble(Optional.of(no.why()));
        return false;
      }
    }
  }

  private Vkey log() {
    return standing.orElseThrow().log();
  }

  private void trouble(Optional<Finding> why) {
    lock.lock();
    try {
      trouble = why;
    } finally {
      lock.unlock();
    }
  }

  private Duration backOff() {
    pausing = true;
    Duration now = pause;
    Duration next = pause.multipliedBy(2);
    pause = next.compareTo(LAST_PAUSE) > 0 ? LAST_PAUSE : next;
    return now;
  }

  /// Signs and keeps the next batch if it is due.
  ///
  /// @return how long to wait if it is not
  private Optional<Duration> seal() {
    SqliteOutbox.Load load = outbox.load();
    if (load.oldest().isEmpty()) {
      return Optional.of(LAST_PAUSE);
    }
    boolean now;
    lock.lock();
    try {
      now = flush;
    } finally {
      lock.unlock();
    }
    long age = world.clock().millis() - load.oldest().get();
    long left = settings.every().toMillis() - age;
    if (!now && load.waiting() < settings.batch() && left > 0) {
      return Optional.of(Duration.ofMillis(left));
    }
    long next = Math.max(standing.orElseThrow().nextSequence(), outbox.nextSequence());
    seal(next, outbox.waiting(settings.batch(), BATCH_BYTES));
    return Optional.empty();
  }

  private void seal(long sequence, List<SqliteOutbox.Item> items) {
    try {
      List<UsageRecord> records = new ArrayList<>(items.size());
      for (SqliteOutbox.Item item : items) {
        records.add(UsageRecord.parse(item.bytes()));
      }
      byte[] seed = new byte[Bytes32.SIZE];
      world.random().nextBytes(seed);
      Payload payload = Payload.of(Bytes32.of(seed), records);
      Bytes32 root = payload.open(standing.orElseThrow().party(), pepper, world.workers()).root();
      Envelope envelope =
          Envelope.of(new Entry.Attestation(attester, sequence, records.size(), root, seen()))
              .signed(Signer.ATTESTER, key, domain);
      outbox.seal(new SqliteOutbox.Batch(sequence, envelope.toBytes(), payload.toBytes()), items);
    } catch (MalformedException e) {
      throw new IllegalStateException("records that were taken make no batch", e);
    }
  }

  /// The tree that the last receipt proved: by signing it the recorder holds the log to it.
  private Seen seen() throws MalformedException {
    long at = Math.max(0, Math.floorDiv(world.clock().millis(), 1_000L));
    Optional<Bytes> last = outbox.lastReceipt();
    if (last.isEmpty()) {
      return Seen.nothing(at);
    }
    Checkpoint c = Checkpoint.parse(Receipt.parse(last.get()).checkpoint().text());
    return new Seen(c.size(), c.root(), at);
  }

  private Duration send(SqliteOutbox.Batch batch) {
    return switch (node.submit(Submission.attestation(batch.envelope(), batch.payload()))) {
      case RecorderNode.Reached.No<Answer> no -> {
        trouble(Optional.of(no.why()));
        yield backOff();
      }
      case RecorderNode.Reached.Yes<Answer> yes -> answered(batch, yes.value());
    };
  }

  private Duration answered(SqliteOutbox.Batch batch, Answer answer) {
    return switch (answer) {
      case Answer.Accepted a -> delivered(batch, a.receipt());
      case Answer.Duplicate d -> delivered(batch, d.first());
      case Answer.Conflict c -> rebatch(batch, c.finding());
      case Answer.Gap g -> gap(batch, g);
      case Answer.Refused r -> refused(batch, r.findings());
      case Answer.Busy b -> {
        trouble(Optional.of(b.finding()));
        pausing = true;
        yield Duration.ofMillis(Math.clamp(b.retryAfterMillis(), 1, LAST_PAUSE.toMillis()));
      }
      case Answer.Closed c -> {
        trouble(Optional.of(c.finding()));
        yield backOff();
      }
    };
  }

  /// A receipt counts only if the log's key vouches for this very batch.
  private Duration delivered(SqliteOutbox.Batch batch, Receipt receipt) {
    try {
      Checkpoint c = receipt.verify(log());
      Bytes32 mine = Envelope.parse(batch.envelope()).digest(domain);
      if (!receipt.leaf().digest().equals(mine)) {
        throw new MalformedException(
            Code.NODE_ANSWER,
            "receipt of entry " + receipt.index() + " under size " + c.size(),
            -1,
            "digest " + mine,
            "digest " + receipt.leaf().digest());
      }
    } catch (MalformedException e) {
      trouble(Optional.of(new Finding(Code.NODE_ANSWER, "receipt", e.expected(), e.toString())));
      return backOff();
    }
    outbox.settle(batch.sequence(), receipt.toProof().toBytes());
    recount();
    trouble(Optional.empty());
    pause = FIRST_PAUSE;
    return Duration.ZERO;
  }

  private void recount() {
    SqliteOutbox.Load load = outbox.load();
    lock.lock();
    try {
      waiting = load.waiting();
      waitingBytes = load.bytes();
    } finally {
      lock.unlock();
    }
  }

  /// The number was used for another batch: this file is an older copy, or somebody else signs with
  /// this key. The records go into a batch of the number that the node expects; those that are in
  /// the ledger already it will name.
  private Duration rebatch(SqliteOutbox.Batch batch, Finding why) {
    standing = Optional.empty();
    trouble(Optional.of(why));
    if (outbox.records(batch.sequence()).isEmpty() || !know()) {
      // A batch with a receipt was sent again and meets another: nothing here can mend that.
      return backOff();
    }
    outbox.dissolve(batch.sequence(), List.of(), Map.of());
    seal(
        Math.max(standing.orElseThrow().nextSequence(), outbox.nextSequence()),
        outbox.waiting(settings.batch(), BATCH_BYTES));
    return Duration.ZERO;
  }

  /// The node expects an earlier number: it lost what it gave receipts for, or a batch of this file
  /// was dissolved. What is still kept is sent again.
  private Duration gap(SqliteOutbox.Batch batch, Answer.Gap gap) {
    if (gap.next() < batch.sequence() && outbox.sendAgain(gap.next())) {
      trouble(
          Optional.of(
              new Finding(
                  Code.RECORDER_SEQUENCE,
                  "sequence",
                  "batch " + batch.sequence(),
                  "the node expects " + gap.next())));
      return Duration.ZERO;
    }
    standing = Optional.empty();
    trouble(Optional.of(gap.finding()));
    if (outbox.nextSequence() == batch.sequence() + 1 && noneBefore(batch, gap.next())) {
      outbox.dissolve(batch.sequence(), List.of(), Map.of());
      if (know()) {
        seal(gap.next(), outbox.waiting(settings.batch(), BATCH_BYTES));
        return Duration.ZERO;
      }
    }
    return backOff();
  }

  /// Whether this file knows of no batch from `next` up to this one.
  private boolean noneBefore(SqliteOutbox.Batch batch, long next) {
    return outbox.batches(next, batch.sequence()) == 0;
  }

  /// Some records are not admissible: each is kept with the reason, and the others go on under the
  /// same number, which a refused batch does not use up.
  private Duration refused(SqliteOutbox.Batch batch, List<Finding> findings) {
    List<SqliteOutbox.Item> items = outbox.records(batch.sequence());
    List<Long> done = new ArrayList<>();
    Map<Long, String> bad = new HashMap<>();
    for (Finding f : findings) {
      Matcher m = PLACE.matcher(f.where());
      if (m.matches() && Integer.parseInt(m.group(1)) < items.size()) {
        long number = items.get(Integer.parseInt(m.group(1))).number();
        if (f.code() == Code.RECORD_DUPLICATE) {
          done.add(number);
        } else {
          bad.put(number, f.toString());
        }
      }
    }
    if (done.isEmpty() && bad.isEmpty()) {
      // Not for one record's sake: the key, the ledger, this release. It may pass.
      standing = Optional.empty();
      Finding why = findings.getFirst();
      trouble(
          Optional.of(
              new Finding(Code.RECORDER_STOPPED, why.where(), why.expected(), why.toString())));
      return backOff();
    }
    outbox.dissolve(batch.sequence(), done, bad);
    recount();
    return Duration.ZERO;
  }
}
