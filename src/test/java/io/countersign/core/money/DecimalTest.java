package io.countersign.core.money;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1000000",
    "-1, -1000000",
    "0.000001, 1",
    "-0.005, -5000",
    "12.5, 12500000",
    "999999999999.999999, 999999999999999999"
  })
  void parse_shortestForm_givesMicrosAndFormatsBack(String text, BigInteger micros)
      throws MalformedException {
    assertEquals(micros, Micros.parse(text, 12).value());
    assertEquals(text, new Micros(micros).format());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        ".",
        "-0",
        "-0.0",
        "0.0",
        "00",
        "01",
        "1.",
        ".5",
        "1.50",
        "1.0",
        "+1",
        "1e3",
        " 1",
        "1 ",
        "1,5",
        "1.2.3",
        "--1",
        "0.0000001",
        "1000000000000",
        "１",
        "0x1",
        "1_0"
      })
  void parse_anyOtherForm_isRefused(String text) {
    MalformedException fault = assertThrows(MalformedException.class, () -> Micros.parse(text, 12));
    assertEquals(Code.FIELD_PATTERN, fault.code());
  }

  @Test
  void parseFactor_boundaries_areTenThousandths() throws MalformedException {
    assertEquals(12_500, Decimal.parseFactor("1.25", 3));
    assertEquals(-1, Decimal.parseFactor("-0.0001", 3));
    assertEquals("-0.0001", Decimal.formatFactor(-1));
    assertThrows(MalformedException.class, () -> Decimal.parseFactor("0.00001", 3));
    assertThrows(MalformedException.class, () -> Decimal.parseFactor("1000", 3));
  }

  @Test
  void format_randomValues_agreesWithBigDecimal() {
    long seed = Long.getLong("seed", 20261123);
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      BigInteger value = new BigInteger(random.nextInt(1, 120), random);
      value = random.nextInt(3) == 0 ? value.multiply(BigInteger.valueOf(1000)) : value;
      value = random.nextBoolean() ? value.negate() : value;
      BigDecimal oracle = new BigDecimal(value, 6).stripTrailingZeros();
      assertEquals(
          oracle.signum() == 0 ? "0" : oracle.toPlainString(),
          Decimal.format(value, 6),
          "seed " + seed);
    }
  }

  @Test
  void minorUnit_byExponent_decidesWhatEndsOnIt() {
    assertEquals("1", Micros.minorUnit(0).format());
    assertEquals("0.01", Micros.minorUnit(2).format());
    assertEquals("0.001", Micros.minorUnit(3).format());
    assertTrue(Micros.of(-20_000).isMultipleOf(Micros.minorUnit(2)));
    assertFalse(Micros.of(-20_001).isMultipleOf(Micros.minorUnit(2)));
  }

  @Test
  void parse_mostDigits_areTakenWithAndWithoutSign() throws MalformedException {
    assertEquals(-9_990_000, Decimal.parseFactor("-999", 3));
    assertEquals(90_000, Decimal.parseFactor("9", 1));
    assertEquals(999_999_999_999_990_000L, Decimal.parseFactor("99999999999999", 14));
    assertThrows(IllegalArgumentException.class, () -> Decimal.parseFactor("9", 0));
    assertThrows(IllegalArgumentException.class, () -> Decimal.parseFactor("9", 15));
    assertEquals(BigInteger.valueOf(-1_250), Decimal.parse("-1.25", 1, 3));
  }

  @Test
  void parse_wrongCharacter_isNamedByItsOffset() {
    assertEquals(3, assertThrows(MalformedException.class, () -> Micros.parse("1.20")).offset());
    assertEquals(2, assertThrows(MalformedException.class, () -> Micros.parse("1.")).offset());
    assertEquals(1, assertThrows(MalformedException.class, () -> Micros.parse("-01")).offset());
    assertEquals(
        1, assertThrows(MalformedException.class, () -> Micros.parse("1.1234567")).offset());
  }

  @Test
  void format_withoutDecimals_isTheInteger() {
    assertEquals("-120", Decimal.format(BigInteger.valueOf(-120), 0));
    assertEquals("0", Decimal.format(BigInteger.ZERO, 0));
    assertThrows(IllegalArgumentException.class, () -> Decimal.format(BigInteger.ONE, -1));
  }

  @Test
  void micros_arithmetic_isThatOfItsValue() {
    Micros a = Micros.of(5);
    Micros b = Micros.of(-7);
    assertEquals(Micros.of(-2), a.plus(b));
    assertEquals(Micros.of(12), a.minus(b));
    assertEquals(Micros.of(7), b.negate());
    assertEquals(a, a.max(b));
    assertEquals(a, b.max(a));
    assertEquals(b, a.min(b));
    assertEquals(b, b.min(a));
    assertEquals(-1, b.signum());
    assertTrue(a.compareTo(b) > 0 && b.compareTo(a) < 0);
    assertEquals(0, a.compareTo(Micros.of(5)));
    assertTrue(Micros.ZERO.isZero());
    assertFalse(b.isZero());
    assertEquals("-0.000007", b.toString());
  }

  @Test
  void max_equalAmounts_isTheFirst() {
    Micros a = Micros.of(1_000_000_000);
    Micros same = Micros.of(1_000_000_000);
    assertSame(a, a.max(same));
    assertSame(a, a.min(same));
  }

  @Test
  void minorUnit_exponentsAtTheBounds_areTaken() {
    assertEquals(Micros.ONE, Micros.minorUnit(0));
    assertEquals(Micros.of(1), Micros.minorUnit(6));
    assertThrows(IllegalArgumentException.class, () -> Micros.minorUnit(-1));
    assertThrows(IllegalArgumentException.class, () -> Micros.minorUnit(7));
  }
}
