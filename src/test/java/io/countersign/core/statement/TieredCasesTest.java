package io.countersign.core.statement;

import static io.countersign.core.statement.LineCases.add;
import static io.countersign.core.statement.LineCases.amend;
import static io.countersign.core.statement.LineCases.late;
import static io.countersign.core.statement.LineCases.lines;
import static io.countersign.core.statement.LineCases.terms;
import static io.countersign.core.statement.LineCases.tier;
import static io.countersign.core.statement.LineCases.tiered;
import static io.countersign.core.statement.LineCases.use;

import io.countersign.core.encoding.Json;
import io.countersign.testing.Vectors;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tiered lines, their borders, windows, prorating and roll-over.
class TieredCasesTest {
  private static final String THREE =
      tier("100", "1", "0") + "," + tier("200", "0.5", "10") + "," + tier("-", "0.2", "0");
  private static final String FREE_1000 = tier("1000", "0", "0") + "," + tier("-", "1", "0");
  private static final String ROLL = "'prorate':'none'";

  @Test
  void statement_ofTieredLines_isThatWorkedOutByHand() {
    Vectors v = Vectors.of("rating/tiers");
    borders(v);
    rounding(v);
    windows(v);
    rollOver(v);
    prorating(v);
    v.check(LineCases::answer);
  }

  private static void borders(Vectors v) {
    List<String> months = List.of(use(202601, 100, 0), use(202602, 101, 0), use(202603, 250, 0));
    add(
        v,
        "graduated-at-and-above-a-bound",
        "100 at 1 = 100; one more: 100 + 1 x 0.5 + flat 10 = 110.5; 250: 100 + 100 x 0.5 + 10 + 50 x 0.2 = 170; none: 0.",
        lines(tiered("t", THREE)),
        months,
        "202601: t=100",
        "202602: t=110.5",
        "202603: t=170",
        "202604: t=0");
    add(
        v,
        "volume-at-and-above-a-bound",
        "All at the tier they fall into: 100 x 1; 101 x 0.5 + 10 = 60.5; 250 x 0.2 = 50; none: 0.",
        lines(tiered("t", THREE, "graduated", "volume")),
        months,
        "202601: t=100",
        "202602: t=60.5",
        "202603: t=50",
        "202604: t=0");
  }

  private static void rounding(Vectors v) {
    String half = tier("1", "0.005", "0") + "," + tier("-", "0.005", "0");
    String halfEven = "{'at':'line','to':'0.01','mode':'half-even'}";
    String halfUp = "{'at':'line','to':'0.01','mode':'half-up'}";
    add(
        v,
        "credit-rounded-at-the-line",
        "3 x -0.005 = -0.015, half-even: -0.02.",
        lines(tiered("t", half, "charge", "credit", halfUp, halfEven)),
        List.of(use(202601, 3, 0)),
        "202601: t=-0.02");
    add(
        v,
        "credit-rounded-at-each-tier",
        "-0.005 half-even = 0 and 2 x -0.005 = -0.01: -0.01.",
        lines(tiered("t", half, "charge", "credit", halfUp, halfEven.replace("line", "tier"))),
        List.of(use(202601, 3, 0)),
        "202601: t=-0.01");
    add(
        v,
        "tier-then-line",
        "0.125 in each of two tiers, each half-up to 0.13, together 0.26, the line to 0.05 down: 0.25.",
        lines(
            tiered(
                "t",
                half.replace("0.005", "0.125"),
                halfUp,
                halfUp.replace("line", "tier") + ",{'at':'line','to':'0.05','mode':'down'}")),
        List.of(use(202601, 2, 0)),
        "202601: t=0.25");
    add(
        v,
        "exponent-0",
        "Whole yen: 7 x 0.3 = 2.1: 2.",
        lines(tiered("t", tier("-", "0.3", "0"), "'to':'0.01'", "'to':'1'"))
            .with("currency", LineCases.json("{'code':'JPY','exponent':0}")),
        List.of(use(202601, 7, 0)),
        "202601: t=2");
    add(
        v,
        "exponent-3",
        "Fils: 7 x 0.0003 = 0.0021: 0.002.",
        lines(tiered("t", tier("-", "0.0003", "0"), "'to':'0.01'", "'to':'0.001'"))
            .with("currency", LineCases.json("{'code':'KWD','exponent':3}")),
        List.of(use(202601, 7, 0)),
        "202601: t=0.002");
    add(
        v,
        "de-minimis",
        "2 x 0.5 = 1, not below 1; 1 x 0.5 = 0.5, below 1: 0.",
        lines(tiered("t", tier("-", "0.5", "0"), "'sign'", "'deMinimis':'1','sign'")),
        List.of(use(202601, 2, 0), use(202602, 1, 0)),
        "202601: t=1",
        "202602: t=0");
  }

