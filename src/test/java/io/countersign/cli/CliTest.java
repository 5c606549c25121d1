package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.cli.Texts.Lang;
import io.countersign.cli.Typed.Result;
import io.countersign.intake.Oddity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

final class CliTest {
  @TempDir private Path home;

  @Test
  void help_ofEveryCommand_isCompleteInBothLanguages() {
    List<String> bad = new ArrayList<>();
    for (Lang lang : Lang.values()) {
      walk(Typed.at(home, "x").commandLine(lang), lang, bad);
    }
    assertEquals(List.of(), bad);
  }

  private static void walk(CommandLine line, Lang lang, List<String> bad) {
    String name = lang + " " + line.getCommandSpec().qualifiedName();
    String usage = line.getUsageMessage();
    if (line.getCommandSpec().usageMessage().description().length == 0) {
      bad.add(name + " has no description");
    }
    for (ArgSpec arg : line.getCommandSpec().args()) {
      if (arg.description().length == 0) {
        bad.add(name + " " + arg.paramLabel() + " " + arg.descriptionKey() + " has no description");
      }
    }
    if (lang == Lang.ZH && (usage.contains("Usage") || usage.contains("Options"))) {
      bad.add(name + " speaks English");
    }
    line.getSubcommands().values().forEach(sub -> walk(sub, lang, bad));
  }

  @Test
  void command_unknown_isUsageErrorInTheLanguageAsked() {
    Result en = Typed.at(home, "x").type("nonsense");
    assertEquals(64, en.exit(), en::all);
    assertTrue(en.err().contains("CS-1101") && en.err().contains("nonsense"), en::all);
    Result zh = Typed.at(home, "x").type("nonsense --lang zh");
    assertTrue(zh.err().contains("无法理解命令行"), zh::all);
    assertEquals("", zh.out());
  }

  @Test
  void value_ofAnotherType_isSaidWithoutTheWordsOfJava() {
    for (String[] wrong :
        new String[][] {
          {"terms compare x --from 2026-1-1", "--from", "yyyy-mm-dd", "2026-1-1"},
          {"terms advise --calls 10,000", "--calls", "a whole number", "10,000"},
          {"terms advise --calls 1 --budget fixed", "--budget", "certain, use", "fixed"},
        }) {
      Typed.Result r = Typed.at(Path.of("home"), "p").type(wrong[0]);
      assertEquals(64, r.exit(), r::all);
      for (String part : wrong) {
        assertTrue(part.equals(wrong[0]) || r.err().contains(part), r::all);
      }
      Typed.Result json = Typed.at(Path.of("home"), "p").type(wrong[0] + " --json");
      assertTrue(json.out().startsWith("{\"findings\":[{\"code\":\"CS-1101\""), json::all);
      assertFalse(r.err().contains("java") || r.err().contains("Invalid value"), r::all);
    }
  }

  @Test
  void lang_unknown_isUsageErrorAndNotSilentlyEnglish() {
    Result r = Typed.at(home, "x").type("terms lint sample:bank-hybrid --lang fr");
    assertEquals(64, r.exit(), r::all);
    assertTrue(r.err().contains("--lang") && r.err().contains("fr"), r::all);
  }

  @Test
  void attest_folderForAFile_isNotSaidToBeMissing() {
    Result r = Typed.at(home, "x").type("attest . --key k");
    assertEquals(64, r.exit(), r::all);
    assertTrue(r.err().contains("CS-1103"), r::all);
  }

  @Test
  void command_none_showsHelpAndIsUsageError() {
    Result r = Typed.at(home, "x").run();
    assertEquals(64, r.exit());
    assertTrue(r.out().contains("keygen") && r.out().contains("terms"), r::all);
  }

  @Test
  void option_missing_isNamed() {
    Result r = Typed.at(home, "x").type("import --format synthetic");
    assertEquals(64, r.exit(), r::all);
    assertTrue(r.err().contains("--terms") && r.err().contains("--out"), r::all);
  }

  @Test
  void option_ofWrongForm_isUsageError() {
    Result r = Typed.at(home, "x").type("keygen a --type gold");
    assertEquals(64, r.exit(), r::all);
    assertTrue(r.err().contains("gold"), r::all);
  }

  @Test
  void version_isPrinted() {
    Result r = Typed.at(home, "x").type("--version");
    assertEquals(0, r.exit());
    assertTrue(r.out().startsWith("countersign "), r::all);
  }

  @Test
  void language_comesFromTheEnvironment() {
    assertEquals(Lang.ZH, Lang.of(Map.of("LANG", "zh_CN.UTF-8")));
    assertEquals(Lang.EN, Lang.of(Map.of("LC_ALL", "C", "LANG", "zh_CN.UTF-8")));
    assertEquals(Lang.ZH, Lang.of(Map.of("COUNTERSIGN_LANG", "zh", "LC_ALL", "en_US")));
    assertEquals(Lang.EN, Lang.of(Map.of()));
  }

  @Test
  void oddities_haveTexts() {
    for (Lang lang : Lang.values()) {
      for (Oddity oddity : Oddity.values()) {
        assertFalse(Texts.of(lang).text("oddity." + oddity.slug()).isBlank());
      }
    }
  }

  @Test
  void places_areFilledAndBracesLeft() {
    assertEquals("a 1 b {x} 2", Texts.fill("a {0} b {x} {1}", 1, 2));
    assertEquals("{2}", Texts.fill("{2}", 1));
    assertEquals("{", Texts.fill("{", 1));
  }
}
