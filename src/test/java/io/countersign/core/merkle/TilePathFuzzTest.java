package io.countersign.core.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Paths of tiles, which anybody may ask a log for, on any bytes.
class TilePathFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
            "tile/0/000",
            "tile/0/000.p/1",
            "tile/1/x001/x234/067",
            "tile/entries/000.p/255",
            "tile/5/x999/999.p/256",
            "tile/63/000",
            "tile/0/x000/001")
        .map(s -> s.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void path_seeds_areReadOrRefused(byte[] data) {
    examine(data);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void path_anyBytes_isReadOrRefused(byte[] data) {
    examine(data);
  }

  private static void examine(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    try {
      TilePath path = TilePath.parse(text);
      assertEquals(text, path.format());
      assertTrue(path.width() >= 1 && path.width() <= TilePath.WIDTH);
    } catch (MalformedException e) {
      assertEquals(Code.TILE_PATH, e.code());
    }
  }
}
