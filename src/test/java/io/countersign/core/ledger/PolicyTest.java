package io.countersign.core.ledger;

import static io.countersign.core.ledger.LedgerFixture.hash;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.encoding.Vkey;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class PolicyTest {
  private static final Vkey WITNESS =
      new Vkey(
          "witness.example", Vkey.Type.COSIGNATURE, Ed25519Key.of(hash("witness")).publicKey());
  private static final Vkey LOG =
      new Vkey("log.example", Vkey.Type.ED25519, Ed25519Key.of(hash("log")).publicKey());
  private static final Policy FULL =
      new Policy(
          hash("ledger"),
          List.of(WITNESS),
          1,
          List.of(new Policy.Anchor(11_155_111, LedgerFixture.address(LedgerFixture.ARBITER))),
          List.of(new Policy.SeenTree(3, hash("root")), new Policy.SeenTree(9, hash("later"))),
          OptionalLong.of(1_767_196_800L));

  private static Policy parse(String text) throws MalformedException {
    return Policy.parse(Bytes.utf8(text));
  }

  @Test
  void policy_format_parsesBack() throws Exception {
    assertEquals(FULL, parse(FULL.format()));
    Policy bare = Policy.of(hash("ledger"));
    assertEquals("ledger " + hash("ledger") + "\n", bare.format());
    assertEquals(bare, parse(bare.format()));
    assertEquals(bare.withSeen(3, hash("root")), parse(bare.withSeen(3, hash("root")).format()));
  }

  @Test
  void policy_asPeopleWriteIt_isRead() throws Exception {
    String text =
        "# what we know\r\n\r\nwitness   " + WITNESS.format() + "\r\nledger " + hash("ledger");
    Policy p = parse(text);
    assertEquals(1, p.quorum(), "without a quorum line every witness counts");
    assertEquals(List.of(WITNESS), p.witnesses());
  }

  @Test
  void policy_eachFault_isRefusedWithItsLine() {
    String ledger = "ledger " + hash("ledger") + "\n";
    record Bad(String text, Code code) {}
    List<Bad> all =
        List.of(
            new Bad("", Code.POLICY_FORM),
            new Bad("# only a comment\n", Code.POLICY_FORM),
            new Bad(ledger + ledger, Code.POLICY_FORM),
            new Bad(ledger + "quorum 1\n", Code.POLICY_QUORUM),
            new Bad(ledger + "quorum -1\n", Code.POLICY_FORM),
            new Bad(ledger + "quorum 01\n", Code.POLICY_FORM),
            new Bad(ledger + "quorum\n", Code.POLICY_FORM),
            new Bad(ledger + "trust everyone\n", Code.POLICY_FORM),
            new Bad(ledger + "Ledger x\n", Code.POLICY_FORM),
            new Bad(ledger + "seen 0 " + "A".repeat(43) + "=\n", Code.POLICY_FORM),
            new Bad(ledger + "seen 1 AAAA\n", Code.BASE64_FORM),
            new Bad(ledger + "seen 1\n", Code.POLICY_FORM),
            new Bad(ledger + "fresh soon\n", Code.POLICY_FORM),
            new Bad(ledger + "anchor 1 0xAB\n", Code.ADDRESS_FORM),
            new Bad(ledger + "witness " + LOG.format() + "\n", Code.POLICY_FORM),
            new Bad(ledger + ("witness " + WITNESS.format() + "\n").repeat(2), Code.POLICY_FORM),
            new Bad("ledger " + hash("ledger").toHex().substring(1) + "\n", Code.HEX_FORM),
            new Bad(ledger + "#".repeat(Policy.MAX_BYTES), Code.INPUT_TOO_LARGE));
    for (Bad bad : all) {
      MalformedException e =
          assertThrows(MalformedException.class, () -> parse(bad.text()), bad.text());
      assertEquals(bad.code(), e.code(), bad.text());
    }
    assertThrows(MalformedException.class, () -> Policy.parse(Bytes.of((byte) 0xc3, (byte) 0x28)));
  }
}
