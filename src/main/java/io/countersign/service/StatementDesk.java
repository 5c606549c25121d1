package io.countersign.service;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Workers;
import io.countersign.core.statement.Explanation;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Period;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Computes statements for whoever asks, on the caller's thread and never on a writer's: a history
/// is a view that stays as it is while its ledger grows.
///
/// So a month of records read for a preview stops nobody from writing. One desk serves all ledgers:
/// few computations at a time, the others wait, and beyond that it is busy.
public final class StatementDesk {
  /// Computations at a time: they hold a month's records in memory, and use all cores.
  public static final int MAX_RUNNING = 2;

  /// Callers that are served or wait.
  public static final int MAX_WAITING = 32;

  /// Of them those of one ledger.
  public static final int MAX_OF_LEDGER = 8;

  /// Results that are remembered, as portals ask for a statement, its lines and its sum in turn.
  static final int KEPT = 4;

  private final Workers workers;
  private final Semaphore running = new Semaphore(MAX_RUNNING, true);
  private final Shares callers = new Shares(MAX_WAITING, MAX_OF_LEDGER);
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<Asked, StatementResult> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, StatementResult> eldest) {
          return size() > KEPT;
        }
      };

  /// @param workers runs loops over records
  public StatementDesk(Workers workers) {
    this.workers = workers;
  }

  private record Asked(Bytes32 ledger, long size, Period period, boolean preview) {}

  /// What the statement of `period` would be if it closed on this prefix.
  ///
  /// @throws RefusedException `HTTP_BUSY`
  public StatementResult preview(History history, Period period) {
    return known(new Asked(history.ledger(), history.size(), period, true), history);
  }

  /// The statement of `period`; refused with `PERIOD_OPEN` until a leaf shows that its prefix is
  /// decided.
  ///
  /// @throws RefusedException `HTTP_BUSY`
  public StatementResult compute(History history, Period period) {
    return known(new Asked(history.ledger(), history.size(), period, false), history);
  }

  /// Why `line` of `period` comes to its amount on the first `size` leaves; empty if the period is
  /// refused there or has no such line.
  ///
  /// @throws RefusedException `HTTP_BUSY`
  public Optional<Explanation> explain(History history, long size, Period period, String line) {
    return run(history.ledger(), () -> Explanation.of(history, size, period, line));
  }

  private StatementResult known(Asked asked, History history) {
    lock.lock();
    try {
      StatementResult before = known.get(asked);
      if (before != null) {
        return before;
      }
    } finally {
      lock.unlock();
    }
    StatementResult result =
        run(
            asked.ledger(),
            () -> {
              Statements statements = new Statements(history, workers);
              return asked.preview()
                  ? statements.preview(asked.period())
                  : statements.compute(asked.period());
            });
    lock.lock();
    try {
      known.put(asked, result);
    } finally {
      lock.unlock();
    }
    return result;
  }

  private <T> T run(Bytes32 ledger, Supplier<T> work) {
    String name = ledger.toHex();
    if (!callers.take(name)) {
      throw new RefusedException(
          new Finding(
              Code.HTTP_BUSY,
              "statements",
              "at most " + MAX_OF_LEDGER + " of a ledger, and " + MAX_WAITING + " in all",
              "more"));
    }
    try {
      running.acquireUninterruptibly();
      try {
        return work.get();
      } finally {
        running.release();
      }
    } finally {
      callers.release(name);
    }
  }
}
