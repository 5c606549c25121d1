package io.countersign.core.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.testing.FuzzSeeds;
import io.countersign.testing.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What logs, cosigners and watchers hand each other as text, on any bytes: notes, checkpoints,
/// verifier keys, proof files, policies.
class NoteFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
            FuzzSeeds.of("note", "note", f -> Bytes.utf8(Vectors.text(f, "note")).toArray()),
            FuzzSeeds.of("checkpoint", "text", f -> Bytes.utf8(Vectors.text(f, "text")).toArray()),
            FuzzSeeds.of("cosignature", "note", f -> Bytes.utf8(Vectors.text(f, "note")).toArray()),
            FuzzSeeds.of("tlog-proof", "hex", f -> f.hex("hex").toArray()),
            FuzzSeeds.of("vkey", "vkey", f -> Bytes.utf8(f.string("vkey")).toArray()))
        .flatMap(s -> s);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void text_seeds_areReadOrRefused(byte[] data) {
    examine(data);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void text_anyBytes_areReadOrRefused(byte[] data) {
    examine(data);
  }

  /// Reads a form and writes it again.
  @FunctionalInterface
  private interface Again {
    Bytes of(Bytes bytes) throws MalformedException;
  }

  private static void examine(byte[] data) {
    Bytes bytes = Bytes.of(data);
    same(bytes, b -> SignedNote.parse(b).toBytes());
    same(bytes, b -> TlogProof.parse(b).toBytes());
    same(bytes, b -> Bytes.utf8(Checkpoint.parse(text(b)).text()));
    same(bytes, b -> Bytes.utf8(Vkey.parse(text(b)).format()));
    try {
      assertTrue(Policy.parse(bytes).quorum() >= 0);
    } catch (MalformedException e) {
      assertTrue(e.code().number() < 1_000, e.toString());
    }
  }

  private static void same(Bytes bytes, Again again) {
    try {
      assertEquals(bytes, again.of(bytes));
    } catch (MalformedException e) {
      assertTrue(e.code().number() < 1_000, e.toString());
    }
  }

  private static String text(Bytes bytes) {
    return new String(bytes.toArray(), StandardCharsets.UTF_8);
  }
}
