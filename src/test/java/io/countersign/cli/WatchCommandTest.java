package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.KeyAction;
import io.countersign.core.ledger.KeyRole;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Signer;
import io.countersign.http.client.ShownLedger;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Setting;
import io.countersign.sequencer.Submission;
import io.countersign.store.MemoryLedgerStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `watch`, `record` and `append --node`, typed, against a ledger behind the published interface.
final class WatchCommandTest {
  @TempDir Path folder;

  private final Ledger ledger =
      assertInstanceOf(
              Ledger.Creation.Created.class,
              Ledger.create(
                  new MemoryLedgerStore(), Setting.opening(), Setting.LOG, Setting.environment()))
          .ledger();
  private final ShownLedger node = new ShownLedger(ledger, Setting.PEPPER);
  private final String id = Setting.GENESIS.ledgerId().toHex();

  @AfterEach
  void end() {
    node.close();
    ledger.close();
  }

  private Typed client() {
    return Typed.at(folder.resolve("client"), "secret").at(() -> Instant.ofEpochMilli(Setting.NOW));
  }

  private String watch(String more) {
    return "watch --once --node " + node.uri() + " --ledger " + id + " " + more;
  }

  private void attest(long sequence) {
    assertInstanceOf(
        Answer.Accepted.class,
        ledger.submit(
            Setting.attestation(Setting.PROVIDER, sequence, Setting.calls(sequence, 20))));
  }

  @Test
  void watch_once_copiesAndReadingCommandsWorkOnTheCopy() {
    attest(0);
    Typed.Result first = client().type(watch(""));
    assertEquals(Exit.PASSED, first.exit(), first.all());
    assertTrue(first.out().contains("holds 2 entries"), first.all());
    attest(1);
    assertEquals(Exit.PASSED, client().type(watch("")).exit());
    Typed.Result shown = client().type("show");
    assertEquals(Exit.PASSED, shown.exit(), shown.all());
    String bundle = folder.resolve("copy.zip").toString();
    assertEquals(Exit.PASSED, client().type("export --out " + bundle).exit());
    Typed.Result json = client().type(watch("--json"));
    assertTrue(json.out().contains("\"good\":true"), json.all());
    Typed.Result chinese = client().type(watch("--lang zh"));
    assertTrue(chinese.out().contains("一切正常"), chinese.all());
  }

  @Test
  void watch_nodeThatIsAway_failsWithItsCode() {
    node.close();
    Typed.Result away = client().type(watch(""));
    assertEquals(Exit.FAILED, away.exit());
    assertTrue(away.all().contains(Code.OPERATOR_SILENT.id()), away.all());
  }

  @Test
  void watch_whatCannotBeTyped_isUsage() {
    assertEquals(Exit.USAGE, client().type("watch --once --node nowhere --ledger " + id).exit());
    assertEquals(
        Exit.USAGE, client().type("watch --once --node http://127.0.0.1:1 --ledger x").exit());
    assertEquals(Exit.USAGE, client().type(watch("--every 0")).exit());
  }

  @Test
  void watch_cosign_signsOnlyWithARegisteredKey() {
    attest(0);
    Typed.Result made = client().type("keygen watcher --type cosigner --json");
    assertEquals(Exit.PASSED, made.exit(), made.all());
    Typed.Result stranger = client().type(watch("--cosign watcher"));
    assertTrue(stranger.all().contains(Code.COSIGNER_KEY.id()), stranger.all());
    assertEquals(Exit.FAILED, stranger.exit());
    assertEquals(0, node.cosigned.size());
    String key = client().type("address watcher").out().strip();
    register(key);
    Typed.Result cosigned = client().type(watch("--cosign watcher"));
    assertEquals(Exit.PASSED, cosigned.exit(), cosigned.all());
    assertEquals(1, node.cosigned.size());
    assertTrue(node.cosigned.getFirst().toUtf8().contains("/cosigner/client "));
    Typed.Result witness = client().type(watch("--cosign watcher --name witness.example/1"));
    assertEquals(Exit.PASSED, witness.exit(), witness.all());
  }

  private void register(String key) {
    try {
      Entry entry =
          new Entry.Key(
              KeyAction.ADD,
              Party.CLIENT,
              KeyRole.COSIGNER,
              Bytes32.parse(key),
              ledger.look(s -> s.seen(Setting.NOW / 1_000)));
      assertInstanceOf(
          Answer.Accepted.class,
          ledger.submit(
              Submission.of(
                  Envelope.of(entry)
                      .signed(Signer.SIGNER, Setting.CLIENT, Setting.GENESIS.domain())
                      .toBytes())));
    } catch (io.countersign.core.base.MalformedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void append_toANode_checksTheReceiptAgainstTheCopy() throws Exception {
    assertEquals(Exit.PASSED, client().type(watch("")).exit());
    Path envelope = folder.resolve("envelope.json");
    Submission submission = Setting.attester(Setting.STRANGER);
    Files.write(envelope, submission.envelope().toArray());
    String append = "append " + envelope + " --node " + node.uri() + " --ledger " + id;
    Typed.Result done = client().type(append + " --receipt " + folder.resolve("receipt"));
    assertEquals(Exit.PASSED, done.exit(), done.all());
    assertTrue(Files.exists(folder.resolve("receipt")));
    Typed.Result again = client().type(append);
    assertEquals(Exit.PASSED, again.exit(), again.all());
    Files.writeString(
        envelope, submission.envelope().toUtf8().replace("\"party\":1", "\"party\":2"));
    Typed.Result refused = client().type(append);
    assertEquals(Exit.FAILED, refused.exit());
    assertTrue(refused.err().contains("CS-05"), refused.all());
  }

  @Test
  void record_whatCannotBeTyped_isUsage() {
    String record = "record --node " + node.uri() + " --ledger " + id + " --key k ";
    assertEquals(Exit.USAGE, client().type(record).exit());
    assertEquals(Exit.USAGE, client().type(record + "--stdin --listen 127.0.0.1:0").exit());
    assertEquals(Exit.USAGE, client().type(record + "--stdin --batch 0").exit());
    assertEquals(Exit.USAGE, client().type(record + "--stdin --queue 10").exit());
  }
}
