package io.countersign.core.ledger;

import static io.countersign.core.ledger.LedgerFixture.hash;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.StructuredDataEncoder;

final class EntryTest {
  private static final Seen SEEN = new Seen(17, hash("root"), 1_767_196_800L);
  private static final Address KEY = LedgerFixture.address(LedgerFixture.PROVIDER);

  private static final List<Entry> ALL =
      List.of(
          new Entry.Agreement(2, hash("terms"), hash("old"), Period.of(2026, 3), SEEN),
          new Entry.Attestation(KEY, 7, 65_536, hash("records"), SEEN),
          new Entry.Voiding(3, hash("tags"), hash("list"), SEEN),
          new Entry.Milestone(hash("pilot"), 20260228, SEEN),
          new Entry.Rendering(hash("terms"), 1, hash("texts"), SEEN),
          new Entry.Statement(
              Period.of(2026, 1),
              1,
              hash("replaced"),
              hash("statement"),
              hash("results"),
              hash("terms"),
              BigInteger.TWO.pow(255).negate(),
              SEEN),
          new Entry.Acceptance(Period.of(2026, 1), hash("statement"), hash("lines"), SEEN),
          new Entry.Dispute(
              Period.of(2026, 1),
              hash("statement"),
              hash("claim"),
              BigInteger.TWO.pow(255).subtract(BigInteger.ONE),
              SEEN),
          new Entry.Answer(hash("dispute"), AnswerKind.PART, hash("offer"), SEEN),
          new Entry.Withdrawal(hash("dispute"), SEEN),
          new Entry.Escalation(hash("dispute"), SEEN),
          new Entry.Resolution(hash("dispute"), ResolutionMethod.AMOUNTS, hash("award"), SEEN),
          new Entry.Key(KeyAction.REPLACE, Party.CLIENT, KeyRole.RECOVERY, KEY.toBytes32(), SEEN));

  /// The structs as the format document writes them, by the kind's word.
  private static Map<String, String> documented() throws Exception {
    Map<String, String> out = new TreeMap<>();
    Pattern row = Pattern.compile("\\| \\d+ \\| `(\\w+)` \\| `(\\w+\\([^`]*\\))` \\|.*");
    for (String line : Files.readAllLines(Path.of("src/docs/formats.md"))) {
      Matcher m = row.matcher(line);
      if (m.matches() && Kind.of(m.group(1)).orElseThrow().isSupported()) {
        out.put(
            m.group(1),
            m.group(2).replace("…", "uint64 seenSize,bytes32 seenRoot,uint64 signedAt"));
      }
    }
    return out;
  }

  @Test
  void digest_ofEachKind_isWeb3jsOfTheDocumentedStruct() throws Exception {
    Map<String, String> structs = documented();
    assertEquals(ALL.size(), structs.size(), structs.toString());
    Bytes32 id = hash("ledger");
    for (Entry e : ALL) {
      String struct = Objects.requireNonNull(structs.get(e.kind().text()));
      String name = struct.substring(0, struct.indexOf('('));
      List<String> types = new ArrayList<>();
      List<String> values = new ArrayList<>();
      for (String member :
          struct.substring(name.length() + 1, struct.length() - 1).split(",", -1)) {
        String[] m = member.split(" ", -1);
        types.add("{\"name\":\"" + m[1] + "\",\"type\":\"" + m[0] + "\"}");
        String value =
            switch (e.fields().get(m[1])) {
              case Json.Int i -> Long.toString(i.value());
              case Json.Str s -> (m[0].equals("bytes32") ? "0x" : "") + s.value();
              case null, default -> throw new AssertionError(m[1] + " of " + e);
            };
        values.add("\"" + m[1] + "\":\"" + value + "\"");
      }
      assertEquals(types.size(), e.fields().size(), e.toString());
      String json =
          """
          {"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},
          {"name":"salt","type":"bytes32"}],"%s":[%s]},"primaryType":"%s",
          "domain":{"name":"Countersign","version":"1","salt":"0x%s"},"message":{%s}}
          """
              .formatted(name, String.join(",", types), name, id, String.join(",", values));
      assertEquals(
          Bytes32.of(new StructuredDataEncoder(json).hashStructuredData()),
          e.digest(Genesis.domain(id)),
          json);
    }
  }

  @Test
  void fields_ofEachKind_parseBack() throws Exception {
    for (Entry e : ALL) {
      assertEquals(e, Entry.parse(e.kind(), Fields.of(e.fields(), "fields")));
      Envelope signed =
          Envelope.of(e).signed(Signer.PROVIDER, LedgerFixture.PROVIDER, hash("domain"));
      assertEquals(signed, Envelope.parse(signed.toBytes()));
    }
  }

  @Test
  void fields_eachMemberLeftOut_areMissing() {
    for (Entry e : ALL) {
      for (String key : e.fields().keys()) {
        MalformedException fault =
            assertThrows(
                MalformedException.class,
                () -> Entry.parse(e.kind(), Fields.of(e.fields().without(key), "fields")));
        assertEquals(Code.FIELD_MISSING, fault.code(), key);
        assertEquals("fields." + key, fault.field());
      }
    }
  }

  @Test
  void fields_eachNumberBeyondItsType_areRefused() {
    for (Entry e : ALL) {
      for (String key : e.fields().keys()) {
        if (!(e.fields().get(key) instanceof Json.Int)) {
          continue;
        }
        assertThrows(
            MalformedException.class,
            () -> Entry.parse(e.kind(), Fields.of(e.fields().with(key, Json.of(-1)), "fields")),
            key);
        boolean bounded = !List.of("seenSize", "signedAt", "sequence", "prefix").contains(key);
        if (bounded) {
          assertThrows(
              MalformedException.class,
              () ->
                  Entry.parse(
                      e.kind(), Fields.of(e.fields().with(key, Json.of(1L << 32)), "fields")),
              key);
        }
      }
    }
  }

  @Test
  void total_beyondInt256_isRefused() {
    Entry statement = ALL.get(4);
    for (String bad : List.of(BigInteger.TWO.pow(255).toString(), "01", "-0", "1.0", "0x1", "")) {
      assertThrows(
          MalformedException.class,
          () ->
              Entry.parse(
                  Kind.STATEMENT,
                  Fields.of(statement.fields().with("totalMicros", Json.of(bad)), "fields")),
          bad);
    }
  }

  @Test
  void kinds_numbersAndWords_areThoseOfTheFormat() {
    for (Kind k : Kind.values()) {
      assertEquals(Optional.of(k), Kind.of(k.code()));
      assertEquals(Optional.of(k), Kind.of(k.text()));
    }
    assertEquals(14, Kind.MARK.code());
    assertEquals(Optional.empty(), Kind.of(0));
    assertEquals(Optional.empty(), Kind.of(18));
  }

  @Test
  void leaf_bytes_parseBackAndKeepTheirPlaces() throws Exception {
    Leaf leaf = new Leaf(2, 3, 4, 5, hash("previous"), hash("digest"), hash("envelope"));
    Bytes bytes = leaf.toBytes();
    assertEquals(Leaf.SIZE, bytes.size());
    assertEquals(leaf, Leaf.parse(bytes));
    assertEquals(3, bytes.at(9));
    assertEquals(4, bytes.at(17));
    assertEquals(5, bytes.at(25));
    assertEquals(hash("previous"), Bytes32.of(bytes.toArray(), 26));
    assertEquals(hash("digest"), Bytes32.of(bytes.toArray(), 58));
    assertEquals(hash("envelope"), Bytes32.of(bytes.toArray(), 90));
  }
}
