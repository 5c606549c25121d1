package io.countersign.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.testing.TestPostgres;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// A node under load as an operator runs it: `./countersign bench`, with a PostgreSQL for the
/// baseline and the second store. Prints what the commands print. Run with
///
/// `mvn -B -q test -Dtest=LoadBench -Dbench=true`; `-Drecords=` says how many in one ledger
@EnabledIfSystemProperty(named = "bench", matches = "true")
public class LoadBench {
  private static final String RECORDS = System.getProperty("records", "3000000");

  @Test
  void start() throws Exception {
    countersign(Map.of(), "--aot");
    Bench.say("start of a node without its cache of classes, then with it");
    countersign(Map.of("COUNTERSIGN_AOT", "0"), "bench", "start", "--runs", "7");
    countersign(Map.of(), "bench", "start", "--runs", "7");
  }

  @Test
  void sqlite() throws Exception {
    TestPostgres postgres = TestPostgres.shared();
    countersign(
        Map.of("COUNTERSIGN_STORE_USER", "postgres"),
        "bench",
        "load",
        "--mode",
        "single,bulk,growth",
        "--records",
        RECORDS,
        "--baseline",
        postgres.url());
  }

  @Test
  void postgresql() throws Exception {
    TestPostgres postgres = TestPostgres.shared();
    countersign(
        Map.of("COUNTERSIGN_STORE_USER", "postgres"),
        "bench",
        "load",
        "--store",
        postgres.url(),
        "--baseline",
        postgres.url());
  }

  private static void countersign(Map<String, String> env, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of("countersign").toAbsolutePath().toString());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(env);
    builder.environment().put("COUNTERSIGN_LANG", "en");
    Process process = builder.start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      out.lines().forEach(Bench::say);
    }
    assertEquals(0, process.waitFor());
  }
}
