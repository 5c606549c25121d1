package io.countersign.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.History;
import io.countersign.core.rating.RandomTerms;
import io.countersign.core.rating.Rater;
import io.countersign.core.rating.RatingResult;
import io.countersign.naive.NaiveLedger;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Tiers, caps and roll-over over the months of a window, on seeded quantities: so many calls in
/// each month.
class WindowPropertiesTest {
  private static final long SEED = Long.getLong("seed", 20_261_123L);
  private static final int CASES = Integer.getInteger("cases", 40);
  private static final BigInteger UNIT = BigInteger.valueOf(1_000_000);

  @Test
  void graduated_oneCallMore_isNeverCheaper() throws MalformedException {
    for (int c = 0; c < CASES; c++) {
      Dice dice = new Dice(SEED + c);
      Json.Obj line = tiers(dice, "graduated", "period", "0.7", "1.9", "0.333");
      BigInteger before = BigInteger.ZERO;
      for (int calls = 0; calls < 14; calls++) {
        BigInteger now = amounts(document(line), new int[] {calls}, "line").getFirst();
        assertTrue(now.compareTo(before) >= 0, "seed " + (SEED + c) + " at " + calls);
        before = now;
      }
    }
  }

  @Test
  void volume_oneCallMore_mayBeCheaper() throws MalformedException {
    Json.Obj line = tiered("volume", "period", tier(10, "2"), tier(0, "1"));
    assertEquals(
        List.of(UNIT.multiply(BigInteger.valueOf(20))),
        amounts(document(line), new int[] {10}, "line"));
    assertEquals(
        List.of(UNIT.multiply(BigInteger.valueOf(11))),
        amounts(document(line), new int[] {11}, "line"));
  }

  @Test
  void tiersAndCaps_sameCallsInOtherMonthsOfTheWindow_addUpToTheSame() throws MalformedException {
    for (int c = 0; c < CASES; c++) {
      Dice dice = new Dice(SEED + c);
      String window = dice.pick("quarter", "year", "term");
      int months = window.equals("quarter") ? 3 : 12;
      Json.Obj line =
          tiers(dice, dice.pick("graduated", "volume"), window, "0.7", "1.2345", "0.333");
      Json.Obj terms = document(line, cap(window, dice.pick("3.5", "20", "0")));
      int calls = dice.between(1, 30);
      int[] spread = new int[months];
      for (int i = 0; i < calls; i++) {
        spread[dice.between(0, months - 1)]++;
      }
      int[] atOnce = new int[months];
      atOnce[dice.between(0, months - 1)] = calls;
      for (String id : List.of("line", "most")) {
        assertEquals(
            sum(amounts(terms, atOnce, id)),
            sum(amounts(terms, spread, id)),
            "seed " + (SEED + c) + " " + id);
      }
    }
  }

  @Test
  void rollOver_anyMonths_freesNoMoreThanTheAllowances() throws MalformedException {
    for (int c = 0; c < CASES; c++) {
      Dice dice = new Dice(SEED + c);
      int allowance = dice.between(1, 8);
      Json.Obj plain = tiered("graduated", "period", tier(allowance, "0"), tier(0, "1"));
      Json.Obj line =
          plain.with("rollOver", Json.object().put("months", dice.between(1, 12)).build());
      int[] calls = new int[8];
      for (int i = 0; i < calls.length; i++) {
        calls[i] = dice.between(0, 12);
      }
      List<BigInteger> with = amounts(document(line), calls, "line");
      List<BigInteger> without = amounts(document(plain), calls, "line");
      int used = 0;
      BigInteger charged = BigInteger.ZERO;
      for (int i = 0; i < calls.length; i++) {
        used += calls[i];
        charged = charged.add(with.get(i).divide(UNIT));
        int free = used - charged.intValueExact();
        assertTrue(free <= allowance * (i + 1), "seed " + (SEED + c) + " month " + i);
        assertTrue(with.get(i).compareTo(without.get(i)) <= 0, "seed " + (SEED + c));
      }
    }
  }

  private static BigInteger sum(List<BigInteger> of) {
    return of.stream().reduce(BigInteger.ZERO, BigInteger::add);
  }

