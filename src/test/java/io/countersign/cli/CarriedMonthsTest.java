package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.cli.Typed.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people read about months that rest on each other: the template by-volume, whose minutes
/// left over serve the month after. January: one call of 24 hours, 1,440 of 5,000 minutes, 3,560
/// left over. February: eight such calls, 11,520 minutes less 3,560, of which 2,960 beyond 5,000
/// cost 0.35 each: 1,036.00.
final class CarriedMonthsTest {
  /// 2026-01-01 00:00 in the agreement's clock, UTC+8.
  private static final long JANUARY = 1_767_196_800L;

  private static final long FEBRUARY = JANUARY + 31 * 86_400L;

  @TempDir private Path temp;

  private Typed both = Typed.at(Path.of(""), "");

  private Result type(String command) {
    Result r = both.type(command);
    assertEquals(0, r.exit(), r::all);
    return r;
  }

  private static String flat(Result r) {
    return r.out().replaceAll("[ ]+", " ");
  }

  private static void shows(Result r, String text) {
    assertTrue(flat(r).contains(text), () -> "missing: " + text + "\n" + r.all());
  }

  private void at(String instant) {
    both.at(InstantSource.fixed(Instant.parse(instant)));
  }

  private static String call(String id, long at) {
    return "{\"at\":%d,\"data\":{\"outcome\":\"AGENT\",\"priority\":\"P1\",\"queue_s\":0,\"queued\":false,\"served\":true,\"service\":\"PS\",\"talk_s\":86400,\"vru_s\":0},\"id\":\"%s\",\"rev\":0,\"source\":\"pbx\",\"type\":\"call\"}\n"
        .formatted(at, id);
  }

  private void open(String home, String terms) {
    both = Typed.at(temp.resolve(home), "p");
    at("2025-12-31T00:00:00Z");
    for (String key : new String[] {"provider", "recovery", "client", "client-recovery"}) {
      type("keygen --light " + key);
    }
    type("keygen --light --type log log");
    type(
        "agreement propose --terms %s --key provider --recovery %s --client %s --client-recovery %s --log-key log --operator ledger.example --out %s"
            .formatted(
                terms,
                address("recovery"),
                address("client"),
                address("client-recovery"),
                temp.resolve(home + "-proposal.json")));
    type(
        "agreement sign %s --key client --out %s --policy %s"
            .formatted(
                temp.resolve(home + "-proposal.json"),
                temp.resolve(home + "-signed.json"),
                temp.resolve(home + "-policy.txt")));
    type("agreement open " + temp.resolve(home + "-signed.json"));
  }

  @BeforeEach
  void arrive() throws IOException {
    open("home", "sample:by-volume");
    attest("2026-02-01T00:00:00Z", "january.jsonl", call("jan", JANUARY + 100));
    at("2026-02-06T00:00:00Z");
    type("statement issue --key provider --period 2026-01");
    StringBuilder february = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      february.append(call("feb" + i, FEBRUARY + i));
    }
    attest("2026-03-01T00:00:00Z", "february.jsonl", february.toString());
  }

  private String address(String key) {
    return type("address " + key).out().strip();
  }

  private void attest(String instant, String name, String lines) throws IOException {
    at(instant);
    type("attest --key provider " + Files.writeString(temp.resolve(name), lines));
  }

  @Test
  void voided_inJanuary_showsWhatFebruaryComesToWithoutWhatWasLeftOver() {
    Result r = type("void pbx/jan --key provider --dry-run");
    shows(r, "2026-01 calls answered calls, by tiers 3.20 0.00 -3.20");
    // 11,520 - 5,000 left over - 5,000 free = 1,520 minutes at 0.35
    shows(r, "2026-02 minutes minutes beyond 5,000 a month 1,036.00 532.00 -504.00");
    assertFalse(r.out().contains("2026-03"), r::all);
  }

  @Test
  void preview_ofAMonthThatWasIssued_saysSo() {
    Result issued = type("statement preview --period 2026-01");
    shows(issued, "the statement of this month was issued, entry 3,");
    shows(type("statement preview --period 2026-01 --lang zh"), "该月对账单已出具（条目 3）");
    shows(type("statement preview --period 2026-02"), "the month is not closed, nothing is signed");
  }

  @Test
  void explained_withRecords_listsThoseBehindTheFigureOfATieredLine() {
    Result r = type("statement explain --period 2026-02 --line minutes --records 2");
    shows(r, "service time of answered calls: 691,200");
    shows(r, " 1 pbx/feb0 ");
    shows(r, " 2 pbx/feb1 ");
    assertFalse(r.out().contains("pbx/feb2"), r::all);
    shows(
        type("statement explain --period 2026-02 --line minutes --lang zh"),
        "舍入到 0.01，四舍五入：1,036.00");
  }

  /// A bundle fee of 14.500 with 5 % in it: accountants would read (0.690) as a refund.
  @Test
  void taxInside_inBrackets_isSaidToBeNoMinus() {
    open("dinar", "src/test/resources/contracts/c18-dinar.json");
    Result r = type("statement preview --period 2026-04");
    shows(r, "(0.690)");
    shows(r, "Brackets are no minus sign.");
    shows(type("statement preview --period 2026-04 --lang zh"), "括号不表示负数");
  }

  @Test
  void records_withoutALineOrBelowZero_areAUsageError() {
    for (String wrong : new String[] {"--records 2", "--line minutes --records -1"}) {
      Result r = both.type("statement explain --period 2026-02 " + wrong);
      assertEquals(64, r.exit(), r::all);
      assertTrue(r.err().contains("--records"), r::all);
    }
  }
}
