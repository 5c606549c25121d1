package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.cli.Typed.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImportCommandTest {
  @TempDir private Path home;
  private Typed alice = Typed.at(Path.of(""), "");
  private Path out = Path.of("");

  @BeforeEach
  void arrive() {
    alice = Typed.at(home, "x");
    out = home.resolve("records.jsonl");
  }

  @Test
  void synthetic_isSaidToBeAndReadBack() throws IOException {
    Result r =
        alice.type("import --format synthetic --terms sample:bank-hybrid --count 300 --out " + out);
    assertEquals(0, r.exit(), r::all);
    assertTrue(r.out().contains("300 synthetic calls (invented"), r::all);
    assertEquals(300, Files.readAllLines(out).size());
    Path again = home.resolve("again.jsonl");
    Result second =
        alice.type("import " + out + " --format jsonl --terms sample:bank-hybrid --out " + again);
    assertEquals(0, second.exit(), second::all);
    assertEquals(-1, Files.mismatch(out, again));
  }

  @Test
  void lines_bad_areListedAndDoNotBlockTheGoodOnes() throws IOException {
    alice.type("import --format synthetic --terms sample:bank-hybrid --count 3 --out " + out);
    List<String> lines = Files.readAllLines(out);
    Path bad =
        Files.writeString(
            home.resolve("bad.jsonl"),
            lines.get(0) + "\n{\"at\": 1}\n" + lines.get(1) + "\n" + lines.get(0) + "\n");
    Path good = home.resolve("good.jsonl");
    Result r =
        alice.type("import " + bad + " --format jsonl --terms sample:bank-hybrid --out " + good);
    assertEquals(1, r.exit(), r::all);
    assertTrue(r.out().contains("4 rows = 2 records + 2 refused"), r::all);
    assertTrue(r.out().contains("line 2:") && r.out().contains("line 4:"), r::all);
    assertEquals(2, Files.readAllLines(good).size());
  }

  @Test
  void file_ofAnotherFormat_leavesNothing() throws IOException {
    Path file = Files.writeString(home.resolve("x.txt"), "a,b,c\n1,2,3\n");
    Result r =
        alice.type("import " + file + " --format technion --terms sample:bank-hybrid --out " + out);
    assertEquals(1, r.exit(), r::all);
    assertFalse(Files.exists(out));
    try (var files = Files.list(home)) {
      assertEquals(1, files.count(), "something was left half-written");
    }
  }

  @Test
  void output_thatExists_isKept() throws IOException {
    Files.writeString(out, "mine");
    Result r = alice.type("import --format synthetic --terms sample:bank-hybrid --out " + out);
    assertEquals(1, r.exit(), r::all);
    assertEquals("mine", Files.readString(out));
  }

  @Test
  void output_inNoFolder_isRefused() {
    Result r =
        alice.type(
            "import --format synthetic --terms sample:bank-hybrid --out "
                + home.resolve("no/x.jsonl"));
    assertEquals(64, r.exit(), r::all);
    assertTrue(r.err().contains("CS-1105"), r::all);
  }

  @Test
  void file_missingOrNone_isUsageError() {
    assertEquals(
        64,
        alice
            .type("import no.gz --format technion --terms sample:bank-hybrid --out " + out)
            .exit());
    assertEquals(
        64, alice.type("import --format jsonl --terms sample:bank-hybrid --out " + out).exit());
  }
}
