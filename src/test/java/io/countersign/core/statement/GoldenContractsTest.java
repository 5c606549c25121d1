package io.countersign.core.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.rating.LineResult;
import io.countersign.core.rating.TestLedger;
import io.countersign.core.rating.TraceReplayer;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.testing.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Golden contracts and months: small enough to be checked by hand, pinned to the byte. No release
/// may change what they give.
class GoldenContractsTest {
  private static final String SOURCE = "terms.md §2, §3, §6, §7";

  /// 2026-01-01 00:00 in Shanghai.
  private static final long JANUARY = 1_767_196_800L;

  private static final long DAY = 86_400L;

  @Test
  void statement_ofGoldenContracts_isPinned() {
    Vectors v = Vectors.of("rating/contracts");
    rounding(v);
    increments(v);
    cards(v);
    comparisons(v);
    figures(v);
    otherLines(v);
    months(v);
    amendments(v);
    refusals(v);
    v.check(GoldenContractsTest::answer);
  }

  private static void rounding(Vectors v) {
    String three =
        """
        {'id':'line','kind':'rated',~,'record':'call','where':{'always':true},
         'qty':{'each':1},'per':1,'connect':'0',
         'card':{'rows':[{'when':{'f':'skill','in':['a']},'price':'0.005'},
                         {'when':{'f':'skill','in':['b']},'price':'0.005'}],'else':'0.005'},
         'factors':[],'sign':'%s','round':[%s]}""";
    Json.Obj threeCells =
        entries(attest(1, call("1", 10, "a", 1), call("2", 20, "b", 1), call("3", 30, "c", 1)));
    v.add(
        "happy-path-three-cells-of-half-a-cent",
        "Three calls in three cells at 0.005 each: the line is rounded once, 0.015 half-even = 0.02.",
        SOURCE,
        inputs(
            with("lines", three.formatted("charge", round("line", "0.01", "half-even"))),
            threeCells,
            202601,
            "'line':'20000'"),
        "");
    v.add(
        "happy-path-three-records-of-half-a-cent",
        "The same rounded at each record: 3 x (0.005 half-even = 0.00) = 0.00.",
        SOURCE,
        inputs(
            with("lines", three.formatted("charge", round("record", "0.01", "half-even"))),
            threeCells,
            202601,
            "'line':'0'"),
        "");
    for (String[] mode :
        new String[][] {
          {"down", "0"},
          {"up", "-10000"},
          {"half-up", "-10000"},
          {"half-even", "0"},
          {"floor", "-10000"},
          {"ceil", "0"}
        }) {
      v.add(
          "happy-path-minus-half-a-cent-" + mode[0],
          "One call credited at 0.005: -0.005 rounded " + mode[0] + " to the cent.",
          SOURCE,
          inputs(
              with("lines", three.formatted("credit", round("line", "0.01", mode[0]))),
              entries(attest(1, call("1", 10, "a", 1))),
              202601,
              "'line':'" + mode[1] + "'"),
          "");
    }
    v.add(
        "happy-path-record-then-line",
        "0.125 a call: each to 0.01 half-up = 0.13, three = 0.39, the line to 0.05 down = 0.35.",
        SOURCE,
        inputs(
            with(
                "lines",
                three
                    .replace("0.005", "0.125")
                    .formatted(
                        "charge",
                        round("record", "0.01", "half-up") + "," + round("line", "0.05", "down"))),
            threeCells,
            202601,
            "'line':'350000'"),
        "");
  }

