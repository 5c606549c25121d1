package io.countersign.core.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class FieldsTest {
  private static Fields open(String text) throws MalformedException {
    return Fields.of(JsonReader.relaxed(Bytes.utf8(text), 10_000), "root");
  }

  private static void refused(Code code, String field, Executable subject) {
    MalformedException e = assertThrows(MalformedException.class, subject);
    assertEquals(code, e.code());
    assertEquals(field, e.field());
  }

  @Test
  void members_readByTypeAndAll_endWell() throws Exception {
    Fields f =
        open(
            """
            {"n":5,"d":"-12","b":true,"s":"x","h":"%s","x":"00ff","o":{"i":1},"a":[{"i":1},{"i":2}],
             "w":"two"}
            """
                .formatted("ab".repeat(32)));
    assertEquals(5, f.integer("n", 5, 5));
    assertEquals(BigInteger.valueOf(-12), f.decimal("d"));
    assertEquals(true, f.bool("b"));
    assertEquals("x", f.string("s", Pattern.compile("[a-z]")));
    assertEquals(Bytes32.parse("ab".repeat(32)), f.bytes32("h"));
    assertEquals(Bytes.of((byte) 0, (byte) 0xff), f.hex("x"));
    Fields inner = f.object("o");
    assertEquals(1, inner.integer("i", 0, 9));
    inner.end();
    assertEquals("root.a[1].i", f.objects("a", 0, 2).get(1).path("i"));
    assertEquals("two", f.oneOf("w", List.of("one", "two")));
    assertNull(f.optional("absent"));
    f.end();
  }

  @Test
  void members_missingUnknownOrWrong_areRefusedWithTheirPath() throws Exception {
    Fields f = open("{\"n\":5,\"s\":\"x\",\"a\":[1],\"o\":{\"z\":1},\"h\":\"AB\",\"d\":\"01\"}");
    refused(Code.FIELD_MISSING, "root.q", () -> f.string("q"));
    refused(Code.FIELD_TYPE, "root.n", () -> f.string("n"));
    refused(Code.FIELD_TYPE, "root.s", () -> f.integer("s", 0, 1));
    refused(Code.FIELD_TYPE, "root.s", () -> f.bool("s"));
    refused(Code.FIELD_TYPE, "root.s", () -> f.object("s"));
    refused(Code.FIELD_TYPE, "root.s", () -> f.array("s", 0, 1));
    refused(Code.FIELD_TYPE, "root.a[0]", () -> f.objects("a", 0, 1));
    refused(Code.FIELD_RANGE, "root.n", () -> f.integer("n", 6, 9));
    refused(Code.FIELD_RANGE, "root.n", () -> f.integer("n", 0, 4));
    refused(Code.FIELD_RANGE, "root.a", () -> f.array("a", 2, 3));
    refused(Code.FIELD_RANGE, "root.a", () -> f.array("a", 0, 0));
    refused(Code.FIELD_PATTERN, "root.s", () -> f.string("s", Pattern.compile("y")));
    refused(Code.FIELD_PATTERN, "root.s", () -> f.oneOf("s", List.of("y")));
    refused(Code.FIELD_PATTERN, "root.d", () -> f.decimal("d"));
    refused(Code.HEX_FORM, "root.h", () -> f.bytes32("h"));
    refused(Code.HEX_FORM, "root.h", () -> f.hex("h"));
    refused(Code.FIELD_UNKNOWN, "root.o.z", () -> f.object("o").end());
    refused(Code.FIELD_TYPE, "root", () -> Fields.of(Json.of(1), ""));
    f.end();
  }

  @Test
  void decimal_inAnyOtherForm_isRefused() throws Exception {
    for (String bad :
        List.of("", "-0", "00", "+1", "1.0", "1e3", " 1", "0x1", "-", "١", "9".repeat(79))) {
      Fields f = Fields.of(Json.object().put("d", bad).build(), "root");
      refused(Code.FIELD_PATTERN, "root.d", () -> f.decimal("d"));
    }
    Fields f = Fields.of(Json.object().put("d", "9".repeat(78)).build(), "root");
    assertEquals(new BigInteger("9".repeat(78)), f.decimal("d"));
  }
}
