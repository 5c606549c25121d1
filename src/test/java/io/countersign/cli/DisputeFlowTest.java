package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.cli.Typed.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Disputes about January as the parties type them: 60 a minute, 1,000 a month; three calls of 1, 2
/// and 3 minutes, so 360 and 1,000, in all 1,360. 15 days to dispute, 10 to answer, from 100 or 1 %
/// on.
final class DisputeFlowTest extends TypedStory {
  private static final long JANUARY = 1_767_196_800L;

  private Typed arbiter = Typed.at(Path.of(""), "");
  private int bundles;

  @Override
  void at(String instant) {
    super.at(instant);
    arbiter.at(InstantSource.fixed(Instant.parse(instant)));
  }

  private static String call(String id, int talk, int rev) {
    return call(id, JANUARY + 100, "\"talk_s\":" + talk, rev);
  }

  private Result attest(String name, String... lines) throws IOException {
    Path records = records(name, List.of(lines));
    return provider.type("attest %s --key provider".formatted(records));
  }

  /// What the operator gives out now, and the client's policy.
  private String away() {
    return exported("bundle-" + bundles++ + ".zip");
  }

  private void append(Path file) {
    good(provider.type("append " + file));
  }

  private static String terms() {
    return """
        {"cst":"1","id":"disputes-2026","version":1,"supersedes":null,"nonce":"%s",
         "title":{"zh":"争议","en":"Disputes"},
         "parties":{"provider":{"zh":"甲方","en":"Provider Co."},"client":{"zh":"乙方","en":"Client Ltd."}},
         "currency":{"code":"CNY","exponent":2},
         "term":{"from":"2026-01-01","to":"2026-12-31"},
         "clock":{"zone":"Asia/Shanghai","offsets":[{"fromUtc":0,"offsetS":28800}]},
         "calendars":{},"windows":{},"params":{},
         "cutoff":{"lateDays":5,"attestDelayS":0,"payloadDelayS":0,"finalAfterMonths":3},
         "records":{"call":{"label":{"zh":"来电","en":"call"},"by":"provider",
           "at":{"zh":"接通","en":"connected"},
           "fields":{"talk_s":{"label":{"zh":"通话时长","en":"talk time"},"type":"int","unit":"s","min":0,"max":86400}}}},
         "measures":[],"kpis":[],"scores":[],
         "lines":[
          {"id":"talk","kind":"rated","label":{"zh":"通话费","en":"talk"},"record":"call","where":{"always":true},
           "qty":{"sum":[{"field":"talk_s"}]},"per":60,"connect":"0","card":{"rows":[],"else":"60"},"factors":[],
           "sign":"charge","round":[{"at":"line","to":"0.01","mode":"half-up"}]},
          {"id":"monthly","kind":"fixed","label":{"zh":"月费","en":"monthly fee"},
           "amount":"1000","prorate":"none","mode":"half-up"}],
         "disputes":{"disputeDays":15,"answerDays":10,
           "threshold":{"amount":"100","pct":"1","repeatMonths":3},
           "silence":{"statement":"accepted","dispute":"open"},"match":[]},
         "erasure":{"nameAfterMonths":24,"rowAfterMonths":0},"render":1}
        """
        .formatted("00".repeat(32));
  }

  @BeforeEach
  void january() throws IOException {
    keys("stranger");
    arbiter = Typed.at(file("arbiter"), "a");
    at("2026-01-01T00:00:00Z");
    good(arbiter.type("keygen --light arbiter"));
    agree(terms(), "--arbiter", address(arbiter, "arbiter"));
    at("2026-01-31T15:00:00Z");
    good(attest("january.jsonl", call("a", 60, 0), call("b", 120, 0), call("c", 180, 0)));
    at("2026-02-06T00:00:00Z");
    shows(
        provider.type("statement issue --key provider --period 2026-01"),
        "talk talk 360.00",
        "total 1,360.00");
  }

