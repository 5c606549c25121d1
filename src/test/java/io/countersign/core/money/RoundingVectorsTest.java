package io.countersign.core.money;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.testing.Vectors;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Rounding as vectors that every implementation reads; the results were worked out by hand.
class RoundingVectorsTest {
  private static final List<String> MODES =
      List.of("down", "up", "half-up", "half-even", "floor", "ceil");

  @Test
  void toMultiple_vectors_areExact() {
    Vectors v = Vectors.of("money/rounding");
    add(v, "minus-half-a-cent", "-5000", "1", "10000", "0 -10000 -10000 0 -10000 0");
    add(v, "half-a-cent", "5000", "1", "10000", "0 10000 10000 0 0 10000");
    add(v, "one-and-a-half-cents", "15000", "1", "10000", "10000 20000 20000 20000 10000 20000");
    add(
        v,
        "minus-two-and-a-half-cents",
        "-25000",
        "1",
        "10000",
        "-20000 -30000 -30000 -20000 -30000 -20000");
    add(v, "just-below-the-tie", "4999", "1", "10000", "0 10000 0 0 0 10000");
    add(v, "just-above-the-tie", "5001", "1", "10000", "0 10000 10000 10000 0 10000");
    add(v, "one-third", "1", "3", "1", "0 1 0 0 0 1");
    add(v, "minus-two-thirds", "-2", "3", "1", "0 -1 -1 -1 -1 0");
    add(v, "exact", "-70000", "7", "10000", "-10000 -10000 -10000 -10000 -10000 -10000");
    add(v, "zero", "0", "7", "10000", "0 0 0 0 0 0");
    add(
        v,
        "beyond-64-bits",
        "150000000000000000000000000000000000000",
        "10000000000000000000000000000000",
        "10000000",
        "10000000 20000000 20000000 20000000 10000000 20000000");
    v.add(
        "divisor-zero",
        "A divisor is above 0.",
        "terms.md §10",
        Json.object().put("n", "1").put("d", "0").put("to", "1").put("byHand", "").build(),
        "field-range");
    v.check(RoundingVectorsTest::answer);
  }

  private static void add(Vectors v, String name, String n, String d, String to, String byHand) {
    v.add(
        "happy-path-" + name,
        n
            + "/"
            + d
            + " to a multiple of "
            + to
            + ", in the order "
            + String.join(", ", MODES)
            + ".",
        "terms.md §10",
        Json.object().put("n", n).put("d", d).put("to", to).put("byHand", byHand).build(),
        "");
  }

  private static Json.Obj answer(Fields inputs) throws MalformedException {
    BigInteger n = inputs.decimal("n");
    BigInteger d = inputs.decimal("d");
    if (d.signum() <= 0) {
      throw new MalformedException(Code.FIELD_RANGE, "d", -1, "above 0", d.toString());
    }
    List<String> found =
        MODES.stream()
            .map(m -> mode(m).toMultiple(n, d, decimal(inputs, "to")).toString())
            .toList();
    assertEquals(inputs.string("byHand"), String.join(" ", found));
    Json.Builder out = Json.object();
    for (int i = 0; i < MODES.size(); i++) {
      out.put(MODES.get(i).replace("-", ""), found.get(i));
    }
    return out.build();
  }

  private static Rounding mode(String text) {
    try {
      return Rounding.parse(text);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static BigInteger decimal(Fields f, String name) {
    try {
      return f.decimal(name);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
