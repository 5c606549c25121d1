package io.countersign.sequencer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.Workers;
import io.countersign.store.ForwardingStore;
import io.countersign.store.MemoryLedgerStore;
import io.countersign.store.StoreException;
import io.countersign.testing.Seed;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The real sequencer over a disk that fails, callers who lose answers, and a clock that jumps: for
/// each seed the same story, for all of them the same promises. Every caller is answered; a receipt
/// is for ever; nothing is there twice; the tree never forks.
///
/// `-Dseeds=` says how many stories; a failure prints the seed of its own for `-Dseed=`.
class SimulationTest {
  private static final int BATCHES = 9;

  /// Signed once: signing is what would take the time.
  private static final List<Submission> SUBMISSIONS = submissions();

  private static List<Submission> submissions() {
    List<Submission> out = new ArrayList<>();
    for (int i = 0; i < BATCHES; i++) {
      out.add(Setting.attestation(Setting.PROVIDER, i, Setting.calls(i, 1 + i % 2)));
    }
    return out;
  }

  @Test
  @Timeout(1_800)
  void sequencer_underEveryFault_keepsItsPromises() {
    long first = Seed.pick();
    int seeds = System.getProperty("seed") == null ? Integer.getInteger("seeds", 150) : 1;
    Tally tally = new Tally();
    for (int i = 0; i < seeds; i++) {
      long seed = first + i;
      try {
        new Story(Seed.random(seed), tally).run();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("story of -Dseed=" + seed, e);
      }
    }
    assertTrue(seeds < 100 || tally.isVaried(), tally::toString);
  }

  /// What happened in all stories: a simulation in which nothing fails proves nothing.
  private static final class Tally {
    private final Map<String, Integer> counts = new TreeMap<>();

    void count(String what) {
      counts.merge(what, 1, Integer::sum);
    }

    boolean isVaried() {
      return List.of(
              "before",
              "after",
              "torn",
              "read",
              "open",
              "lost answer",
              "Accepted",
              "Duplicate",
              "Closed",
              "Gap",
              "Busy",
              "reopened",
              "clock back",
              "clock ahead")
          .stream()
          .allMatch(counts::containsKey);
    }

    @Override
    public String toString() {
      return counts.toString();
    }
  }

  /// A clock that jumps when told, and at which the writer can be held up: so that the groups of
  /// commits are the same each time.
  private static final class Clock implements InstantSource {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long now = Setting.NOW;
    private boolean shut;
    private boolean arrived;

    @Override
    public Instant instant() {
      lock.lock();
      try {
        arrived = true;
        changed.signalAll();
        while (shut) {
          changed.awaitUninterruptibly();
        }
        return Instant.ofEpochMilli(now);
      } finally {
        lock.unlock();
      }
    }

    void jump(long millis) {
      lock.lock();
      try {
        now = Math.max(0, now + millis);
      } finally {
        lock.unlock();
      }
    }

    void shut() {
      lock.lock();
      try {
        shut = true;
        arrived = false;
      } finally {
        lock.unlock();
      }
    }

