package io.countersign.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.countersign.core.base.Code;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Workers;
import io.countersign.core.terms.Period;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Setting;
import io.countersign.store.MemoryLedgerStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StatementDeskTest {
  private static final int CALLERS = 30;

  @Test
  void computations_ofOneLedger_areNoMoreThanItsShare() throws Exception {
    CountDownLatch leave = new CountDownLatch(1);
    Workers blocked =
        (from, to, body) -> {
          try {
            leave.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          body.run(from, to);
        };
    StatementDesk desk = new StatementDesk(blocked);
    AtomicInteger refused = new AtomicInteger();
    Ledger.Creation created =
        Ledger.create(
            new MemoryLedgerStore(), Setting.opening(), Setting.LOG, Setting.environment());
    try (Ledger ledger = assertInstanceOf(Ledger.Creation.Created.class, created).ledger()) {
      assertInstanceOf(
          Answer.Accepted.class,
          ledger.submit(Setting.attestation(Setting.PROVIDER, 0, Setting.calls(1, 3))));
      History history = ledger.history();
      List<Thread> asking = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        asking.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        desk.preview(history, Period.of(1999, 2));
                      } catch (RefusedException e) {
                        assertEquals(Code.HTTP_BUSY, e.code());
                        refused.incrementAndGet();
                      }
                    }));
      }
      while (refused.get() < CALLERS - StatementDesk.MAX_OF_LEDGER) {
        Thread.onSpinWait();
      }
      leave.countDown();
      for (Thread t : asking) {
        t.join();
      }
      assertEquals(CALLERS - StatementDesk.MAX_OF_LEDGER, refused.get());
    }
  }
}
