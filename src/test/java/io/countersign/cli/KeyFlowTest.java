package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.cli.Typed.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who may sign: keys that are added, rotated, stolen and taken back, as the parties type it; each
/// with what must not work at its place.
final class KeyFlowTest extends TypedStory {
  private static final long JANUARY = 1_767_196_800L;

  private Result attest(String id, String key) throws IOException {
    Path records = records(id + ".jsonl", List.of(call(id, JANUARY + 100, "", 0)));
    return provider.type("attest %s --key %s".formatted(records, key));
  }

  private static String terms() {
    return """
        {"cst":"1","id":"keys-2026","version":1,"supersedes":null,"nonce":"%s",
         "title":{"zh":"密钥","en":"Keys"},
         "parties":{"provider":{"zh":"甲方","en":"Provider Co."},"client":{"zh":"乙方","en":"Client Ltd."}},
         "currency":{"code":"CNY","exponent":2},
         "term":{"from":"2026-01-01","to":"2026-12-31"},
         "clock":{"zone":"Asia/Shanghai","offsets":[{"fromUtc":0,"offsetS":28800}]},
         "calendars":{},"windows":{},"params":{},
         "cutoff":{"lateDays":5,"attestDelayS":0,"payloadDelayS":0,"finalAfterMonths":1},
         "records":{"call":{"label":{"zh":"来电","en":"call"},"by":"provider",
           "at":{"zh":"接通","en":"connected"},"fields":{}}},
         "measures":[],"kpis":[],"scores":[],
         "lines":[{"id":"monthly","kind":"fixed","label":{"zh":"月费","en":"monthly fee"},
           "amount":"1000","prorate":"none","mode":"half-up"}],
         "disputes":{"disputeDays":15,"answerDays":10,
           "threshold":{"amount":"100","pct":"1","repeatMonths":3},
           "silence":{"statement":"accepted","dispute":"open"},"match":[]},
         "erasure":{"nameAfterMonths":24,"rowAfterMonths":0},"render":1}
        """
        .formatted("00".repeat(32));
  }

  @BeforeEach
  void open() throws IOException {
    keys("stranger", "switch", "fresh", "third");
    at("2026-01-31T15:00:00Z");
    good(provider.type("keygen --light --type cosigner tree"));
    for (String key : List.of("next", "office")) {
      good(client.type("keygen --light " + key));
    }
    good(client.type("keygen --light --type cosigner watch"));
    agree(terms());
  }

  @Test
  void attester_addedRotatedRevoked_signsWhileItMay() throws IOException {
    fails(1, "CS-1111", attest("a", "switch"));
    shows(
        provider.type("key add switch --role attester --key provider"),
        "The provider gets one attester key more: " + address(provider, "switch"),
        "entry 1 appended");
    good(attest("a", "switch"));
    // an attester gives way itself; no signer key takes over for it
    fails(1, "CS-1111", provider.type("key replace fresh --role attester --key provider"));
    shows(
        provider.type("key replace fresh --role attester --key switch"),
        "The provider gets a new attester key: " + address(provider, "fresh"));
    fails(1, "CS-1111", attest("b", "switch"));
    good(attest("b", "fresh"));
    // what its predecessor attested is its own
    shows(provider.type("void pbx-1/a --key fresh"), "1 records voided");
    shows(
        provider.type("key revoke fresh --key recovery"),
        "The provider loses one attester key: " + address(provider, "fresh"));
    fails(1, "CS-1111", attest("c", "fresh"));
    fails(1, "CS-0577", provider.type("key revoke fresh --key provider"));
    fails(1, "CS-0576", provider.type("key add switch --role attester --key provider"));
  }

