package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.cli.Typed.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Three months in which everything changes: a late record, a void with a corrected revision, a
/// milestone, an amendment from March on; each told as the commands that the parties type, with
/// what must not work at its place. The amounts are worked out by hand: 0.60 for 60 s and 1,000 a
/// month; from March on 0.75 and 1,100.
final class AmendmentFlowTest extends TypedStory {
  /// 2026-01-01 00:00 in the agreement's clock, UTC+8.
  private static final long JANUARY = 1_767_196_800L;

  private static final long FEBRUARY = JANUARY + 31 * 86_400L;
  private static final long MARCH = FEBRUARY + 28 * 86_400L;

  private static String call(String id, long at, int talk, int rev) {
    return call(id, at, "\"talk_s\":" + talk, rev);
  }

  private void attest(String name, String... lines) throws IOException {
    good(provider.type("attest %s --key provider".formatted(records(name, List.of(lines)))));
  }

  private long size() {
    String json = good(provider.type("show --json")).out();
    return Long.parseLong(json.replaceAll("(?s).*\"size\":(\\d+).*", "$1"));
  }

  private static String terms(String price, String fee) {
    return """
        {"cst":"1","id":"story-2026","version":1,"supersedes":null,"nonce":"%s",
         "title":{"zh":"三个月","en":"Three months"},
         "parties":{"provider":{"zh":"甲方","en":"Provider Co."},"client":{"zh":"乙方","en":"Client Ltd."}},
         "currency":{"code":"CNY","exponent":2},
         "term":{"from":"2026-01-01","to":"2026-12-31"},
         "clock":{"zone":"Asia/Shanghai","offsets":[{"fromUtc":0,"offsetS":28800}]},
         "calendars":{},"windows":{},"params":{},
         "cutoff":{"lateDays":5,"attestDelayS":0,"payloadDelayS":0,"finalAfterMonths":1},
         "records":{"call":{"label":{"zh":"来电","en":"call"},"by":"provider",
           "at":{"zh":"接通","en":"connected"},
           "fields":{"talk_s":{"label":{"zh":"通话时长","en":"talk time"},"type":"int","unit":"s","min":0,"max":86400}}}},
         "measures":[],"kpis":[],"scores":[],
         "lines":[
          {"id":"talk","kind":"rated","label":{"zh":"通话费","en":"talk"},"record":"call","where":{"always":true},
           "qty":{"sum":[{"field":"talk_s"}]},"per":60,"connect":"0","card":{"rows":[],"else":"%s"},"factors":[],
           "sign":"charge","round":[{"at":"line","to":"0.01","mode":"half-up"}]},
          {"id":"monthly","kind":"fixed","label":{"zh":"月费","en":"monthly fee"},
           "amount":"%s","prorate":"none","mode":"half-up"},
          {"id":"build","kind":"milestone","label":{"zh":"上线","en":"go-live"},
           "items":[{"milestone":"go-live","label":{"zh":"上线","en":"go-live"},"amount":"500","due":"2026-02-15"}],
           "latePctPerDay":"1","lateCapPct":"10","mode":"half-up"}],
         "disputes":{"disputeDays":15,"answerDays":10,
           "threshold":{"amount":"100","pct":"1","repeatMonths":3},
           "silence":{"statement":"accepted","dispute":"open"},"match":[]},
         "erasure":{"nameAfterMonths":24,"rowAfterMonths":0},"render":1}
        """
        .formatted("00".repeat(32), price, fee);
  }

  @Test
  void threeMonths_withEveryKindOfChange_addUp() throws IOException {
    open();
    january();
    lateAndVoided();
    milestone();
    amendment();
    february();
    march();
  }

  private void open() throws IOException {
    keys("stranger");
    at("2026-01-01T00:00:00Z");
    agree(terms("0.6", "1000"));
  }

