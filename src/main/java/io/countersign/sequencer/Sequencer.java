package io.countersign.sequencer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Admission;
import io.countersign.core.ledger.Applied;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.ObjectSource;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.PayloadSource;
import io.countersign.core.ledger.Prepared;
import io.countersign.core.ledger.Workers;
import io.countersign.core.merkle.Frontier;
import io.countersign.store.LedgerStore;
import io.countersign.store.StoreException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The one writer of a ledger.
///
/// Callers parse, hash and recover signatures on their own threads and then wait in a bounded
/// queue. One thread takes what waits, admits each submission through the ledger's state machine,
/// chains its leaf and grows the tree; signs one checkpoint over the group; writes everything in
/// one durable transaction; and only then answers. A commit whose outcome is unknown ends it: the
/// ledger has to be opened again, from what is durable.
///
/// Any thread may call; the state machine and the tree are touched by the writer thread alone.
public final class Sequencer implements Holder {
  /// A commit costs about the same for one small entry and for many. After one of at least so many
  /// submissions the writer waits until as many have come again…
  private static final int CROWD = 4;

  /// …or so long, in nanoseconds, …
  private static final long GATHER_NANOS = 2_000_000;

  /// …or so many bytes have come.
  private static final long GATHERED_BYTES = 64 << 10;

  /// When a submission that was held back may be sent again, in milliseconds.
  private static final long HELD_MILLIS = 60_000;

  /// Questions that are answered between two commits, so that many of them stop no writing.
  private static final int MAX_LOOKS = 16;

  private final LedgerStore store;
  private final NoteSigner log;
  private final InstantSource clock;
  private final Limits limits;
  private final Supplier<Optional<Finding>> hold;
  private final Thread writer;

  // Owned by the writer thread, after the constructor.
  private final LedgerState state;
  private final Frontier frontier;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  @GuardedBy("lock")
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();

  @GuardedBy("lock")
  private final ArrayDeque<Look<?>> looks = new ArrayDeque<>();

  @GuardedBy("lock")
  private long queuedBytes;

  /// How many have to wait before the writer is woken: more than one while it gathers a group.
  @GuardedBy("lock")
  private int gathering;

  /// Submissions of the last commit.
  @GuardedBy("lock")
  private int lastGroup;

  @GuardedBy("lock")
  private boolean closing;

  @GuardedBy("lock")
  private @Nullable Finding ended;

  private final ReentrantLock growing = new ReentrantLock();
  private final Condition grown = growing.newCondition();
  private volatile long durable;
  private volatile long keysSince;

  /// @param state the ledger as the store holds it; from now on only this sequencer uses it, but
  ///   for [LedgerState#prepare]
  /// @param frontier of the same size; this sequencer's from now on
  /// @param log signs checkpoints and refusals under the ledger's origin
  /// @param environment makes the one writer thread
  Sequencer(
      LedgerState state,
      Frontier frontier,
      LedgerStore store,
      NoteSigner log,
      Ledger.Environment environment) {
    if (frontier.size() != state.size()) {
      throw new IllegalArgumentException(
          "a frontier of " + frontier.size() + " leaves for a ledger of " + state.size());
    }
    this.state = state;
    this.frontier = frontier;
    this.store = store;
    this.log = log;
    this.clock = environment.clock();
    this.limits = environment.limits();
    this.hold = environment.hold();
    this.durable = state.size();
    this.keysSince = state.size();
    this.writer = environment.threads().newThread(this::run);
    writer.start();
  }