  private static void increments(Vectors v) {
    String minutes =
        """
        {'id':'minutes','kind':'rated',~,'record':'call','where':{'always':true},
         'qty':{'sum':[{'field':'talk_s'}],'increment':{'first':%d,'step':%d}},'per':60,'connect':'%s',
         'card':{'rows':[],'else':'0.6'},'factors':[],'sign':'charge',
         'round':[{'at':'line','to':'0.01','mode':'half-up'}]}""";
    Json.Obj calls =
        entries(
            attest(
                1,
                call("0", 0, "a", 0),
                call("1", 1, "a", 1),
                call("30", 2, "a", 30),
                call("31", 3, "a", 31),
                call("60", 4, "a", 60),
                call("61", 5, "a", 61)));
    v.add(
        "happy-path-increment-60-60",
        "0, 1, 30, 31, 60, 61 s billed 0, 60, 60, 60, 60, 120 = 360 s = 6 min at 0.6 = 3.60.",
        SOURCE,
        inputs(with("lines", minutes.formatted(60, 60, "0")), calls, 202601, "'minutes':'3600000'"),
        "");
    v.add(
        "happy-path-increment-30-6",
        "0, 1, 30, 31, 60, 61 s billed 0, 30, 30, 36, 60, 66 = 222 s; 222/60 x 0.6 = 2.22.",
        SOURCE,
        inputs(with("lines", minutes.formatted(30, 6, "0")), calls, 202601, "'minutes':'2220000'"),
        "");
    v.add(
        "happy-path-connect-fee",
        "As 60/60, and 0.05 for each of the five calls above 0 s: 3.60 + 0.25 = 3.85.",
        SOURCE,
        inputs(
            with("lines", minutes.formatted(60, 60, "0.05")), calls, 202601, "'minutes':'3850000'"),
        "");
    v.add(
        "happy-path-pool-increment",
        "222 s of talk (31 + 60 + 61 + 70) pooled, then rounded up to 60 s steps: 240 s. Seats of 60 s at 0.6: 2.40.",
        SOURCE,
        inputs(
            with(
                "measures",
                """
                {'id':'talk','kind':'quantity',~,'record':'call','where':{'always':true},
                 'sum':[{'field':'talk_s'}],'increment':{'first':60,'step':60,'scope':'pool'}}""",
                "lines",
                """
                {'id':'pooled','kind':'fixed',~,'amount':'0.6','units':{'measure':'talk','per':60},
                 'prorate':'none','mode':'half-up'}"""),
            entries(
                attest(
                    1,
                    call("1", 1, "a", 31),
                    call("2", 2, "a", 60),
                    call("3", 3, "a", 61),
                    call("4", 4, "a", 70))),
            202601,
            "'pooled':'2400000'"),
        "");
    v.add(
        "happy-path-cap-before-increment",
        "Wait counts up to 20 s each, in 15 s steps: min(50,20) = 20 -> 30; 14 -> 15; 0 -> 0. 45 s at 1 = 45.00.",
        SOURCE,
        inputs(
            with(
                "lines",
                """
                {'id':'waiting','kind':'rated',~,'record':'call','where':{'always':true},
                 'qty':{'sum':[{'field':'wait_s','cap':20,'increment':{'first':15,'step':15}}]},'per':1,
                 'connect':'0','card':{'rows':[],'else':'1'},'factors':[],'sign':'charge',
                 'round':[{'at':'line','to':'0.01','mode':'half-up'}]}"""),
            entries(
                attest(
                    1,
                    call("1", 1, "a", 0, 50),
                    call("2", 2, "a", 0, 14),
                    call("3", 3, "a", 0, 0))),
            202601,
            "'waiting':'45000000'"),
        "");
  }

  private static void cards(Vectors v) {
    String factor =
        """
        {'id':'%s',~,'rows':[{'when':{'f':'skill','in':['a']},'x':'1.1'}],'else':'1'}""";
    String six =
        String.join(
            ",",
            List.of("f1", "f2", "f3", "f4", "f5", "f6").stream().map(factor::formatted).toList());
    v.add(
        "happy-path-six-factors",
        "One call at 1, six factors of 1.1: 1.1^6 = 1.771561, half-up to the cent 1.77.",
        SOURCE,
        inputs(
            with("lines", line("1", six)),
            entries(attest(1, call("1", 1, "a", 1))),
            202601,
            "'line':'1770000'"),
        "");
    String windows =
        """
        'night':{~,'days':{'calendar':'cn','classes':['work']},'fromS':79200,'toS':86400},
        'rest':{~,'days':{'calendar':'cn','classes':['statutory','off']},'fromS':0,'toS':86400}""";
    String calendar =
        """
        'cn':{'source':@,'statutory':['2026-01-01'],'off':['2026-01-02'],'work':['2026-01-04'],
              'coveredTo':'2026-12-31'}""";
    String time =
        """
        {'id':'time',~,'rows':[{'when':{'window':'rest'},'x':'3'},
          {'when':{'window':'night'},'x':'1.5'}],'else':'1'}""";
    v.add(
        "happy-path-windows-half-open",
        "Monday 5 January: 21:59:59 day, 22:00:00 night, 23:59:59 night, Tuesday 00:00:00 day: 1 + 1.5 + 1.5 + 1 = 5.00.",
        SOURCE,
        inputs(
            with("calendars", calendar, "windows", windows, "lines", line("1", time)),
            entries(
                attest(
                    6,
                    call("1", 4 * DAY + 79_199, "a", 1),
                    call("2", 4 * DAY + 79_200, "a", 1),
                    call("3", 4 * DAY + 86_399, "a", 1),
                    call("4", 5 * DAY, "a", 1))),
            202601,
            "'line':'5000000'"),
        "");
    v.add(
        "happy-path-calendar-classes",
        "1 January statutory x3, 2 January listed off x3, Saturday the 3rd off x3, Sunday the 4th a make-up day x1, the 5th x1: 11.00.",
        SOURCE,
        inputs(
            with("calendars", calendar, "windows", windows, "lines", line("1", time)),
            entries(
                attest(
                    6,
                    call("1", 40_000, "a", 1),
                    call("2", DAY + 40_000, "a", 1),
                    call("3", 2 * DAY + 40_000, "a", 1),
                    call("4", 3 * DAY + 40_000, "a", 1),
                    call("5", 4 * DAY + 40_000, "a", 1))),
            202601,
            "'line':'11000000'"),
        "");
    v.add(
        "happy-path-price-that-rises-inside-the-month",
        "Price 1 until 15 January, 1.25 from the 16th: a call on the last second of the 15th and one on the first of the 16th: 2.25.",
        SOURCE,
        inputs(
            with(
                "params",
                """
                'price':{~,'type':'money','read':'date','values':[{'from':'2026-01-01','value':'1'},
                  {'from':'2026-01-16','value':'1.25'}]}""",
                "lines",
                line("{'param':'price'}", "")),
            entries(attest(16, call("1", 15 * DAY - 1, "a", 1), call("2", 15 * DAY, "a", 1))),
            202601,
            "'line':'2250000'"),
        "");
    v.add(
        "happy-path-yen",
        "Exponent 0: 3 calls at 33.4 = 100.2, half-up to the yen 100.",
        SOURCE,
        inputs(
            with(
                "currency",
                "'code':'JPY','exponent':0",
                "lines",
                line("33.4", "").replace("'to':'0.01'", "'to':'1'")),
            entries(attest(1, call("1", 1, "a", 1), call("2", 2, "a", 1), call("3", 3, "a", 1))),
            202601,
            "'line':'100000000'"),
        "");
    v.add(
        "happy-path-dinar",
        "Exponent 3: 3 calls at 0.0335 = 0.1005, half-even to the fils 0.100.",
        SOURCE,
        inputs(
            with(
                "currency",
                "'code':'KWD','exponent':3",
                "lines",
                line("0.0335", "")
                    .replace("'to':'0.01','mode':'half-up'", "'to':'0.001','mode':'half-even'")),
            entries(attest(1, call("1", 1, "a", 1), call("2", 2, "a", 1), call("3", 3, "a", 1))),
            202601,
            "'line':'100000'"),
        "");
  }

