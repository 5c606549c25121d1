package io.countersign.core.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.base.Bytes;
import io.countersign.core.encoding.Json;
import io.countersign.testing.Vectors;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeccakVectorsTest {
  private static final String TEAM =
      "Keccak team, ShortMsgKAT_256 and LongMsgKAT_256 of the submission 3.0";

  private static Json.Obj inputs(String hex) {
    return Json.object().put("message", hex).build();
  }

  @Test
  void keccak_ofEveryVector_isTheirs() throws Exception {
    byte[] rate = new byte[136];
    Arrays.fill(rate, (byte) 0xa3);
    Vectors.of("keccak")
        .add("happy-path-empty", "No message", TEAM, inputs(""), "")
        .add("happy-path-one-byte", "One byte, 0xCC", TEAM, inputs("cc"), "")
        .add("happy-path-two-bytes", "Two bytes", TEAM, inputs("41fb"), "")
        .add(
            "happy-path-abc",
            "The word abc",
            "Ethereum's usual example: keccak256(\"abc\")",
            inputs("616263"),
            "")
        .add(
            "happy-path-rate-minus-1",
            "135 bytes: the padding is one byte",
            "own",
            inputs(Bytes.of(Arrays.copyOf(rate, 135)).toHex()),
            "")
        .add(
            "happy-path-rate",
            "136 bytes: the padding is a block of its own",
            "own",
            inputs(Bytes.of(rate).toHex()),
            "")
        .add("odd-hex", "Half a byte", "own", inputs("abc"), "hex-form")
        .check(
            in ->
                Json.object().put("keccak256", Keccak256.hash(in.hex("message")).toHex()).build());
    // The published digests once more in code, as the files could not prove themselves.
    assertEquals(
        "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
        Keccak256.hash().toHex());
    assertEquals(
        "eead6dbfc7340a56caedc044696a168870549a6a7f6f56961e84a54bd9970b8a",
        Keccak256.hash(Bytes.parseHex("cc")).toHex());
    assertEquals(
        "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
        Keccak256.hash(Bytes.utf8("abc")).toHex());
    assertEquals(
        Keccak256.hash(new byte[] {1, 2}, new byte[] {3}),
        Keccak256.hash(new byte[] {0, 1, 2, 3, 4}, 1, 3));
  }
}
