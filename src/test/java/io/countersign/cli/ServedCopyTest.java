package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.Main;
import io.countersign.core.base.Code;
import io.countersign.core.ledger.Workers;
import io.countersign.http.Node;
import io.countersign.http.World;
import io.countersign.http.api.Api;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Setting;
import io.countersign.service.LedgerHost;
import io.countersign.testing.Child;
import io.countersign.testing.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An auditor takes a ledger from the client's watch, which serves its own copy, and a mirror takes
/// one from a node under a capability.
@Timeout(120)
final class ServedCopyTest {
  @TempDir Path folder;

  private final String id = Setting.GENESIS.ledgerId().toHex();
  private LedgerHost host;
  private Node node;
  private @Nullable Typed client;

  @BeforeEach
  void begin() throws Exception {
    host = LedgerHost.open(folder.resolve("node"), Setting.LOG, Setting.environment());
    World world =
        new World(
            InstantSource.system(),
            RandomGenerator.of("L64X128MixRandom"),
            Thread.ofVirtual().factory());
    node =
        Node.start(
            Node.Settings.local(0),
            host,
            world,
            List.of(
                new Api(
                    new Api.Settings(Setting.OPERATOR, "test", g -> true, 10, false),
                    world,
                    host.documents(),
                    Workers.SEQUENTIAL)));
    assertInstanceOf(Ledger.Creation.Created.class, host.create(Setting.opening()));
    attest(0);
    Files.writeString(folder.resolve("password"), "secret");
    Path keys = Files.createDirectories(folder.resolve("client").resolve("keys"));
    KeyFile key =
        KeyFile.lock(
            Setting.CLIENT,
            "secret".toCharArray(),
            KeyFile.Strength.LIGHT,
            Seed.random(Seed.pick()));
    Files.write(keys.resolve("client.json"), key.toBytes().toArray());
  }

  @AfterEach
  void end() {
    node.close();
  }

  private void attest(long sequence) {
    assertInstanceOf(
        Answer.Accepted.class,
        host.find(Setting.GENESIS.ledgerId())
            .orElseThrow()
            .submit(Setting.attestation(Setting.PROVIDER, sequence, Setting.calls(sequence, 20))));
  }

  private String url() {
    return "http://127.0.0.1:" + node.port();
  }

  /// One person throughout: what he draws at random is drawn once.
  private Typed client() {
    Typed known = client;
    if (known == null) {
      known = Typed.at(folder.resolve("client"), "secret");
      client = known;
    }
    return known;
  }

  /// Somebody with a home of his own, at the time of the entries.
  private Typed somebody(String name) {
    return Typed.at(folder.resolve(name), "other").at(() -> Instant.ofEpochMilli(Setting.NOW));
  }

  private Path pass(String kind, String at, String more) {
    Path out = folder.resolve(kind + "-" + System.nanoTime());
    Typed.Result made =
        client()
            .type(
                "pass "
                    + kind
                    + " --node "
                    + at
                    + " --ledger "
                    + id
                    + " --key client --out "
                    + out
                    + " "
                    + more);
    assertEquals(Exit.PASSED, made.exit(), made.all());
    return out;
  }

  private String watch(String at, String more) {
    return "watch --once --node " + at + " --ledger " + id + " " + more;
  }

  private Child serving() throws Exception {
    return Child.start(
        Main.class,
        "watch",
        "--node",
        url(),
        "--ledger",
        id,
        "--home",
        folder.resolve("client").toString(),
        "--key",
        "client",
        "--password-file",
        folder.resolve("password").toString(),
        "--every",
        "1",
        "--serve",
        "0",
        "--lang",
        "en");
  }

  private static String address(Child watch) throws Exception {
    String line = watch.line();
    assertTrue(line.contains("http://127.0.0.1:"), line);
    return line.substring(line.indexOf("http://"));
  }

  @Test
  void ledger_restoredTooOld_asksTheWatch_andIsRefilledFromIt() throws Exception {
    Typed operator = Typed.at(folder.resolve("operator"), "other");
    Path old = folder.resolve("old.db");
    String store = " --ledger " + id + " --store " + folder.resolve("new");
    Typed.Result kept =
        operator.type(
            "backup --out " + old + " --ledger " + id + " --store " + folder.resolve("node"));
    assertEquals(Exit.PASSED, kept.exit(), kept.all());
    attest(1);
    try (Child watch = serving()) {
      String copy = address(watch);
      assertEquals("3 of 3 entries verified and held", watch.line());
      String ask = " --token-file " + pass("token", copy, "--name operator");
      node.close();
      Typed.Result restored = operator.type("restore " + old + store);
      assertEquals(Exit.PASSED, restored.exit(), restored.all());
      String resume = "ledger resume --ask " + copy + ask + store;
      Typed.Result behind = operator.type(resume);
      assertEquals(Exit.FAILED, behind.exit(), behind.all());
      assertTrue(behind.all().contains(Code.STORE_BEHIND.id()), behind.all());
      Typed.Result refilled = operator.type("restore --refill-from " + copy + ask + store);
      assertEquals(Exit.PASSED, refilled.exit(), refilled.all());
      Typed.Result silent = operator.type(resume + " --ask http://127.0.0.1:1");
      assertTrue(silent.all().contains(Code.STORE_RESTORED.id()), silent.all());
      Typed.Result on = operator.type(resume);
      assertEquals(Exit.PASSED, on.exit(), on.all());
      assertTrue(on.out().contains("3 entries"), on.all());

      // The same from a bundle: a ledger that begins with one, and one that is refilled by it.
      Path bundle = folder.resolve("whole.zip");
      assertEquals(Exit.PASSED, client().type("export --out " + bundle).exit());
      String other = " --ledger " + id + " --store " + folder.resolve("other");
      assertEquals(Exit.PASSED, operator.type("restore " + bundle + other).exit());
      assertEquals(Exit.PASSED, operator.type("ledger resume --ask " + copy + ask + other).exit());
      String third = " --ledger " + id + " --store " + folder.resolve("third");
      assertEquals(Exit.PASSED, operator.type("restore " + old + third).exit());
      Typed.Result filled = operator.type("restore --json --refill " + bundle + third);
      assertTrue(filled.out().contains("\"refilled\":1"), filled.all());
      byte[] cut = Files.readAllBytes(bundle);
      cut[cut.length / 3] ^= 1;
      Path bad = Files.write(folder.resolve("bad.zip"), cut);
      String fourth = " --ledger " + id + " --store " + folder.resolve("fourth");
      assertEquals(Exit.PASSED, operator.type("restore " + old + fourth).exit());
      Typed.Result refused = operator.type("restore --refill " + bad + fourth);
      assertTrue(refused.exit() != Exit.PASSED, refused.all());
    }
  }