  private static void comparisons(Vectors v) {
    List<String> lines = new ArrayList<>();
    for (String op : List.of("ge", "gt", "le", "lt", "eq")) {
      lines.add(
          line("1", "")
              .replace("'id':'line'", "'id':'" + op + "'")
              .replace("{'always':true}", "{'f':'talk_s','" + op + "':120}"));
    }
    v.add(
        "happy-path-comparisons-at-the-bound",
        "Calls of 119, 120 and 121 s against 120: ge takes 2, gt 1, le 2, lt 1, eq 1.",
        SOURCE,
        inputs(
            with("lines", String.join(",", lines)),
            entries(
                attest(1, call("1", 1, "a", 119), call("2", 2, "a", 120), call("3", 3, "a", 121))),
            202601,
            "'ge':'2000000','gt':'1000000','le':'2000000','lt':'1000000','eq':'1000000'"),
        "");
  }

  private static void figures(Vectors v) {
    String measures =
        """
        {'id':'good','kind':'quantity',~,'record':'day','where':{'always':true},'sum':[{'field':'good'}]},
        {'id':'all','kind':'quantity',~,'record':'day','where':{'always':true},'sum':[{'field':'all'}]}""";
    String kpi =
        """
        {'id':'rate',~,'num':'good','den':'all','scale':10000,'show':'percent','minDen':%d,
         'window':'period'}""";
    Object[][] cases = {
      {"15999-of-20000-below-80", 15_999, 20_000, "ge", 1, "-30000000", "79.995 % is below 80 %"},
      {"16000-of-20000-at-80", 16_000, 20_000, "ge", 1, "0", "80 % reaches ge 80 %"},
      {"16000-of-20000-not-above-80", 16_000, 20_000, "gt", 1, "-30000000", "80 % is not gt 80 %"},
      {"1-of-2-last-band", 1, 2, "ge", 1, "-100000000", "50 % falls into the open band"},
      {"neutral-below-minimum", 99, 99, "ge", 100, "0", "99 samples of at least 100: neutral"}
    };
    for (Object[] c : cases) {
      v.add(
          "happy-path-kpi-" + c[0],
          c[6] + ", compared as exact ratios; -3 % of 1000 is -30, the open band -100.",
          SOURCE,
          inputs(
              with(
                  "measures",
                  measures,
                  "kpis",
                  kpi.formatted(c[4]),
                  "lines",
                  performance((String) c[3])),
              entries(attest(2, day("1", DAY, (int) c[1], (int) c[2]))),
              202601,
              "'fee':'1000000000','malus':'" + c[5] + "'"),
          "");
    }
    v.add(
        "happy-path-score-and-gate",
        "rate = 9/10 earns 100 points of weight 3, mean = 1/10 x 100 = 10 points directly of weight 1: (300 + 10)/4 = 77.5,"
            + " at least 77: 2 % of 1000 = 20. The gate on rate >= 90 % passes.",
        SOURCE,
        inputs(
            with(
                "measures",
                measures
                    + """
                ,{'id':'half','kind':'count',~,'unit':'item','record':'day','where':{'f':'good','ge':5}}""",
                "kpis",
                kpi.formatted(1)
                    + """
                ,{'id':'mean',~,'num':'half','den':'all','scale':100,'show':'number','minDen':1,'window':'period'}""",
                "scores",
                """
                {'id':'points',~,'scale':1,'items':[
                  {'kpi':'rate','weight':3,'bands':[{'ge':9000,'points':100},{'points':0}]},
                  {'kpi':'mean','weight':1,'min':0,'max':100}]}""",
                "lines",
                """
                {'id':'fee','kind':'fixed',~,'amount':'1000','prorate':'none','mode':'half-up'},
                {'id':'bonus','kind':'table',~,'on':{'score':'points'},'base':['fee'],
                 'bands':[{'ge':78,'pct':'3'},{'ge':77,'pct':'2'},{'pct':'0'}],
                 'gates':[{'on':{'kpi':'rate'},'ge':9000,'whenNeutral':'fail'}],'mode':'half-up'}"""),
            entries(
                attest(
                    6,
                    day("1", DAY, 5, 2),
                    day("2", 2 * DAY, 1, 2),
                    day("3", 3 * DAY, 1, 2),
                    day("4", 4 * DAY, 1, 2),
                    day("5", 5 * DAY, 1, 2))),
            202601,
            "'fee':'1000000000','bonus':'20000000'"),
        "");
    v.add(
        "happy-path-least-segment",
        "Answered 1 of 1 in a, 1 of 2 in b, none in c (neutral): the least ratio 1/2 stands, below 60 %: -100.",
        SOURCE,
        inputs(
            with(
                "measures",
                """
                {'id':'talked','kind':'count',~,'unit':'call','record':'call','where':{'f':'talk_s','gt':0}},
                {'id':'calls','kind':'count',~,'unit':'call','record':'call','where':{'always':true}}""",
                "kpis",
                """
                {'id':'rate',~,'num':'talked','den':'calls','scale':100,'show':'percent','minDen':1,
                 'segment':{'field':'skill','take':'least'},'window':'period'}""",
                "lines",
                """
                {'id':'malus','kind':'table',~,'on':{'kpi':'rate'},'base':[],
                 'bands':[{'ge':60,'amount':'0'},{'amount':'-100'}],'gates':[],'mode':'half-up'}"""),
            entries(attest(1, call("1", 1, "a", 9), call("2", 2, "b", 9), call("3", 3, "b", 0))),
            202601,
            "'malus':'-100000000'"),
        "");
  }

