package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.JsonReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The commands that measure a node, in the small: what they say is counted, not how fast it was.
@Timeout(300)
final class BenchLoadCommandTest {
  @TempDir private Path home;

  /// What was measured, by name.
  private record Measured(Map<String, Long> values) {
    /// -1 if it was not measured.
    long of(String name) {
      return values.getOrDefault(name, -1L);
    }
  }

  private Measured figures(String... args) throws MalformedException {
    Typed.Result said = Typed.at(home, "").run(args);
    assertEquals(0, said.exit(), said::all);
    Fields f = Fields.of(JsonReader.relaxed(Bytes.utf8(said.out()), 1 << 16), "");
    Map<String, Long> out = new TreeMap<>();
    for (Fields figure : f.objects("figures", 1, 100)) {
      out.put(figure.string("what"), figure.integer("value", 0, Long.MAX_VALUE >> 12));
    }
    return new Measured(out);
  }

  @Test
  void load_ofAllModes_isAcceptedWhole() throws Exception {
    Measured f =
        figures(
            "bench",
            "load",
            "--mode",
            "single,bulk,growth",
            "--rate",
            "40",
            "--seconds",
            "2",
            "--warm-up",
            "1",
            "--senders",
            "4",
            "--records",
            "2000",
            "--batch",
            "20",
            "--json");
    assertEquals(0, f.of("single.others"), f::toString);
    assertEquals(2_000, f.of("bulk.records"), f::toString);
    assertTrue(f.of("growth.records") >= 2_000, f::toString);
    assertTrue(f.of("single.p50") <= f.of("single.p99"), f::toString);
    for (String name :
        new String[] {"machine.recoveries", "single.accepted", "bulk.rate", "growth.ratio"}) {
      assertTrue(f.of(name) > 0, f::toString);
    }
  }

  @Test
  void start_ofOneNode_isMeasured() throws Exception {
    Measured f = figures("bench", "start", "--runs", "1", "--requests", "3", "--json");
    assertTrue(f.of("start.least") > 0, f::toString);
    assertEquals(f.of("start.least"), f.of("start.most"));
  }

  @Test
  void load_onAnotherMachine_isRefused() {
    for (String url :
        new String[] {"http://192.0.2.1:80", "https://127.0.0.1:443", "http://127.0.0.1", "x"}) {
      Typed.Result said = Typed.at(home, "").run("bench", "load", "--node", url);
      assertEquals(64, said.exit(), said::all);
      assertTrue(said.err().contains("CS-1562"), said::all);
    }
  }
}
