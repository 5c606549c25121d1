package io.countersign.core.ledger;

import static io.countersign.core.ledger.LedgerFixture.GENESIS;
import static io.countersign.core.ledger.LedgerFixture.OPERATOR;
import static io.countersign.core.ledger.LedgerFixture.PEPPER;
import static io.countersign.core.ledger.LedgerFixture.hash;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class GenesisTest {
  private static Code code(Executable parse) {
    return assertThrows(MalformedException.class, parse).code();
  }

  private static Bytes copied(int from, int to) {
    byte[] b = GENESIS.toBytes().toArray();
    System.arraycopy(b, from, b, to, 32);
    return Bytes.wrap(b);
  }

  private static Bytes zeroed(int from) {
    byte[] b = GENESIS.toBytes().toArray();
    Arrays.fill(b, from, from + 32, (byte) 0);
    return Bytes.wrap(b);
  }

  @Test
  void genesis_bytes_parseBack() throws Exception {
    assertEquals(322, GENESIS.toBytes().size());
    assertEquals(GENESIS, Genesis.parse(GENESIS.toBytes()));
    assertEquals(Sha256.hash(GENESIS.toBytes()), GENESIS.ledgerId());
    assertEquals(
        OPERATOR + "/ledger/" + GENESIS.ledgerId(), Genesis.origin(OPERATOR, GENESIS.ledgerId()));
  }

  @Test
  void genesis_anyByteFlipped_isAnotherLedgerOrNone() {
    for (int i = 0; i < Genesis.SIZE; i++) {
      byte[] b = GENESIS.toBytes().toArray();
      b[i] ^= 1;
      try {
        assertNotEquals(GENESIS.ledgerId(), Genesis.parse(Bytes.wrap(b)).ledgerId());
      } catch (MalformedException e) {
        assertEquals(i < 2 ? Code.GENESIS_FORM : e.code(), e.code());
      }
    }
  }

  @Test
  void genesis_wrongKeys_areRefused() {
    assertEquals(Code.GENESIS_KEYS, code(() -> Genesis.parse(copied(2, 34))));
    assertEquals(Code.GENESIS_KEYS, code(() -> Genesis.parse(copied(2, 66))));
    assertEquals(Code.GENESIS_KEYS, code(() -> Genesis.parse(copied(34, 98))));
    assertEquals(Code.GENESIS_KEYS, code(() -> Genesis.parse(copied(66, 130))));
    for (int zero : List.of(2, 34, 66, 98, 162)) {
      assertEquals(Code.GENESIS_KEYS, code(() -> Genesis.parse(zeroed(zero))), "at " + zero);
    }
    assertEquals(Code.ADDRESS_FORM, code(() -> Genesis.parse(copied(290, 2))));
    assertEquals(
        Code.GENESIS_FORM,
        code(() -> Genesis.parse(Bytes.wrap(Arrays.copyOf(GENESIS.toBytes().toArray(), 321)))));
  }

  @Test
  void genesis_withoutArbiter_isAllowed() throws Exception {
    assertEquals(true, Genesis.parse(zeroed(130)).arbiter().isZero());
  }

  @Test
  void operatorName_outsideItsForm_isRefused() {
    for (String bad : List.of("", "a b", "a+b", "名", "a\n", "x".repeat(129))) {
      assertEquals(Code.OPERATOR_NAME_FORM, code(() -> Genesis.operatorName(bad)), bad);
    }
  }

  @Test
  void ledger_otherPepperOrOperator_doesNotOpen() {
    assertEquals(
        Code.GENESIS_PEPPER,
        code(() -> LedgerState.open(GENESIS, OPERATOR, hash("other"), Workers.SEQUENTIAL)));
    assertEquals(
        Code.OBJECT_MISSING,
        code(() -> LedgerState.open(GENESIS, "other.example", PEPPER, Workers.SEQUENTIAL)));
    assertEquals(
        Code.OBJECT_MISSING,
        code(() -> LedgerState.open(GENESIS, h -> Optional.empty(), PEPPER, Workers.SEQUENTIAL)));
  }
}
