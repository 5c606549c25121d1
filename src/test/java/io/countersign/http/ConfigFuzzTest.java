package io.countersign.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Configurations of any bytes: read and printed they say the same, or they are refused with a
/// code.
class ConfigFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
            ConfigTest.WHOLE,
            "{\"key\":\"k\"}",
            "{\"key\":\"k\",\"listen\":\"[::1]:80\"}",
            "{\"key\":\"k\",\"listen\":\"[:\"}",
            "{\"key\":\"k\",\"limits\":{\"queue\":1}}",
            "{\"key\":\"k\",\"listen\":\"0.0.0.0:80\",\"authorities\":[\"a\"],\"openers\":[\"any\"]}")
        .map(s -> s.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void config_seeds_areReadOrRefused(byte[] data) {
    examine(data);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void config_anyBytes_areReadOrRefused(byte[] data) {
    examine(data);
  }

  private static void examine(byte[] data) {
    try {
      Config config = Config.parse(Optional.of(Bytes.of(data)), Map.of(), Map.of());
      Bytes printed = Bytes.utf8(config.toJson().toText());
      assertEquals(config, Config.parse(Optional.of(printed), Map.of(), Map.of()));
    } catch (MalformedException e) {
      assertTrue(e.code().number() < 1_000 || e.code().number() / 100 == 15, e.toString());
    }
  }
}
