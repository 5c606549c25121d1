package io.countersign.core.statement;

import static io.countersign.core.statement.LineCases.add;
import static io.countersign.core.statement.LineCases.fee;
import static io.countersign.core.statement.LineCases.late;
import static io.countersign.core.statement.LineCases.one;
import static io.countersign.core.statement.LineCases.terms;
import static io.countersign.core.statement.LineCases.tier;
import static io.countersign.core.statement.LineCases.tiered;
import static io.countersign.core.statement.LineCases.use;

import io.countersign.core.encoding.Json;
import io.countersign.testing.Vectors;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Edges of cells, days, measures and figures: what a mutation of the record loop showed that no
/// other test notices (decision 0018).
class RatedEdgesTest {
  /// 2, and 3 from a day of January on; a connect fee of 0.1 and 0.3; a factor of 1.5 and 2.
  private static final String PARAMS =
      """
      {'connect':{~,'type':'money','read':'date','values':[{'from':'2026-01-01','value':'0.1'},
         {'from':'2026-01-11','value':'0.3'}]},
       'price':{~,'type':'money','read':'date','values':[{'from':'2026-01-01','value':'2'},
         {'from':'2026-01-11','value':'3'}]},
       'times':{~,'type':'factor','read':'date','values':[{'from':'2026-01-01','value':'1.5'},
         {'from':'2026-01-11','value':'2'}]}}""";

  private static final String MALUS =
      """
      {'id':'%1$s','kind':'table',~,'on':{'kpi':'%2$s'},'base':['fee'],
       'bands':[{'%3$s':8000,'pct':'0'},{'pct':'-3'}],'gates':[],'mode':'half-up'}""";
  private static final String TEAM_A = "{'f':'team','in':['a']}";

  @Test
  void statement_atTheEdgesOfItsRecords_isThatWorkedOutByHand() {
    Vectors v = Vectors.of("rating/rated-edges");
    cells(v);
    days(v);
    measures(v);
    figures(v);
    v.check(LineCases::answer);
  }

  private static String rated(String id, String connect, String card, String... factors) {
    return """
        {'id':'%s','kind':'rated',~,'record':'day','where':{'always':true},
         'qty':{'sum':[{'field':'calls'}]},'per':1,'connect':%s,'card':%s,'factors':[%s],'sign':'charge',
         'round':[{'at':'line','to':'0.01','mode':'half-up'}]}"""
        .formatted(id, connect, card, String.join(",", factors));
  }

  private static String card(String when, String price, String otherwise) {
    return "{'rows':[{'when':%s,'price':%s}],'else':%s}".formatted(when, price, otherwise);
  }

  private static String table(String id, String when, String x, String otherwise) {
    return "{'id':'%s',~,'rows':[{'when':%s,'x':%s}],'else':%s}".formatted(id, when, x, otherwise);
  }

  private static Json.Obj priced(String... lines) {
    return terms("params", PARAMS, "lines", "[" + String.join(",", lines) + "]");
  }

  private static String at(String day, int calls, int good, String team) {
    return "{'attest':'2026-02-02','at':'%s','calls':%d,'good':%d,'team':'%s'}"
        .formatted(day, calls, good, team);
  }

  private static void cells(Vectors v) {
    String early = "2026-01-05";
    String late = "2026-01-20";
    add(
        v,
        "cells-of-rows-tables-and-stretches",
        "5 with 50 good, else 2, and 3 from the 11th; twice for team a; tenfold from 10 calls on. 10 calls of a, 50 good: 5 x 10 x 2 x 10 = 1000, on the 5th and on the 20th: one cell. 1 of b, 50 good: 5, on both days: one cell. 1 of a, none good: 2 x 2 = 4, and 3 x 2 = 6. 10 of b, none good, on the 5th: 2 x 10 x 10 = 200. 1 of a, 50 good: 10. Together 2230.",
        priced(
            rated(
                "r",
                "'0'",
                card("{'f':'good','ge':50}", "'5'", "{'param':'price'}"),
                table("t1", TEAM_A, "'2'", "'1'"),
                table("t2", "{'f':'calls','ge':10}", "'10'", "'1'"))),
        List.of(
            at(early, 10, 50, "a"),
            at(late, 10, 50, "a"),
            at(early, 1, 50, "b"),
            at(late, 1, 50, "b"),
            at(early, 1, 0, "a"),
            at(late, 1, 0, "a"),
            at(early, 10, 0, "b"),
            at(late, 1, 50, "a")),
        "202601: r=2230");
    add(
        v,
        "change-inside-the-month-by-each-way",
        "A call of team a before and one after the change: by the row of a card 2 + 3 = 5; by the connect fee 1.1 + 1.3 = 2.4; by the row of a table 1.5 + 2 = 3.5; by the rest of a table the same.",
        priced(
            rated("row", "'0'", card(TEAM_A, "{'param':'price'}", "'5'")),
            rated("connect", "{'param':'connect'}", card(TEAM_A, "'1'", "'5'")),
            rated(
                "table",
                "'0'",
                card(TEAM_A, "'1'", "'5'"),
                table("t", TEAM_A, "{'param':'times'}", "'1'")),
            rated(
                "rest",
                "'0'",
                card(TEAM_A, "'1'", "'5'"),
                table("t", "{'f':'team','in':['b']}", "'1'", "{'param':'times'}"))),
        List.of(at(early, 1, 0, "a"), at(late, 1, 0, "a")),
        "202601: row=5 connect=2.4 table=3.5 rest=3.5");
  }