  private static String performance(String op) {
    return """
        {'id':'fee','kind':'fixed',~,'amount':'1000','prorate':'none','mode':'half-up'},
        {'id':'malus','kind':'table',~,'on':{'kpi':'rate'},'base':['fee'],
         'bands':[{'%s':8000,'pct':'0'},{'ge':7500,'pct':'-3'},{'amount':'-100'}],'gates':[],
         'mode':'half-up'}"""
        .formatted(op);
  }

  private static void otherLines(Vectors v) {
    String fee = "{'id':'fee','kind':'fixed',~,'amount':'%s','prorate':'%s','mode':'half-up'}";
    v.add(
        "happy-path-first-month-from-the-12th",
        "120,000 a month from 12 January: 20 of 31 days = 77,419.3548… = 77,419.35.",
        SOURCE,
        inputs(
            with(
                "term",
                "'from':'2026-01-12','to':'2026-12-31'",
                "lines",
                fee.formatted("120000", "days")),
            entries(),
            202601,
            "'fee':'77419350000'"),
        "");
    v.add(
        "happy-path-fee-that-rises-inside-the-month",
        "3,100 a month, 6,200 from 21 January, by days: 20/31 x 3,100 + 11/31 x 6,200 = 2,000 + 2,200 = 4,200.",
        SOURCE,
        inputs(
            with(
                "params",
                """
                'monthly':{~,'type':'money','read':'date','values':[{'from':'2026-01-01','value':'3100'},
                  {'from':'2026-01-21','value':'6200'}]}""",
                "lines",
                fee.formatted("x", "days").replace("'x'", "{'param':'monthly'}")),
            entries(),
            202601,
            "'fee':'4200000000'"),
        "");
    v.add(
        "happy-path-seats-by-days",
        "62 seat-days over 31 days = 2 seats at 500 = 1,000.",
        SOURCE,
        inputs(
            with(
                "measures",
                """
                {'id':'seatdays','kind':'quantity',~,'record':'day','where':{'always':true},'sum':[{'field':'good'}]}""",
                "lines",
                """
                {'id':'seats','kind':'fixed',~,'amount':'500','units':{'measure':'seatdays','per':'daysInPeriod'},
                 'prorate':'none','mode':'half-up'}"""),
            entries(attest(3, day("1", DAY, 30, 40), day("2", 2 * DAY, 32, 40))),
            202601,
            "'seats':'1000000000'"),
        "");
    v.add(
        "happy-path-clamp-on-a-negative-base",
        "A rebate of -100 and a malus of -7: percentages are of max(0, -100) = 0, so both bounds are 0 and the clamp gives the 7 back.",
        SOURCE,
        inputs(
            with(
                "lines",
                """
                {'id':'rebate','kind':'fixed',~,'amount':'-100','prorate':'none','mode':'half-up'},
                {'id':'malus','kind':'fixed',~,'amount':'-7','prorate':'none','mode':'half-up'},
                {'id':'limit','kind':'clamp',~,'of':['malus'],'base':['rebate'],'lo':{'pct':'-10'},
                 'hi':{'pct':'10'},'mode':'half-up'}"""),
            entries(),
            202601,
            "'rebate':'-100000000','malus':'-7000000','limit':'7000000'"),
        "");
    v.add(
        "happy-path-clamp-both-ways",
        "Base 1,000, bounds -10 % and 5 %: -120 is brought to -100 (+20), 60 to 50 (-10), 0 stays.",
        SOURCE,
        inputs(
            with(
                "lines",
                """
                {'id':'fee','kind':'fixed',~,'amount':'1000','prorate':'none','mode':'half-up'},
                {'id':'low','kind':'fixed',~,'amount':'-120','prorate':'none','mode':'half-up'},
                {'id':'high','kind':'fixed',~,'amount':'60','prorate':'none','mode':'half-up'},
                {'id':'a','kind':'clamp',~,'of':['low'],'base':['fee'],'lo':{'pct':'-10'},'hi':{'pct':'5'},'mode':'half-up'},
                {'id':'b','kind':'clamp',~,'of':['high'],'base':['fee'],'lo':{'pct':'-10'},'hi':{'pct':'5'},'mode':'half-up'},
                {'id':'c','kind':'clamp',~,'of':['low','a','high','b'],'base':['fee'],
                 'lo':{'pct':'-100'},'hi':{'pct':'100'},'mode':'half-up'}"""),
            entries(),
            202601,
            "'fee':'1000000000','low':'-120000000','high':'60000000','a':'20000000','b':'-10000000','c':'0'"),
        "");
    v.add(
        "happy-path-tax-on-top-and-inside",
        "106 with 6 % inside holds 6 (a memo, not in the total); 6 % on top of 106 is 6.36. Total 112.36.",
        SOURCE,
        inputs(
            with(
                "lines",
                """
                {'id':'fee','kind':'fixed',~,'amount':'106','prorate':'none','mode':'half-up'},
                {'id':'inside','kind':'percent',~,'of':['fee'],'pct':'6','inclusive':true,'mode':'half-up'},
                {'id':'ontop','kind':'percent',~,'of':['fee'],'pct':'6','inclusive':false,'mode':'half-up'}"""),
            entries(),
            202601,
            "'fee':'106000000','inside':'6000000','ontop':'6360000'"),
        "");
    v.add(
        "happy-path-negative-total",
        "A fee of 100 and a rebate of 150, 6 % on both: 6 % of -50 = -3. Total -53, a credit statement.",
        SOURCE,
        inputs(
            with(
                "lines",
                """
                {'id':'fee','kind':'fixed',~,'amount':'100','prorate':'none','mode':'half-up'},
                {'id':'rebate','kind':'fixed',~,'amount':'-150','prorate':'none','mode':'half-up'},
                {'id':'vat','kind':'percent',~,'of':['fee','rebate'],'pct':'6','inclusive':false,'mode':'half-up'}"""),
            entries(),
            202601,
            "'fee':'100000000','rebate':'-150000000','vat':'-3000000'"),
        "");
    v.add(
        "happy-path-de-minimis",
        "Two calls at 2.50: 5.00 is not below the 5 of the first line and stands; 2 x 2.49 = 4.98 is below it and becomes 0.",
        SOURCE,
        inputs(
            with(
                "lines",
                line("2.5", "").replace("'kind'", "'deMinimis':'5','kind'")
                    + ","
                    + line("2.49", "")
                        .replace("'id':'line'", "'id':'small'")
                        .replace("'kind'", "'deMinimis':'5','kind'")),
            entries(attest(1, call("1", 1, "a", 1), call("2", 2, "a", 1))),
            202601,
            "'line':'5000000','small':'0'"),
        "");
    v.add(
        "happy-path-no-records",
        "A month without a record: the rated line is 0, the fixed line stands.",
        SOURCE,
        inputs(
            with("lines", line("1", "") + "," + fee.formatted("100", "none")),
            entries(),
            202603,
            "'line':'0','fee':'100000000'"),
        "");
  }

