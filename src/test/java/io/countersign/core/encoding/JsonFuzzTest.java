package io.countersign.core.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.testing.FuzzSeeds;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever the JSON reader takes has one canonical form, and it takes that form only.
class JsonFuzzTest {
  private static final int MAX = 1 << 16;

  static Stream<byte[]> seeds() {
    return FuzzSeeds.of(
        "terms", "terms", in -> in.string("terms").getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void json_seeds_haveOneCanonicalFormOrAreRefused(byte[] data) {
    examine(data);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void json_anyBytes_haveOneCanonicalFormOrAreRefused(byte[] data) {
    examine(data);
  }

  private static void examine(byte[] data) {
    Json relaxed;
    try {
      relaxed = JsonReader.relaxed(Bytes.of(data), MAX);
    } catch (MalformedException e) {
      assertEquals(1, e.code().number() / 100);
      refused(data);
      return;
    }
    Bytes canonical = relaxed.toCanonical();
    try {
      assertEquals(relaxed, JsonReader.canonical(canonical, 8 * MAX));
      assertEquals(relaxed, JsonReader.relaxed(canonical, 8 * MAX));
    } catch (MalformedException e) {
      throw new AssertionError("its own canonical form is refused", e);
    }
    if (!canonical.equals(Bytes.of(data))) {
      refused(data);
    }
  }

  private static void refused(byte[] data) {
    try {
      Json found = JsonReader.canonical(Bytes.of(data), MAX);
      throw new AssertionError("taken as canonical: " + found);
    } catch (MalformedException e) {
      assertEquals(1, e.code().number() / 100);
    }
  }
}
