package io.countersign.service;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.NoteSignature;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.sequencer.Ledger;
import io.countersign.store.StoreException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Brings the checkpoints of ledgers to witnesses and keeps what they cosign. Source: C2SP
/// tlog-witness, tlog-cosignature.
///
/// A witness is asked when a ledger grew and the pause since the last time is over; after a failure
/// the pause doubles up to an hour. The size that a witness cosigned last is durable: it is the old
/// size of the next request, and what the witness says itself (409) takes its place. A witness that
/// cosigned more than this ledger has, or another tree, is a fault that is never retried away: the
/// ledger was restored too early, or its log signed two histories.
///
/// One round of one witness at a time.
public final class Witnessing {
  /// How long a witness that cosigned is left alone, in milliseconds.
  public static final long PAUSE_MILLIS = 60_000;

  /// Pause after a first failure.
  static final long FIRST_MILLIS = 5_000;

  static final long LONGEST_MILLIS = 3_600_000;

  /// Under this name, and the key's id, the store keeps the size that a witness cosigned last.
  private static final String SIZE = "witnessed/";

  private final List<Witness> witnesses;
  private final WitnessPort port;
  private final InstantSource clock;
  private final Map<Pair, State> states = new ConcurrentHashMap<>();

  private record Pair(Bytes32 ledger, Witness witness) {}

  /// @param next when to ask again, milliseconds
  private record State(long next, int failures, Optional<Finding> fault) {
    private static final State NEW = new State(0, 0, Optional.empty());
  }

  /// @param witnesses of whom those are asked that have an address
  public Witnessing(List<Witness> witnesses, WitnessPort port, InstantSource clock) {
    this.witnesses = witnesses.stream().filter(Witness::isAsked).toList();
    this.port = port;
    this.clock = clock;
  }

  public List<Witness> witnesses() {
    return witnesses;
  }

  /// What is wrong, by witness and ledger.
  public Map<String, Finding> faults() {
    Map<String, Finding> out = new TreeMap<>();
    states.forEach(
        (p, s) ->
            s.fault().ifPresent(f -> out.put(p.witness().key().name() + " " + p.ledger(), f)));
    return out;
  }

  /// Asks one witness about every ledger that has grown and is due.
  ///
  /// @return faults that are new
  public List<Finding> round(LedgerHost host, Witness witness) {
    List<Finding> fresh = new ArrayList<>();
    for (Bytes32 id : host.list()) {
      try {
        Optional<Ledger> ledger = host.find(id);
        if (ledger.isPresent()) {
          ask(ledger.get(), witness, false).ifPresent(fresh::add);
        }
      } catch (StoreException | IllegalStateException e) {
        // It is among the host's failures, or its writer is just ending.
      }
    }
    return fresh;
  }

  /// Asks all witnesses about a ledger that is to be marked now, so that the mark can carry what
  /// they cosign. Who failed before is asked when his pause is over.
  public void beforeMark(Ledger ledger) {
    for (Witness w : witnesses) {
      Optional<Finding> ignored = ask(ledger, w, true);
      assert ignored.isEmpty() || ignored.isPresent(); // it is among the faults
    }
  }

