package io.countersign.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.sequencer.Setting;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The fields that sign a request, on any bytes: one a line, and nobody becomes somebody.
class SignedRequestFuzzTest {
  private static final HttpSignatures.Request REQUEST =
      new HttpSignatures.Request("POST", "ledger.example", "/v1/ledgers", "a=1");

  private static final long NOW = 1_767_225_600L;

  static Stream<byte[]> seeds() {
    Map<String, String> good =
        HttpSignatures.sign(
            REQUEST,
            Bytes.utf8("{}"),
            new HttpSignatures.Signer.OfParty(Setting.CLIENT),
            NOW,
            60,
            "abcdefgh");
    Map<String, String> cosigner =
        HttpSignatures.sign(
            REQUEST,
            Bytes.EMPTY,
            new HttpSignatures.Signer.OfCosigner(Setting.LOG),
            NOW,
            60,
            "abcdefgh");
    String input = String.valueOf(good.get("Signature-Input"));
    String all = input + "\n" + good.get("Signature") + "\n" + good.get("Content-Digest");
    return Stream.of(
            all,
            all.replace("@query", "@querx"),
            all.replace("created=", "created=9999999999"),
            cosigner.get("Signature-Input") + "\n" + cosigner.get("Signature") + "\n",
            input.replace("(", "(\"x\" ") + "\ncs=:AA==:\nsha-256=:AA==:")
        .map(s -> s.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void fields_seeds_areReadOrRefused(byte[] data) {
    examine(data);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void fields_anyBytes_areReadOrRefused(byte[] data) {
    examine(data);
  }

  private static void examine(byte[] data) {
    List<String> lines = List.of(new String(data, StandardCharsets.UTF_8).split("\n", -1));
    for (boolean body : new boolean[] {true, false}) {
      try {
        HttpSignatures.Proof proof =
            HttpSignatures.verify(REQUEST, name -> field(lines, name), body, NOW);
        assertTrue(
            proof.until() >= NOW && proof.until() <= NOW + 2 * HttpSignatures.WINDOW_SECONDS);
        assertTrue(!body || proof.digest().isPresent());
        assertTrue(proof.nonce().length() <= HttpSignatures.MAX_NONCE_CHARS);
      } catch (MalformedException e) {
        assertEquals(15, e.code().number() < 1_000 ? 15 : e.code().number() / 100, e.toString());
      }
    }
  }

  private static Optional<String> field(List<String> lines, String name) {
    int at = List.of("signature-input", "signature", "content-digest").indexOf(name);
    return at < 0 ? Optional.of("x") : lines.stream().skip(at).findFirst();
  }
}
