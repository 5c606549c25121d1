package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.cli.Typed.Result;
import io.countersign.store.LedgerStore;
import io.countersign.store.SqliteLedgerStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A month between two parties at two homes, done once; then every command with input that is
/// wrong.
final class FlowTest {
  private static final InstantSource JANUARY = at("2026-01-01T00:00:00Z");
  private static final InstantSource FEBRUARY = at("2026-02-01T00:00:00Z");
  private static final InstantSource CUTOFF = at("2026-02-06T00:00:00Z");

  @TempDir private static Path temp;

  private static Typed provider = Typed.at(Path.of(""), "");
  private static Typed client = Typed.at(Path.of(""), "");

  @TempDir private Path own;

  private static InstantSource at(String instant) {
    return InstantSource.fixed(Instant.parse(instant));
  }

  private static Path file(String name) {
    return temp.resolve(name);
  }

  private static void good(Result r) {
    assertEquals(0, r.exit(), r::all);
  }

  private static void fails(int exit, String code, Result r) {
    assertEquals(exit, r.exit(), r::all);
    assertTrue(r.err().contains(code), r::all);
  }

  @BeforeAll
  static void month() {
    provider = Typed.at(file("provider"), "p").at(JANUARY);
    client = Typed.at(file("client"), "c").at(JANUARY);
    for (String key : List.of("provider", "recovery", "stranger")) {
      good(provider.type("keygen --light " + key));
    }
    good(provider.type("keygen --light --type log log"));
    good(client.type("keygen --light client"));
    good(client.type("keygen --light recovery"));
    good(provider.type(propose("provider", "log", file("proposal.json"))));
    good(
        client.type(
            "agreement sign %s --key client --out %s --policy %s"
                .formatted(file("proposal.json"), file("signed.json"), file("policy.txt"))));
    good(provider.type("agreement open " + file("signed.json")));
    good(
        provider.type(
            "import --format synthetic --terms sample:per-call-2026 --count 120 --out "
                + file("calls.jsonl")));
    provider.at(FEBRUARY);
    Result attested =
        provider.type("attest %s --key provider --batch 50".formatted(file("calls.jsonl")));
    good(attested);
    assertTrue(attested.out().contains("120 records attested in 3 batches"), attested::all);
    fails(1, "CS-0706", provider.type("statement issue --key provider --period 2026-01"));
    provider.at(CUTOFF);
    client.at(CUTOFF);
    String before = provider.type("show").out();
    fails(1, "CS-0529", provider.type("statement issue --key recovery --period 2026-01"));
    assertEquals(before, provider.type("show").out(), "a refused statement leaves no mark behind");
    good(provider.type("statement issue --key provider --period 2026-01"));
    good(provider.type("export --out " + file("bundle.zip")));
  }

  private static String propose(String key, String log, Path out) {
    return "agreement propose --terms sample:per-call-2026 --key %s --recovery %s --client %s --client-recovery %s --log-key %s --operator ledger.example --out %s"
        .formatted(
            key,
            address(provider, "recovery"),
            address(client, "client"),
            address(client, "recovery"),
            log,
            out);
  }

  private static String address(Typed who, String key) {
    return who.type("address " + key).out().strip();
  }

  @Test
  void bundle_verified_passesInBothLanguages() {
    String verify = "verify %s --policy %s".formatted(file("bundle.zip"), file("policy.txt"));
    Result en = client.type(verify);
    good(en);
    assertTrue(en.out().startsWith("PASSED"), en::all);
    Result zh = client.type(verify + " --lang zh");
    good(zh);
    assertTrue(zh.out().startsWith("通过"), zh::all);
    Result json = client.type(verify + " --json");
    good(json);
    assertTrue(json.out().contains("\"verdict\":\"passed\""), json::all);
  }

