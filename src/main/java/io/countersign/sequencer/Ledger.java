package io.countersign.sequencer;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Prepared;
import io.countersign.core.ledger.Workers;
import io.countersign.core.merkle.Frontier;
import io.countersign.store.LedgerStore;
import io.countersign.store.Restored;
import io.countersign.store.StoreException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.Supplier;

/// A ledger that takes entries: a store, the state that it holds, and the one writer.
///
/// For reading alone there is [LedgerImage]. Any thread may call. Closing it closes the store.
public final class Ledger implements WritableLedger {
  private final LedgerStore store;
  private final LedgerState state;
  private final Holder holder;
  private final Vkey log;

  private Ledger(LedgerStore store, LedgerState state, Holder holder, Vkey log) {
    this.store = store;
    this.state = state;
    this.holder = holder;
    this.log = log;
  }

  /// What a ledger gets from outside.
  ///
  /// @param clock the operator's clock
  /// @param threads makes the writer thread
  /// @param workers runs loops over records
  /// @param hold why nothing is to be appended just now; empty while all is well
  public record Environment(
      InstantSource clock,
      ThreadFactory threads,
      Workers workers,
      Limits limits,
      Supplier<Optional<Finding>> hold) {
    /// One in which nothing ever holds appending up.
    public Environment(InstantSource clock, ThreadFactory threads, Workers workers, Limits limits) {
      this(clock, threads, workers, limits, Optional::empty);
    }

    /// The same with another reason to append nothing.
    public Environment heldBy(Supplier<Optional<Finding>> reason) {
      return new Environment(clock, threads, workers, limits, reason);
    }
  }

  /// What the creation of a ledger came to.
  @CheckReturnValue
  public sealed interface Creation {
    /// It stands, with its first entry.
    record Created(Ledger ledger, Receipt receipt) implements Creation {}

    /// The agreement does not open a ledger. The store holds no entry.
    record Refused(List<Finding> findings) implements Creation {
      public Refused {
        findings = List.copyOf(findings);
      }
    }
  }

  /// Begins a ledger in an empty store. If it is refused the store stays open.
  ///
  /// @param logKey the secret of the log key that Genesis names
  /// @throws StoreException `STORE_EXISTS` if the store holds a ledger, and as [LedgerStore]
  public static Creation create(
      LedgerStore store, Opening opening, Ed25519Key logKey, Environment environment) {
    if (store.head().isPresent()) {
      throw new StoreException(Code.STORE_EXISTS, "ledger", "an empty store", "a ledger");
    }
    refuseMirror(store);
    LedgerState state;
    try {
      Optional<Genesis> genesis = Envelope.parse(opening.envelope()).genesis();
      if (genesis.isEmpty()) {
        return refused(
            new Finding(
                Code.LEDGER_NOT_OPENED, "entry 0", "an agreement with its genesis", "no genesis"));
      }
      if (!genesis.get().logKey().equals(logKey.publicKey())) {
        return refused(logKey(genesis.get(), logKey));
      }
      state =
          LedgerState.open(
              genesis.get(), opening.operatorName(), opening.pepper(), environment.workers());
    } catch (MalformedException e) {
      return refused(e.toFinding());
    }
    store.putMeta(LedgerImage.PEPPER, opening.pepper().toBytes());
    Ledger ledger = start(store, state, new Frontier(), logKey, environment);
    Answer answer =
        ledger.submit(
            Submission.of(
                opening.envelope(), List.of(opening.terms(), Bytes.utf8(opening.operatorName()))));
    if (answer instanceof Answer.Accepted accepted) {
      return new Creation.Created(ledger, accepted.receipt());
    }
    ledger.holder.close();
    return switch (answer) {
      case Answer.Refused refused -> new Creation.Refused(refused.findings());
      case Answer.Closed closed -> throw new StoreException(closed.finding(), null);
      case Answer.Accepted a -> throw unexpected(a);
      case Answer.Duplicate d -> throw unexpected(d);
      case Answer.Conflict c -> throw unexpected(c);
      case Answer.Gap g -> throw unexpected(g);
      case Answer.Busy b -> new Creation.Refused(List.of(b.finding()));
    };
  }

  private static IllegalStateException unexpected(Answer answer) {
    return new IllegalStateException("the first entry of a ledger came to " + answer);
  }

  private static Creation refused(Finding finding) {
    return new Creation.Refused(List.of(finding));
  }

  /// Opens the ledger that `store` holds. If it fails the store stays open.
  ///
  /// @throws StoreException as [LedgerImage#load]; `SEQUENCER_LOG_KEY`; `STORE_IS_MIRROR` for a
  ///   watcher's copy; `STORE_RESTORED` for a restored one until [Resumption] permits it
  public static Ledger open(LedgerStore store, Ed25519Key logKey, Environment environment) {
    refuseMirror(store);
    refuseRestored(store);
    LedgerImage image = LedgerImage.load(store, environment.workers());
    Genesis genesis = image.state().genesis();
    if (!genesis.logKey().equals(logKey.publicKey())) {
      throw new StoreException(logKey(genesis, logKey), null);
    }
    Erasing.apply(store, image.state(), environment.workers());
    return start(store, image.state(), image.frontier(), logKey, environment);
  }