  /// 60 + 120 + 180 s = 6 minutes: 3.60.
  private void january() throws IOException {
    at("2026-01-31T15:00:00Z");
    attest(
        "january.jsonl",
        call("a", JANUARY + 100, 60, 0),
        call("b", JANUARY + 200, 120, 0),
        call("c", JANUARY + 300, 180, 0));
    at("2026-02-06T00:00:00Z");
    Result r = provider.type("statement issue --key provider --period 2026-01");
    shows(r, "talk talk 3.60", "monthly monthly fee 1,000.00", "total 1,003.60");
    assertFalse(r.out().contains("adjustment"), r::all);
    Result again = provider.type("statement issue --key provider --period 2026-01");
    shows(again, "issued before, as entry");
    long size = size();
    Result stranger = provider.type("statement issue --key stranger --period 2026-01");
    fails(1, "CS-0529", stranger);
    assertEquals("", stranger.out());
    assertEquals(size, size());
  }

  /// d adds 240 s (2.40); a loses its 60 s (0.60) and comes again with 300 s (3.00).
  private void lateAndVoided() throws IOException {
    at("2026-02-10T00:00:00Z");
    attest("late.jsonl", call("d", JANUARY + 400, 240, 0));
    Path again = records("again.jsonl", List.of(call("a", JANUARY + 100, 300, 1)));
    fails(1, "CS-0654", provider.type("attest %s --key provider".formatted(again)));

    long before = size();
    Result dry = provider.type("void pbx-1/a --key provider --dry-run");
    shows(dry, "2026-01 talk talk 6.00 5.40 -0.60 2026-02", "Nothing was written");
    Result zh = provider.type("void pbx-1/a --key provider --dry-run --lang zh");
    shows(zh, "原账期 计费项", "2026-01 talk 通话费 6.00 5.40 -0.60 2026-02", "未写入任何内容");
    Result json = provider.type("void pbx-1/a --key provider --dry-run --json");
    shows(
        json,
        "\"changes\":[{\"before\":\"6000000\",\"final\":false,\"line\":\"talk\",\"now\":\"5400000\",\"period\":202601,\"statement\":202602}]");
    assertEquals(before, size());

    String away = exported("tenth.zip");
    Path other = file("other-party.json");
    fails(1, "CS-0659", client.type("void pbx-1/a --key client --out " + other + away));
    fails(64, "CS-1101", client.type("void pbx-1/a --key client" + away));
    assertFalse(Files.exists(other));
    fails(1, "CS-1111", provider.type("void pbx-1/a --key stranger"));
    fails(1, "CS-1114", provider.type("void pbx-1/zzz --key provider"));
    fails(1, "CS-1114", provider.type("void pbx-1/a/7 --key provider"));
    fails(64, "CS-1101", provider.type("void a --key provider"));
    fails(64, "CS-1101", provider.type("void --key provider"));
    assertEquals(before, size());

    shows(provider.type("void pbx-1/a --key provider"), "1 records voided by entry " + before);
    // A void is never voided, nor done twice.
    fails(1, "CS-0660", provider.type("void pbx-1/a --key provider"));
    good(provider.type("attest %s --key provider".formatted(again)));
  }

  private void milestone() {
    at("2026-02-11T00:00:00Z");
    Path half = file("milestone.json");
    String accept = "milestone accept %s --on 2026-02-10 --key provider --out %s";
    fails(1, "CS-0557", provider.type(accept.formatted("go-life", half)));
    fails(
        1,
        "CS-0557",
        provider.type("milestone accept go-live --on 2027-02-10 --key provider --out " + half));
    fails(
        1,
        "CS-1111",
        provider.type(accept.formatted("go-live", half).replace("provider", "stranger")));
    String ahead = accept.replace("2026-02-10", "2026-02-12");
    fails(1, "CS-1350", provider.type(ahead.formatted("go-live", half)));
    assertFalse(Files.exists(half));
    shows(
        provider.type(ahead.formatted("go-live", file("ahead.json")) + " --ahead"),
        "accepted on 2026-02-12",
        "that day has not come; it is 2026-02-11");
    Result second =
        client.type(
            "sign %s --key client --out %s --lang zh"
                    .formatted(file("ahead.json"), file("ahead-signed.json"))
                + exported("ahead.zip"));
    shows(second, "该日期尚未到来", "今天是 2026-02-11");
    shows(
        provider.type(accept.formatted("go-live", half)),
        "Milestone go-live, accepted on 2026-02-10",
        " go-live: 500.00 by the terms, due 2026-02-15, 0 days late;");
    fails(1, "CS-0527", provider.type("append " + half));
    Path both = file("milestone-signed.json");
    Result zh =
        client.type(
            "sign %s --key client --out %s --lang zh".formatted(half, both)
                + exported("eleventh.zip"));
    shows(zh, "里程碑 go-live，验收日期 2026-02-10", " 上线：条款金额 500.00，应于 2026-02-15 完成，逾期 0 天");
    good(provider.type("append " + both));
    fails(1, "CS-0556", provider.type(accept.formatted("go-live", file("twice.json"))));
  }