  private static void months(Vectors v) {
    Json.Obj plain = with("lines", line("1", ""));
    v.add(
        "happy-path-month-edge",
        "31 January 23:59:59 local is January's, 1 February 00:00:00 is not: one call in January.",
        SOURCE,
        inputs(
            plain,
            entries(attest(32, call("1", 31 * DAY - 1, "a", 1), call("2", 31 * DAY, "a", 1))),
            202601,
            "'line':'1000000'"),
        "");
    v.add(
        "happy-path-late-call-adjusts-the-month-before",
        "Two January calls, one of them attested on 10 February, after the cut-off on the 6th: February's statement has its own call and +1 for January.",
        SOURCE,
        inputs(
            plain,
            entries(
                attest(20, call("1", DAY, "a", 1)),
                attest(40, call("2", 2 * DAY, "a", 1), call("3", 33 * DAY, "a", 1))),
            202602,
            "'line':'1000000','adjustment_202601_line':'1000000'"),
        "");
    v.add(
        "happy-path-adjustment-after-adjustment",
        "January had one call at its cut-off and two at February's; in March one of them is voided and a third comes: March adjusts only from two to two calls, so not at all, and February by the call that came late.",
        SOURCE,
        inputs(
            plain,
            entries(
                attest(20, call("1", DAY, "a", 1)),
                attest(40, call("2", 2 * DAY, "a", 1)),
                voids(70, call("1", DAY, "a", 1)),
                attest(71, call("3", 3 * DAY, "a", 1), call("4", 33 * DAY, "a", 1))),
            202603,
            "'line':'0','adjustment_202602_line':'1000000'"),
        "");
    v.add(
        "happy-path-void-then-next-revision",
        "A call of 1 is voided and attested again as revision 1 with skill b at the same price; the void is listed, the revision counts: 1.",
        SOURCE,
        inputs(
            plain,
            entries(
                attest(2, call("1", DAY, "a", 1)),
                voids(3, call("1", DAY, "a", 1)),
                attest(4, call("1", DAY, "b", 1, 0, 1))),
            202601,
            "'line':'1000000'"),
        "");
    v.add(
        "happy-path-what-does-not-count",
        "One good call; its name again; one voided; one without its revision voided; a field out of range; an unknown type; the client's copy; one before the term: 1.",
        SOURCE,
        inputs(
            plain,
            entries(
                attest(
                    2,
                    call("1", DAY, "a", 1),
                    call("2", DAY, "a", 1),
                    call("3", DAY, "a", 1, 0, 1),
                    call("4", DAY, "a", 99_999),
                    call("6", -DAY, "a", 1)),
                attest(3, call("1", DAY + 5, "b", 2)),
                client(attest(3, call("1", DAY, "a", 1))),
                attest(
                    3,
                    "{'at':%d,'data':{},'id':'5','rev':0,'source':'s','type':'chat'}"
                        .formatted(JANUARY + DAY)),
                voids(4, call("2", DAY, "a", 1))),
            202601,
            "'line':'1000000'"),
        "");
  }