  @Test
  void watch_thatServes_givesItsCopyToWhoHasACredential_andToNobodyElse() throws Exception {
    try (Child watch = serving()) {
      String copy = address(watch);
      assertEquals("2 of 2 entries verified and held", watch.line());
      Path token = pass("token", copy, "--name auditor");
      Typed.Result first = somebody("auditor").type(watch(copy, "--token-file " + token));
      assertEquals(Exit.PASSED, first.exit(), first.all());
      assertTrue(first.out().contains("holds 2 entries"), first.all());
      attest(1);
      assertEquals("3 of 3 entries verified and held", watch.line());
      node.close(); // the auditor goes on without the node
      Typed.Result next =
          somebody("auditor")
              .type(
                  "watch --once --node "
                      + copy
                      + " --ledger "
                      + id.substring(0, 6)
                      + " --token-file "
                      + token);
      assertEquals(Exit.PASSED, next.exit(), next.all());
      assertTrue(next.out().contains("holds 3 entries"), next.all());
      Path zip = folder.resolve("audited.zip");
      assertEquals(Exit.PASSED, somebody("auditor").type("export --out " + zip).exit());

      Typed.Result nobody = somebody("nobody").type(watch(copy, ""));
      assertEquals(Exit.FAILED, nobody.exit(), nobody.all());
      assertTrue(nobody.all().contains(Code.HTTP_NOT_FOUND.id()), nobody.all());
      Typed.Result listed =
          client().type("pass list --node " + copy + " --ledger " + id + " --key client --json");
      assertTrue(listed.out().contains("\"name\":\"auditor\""), listed.all());
      String pass = listed.out().replaceAll("(?s).*\"id\":\"([0-9a-f]{16})\".*", "$1");
      String revoke = " --node " + copy + " --ledger " + id + " --key client";
      assertEquals(Exit.PASSED, client().type("pass revoke " + pass + revoke).exit());
      Typed.Result revoked = somebody("auditor").type(watch(copy, "--token-file " + token));
      assertEquals(Exit.FAILED, revoked.exit(), revoked.all());
      assertTrue(revoked.all().contains(Code.HTTP_TOKEN.id()), revoked.all());
    }
  }

  @Test
  void mirror_underACapability_takesWhatItReaches() {
    Path log = pass("capability", url(), "");
    Typed.Result onlyLog = somebody("log").type(watch(url(), "--capability-file " + log));
    assertEquals(Exit.FAILED, onlyLog.exit(), onlyLog.all());
    assertTrue(onlyLog.all().contains(Code.OBJECT_WITHHELD.id()), onlyLog.all());

    Path objects = pass("capability", url(), "--scope objects");
    Typed.Result two = somebody("objects").type(watch(url(), "--capability-file " + objects));
    assertEquals(Exit.PASSED, two.exit(), two.all());
    assertTrue(two.out().contains("holds 2 entries"), two.all());
    assertTrue(two.out().contains("no records"), two.all());
    attest(1);
    Typed.Result three =
        somebody("objects").type(watch(url(), "--json --capability-file " + objects));
    assertTrue(three.out().contains("\"held\":3"), three.all());
    assertTrue(three.out().contains("\"records\":false"), three.all());
    Typed.Result show = somebody("objects").type("show");
    assertTrue(show.all().contains(Code.COPY_WITHOUT_RECORDS.id()), show.all());
    assertEquals(Exit.PASSED, somebody("objects").type("keygen w --type cosigner").exit());
    Typed.Result party =
        somebody("objects").type(watch(url(), "--cosign w --capability-file " + objects));
    assertTrue(party.all().contains(Code.COPY_WITHOUT_RECORDS.id()), party.all());

    Path payloads = pass("capability", url(), "--scope payloads");
    Typed.Result whole = somebody("whole").type(watch(url(), "--capability-file " + payloads));
    assertEquals(Exit.PASSED, whole.exit(), whole.all());
    assertEquals(Exit.PASSED, somebody("whole").type("show").exit());
  }
}