  /// The amounts of a line in each month, with so many calls in it.
  private static List<BigInteger> amounts(Json.Obj terms, int[] calls, String line)
      throws MalformedException {
    YearMonth first = YearMonth.of(2026, 1);
    List<NaiveLedger.Entry> entries = new ArrayList<>();
    long opened = LocalDate.of(2025, 12, 1).toEpochDay() * 86_400_000L;
    entries.add(new NaiveLedger.Version(opened, terms, first));
    for (int m = 0; m < calls.length; m++) {
      long at = first.plusMonths(m).atDay(10).toEpochDay() * 86_400;
      List<NaiveLedger.Fact> facts = new ArrayList<>();
      for (int i = 0; i < calls[m]; i++) {
        Json.Obj data =
            Json.object()
                .put("answered", true)
                .put("skill", "tech")
                .put("talk_s", 60)
                .put("wait_s", 1)
                .build();
        NaiveLedger.Name name = new NaiveLedger.Name("s", m + "-" + i, 0);
        facts.add(new NaiveLedger.Fact(name, at, "call", data));
      }
      if (!facts.isEmpty()) {
        entries.add(new NaiveLedger.Batch((at + 86_400) * 1000, "provider", facts));
      }
    }
    History history = Stage.play(new NaiveLedger(entries)).history();
    List<BigInteger> out = new ArrayList<>();
    for (int m = 0; m < calls.length; m++) {
      if (!(Rater.rate(history, Stage.period(first.plusMonths(m)))
          instanceof RatingResult.Rated rated)) {
        throw new AssertionError("month " + m + " is refused");
      }
      rated.lines().stream()
          .filter(l -> l.id().equals(line))
          .forEach(l -> out.add(l.amount().value()));
    }
    return out;
  }

  /// A contract of 2026 with these lines and a fee of 1 for each call.
  private static Json.Obj document(Json.Obj... lines) {
    Json.Obj plain = RandomTerms.of(new Random(1));
    Json.Obj calls =
        Json.object()
            .put("id", "calls")
            .put("kind", "count")
            .put("unit", "call")
            .put("label", label())
            .put("record", "call")
            .put("where", Json.object().put("always", true).build())
            .build();
    List<Json> all = new ArrayList<>();
    all.add(
        Json.object()
            .put("id", "each")
            .put("kind", "fixed")
            .put("label", label())
            .put("amount", "1")
            .put("units", Json.object().put("measure", "calls").put("per", 1).build())
            .put("prorate", "none")
            .put("mode", "down")
            .build());
    all.addAll(List.of(lines));
    return plain
        .with("currency", Json.object().put("code", "CNY").put("exponent", 2).build())
        .with("term", Json.object().put("from", "2026-01-01").put("to", "2026-12-31").build())
        .with("params", Json.object().build())
        .with("measures", Json.array(calls))
        .with("kpis", Json.array())
        .with("scores", Json.array())
        .with("lines", Json.array(all));
  }

  private static Json.Obj tiers(Dice dice, String model, String window, String... prices) {
    int a = dice.between(1, 5);
    return tiered(
        model,
        window,
        tier(a, dice.pick(prices)),
        tier(a + dice.between(1, 6), dice.pick(prices)),
        tier(0, dice.pick(prices)));
  }

  private static Json.Obj tiered(String model, String window, Json... tiers) {
    return Json.object()
        .put("id", "line")
        .put("kind", "tiered")
        .put("label", label())
        .put("measure", "calls")
        .put("per", 1)
        .put("model", model)
        .put("tiers", Json.array(tiers))
        .put("window", window)
        .put("prorate", "none")
        .put("sign", "charge")
        .put(
            "round",
            Json.array(
                Json.object().put("at", "line").put("to", "0.01").put("mode", "half-up").build()))
        .build();
  }

  private static Json tier(int upTo, String price) {
    return Json.object()
        .put("upTo", upTo == 0 ? Json.ofNull() : Json.of((long) upTo))
        .put("price", price)
        .put("flat", "0")
        .build();
  }

  private static Json.Obj cap(String window, String amount) {
    return Json.object()
        .put("id", "most")
        .put("kind", "cap")
        .put("label", label())
        .put("of", Dice.texts(List.of("each")))
        .put("amount", amount)
        .put("window", window)
        .put("prorate", "none")
        .put("mode", "half-even")
        .build();
  }

  private static Json.Obj label() {
    return Json.object().put("en", "x").put("zh", "x").build();
  }
}
