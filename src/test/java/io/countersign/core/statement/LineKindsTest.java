package io.countersign.core.statement;

import static io.countersign.core.statement.LineCases.accept;
import static io.countersign.core.statement.LineCases.add;
import static io.countersign.core.statement.LineCases.amend;
import static io.countersign.core.statement.LineCases.fee;
import static io.countersign.core.statement.LineCases.late;
import static io.countersign.core.statement.LineCases.lines;
import static io.countersign.core.statement.LineCases.one;
import static io.countersign.core.statement.LineCases.terms;
import static io.countersign.core.statement.LineCases.use;

import io.countersign.core.encoding.Json;
import io.countersign.testing.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Tables, slopes, earn-backs, minimums, caps and milestones, and KPIs over several months.
class LineKindsTest {
  private static final String MALUS =
      """
      {'id':'malus','kind':'table',~,'on':{'kpi':'rate'},'base':['fee'],
       'bands':[{'ge':8000,'pct':'0'},{'pct':'-3'}],'gates':[],'mode':'half-up'}""";
  private static final String MINIMUM =
      """
      {'id':'least','kind':'minimum',~,'of':['use'],'amount':%s,'window':'%s','prorate':'none',
       'mode':'half-up'}""";

  @Test
  void statement_ofEachKind_isThatWorkedOutByHand() {
    Vectors v = Vectors.of("rating/lines");
    tables(v);
    escalation(v);
    linear(v);
    earnback(v);
    minimum(v);
    cap(v);
    milestones(v);
    windows(v);
    adjustments(v);
    v.check(LineCases::answer);
  }

  private static void tables(Vectors v) {
    add(
        v,
        "15999-of-20000-is-below-80-percent",
        "79.995 % is below 80 %: -3 % of 1000; 80 % is not.",
        lines(fee("1000"), MALUS),
        List.of(use(202601, 20000, 15999), use(202602, 20000, 16000)),
        "202601: fee=1000 malus=-30",
        "202602: fee=1000 malus=0");
    add(
        v,
        "clamp-on-a-negative-base",
        "The base is max(0, -100) = 0, so the bounds are 0 and the malus of 50 comes back.",
        lines(
            fee("-100"),
            MALUS.replace("'pct':'-3'", "'amount':'-50'").replace("'pct':'0'", "'amount':'0'"),
            """
            {'id':'kept','kind':'clamp',~,'of':['malus'],'base':['fee'],'lo':{'pct':'-10'},
             'hi':{'pct':'0'},'mode':'half-up'}"""),
        List.of(use(202601, 100, 50)),
        "202601: fee=-100 malus=-50 kept=50");
  }