  @Test
  void statement_fromLedgerAndBundle_isTheSame() {
    Result here = provider.type("statement show --period 2026-01");
    Result away =
        client.type(
            "statement show --period 2026-01 --bundle %s --policy %s"
                .formatted(file("bundle.zip"), file("policy.txt")));
    good(here);
    good(away);
    assertEquals(here.out(), away.out());
    good(provider.type("statement preview --period 2026-01"));
    Result explained = provider.type("statement explain --period 2026-01 --line calls");
    good(explained);
    assertTrue(explained.out().contains("records:"), explained::all);
    Result named = provider.type("statement explain --period 2026-01 --line calls --records 2");
    good(named);
    assertTrue(named.out().contains("synthetic-"), named::all);
    fails(64, "CS-1101", provider.type("statement explain --period 2026-01 --line none"));
  }

  @Test
  void statement_issuedAgain_standsAsBefore() {
    Result r = provider.type("statement issue --key provider --period 2026-01");
    good(r);
    assertTrue(r.out().contains("issued before"), r::all);
  }

  @Test
  void statement_ofAnotherPeriod_isRefused() {
    fails(1, "CS-", provider.type("statement issue --key provider --period 2026-02"));
    fails(1, "CS-", provider.type("statement preview --period 2025-12"));
    fails(64, "CS-01", provider.type("statement preview --period January"));
    fails(1, "CS-1115", provider.type("statement show --period 2026-02"));
  }

  @Test
  void acceptance_away_isAppendedOnceAndByTheClientOnly() {
    String accept = "statement accept --period 2026-01 --bundle %s --policy %s --key %s --out %s";
    Path forged = own.resolve("forged.json");
    good(
        provider.type(
            accept.formatted(file("bundle.zip"), file("policy.txt"), "stranger", forged)));
    fails(1, "CS-05", provider.type("append " + forged));
    Path real = own.resolve("acceptance.json");
    good(client.type(accept.formatted(file("bundle.zip"), file("policy.txt"), "client", real)));
    Result first = provider.type("append %s --receipt %s".formatted(real, own.resolve("r")));
    good(first);
    assertTrue(first.out().contains("appended"), first::all);
    Result second = provider.type("append " + real);
    good(second);
    assertTrue(second.out().contains("stands already"), second::all);
    assertTrue(Files.exists(own.resolve("r")));
  }

  @Test
  void acceptance_onABundleThatFails_isNotSigned() throws IOException {
    Path policy = Files.writeString(own.resolve("other.txt"), "ledger " + "0".repeat(64) + "\n");
    Path out = own.resolve("a.json");
    fails(
        1,
        "CS-1118",
        client.type(
            "statement accept --period 2026-01 --key client --bundle %s --policy %s --out %s"
                .formatted(file("bundle.zip"), policy, out)));
    assertFalse(Files.exists(out));
    fails(
        64,
        "CS-1101",
        client.type(
            "statement accept --period 2026-01 --key client --out %s --bundle %s"
                .formatted(out, file("bundle.zip"))));
  }

  @Test
  void proof_ofARecordAndAnEntry_isVerified() throws IOException {
    String line = Files.readAllLines(file("calls.jsonl")).get(7);
    String id = line.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
    String source = line.replaceAll(".*\"source\":\"([^\"]*)\".*", "$1");
    Path record = own.resolve("record.proof");
    good(provider.type("prove --record %s/%s --out %s".formatted(source, id, record)));
    good(client.type("verify %s --policy %s".formatted(record, file("policy.txt"))));
    Path entry = own.resolve("entry.proof");
    good(provider.type("prove --entry 2 --out " + entry));
    good(client.type("verify %s --policy %s".formatted(entry, file("policy.txt"))));
    String spoilt = Files.readString(record).replace("\"talk_s\":", "\"talk_s\":1");
    Path forged = Files.writeString(own.resolve("forged.proof"), spoilt);
    assertEquals(
        1, client.type("verify %s --policy %s".formatted(forged, file("policy.txt"))).exit());
  }

  @Test
  void proof_ofWhatIsNotThere_isRefused() {
    Path out = own.resolve("p");
    fails(1, "CS-1114", provider.type("prove --record x/y --out " + out));
    fails(1, "CS-1115", provider.type("prove --entry 999 --out " + out));
    fails(64, "CS-1101", provider.type("prove --record xy --out " + out));
    fails(64, "CS-1101", provider.type("prove --out " + out));
    fails(64, "CS-1101", provider.type("prove --entry 1 --record x/y --out " + out));
    assertFalse(Files.exists(out));
  }

