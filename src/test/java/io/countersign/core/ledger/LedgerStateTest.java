package io.countersign.core.ledger;

import static io.countersign.core.ledger.LedgerFixture.CLIENT;
import static io.countersign.core.ledger.LedgerFixture.PROVIDER;
import static io.countersign.core.ledger.LedgerFixture.START;
import static io.countersign.core.ledger.LedgerFixture.call;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes32;
import io.countersign.core.terms.Period;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LedgerStateTest {
  @Test
  void ledger_agreementToAcceptance_isAdmittedStepByStep() {
    LedgerFixture f = LedgerFixture.opened();
    f.at((START + 5000) * 1000);
    UsageRecord a = call("a", START + 100, 61);
    f.put(f.attested(PROVIDER, a, call("b", START + 200, 30)));
    f.put(f.attested(CLIENT, call("a", START + 101, 60)));
    f.put(f.voiding(List.of(LedgerFixture.tag(Party.PROVIDER, a)), PROVIDER));
    f.put(f.attested(PROVIDER, call("a", START + 100, 60, 1)));
    f.put(f.checkpoint(f.state().size()).toBytes());
    f.at((START + 40 * 86_400) * 1000);
    Entry.Statement s = f.statement(Period.of(2026, 1));
    assertEquals(6, s.seen().size());
    f.put(f.provider(s));
    f.put(f.client(new Entry.Acceptance(s.period(), s.statementHash(), Bytes32.ZERO, f.seen())));

    History h = f.state().history();
    assertEquals(8, h.size());
    assertEquals(4, f.state().records());
    assertEquals(3, h.batches().size());
    assertEquals(List.of(), h.ignored());
    assertEquals(1, h.acceptances().size());
    assertTrue(h.absence(0, 0).isPresent());
    assertTrue(h.absence(0, 1).isEmpty());
    assertTrue(h.prefix(3).absence(0, 0).isEmpty());
    assertTrue(h.absence(2, 0).isEmpty());
    assertInstanceOf(
        Admission.Repeated.class, f.state().admit(f.envelopes().get(1), f.now(), f, f));
  }
}
