package io.countersign.core.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.testing.Seed;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class Base64sTest {
  @Test
  void bytes_ofAnyLength_readBack() throws Exception {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    for (int size = 0; size < 100; size++) {
      byte[] b = new byte[size];
      random.nextBytes(b);
      String text = Base64s.format(Bytes.of(b));
      assertEquals(Bytes.of(b), Base64s.parse(text), "seed " + seed);
    }
    assertEquals(Bytes32.ZERO, Base64s.parse32(Base64s.format(Bytes32.ZERO)));
  }

  @Test
  void text_ofRfc4648_readsAsTheirs() throws Exception {
    // Source: RFC 4648 §10.
    assertEquals(Bytes.utf8("foobar"), Base64s.parse("Zm9vYmFy"));
    assertEquals(Bytes.utf8("fooba"), Base64s.parse("Zm9vYmE="));
    assertEquals(Bytes.utf8("foob"), Base64s.parse("Zm9vYg=="));
  }

  @Test
  void text_inAnyOtherForm_isRefused() {
    for (String bad :
        List.of(
            "Zg",
            "Zg=",
            "Zg===",
            "Zh==",
            "Zm9",
            "Zm9=Zm9v",
            " Zg==",
            "Zg==\n",
            "Z g==",
            "_-8=",
            "=",
            "====",
            "Zg==Zg==",
            "Zm9vYmF")) {
      MalformedException e = assertThrows(MalformedException.class, () -> Base64s.parse(bad), bad);
      assertEquals(Code.BASE64_FORM, e.code());
    }
    assertEquals(
        Code.BASE64_FORM,
        assertThrows(MalformedException.class, () -> Base64s.parse32("Zg==")).code());
  }
}
