package io.countersign.core.statement;

import static io.countersign.core.statement.LineCases.add;
import static io.countersign.core.statement.LineCases.amend;
import static io.countersign.core.statement.LineCases.fee;
import static io.countersign.core.statement.LineCases.late;
import static io.countersign.core.statement.LineCases.one;
import static io.countersign.core.statement.LineCases.terms;
import static io.countersign.core.statement.LineCases.use;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.countersign.core.base.Code;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.rating.TestLedger;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.TermsParser;
import io.countersign.testing.Vectors;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Statements of months after the term: adjustments and nothing else.
class ClosingStatementTest {
  private static final String QUARTER = "{'from':'2026-01-01','to':'2026-03-31'}";
  private static final String LINES = "[" + fee("1000") + "," + one("use") + "]";

  @Test
  void statement_afterTheTerm_adjustsOrIsNone() {
    Vectors v = Vectors.of("rating/closing");
    Json.Obj terms = terms("term", QUARTER, "lines", LINES);
    add(
        v,
        "late-in-the-last-month",
        "10 calls of March come after its cut-off of 6 April: the closing statement of April adds 10, that of May is none.",
        terms,
        List.of(use(202603, 100, 0), late("2026-04-20", 202603, 10, 0, "b")),
        "202603: fee=1000 use=100",
        "202604: adj:202603:use=10",
        "202605: CS-0702 2026-05");
    add(
        v,
        "in-time-after-the-term",
        "All of March comes before its cut-off: no closing statement.",
        terms,
        List.of(use(202603, 100, 0)),
        "202604: CS-0702 2026-04");
    add(
        v,
        "final-after-the-term",
        "12 months after March its period may still be adjusted, 13 months after no more.",
        terms,
        List.of(late("2027-03-20", 202603, 10, 0, "a"), late("2027-04-20", 202603, 5, 0, "a")),
        "202703: adj:202603:use=10",
        "202704: CS-0702 2027-04");
    add(
        v,
        "gap-before-an-amendment",
        "Late calls of March come in May, the agreement goes on in July: May has a closing statement, July its own lines.",
        terms,
        List.of(
            late("2026-05-20", 202603, 10, 0, "a"),
            amend(
                "2026-06-20",
                202607,
                terms("term", "{'from':'2026-01-01','to':'2026-12-31'}", "lines", LINES)),
            use(202607, 7, 0)),
        "202604: CS-0702 2026-04",
        "202605: adj:202603:use=10",
        "202606: CS-0702 2026-06",
        "202607: fee=1000 use=7");
    add(
        v,
        "before-the-term-and-after",
        "Months before the term have no statement at all, closing or not.",
        terms,
        List.of(late("2026-04-20", 202603, 10, 0, "b")),
        "202512: CS-0701 2025-12");
    v.check(LineCases::answer);
  }

  @Test
  void statement_afterTheTermWithARecordWithheld_isRefusedAsAnyOther() throws Exception {
    Json.Obj document = terms("term", QUARTER, "lines", LINES);
    TestLedger ledger =
        TestLedger.open(TermsParser.parse(document.toCanonical()), 1_764_547_200_000L);
    Json.Obj data = Json.object().put("calls", 10).put("good", 0).put("team", "a").build();
    long march = 1_773_532_800L;
    ledger.attest(
        (march + 40 * 86_400L) * 1000,
        Party.PROVIDER,
        new UsageRecord(march, data, "1", 0, "s", "day"));
    History held = ledger.history();
    assertInstanceOf(
        StatementResult.Computed.class,
        new Statements(held, Workers.SEQUENTIAL).compute(new Period(202604), Json.MAX_INT));
    History withheld = ledger.history(1);
    assertEquals(
        Code.RECORDS_NOT_HELD,
        assertInstanceOf(
                StatementResult.Refused.class,
                new Statements(withheld, Workers.SEQUENTIAL)
                    .compute(new Period(202604), Json.MAX_INT))
            .finding()
            .code());
  }
}