    /// Waits until the writer asks for the time, or `pending` is answered without it.
    void awaitWriter(Pending pending) {
      lock.lock();
      try {
        while (!arrived && !pending.isAnswered()) {
          long left = changed.awaitNanos(1_000_000); // an answer does not signal
          assertTrue(left <= 1_000_000);
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        lock.unlock();
      }
    }

    void open() {
      lock.lock();
      try {
        shut = false;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /// A disk that fails as its dice say, and keeps what it kept.
  private static final class FaultyStore extends ForwardingStore {
    private final MemoryLedgerStore disk;
    private final RandomGenerator dice;
    private final Tally tally;
    private boolean failed;

    FaultyStore(MemoryLedgerStore disk, RandomGenerator dice, Tally tally) {
      super(disk);
      this.disk = disk;
      this.dice = dice;
      this.tally = tally;
    }

    private StoreException failure(String what) {
      failed = true;
      tally.count(what);
      return new StoreException(
          new Finding(Code.STORE_IO, "disk", "a disk that works", what), new IOException(what));
    }

    @Override
    public void append(Append append) {
      if (failed) {
        throw new AssertionError("written to after a failure");
      }
      switch (dice.nextInt(12)) {
        case 0 -> throw failure("before");
        case 1 -> {
          super.append(append); // fsync fails after the bytes are there
          throw failure("after");
        }
        case 2 -> {
          // What is not part of the ledger's end may be there without it.
          disk.stage(append.objects().subList(0, append.objects().size() / 2), append.payloads());
          throw failure("torn");
        }
        default -> super.append(append);
      }
    }

    @Override
    public Optional<Bytes> checkpointOf(long index) {
      if (dice.nextInt(20) == 0) {
        throw failure("read");
      }
      return super.checkpointOf(index);
    }

    @Override
    public Optional<Head> head() {
      if (dice.nextInt(15) == 0) {
        throw failure("open");
      }
      return super.head();
    }

    @Override
    public void close() {
      // The disk stays.
    }
  }

  /// One story.
  private static final class Story {
    private final RandomGenerator dice;
    private final Tally tally;
    private final MemoryLedgerStore disk = new MemoryLedgerStore();
    private final Clock clock = new Clock();
    private final Receipt[] receipts = new Receipt[BATCHES];
    private Optional<Ledger> ledger = Optional.empty();

    Story(RandomGenerator dice, Tally tally) {
      this.dice = dice;
      this.tally = tally;
    }

    void run() {
      try {
        for (int step = 0; !isDone(); step++) {
          assertTrue(step < 1_000, "the story does not end");
          jump();
          send();
        }
        check();
      } finally {
        clock.open();
        ledger.ifPresent(Ledger::close);
      }
    }

    private boolean isDone() {
      for (Receipt r : receipts) {
        if (r == null) {
          return false;
        }
      }
      return true;
    }

    private void jump() {
      switch (dice.nextInt(6)) {
        case 0 -> {
          clock.jump(-dice.nextLong(1, 40L * 86_400_000));
          tally.count("clock back");
        }
        case 1 -> {
          clock.jump(dice.nextLong(1, 40L * 86_400_000));
          tally.count("clock ahead");
        }
        default -> clock.jump(dice.nextLong(0, 1_000));
      }
    }

    /// Sends some batches, mostly in order, some again, some too early.
    private void send() {
      Ledger open = opened();
      int missing = 0;
      while (receipts[missing] != null) {
        missing++;
      }
      List<Integer> which = new ArrayList<>();
      int count = dice.nextInt(1, 6);
      int next = missing;
      for (int i = 0; i < count; i++) {
        int one =
            switch (dice.nextInt(8)) {
              case 0 -> dice.nextInt(BATCHES);
              case 1 -> Math.max(0, next - 1);
              default -> next++;
            };
        which.add(Math.min(one, BATCHES - 1));
      }
      List<Pending> pending = new ArrayList<>();
      clock.shut();
      for (int sequence : which) {
        pending.add(open.enqueue(SUBMISSIONS.get(sequence)));
        if (pending.size() == 1) {
          clock.awaitWriter(pending.getFirst());
        }
      }
      clock.open();
      boolean closed = false;
      for (int i = 0; i < pending.size(); i++) {
        closed |= take(which.get(i), pending.get(i).await());
      }
      if (closed) {
        open.close();
        ledger = Optional.empty();
        tally.count("reopened");
        check();
      } else if (dice.nextInt(10) == 0) {
        open.close();
        ledger = Optional.empty();
      }
    }

    /// @return whether the writer has ended
    private boolean take(int sequence, Answer answer) {
      tally.count(answer.getClass().getSimpleName());
      boolean lost = dice.nextInt(8) == 0;
      if (lost) {
        tally.count("lost answer");
      }
      switch (answer) {
        case Answer.Accepted a -> {
          assertEquals(null, receipts[sequence], "accepted though it had a receipt");
          if (!lost) {
            receipts[sequence] = a.receipt();
          }
          return false;
        }
        case Answer.Duplicate d -> {
          Receipt before = receipts[sequence];
          if (before != null) {
            assertEquals(before, d.first(), "the first receipt, again");
          }
          receipts[sequence] = d.first();
          return false;
        }
        case Answer.Gap g -> {
          assertTrue(g.next() < sequence, "a gap before " + sequence + " at " + g.next());
          return false;
        }
        case Answer.Busy b -> {
          return false;
        }
        case Answer.Closed c -> {
          return true;
        }
        case Answer.Conflict c -> {
          return fail("conflict: " + c.finding());
        }
        case Answer.Refused r -> {
          return fail("refused: " + r.findings());
        }
      }
    }

    private Ledger opened() {
      while (ledger.isEmpty()) {
        FaultyStore store = new FaultyStore(disk, dice, tally);
        Ledger.Environment environment =
            new Ledger.Environment(
                clock,
                Thread.ofPlatform().daemon().name("writer").factory(),
                Workers.SEQUENTIAL,
                new Limits(2, 1 << 20, dice.nextInt(1, 4), 1 << 20, 1));
        try {
          if (disk.head().isPresent()) {
            ledger = Optional.of(Ledger.open(store, Setting.LOG, environment));
          } else {
            switch (Ledger.create(store, Setting.opening(), Setting.LOG, environment)) {
              case Ledger.Creation.Created c -> ledger = Optional.of(c.ledger());
              case Ledger.Creation.Refused r -> fail("refused: " + r.findings());
            }
          }
        } catch (StoreException e) {
          assertEquals(Code.STORE_IO, e.code());
        }
      }
      return ledger.get();
    }

    /// What is durable is one whole ledger, and every receipt proves a leaf of it.
    private void check() {
      if (disk.head().isEmpty()) {
        return;
      }
      LedgerImage image = LedgerImage.load(disk, Workers.SEQUENTIAL);
      long[] before = {0};
      disk.leaves(
          0,
          Long.MAX_VALUE,
          (i, bytes) -> {
            Leaf leaf = parse(bytes);
            assertTrue(leaf.time() >= before[0], "time goes back at " + i);
            before[0] = leaf.time();
          });
      assertEquals(
          image.state().size() - 1,
          image.state().nextSequence(Setting.address(Setting.PROVIDER)),
          "each batch once");
      for (Receipt r : receipts) {
        if (r != null) {
          Checkpoint c = verified(r);
          assertEquals(Optional.of(r.leaf().toBytes()), disk.leaf(r.index()));
          Bytes32 root = image.state().tree().root(c.size());
          assertEquals(root, c.root(), "a receipt of another history");
        }
      }
    }

    private static Leaf parse(Bytes bytes) {
      try {
        return Leaf.parse(bytes);
      } catch (MalformedException e) {
        throw new AssertionError(e);
      }
    }

    private static Checkpoint verified(Receipt receipt) {
      try {
        return receipt.verify(Setting.logVkey());
      } catch (MalformedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
