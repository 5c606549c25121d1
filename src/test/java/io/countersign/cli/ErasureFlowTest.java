package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.cli.Typed.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Names and rows are erased, as the parties type it: by both, by one alone after the months of the
/// terms; and what must not work.
final class ErasureFlowTest extends TypedStory {
  private static final long JANUARY = 1_767_196_800L;

  private static String terms() {
    return """
        {"cst":"1","id":"erasure-2026","version":1,"supersedes":null,"nonce":"%s",
         "title":{"zh":"擦除","en":"Erasure"},
         "parties":{"provider":{"zh":"甲方","en":"Provider Co."},"client":{"zh":"乙方","en":"Client Ltd."}},
         "currency":{"code":"CNY","exponent":2},
         "term":{"from":"2026-01-01","to":"2026-12-31"},
         "clock":{"zone":"Asia/Shanghai","offsets":[{"fromUtc":0,"offsetS":28800}]},
         "calendars":{},"windows":{},"params":{},
         "cutoff":{"lateDays":5,"attestDelayS":0,"payloadDelayS":0,"finalAfterMonths":1},
         "records":{"call":{"label":{"zh":"来电","en":"call"},"by":"provider",
           "at":{"zh":"接通","en":"connected"},"fields":{
             "caller":{"label":{"zh":"主叫","en":"caller"},"type":"int","unit":"call","min":0,"max":99999999999}}}},
         "measures":[],"kpis":[],"scores":[],
         "lines":[{"id":"monthly","kind":"fixed","label":{"zh":"月费","en":"monthly fee"},
           "amount":"1000","prorate":"none","mode":"half-up"}],
         "disputes":{"disputeDays":15,"answerDays":10,
           "threshold":{"amount":"100","pct":"1","repeatMonths":3},
           "silence":{"statement":"accepted","dispute":"open"},"match":[]},
         "erasure":{"nameAfterMonths":2,"rowAfterMonths":3},"render":1}
        """
        .formatted("00".repeat(32));
  }

  @BeforeEach
  void open() throws IOException {
    keys();
    at("2026-01-31T15:00:00Z");
    agree(terms());
    Path calls =
        records(
            "calls.jsonl",
            List.of(
                call("zhang-san", JANUARY + 100, "\"caller\":13800000001", 0),
                call("li-si", JANUARY + 200, "\"caller\":13800000002", 0),
                call("wang-wu", JANUARY + 90_000, "\"caller\":13800000003", 0)));
    good(provider.type("attest %s --key provider".formatted(calls)));
    at("2026-02-06T00:00:00Z");
    good(provider.type("statement issue --period 2026-01 --key provider"));
  }

  /// Whether a file of the provider's home, open or closed, holds the text.
  private boolean held(String text) throws IOException {
    try (Stream<Path> files = Files.walk(file("provider"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
          return true;
        }
      }
    }
    return false;
  }

  private Result verified(String name) {
    exported(name);
    return client.type("verify %s --policy %s".formatted(file(name), file("policy.txt")));
  }

  @Test
  void names_erasedByBoth_areGoneAndTheBundlePasses() throws IOException {
    Files.writeString(file("why.txt"), "Request 17 of February 2026");
    assertTrue(held("zhang-san"));
    shows(
        provider.type(
            "erase --record pbx-1/zhang-san --level name --key provider --both --basis %s --dry-run"
                .formatted(file("why.txt"))),
        "Erasure of the names of 1 of 3 records of entry 1",
        "pbx-1/zhang-san",
        "Request 17 of February 2026",
        "Nothing was written.");
    good(
        provider.type(
            "erase --record pbx-1/zhang-san --level name --key provider --both --basis %s --out %s"
                .formatted(file("why.txt"), file("half.json"))));
    // half an erasure is none
    fails(1, "CS-1337", provider.type("append " + file("half.json")));
    String bundle = exported("before.zip");
    shows(
        client.type(
            "sign %s --key client --out %s%s"
                .formatted(file("half.json"), file("whole.json"), bundle)),
        "pbx-1/zhang-san",
        "The entry is permission");
    assertTrue(held("zhang-san"), "nothing is rewritten before the entry counts");
    good(provider.type("append " + file("whole.json")));
    assertFalse(held("zhang-san"));
    assertTrue(held("li-si"));
    assertTrue(held("13800000001"), "the row stays, and amounts with it");
    Result r = verified("after.zip");
    shows(r, "names of 1 of 3 records of entry 1 (2026-01), signed by client and provider");
    shows(provider.type("erasure list"), "name 1 1 2026-01", "Request 17");
    // once more there is nothing left to erase, and the name stays used
    fails(
        1,
        "CS-1335",
        provider.type(
            "erase --record pbx-1/zhang-san --level name --key provider --both --dry-run"));
    Path again =
        records("again.jsonl", List.of(call("zhang-san", JANUARY + 100, "\"caller\":1", 0)));
    fails(1, "CS-0652", provider.type("attest %s --key provider".formatted(again)));
  }

  @Test
  void oneAlone_mayAfterTheMonthsOfTheTerms() throws IOException {
    String erase = "erase --entry 1 --from 2026-01-02 --to 2026-01-02 --level %s --key provider";
    fails(1, "CS-1337", provider.type(erase.formatted("name")));
    at("2026-03-31T16:00:00Z");
    String bundle = exported("march.zip");
    fails(
        1,
        "CS-1337",
        client.type(
            "erase --entry 1 --level name --key client --out %s%s"
                .formatted(file("x.json"), bundle)));
    shows(provider.type(erase.formatted("name")), "names of 1 of 3");
    assertFalse(held("wang-wu"));
    fails(1, "CS-1337", provider.type(erase.formatted("row")));
    at("2026-04-30T16:00:00Z");
    shows(
        provider.type(erase.formatted("row")),
        "Statements that nobody can compute again without these rows: 2026-01");
    assertFalse(held("13800000003"));
    assertTrue(held("13800000002"));
    // nothing of the fee rests on the call: the statement is computed all the same
    Result r = verified("after.zip");
    shows(r, "rows of 1 of 3 records of entry 1");
    assertEquals(0, provider.type("fsck").exit());
  }

  @Test
  void rows_onWhichAStatementToComeRests_stay() {
    fails(
        1, "CS-1339", provider.type("erase --entry 1 --level row --key provider --both --dry-run"));
    fails(
        1,
        "CS-1333",
        provider.type("erase --entry 0 --level name --key provider --both --dry-run"));
    fails(64, "CS-", provider.type("erase --level name --key provider"));
    fails(64, "CS-", provider.type("erase --entry 1 --level all --key provider"));
  }
}
