package io.countersign.core.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.rating.LineResult;
import io.countersign.core.rating.Rater;
import io.countersign.core.rating.RatingResult;
import io.countersign.core.rating.TestLedger;
import io.countersign.core.rating.TraceReplayer;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.core.terms.Validity;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Valid documents and ledgers made to break the evaluation, its memory or its trace.
class AdversaryTest {
  private static final int MAX_ITEMS = 32;

  /// A KPI over a measure that is always 0 is always neutral and drops out of a score. It must not
  /// take the bound of all others with it.
  @Test
  void range_ofAScoreWithAnItemThatIsAlwaysNeutral_isThatOfTheOthers() throws MalformedException {
    List<String> kpis = new ArrayList<>(List.of(kpi("none", "nothing", "nothing", "period")));
    List<String> items = new ArrayList<>(List.of(item("none")));
    for (int i = 1; i < MAX_ITEMS; i++) {
      kpis.add(kpi("k" + i, "good", "calls", "period"));
      items.add(item("k" + i));
    }
    Json.Obj document =
        LineCases.terms(
            "measures",
            "["
                + MEASURES
                + ",{'id':'nothing','kind':'derived',~,'unit':'call','of':"
                + "[{'measure':'calls','weight':0}]}]",
            "kpis",
            list(kpis),
            "scores",
            "[{'id':'s',~,'scale':1,'items':" + list(items) + "}]",
            "lines",
            "[" + LineCases.fee("1") + "]");
    List<Finding> findings = Validity.check(terms(document));
    assertEquals(
        Set.of(Code.RANGE_EXCEEDED),
        findings.stream().map(Finding::code).collect(Collectors.toSet()),
        findings.toString());
  }

