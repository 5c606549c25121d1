package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.money.Rounding;
import io.countersign.core.rating.FigureStep;
import io.countersign.core.rating.MilestoneStep;
import io.countersign.core.rating.TierStep;
import io.countersign.core.rating.WindowStep;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What people read about steps of tiers, windows, slopes and milestones.
class StepSentencesTest {
  private static final StepSentences EN = new StepSentences(Texts.of(Texts.Lang.EN), 2);
  private static final StepSentences ZH = new StepSentences(Texts.of(Texts.Lang.ZH), 2);
  private static final Period JANUARY = Period.of(2026, 1);
  private static final BigInteger CENT = big(10_000);

  @Test
  void tierSteps_inBothLanguages_nameEveryNumber() {
    both(
        new TierStep.RollOver(
            big(1200), List.of(new TierStep.RollOver.Left(JANUARY, big(400), big(400))), big(800)),
        "1,200 units; left over earlier: 2026-01: 400 of 400 used; 800 enter the tiers",
        "用量 1,200；以前月份结转：2026-01：共 400，使用 400；计入阶梯 800");
    both(
        new TierStep.RollOver(big(5), List.of(), big(5)),
        "5 units; left over earlier: nothing; 5 enter the tiers",
        "用量 5；以前月份结转：无；计入阶梯 5");
    both(
        new TierStep.Quantity(JANUARY, big(100), big(20), big(120)),
        "since 2026-01: 100 before, 20 in this month, 120 in all",
        "自 2026-01 起：此前累计 100，本月 20，合计 120");
    both(
        tier(1, 50, 1, Optional.empty()),
        "tier 2: 50 units × 0.5 / 1 + 10 = 35.00",
        "第 2 档：50 单位 × 0.5 / 1 + 10 = 35.00");
    both(
        tier(
            31,
            775,
            20,
            Optional.of(new TierStep.Tier.Rounded(CENT, Rounding.DOWN, big(18_950_000)))),
        "tier 2: 25 units × 0.5 / 1 + 10 × 20 / 31 ≈ 18.951612, rounded to 0.01, down: 18.95",
        "第 2 档：25 单位 × 0.5 / 1 + 10 × 20 / 31 ≈ 18.951612，舍入到 0.01，向零舍去：18.95");
    both(new TierStep.Tiers(big(120), 1, Optional.empty()), "tiers of 120 units", "各档用量合计 120");
    both(new TierStep.Carry(big(5_000_000)), "up to last month: 5.00", "截至上月：5.00");
    both(
        new TierStep.Since(big(6_000_000), big(5_000_000), big(1_000_000)),
        "6.00 less 5.00: 1.00",
        "6.00 减去 5.00：1.00");
  }

  @Test
  void windowSteps_inBothLanguages_nameEveryNumber() {
    both(
        new WindowStep.Earlier(JANUARY, big(2_000_000), big(3_000_000)),
        "months since 2026-01 before this one: 2.00; in all 3.00",
        "自 2026-01 起本月以前：2.00；累计 3.00");
    both(new WindowStep.Open(Period.of(2026, 12)), "settles in 2026-12: 0", "于 2026-12 结算：计 0");
    both(
        new WindowStep.Share(big(160), 900_000, big(1_500_000), 1, 1, 1, BigInteger.ZERO),
        "160 × 90 % × 1.5 / 1",
        "160 × 90% × 1.5 / 1");
    both(
        new WindowStep.Minimum(
            big(9_000_000), big(2), big(1_000_000), CENT, Rounding.UP, big(3_500_000)),
        "at least 4.50, there is 1.00; the difference rounded to 0.01, up: 3.50",
        "保底 4.50，实际 1.00；差额舍入到 0.01，远离零进位：3.50");
    both(
        new WindowStep.Cap(
            big(2_000_000),
            BigInteger.ONE,
            big(5_000_000),
            big(3_000_000),
            CENT,
            Rounding.UP,
            big(-2_000_000)),
        "at most 2.00; there is 5.00, before this month 3.00; the excess rounded to 0.01, up: -2.00",
        "封顶 2.00；累计 5.00，本月以前 3.00；超出部分舍入到 0.01，远离零进位：-2.00");
    both(
        new WindowStep.NoMonth(196_912),
        "1969-12 is before the first month: 0",
        "1969-12 早于首个账期：计 0");
    both(
        new WindowStep.Back(JANUARY, List.of("malus"), List.of(big(-30_000_000)), big(30_000_000)),
        "taken off in 2026-01: malus -30.00; at least 0: 30.00",
        "2026-01 的扣罚：malus -30.00；不低于 0：30.00");
  }

  @Test
  void milestoneAndSlope_inBothLanguages_nameEveryNumber() {
    MilestoneStep accepted =
        new MilestoneStep.Accepted(
            "m2",
            LocalDate.of(2026, 2, 10),
            LocalDate.of(2026, 1, 31),
            10,
            5_000,
            30_000,
            30_000,
            50_000,
            big(333_330_000),
            CENT,
            Rounding.HALF_UP,
            big(333_330_000),
            big(10_000_000),
            big(16_670_000),
            big(306_660_000));
    assertEquals(
        "m2, accepted 2026-02-10, due 2026-01-31: 333.33; 10 days late, 3 %: less 10.00; held back 5 %: less 16.67; 306.66",
        EN.milestone(accepted));
    assertEquals(
        "m2，验收日 2026-02-10，到期日 2026-01-31：333.33；逾期 10 天，3%：减 10.00；留存 5%：减 16.67；306.66",
        ZH.milestone(accepted));
    MilestoneStep release =
        new MilestoneStep.Release(
            "final",
            LocalDate.of(2026, 3, 31),
            List.of(new MilestoneStep.Release.Held(JANUARY, "m1", big(16_670_000))),
            big(16_670_000));
    assertEquals(
        "final, accepted 2026-03-31, releases 2026-01 m1 16.67: 16.67", EN.milestone(release));
    assertEquals("final 于 2026-03-31 验收，支付留存 2026-01 m1 16.67：16.67", ZH.milestone(release));
    FigureStep.Linear linear =
        new FigureStep.Linear(
            "rate",
            big(82),
            big(100),
            10_000,
            8_000,
            100,
            Optional.of(big(1_000_000_000)),
            big(5_000),
            big(10_000),
            big(-50_000),
            big(30_000),
            big(10_000_000),
            BigInteger.ONE);
    assertEquals(
        "rate = 82 / 100 = 0.82, target 0.8: for each 0.01 above it 0.5%, below it 1%, from -5% to 3% of 1,000.00: 10.00",
        EN.linear(linear));
    assertEquals(
        "rate = 82 / 100 = 0.82，目标 0.8：每高出 0.01 计 0.5%，每低 0.01 计 1%，限于 -5% 至 3%（以 1,000.00 为基数）：10.00",
        ZH.linear(linear));
  }

  private static TierStep.Tier tier(
      long of, long units, long days, Optional<TierStep.Tier.Rounded> rounded) {
    BigInteger n = big(units * 500_000 + days * 10_000_000);
    return new TierStep.Tier(
        1, big(units), big(500_000), 1, big(10_000_000), 1, days, of, 1, n, rounded);
  }

  private static void both(TierStep step, String en, String zh) {
    assertEquals(en, EN.tier(step));
    assertEquals(zh, ZH.tier(step));
  }

  private static void both(WindowStep step, String en, String zh) {
    assertEquals(en, EN.window(step));
    assertEquals(zh, ZH.window(step));
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}
