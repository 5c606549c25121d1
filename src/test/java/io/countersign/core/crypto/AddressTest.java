package io.countersign.core.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressTest {
  private static final String TEXT = "0x00cd2a3d9f938e13cd947ec05abc7fe734df8dd8";

  @Test
  void address_inItsForms_readsBack() throws Exception {
    Address a = Address.parse(TEXT);
    assertEquals(TEXT, a.toString());
    assertEquals(a, Address.ofBytes32(a.toBytes32()));
    assertEquals(a, Address.parseBytes32(a.toBytes32()));
    assertEquals("0".repeat(24) + TEXT.substring(2), a.toBytes32().toHex());
    assertEquals(TEXT.substring(2), a.toBytes().toHex());
    assertTrue(Address.parse("0x" + "0".repeat(40)).isZero());
    assertTrue(Address.ZERO.compareTo(a) < 0);
  }

  @Test
  void address_inAnyOtherForm_isRefused() {
    for (String bad :
        List.of(
            "",
            TEXT.substring(2),
            "0X" + TEXT.substring(2),
            TEXT + "0",
            TEXT.substring(0, 41),
            "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826",
            "0x00cd2a3d9f938e13cd947ec05abc7fe734df8dg8",
            " " + TEXT.substring(1))) {
      MalformedException e = assertThrows(MalformedException.class, () -> Address.parse(bad), bad);
      assertEquals(Code.ADDRESS_FORM, e.code());
    }
  }

  @Test
  void address_behindOtherThanZeros_isRefused() {
    for (int i : new int[] {0, 11}) {
      byte[] b = new byte[32];
      b[i] = 1;
      Bytes32 bad = Bytes32.of(b);
      MalformedException e =
          assertThrows(MalformedException.class, () -> Address.parseBytes32(bad));
      assertEquals(Code.ADDRESS_FORM, e.code());
      assertThrows(IllegalArgumentException.class, () -> Address.ofBytes32(bad));
    }
    assertThrows(IllegalArgumentException.class, () -> Address.ofPublicKey(Bytes.of(new byte[65])));
    assertThrows(IllegalArgumentException.class, () -> Address.ofPublicKey(Bytes.of(new byte[64])));
  }
}
