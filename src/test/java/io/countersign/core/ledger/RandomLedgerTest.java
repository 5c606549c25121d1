package io.countersign.core.ledger;

import static io.countersign.core.ledger.LedgerFixture.CLIENT;
import static io.countersign.core.ledger.LedgerFixture.GENESIS;
import static io.countersign.core.ledger.LedgerFixture.PEPPER;
import static io.countersign.core.ledger.LedgerFixture.PROVIDER;
import static io.countersign.core.ledger.LedgerFixture.START;
import static io.countersign.core.ledger.LedgerFixture.call;
import static io.countersign.core.ledger.LedgerFixture.tag;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.terms.Period;
import io.countersign.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Ledgers of random entries, good and bad.
final class RandomLedgerTest {
  private static final Workers PARTS =
      (from, to, body) -> {
        for (int i = to; i-- > from; ) {
          body.run(i, i + 1);
        }
      };

  /// Some twenty entries, of which about half break a rule.
  private static LedgerFixture ledger(RandomGenerator random) {
    LedgerFixture f = LedgerFixture.opened().at((START + 5000) * 1000);
    List<UsageRecord> known = new ArrayList<>();
    List<Secp256k1Key> keys = new ArrayList<>(List.of(PROVIDER, CLIENT));
    int days = 0;
    for (int step = 0; step < 20; step++) {
      Secp256k1Key key = keys.get(random.nextInt(keys.size()));
      Applied applied =
          switch (random.nextInt(8)) {
            case 0, 1, 2 -> {
              List<UsageRecord> batch = new ArrayList<>();
              for (int i = random.nextInt(1, 5); i > 0; i--) {
                UsageRecord r =
                    call(
                        "id-" + random.nextInt(6),
                        START + random.nextInt(-100, 6000),
                        random.nextInt(-10, 300),
                        random.nextInt(3));
                batch.add(r);
                known.add(r);
              }
              long sequence =
                  Math.max(
                      0,
                      f.state().nextSequence(LedgerFixture.address(key))
                          + (random.nextInt(4) == 0 ? random.nextInt(-1, 2) : 0));
              yield f.force(
                  Envelope.of(f.attestation(key, batch, sequence))
                      .signed(Signer.ATTESTER, key, f.domain()));
            }
            case 3, 4 -> {
              UsageRecord r =
                  known.isEmpty()
                      ? call("none", START, 1)
                      : known.get(random.nextInt(known.size()));
              Bytes32 tag = tag(random.nextBoolean() ? Party.PROVIDER : Party.CLIENT, r);
              yield f.force(f.voiding(List.of(tag), key));
            }
            case 5 -> {
              Secp256k1Key fresh = LedgerFixture.key("fresh " + random.nextInt(4));
              Party party = random.nextBoolean() ? Party.PROVIDER : Party.CLIENT;
              if (random.nextBoolean()) {
                keys.add(fresh);
              }
              yield f.force(f.attester(party, fresh));
            }
            case 6 -> f.force(f.milestone("m" + random.nextInt(3), 20260115));
            default -> {
              days += random.nextInt(25);
              f.at(Math.max(f.now(), START * 1000 + days * 86_400_000L));
              Entry.Statement s = f.statement(Period.of(2026, random.nextInt(1, 4)));
              yield f.force(f.provider(s));
            }
          };
      assertFalse(applied instanceof Applied.Broken, applied.toString());
    }
    return f;
  }