  private void amendment() throws IOException {
    at("2026-02-12T00:00:00Z");
    Files.writeString(file("v2.json"), terms("0.75", "1100"));
    Path half = file("amendment.json");
    String amend = "agreement amend --terms %s --effective %s --key provider --out %s";
    fails(1, "CS-0547", provider.type(amend.formatted(file("v2.json"), "2026-02", half)));
    fails(1, "CS-0547", provider.type(amend.formatted(file("v2.json"), "2025-12", half)));
    fails(64, "CS-01", provider.type(amend.formatted(file("v2.json"), "March", half)));
    Files.writeString(file("euro.json"), terms("0.75", "1100").replace("CNY", "EUR"));
    fails(1, "CS-0550", provider.type(amend.formatted(file("euro.json"), "2026-03", half)));
    Files.writeString(file("bad.json"), terms("0.75", "1100").replace("0.01", "0.001"));
    fails(1, "CS-0423", provider.type(amend.formatted(file("bad.json"), "2026-03", half)));
    assertFalse(Files.exists(half));

    shows(
        provider.type(amend.formatted(file("v2.json"), "2026-03", half)),
        "Version 2, to govern from 2026-03 on",
        "\"0.6\" → \"0.75\" (+25 %)",
        "lines[monthly].amount (monthly fee)",
        "\"1000\" → \"1100\" (+10 %)");
    fails(1, "CS-0527", provider.type("append " + half));
    fails(1, "CS-1104", provider.type(amend.formatted(file("v2.json"), "2026-03", half)));

    String away = exported("twelfth.zip");
    Path both = file("amendment-signed.json");
    String sign = "sign %s --key %s --out " + both;
    fails(1, "CS-1119", provider.type(sign.formatted(half, "provider")));
    fails(1, "CS-1111", provider.type(sign.formatted(half, "stranger")));
    fails(64, "CS-1112", client.type(sign.formatted(half, "client")));
    fails(
        1,
        "CS-0530",
        client.type(
            sign.formatted(half, "client")
                + " --bundle %s --policy %s".formatted(file("tenth.zip"), file("policy.txt"))));
    String text = Files.readString(half);
    String ledger = text.replaceAll("(?s).*\"ledger\":\"([0-9a-f]{64})\".*", "$1");
    Path forged = Files.writeString(file("f1"), text.replace("202603", "202604"));
    fails(1, "CS-1119", client.type(sign.formatted(forged, "client") + away));
    forged = Files.writeString(file("f2"), text.replace(ledger, "0".repeat(64)));
    fails(1, "CS-1119", client.type(sign.formatted(forged, "client") + away));
    forged = Files.writeString(file("f3"), text.replaceFirst("(\"objects\":\\[\")....", "$1AAAA"));
    fails(1, "CS-1119", client.type(sign.formatted(forged, "client") + away));
    forged = Files.writeString(file("f4"), text.substring(0, text.length() / 2));
    fails(1, "CS-01", client.type(sign.formatted(forged, "client") + away));
    fails(1, "CS-1119", client.type(sign.formatted(file("signed.json"), "client") + away));
    assertFalse(Files.exists(both));

    shows(
        client.type(sign.formatted(half, "client") + away),
        "\"0.6\" → \"0.75\" (+25 %)",
        "Signed: " + both);
    good(provider.type("append " + both));
    fails(1, "CS-0529", provider.type("append " + stranger(both)));
    shows(provider.type("show"), "version 2 from 2026-03");
  }