  /// Opens a dispute of the client's and returns the beginning of its digest.
  private String open(String options) {
    Path out = file("dispute-" + bundles + ".json");
    Result r =
        good(
            client.type(
                "dispute open --period 2026-01 --key client --json --out %s %s"
                        .formatted(out, options)
                    + away()));
    append(out);
    return r.out().replaceAll("(?s).*\"dispute\":\"([0-9a-f]{16}).*", "$1");
  }

  private void february(String... lines) {
    at("2026-03-06T00:00:00Z");
    shows(provider.type("statement issue --key provider --period 2026-02"), lines);
    Path bundle = file("march.zip");
    good(provider.type("export --out " + bundle));
    Result verified = client.type("verify %s --policy %s".formatted(bundle, file("policy.txt")));
    assertTrue(good(verified).out().startsWith("PASSED"), verified::all);
    shows(
        client.type(
            "statement show --period 2026-02 --bundle %s --policy %s"
                .formatted(bundle, file("policy.txt"))),
        lines);
  }

  @Test
  void dispute_resolvedByBothWithAnAmount_standsInTheNextStatement() throws IOException {
    // All but the calls is accepted; that shows that the client has seen the statement.
    at("2026-02-07T00:00:00Z");
    Path accepted = file("accepted.json");
    good(
        client.type(
            "statement accept --period 2026-01 --except talk --key client --out %s"
                    .formatted(accepted)
                + away()));
    good(provider.type("append %s --object %s.lines".formatted(accepted, accepted)));

    at("2026-02-08T00:00:00Z");
    Path evidence = Files.writeString(file("export.csv"), "call,b\ncall,b\n");
    Path out = file("dispute.json");
    String open =
        "dispute open --period 2026-01 --key client --reason duplicate --out %s %s" + away();
    fails(1, "CS-1308", client.type(open.formatted(out, "--line talk=355")));
    fails(1, "CS-1305", client.type(open.formatted(out, "--line monthly=800")));
    fails(
        1,
        "CS-1115",
        client.type(open.formatted(out, "--line talk=240").replace("2026-01", "2026-02")));
    fails(64, "CS-1101", client.type(open.formatted(out, "--line talk=360")));
    fails(64, "CS-1101", client.type(open.formatted(out, "--line chat=1")));
    fails(64, "CS-1101", client.type(open.formatted(out, "--line talk")));
    fails(64, "CS-1101", client.type(open.formatted(out, "")));
    fails(
        64,
        "CS-1101",
        client.type(open.formatted(out, "--line talk=240").replace("duplicate", "why")));
    fails(1, "CS-1114", client.type(open.formatted(out, "--line talk=240 --record pbx-1/zz")));
    assertFalse(Files.exists(out));
    shows(
        client.type(
            open.formatted(
                out, "--line talk=240 --record pbx-1/b --evidence %s=export".formatted(evidence))),
        "2026-01 talk talk 360.00 240.00 120.00",
        "reason: duplicates; 1 records, 1 files",
        "total 1,360.00, contested 120.00, payable meanwhile 1,240.00",
        "This statement can be disputed until 2026-02-22T00:00:00",
        "The provider has 10 days to answer");
    append(out);
    String json = good(provider.type("dispute list --json")).out();
    String id = json.replaceAll("(?s).*\"dispute\":\"([0-9a-f]{16}).*", "$1");
    assertTrue(json.contains("\"payable\":\"1240000000\""), json);
    assertTrue(json.contains("\"state\":\"open\""), json);
    shows(
        provider.type("dispute list"),
        id + " 5 2026-01 120.00 open the provider has 10 days to answer once",
        "payable meanwhile 1,240.00; accepted but for: talk");
    shows(provider.type("dispute list --lang zh"), "待答复", "期间仍应支付 1,240.00");
    fails(
        1,
        "CS-1306",
        client.type(
            "dispute open --period 2026-01 --key client --reason duplicate --line talk=200 --out %s"
                    .formatted(file("again.json"))
                + away()));

    at("2026-02-10T00:00:00Z");
    String answer = "dispute answer %s --key %s %s";
    fails(1, "CS-1314", provider.type(answer.formatted(id, "provider", "--part talk=200")));
    fails(1, "CS-1314", provider.type(answer.formatted(id, "provider", "--part monthly=900")));
    fails(64, "CS-1101", provider.type(answer.formatted(id, "provider", "--accept --reject")));
    fails(1, "CS-1310", provider.type(answer.formatted("000000", "provider", "--reject")));
    fails(1, "CS-0529", provider.type(answer.formatted(id, "stranger", "--reject")));
    shows(
        provider.type(answer.formatted(id, "provider", "--part talk=300 --note half-of-it")),
        "talk talk 360.00 240.00 120.00 300.00",
        "That settles nothing",
        "entry 6 appended");
    fails(1, "CS-1312", provider.type(answer.formatted(id, "provider", "--accept")));
    shows(
        provider.type("dispute show " + id),
        "answered in part: half-of-it",
        "state: rejected",
        "both parties resolve it, one calls the arbiter, or the client takes it back");

    at("2026-02-12T00:00:00Z");
    Path half = file("half.json");
    String resolve = "dispute resolve %s --key provider --out %s ".formatted(id, half);
    fails(64, "CS-1101", provider.type(resolve));
    fails(1, "CS-1321", provider.type(resolve + "--amount chat=-80"));
    fails(
        64,
        "CS-1101",
        provider.type("dispute resolve %s --key provider --amount talk=-80".formatted(id)));
    assertFalse(Files.exists(half));
    shows(
        provider.type(resolve + "--amount talk=-80 --note agreed"),
        "2026-01 talk talk -80.00",
        "settles 1 records",
        "The other signs it with: countersign sign");
    fails(1, "CS-0527", provider.type("append " + half));
    Path both = file("both.json");
    shows(
        client.type("sign %s --key client --out %s --lang zh".formatted(half, both) + away()),
        "拟以下列金额解决",
        "2026-01 talk 通话费 -80.00");
    append(both);
    // What was paid by a fixed amount is not paid again by a void.
    fails(1, "CS-0661", provider.type("void pbx-1/b --key provider"));
    fails(1, "CS-1311", provider.type(answer.formatted(id, "provider", "--accept")));
    fails(1, "CS-1311", provider.type(resolve.replace("half", "more") + "--amount talk=-1"));

    february(
        "lines of 2026-02 1,000.00",
        "What disputes came to:",
        id + " 2026-01 talk talk -80.00",
        "1,000.00 lines, 0.00 adjustments, -80.00 settlements: total 920.00");
    shows(
        provider.type("statement explain --period 2026-02 --line talk"),
        "-80.00 from dispute " + id + " (entry 5) of the statement of 2026-01",
        "stated 360.00, claimed 240.00",
        "both parties resolved it (entry 7): -80.00");
    shows(
        provider.type("statement explain --period 2026-02 --line talk --lang zh"),
        "出自争议 " + id,
        "双方解决（条目 7）：-80.00");
    shows(
        provider.type("statement show --period 2026-02 --lang zh"),
        "争议了结金额：",
        id + " 2026-01 talk 通话费 -80.00",
        "计费项 1,000.00，调整 0.00，争议了结 -80.00，合计 920.00");
    String shown = good(provider.type("statement show --period 2026-02 --json")).out();
    assertTrue(
        shown.contains("\"settlements\":[{\"amount\":\"-80000000\",\"dispute\":\"" + id), shown);
    assertFalse(
        good(provider.type("statement show --period 2026-01 --json"))
            .out()
            .contains("settlements"));
  }