  private static void escalation(Vectors v) {
    String escalating =
        """
        {'id':'malus','kind':'table',~,'on':{'kpi':'rate'},'base':['fee'],
         'bands':[{'ge':9000,'pct':'0'},{'pct':'-2'}],
         'gates':[{'on':{'measure':'calls'},'ge':50,'whenNeutral':'fail'}],
         'escalation':{'bad':[1],'steps':[{'months':2,'x':'1.5'},{'months':3,'x':'2'}]},
         'mode':'half-up'}""";
    add(
        v,
        "escalation-over-neutral-and-gated-months",
        "2 % of 1000 = 20; the second bad month 30; March has 55 calls, neutral (60 needed); April is the third bad month: 40; May is good; June is the first again: 20; July has 10 calls, the gate is shut; August is the second: 30.",
        lines(fee("1000"), escalating),
        List.of(
            use(202601, 100, 80),
            use(202602, 100, 80),
            use(202603, 55, 10),
            use(202604, 100, 80),
            use(202605, 100, 95),
            use(202606, 100, 80),
            use(202607, 10, 0),
            use(202608, 100, 80)),
        "202601: fee=1000 malus=-20",
        "202602: fee=1000 malus=-30",
        "202603: fee=1000 malus=0",
        "202604: fee=1000 malus=-40",
        "202605: fee=1000 malus=0",
        "202606: fee=1000 malus=-20",
        "202607: fee=1000 malus=0",
        "202608: fee=1000 malus=-30");
    Json.Obj plain = lines(fee("1000"), MALUS);
    add(
        v,
        "escalation-refused-by-an-earlier-month",
        "The calendar of version 1 ends on 30 January, so January has no amount, and March rests on it.",
        lines(fee("1000"), escalating)
            .with(
                "calendars",
                LineCases.json(
                    "{'cn':{'source':@,'statutory':[],'off':[],'work':[],'coveredTo':'2026-01-30'}}")),
        List.of(amend("2026-01-10", 202603, lines(fee("1000"), escalating))),
        "202601: CS-0704 calendars.cn",
        "202602: CS-0704 calendars.cn",
        "202603: CS-0704 202601: calendars.cn");
    add(
        v,
        "no-look-back-no-refusal",
        "The same, but March's version does not look back: 1000, and 0 since there is no usage.",
        lines(fee("1000"), escalating)
            .with(
                "calendars",
                LineCases.json(
                    "{'cn':{'source':@,'statutory':[],'off':[],'work':[],'coveredTo':'2026-01-30'}}")),
        List.of(amend("2026-01-10", 202603, plain)),
        "202603: fee=1000 malus=0");
    Json.Obj ends =
        lines(fee("1000"), one("use"))
            .with(
                "calendars",
                LineCases.json(
                    "{'cn':{'source':@,'statutory':[],'off':[],'work':[],'coveredTo':'2026-02-27'}}"));
    add(
        v,
        "late-while-periods-are-refused",
        "The calendar ends on 27 February, so February and March have no statement; April's version has none. 10 calls of January come after its cut-off and 3 more after March's: April adds 13, and calls of February wait for nobody. May adds the 2 that come after April's cut-off.",
        ends,
        List.of(
            use(202601, 100, 0),
            late("2026-03-02", 202601, 10, 0, "a"),
            late("2026-03-03", 202602, 50, 0, "a"),
            amend("2026-03-20", 202604, lines(fee("1000"), one("use"))),
            late("2026-04-20", 202601, 3, 0, "b"),
            use(202604, 7, 0),
            late("2026-05-20", 202601, 2, 0, "b")),
        "202601: fee=1000 use=100",
        "202602: CS-0704 calendars.cn",
        "202603: CS-0704 calendars.cn",
        "202604: fee=1000 use=7 adj:202601:use=13",
        "202605: fee=1000 use=0 adj:202601:use=2");
  }

  private static void linear(Vectors v) {
    String linear =
        """
        {'id':'bonus','kind':'linear',~,'on':{%s},'base':[%s],'target':%s,'per':%s,
         'above':{%s},'below':{%s},'min':{%s},'max':{%s},'gates':[],'mode':'half-up'}""";
    add(
        v,
        "linear-percent",
        "Each point above 80 % gives 0.5 % of 1000, each below takes 1 %, from -5 % to 3 %: at 80 % 0; at 82 % 10; at 90 % 3 %: 30; at 70 % -5 %: -50; 159 of 200: half a point below: -5; no calls: neutral.",
        lines(
            fee("1000"),
            linear.formatted(
                "'kpi':'rate'",
                "'fee'",
                "8000",
                "100",
                "'pct':'0.5'",
                "'pct':'1'",
                "'pct':'-5'",
                "'pct':'3'")),
        List.of(
            use(202601, 100, 80),
            use(202602, 100, 82),
            use(202603, 100, 90),
            use(202604, 100, 70),
            use(202605, 200, 159)),
        "202601: fee=1000 bonus=0",
        "202602: fee=1000 bonus=10",
        "202603: fee=1000 bonus=30",
        "202604: fee=1000 bonus=-50",
        "202605: fee=1000 bonus=-5",
        "202606: fee=1000 bonus=0");
    add(
        v,
        "linear-amount",
        "7 for each 10 calls above or below 100, within 20: 105 gives 3.5; 85 takes 10.5; 50 would take 35: 20; 133 would give 23.1: 20.",
        lines(
            linear.formatted(
                "'measure':'calls'",
                "",
                "100",
                "10",
                "'amount':'7'",
                "'amount':'7'",
                "'amount':'-20'",
                "'amount':'20'")),
        List.of(use(202601, 105, 0), use(202602, 85, 0), use(202603, 50, 0), use(202604, 133, 0)),
        "202601: bonus=3.5",
        "202602: bonus=-10.5",
        "202603: bonus=-20",
        "202604: bonus=20");
  }