  /// The signed amendment, with the log's operator trying to pass another's signature for the
  /// client's.
  private Path stranger(Path both) throws IOException {
    String text = Files.readString(both);
    String own = text.replaceAll("(?s).*client\\\\\":\\\\\"([0-9a-f]{130}).*", "$1");
    String other = text.replaceAll("(?s).*provider\\\\\":\\\\\"([0-9a-f]{130}).*", "$1");
    // The same digest stands already, so let the period be another one.
    return Files.writeString(
        file("stranger.json"), text.replace(own, other).replace("202603", "202604"));
  }

  /// 600 s: 6.00; the milestone, five days before it is due: 500.
  private void february() throws IOException {
    at("2026-02-28T15:00:00Z");
    attest("february.jsonl", call("e", FEBRUARY + 100, 600, 0));
    at("2026-03-06T00:00:00Z");
    good(provider.type("statement issue --key provider --period 2026-02"));
    shows(
        provider.type("statement show --period 2026-02"),
        "talk talk 6.00",
        "monthly monthly fee 1,000.00",
        "build go-live 500.00",
        "lines of 2026-02 1,506.00",
        "Adjustments of earlier months:",
        "month line was is difference",
        "2026-01 talk talk 3.60 8.40 4.80",
        "adjustments 4.80",
        "1,506.00 lines, 4.80 adjustments: total 1,510.80");
    shows(
        provider.type("statement show --period 2026-02 --lang zh"),
        "2026-02 计费项小计 1,506.00",
        "以往账期调整：",
        "原账期 计费项 原金额 现金额 差额",
        "2026-01 talk 通话费 3.60 8.40 4.80",
        "调整小计 4.80",
        "计费项 1,506.00，调整 4.80，合计 1,510.80");
    shows(
        provider.type("statement show --period 2026-02 --json"),
        "\"adjustments\":[{\"amount\":\"4800000\",\"line\":\"talk\",\"memo\":false,\"new\":\"8400000\",\"old\":\"3600000\",\"period\":202601}]");
  }

  /// March at the amended prices: 60 s are 0.75. A late minute of February is one at the old price,
  /// since version 1 governs it. January is final: what comes now changes no statement.
  private void march() throws IOException {
    at("2026-03-20T00:00:00Z");
    attest(
        "march.jsonl",
        call("f", MARCH + 100, 60, 0),
        call("g", JANUARY + 500, 6000, 0),
        call("h", FEBRUARY + 500, 60, 0));
    shows(provider.type("statement preview --period 2026-03"), "2026-02 talk talk 6.00 6.60 0.60");
    // February closes with March's statement, and January is beyond any.
    shows(
        provider.type("void pbx-1/a/1 pbx-1/e --key provider --dry-run"),
        "2026-01 talk talk 68.40 65.40 -3.00 none: final",
        "2026-02 talk talk 6.60 0.60 -6.00 2026-03");
    // The day before a cut-off and the moment of it are two sides.
    at("2026-04-05T15:59:59.999Z");
    shows(provider.type("void pbx-1/e --key provider --dry-run"), "-6.00 2026-03");
    at("2026-04-05T16:00:00Z");
    Result late = provider.type("void pbx-1/e --key provider --dry-run --json");
    shows(late, "\"final\":true,\"line\":\"talk\",\"now\":\"600000\",\"period\":202602}");
    at("2026-04-06T00:00:00Z");
    Result r = provider.type("statement issue --key provider --period 2026-03");
    shows(
        r,
        "talk talk 0.75",
        "monthly monthly fee 1,100.00",
        "2026-02 talk talk 6.00 6.60 0.60",
        "1,100.75 lines, 0.60 adjustments: total 1,101.35");
    assertFalse(r.out().contains("2026-01"), r::all);
    exported("april.zip");
    Result verified =
        client.type("verify %s --policy %s".formatted(file("april.zip"), file("policy.txt")));
    good(verified);
    assertTrue(verified.out().startsWith("PASSED"), verified::all);
  }
}