  @Test
  void dispute_resolvedByRecords_isAnAdjustmentOfTheNextStatement() throws IOException {
    at("2026-02-08T00:00:00Z");
    String id = open("--line talk=240 --record pbx-1/b --reason not-as-computed");
    at("2026-02-10T00:00:00Z");
    Path half = file("half.json");
    Path both = file("both.json");
    fails(
        64,
        "CS-1101",
        provider.type(
            "dispute resolve %s --records --note x --key provider --out %s".formatted(id, half)));
    good(provider.type("dispute resolve %s --records --key provider --out %s".formatted(id, half)));
    shows(
        client.type("sign %s --key client --out %s".formatted(half, both) + away()),
        "It is to be resolved by records");
    append(both);
    shows(
        provider.type("dispute show " + id),
        "resolved by both, by records",
        "state: resolved; nothing is left to do",
        "contested 0.00, payable meanwhile 1,360.00; not accepted");

    Path voidHalf = file("void-half.json");
    Path voidBoth = file("void-both.json");
    fails(64, "CS-1101", client.type("void pbx-1/b --both --key client" + away()));
    shows(
        client.type("void pbx-1/b --both --key client --out %s".formatted(voidHalf) + away()),
        "Void of 1 records, signed by one party.");
    fails(1, "CS-0527", provider.type("append " + voidHalf));
    fails(
        1,
        "CS-1119",
        client.type("sign %s --key client --out %s".formatted(voidHalf, voidBoth) + away()));
    shows(
        provider.type("sign %s --key provider --out %s".formatted(voidHalf, voidBoth)),
        "Void of 1 records:",
        "pbx-1/b",
        "2026-01 talk talk 360.00 240.00 -120.00");
    append(voidBoth);
    good(attest("again.jsonl", call("b", 60, 1)));
    february(
        "2026-01 talk talk 360.00 300.00 -60.00",
        "1,000.00 lines, -60.00 adjustments: total 940.00");
    assertFalse(
        good(provider.type("statement show --period 2026-02")).out().contains("disputes came to"));
  }