  /// Puts a submission into the queue whose envelope was prepared on the caller's thread. While
  /// something holds appending up the answer is that the ledger is busy, with the reason.
  ///
  /// @throws IllegalArgumentException if it was prepared for another ledger, or is of another
  ///   envelope
  @Override
  public Pending enqueue(Submission submission, Prepared prepared) {
    if (!prepared.domain().equals(state.domain())
        || !prepared.bytes().equals(submission.envelope())) {
      throw new IllegalArgumentException("prepared for another ledger, or another envelope");
    }
    Pending pending = new Pending();
    Optional<Finding> held = hold.get();
    if (held.isPresent()) {
      pending.complete(new Answer.Busy(held.get(), HELD_MILLIS));
      return pending;
    }
    Waiting waiting = new Waiting(pending, submission, prepared, submission.bytes());
    lock.lock();
    try {
      if (ended != null || closing) {
        pending.complete(new Answer.Closed(ended != null ? ended : closed("a writer", "none")));
      } else if (queue.size() >= limits.queued()
          || (!queue.isEmpty() && queuedBytes + waiting.bytes() > limits.queuedBytes())) {
        pending.complete(
            new Answer.Busy(
                new Finding(
                    Code.SEQUENCER_BUSY,
                    "queue",
                    "fewer than "
                        + limits.queued()
                        + " submissions and "
                        + limits.queuedBytes()
                        + " bytes waiting",
                    queue.size() + " of " + queuedBytes + " bytes"),
                limits.retryAfterMillis()));
      } else {
        queue.add(waiting);
        queuedBytes += waiting.bytes();
        if (queue.size() >= gathering || queuedBytes >= GATHERED_BYTES) {
          arrived.signal();
        }
      }
    } finally {
      lock.unlock();
    }
    return pending;
  }

  /// Runs `look` on the writer thread, between two commits: what it sees is durable. It must not
  /// change the state, and no writing goes on while it runs.
  ///
  /// @throws IllegalStateException once the sequencer has ended
  @Override
  public <T> T look(Function<LedgerState, T> look) {
    Look<T> waiting = new Look<>(look);
    lock.lock();
    try {
      if (ended != null || closing) {
        throw new IllegalStateException(
            "the sequencer has ended: " + (ended == null ? "closed" : ended));
      }
      looks.add(waiting);
      arrived.signal();
    } finally {
      lock.unlock();
    }
    return waiting.await();
  }

  /// Leaves that are durable; asked without the writer thread.
  @Override
  public long durable() {
    return durable;
  }

  /// The durable size since which the parties' keys are what they are, or a later one: what was
  /// learnt of them at this size or above still holds.
  @Override
  public long keysSince() {
    return keysSince;
  }

  /// Waits until more than `size` leaves are durable, the sequencer has ended, or `millis` have
  /// passed.
  ///
  /// @return the leaves that are durable then
  @Override
  public long awaitBeyond(long size, long millis) throws InterruptedException {
    growing.lock();
    try {
      long left = millis * 1_000_000;
      while (durable <= size && left > 0 && writer.isAlive()) {
        left = grown.awaitNanos(left);
      }
      return durable;
    } finally {
      growing.unlock();
    }
  }

  /// Why it takes nothing any more, if the disk ended it.
  @Override
  public Optional<Finding> failure() {
    lock.lock();
    try {
      return Optional.ofNullable(ended);
    } finally {
      lock.unlock();
    }
  }

  /// Commits and answers what waits, then ends the writer thread. The store stays open.
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Finding closed(String expected, String found) {
    return new Finding(Code.SEQUENCER_CLOSED, "sequencer", expected, found);
  }

  // From here on: the writer thread.

  private void run() {
    List<Waiting> group = new ArrayList<>();
    Finding reason = closed("a writer", "one that was closed");
    try {
      while (true) {
        group.clear();
        List<Look<?>> looking = new ArrayList<>();
        if (!take(group, looking)) {
          return;
        }
        if (!group.isEmpty()) {
          commit(group);
        }
        looking.forEach(l -> l.run(state));
      }
    } catch (StoreException e) {
      reason = e.finding();
    } catch (RuntimeException | Error e) {
      // A bug. What is durable is sound; what this thread holds in memory is not to be trusted.
      reason = closed("a writer without faults", e.toString());
      throw e;
    } finally {
      end(group, reason);
    }
  }

