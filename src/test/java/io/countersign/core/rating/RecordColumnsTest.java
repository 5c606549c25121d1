package io.countersign.core.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Side;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import java.io.ByteArrayOutputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Columns read from canonical lines against a ledger that holds the same records: the whole of
/// what the rater gives is equal.
class RecordColumnsTest {
  private static final int CASES = Integer.getInteger("cases", 400);
  private static final long LATE = 1_900_000_000_000L;

  @Test
  void rate_ofRandomFiles_isThatOfALedgerWithTheSameRecords() throws MalformedException {
    long seed = Long.getLong("seed", 20_261_125L);
    int ignored = 0;
    int rated = 0;
    for (int i = 0; i < CASES; i++) {
      Random random = new Random(seed + i);
      Json.Obj document = RandomTerms.of(random);
      Terms terms = TermsParser.parse(document.toCanonical());
      int month =
          random.nextInt(
              terms.term().from().getMonthValue(), terms.term().to().getMonthValue() + 1);
      var source = new RandomRecords(random, month);
      List<UsageRecord> records = new ArrayList<>();
      int count = random.nextInt(60);
      Party party = Party.PROVIDER;
      for (int k = 0; k < count; k++) {
        if (random.nextInt(12) == 0) {
          party = party == Party.PROVIDER ? Party.CLIENT : Party.PROVIDER;
        }
        UsageRecord r = source.record(party);
        records.add(
            random.nextInt(30) > 0
                ? r
                : new UsageRecord(r.at(), r.data(), r.id(), 1, r.source(), r.type()));
      }
      String where = "-Dseed=" + (seed + i);
      RecordColumns columns = columns(terms, records, random);
      Period period = Period.of(RandomTerms.YEAR, month);
      RatingResult.Rated wanted = wanted(terms, records, period);
      RatingResult.Rated found = assertSame(wanted, columns, period, where);
      ignored += found.ignored().size();
      rated +=
          found.lines().stream().anyMatch(l -> l.sum().isPresent() && !l.amount().isZero()) ? 1 : 0;
    }
    assertTrue(rated > CASES / 3 && ignored > CASES, rated + " rated, " + ignored + " reasons");
  }

  static RatingResult.Rated assertSame(
      RatingResult.Rated wanted, RecordColumns columns, Period period, String where) {
    if (!(columns.rate(period, Workers.SEQUENTIAL) instanceof RatingResult.Rated found)) {
      throw new AssertionError(where + " refused");
    }
    assertEquals(wanted.ignored(), found.ignored(), where);
    assertEquals(wanted.measures(), found.measures(), where);
    assertEquals(wanted.kpis(), found.kpis(), where);
    assertEquals(wanted.lines(), found.lines(), where);
    if (!(columns.amounts(period, Workers.SEQUENTIAL) instanceof RatingResult.Rated amounts)) {
      throw new AssertionError(where + " refused");
    }
    for (int l = 0; l < wanted.lines().size(); l++) {
      LineResult line = wanted.lines().get(l);
      assertEquals(line.amount(), amounts.lines().get(l).amount(), where);
      assertEquals(line.traceHash(), amounts.lines().get(l).traceHash(), where);
    }
    return found;
  }

  static RatingResult.Rated wanted(Terms terms, List<UsageRecord> records, Period period) {
    TestLedger ledger =
        TestLedger.open(terms, LocalDate.of(1998, 12, 1).toEpochDay() * 86_400_000L);
    List<UsageRecord> batch = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      batch.add(records.get(i));
      Party party = party(terms, records.get(i));
      if (i + 1 == records.size() || party(terms, records.get(i + 1)) != party) {
        ledger.attest(LATE, party, batch);
        batch = new ArrayList<>();
      }
    }
    if (Rater.rate(ledger.history(), period) instanceof RatingResult.Rated rated) {
      return rated;
    }
    throw new AssertionError("refused");
  }

  private static Party party(Terms terms, UsageRecord record) {
    return terms
        .recordType(record.type())
        .map(t -> t.by() == Side.CLIENT ? Party.CLIENT : Party.PROVIDER)
        .orElse(Party.PROVIDER);
  }

  /// Lines in pieces of random length.
  static RecordColumns columns(Terms terms, List<UsageRecord> records, Random random)
      throws MalformedException {
    RecordColumns.Builder builder = RecordColumns.builder(terms, Workers.SEQUENTIAL);
    ByteArrayOutputStream piece = new ByteArrayOutputStream();
    for (UsageRecord r : records) {
      piece.writeBytes(r.toBytes().toArray());
      piece.write('\n');
      if (random.nextInt(1 + records.size() / 4) == 0) {
        add(builder, piece);
      }
    }
    add(builder, piece);
    return builder.build();
  }

  private static void add(RecordColumns.Builder builder, ByteArrayOutputStream piece)
      throws MalformedException {
    byte[] bytes = piece.toByteArray();
    builder.add(bytes, 0, bytes.length);
    piece.reset();
  }
}