  private static void earnback(Vectors v) {
    add(
        v,
        "earnback-once-and-only-if-held",
        "Half of a malus of 30 comes back two months later if both months since reach 90 %: January's in March, not again in April; May's not, since July fails; July's in September.",
        lines(
            fee("1000"),
            MALUS.replace("8000", "9000"),
            """
            {'id':'back','kind':'earnback',~,'of':['malus'],'ago':2,'held':2,
             'gates':[{'on':{'kpi':'rate'},'ge':9000,'whenNeutral':'fail'}],'pct':'50','mode':'half-up'}"""),
        List.of(
            use(202601, 100, 80),
            use(202602, 100, 95),
            use(202603, 100, 95),
            use(202604, 100, 95),
            use(202605, 100, 80),
            use(202606, 100, 95),
            use(202607, 100, 80),
            use(202608, 100, 95),
            use(202609, 100, 95)),
        "202601: fee=1000 malus=-30 back=0",
        "202602: fee=1000 malus=0 back=0",
        "202603: fee=1000 malus=0 back=15",
        "202604: fee=1000 malus=0 back=0",
        "202605: fee=1000 malus=-30 back=0",
        "202606: fee=1000 malus=0 back=0",
        "202607: fee=1000 malus=-30 back=0",
        "202608: fee=1000 malus=0 back=0",
        "202609: fee=1000 malus=0 back=15");
  }

  private static void minimum(Vectors v) {
    List<String> year =
        new ArrayList<>(
            IntStream.rangeClosed(1, 12).mapToObj(m -> use(202600 + m, 100, 0)).toList());
    year.add(late("2027-01-20", 202606, 50, 0, "b"));
    year.add(use(202701, 100, 0));
    add(
        v,
        "year-minimum-with-late-records",
        "12 x 100 of at least 2000: 800 in December, 0 before. 50 late calls of June come in January: June +50, so December's minimum -50; the new year is open.",
        lines(one("use"), MINIMUM.formatted("'2000'", "year")),
        year,
        "202611: use=100 least=0",
        "202612: use=100 least=800",
        "202701: use=100 least=0 adj:202606:use=50 adj:202612:least=-50");
    add(
        v,
        "minimum-by-a-share-of-a-measure",
        "90 % of the good calls at 1.5, by quarter: 0.9 x (100 + 0 + 60) x 1.5 = 216, there is 70 + 20 + 10: 116. The next quarter: 0.9 x 10 x 1.5 = 13.5 in June, there is 100: 0.",
        lines(
            one("use"),
            MINIMUM.formatted("{'measure':'good','pct':'90','price':'1.5','per':1}", "quarter")),
        List.of(
            use(202601, 70, 100), use(202602, 20, 0), use(202603, 10, 60), use(202606, 100, 10)),
        "202601: use=70 least=0",
        "202603: use=10 least=116",
        "202606: use=100 least=0");
    add(
        v,
        "minimum-prorated-in-first-and-last-window",
        "12 January to 31 March: 79 of 90 days: 9000 becomes 7900, there is 100. 1 April to 20 May: 50 of 91 days: 4945.05, there is 0, settled in May.",
        terms(
            "term",
            "{'from':'2026-01-12','to':'2026-05-20'}",
            "lines",
            "["
                + one("use")
                + ","
                + MINIMUM.formatted("'9000'", "quarter").replace("'none'", "'days'")
                + "]"),
        List.of(use(202601, 100, 0)),
        "202602: use=0 least=0",
        "202603: use=0 least=7800",
        "202604: use=0 least=0",
        "202605: use=0 least=4945.05");
  }

  private static void cap(Vectors v) {
    String cap =
        "{'id':'most','kind':'cap',~,'of':['use'],'amount':'250','window':'%s','prorate':'none','mode':'half-up'}";
    List<String> months =
        List.of(
            use(202601, 100, 0),
            use(202602, 100, 0),
            use(202603, 100, 0),
            use(202604, 100, 0),
            use(202605, 300, 0));
    add(
        v,
        "cap-crossed-inside-a-year",
        "At most 250 in the year: 200 by February, 300 in March: -50, then all of it.",
        lines(one("use"), cap.formatted("year")),
        months,
        "202602: use=100 most=0",
        "202603: use=100 most=-50",
        "202604: use=100 most=-100",
        "202605: use=300 most=-300");
    add(
        v,
        "cap-of-a-month",
        "At most 250 in each month: 300 is cut by 50.",
        lines(one("use"), cap.formatted("period")),
        months,
        "202604: use=100 most=0",
        "202605: use=300 most=-50");
    Json.Obj raised = lines(one("use"), cap.formatted("year").replace("'250'", "'320'"));
    add(
        v,
        "cap-raised-by-an-amendment",
        "March takes off 50 of 300. From April at most 320: 400 less 320 is 80, but of the 300 before nothing would have gone: -80.",
        lines(one("use"), cap.formatted("year")),
        List.of(
            months.get(0),
            months.get(1),
            amend("2026-03-10", 202604, raised),
            months.get(2),
            months.get(3)),
        "202603: use=100 most=-50",
        "202604: use=100 most=-80");
  }