  @Test
  void dispute_rejected_isDecidedByTheArbiter() {
    at("2026-02-08T00:00:00Z");
    String id = open("--line talk=240 --line monthly=900 --record pbx-1/b --reason quality");
    Path ruling = file("ruling.json");
    String resolve = "dispute resolve %s --arbiter --key arbiter --out %s ".formatted(id, ruling);
    fails(1, "CS-1319", arbiter.type(resolve + "--amount talk=-100" + away()));
    Path call = file("escalation.json");
    String escalate = "dispute escalate %s --key client --out %s".formatted(id, call);
    fails(1, "CS-1318", client.type(escalate + away()));
    good(provider.type("dispute answer %s --reject --key provider".formatted(id)));
    at("2026-02-10T00:00:00Z");
    good(client.type(escalate + away()));
    append(call);
    fails(1, "CS-1317", provider.type("dispute escalate %s --key provider".formatted(id)));
    shows(provider.type("dispute list"), "before the arbiter the arbiter decides");
    String away = away();
    fails(1, "CS-1322", arbiter.type(resolve + "--amount talk=-121" + away));
    fails(1, "CS-1322", arbiter.type(resolve + "--amount talk=1" + away));
    fails(
        1,
        "CS-1111",
        provider.type(resolve.replace("--key arbiter", "--key provider") + "--amount talk=-100"));
    // The arbiter may take records of the claim away, and no others.
    fails(
        1,
        "CS-0659",
        arbiter.type("void pbx-1/a --arbiter --key arbiter --out %s".formatted(ruling) + away));
    assertFalse(Files.exists(ruling));
    shows(
        arbiter.type(resolve + "--amount talk=-100 --amount monthly=-50" + away),
        "2026-01 talk talk -100.00",
        "2026-01 monthly monthly fee -50.00",
        "countersign append");
    append(ruling);
    february(
        id + " 2026-01 talk talk -100.00",
        id + " 2026-01 monthly monthly fee -50.00",
        "-150.00 settlements: total 850.00");
    shows(
        provider.type("statement explain --period 2026-02"),
        "the arbiter resolved it (entry 7): -100.00");
  }