  @Test
  void attest_again_passesOverWhatIsThere() {
    Result r = provider.type("attest %s --key provider".formatted(file("calls.jsonl")));
    good(r);
    assertTrue(r.out().contains("0 records attested in 0 batches; 120"), r::all);
  }

  @Test
  void attest_wrongInput_isRefusedAndNothingWritten() throws IOException {
    long before = size();
    String line = Files.readAllLines(file("calls.jsonl")).getFirst();
    Path conflict =
        Files.writeString(
            own.resolve("c"), line.replaceFirst("\"talk_s\":", "\"talk_s\":1") + "\n");
    fails(1, "CS-06", provider.type("attest %s --key provider".formatted(conflict)));
    Path negative =
        Files.writeString(
            own.resolve("n"),
            line.replaceFirst("\"talk_s\":\\d+", "\"talk_s\":-5")
                    .replaceFirst("\"id\":\"", "\"id\":\"n")
                + "\n");
    fails(1, "CS-06", provider.type("attest %s --key provider".formatted(negative)));
    Path unknown =
        Files.writeString(
            own.resolve("u"),
            line.replace("\"type\":\"call\"", "\"type\":\"chat\"")
                    .replaceFirst("\"id\":\"", "\"id\":\"u")
                + "\n");
    fails(1, "CS-06", provider.type("attest %s --key provider".formatted(unknown)));
    Path spaced = Files.writeString(own.resolve("s"), line.replace(":", ": ") + "\n");
    Result refused = provider.type("attest %s --key provider".formatted(spaced));
    assertEquals(1, refused.exit(), refused::all);
    assertTrue(refused.out().contains("CS-01"), refused::all);
    fails(64, "CS-1101", provider.type("attest %s --key provider --batch 0".formatted(conflict)));
    fails(64, "CS-1102", provider.type("attest none.jsonl --key provider"));
    fails(1, "CS-1111", provider.type("attest %s --key stranger".formatted(conflict)));
    fails(1, "CS-1110", provider.type("attest %s --key log".formatted(conflict)));
    fails(64, "CS-1102", provider.type("attest %s --key nobody".formatted(conflict)));
    assertEquals(before, size());
  }

  private static long size() {
    String json = provider.type("show --json").out();
    return Long.parseLong(json.replaceAll("(?s).*\"size\":(\\d+).*", "$1"));
  }

  @Test
  void password_wrong_isRefused() {
    Typed other = Typed.at(file("provider"), "wrong").at(CUTOFF);
    fails(1, "CS-1108", other.type("attest %s --key provider".formatted(file("calls.jsonl"))));
    Typed logOther =
        Typed.at(file("provider"), "p").with("COUNTERSIGN_LOG_PASSWORD", "wrong").at(CUTOFF);
    fails(1, "CS-1108", logOther.type("attest %s --key provider".formatted(file("calls.jsonl"))));
  }

  @Test
  void ledger_heldByAWriter_isReadAndNotWritten() throws IOException {
    Path db;
    try (var folders = Files.list(file("provider").resolve("ledgers"))) {
      db = folders.findFirst().orElseThrow().resolve("ledger.db");
    }
    try (LedgerStore held = SqliteLedgerStore.open(db)) {
      assertTrue(held.head().isPresent());
      good(provider.type("show"));
      fails(1, "CS-09", provider.type("statement issue --key provider --period 2026-01"));
    }
  }

  @Test
  void ledger_noneOrUnknown_isUsageError() {
    fails(64, "CS-1112", client.type("show"));
    fails(64, "CS-1112", provider.type("show --ledger ffffffffffffffff"));
  }

  @Test
  void proposal_wrongInput_isRefused() {
    Path out = own.resolve("p.json");
    fails(1, "CS-1110", provider.type(propose("log", "log", out)));
    fails(1, "CS-1110", provider.type(propose("provider", "provider", out)));
    fails(64, "CS-02", provider.type(propose("provider", "log", out).replace("0x", "0X")));
    fails(1, "CS-05", provider.type(propose("recovery", "log", out)));
    fails(1, "CS-1104", provider.type(propose("provider", "log", file("proposal.json"))));
    fails(
        64,
        "CS-05",
        provider.type(propose("provider", "log", out).replace("ledger.example", "a+b")));
    assertFalse(Files.exists(out));
  }

