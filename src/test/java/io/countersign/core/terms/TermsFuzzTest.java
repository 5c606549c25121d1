package io.countersign.core.terms;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.core.base.Bytes;
import io.countersign.testing.FuzzSeeds;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The parser of terms on any bytes.
class TermsFuzzTest {
  static Stream<byte[]> seeds() {
    return FuzzSeeds.of(
        "terms", "terms", in -> in.string("terms").getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void terms_seeds_areReadAndCheckedOrRefused(byte[] data) {
    examine(data);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void terms_anyBytes_areReadAndCheckedOrRefused(byte[] data) {
    examine(data);
  }

  private static void examine(byte[] data) {
    TermsExamination.relaxed(Bytes.of(data));
    TermsExamination.canonical(Bytes.of(data));
  }
}
