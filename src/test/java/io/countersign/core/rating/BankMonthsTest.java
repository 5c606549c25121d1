package io.countersign.core.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.base.Bytes;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.intake.TechnionReader;
import io.countersign.intake.WallClock;
import io.countersign.naive.NaiveEvaluator;
import io.countersign.naive.NaiveLedger;
import io.countersign.testing.Shared;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The six real months under the sample's hybrid terms: the evaluator, the naive one, and the
/// second opinion of the design on seconds and started minutes agree.
class BankMonthsTest {
  private static final Path TERMS =
      Path.of("src", "main", "resources", "samples", "terms-bank-hybrid.json");

  @ParameterizedTest
  @CsvSource({
    "01_January,  1, 4964204,  96261",
    "02_February, 2, 4790100,  93792",
    "03_March,    3, 5173551, 100724",
    "04_April,    4, 5021490,  95908",
    "05_May,      5, 5966035, 115060",
    "06_June,     6, 5890697, 114312",
  })
  void month_ofRealCalls_ratesAlikeInBothEvaluators(
      String file, int month, long seconds, long minutes) throws Exception {
    Json.Obj document =
        (Json.Obj) JsonReader.relaxed(Bytes.wrap(Files.readAllBytes(TERMS)), Terms.MAX_BYTES);
    Terms terms = TermsParser.parse(document.toCanonical());
    List<UsageRecord> records = records(file, terms);
    TestLedger ledger = TestLedger.open(terms, 915_000_000_000L);
    ledger.attest(940_000_000_000L, Party.PROVIDER, records);
    Period period = Period.of(1999, month);
    if (!(Rater.rate(ledger.history(), period) instanceof RatingResult.Rated rated)) {
      throw new AssertionError("refused");
    }
    Map<String, BigInteger> amounts = new HashMap<>();
    rated.lines().forEach(l -> amounts.put(l.id(), l.amount().value()));
    Map<String, BigInteger> measures = new HashMap<>();
    rated.measures().forEach(m -> measures.put(m.id(), m.value()));
    List<NaiveLedger.Fact> facts =
        records.stream()
            .map(
                r ->
                    new NaiveLedger.Fact(
                        new NaiveLedger.Name(r.source(), r.id(), r.rev()),
                        r.at(),
                        r.type(),
                        r.data()))
            .toList();
    NaiveLedger told =
        new NaiveLedger(
            List.of(
                new NaiveLedger.Version(915_000_000_000L, document, YearMonth.of(1999, 1)),
                new NaiveLedger.Batch(940_000_000_000L, "provider", facts)));
    NaiveEvaluator.Answer naive = new NaiveEvaluator(told).rate(2, YearMonth.of(1999, month));
    assertEquals(naive.measures(), measures);
    assertEquals(naive.amounts(), amounts);
    RaterAgainstNaiveTest.replays(rated, file);
    FastAgainstReferenceTest.assertSame(ledger.history(), terms, period, file);
    RecordColumnsTest.assertSame(
        rated, RecordColumnsTest.columns(terms, records, new Random(month)), period, file);

    // The second opinion counts AGENT calls that name no agent too; these terms do not bill them.
    long unnamedSeconds = 0;
    long unnamedMinutes = 0;
    for (UsageRecord r : records) {
      boolean agent = Json.of("AGENT").equals(r.data().get("outcome"));
      boolean named = Json.of(true).equals(r.data().get("served"));
      if (agent && !named && r.data().get("talk_s") instanceof Json.Int talk) {
        unnamedSeconds += talk.value();
        unnamedMinutes += (talk.value() + 59) / 60;
      }
    }
    assertEquals(BigInteger.valueOf(seconds - unnamedSeconds), measures.get("talk_s"));
    assertEquals(BigInteger.valueOf((minutes - unnamedMinutes) * 60), measures.get("billed_s"));
    assertEquals(BigInteger.valueOf(records.size()), measures.get("calls"));
  }

  private static List<UsageRecord> records(String file, Terms terms) throws Exception {
    List<UsageRecord> out = new ArrayList<>();
    try (InputStream in = Files.newInputStream(Shared.path("data/bank1999/" + file + ".txt.gz"))) {
      assertEquals(
          List.of(),
          TechnionReader.read(in, file, WallClock.of(terms.offsets()), out::add).refusals());
    }
    return out;
  }
}