  private static LedgerState start(Workers workers) {
    try {
      return LedgerState.open(GENESIS, LedgerFixture.OPERATOR, PEPPER, workers);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static void replay(LedgerFixture f, LedgerState s, int from, int to) {
    for (int i = from; i < to; i++) {
      Applied a = s.apply(f.leaves().get(i), f.envelopes().get(i), f, f);
      assertFalse(a instanceof Applied.Broken, a.toString());
    }
  }

  /// Everything that a prefix says, as text.
  private static String told(History h) {
    StringBuilder out = new StringBuilder();
    out.append(h.size()).append(h.root()).append(h.versions().size()).append('\n');
    for (int b = 0; b < h.batches().size(); b++) {
      Batch batch = h.batches().get(b);
      out.append(batch).append('\n');
      for (int i = 0; i < batch.records().size(); i++) {
        out.append(h.absence(b, i)).append('\n');
      }
    }
    return out.append(h.voids())
        .append(h.milestones())
        .append(h.statements())
        .append(h.acceptances())
        .append(h.keyEntries())
        .append(h.marks())
        .append(h.ignored())
        .toString();
  }

  @Test
  void state_replayed_saysTheSameInEveryWay() {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    for (int round = 0; round < 12; round++) {
      LedgerFixture f = ledger(random);
      String whole = told(f.state().history());
      int n = f.leaves().size();
      LedgerState again = start(PARTS);
      int cut = random.nextInt(n + 1);
      replay(f, again, 0, cut);
      History early = again.history();
      String atCut = told(early);
      replay(f, again, cut, n);
      assertEquals(whole, told(again.history()), "seed " + seed);
      assertEquals(atCut, told(early), "a view stays, seed " + seed);
      assertEquals(atCut, told(again.history().prefix(cut)), "a prefix is it, seed " + seed);
    }
  }

  @Test
  void admission_ofEachEntry_agreesWithWhatItMeans() {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    for (int round = 0; round < 8; round++) {
      LedgerFixture f = ledger(random);
      LedgerState s = start(Workers.SEQUENTIAL);
      for (int i = 0; i < f.leaves().size(); i++) {
        Bytes envelope = f.envelopes().get(i);
        Leaf leaf;
        try {
          leaf = Leaf.parse(f.leaves().get(i));
        } catch (MalformedException e) {
          throw new AssertionError(e);
        }
        Admission admission = s.admit(envelope, leaf.time(), f, f);
        Applied applied = s.apply(leaf, envelope, f, f);
        String what = "seed " + seed + " entry " + i + ": " + admission + ", " + applied;
        switch (admission) {
          case Admission.Admitted a -> {
            assertInstanceOf(Applied.Accepted.class, applied, what);
            assertEquals(leaf, a.leaf(), what);
          }
          case Admission.Repeated r -> assertInstanceOf(Applied.Ignored.class, applied, what);
          case Admission.Refused r -> {
            if (applied instanceof Applied.Ignored ignored) {
              assertEquals(ignored.finding(), r.reason(), what);
            } else {
              boolean absent =
                  s.history().ignored().stream().noneMatch(x -> x.index() == leaf.index());
              Code code = r.reason().code();
              assertTrue(absent && (code.number() > 600 || code == Code.MILESTONE_UNKNOWN), what);
            }
          }
        }
      }
    }
  }

  @Test
  void ledger_anyBitFlipped_isNeverAcceptedAsItWas() {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    LedgerFixture f = LedgerFixture.opened().at((START + 5000) * 1000);
    f.put(f.attested(PROVIDER, call("a", START + 1, 10), call("b", START + 2, 20)));
    f.put(f.milestone("pilot", 20260115));
    f.put(f.checkpoint(2).toBytes());
    for (int round = 0; round < 1500; round++) {
      int entry = random.nextInt(f.leaves().size());
      boolean inLeaf = random.nextBoolean();
      byte[] b = (inLeaf ? f.leaves() : f.envelopes()).get(entry).toArray();
      int at = random.nextInt(b.length);
      b[at] ^= (byte) (1 << random.nextInt(8));
      LedgerState s = start(Workers.SEQUENTIAL);
      replay(f, s, 0, entry);
      Bytes bad = Bytes.wrap(b);
      Applied applied =
          s.apply(
              inLeaf ? bad : f.leaves().get(entry), inLeaf ? f.envelopes().get(entry) : bad, f, f);
      String what =
          "seed " + seed + " entry " + entry + (inLeaf ? " leaf" : " envelope") + " byte " + at;
      switch (applied) {
        case Applied.Broken x -> assertEquals(entry, s.size(), what);
        case Applied.Ignored x ->
            // A kind, digest or time that is still possible: the root tells it.
            assertTrue(inLeaf, what + " " + x);
        case Applied.Accepted x -> assertTrue(inLeaf && at >= 10 && at < 18, what);
      }
      if (!(applied instanceof Applied.Broken)) {
        assertFalse(s.history().root().equals(f.state().history().rootAt(entry + 1L)), what);
      }
    }
  }

  @Test
  void payload_missing_changesNoEntry() {
    long seed = Seed.pick();
    LedgerFixture f = ledger(Seed.random(seed));
    LedgerState bare = start(Workers.SEQUENTIAL);
    for (int i = 0; i < f.leaves().size(); i++) {
      Applied a = bare.apply(f.leaves().get(i), f.envelopes().get(i), f, r -> Optional.empty());
      assertFalse(a instanceof Applied.Broken, "seed " + seed + " " + a);
    }
    assertEquals(f.state().history().ignored(), bare.history().ignored(), "seed " + seed);
    assertEquals(f.state().records(), bare.records(), "seed " + seed);
    assertEquals(f.state().history().root(), bare.history().root(), "seed " + seed);
  }
}
