package io.countersign.core.money;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.MalformedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundingTest {
  private static final BigInteger CENT = BigInteger.valueOf(10_000);

  /// The value in units, then what each mode makes of it at 0.01.
  @ParameterizedTest
  @CsvSource({
    // value  down   up     half-up half-even floor  ceil
    "-0.005,  0,     -0.01, -0.01,  0,        -0.01, 0",
    "0.005,   0,     0.01,  0.01,   0,        0,     0.01",
    "0.015,   0.01,  0.02,  0.02,   0.02,     0.01,  0.02",
    "-0.015,  -0.01, -0.02, -0.02,  -0.02,    -0.02, -0.01",
    "0.025,   0.02,  0.03,  0.03,   0.02,     0.02,  0.03",
    "-0.025,  -0.02, -0.03, -0.03,  -0.02,    -0.03, -0.02",
    "0.004999,0,     0.01,  0,      0,        0,     0.01",
    "-0.004999,0,    -0.01, 0,      0,        -0.01, 0",
    "0.005001,0,     0.01,  0.01,   0.01,     0,     0.01",
    "-0.005001,0,    -0.01, -0.01,  -0.01,    -0.01, 0",
    "1.23,    1.23,  1.23,  1.23,   1.23,     1.23,  1.23",
    "-1.23,   -1.23, -1.23, -1.23,  -1.23,    -1.23, -1.23",
    "0,       0,     0,     0,      0,        0,     0"
  })
  void toMultiple_ofOneCent_followsTheMode(
      String value,
      String down,
      String up,
      String halfUp,
      String halfEven,
      String floor,
      String ceil)
      throws MalformedException {
    String[] wanted = {down, up, halfUp, halfEven, floor, ceil};
    int i = 0;
    for (Rounding mode : Rounding.values()) {
      BigInteger out = mode.toMultiple(Micros.parse(value).value(), BigInteger.ONE, CENT);
      assertEquals(wanted[i++], new Micros(out).format(), value + " " + mode.text());
    }
  }

  @Test
  void halfEven_threeCellsOfHalfACent_areRoundedOnceForTheLine() {
    // 3 x 0.005 = 0.015, which ties to the even 0.02; each cell alone would give 0.00
    BigInteger line =
        Rounding.HALF_EVEN.toMultiple(BigInteger.valueOf(15_000), BigInteger.ONE, CENT);
    BigInteger cell =
        Rounding.HALF_EVEN.toMultiple(BigInteger.valueOf(5_000), BigInteger.ONE, CENT);
    assertEquals("0.02", new Micros(line).format());
    assertEquals("0", new Micros(cell).format());
  }

  @Test
  void divide_randomRationals_agreesWithBigDecimal() {
    long seed = Long.getLong("seed", 20261123);
    Random random = new Random(seed);
    RoundingMode[] oracle = {
      RoundingMode.DOWN,
      RoundingMode.UP,
      RoundingMode.HALF_UP,
      RoundingMode.HALF_EVEN,
      RoundingMode.FLOOR,
      RoundingMode.CEILING
    };
    for (int i = 0; i < 20_000; i++) {
      BigInteger n = new BigInteger(random.nextInt(8, 200), random);
      if (random.nextBoolean()) {
        n = n.negate();
      }
      // small and even divisors make ties frequent
      BigInteger d =
          BigInteger.valueOf(
              random.nextBoolean() ? random.nextInt(1, 9) : random.nextInt(1, 100_000));
      int k = 0;
      for (Rounding mode : Rounding.values()) {
        assertEquals(
            new BigDecimal(n).divide(new BigDecimal(d), 0, oracle[k++]).toBigInteger(),
            mode.divide(n, d),
            "seed " + seed + ": " + n + "/" + d + " " + mode.text());
      }
    }
  }

  @Test
  void divide_divisorNotPositive_isRefused() {
    assertThrows(
        ArithmeticException.class, () -> Rounding.DOWN.divide(BigInteger.ONE, BigInteger.ZERO));
    assertThrows(
        ArithmeticException.class,
        () -> Rounding.DOWN.divide(BigInteger.ONE, BigInteger.TWO.negate()));
    BigInteger minus = BigInteger.ONE.negate();
    assertThrows(
        ArithmeticException.class, () -> Rounding.DOWN.toMultiple(BigInteger.ONE, minus, minus));
    String message =
        assertThrows(
                ArithmeticException.class,
                () -> Rounding.DOWN.divide(BigInteger.ONE, BigInteger.ZERO))
            .getMessage();
    assertEquals("a divisor greater than 0 expected, found 0", message);
  }

  @Test
  void parse_everyTextForm_returnsItsMode() throws MalformedException {
    for (Rounding mode : Rounding.values()) {
      assertEquals(mode, Rounding.parse(mode.text()));
    }
    assertThrows(MalformedException.class, () -> Rounding.parse("HALF_UP"));
  }

  @Test
  void ratio_15999of20000_isBelow80Percent() {
    Ratio kpi = Ratio.of(15_999, 20_000);
    assertEquals(-1, kpi.compareTo(Ratio.of(80, 100)));
    // a rounded percentage would have said "80.00 %"
    assertEquals(
        BigInteger.valueOf(80), kpi.times(BigInteger.valueOf(100)).round(Rounding.HALF_EVEN));
    assertEquals(0, Ratio.of(16_000, 20_000).compareTo(Ratio.of(80, 100)));
    assertEquals(1, Ratio.of(16_001, 20_000).compareTo(Ratio.of(80, 100)));
  }

  @Test
  void ratio_denominatorNotPositive_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> Ratio.of(1, 0));
    assertThrows(IllegalArgumentException.class, () -> Ratio.of(1, -1));
    assertEquals("-1/2", Ratio.of(-1, 2).toString());
  }
}