  /// Opens the copy that somebody else of this process appends to, for reading: what is submitted
  /// is answered with [Answer.Closed]. The store stays its owner's, also when this is closed.
  ///
  /// @throws StoreException as [LedgerImage#load]
  public static Ledger copy(LedgerStore store, Workers workers) {
    LedgerImage image = LedgerImage.loadLog(store, workers);
    return new Ledger(store, image.state(), new CopyHolder(store, image, workers), image.log());
  }

  private static void refuseRestored(LedgerStore store) {
    if (Restored.isMarked(store)) {
      throw new StoreException(
          Code.STORE_RESTORED,
          "ledger",
          "what others have seen of it: ledger resume",
          "a restored copy");
    }
  }

  private static void refuseMirror(LedgerStore store) {
    if (store.meta(LedgerImage.MIRROR).isPresent()) {
      throw new StoreException(
          Code.STORE_IS_MIRROR, "ledger", "a ledger of this operator", "a watcher's copy");
    }
  }

  private static Finding logKey(Genesis genesis, Ed25519Key logKey) {
    return new Finding(
        Code.SEQUENCER_LOG_KEY,
        "log key",
        genesis.logKey().toString(),
        logKey.publicKey().toString());
  }

  private static Ledger start(
      LedgerStore store,
      LedgerState state,
      Frontier frontier,
      Ed25519Key logKey,
      Environment environment) {
    NoteSigner log = NoteSigner.of(state.origin(), logKey);
    Sequencer sequencer = new Sequencer(state, frontier, store, log, environment);
    return new Ledger(store, state, sequencer, log.vkey());
  }

  /// Submits and waits until the answer is durable.
  @Override
  @CheckReturnValue
  public Answer submit(Submission submission) {
    return enqueue(submission).await();
  }

  /// Submits and returns at once; for callers that send many and wait later.
  public Pending enqueue(Submission submission) {
    return enqueue(submission, Prepared.of(submission.envelope(), genesis().domain()));
  }

  /// The same for a submission whose envelope was prepared for this ledger before.
  ///
  /// @throws IllegalArgumentException if it was not
  public Pending enqueue(Submission submission, Prepared prepared) {
    return holder.enqueue(submission, prepared);
  }

  /// Answers a question from the durable state, on the writer thread: no writing goes on meanwhile.
  @Override
  public <T> T look(Function<LedgerState, T> question) {
    return holder.look(question);
  }

  /// What the ledger says now: a view that any thread may read while the ledger grows.
  @Override
  public History history() {
    return look(LedgerState::history);
  }

  /// Does the work on an envelope that needs no state, on the caller's thread.
  public Prepared prepare(Bytes envelope) {
    return state.prepare(envelope);
  }

  /// The secret of the record tags; never changes.
  public Bytes32 pepper() {
    return state.pepper();
  }

  /// Leaves so far.
  public long size() {
    return look(LedgerState::size);
  }

  /// Leaves that are durable; asked without the writer thread, so that it costs nothing.
  public long durable() {
    return holder.durable();
  }

  /// The durable size since which the parties' keys are what they are, or a later one: what was
  /// learnt of them at this size or above still holds.
  public long keysSince() {
    return holder.keysSince();
  }

  /// Waits until more than `size` leaves are durable, the writer has ended, or `millis` have
  /// passed.
  ///
  /// @return the leaves that are durable then
  public long awaitBeyond(long size, long millis) throws InterruptedException {
    return holder.awaitBeyond(size, millis);
  }

  /// Genesis; never changes.
  @Override
  public Genesis genesis() {
    return state.genesis();
  }

  /// The key that signs the ledger's checkpoints and refusals.
  public Vkey log() {
    return log;
  }

  /// The signed note of the ledger's end.
  @Override
  public SignedNote checkpoint() {
    LedgerStore.Head head =
        store.head().orElseThrow(() -> new IllegalStateException("a ledger has an entry"));
    try {
      return SignedNote.parse(head.checkpoint());
    } catch (MalformedException e) {
      throw new StoreException(
          new Finding(Code.STORE_DAMAGED, "checkpoint", "a signed note", e.toString()), e);
    }
  }

  /// Objects, payloads, leaves: for reading; nobody but the sequencer appends.
  public LedgerStore store() {
    return store;
  }

  /// Why it takes nothing any more, if the disk ended it.
  public Optional<Finding> failure() {
    return holder.failure();
  }

  @Override
  public boolean isMarkedByItsOperator() {
    return false;
  }

  /// Answers what waits, ends the writer and closes the store, which is its own.
  @Override
  public void close() {
    holder.close();
    if (!isCopy()) {
      store.close();
    }
  }

  /// Whether it is a copy, which takes no entries.
  public boolean isCopy() {
    return holder instanceof CopyHolder;
  }

  /// Tells a copy that its owner may have appended, so that whoever waits for entries hears of it.
  public void refresh() {
    if (holder instanceof CopyHolder copy) {
      copy.refresh();
    }
  }
}