  private Optional<Finding> ask(Ledger ledger, Witness witness, boolean now) {
    Pair pair = new Pair(ledger.genesis().ledgerId(), witness);
    State before = states.getOrDefault(pair, State.NEW);
    long millis = clock.millis();
    boolean due = millis >= before.next() || (now && before.failures() == 0);
    long old = cosigned(ledger, witness);
    if (!due || (ledger.durable() == old && before.fault().isEmpty())) {
      return Optional.empty();
    }
    Optional<Finding> fault = send(ledger, witness, old, true);
    if (fault.isEmpty()) {
      states.put(pair, new State(millis + PAUSE_MILLIS, 0, fault));
      return fault;
    }
    int failures = Math.min(before.failures() + 1, 30);
    long pause = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failures - 1, 20));
    states.put(pair, new State(millis + pause, failures, fault));
    boolean known = before.fault().map(f -> f.code() == fault.get().code()).orElse(false);
    return known ? Optional.empty() : fault;
  }

  private static long cosigned(Ledger ledger, Witness witness) {
    return ledger
        .store()
        .meta(SIZE + witness.key().keyId().toHex())
        .map(b -> Long.parseLong(b.toUtf8()))
        .orElse(0L);
  }

  private static void cosigned(Ledger ledger, Witness witness, long size) {
    ledger.store().putMeta(SIZE + witness.key().keyId().toHex(), Bytes.utf8(Long.toString(size)));
  }

  /// @param again whether a 409 is followed by another request
  private Optional<Finding> send(Ledger ledger, Witness witness, long old, boolean again) {
    SignedNote note = ledger.checkpoint();
    Checkpoint checkpoint = parse(note);
    long size = checkpoint.size();
    if (old > size) {
      return ahead(witness, size, old);
    }
    List<Bytes32> proof =
        old > 0 && old < size ? ledger.look(s -> s.tree().consistency(old, size)) : List.of();
    return switch (port.add(witness, request(note, old, proof))) {
      case WitnessPort.Reply.Silent s -> fault(Code.WITNESS_SILENT, witness, "an answer", s.why());
      case WitnessPort.Reply.Answered a when a.status() == 200 -> keep(ledger, witness, note, a);
      case WitnessPort.Reply.Answered a when a.status() == 409 ->
          conflict(ledger, witness, old, size, a.body().toUtf8(), again);
      case WitnessPort.Reply.Answered a ->
          fault(
              Code.WITNESS_REFUSED,
              witness,
              "status 200 of add-checkpoint",
              "status " + a.status());
    };
  }

  /// The witness says what it cosigned last: `<size>\n`.
  private Optional<Finding> conflict(
      Ledger ledger, Witness witness, long old, long size, String body, boolean again) {
    if (!body.matches("(0|[1-9][0-9]{0,15})\n")) {
      return fault(
          Code.WITNESS_ANSWER,
          witness,
          "the size that it cosigned last",
          MalformedException.show(body.substring(0, Math.min(body.length(), 40))));
    }
    long theirs = Long.parseLong(body.strip());
    if (theirs > size || theirs == old) {
      return ahead(witness, size, theirs);
    }
    if (!again) {
      return fault(Code.WITNESS_REFUSED, witness, "status 200 of add-checkpoint", "409 twice");
    }
    return send(ledger, witness, theirs, false);
  }

  private static Optional<Finding> ahead(Witness witness, long size, long theirs) {
    return fault(
        Code.WITNESS_AHEAD,
        witness,
        "a tree that size " + size + " extends",
        "another tree, or size " + theirs);
  }

  /// The body of `add-checkpoint`.
  ///
  /// @param proof from `old` to the checkpoint's size; empty for 0 and for the same size
  static Bytes request(SignedNote note, long old, List<Bytes32> proof) {
    StringBuilder out = new StringBuilder("old " + old + "\n");
    proof.forEach(h -> out.append(Base64s.format(h)).append('\n'));
    return Bytes.utf8(out.append('\n').append(note.format()).toString());
  }

  private static Optional<Finding> keep(
      Ledger ledger, Witness witness, SignedNote note, WitnessPort.Reply.Answered answer) {
    List<NoteSignature> kept = new ArrayList<>();
    try {
      for (String line : answer.body().toUtf8().split("\n", -1)) {
        if (!line.isEmpty()) {
          NoteSignature signature = NoteSignature.parse(line);
          SignedNote one = new SignedNote(note.text(), List.of(signature));
          if (signature.claims(witness.key()) && !one.verify(List.of(witness.key())).isEmpty()) {
            kept.add(signature);
          }
        }
      }
    } catch (MalformedException e) {
      return fault(Code.WITNESS_ANSWER, witness, "lines of cosignatures", e.toString());
    }
    if (kept.isEmpty()) {
      return fault(Code.WITNESS_ANSWER, witness, "a cosignature by its key", "none");
    }
    long size = parse(note).size();
    LogNotes.keep(ledger, size, kept);
    cosigned(ledger, witness, size);
    return Optional.empty();
  }

  private static Checkpoint parse(SignedNote note) {
    try {
      return Checkpoint.parse(note.text());
    } catch (MalformedException e) {
      throw new IllegalStateException("a stored checkpoint", e);
    }
  }

  private static Optional<Finding> fault(
      Code code, Witness witness, String expected, String found) {
    return Optional.of(new Finding(code, "witness " + witness.key().name(), expected, found));
  }
}