  private static void milestones(Vectors v) {
    String item = "{'milestone':'%s',~,'amount':'333.33','due':'%s'}";
    Json.Obj terms =
        lines(
            """
            {'id':'ms','kind':'milestone',~,'items':[%s],'latePctPerDay':'0.5','lateCapPct':'3',
             'holdback':{'pct':'5','release':'final'},'mode':'half-up'}"""
                .formatted(
                    String.join(
                        ",",
                        item.formatted("m1", "2026-01-31"),
                        item.formatted("m2", "2026-01-31"),
                        item.formatted("m3", "2026-03-31"),
                        item.formatted("m4", "2026-04-30"))));
    add(
        v,
        "milestones-with-holdback-and-release",
        "5 % of 333.33 is 16.67, so m1 pays 316.66. m2 is 10 days late: 3 %, not 5 %: 10.00, pays 306.66. March: m3 316.66, and the release pays 3 x 16.67 = 50.01. m4 comes after the release: 333.33.",
        terms,
        List.of(
            accept("2026-01-21", "m1", 20260120),
            accept("2026-02-11", "m2", 20260210),
            accept("2026-03-06", "m3", 20260305),
            accept("2026-03-31", "final", 20260331),
            accept("2026-04-03", "m4", 20260402)),
        "202601: ms=316.66",
        "202602: ms=306.66",
        "202603: ms=366.67",
        "202604: ms=333.33");
    add(
        v,
        "milestone-late-below-the-cap",
        "Three days late: 1.5 % of 333.33 is 5.00, and 16.67 is withheld: 311.66.",
        terms,
        List.of(accept("2026-02-04", "m2", 20260203)),
        "202602: ms=311.66");
    add(
        v,
        "milestone-accepted-late-in-the-ledger",
        "m1 of 20 January is entered on 10 March, after the cut-offs of both months: an adjustment of January in the statement of March.",
        terms,
        List.of(accept("2026-03-10", "m1", 20260120), use(202603, 1, 0)),
        "202601: ms=0",
        "202602: ms=0",
        "202603: ms=0 adj:202601:ms=316.66");
    add(
        v,
        "release-accepted-late-in-the-ledger",
        "m1 is accepted on 20 January, the release on 15 January, entered in March: m1 comes after it, nothing is withheld: January +16.67.",
        terms,
        List.of(accept("2026-01-21", "m1", 20260120), accept("2026-03-10", "final", 20260115)),
        "202601: ms=316.66",
        "202602: ms=0",
        "202603: ms=0 adj:202601:ms=16.67");
  }

  private static void windows(Vectors v) {
    String quarter =
        "[{'id':'rate',~,'num':'good','den':'calls','scale':10000,'show':'percent','minDen':60,%s'window':'quarter'}]";
    add(
        v,
        "kpi-over-a-quarter",
        "90 %; 150 of 200 = 75 %: -30; 245 of 300 = 81.7 %; April starts again: 70 %: -30.",
        terms("kpis", quarter.formatted(""), "lines", "[" + fee("1000") + "," + MALUS + "]"),
        List.of(
            use(202601, 100, 90), use(202602, 100, 60), use(202603, 100, 95), use(202604, 100, 70)),
        "202601: fee=1000 malus=0",
        "202602: fee=1000 malus=-30",
        "202603: fee=1000 malus=0",
        "202604: fee=1000 malus=-30");
    add(
        v,
        "kpi-over-a-quarter-by-team",
        "The worse team stands: b with 80 %; in February a with 150 of 200 = 75 %: -30, though b had no calls.",
        terms(
            "kpis",
            quarter.formatted("'segment':{'field':'team','take':'least'},"),
            "lines",
            "[" + fee("1000") + "," + MALUS + "]"),
        List.of(
            use(202601, 100, 90), late("2026-02-01", 202601, 100, 80, "b"), use(202602, 100, 60)),
        "202601: fee=1000 malus=0",
        "202602: fee=1000 malus=-30");
  }

  private static void adjustments(Vectors v) {
    add(
        v,
        "adjustment-after-adjustment",
        "100 calls; 10 more come after the cut-off of February, 5 more after that of March: +10, then +5.",
        lines(one("use")),
        List.of(
            use(202601, 100, 0),
            late("2026-03-20", 202601, 10, 0, "b"),
            late("2026-04-20", 202601, 5, 0, "b")),
        "202601: use=100",
        "202602: use=0",
        "202603: use=0 adj:202601:use=10",
        "202604: use=0 adj:202601:use=5");
  }
}