  private static void amendments(Vectors v) {
    Json.Obj plain = with("lines", line("1", ""));
    v.add(
        "happy-path-new-price-by-amendment",
        "Price 1, from March 2. March has one call at 2; February's call that comes late, in March, is read under February's terms: +1.",
        SOURCE,
        inputs(
            plain,
            entries(
                amend(20, with("lines", line("2", "")), 202603),
                attest(70, call("1", 33 * DAY, "a", 1), call("2", 61 * DAY, "a", 1))),
            202603,
            "'line':'2000000','adjustment_202602_line':'1000000'"),
        "");
    v.add(
        "happy-path-final-after-one-month",
        "Adjustments go back one month only: of two late calls in March, February's is adjusted, January's is final.",
        SOURCE,
        inputs(
            with(
                "cutoff",
                "'lateDays':5,'attestDelayS':0,'payloadDelayS':0,'finalAfterMonths':1",
                "lines",
                line("1", "")),
            entries(attest(70, call("1", DAY, "a", 1), call("2", 33 * DAY, "a", 1))),
            202603,
            "'line':'0','adjustment_202602_line':'1000000'"),
        "");
  }

  private static Json.Obj amend(int day, Json.Obj terms, int effective) {
    return Json.object()
        .put("kind", "amend")
        .put("leafTime", (JANUARY + day * DAY) * 1000)
        .put("effective", effective)
        .put("terms", terms.with("version", Json.of(2L)))
        .build();
  }

