package io.countersign.core.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.testing.Seed;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Whatever arrives is answered by a finding, and no document within the caps makes the check long.
class HostileTermsTest {
  /// What the cards of the worst document may cost, in words of 64 cases and in sets of windows:
  /// one tenth of a second. 256 KiB hold at most 18,724 conditions of 14 bytes, each of which
  /// makes, fills and combines a set of 1,024 words.
  private static final long MAX_STEPS = 3L * 18_724 * 1024;

  private static final Json.Obj C1 = Samples.json("contracts/c1-time.json");
  private static final Json.Obj C7 = Samples.json("contracts/c7-everything.json");

  private static Code refused(String text) {
    return assertThrows(MalformedException.class, () -> TermsParser.parseRelaxed(Bytes.utf8(text)))
        .code();
  }

  @Test
  void parser_deepNesting_isRefused() {
    assertEquals(Code.JSON_DEPTH, refused("{\"a\":".repeat(40_000)));
    assertEquals(Code.JSON_DEPTH, refused("[".repeat(200_000)));
  }

  @Test
  void parser_oneByteTooMany_isRefused() {
    assertEquals(Code.INPUT_TOO_LARGE, refused(" ".repeat(Terms.MAX_BYTES + 1)));
  }

  @Test
  void parser_asManyTiersAsFit_isRefusedByTheirNumber() {
    String tier = "{\"flat\":\"0\",\"price\":\"1\",\"upTo\":1},";
    String tiers = tier.repeat((Terms.MAX_BYTES - 20_000) / tier.length());
    String text = C7.toText().replaceFirst("\"tiers\":\\[", "\"tiers\":[" + tiers);
    assertTrue(text.length() < Terms.MAX_BYTES);
    assertEquals(Code.FIELD_RANGE, refused(text));
  }

  @Test
  void parser_millionTiers_isRefusedBySize() {
    String tier = "{\"flat\":\"0\",\"price\":\"1\",\"upTo\":1},";
    assertEquals(Code.INPUT_TOO_LARGE, refused("[" + tier.repeat(1_000_000) + "1]"));
  }

  @Test
  void parser_hugeNumbers_areRefused() {
    assertEquals(
        Code.JSON_NUMBER,
        refused(C1.toText().replace("\"per\":3600", "\"per\":" + "9".repeat(100_000))));
    assertEquals(
        Code.FIELD_PATTERN,
        refused(C1.toText().replace("\"62\"", "\"" + "9".repeat(100_000) + "\"")));
  }

  @Test
  void validity_hostileDocuments_costBoundedSteps() throws MalformedException {
    long most = 0;
    for (Map.Entry<String, Bytes> e : HostileDocuments.all().entrySet()) {
      assertTrue(e.getValue().size() > Terms.MAX_BYTES / 4, e.getKey());
      Terms terms = TermsParser.parse(e.getValue());
      Steps steps = new Steps();
      Findings names = new Findings();
      NamesCheck.run(terms, names);
      if (names.isEmpty()) {
        CardsCheck.run(terms, new Findings(), steps);
      }
      assertTrue(steps.count() <= MAX_STEPS, e.getKey() + " " + steps.count());
      most = Math.max(most, steps.count());
      assertTrue(Validity.check(terms).size() <= Findings.MAX, e.getKey());
    }
    // The documents are as hostile as the bound says.
    assertTrue(most > MAX_STEPS / 4, "at most " + most);
  }

  @Test
  void validity_thousandsOfFaults_listsTheFirst256() {
    List<Finding> findings = Validity.check(HostileDocuments.unknown().toCanonical());
    assertEquals(256, findings.size());
    assertEquals("lines[0].of[0]", findings.getFirst().where());
  }

  @Test
  void validity_tablesOfMostCases_areValid() {
    assertEquals(List.of(), Validity.check(HostileDocuments.tables().toCanonical()));
  }

  @Test
  void validity_longTermManyDates_isValid() {
    Json.Obj terms =
        Edits.set(
            Edits.set(C1, "term", "{'from':'1970-01-02','to':'2099-12-30'}"),
            "calendars.cn2026.coveredTo",
            "'2099-12-30'");
    assertEquals(List.of(), Validity.check(terms.toCanonical()));
  }

  @Test
  void validity_everyMutation_isAnsweredByFindings() throws MalformedException {
    int valid = 0;
    int invalid = 0;
    int malformed = 0;
    // A short term, since each look at the windows costs its days.
    Json.Obj document = Edits.set(C7, "term.to", Json.of("2026-03-31"));
    for (Mutations.Mutation m : Mutations.of(document)) {
      Terms terms;
      try {
        terms = TermsParser.document(m.document());
      } catch (MalformedException e) {
        malformed++;
        continue;
      }
      assertEquals(terms, TermsParser.parse(terms.toCanonical()), m.name());
      List<Finding> findings = Validity.check(terms);
      if (findings.isEmpty()) {
        valid++;
        assertTrue(Advice.check(terms).size() <= Findings.MAX, m.name());
        assertEquals(List.of(), Validity.notYetRated(terms), m.name());
      } else {
        invalid++;
        assertTrue(findings.getFirst().code().number() / 100 == 4, m.name() + findings);
      }
    }
    assertTrue(valid > 100 && invalid > 100 && malformed > 1000, valid + " " + invalid);
  }

  @Test
  void parser_flippedBytes_isAnsweredByACode() {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    byte[] canonical = C7.toCanonical().toArray();
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = canonical.clone();
      for (int k = 1 + random.nextInt(3); k > 0; k--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        Terms terms = TermsParser.parse(Bytes.of(bytes));
        assertEquals(Bytes.of(bytes), terms.toCanonical(), () -> "-Dseed=" + seed);
        Validity.check(terms);
      } catch (MalformedException e) {
        refused++;
      }
    }
    assertTrue(refused > 2000, "-Dseed=" + seed + " " + refused + " refused");
  }
}