  @Test
  void dispute_late_isRefusedOnceTheClientHasSeenTheStatement() {
    at("2026-02-07T00:00:00Z");
    // A small part is accepted later; what counts is that the client signed after the statement.
    String first = open("--line monthly=800 --reason terms-reading");
    at("2026-02-22T00:00:00Z");
    Path out = file("late.json");
    String late =
        "dispute open --period 2026-01 --key client --reason other --line talk=240 --out " + out;
    shows(
        client.type(late.replace("late.json", "intime.json") + away()),
        "until 2026-02-22T00:00:00");
    at("2026-02-22T00:00:01Z");
    fails(1, "CS-1307", client.type(late + away()));
    assertFalse(Files.exists(out));
    Path withdrawal = file("withdrawal.json");
    fails(1, "CS-0529", provider.type("dispute withdraw %s --key provider".formatted(first)));
    good(
        client.type(
            "dispute withdraw %s --key client --out %s".formatted(first, withdrawal) + away()));
    append(withdrawal);
    shows(provider.type("dispute list --period 2026-01"), "withdrawn nothing is left to do");
    shows(provider.type("dispute list --period 2026-02"), "No disputes.");
    february("total 1,000.00");
  }

  @Test
  void dispute_accepted_settlesTheClaimAsItStands() {
    at("2026-02-08T00:00:00Z");
    String id = open("--line talk=240 --record pbx-1/b --reason duplicate");
    shows(
        provider.type("dispute answer %s --accept --key provider --lang zh".formatted(id)),
        "您接受该主张");
    fails(1, "CS-0661", provider.type("void pbx-1/b --key provider"));
    february(id + " 2026-01 talk talk -120.00", "-120.00 settlements: total 880.00");
    shows(
        provider.type("statement explain --period 2026-02 --line talk"),
        "the provider accepted the claim (entry 5)");
  }

  @Test
  void dispute_ofAnAdjustment_isResolvedByBothOnly() throws IOException {
    at("2026-02-10T00:00:00Z");
    good(attest("late.jsonl", call("d", 240, 0)));
    at("2026-03-06T00:00:00Z");
    shows(
        provider.type("statement issue --key provider --period 2026-02"),
        "2026-01 talk talk 360.00 600.00 240.00",
        "total 1,240.00");
    at("2026-03-08T00:00:00Z");
    Path out = file("adjusted.json");
    String open =
        "dispute open --period 2026-02 --key client --reason month-edge --out %s --adjusted "
            .formatted(out);
    fails(1, "CS-1302", client.type(open + "2026-02:talk=120" + away()));
    fails(1, "CS-1325", client.type(open + "2026-01:chat=120" + away()));
    fails(1, "CS-1325", client.type(open + "2026-01:talk=240.01" + away()));
    fails(64, "CS-1101", client.type(open + "talk=120" + away()));
    fails(64, "CS-1101", client.type(open + "2026-01:talk=-120" + away()));
    shows(
        client.type(open + "2026-01:talk=120 --record pbx-1/d" + away()),
        "2026-01 talk talk (adjustment) 120.00",
        "total 1,240.00, contested 120.00, payable meanwhile 1,120.00");
    append(out);
    String id =
        good(provider.type("dispute list --json"))
            .out()
            .replaceAll("(?s).*\"dispute\":\"([0-9a-f]{16}).*", "$1");
    // Nothing is claimed of a line, so there is nothing to offer a part of.
    fails(
        1,
        "CS-1314",
        provider.type("dispute answer %s --key provider --part 2026-01:talk=500".formatted(id)));
    Path half = file("half.json");
    Path both = file("both.json");
    shows(
        provider.type(
            "dispute resolve %s --key provider --amount 2026-01:talk=-120 --no-records --out %s"
                .formatted(id, half)),
        "settles 0 records");
    good(client.type("sign %s --key client --out %s".formatted(half, both) + away()));
    append(both);
    shows(
        provider.type("statement preview --period 2026-03"),
        id + " 2026-01 talk talk -120.00",
        "1,000.00 lines, 0.00 adjustments, -120.00 settlements: total 880.00");
    shows(
        provider.type("dispute show " + id + " --json"),
        "\"adjusted\":[{\"contested\":\"120000000\",\"line\":\"talk\",\"period\":202601}]",
        "\"awarded\":[{\"amount\":\"-120000000\",\"line\":\"talk\",\"period\":202601}]",
        "\"byArbiter\":false");
  }
}