  /// Seven KPIs over the whole term, each month's calls rounded up to 10^9: the months together
  /// pass what one month can come to, and their product has more digits than an amount.
  @Test
  void trace_ofAScoreOverManyMonths_isReplayed() throws MalformedException {
    List<String> kpis = new ArrayList<>();
    List<String> items = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      kpis.add(kpi("k" + i, "pool", "pool", "term"));
      items.add(item("k" + i).replace("'weight':1,", "'weight':10000,"));
    }
    Json.Obj document =
        LineCases.terms(
            "term",
            "{'from':'2026-01-01','to':'2035-12-31'}",
            "measures",
            "[{'id':'pool','kind':'quantity',~,'record':'day','where':{'always':true},'sum':"
                + "[{'field':'calls','cap':1}],'increment':{'first':1000000000,'step':1000000000,'scope':'pool'}}]",
            "kpis",
            list(kpis),
            "scores",
            "[{'id':'s',~,'scale':1,'items':" + list(items) + "}]",
            "lines",
            "[{'id':'bonus','kind':'table',~,'on':{'score':'s'},'base':[],"
                + "'bands':[{'ge':1,'amount':'5'},{'amount':'0'}],'gates':[],'mode':'half-up'}]");
    Terms terms = terms(document);
    assertEquals(List.of(), Validity.check(terms));
    TestLedger ledger = TestLedger.open(terms, millis("2025-12-01"));
    Period last = Period.of(2030, 12);
    for (Period p = terms.firstPeriod(); p.compareTo(last) <= 0; p = p.next()) {
      ledger.attest(
          millis(p.next().firstDay().toString()), Party.PROVIDER, use(p.firstDay().toString(), 1));
    }
    RatingResult.Rated rated = (RatingResult.Rated) Rater.rate(ledger.history(), last);
    assertEquals("5", rated.lines().getFirst().amount().toString());
    assertEquals(
        rated.lines().getFirst().amount(),
        TraceReplayer.replayAll(
                rated.lines().stream().map((LineResult l) -> l.trace().toBytes()).toList())
            .getFirst()
            .amount());
  }

  /// An amendment of July says that the term ended in March: the version before governs April to
  /// June all the same.
  @Test
  void statements_whereAnAmendmentEndsTheTermBeforeItself_adjustTheMonthsBetween()
      throws MalformedException {
    Json.Obj first = LineCases.lines(LineCases.one("use"));
    Json.Obj second =
        first
            .with("version", Json.of(2))
            .with("supersedes", Json.of(terms(first).hash().toHex()))
            .with("term", Json.object().put("from", "2026-01-01").put("to", "2026-03-31").build());
    TestLedger ledger = TestLedger.open(terms(first), millis("2025-12-01"));
    ledger.attest(millis("2026-05-01"), Party.PROVIDER, use("2026-04-15", 100));
    ledger.attest(millis("2026-05-20"), Party.PROVIDER, use("2026-04-16", 7));
    ledger.amend(millis("2026-05-21"), terms(second), Period.of(2026, 7));
    History history = ledger.history();
    Statements statements = new Statements(history, Workers.SEQUENTIAL);
    StatementResult.Computed may =
        (StatementResult.Computed) statements.compute(Period.of(2026, 5), Json.MAX_INT);
    assertEquals(
        List.of("2026-04 use 100 107"),
        may.statement().adjustments().stream()
            .map(a -> a.period() + " " + a.line() + " " + a.before() + " " + a.now())
            .toList());
  }

  /// The version in force has a window open; one that was signed to follow it has none. A third,
  /// which takes over before the second could, has to keep the window of the first.
  @Test
  void amendments_beforeOneThatWasAgreed_keepTheWindowsInForce() throws MalformedException {
    Json.Obj quarter =
        LineCases.lines(
            LineCases.tiered(
                "use", LineCases.tier("-", "1", "0"), "'window':'period'", "'window':'quarter'"));
    Json.Obj without = LineCases.lines(LineCases.fee("1"));
    Terms v1 = terms(quarter);
    Terms v2 = next(without, v1, 2);
    Terms v3 = next(without, v2, 3);
    TestLedger ledger = TestLedger.open(v1, millis("2025-12-01"));
    ledger.amend(millis("2026-01-02"), v2, Period.of(2026, 4));
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> ledger.amend(millis("2026-01-03"), v3, Period.of(2026, 2)));
    assertTrue(String.valueOf(e.getMessage()).contains(Code.AGREEMENT_WINDOW.id()), e.getMessage());
  }

  /// What an earn-back gives back was taken under another version, whose amounts the ranges of this
  /// one alone do not know: together they would pass 256 bits.
  @Test
  void amendments_thatMultiplyWhatAnotherVersionTook_doNotCount() throws MalformedException {
    Terms v1 = terms(LineCases.lines(chain("999999999999", false)));
    Terms v2 = next(LineCases.lines(chain("1", true)), v1, 2);
    assertEquals(List.of(), Validity.check(v1));
    assertEquals(List.of(), Validity.check(v2));
    TestLedger ledger = TestLedger.open(v1, millis("2025-12-01"));
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> ledger.amend(millis("2026-01-02"), v2, Period.of(2026, 2)));
    assertTrue(String.valueOf(e.getMessage()).contains(Code.RANGE_EXCEEDED.id()), e.getMessage());
    // the same rules after small amounts stay in range, however often they are renewed
    Terms before = terms(LineCases.lines(chain("1", true)));
    List<Terms> versions = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      assertEquals(List.of(), Validity.checkAfter(versions, before));
      versions.add(before);
    }
  }

  private static String[] chain(String fee, boolean back) {
    List<String> out = new ArrayList<>(List.of(LineCases.fee(fee)));
    String last = "fee";
    for (int i = 0; !back && i < 22; i++) {
      out.add(percent("p" + i, last));
      last = "p" + i;
    }
    out.add(
        "{'id':'malus','kind':'clamp',~,'of':['%s'],'base':[],'lo':{'amount':'0'},'hi':{'amount':'0'},'mode':'half-up'}"
            .formatted(last));
    if (back) {
      out.add(
          "{'id':'back','kind':'earnback',~,'of':['malus'],'ago':1,'held':1,'gates':"
              + "[{'on':{'measure':'calls'},'ge':0,'whenNeutral':'fail'}],'pct':'100','mode':'half-up'}");
      last = "back";
      for (int i = 0; i < 26; i++) {
        out.add(percent("q" + i, last));
        last = "q" + i;
      }
    }
    return out.toArray(String[]::new);
  }

  private static String percent(String id, String of) {
    return "{'id':'%s','kind':'percent',~,'of':['%s'],'pct':'9999.9999','inclusive':false,'mode':'half-up'}"
        .formatted(id, of);
  }

  private static final String MEASURES =
      "{'id':'calls','kind':'quantity',~,'record':'day','where':{'always':true},'sum':[{'field':'calls'}]},"
          + "{'id':'good','kind':'quantity',~,'record':'day','where':{'always':true},'sum':[{'field':'good'}]}";

  private static String kpi(String id, String num, String den, String window) {
    return "{'id':'%s',~,'num':'%s','den':'%s','scale':1,'show':'number','minDen':1,'window':'%s'}"
        .formatted(id, num, den, window);
  }

  private static String item(String kpi) {
    return "{'kpi':'%s','weight':1,'min':0,'max':1}".formatted(kpi);
  }

  private static String list(List<String> items) {
    return "[" + String.join(",", items) + "]";
  }

  private static Terms next(Json.Obj document, Terms before, int version)
      throws MalformedException {
    return terms(
        document
            .with("version", Json.of(version))
            .with("supersedes", Json.of(before.hash().toHex())));
  }

  private static Terms terms(Json.Obj document) throws MalformedException {
    return TermsParser.parse(document.toCanonical());
  }

  private static UsageRecord use(String day, int calls) {
    Json.Obj data = Json.object().put("calls", calls).put("good", 0).put("team", "a").build();
    return new UsageRecord(millis(day) / 1000, data, day, 0, "s", "day");
  }

  private static long millis(String day) {
    return LocalDate.parse(day).toEpochDay() * 86_400_000L;
  }
}
