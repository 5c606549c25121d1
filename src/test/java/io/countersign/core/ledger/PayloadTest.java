package io.countersign.core.ledger;

import static io.countersign.core.ledger.LedgerFixture.PEPPER;
import static io.countersign.core.ledger.LedgerFixture.START;
import static io.countersign.core.ledger.LedgerFixture.call;
import static io.countersign.core.ledger.LedgerFixture.hash;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.merkle.MerkleTree;
import io.countersign.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class PayloadTest {
  /// Parts of odd sizes, from the end to the beginning.
  private static final Workers BACKWARDS =
      (from, to, body) -> {
        for (int end = to; end > from; end = Math.max(from, end - 7)) {
          body.run(Math.max(from, end - 7), end);
        }
      };

  private static List<UsageRecord> records(int n) {
    List<UsageRecord> out = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      out.add(call("call-" + i, START + i, i % 600, i % 3));
    }
    return out;
  }

  private static Payload.Opened open(String text) throws MalformedException {
    return Payload.parse(Bytes.utf8(text)).open(Party.PROVIDER, PEPPER, Workers.SEQUENTIAL);
  }

  private static MalformedException fault(String text) {
    return assertThrows(MalformedException.class, () -> open(text));
  }

  @Test
  void payload_fastPath_isTheLiteralDefinition() throws Exception {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    Bytes32 secret = hash("seed " + seed);
    List<UsageRecord> records = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      records.add(
          new UsageRecord(
              random.nextLong(UsageRecord.MAX_AT),
              Json.object()
                  .put("b", random.nextBoolean())
                  .put("n", random.nextLong(-999, 999))
                  .put("text", "“" + "x\"\\é".repeat(random.nextInt(4)))
                  .build(),
              "i" + "0".repeat(random.nextInt(63)),
              random.nextLong(1L << random.nextInt(1, 33)),
              "s:._-" + i,
              "t" + i));
    }
    Payload p = Payload.of(secret, records);
    MerkleTree tree = new MerkleTree();
    RecordTag tags = RecordTag.under(PEPPER);
    for (int i = 0; i < records.size(); i++) {
      UsageRecord r = records.get(i);
      assertEquals(r, UsageRecord.parse(r.toBytes()), "seed " + seed);
      tree.append(
          Payload.recordHash(
              tags.of(Party.CLIENT, r), Payload.rowHash(Payload.salt(secret, i), r.row())));
    }
    Payload.Opened opened = p.open(Party.CLIENT, PEPPER, BACKWARDS);
    assertEquals(tree.root(), opened.root(), "seed " + seed);
    assertEquals(
        records, opened.records().stream().map(r -> r.usage().get()).toList(), "seed " + seed);
    assertEquals(opened, Payload.parse(p.toBytes()).open(Party.CLIENT, PEPPER, Workers.SEQUENTIAL));
    assertNotEquals(opened.root(), p.open(Party.PROVIDER, PEPPER, BACKWARDS).root());
    assertNotEquals(opened.root(), p.open(Party.CLIENT, hash("pepper 2"), BACKWARDS).root());
  }

  @Test
  void payload_anyByteFlipped_hasAnotherRootOrNone() throws Exception {
    Bytes good = Payload.of(hash("seed"), records(3)).toBytes();
    Bytes32 root = open(good.toUtf8()).root();
    for (int i = 0; i < good.size(); i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] b = good.toArray();
        b[i] ^= (byte) (1 << bit);
        try {
          Payload.Opened o =
              Payload.parse(Bytes.wrap(b)).open(Party.PROVIDER, PEPPER, Workers.SEQUENTIAL);
          assertNotEquals(root, o.root(), "byte " + i + " bit " + bit);
        } catch (MalformedException e) {
          assertEquals(1, e.code().number() / 100, e.toString());
        }
      }
    }
  }

  @Test
  void payload_erased_keepsItsRoot() throws Exception {
    Bytes32 seed = hash("seed");
    List<UsageRecord> records = records(3);
    Payload.Opened whole =
        Payload.of(seed, records).open(Party.PROVIDER, PEPPER, Workers.SEQUENTIAL);
    String head =
        "{\"format\":1,\"salts\":[\""
            + Payload.salt(seed, 0).toHex()
            + "\",null,\""
            + Payload.salt(seed, 2).toHex()
            + "\"]}\n";
    String nameless =
        records
            .get(0)
            .row()
            .toBytes()
            .toUtf8()
            .replace(",\"type\"", ",\"tag\":\"" + whole.records().get(0).tag() + "\",\"type\"");
    String rowless =
        "{\"rowHash\":\""
            + whole.records().get(1).rowHash()
            + "\",\"tag\":\""
            + whole.records().get(1).tag()
            + "\"}";
    String full = records.get(2).toBytes().toUtf8();
    Payload.Opened erased = open(head + nameless + "\n" + rowless + "\n" + full + "\n");
    assertEquals(whole.root(), erased.root());
    assertEquals(records.get(0).row(), erased.records().get(0).row().get());
    assertEquals(true, erased.records().get(0).usage().isEmpty());
    assertEquals(true, erased.records().get(1).row().isEmpty());
    assertEquals(records.get(2), erased.records().get(2).usage().get());

    assertEquals(
        Code.FIELD_MISSING, fault(head + nameless + "\n" + full + "\n" + full + "\n").code());
    assertEquals(
        Code.FIELD_UNKNOWN, fault(head + rowless + "\n" + rowless + "\n" + full + "\n").code());
    assertEquals(Code.FIELD_RANGE, fault(head + nameless + "\n" + rowless + "\n").code());
  }

  @Test
  void payload_manyFaults_theFirstLineIsNamed() throws Exception {
    String[] lines = Payload.of(hash("seed"), records(50)).toBytes().toUtf8().split("\n", -1);
    lines[40] = "{}";
    lines[20] = "[]";
    String bad = String.join("\n", lines);
    for (Workers w : List.of(Workers.SEQUENTIAL, BACKWARDS)) {
      MalformedException e =
          assertThrows(
              MalformedException.class,
              () -> Payload.parse(Bytes.utf8(bad)).open(Party.PROVIDER, PEPPER, w));
      assertEquals("payload:21.root", e.field());
    }
  }

  @Test
  void payload_beyondItsLimits_isRefused() throws Exception {
    assertThrows(MalformedException.class, () -> Payload.of(hash("s"), List.of()));
    List<UsageRecord> many = new ArrayList<>(records(1));
    while (many.size() <= Entry.MAX_RECORDS) {
      many.add(many.getFirst());
    }
    assertEquals(
        Code.FIELD_RANGE,
        assertThrows(MalformedException.class, () -> Payload.of(hash("s"), many)).code());
    assertEquals(Entry.MAX_RECORDS, Payload.of(hash("s"), many.subList(1, many.size())).count());
    String big = "{\"at\":1,\"data\":{\"t\":\"" + "x".repeat(4096) + "\"}";
    assertEquals(
        Code.INPUT_TOO_LARGE,
        fault("{\"format\":1,\"seed\":\"" + hash("s") + "\"}\n" + big + "\n").code());
    assertEquals(Code.JSON_SYNTAX, fault("").code());
    assertEquals(
        Code.FIELD_RANGE, fault("{\"format\":2,\"seed\":\"" + hash("s") + "\"}\nx\n").code());
  }

  @Test
  void record_eachFault_isRefused() {
    String good = call("a", START, 1).toBytes().toUtf8();
    for (String bad :
        List.of(
            good.replace("\"at\":1767196800", "\"at\":-1"),
            good.replace("\"at\":1767196800", "\"at\":4102444801"),
            good.replace("\"at\":1767196800", "\"at\":\"1767196800\""),
            good.replace("\"id\":\"a\"", "\"id\":\"\""),
            good.replace("\"id\":\"a\"", "\"id\":\"a b\""),
            good.replace("\"id\":\"a\"", "\"id\":\"" + "a".repeat(65) + "\""),
            good.replace("\"rev\":0", "\"rev\":4294967296"),
            good.replace("\"rev\":0", "\"rev\":-1"),
            good.replace("\"talk_s\":1", "\"talk_s\":null"),
            good.replace("\"talk_s\":1", "\"talk_s\":[1]"),
            good.replace("\"talk_s\":1", "\"talk_s\":1.0"),
            good.replace(",\"type\":\"call\"", ""),
            good.replace("{\"at\"", "{\"a\":1,\"at\""),
            good + " ")) {
      assertNotEquals(good, bad);
      assertThrows(MalformedException.class, () -> UsageRecord.parse(Bytes.utf8(bad)), bad);
    }
  }
}
