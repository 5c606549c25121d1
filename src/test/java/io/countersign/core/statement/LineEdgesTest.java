package io.countersign.core.statement;

import static io.countersign.core.statement.LineCases.accept;
import static io.countersign.core.statement.LineCases.add;
import static io.countersign.core.statement.LineCases.amend;
import static io.countersign.core.statement.LineCases.fee;
import static io.countersign.core.statement.LineCases.lines;
import static io.countersign.core.statement.LineCases.terms;
import static io.countersign.core.statement.LineCases.use;

import io.countersign.core.encoding.Json;
import io.countersign.testing.Vectors;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Edges of milestone, table and linear lines and of KPIs by segment: what a mutation of them
/// showed that no other test notices (decision 0018).
class LineEdgesTest {
  @Test
  void statement_atTheEdgesOfItsLines_isThatWorkedOutByHand() {
    Vectors v = Vectors.of("rating/line-edges");
    milestones(v);
    scores(v);
    linear(v);
    segments(v);
    v.check(LineCases::answer);
  }

  private static String milestones(String amount, String release) {
    return """
        {'id':'ms','kind':'milestone',~,'items':[
           {'milestone':'m1',~,'amount':'%1$s','due':'2026-12-31'},
           {'milestone':'m2',~,'amount':'%1$s','due':'2026-12-31'}],
         'latePctPerDay':'0','lateCapPct':'0','holdback':{'pct':'5','release':'%2$s'},'mode':'half-up'}"""
        .formatted(amount, release);
  }

  private static void milestones(Vectors v) {
    add(
        v,
        "holdback-that-rounds-to-0",
        "5 % of 0.05 is 0.0025, to the cent 0: m1 pays 0.05, and the release in the same month has nothing to release.",
        lines(milestones("0.05", "final")),
        List.of(accept("2026-01-21", "m1", 20260120), accept("2026-01-31", "final", 20260130)),
        "202601: ms=0.05");
    add(
        v,
        "second-release-pays-what-came-after-the-first",
        "m1 pays 95, and the release in February the 5 held back. From March the release has another name: m2 pays 95, and the second release in April its 5, not again those of m1.",
        lines(milestones("100", "final")),
        List.of(
            accept("2026-01-21", "m1", 20260120),
            amend("2026-02-10", 202603, lines(milestones("100", "end"))),
            accept("2026-02-21", "final", 20260220),
            accept("2026-03-21", "m2", 20260320),
            accept("2026-04-21", "end", 20260420)),
        "202601: ms=95",
        "202602: ms=5",
        "202603: ms=95",
        "202604: ms=5");
  }

  private static void scores(Vectors v) {
    String score =
        """
        [{'id':'points',~,'scale':1,'items':[
           {'kpi':'rate','weight':1,'bands':[{'ge':9000,'points':100},{'points':40}]}]}]""";
    String table =
        """
        {'id':'malus','kind':'table',~,'on':{'score':'points'},'base':['fee'],
         'bands':[{'ge':100,'pct':'0'},{'pct':'-2'}],'gates':[],'mode':'half-up'}""";
    String linear =
        """
        {'id':'bonus','kind':'linear',~,'on':{'score':'points'},'base':[],'target':50,'per':10,
         'above':{'amount':'3'},'below':{'amount':'1'},'min':{'amount':'-100'},'max':{'amount':'100'},
         'gates':[],'mode':'half-up'}""";
    add(
        v,
        "points-of-a-score-in-the-trace",
        "90 %: 100 points: no malus, 50 above 50: 5 x 3 = 15. 80 %: 40 points: 2 % of 1000 = 20, 10 below: 1. Each line's trace says how the score came about.",
        terms("scores", score, "lines", "[" + fee("1000") + "," + table + "," + linear + "]"),
        List.of(use(202601, 100, 90), use(202602, 100, 80)),
        "202601: fee=1000 malus=0 bonus=15",
        "202602: fee=1000 malus=-20 bonus=-1");
  }

  private static void linear(Vectors v) {
    String linear =
        """
        {'id':'bonus','kind':'linear',~,'on':{'measure':'calls'},'base':[],'target':100,'per':10,
         'above':{'amount':'7'},'below':{'amount':'7'},'min':{'amount':'-14'},'max':{'amount':'21'},
         'gates':[{'on':{'measure':'good'},'ge':5,'whenNeutral':'fail'}],'mode':'half-up'}""";
    add(
        v,
        "linear-exactly-at-its-bounds",
        "7 for each 10 calls above or below 100: 130 gives 21, the most, 80 takes 14, the least: both are met, not passed, so the trace divides (30 x 7) and (-20 x 7) by 10. In March 4 are good, the gate is shut.",
        lines(linear),
        List.of(use(202601, 130, 5), use(202602, 80, 5), use(202603, 130, 4)),
        "202601: bonus=21",
        "202602: bonus=-14",
        "202603: bonus=0");
  }

  private static void segments(Vectors v) {
    String records =
        """
        {'day':{~,'by':'provider','at':@,'fields':{
           'calls':{~,'type':'int','unit':'call','min':0,'max':1000000},
           'good':{~,'type':'int','unit':'call','min':0,'max':1000000},
           'team':{~,'type':'enum','values':['a','b']},
           'shift':{~,'type':'enum','values':['a','b']}}}}""";
    String malus =
        """
        {'id':'malus','kind':'table',~,'on':{'kpi':'rate'},'base':['fee'],
         'bands':[{'ge':8000,'pct':'0'},{'pct':'-3'}],'gates':[],'mode':'half-up'}""";
    List<String> usage =
        List.of(
            use(202601, 100, 50).replace("'team':'a'", "'team':'a','shift':'b'"),
            use(202602, 100, 90).replace("'team':'a'", "'team':'b','shift':'a'"));
    Json.Obj byShift = kpi(records, "'segment':{'field':'shift','take':'least'},", malus);
    add(
        v,
        "segment-of-another-field-after-an-amendment",
        "January by team: a has 50 of 100: -30. From February by shift: shift a has 90 of 100, and January's team a is no shift of that name: no malus. Shift b had no calls since.",
        kpi(records, "'segment':{'field':'team','take':'least'},", malus),
        List.of(amend("2026-01-20", 202602, byShift), usage.get(0), usage.get(1)),
        "202601: fee=1000 malus=-30",
        "202602: fee=1000 malus=0");
    add(
        v,
        "segment-only-after-an-amendment",
        "January whole: 50 of 100: -30. From February by shift, of which January has none: 90 of 100: no malus.",
        kpi(records, "", malus),
        List.of(amend("2026-01-20", 202602, byShift), usage.get(0), usage.get(1)),
        "202601: fee=1000 malus=-30",
        "202602: fee=1000 malus=0");
  }

  private static Json.Obj kpi(String records, String segment, String malus) {
    return terms(
        "records",
        records,
        "kpis",
        "[{'id':'rate',~,'num':'good','den':'calls','scale':10000,'show':'percent','minDen':60,"
            + segment
            + "'window':'quarter'}]",
        "lines",
        "[" + fee("1000") + "," + malus + "]");
  }
}