  private static void refusals(Vectors v) {
    Json.Obj plain = with("lines", line("1", ""));
    v.add(
        "period-after-the-term",
        "January 2027, the term ends in December 2026.",
        SOURCE,
        inputs(plain, entries(), 202701, ""),
        "period-outside-term");
    v.add(
        "period-before-the-term",
        "December 2025, no terms take effect before January 2026.",
        SOURCE,
        inputs(plain, entries(), 202512, ""),
        "no-terms");
    v.add(
        "calendar-one-day-short",
        "The calendar covers up to 30 January, the month ends on the 31st.",
        SOURCE,
        inputs(
            with(
                "calendars",
                "'cn':{'source':@,'statutory':[],'off':[],'work':[],'coveredTo':'2026-01-30'}",
                "lines",
                line("1", "")),
            entries(),
            202601,
            ""),
        "calendar-ends");
  }

  // ---- the little language of these cases: JSON with single quotes, ~ for a label, @ for a text

  private static Json.Obj json(String text) {
    String label = "{'en':'x','zh':'x'}";
    try {
      return (Json.Obj)
          JsonReader.relaxed(
              Bytes.utf8(
                  text.replace("~", "'label':" + label).replace("@", label).replace('\'', '"')),
              1 << 20);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static Json.Obj with(String... members) {
    Json.Obj out =
        json(
            """
            {'cst':'1','id':'golden','version':1,'supersedes':null,
             'nonce':'%s','title':@,'parties':{'provider':@,'client':@},
             'currency':{'code':'CNY','exponent':2},'term':{'from':'2026-01-01','to':'2026-12-31'},
             'clock':{'zone':'Asia/Shanghai','offsets':[{'fromUtc':0,'offsetS':28800}]},
             'calendars':{},'windows':{},'params':{},
             'cutoff':{'lateDays':5,'attestDelayS':0,'payloadDelayS':0,'finalAfterMonths':12},
             'records':{
               'call':{~,'by':'provider','at':@,'fields':{
                 'skill':{~,'type':'enum','values':['a','b','c']},
                 'talk_s':{~,'type':'int','unit':'s','min':0,'max':86400},
                 'wait_s':{~,'type':'int','unit':'s','min':0,'max':3600}}},
               'day':{~,'by':'provider','at':@,'fields':{
                 'good':{~,'type':'int','unit':'item','min':0,'max':1000000},
                 'all':{~,'type':'int','unit':'item','min':0,'max':1000000}}}},
             'measures':[],'kpis':[],'scores':[],'lines':[],
             'disputes':{'disputeDays':15,'answerDays':10,
               'threshold':{'amount':'0','pct':'0','repeatMonths':0},
               'silence':{'statement':'accepted','dispute':'open'},'match':[]},
             'erasure':{'nameAfterMonths':24,'rowAfterMonths':0},'render':1}"""
                .formatted("00".repeat(32)));
    for (int i = 0; i < members.length; i += 2) {
      boolean list = List.of("measures", "kpis", "scores", "lines").contains(members[i]);
      String text = list ? "[" + members[i + 1] + "]" : "{" + members[i + 1] + "}";
      Json wrapped = json("{'x':" + text + "}").get("x");
      out = out.with(members[i], wrapped == null ? Json.ofNull() : wrapped);
    }
    return out;
  }

  /// One unit for each call at a price, with factors, to the cent half-up.
  private static String line(String price, String factors) {
    String amount = price.startsWith("{") ? price : "'" + price + "'";
    return """
        {'id':'line','kind':'rated',~,'record':'call','where':{'always':true},'qty':{'each':1},'per':1,
         'connect':'0','card':{'rows':[],'else':%s},'factors':[%s],'sign':'charge',
         'round':[{'at':'line','to':'0.01','mode':'half-up'}]}"""
        .formatted(amount, factors);
  }

  private static String round(String at, String to, String mode) {
    return "{'at':'%s','to':'%s','mode':'%s'}".formatted(at, to, mode);
  }

  private static String call(String id, long second, String skill, long talk) {
    return call(id, second, skill, talk, 0);
  }

  private static String call(String id, long second, String skill, long talk, long wait) {
    return call(id, second, skill, talk, wait, 0);
  }

  private static String call(
      String id, long second, String skill, long talk, long wait, long revision) {
    return "{'at':%d,'data':{'skill':'%s','talk_s':%d,'wait_s':%d},'id':'%s','rev':%d,'source':'s','type':'call'}"
        .formatted(JANUARY + second, skill, talk, wait, id, revision);
  }

  private static String day(String id, long second, long good, long all) {
    return "{'at':%d,'data':{'all':%d,'good':%d},'id':'%s','rev':0,'source':'s','type':'day'}"
        .formatted(JANUARY + second, all, good, id);
  }

  private static Json.Obj attest(int day, String... records) {
    return entry("attest", day, records);
  }

  private static Json.Obj voids(int day, String... records) {
    return entry("void", day, records);
  }

  private static Json.Obj client(Json.Obj entry) {
    return entry.with("by", Json.of("client"));
  }

  private static Json.Obj entry(String kind, int day, String... records) {
    List<Json> list = new ArrayList<>();
    for (String r : records) {
      list.add(json(r));
    }
    return Json.object()
        .put("kind", kind)
        .put("by", "provider")
        .put("leafTime", (JANUARY + day * DAY) * 1000)
        .put("records", list)
        .build();
  }

  private static Json.Obj entries(Json.Obj... entries) {
    return Json.object().put("entries", Json.array(entries)).build();
  }

  private static Json.Obj inputs(Json.Obj terms, Json.Obj entries, int period, String byHand) {
    Json list = entries.get("entries");
    return Json.object()
        .put("terms", terms)
        .put("entries", list == null ? Json.array() : list)
        .put("period", period)
        .put("byHand", json("{" + byHand + "}"))
        .build();
  }

  // ---- the answer

  private static Json.Obj answer(Fields inputs) throws MalformedException {
    Terms terms = TermsParser.parse(inputs.object("terms").object().toCanonical());
    TestLedger ledger = TestLedger.open(terms, JANUARY * 1000);
    for (Fields entry : inputs.objects("entries", 0, 100)) {
      if (entry.string("kind").equals("amend")) {
        // the version before is named by its hash, which the vector need not repeat
        Json.Obj next =
            entry.object("terms").object().with("supersedes", Json.of(terms.hash().toHex()));
        ledger.amend(
            entry.integer("leafTime", 0, Json.MAX_INT),
            TermsParser.parse(next.toCanonical()),
            Period.parse(entry.integer("effective", 0, 999_912)));
        continue;
      }
      Party party = entry.string("by").equals("provider") ? Party.PROVIDER : Party.CLIENT;
      List<UsageRecord> records = new ArrayList<>();
      for (Json r : entry.array("records", 1, 1000)) {
        records.add(UsageRecord.read(r));
      }
      long time = entry.integer("leafTime", 0, Json.MAX_INT);
      if (entry.string("kind").equals("void")) {
        ledger.voids(time, party, records);
      } else {
        ledger.attest(time, party, records);
      }
    }
    Period period = Period.parse(inputs.integer("period", 0, 999_912));
    History history = ledger.history();
    // far beyond every cut-off: no leaf will come before it
    return switch (new Statements(history, Workers.SEQUENTIAL)
        .compute(period, 4_000_000_000_000L)) {
      case StatementResult.Refused r -> throw refused(r.finding());
      case StatementResult.Computed c -> computed(c, inputs.object("byHand").object());
    };
  }

  private static MalformedException refused(Finding f) {
    return new MalformedException(f.code(), f.where(), -1, f.expected(), f.found());
  }

  private static Json.Obj computed(StatementResult.Computed c, Json.Obj byHand)
      throws MalformedException {
    Statement s = c.statement();
    Json.Builder found = Json.object();
    for (StatementLine l : s.lines()) {
      found.put(l.id(), l.amount().value().toString());
    }
    assertEquals(lines(byHand), found.build(), "the amounts worked out by hand");
    List<String> adjustments = new ArrayList<>();
    for (Adjustment a : s.adjustments()) {
      adjustments.add(
          "adjustment " + a.period().yyyymm() + " " + a.line() + " " + a.amount().value());
    }
    assertEquals(adjustments(byHand), adjustments, "the adjustments worked out by hand");
    assertEquals(s, Statement.parse(s.toBytes()), "parsing what was written");
    TraceReplayer.replayAll(c.rated().lines().stream().map(l -> l.trace().toBytes()).toList());
    return Json.object()
        .put("statement", s.toJson())
        .put("statementHash", s.hash().toHex())
        .put("resultsRoot", s.resultsRoot().toHex())
        .put("traces", c.rated().lines().stream().map(GoldenContractsTest::trace).toList())
        .build();
  }

  private static Json trace(LineResult line) {
    return line.trace().toJson();
  }

  private static Json.Obj lines(Json.Obj byHand) {
    Json.Builder out = Json.object();
    for (int i = 0; i < byHand.size(); i++) {
      if (!byHand.key(i).startsWith("adjustment")) {
        out.put(byHand.key(i), byHand.value(i));
      }
    }
    return out.build();
  }

  private static List<String> adjustments(Json.Obj byHand) {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < byHand.size(); i++) {
      if (byHand.key(i).startsWith("adjustment")) {
        out.add(byHand.key(i).replace('_', ' ') + " " + ((Json.Str) byHand.value(i)).value());
      }
    }
    return out;
  }
}