  @Test
  void signer_stolen_isTakenOutByTheRecoveryKeyAlone() throws IOException {
    // the thief gives himself a second key
    good(provider.type("key add third --role signer --key provider"));
    fails(1, "CS-1111", provider.type("key revoke provider --key stranger"));
    fails(1, "CS-1111", provider.type("key replace fresh --role recovery --key provider"));
    shows(
        provider.type("key replace fresh --role signer --key recovery"),
        "The provider gets a new signer key: " + address(provider, "fresh"),
        "It takes the place of: "
            + address(provider, "provider")
            + ", "
            + address(provider, "third"));
    for (String stolen : List.of("provider", "third")) {
      fails(1, "CS-1111", attest("a", stolen));
      fails(1, "CS-1111", provider.type("key add switch --role signer --key " + stolen));
    }
    good(attest("a", "fresh"));
    shows(
        provider.type("key list"),
        "provider signer " + address(provider, "fresh") + " 2",
        "provider recovery " + address(provider, "recovery") + " 0",
        "client signer " + address(client, "client") + " 0",
        "entry 1: The provider gets one signer key more: "
            + address(provider, "third")
            + " (signed by a signer key)",
        "(signed by the recovery key)");
    shows(
        provider.type("key list --lang zh"),
        "服务方 签名 " + address(provider, "fresh") + " 2",
        "条目 2：服务方换用新的签名密钥：" + address(provider, "fresh") + "（签署：恢复密钥）");
    String json = good(provider.type("key list --json")).out();
    assertTrue(
        json.contains(
            "{\"key\":\""
                + address(provider, "fresh")
                + "\",\"party\":\"provider\",\"role\":\"signer\",\"since\":2}"),
        json);
    assertFalse(json.contains(address(provider, "provider") + "\",\"party\""), json);
  }

  @Test
  void signer_last_isRevokedByTheRecoveryKeyOnly() {
    fails(1, "CS-0578", provider.type("key revoke provider --key provider"));
    good(provider.type("key revoke provider --key recovery"));
    fails(1, "CS-1111", provider.type("key add fresh --role attester --key provider"));
    good(provider.type("key add fresh --role signer --key recovery"));
    good(provider.type("key add switch --role attester --key fresh"));
  }

  @Test
  void recovery_givesWayToRecoveryOnly() {
    fails(1, "CS-0575", provider.type("key add fresh --role recovery --key recovery"));
    fails(1, "CS-0575", provider.type("key revoke recovery --key recovery"));
    shows(
        provider.type("key replace fresh --role recovery --key recovery"),
        "It takes the place of: " + address(provider, "recovery"));
    fails(1, "CS-1111", provider.type("key revoke provider --key recovery"));
    good(provider.type("key revoke provider --key fresh"));
  }

  @Test
  void client_awayFromTheLedger_signsIntoAFile() throws IOException {
    String away = exported("one.zip");
    Path add = file("add.json");
    fails(64, "CS-1101", client.type("key add next --role signer --key client".concat(away)));
    shows(
        client.type("key add next --role signer --key client --out %s".formatted(add) + away),
        "The client gets one signer key more",
        "countersign append");
    fails(
        1,
        "CS-1104",
        client.type("key add next --role signer --key client --out %s".formatted(add) + away));
    shows(provider.type("append " + add), "entry 1 appended");
    shows(client.type("key list" + exported("two.zip")), address(client, "next") + " 1");
    // the cosigner's key proves itself later, by cosigning
    Path watch = file("watch.json");
    good(
        client.type(
            "key add watch --role cosigner --key next --out %s".formatted(watch)
                + exported("three.zip")));
    good(provider.type("append " + watch));
    shows(provider.type("key list"), "client cosigner " + address(client, "watch") + " 2");
    fails(1, "CS-1110", provider.type("key add tree --role signer --key provider"));
  }

  @Test
  void newKey_heldBySomebodyElse_signsItself() throws IOException {
    String office = address(client, "office");
    fails(
        64,
        "CS-1101",
        provider.type("key add %s --role attester --key provider".formatted(office)));
    Path half = file("half.json");
    shows(
        provider.type("key add %s --role attester --key provider --out %s".formatted(office, half)),
        "countersign sign");
    fails(1, "CS-0527", provider.type("append " + half));
    Path whole = file("whole.json");
    String sign = "sign %s --key %s --out " + whole + exported("four.zip");
    fails(1, "CS-1111", client.type(sign.formatted(half, "next")));
    Path forged =
        Files.writeString(
            file("forged.json"),
            Files.readString(half).replace("\\\"role\\\":1", "\\\"role\\\":2"));
    fails(1, "CS-0529", client.type(sign.formatted(forged, "office")));
    assertFalse(Files.exists(whole));
    shows(
        client.type(sign.formatted(half, "office")),
        "The provider gets one attester key more: " + office,
        "countersign append");
    good(provider.type("append " + whole));
    shows(provider.type("show"), "The provider gets one attester key more: " + office);
    exported("five.zip");
    Result verified =
        client.type("verify %s --policy %s".formatted(file("five.zip"), file("policy.txt")));
    assertTrue(good(verified).out().startsWith("PASSED"), verified::all);
  }
}
