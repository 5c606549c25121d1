package io.countersign.core.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.testing.Vectors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The parsers of claims, offers and awards on any bytes.
class DisputeObjectsFuzzTest {
  /// The objects of some vectors.
  static Stream<byte[]> seeds() {
    List<byte[]> out = new ArrayList<>();
    for (String name :
        List.of(
            "happy-path-dispute-part-resolved-by-both",
            "happy-path-dispute-arbiter-awards",
            "happy-path-dispute-adjusted-resolved-by-both",
            "claim-space",
            "claim-ranges-adjacent",
            "offer-out-of-order",
            "award-space")) {
      Json.Obj vector =
          Vectors.read(Path.of("src", "test", "resources", "vectors", "ledger", name + ".json"));
      Json.Obj inputs = (Json.Obj) Vectors.member(vector, "inputs");
      for (Json o : ((Json.Arr) Vectors.member(inputs, "objects")).items()) {
        if (o instanceof Json.Arr lines
            && lines.items().size() == 1
            && lines.items().getFirst() instanceof Json.Str text
            && text.value().contains("\"note\"")) {
          out.add(Bytes.utf8(text.value()).toArray());
        }
      }
    }
    return out.stream();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void object_seeds_areReadOrRefused(byte[] data) {
    examine(data);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void object_anyBytes_areReadOrRefused(byte[] data) {
    examine(data);
  }

  /// Reads one kind of object.
  @FunctionalInterface
  private interface Reader {
    Bytes again(Bytes bytes) throws MalformedException;
  }

  private static void examine(byte[] data) {
    Bytes bytes = Bytes.of(data);
    for (Reader r :
        List.<Reader>of(
            b -> Claim.parse(b).toBytes(),
            b -> AnswerOffer.parse(b).toBytes(),
            b -> Award.parse(b).toBytes())) {
      try {
        assertEquals(bytes, r.again(bytes));
      } catch (MalformedException e) {
        assertEquals(1, e.code().number() / 100, e.toString());
      }
    }
  }
}