  private static void windows(Vectors v) {
    String year = "'window':'year'";
    String period = "'window':'period'";
    List<String> months = List.of(use(202601, 100, 0), use(202602, 20, 0), use(202603, 40, 0));
    add(
        v,
        "volume-rebate-over-a-year",
        "100 at 1 = 100; 120 at 0.5 = 60, less 100: -40; 160 at 0.5 = 80, less 60: 20.",
        lines(
            tiered(
                "t",
                tier("100", "1", "0") + "," + tier("-", "0.5", "0"),
                period,
                year,
                "graduated",
                "volume")),
        months,
        "202601: t=100",
        "202602: t=-40",
        "202603: t=20");
    add(
        v,
        "thirds-over-a-quarter-add-up",
        "1 for each 3 calls: 0.33, 0.67 - 0.33 = 0.34, 1.00 - 0.67 = 0.33; the next quarter starts again.",
        lines(tiered("t", tier("-", "1", "0"), period, "'window':'quarter'", "'per':1", "'per':3")),
        List.of(use(202601, 1, 0), use(202602, 1, 0), use(202603, 1, 0), use(202604, 1, 0)),
        "202601: t=0.33",
        "202602: t=0.34",
        "202603: t=0.33",
        "202604: t=0.33");
    String twoTiers = tier("150", "1", "0") + "," + tier("-", "0.5", "0");
    add(
        v,
        "late-record-in-an-open-window",
        "100; then F(200) = 175, less 100: 75. 50 late calls of January come in March: January F(150) = 150: +50; February F(250) - F(150) = 200 - 150 = 50: -25; March F(350) - F(250) = 250 - 200 = 50.",
        lines(tiered("t", twoTiers, period, year)),
        List.of(
            use(202601, 100, 0),
            use(202602, 100, 0),
            late("2026-03-20", 202601, 50, 0, "b"),
            use(202603, 100, 0)),
        "202601: t=100",
        "202602: t=75",
        "202603: t=50 adj:202601:t=50 adj:202602:t=-25");
    Json.Obj dearer =
        lines(tiered("t", tier("250", "2", "0") + "," + tier("-", "1", "0"), period, year));
    add(
        v,
        "amended-in-the-middle-of-a-window",
        "100 and 100 at 1. From March 2, above 250 1: F(300) - F(200), both at the prices of March: 550 - 400 = 150.",
        lines(tiered("t", tier("-", "1", "0"), period, year)),
        List.of(
            use(202601, 100, 0),
            amend("2026-02-10", 202603, dearer),
            use(202602, 100, 0),
            use(202603, 100, 0)),
        "202601: t=100",
        "202602: t=100",
        "202603: t=150");
  }

  private static void rollOver(Vectors v) {
    String two = "'prorate':'none','rollOver':{'months':2}";
    add(
        v,
        "roll-over-600-1200-1300-on-1000",
        "600: 400 left. 1200: these 400 first, 800 enter, 200 left. 1300: these 200 first, 1100 enter, 100 above 1000 at 1.",
        lines(tiered("t", FREE_1000, ROLL, two)),
        List.of(use(202601, 600, 0), use(202602, 1200, 0), use(202603, 1300, 0)),
        "202601: t=0",
        "202602: t=0",
        "202603: t=100");
    add(
        v,
        "roll-over-expires",
        "For one month: 600 leaves 400, of which February's 100 calls use 100; 1000 left in February. March: the rest of January has expired, 2500 - 1000 = 1500 enter: 500.",
        lines(tiered("t", FREE_1000, ROLL, two.replace("2}", "1}"))),
        List.of(use(202601, 600, 0), use(202602, 100, 0), use(202603, 2500, 0)),
        "202602: t=0",
        "202603: t=500");
    add(
        v,
        "roll-over-of-a-quarter",
        "3 x 500 of 3000 leave 1500 at the end of March. April 2000: 500 enter. May 3000: 3500 in the quarter, 500 above.",
        lines(
            tiered(
                "t",
                FREE_1000.replace("1000", "3000"),
                ROLL,
                two,
                "'window':'period'",
                "'window':'quarter'")),
        List.of(
            use(202601, 500, 0),
            use(202602, 500, 0),
            use(202603, 500, 0),
            use(202604, 2000, 0),
            use(202605, 3000, 0)),
        "202603: t=0",
        "202604: t=0",
        "202605: t=500");
    Json.Obj without = lines(tiered("t", FREE_1000));
    add(
        v,
        "roll-over-dropped-by-an-amendment",
        "600 leaves 400; from February on nothing rolls over: 1200 pays 200.",
        lines(tiered("t", FREE_1000, ROLL, two)),
        List.of(amend("2026-01-10", 202602, without), use(202601, 600, 0), use(202602, 1200, 0)),
        "202601: t=0",
        "202602: t=200");
  }

  private static void prorating(Vectors v) {
    String days = "'prorate':'days'";
    add(
        v,
        "first-month-from-the-12th",
        "20 of 31 days: 310 free calls become 200, the flat 31 becomes 20: 20 + 50 x 1 = 70. February whole: 31.",
        terms(
            "term",
            "{'from':'2026-01-12','to':'2026-12-31'}",
            "lines",
            "["
                + tiered(
                    "t",
                    tier("310", "0", "31") + "," + tier("-", "1", "0"),
                    "'prorate':'none'",
                    days)
                + "]"),
        List.of(use(202601, 250, 0), use(202602, 250, 0)),
        "202601: t=70",
        "202602: t=31");
    add(
        v,
        "last-quarter-cut-by-the-term",
        "April to 20 May: 50 of 91 days. 910 free calls become 500: 400 in April are free, of 300 in May 200 pay.",
        terms(
            "term",
            "{'from':'2026-01-01','to':'2026-05-20'}",
            "lines",
            "["
                + tiered(
                    "t",
                    tier("910", "0", "0") + "," + tier("-", "1", "0"),
                    "'prorate':'none'",
                    days,
                    "'window':'period'",
                    "'window':'quarter'")
                + "]"),
        List.of(use(202604, 400, 0), use(202605, 300, 0)),
        "202604: t=0",
        "202605: t=200");
  }
}
