package io.countersign.core.rating;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.money.Micros;
import io.countersign.testing.FuzzSeeds;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The replayer of traces on any bytes.
class TraceFuzzTest {
  private static final Map<String, Micros> EARLIER =
      Map.of("a", Micros.of(1_000_000), "b", Micros.of(-3_000_000));

  static Stream<byte[]> seeds() {
    return FuzzSeeds.of(
        "rating/trace", "trace", in -> in.object("trace").object().toCanonical().toArray());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void trace_seeds_areReplayedOrRefused(byte[] data) {
    examine(data);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void trace_anyBytes_areReplayedOrRefused(byte[] data) {
    examine(data);
  }

  private static void examine(byte[] data) {
    try {
      assertTrue(
          !TraceReplayer.replay(Bytes.of(data), EARLIER).line().isEmpty() || data.length > 0);
    } catch (MalformedException e) {
      int hundred = e.code().number() / 100;
      assertTrue(
          hundred == 1 || e.code() == Code.TRACE_FORM || e.code() == Code.TRACE_STEP, e.toString());
    }
  }
}