  private static void days(Vectors v) {
    add(
        v,
        "last-change-of-the-clock-inside-the-month",
        "From noon of 10 January, local time is an hour less, for good. A call at midnight UTC that begins the 11th lies on the 10th: 2; one a day later on the 11th: 3; one at midnight UTC of 1 February still in January: 3.",
        priced(rated("r", "'0'", card(TEAM_A, "{'param':'price'}", "'5'")))
            .with(
                "clock",
                LineCases.json(
                    "{'zone':'x','offsets':[{'fromUtc':0,'offsetS':0},{'fromUtc':1768046400,'offsetS':-3600}]}")),
        List.of(
            at("2026-01-11", 1, 0, "a"), at("2026-01-12", 1, 0, "a"), at("2026-02-01", 1, 0, "a")),
        "202601: r=8",
        "202602: r=0");
    add(
        v,
        "first-instants-of-two-months",
        "A call on the first second of January and two on that of February.",
        LineCases.lines(one("use")),
        List.of(at("2026-01-01", 1, 0, "a"), at("2026-02-01", 2, 0, "a")),
        "202601: use=1",
        "202602: use=2");
  }

  private static void measures(Vectors v) {
    String measures =
        """
        [{'id':'calls','kind':'quantity',~,'record':'day','where':{'always':true},'sum':[{'field':'calls'}]},
         {'id':'good','kind':'quantity',~,'record':'day','where':{'always':true},'sum':[{'field':'good'}]},
         {'id':'each','kind':'quantity',~,'record':'day','where':{'always':true},'sum':[{'field':'calls'}],
          'increment':{'first':15,'step':10,'scope':'record'}},
         {'id':'pool','kind':'quantity',~,'record':'day','where':{'always':true},'sum':[{'field':'calls'}],
          'increment':{'first':15,'step':10,'scope':'pool'}},
         {'id':'more','kind':'derived',~,'unit':'call','of':[{'measure':'good','weight':1},
          {'measure':'calls','weight':-1}],'min':0},
         {'id':'less','kind':'derived',~,'unit':'call','of':[{'measure':'good','weight':1},
          {'measure':'calls','weight':-1}]}]""";
    String price = tier("-", "1", "0");
    add(
        v,
        "increment-of-each-and-of-all",
        "At least 15, then by 10: 8 and 8 calls are 15 + 15 = 30, the 16 together 25. 3 good less 16 calls: not below 0, or below (and no tier holds less than 0). February: 9 good less 4.",
        terms(
            "measures",
            measures,
            "lines",
            "["
                + tiered("t1", price, "'measure':'calls'", "'measure':'each'")
                + ","
                + tiered("t2", price, "'measure':'calls'", "'measure':'pool'")
                + ","
                + tiered("t3", price, "'measure':'calls'", "'measure':'more'")
                + ","
                + tiered("t4", price, "'measure':'calls'", "'measure':'less'")
                + "]"),
        List.of(use(202601, 8, 3), use(202601, 8, 0), use(202602, 4, 9)),
        "202601: t1=30 t2=25 t3=0 t4=0",
        "202602: t1=15 t2=15 t3=5 t4=5");
  }

  private static void figures(Vectors v) {
    add(
        v,
        "above-a-bound-and-at-the-least-denominator",
        "48 of 60 is 80 %, not above it: -30, and 60 calls are enough. 59 are not: neutral.",
        LineCases.lines(fee("1000"), MALUS.formatted("malus", "rate", "gt")),
        List.of(use(202601, 60, 48), use(202602, 59, 0)),
        "202601: fee=1000 malus=-30",
        "202602: fee=1000 malus=0");
    String kpi =
        "{'id':'%s',~,'num':'good','den':'calls','scale':10000,'show':'percent','minDen':60,"
            + "'segment':{'field':'team','take':'%s'},'window':'period'}";
    add(
        v,
        "greatest-and-least-of-two-teams",
        "February: a 70 %, b 90 %: the greatest without malus, the least -30; March the other way round. January: both 80 %, and the first stands, 80 of 100, not 160 of 200.",
        terms(
            "kpis",
            "[" + kpi.formatted("high", "greatest") + "," + kpi.formatted("low", "least") + "]",
            "lines",
            "["
                + fee("1000")
                + ","
                + MALUS.formatted("most", "high", "ge")
                + ","
                + MALUS.formatted("least", "low", "ge")
                + "]"),
        List.of(
            late("2026-02-01", 202601, 100, 80, "a"),
            late("2026-02-01", 202601, 200, 160, "b"),
            late("2026-03-01", 202602, 100, 70, "a"),
            late("2026-03-01", 202602, 100, 90, "b"),
            late("2026-04-01", 202603, 100, 90, "a"),
            late("2026-04-01", 202603, 100, 70, "b")),
        "202601: fee=1000 most=0 least=0",
        "202602: fee=1000 most=0 least=-30",
        "202603: fee=1000 most=0 least=-30");
    add(
        v,
        "points-at-and-beyond-their-bounds",
        "Points are the rate in 1/10000, from 8000 to 9000: 48 of 60 is 8000, 54 of 60 is 9000, 57 of 60 no more, 30 of 60 no less. 1 for each 500 above 8000.",
        terms(
            "scores",
            "[{'id':'points',~,'scale':1,'items':[{'kpi':'rate','weight':1,'min':8000,'max':9000}]}]",
            "lines",
            """
            [{'id':'bonus','kind':'linear',~,'on':{'score':'points'},'base':[],'target':8000,'per':500,
              'above':{'amount':'1'},'below':{'amount':'1'},'min':{'amount':'-9'},'max':{'amount':'9'},
              'gates':[],'mode':'half-up'}]"""),
        List.of(use(202601, 60, 48), use(202602, 60, 54), use(202603, 60, 57), use(202604, 60, 30)),
        "202601: bonus=0",
        "202602: bonus=2",
        "202603: bonus=2",
        "202604: bonus=0");
  }
}
