package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.cli.Typed.Result;
import io.countersign.core.base.Bytes;
import io.countersign.core.terms.TermsParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TermsCommandTest {
  @TempDir private Path home;
  private Typed alice = Typed.at(Path.of(""), "");

  @BeforeEach
  void arrive() {
    alice = Typed.at(home, "x");
  }

  @Test
  void hash_ofHandWrittenAndCanonical_isTheSame() throws Exception {
    Result canonical = alice.type("terms show sample:bank-hybrid --canonical");
    Path file = Files.writeString(home.resolve("t.json"), canonical.out());
    assertEquals(
        alice.type("terms hash sample:bank-hybrid").out(), alice.type("terms hash " + file).out());
    assertEquals(
        TermsParser.parse(Bytes.utf8(canonical.out())).hash().toHex(),
        alice.type("terms hash " + file).out().strip());
  }

  @Test
  void show_namesEveryLineInBothLanguages() {
    Result en = alice.type("terms show sample:bank-hybrid");
    Result zh = alice.type("terms show sample:bank-hybrid --lang zh");
    for (String id : new String[] {"minutes", "platform", "sl_adjust", "sl_limit", "vat"}) {
      assertTrue(en.out().contains("  " + id + "  "), en::all);
      assertTrue(zh.out().contains("  " + id + "  "), zh::all);
    }
    assertTrue(en.out().contains("2.4 / 60 units, service = NE"), en::all);
    assertTrue(zh.out().contains("增值税 6%"), zh::all);
  }

  @Test
  void file_missing_isUsageError() {
    Result r = alice.type("terms hash " + home.resolve("none.json"));
    assertEquals(64, r.exit(), r::all);
    assertTrue(r.err().contains("CS-1102"), r::all);
  }

  @Test
  void file_truncated_isRefusedWithItsPlace() throws IOException {
    String text = alice.type("terms show sample:bank-hybrid --canonical").out();
    Path file = Files.writeString(home.resolve("t.json"), text.substring(0, text.length() / 2));
    Result r = alice.type("terms hash " + file);
    assertEquals(1, r.exit(), r::all);
    assertTrue(r.err().contains("CS-01") && r.err().contains("t.json"), r::all);
  }

  @Test
  void file_oversized_isRefusedUnread() throws IOException {
    Path file = Files.write(home.resolve("t.json"), new byte[256 * 1024 + 1]);
    Result r = alice.type("terms hash " + file);
    assertEquals(1, r.exit(), r::all);
    assertTrue(r.err().contains("CS-0108"), r::all);
  }

  @Test
  void file_isAFolder_isUsageError() {
    assertEquals(64, alice.type("terms hash " + home).exit());
  }

  @Test
  void json_ofAFault_isForMachines() {
    Result r = alice.type("terms hash " + home.resolve("none.json") + " --json");
    assertEquals(64, r.exit(), r::all);
    assertTrue(r.out().startsWith("{\"findings\":[{\"code\":\"CS-1102\""), r::all);
  }

  @Test
  void diff_ofTwoDocuments_namesEachChangeInBothLanguages() throws IOException {
    String sample = TermsFile.read(Path.of("sample:bank-hybrid")).toJson().toText();
    Path now = Files.writeString(home.resolve("now.json"), sample.replace("\"1.85\"", "\"2\""));
    Typed who = alice;
    // 0.15 / 1.85 = 8.108… %
    Result en = who.type("terms diff sample:bank-hybrid " + now);
    assertEquals(0, en.exit(), en::all);
    assertTrue(en.out().startsWith("Changes: 1"), en::all);
    assertTrue(en.out().contains("\"1.85\" → \"2\"  (+8.1 %)"), en::all);
    Result zh = who.type("terms diff sample:bank-hybrid %s --lang zh".formatted(now));
    assertTrue(zh.out().contains("修改") && zh.out().contains("通话分钟费"), zh::all);
    Result json = who.type("terms diff sample:bank-hybrid %s --json".formatted(now));
    assertTrue(json.out().contains("\"percent\":\"8.1081\""), json::all);
    Result same = who.type("terms diff sample:bank-hybrid sample:bank-hybrid");
    assertTrue(same.out().contains("say the same"), same::all);
    assertEquals(64, who.type("terms diff sample:bank-hybrid").exit());
    assertEquals(64, who.type("terms diff sample:bank-hybrid none.json").exit());
    Result advised =
        who.type("terms diff sample:bank-hybrid %s --effective 1999-03".formatted(now));
    assertEquals(0, advised.exit(), advised::all);
    assertEquals(
        64, who.type("terms diff sample:bank-hybrid %s --effective 1999".formatted(now)).exit());
  }
}
