package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.cli.Typed.Result;
import io.countersign.testing.Shared;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoCommandTest {
  @TempDir private Path temp;

  @Test
  void demo_synthetic_catchesEveryTampering() {
    Result r = Typed.at(temp, "").type("demo");
    assertEquals(0, r.exit(), r::all);
    assertTrue(r.out().contains("All 9 were caught"), r::all);
    assertTrue(r.out().contains("synthetic calls (invented"), r::all);
    assertTrue(r.out().contains("virtual clock"), r::all);
    assertFalse(r.out().contains("MISSED"), r::all);
  }

  @Test
  void demo_chineseWithHome_keepsWhatVerifyTakes() {
    Path home = temp.resolve("home");
    Typed typed = Typed.at(temp, "");
    Result r = typed.type("demo --lang zh --home " + home);
    assertEquals(0, r.exit(), r::all);
    assertTrue(r.out().contains("9 种手法全部被发现"), r::all);
    Result verified =
        typed.type(
            "verify "
                + home.resolve("bundle-accepted.zip")
                + " --policy "
                + home.resolve("policy.txt"));
    assertEquals(0, verified.exit(), verified::all);
    assertTrue(Files.exists(home.resolve("keys/provider.json")));
    assertEquals(1, typed.type("demo --home " + home).exit(), "the folder was there");
  }

  /// A later month: the agreement begins with it, for each of its months would owe a statement.
  @Test
  void demo_aRealFebruary_countsAsTheSecondOpinionAndPasses() {
    Path month = Shared.path("data/bank1999/02_February.txt.gz");
    Result r = Typed.at(temp, "").run("demo", "--calls", month.toString());
    assertEquals(0, r.exit(), r::all);
    assertTrue(r.out().replaceAll(" +", " ").contains("AGENT 27,162 4,790,100 93,792"), r::all);
    assertTrue(r.out().contains("All 9 were caught"), r::all);
  }

  @Test
  void demo_withoutItsFile_isUsageError() {
    Result r = Typed.at(temp, "").type("demo --calls " + temp.resolve("none.gz"));
    assertEquals(64, r.exit(), r::all);
  }

  @Test
  void demo_json_listsTheTamperings() {
    Result r = Typed.at(temp, "").type("demo --json");
    assertEquals(0, r.exit(), r::all);
    assertTrue(r.out().startsWith("{\"tamperings\":[{\"caught\":true"), r::all);
  }
}