  @Test
  void sign_wrongInput_isRefusedAndNothingWritten() throws IOException {
    String text = Files.readString(file("proposal.json"));
    Map<String, String> spoilt =
        Map.of(
            "price", text.replaceFirst("(?<=price\\\\\":\\\\\")\\d", "99"),
            "operator", text.replace("ledger.example", "other.example"),
            "cut", text.substring(0, text.length() / 3),
            "spaces", text.replaceFirst(":", ": "),
            "pepper", text.replaceFirst("\"pepper\":\"..", "\"pepper\":\"00"),
            "signature",
                text.replaceFirst("provider\\\\\":\\\\\"....", "provider\\\\\":\\\\\"0000"));
    spoilt.forEach(
        (name, content) -> {
          assertFalse(content.equals(text), name);
          try {
            Path file = Files.writeString(own.resolve(name), content);
            Result r = sign(file, "client");
            assertEquals(1, r.exit(), () -> name + ": " + r.all());
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    fails(1, "CS-1111", sign(file("proposal.json"), "recovery"));
    assertFalse(Files.exists(own.resolve("out")));
    assertFalse(Files.exists(own.resolve("policy")));
  }

  private Result sign(Path proposal, String key) {
    return client.type(
        "agreement sign %s --key %s --out %s --policy %s"
            .formatted(proposal, key, own.resolve("out"), own.resolve("policy")));
  }

  @Test
  void open_wrongInput_isRefused() {
    fails(1, "CS-1113", provider.type("agreement open " + file("signed.json")));
    fails(1, "CS-1111", client.type("agreement open " + file("signed.json")));
    Path half = own.resolve("half.json");
    good(provider.type(propose("provider", "log", half)));
    fails(1, "CS-", provider.type("agreement open " + half));
    good(provider.type("show")); // the refused one left no ledger behind
  }

  @Test
  void append_wrongInput_isRefused() throws IOException {
    Path cut = Files.writeString(own.resolve("cut"), "{\"fields\":");
    fails(1, "CS-", provider.type("append " + cut));
    fails(64, "CS-1102", provider.type("append " + own.resolve("none")));
    Path big = Files.write(own.resolve("big"), new byte[64 * 1024 + 1]);
    fails(1, "CS-0108", provider.type("append " + big));
  }

  @Test
  void verify_wrongInput_isRefused() throws IOException {
    byte[] bundle = Files.readAllBytes(file("bundle.zip"));
    Path cut =
        Files.writeString(
            own.resolve("cut.zip"),
            new String(bundle, 0, bundle.length / 2, StandardCharsets.ISO_8859_1),
            StandardCharsets.ISO_8859_1);
    Result r = client.type("verify %s --policy %s".formatted(cut, file("policy.txt")));
    assertEquals(1, r.exit(), r::all);
    assertTrue(r.out().startsWith("FAILED") && r.out().contains("CS-0810"), r::all);
    Path empty = Files.createFile(own.resolve("empty"));
    assertEquals(
        1, client.type("verify %s --policy %s".formatted(empty, file("policy.txt"))).exit());
    assertEquals(
        64, client.type("verify %s --policy %s".formatted(file("bundle.zip"), empty)).exit());
    fails(64, "CS-1101", client.type("verify " + file("bundle.zip")));
    Path demanding =
        Files.writeString(
            own.resolve("demanding"), Files.readString(file("policy.txt")) + "fresh 4000000000\n");
    Result fresh = client.type("verify %s --policy %s".formatted(file("bundle.zip"), demanding));
    assertTrue(fresh.exit() == 1 || fresh.exit() == 2, fresh::all);
  }

  @Test
  void key_byPath_isUsedFromAnywhere() {
    Path key = file("provider").resolve("keys/provider.json");
    assertEquals(
        address(provider, "provider"),
        Home.of(Optional.of(own), Map.of()).key(key.toString()).address().toString());
  }
}