  /// Waits for work; false once it was told to close and nothing waits.
  private boolean take(List<Waiting> group, List<Look<?>> looking) {
    lock.lock();
    try {
      while (queue.isEmpty() && looks.isEmpty()) {
        if (closing) {
          return false;
        }
        arrived.awaitUninterruptibly();
      }
      gather();
      while (!looks.isEmpty() && looking.size() < MAX_LOOKS) {
        looking.add(looks.remove());
      }
      long bytes = 0;
      while (!queue.isEmpty()
          && group.size() < limits.group()
          && (group.isEmpty() || bytes + queue.element().bytes() <= limits.groupBytes())) {
        Waiting next = queue.remove();
        queuedBytes -= next.bytes();
        bytes += next.bytes();
        group.add(next);
      }
      lastGroup = group.size();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Lets a group come together while many send little.
  @GuardedBy("lock")
  private void gather() {
    gathering = lastGroup < CROWD || queue.isEmpty() ? 0 : Math.min(lastGroup, limits.group());
    long left = GATHER_NANOS;
    while (left > 0
        && queue.size() < gathering
        && queuedBytes < GATHERED_BYTES
        && looks.isEmpty()
        && !closing) {
      try {
        left = arrived.awaitNanos(left);
      } catch (InterruptedException e) {
        // Nobody interrupts it with a purpose: it takes what is there.
        left = 0;
      }
    }
    gathering = 0;
  }

  private void end(List<Waiting> group, Finding reason) {
    lock.lock();
    try {
      ended = reason;
      Answer.Closed answer = new Answer.Closed(reason);
      group.forEach(w -> w.pending().complete(answer));
      queue.forEach(w -> w.pending().complete(answer));
      queue.clear();
      queuedBytes = 0;
      looks.forEach(l -> l.fail(reason));
      looks.clear();
    } finally {
      lock.unlock();
    }
    announce(durable);
  }

  /// Admits a group in its order, makes it durable, and answers.
  private void commit(List<Waiting> group) {
    Optional<Finding> held = hold.get();
    if (held.isPresent()) {
      // It came up while they waited: their leaves would have got its times.
      Answer.Busy busy = new Answer.Busy(held.get(), HELD_MILLIS);
      group.forEach(w -> w.pending().complete(busy));
      return;
    }
    Group now = new Group();
    List<Outcome> outcomes = new ArrayList<>(group.size());
    for (Waiting waiting : group) {
      outcomes.add(admit(waiting, now));
    }
    if (!now.leaves.isEmpty()) {
      write(now);
    }
    for (int i = 0; i < outcomes.size(); i++) {
      group.get(i).pending().complete(answer(outcomes.get(i), now));
    }
  }

  private Outcome admit(Waiting waiting, Group now) {
    Prepared prepared = waiting.prepared();
    Used used = new Used(waiting.submission(), now);
    Admission admission = state.admit(prepared, clock.millis(), used, used);
    switch (admission) {
      case Admission.Admitted admitted -> {
        Applied applied = state.append(admitted);
        if (!(applied instanceof Applied.Accepted accepted) || !accepted.payload().isEmpty()) {
          throw new IllegalStateException("admitted, yet " + applied);
        }
        Leaf leaf = admitted.leaf();
        frontier.append(leaf.hash());
        now.leaves.add(leaf);
        now.keys |= prepared.envelope().map(e -> e.entry() instanceof Entry.Key).orElse(false);
        now.erasures |=
            prepared.envelope().map(e -> e.entry() instanceof Entry.Erasure).orElse(false);
        now.keep(prepared.hash(), prepared.bytes());
        used.keepNamed(leaf, prepared);
        used.objects.forEach(now::keep);
        now.payloads.putAll(used.payloads);
        return new Outcome.Appended(leaf);
      }
      case Admission.Repeated repeated -> {
        return new Outcome.Stands(repeated.index());
      }
      case Admission.Refused refused -> {
        return new Outcome.Refused(prepared, refused, nextAfterGap(prepared, refused));
      }
    }
  }

  /// The sequence number that was missing when a batch was refused for a gap. What comes later in
  /// the same commit may fill it.
  private OptionalLong nextAfterGap(Prepared prepared, Admission.Refused refused) {
    return refused.reason().code() == Code.ATTESTATION_GAP
            && prepared.envelope().isPresent()
            && prepared.envelope().get().entry() instanceof Entry.Attestation a
        ? OptionalLong.of(state.nextSequence(a.attester()))
        : OptionalLong.empty();
  }

  private void write(Group now) {
    Checkpoint checkpoint = new Checkpoint(state.origin(), state.size(), frontier.root());
    SignedNote note = checkpoint.sign(log);
    List<Bytes> leaves = new ArrayList<>(now.leaves.size());
    now.leaves.forEach(l -> leaves.add(l.toBytes()));
    List<LedgerStore.Keyed> payloads = new ArrayList<>(now.payloads.size());
    now.payloads.forEach((root, bytes) -> payloads.add(new LedgerStore.Keyed(root, bytes)));
    store.append(
        new LedgerStore.Append(
            now.leaves.getFirst().index(),
            leaves,
            List.copyOf(now.objects.values()),
            payloads,
            frontier.toBytes(),
            note.toBytes()));
    now.checkpoint = note;
    if (now.keys) {
      keysSince = state.size();
    }
    if (now.erasures) {
      Erasing.apply(store, state, Workers.SEQUENTIAL);
    }
    announce(state.size());
  }

  private void announce(long size) {
    growing.lock();
    try {
      durable = size;
      grown.signalAll();
    } finally {
      growing.unlock();
    }
  }

  private Answer answer(Outcome outcome, Group now) {
    return switch (outcome) {
      case Outcome.Appended a -> new Answer.Accepted(receipt(a.leaf(), now.checkpoint()));
      case Outcome.Stands s -> new Answer.Duplicate(firstReceipt(s.index()));
      case Outcome.Refused r -> refused(r);
    };
  }

  private Answer refused(Outcome.Refused outcome) {
    Admission.Refused refused = outcome.refused();
    Finding reason = refused.reason();
    if (!isSigned(outcome.prepared())) {
      return new Answer.Refused(refused.findings(), Optional.empty());
    }
    SignedNote note =
        new Refusal(
                state.id(),
                outcome.prepared().digest(),
                reason.code().id(),
                state.size(),
                Math.floorDiv(clock.millis(), 1_000L))
            .sign(log);
    if (reason.code() == Code.ATTESTATION_CONFLICT && refused.first().isPresent()) {
      return new Answer.Conflict(firstReceipt(refused.first().getAsLong()), reason, note);
    }
    if (outcome.next().isPresent()) {
      return new Answer.Gap(outcome.next().getAsLong(), reason, note);
    }
    return new Answer.Refused(refused.findings(), Optional.of(note));
  }

  /// Whether every signature is there and by a key that the ledger knows: a stranger gets no signed
  /// refusal, else anybody could make the log sign at will.
  private boolean isSigned(Prepared prepared) {
    int roles = prepared.envelope().map(e -> e.signatures().size()).orElse(0);
    if (roles == 0 || prepared.signers().size() != roles) {
      return false;
    }
    for (Address signer : prepared.signers().values()) {
      boolean known =
          state.keys().partyOf(signer).isPresent()
              || signer.equals(state.genesis().arbiter())
              || signer.equals(state.keys().recovery(Party.PROVIDER))
              || signer.equals(state.keys().recovery(Party.CLIENT));
      if (!known) {
        return false;
      }
    }
    return true;
  }

  private Receipt receipt(Leaf leaf, SignedNote checkpoint) {
    return new Receipt(leaf, state.tree().inclusion(leaf.index(), state.size()), checkpoint);
  }

  /// The receipt that was given when the entry was committed.
  private Receipt firstReceipt(long index) {
    Optional<Bytes> leaf = store.leaf(index);
    Optional<Bytes> note = store.checkpointOf(index);
    try {
      if (leaf.isPresent() && note.isPresent()) {
        SignedNote checkpoint = SignedNote.parse(note.get());
        long size = Checkpoint.parse(checkpoint.text()).size();
        return new Receipt(Leaf.parse(leaf.get()), state.tree().inclusion(index, size), checkpoint);
      }
      throw damaged(index, "nothing");
    } catch (MalformedException e) {
      throw damaged(index, e.toString());
    }
  }

  private static StoreException damaged(long index, String found) {
    return new StoreException(
        Code.STORE_DAMAGED, "entry " + index, "its leaf and its checkpoint", found);
  }

  /// A submission in the queue.
  private record Waiting(Pending pending, Submission submission, Prepared prepared, long bytes) {}

  /// What a group adds, until it is durable.
  private static final class Group {
    final List<Leaf> leaves = new ArrayList<>();
    final Map<Bytes32, Bytes> objects = new LinkedHashMap<>();
    final Map<Bytes32, Bytes> payloads = new LinkedHashMap<>();
    boolean keys;
    boolean erasures;
    @Nullable SignedNote checkpoint;

    void keep(Bytes32 hash, Bytes object) {
      objects.putIfAbsent(hash, object);
    }

    SignedNote checkpoint() {
      SignedNote note = checkpoint;
      if (note == null) {
        throw new IllegalStateException("a receipt before the commit");
      }
      return note;
    }
  }

  /// What the admission of one submission reads: its own objects and payload first, then those of
  /// the group, then the store's. Remembers which of its own were asked for: only those are kept.
  private final class Used implements ObjectSource, PayloadSource {
    final Map<Bytes32, Bytes> objects = new LinkedHashMap<>();
    final Map<Bytes32, Bytes> payloads = new LinkedHashMap<>();
    private final Map<Bytes32, Bytes> own = new HashMap<>();
    private final Submission submission;
    private final Group now;

    Used(Submission submission, Group now) {
      this.submission = submission;
      this.now = now;
      submission.objects().forEach(o -> own.put(Sha256.hash(o), o));
    }

    /// Adds what the admission did not ask for and a verifier will: the operator's name of Genesis,
    /// the traces of a statement.
    void keepNamed(Leaf leaf, Prepared prepared) {
      if (leaf.index() == 0) {
        take(state.genesis().operator());
      }
      if (prepared.envelope().isPresent()
          && prepared.envelope().get().entry() instanceof Entry.Statement statement) {
        Bytes document = own.get(statement.statementHash());
        if (document != null) {
          // Admission does not read the document: it would have to rate.
          take(statement.statementHash());
          References.inStatement(document).forEach(this::take);
        }
      }
    }

    private void take(Bytes32 hash) {
      Bytes mine = own.get(hash);
      if (mine != null) {
        objects.put(hash, mine);
      }
    }

    @Override
    public Optional<Bytes> object(Bytes32 sha256) {
      Bytes mine = own.get(sha256);
      if (mine != null) {
        objects.put(sha256, mine);
        return Optional.of(mine);
      }
      Bytes fresh = now.objects.get(sha256);
      return fresh != null ? Optional.of(fresh) : store.object(sha256);
    }

    @Override
    public Optional<Bytes> payload(Bytes32 recordsRoot) {
      if (submission.payload().isPresent()) {
        payloads.put(recordsRoot, submission.payload().get());
        return submission.payload();
      }
      Bytes fresh = now.payloads.get(recordsRoot);
      return fresh != null ? Optional.of(fresh) : store.payload(recordsRoot);
    }
  }

  /// What a submission comes to, before the group is durable.
  private sealed interface Outcome {
    record Appended(Leaf leaf) implements Outcome {}

    record Stands(long index) implements Outcome {}

    record Refused(Prepared prepared, Admission.Refused refused, OptionalLong next)
        implements Outcome {}
  }
}
