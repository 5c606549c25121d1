package io.countersign.core.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.testing.Seed;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BaseTest {
  @Test
  void bytes32_ofRandomArrays_compareAndReadAsTheirBytes() throws Exception {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    for (int i = 0; i < 2000; i++) {
      byte[] a = new byte[32];
      random.nextBytes(a);
      byte[] b = a.clone();
      b[random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
      String at = "seed " + seed + " round " + i;
      Bytes32 x = Bytes32.of(a);
      Bytes32 y = Bytes32.of(b);
      assertEquals(x, Bytes32.of(a.clone()), at);
      assertEquals(x.hashCode(), Bytes32.of(a.clone()).hashCode(), at);
      assertNotEquals(x, y, at);
      assertEquals(
          Integer.signum(Arrays.compareUnsigned(a, b)), Integer.signum(x.compareTo(y)), at);
      assertEquals(
          Integer.signum(Arrays.compareUnsigned(a, b)),
          Integer.signum(Bytes.of(a).compareTo(Bytes.of(b))),
          at);
      assertEquals(x, Bytes32.parse(x.toHex()), at);
      assertEquals(Bytes.of(a), x.toBytes(), at);
      byte[] wide = new byte[40];
      x.writeTo(wide, 5);
      assertEquals(x, Bytes32.of(wide, 5), at);
      assertEquals(0, wide[4] | wide[37], at);
    }
    assertTrue(Bytes32.ZERO.isZero());
    for (int i = 0; i < 32; i++) {
      byte[] one = new byte[32];
      one[i] = 1;
      assertFalse(Bytes32.of(one).isZero(), "byte " + i);
    }
    assertThrows(IllegalArgumentException.class, () -> Bytes32.of(new byte[31]));
    assertThrows(IndexOutOfBoundsException.class, () -> Bytes32.of(new byte[40], 9));
  }

  @Test
  void bytes_givenAnArray_keepTheirOwn() {
    byte[] a = {1, 2, 3};
    Bytes copied = Bytes.of(a);
    a[0] = 9;
    assertEquals(1, copied.at(0));
    copied.toArray()[0] = 9;
    assertEquals(1, copied.at(0));
    assertThrows(java.nio.ReadOnlyBufferException.class, () -> copied.toBuffer().put(0, (byte) 9));
    assertEquals(Bytes.EMPTY, Bytes.of());
    assertTrue(Bytes.of(new byte[65]).toString().endsWith("… (65 bytes)"));
  }

  @Test
  void hex_inAnyOtherForm_isRefusedWhereItIsWrong() throws Exception {
    assertEquals("00ff10", Bytes.parseHex("00ff10").toHex());
    for (String bad : List.of("0", "0G", "AB", "0x00", " 0", "０0")) {
      MalformedException e = assertThrows(MalformedException.class, () -> Bytes.parseHex(bad), bad);
      assertEquals(Code.HEX_FORM, e.code());
    }
    assertEquals(3, assertThrows(MalformedException.class, () -> Bytes.parseHex("000g")).offset());
    assertThrows(MalformedException.class, () -> Bytes32.parse("00".repeat(31)));
    assertThrows(MalformedException.class, () -> Bytes32.parse("00".repeat(33)));
  }

  @Test
  void codes_areUniqueAscendingAndInTheirHundreds() {
    Set<Integer> numbers = new HashSet<>();
    int last = 0;
    for (Code c : Code.values()) {
      assertTrue(numbers.add(c.number()), c + " twice");
      assertTrue(c.number() > last, c + " after " + last);
      assertTrue(c.number() > 100 && c.number() < 1700, c.toString());
      last = c.number();
    }
    assertEquals("CS-0101 json-syntax", Code.JSON_SYNTAX.toString());
  }

  @Test
  void foundText_ofAttackers_isMadeSafeToPrint() {
    assertEquals("\"a\\u000ab\\u001b[31m\"", MalformedException.show("a\nb\u001b[31m"));
    assertEquals("\"\\u202etxt\\u2066\"", MalformedException.show("\u202etxt\u2066"));
    assertEquals("\"\\ud83d\"", MalformedException.show("\ud83d"));
    assertEquals("\"😀中\"", MalformedException.show("😀中"));
    assertTrue(MalformedException.show("x".repeat(1000)).length() < 100);
  }

  @Test
  void fault_seenFromAbove_hasTheWholePath() {
    MalformedException e = new MalformedException(Code.FIELD_TYPE, "b", 7, "x", "y");
    assertEquals("a.b", e.within("a").field());
    assertEquals("b@7", e.toFinding().where());
    MalformedException item = new MalformedException(Code.FIELD_TYPE, "[3].c", -1, "x", "y");
    assertEquals("a[3].c", item.within("a").field());
    assertEquals("[3].c", item.toFinding().where());
    assertEquals("CS-0113 field-type at [3].c: expected x, found y", item.toFinding().toString());
  }
}
