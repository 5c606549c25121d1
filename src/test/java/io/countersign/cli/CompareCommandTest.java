package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.cli.Typed.Result;
import io.countersign.core.base.Bytes;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompareCommandTest {
  @TempDir private Path home;
  private Typed alice = Typed.at(Path.of(""), "");
  private Path calls = Path.of("");

  @BeforeEach
  void arrive() {
    alice = Typed.at(home, "x");
    calls = home.resolve("calls.jsonl");
    Result r =
        alice.type(
            "import --format synthetic --terms sample:per-call-2026 --days 59 --count 3000 --out "
                + calls);
    assertEquals(0, r.exit(), r::all);
  }

  @Test
  void plans_sideBySide_withTheCheapestMarkedInBothLanguages() {
    String plans =
        "terms compare sample:per-call-2026 sample:bank-hybrid --from 2026-01-01 --to 2026-12-31 --records "
            + calls;
    Result en = alice.type(plans);
    assertEquals(0, en.exit(), en::all);
    assertTrue(en.out().contains("The same usage under 2 plans: 3,000 records"), en::all);
    assertTrue(en.out().contains("  cheapest over all, and in 2 of 2 months"), en::all);
    assertTrue(en.out().contains("more than per-call-2026"), en::all);
    Result zh = alice.type(plans + " --lang zh");
    assertTrue(zh.out().contains("总额最低，2 个月中有 2 个月最低"), zh::all);
  }

  @Test
  void json_carriesTheStatementOfEachMonth() throws Exception {
    Result r = alice.type("terms compare sample:per-call-2026 --json --records " + calls);
    Fields f = Fields.of(JsonReader.relaxed(Bytes.utf8(r.out()), 1 << 24), "");
    Fields plan = f.objects("plans", 1, 1).getFirst();
    assertEquals(2, plan.array("months", 2, 2).size());
    Json.Obj month = (Json.Obj) plan.array("months", 2, 2).getFirst();
    assertEquals(Json.of(202601), month.get("period"));
  }

  @Test
  void plan_ofAnotherYear_saysHowToMoveIt() {
    Result r = alice.type("terms compare sample:bank-hybrid --records " + calls);
    assertEquals(1, r.exit(), r::all);
    assertTrue(r.err().contains("CS-1132") && r.err().contains("--from"), r::all);
  }

  /// A slip in a name would leave 30,000 out of the plan without a word.
  @Test
  void milestone_thatNoPlanHas_orGivenTwice_isRefused() {
    String plan = "terms compare sample:by-project --records " + calls + " --milestone ";
    Result slip = alice.type(plan + "desing=2026-01-31");
    assertEquals(64, slip.exit(), slip::all);
    assertTrue(slip.err().contains("design, final-acceptance, pilot, report"), slip::all);
    Result twice = alice.type(plan + "design=2026-01-31 --milestone design=2026-02-01");
    assertEquals(64, twice.exit(), twice::all);
    assertTrue(twice.err().contains("CS-1133"), twice::all);
  }

  @Test
  void amounts_dueAfterTheMonthsShown_areNamed() {
    Result r =
        alice.type(
            "terms compare sample:by-project sample:hybrid --milestone report=2026-12-10 --records "
                + calls);
    assertEquals(0, r.exit(), r::all);
    assertTrue(r.out().contains("Milestone report of 2026-12-10 lies outside"), r::all);
    assertTrue(r.out().contains(": settled in 2026-12, after the months shown"), r::all);
    Result zh = alice.type("terms compare sample:hybrid --lang zh --records " + calls);
    assertTrue(zh.out().contains("年度保底：于 2026-12 结算，晚于所列月份，未计入"), zh::all);
  }

  @Test
  void records_none_isSaid() throws IOException {
    Path empty = Files.writeString(home.resolve("empty.jsonl"), "");
    Result r = alice.type("terms compare sample:per-call-2026 --records " + empty);
    assertEquals(64, r.exit(), r::all);
    assertTrue(r.err().contains("CS-1131"), r::all);
  }

  @Test
  void records_withABrokenLine_areRefusedWithItsNumber() throws IOException {
    Files.writeString(calls, Files.readString(calls) + "{}\n");
    Result r = alice.type("terms compare sample:per-call-2026 --records " + calls);
    assertEquals(1, r.exit(), r::all);
    assertTrue(r.err().contains("calls.jsonl:3001"), r::all);
  }

  @Test
  void terms_invalid_areRefusedWithFileAndPlace() throws IOException {
    Path file = home.resolve("mine.json");
    String text = alice.type("terms show sample:per-call-2026 --canonical").out();
    Files.writeString(file, text.replace("\"else\":\"none\"", "\"else\":{\"param\":\"nobody\"}"));
    Result r = alice.type("terms compare " + file + " --records " + calls);
    assertEquals(1, r.exit(), r::all);
    assertTrue(r.err().contains("CS-0404") && r.err().contains("mine.json: lines[0]"), r::all);
  }

  @Test
  void milestone_misspelt_isRefused() {
    Result r =
        alice.type("terms compare sample:per-call-2026 --milestone go-live --records " + calls);
    assertEquals(64, r.exit(), r::all);
    assertTrue(r.err().contains("CS-1133"), r::all);
  }

  @Test
  void ledger_without_isSaid() {
    Result r = alice.type("terms compare sample:per-call-2026");
    assertEquals(64, r.exit(), r::all);
    assertTrue(r.err().contains("CS-1112"), r::all);
  }

  @Test
  void advise_saysModesReasonsAndTheNextCommand() {
    Result en = alice.type("terms advise --calls 40000 --swing 10 --budget certain");
    assertEquals(0, en.exit(), en::all);
    assertTrue(en.out().contains("1. Fixed monthly fee"), en::all);
    assertTrue(en.out().contains("countersign terms compare sample:monthly-fee"), en::all);
    Result zh = alice.type("terms advise --lang zh --quality high --records " + calls);
    assertTrue(zh.out().contains("每月 1,500 通来电"), zh::all);
    assertTrue(zh.out().contains("1. 混合"), zh::all);
    assertEquals(64, alice.type("terms advise").exit());
    assertEquals(64, alice.type("terms advise --calls -2").exit());
    assertEquals(64, alice.type("terms advise --calls 1 --swing 10001").exit());
  }

  @Test
  void template_isListedAndWrittenOnce() {
    Result list = alice.type("terms template");
    for (String name : TermsTemplateCommand.NAMES) {
      assertTrue(list.out().contains("  " + name + " "), list::all);
    }
    Path file = home.resolve("mine.json");
    Result written = alice.type("terms template by-volume --out " + file);
    assertEquals(0, written.exit(), written::all);
    assertEquals(
        alice.type("terms hash sample:by-volume").out(), alice.type("terms hash " + file).out());
    assertTrue(alice.type("terms template by-volume --out " + file).err().contains("CS-1104"));
    assertTrue(alice.type("terms template nothing").err().contains("CS-1102"));
  }
}
