package io.countersign.core.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.proof.Pairs;
import io.countersign.proof.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The fast evaluator's record loop against the reference's: measures, segments, sum roots, steps
/// and amounts of rated lines, ignored records, all of it equal.
class FastAgainstReferenceTest {
  private static final int CASES = Integer.getInteger("cases", 500);

  @Test
  void records_ofRandomTermsAndMonths_comeToTheSame() throws MalformedException {
    long seed = Long.getLong("seed", 20_261_124L);
    int notZero = 0;
    int asked = 0;
    for (int i = 0; i < CASES; i++) {
      Random random = new Random(seed + i);
      Json.Obj document = RandomTerms.of(random);
      if (i % 4 == 0) {
        document = document.with("measures", manyCases(document, "measures", "good"));
        document = document.with("lines", manyCases(document, "lines", "minutes"));
      }
      Terms terms = TermsParser.parse(document.toCanonical());
      int month =
          random.nextInt(
              terms.term().from().getMonthValue(), terms.term().to().getMonthValue() + 1);
      TestLedger ledger =
          TestLedger.open(terms, LocalDate.of(2025, 12, 1).toEpochDay() * 86_400_000L);
      new RandomRecords(random, month).fill(ledger);
      Period period = Period.of(RandomTerms.YEAR, month);
      PeriodRecords both = assertSame(ledger.history(), terms, period, "-Dseed=" + (seed + i));
      asked += withoutTable(terms, period);
      notZero += both.rated().values().stream().anyMatch(o -> o.amount().signum() != 0) ? 1 : 0;
    }
    assertTrue(notZero > CASES / 2, "cases without usage prove nothing: " + notZero);
    assertTrue(asked > CASES / 5, "nearly every line has a table: " + asked);
  }

  /// How many rated lines of few records are asked record by record.
  private static int withoutTable(Terms terms, Period period) {
    Plan plan = new Plan(terms, period);
    TimeClasses time = TimeClasses.of(terms, plan.clock(), plan.days(), plan.rated());
    int out = 0;
    for (RatedPlan line : plan.rated()) {
      List<CaseGroup.Item> item = List.of(new CaseGroup.Rated(line));
      for (CaseGroup g : CaseGroup.of(line.type(), item, time, plan.days().windowIds(), 10)) {
        out += g.space().isEmpty() ? 1 : 0;
      }
    }
    return out;
  }

  /// Every contract and sample, a month at its begin, one in the middle and its last, with records
  /// at the borders of windows and fields, spoilt ones and copies by the other party among them.
  @Test
  void records_ofEveryContract_comeToTheSame() throws Exception {
    long seed = Long.getLong("seed", 20_261_127L);
    Random random = new Random(seed);
    for (Path file : documents()) {
      Json.Obj document =
          (Json.Obj) JsonReader.relaxed(Bytes.wrap(Files.readAllBytes(file)), Terms.MAX_BYTES);
      Json.Obj opening = document.with("version", Json.of(1L)).with("supersedes", Json.ofNull());
      Terms terms = TermsParser.parse(opening.toCanonical());
      if (terms.records().isEmpty()) {
        continue;
      }
      Period first = Period.of(terms.term().from());
      Period last = Period.of(terms.term().to());
      for (Period period : Set.of(first, first.plus(last.since(first) / 2), last)) {
        TestLedger ledger =
            TestLedger.open(terms, terms.term().from().toEpochDay() * 86_400_000L - 86_400_000L);
        for (Party party : Party.values()) {
          List<UsageRecord> records = BorderRecords.of(terms, period, random, 150);
          ledger.attest(4_102_000_000_000L, party, records);
          ledger.voids(4_102_000_000_000L, party, records.get(7), records.get(70));
        }
        String where = file + " " + period + " -Dseed=" + seed;
        assertSame(ledger.history(), terms, period, where);
      }
    }
  }

  /// Ledgers with amendments, late records and voids, each month under the version that governs it.
  @Test
  void records_ofLedgersWithAmendments_comeToTheSame() {
    Pairs.forEach(
        100,
        story -> {
          History history = Stage.play(story).history();
          for (YearMonth month : Pairs.months(story)) {
            Period period = Stage.period(month);
            if (Rater.rate(history, period) instanceof RatingResult.Rated rated) {
              assertSame(history, rated.terms().terms(), period, month.toString());
            }
          }
        });
  }

  /// The list with a condition of 30 x 30 cases in the item `id`: more than are worth a table.
  private static Json manyCases(Json.Obj document, String list, String id) {
    List<Json> parts = new ArrayList<>();
    for (int i = 1; i < 30; i++) {
      String field = i % 2 == 0 ? "talk_s" : "wait_s";
      parts.add(Json.object().put("f", field).put("eq", i * 20L).build());
      parts.add(Json.object().put("f", field).put("gt", i * 20L + 7).build());
    }
    List<Json> out = new ArrayList<>();
    if (document.get(list) instanceof Json.Arr items) {
      for (Json item : items.items()) {
        Json.Obj o = (Json.Obj) item;
        Json.Obj where = Json.object().put("any", Json.array(parts)).build();
        out.add(Json.of(id).equals(o.get("id")) ? o.with("where", where) : o);
      }
    }
    return Json.array(out);
  }

  private static List<Path> documents() throws IOException {
    List<Path> out = new ArrayList<>();
    for (Path folder :
        List.of(
            Path.of("src", "test", "resources", "contracts"),
            Path.of("src", "main", "resources", "samples"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .filter(
                f ->
                    f.toString().endsWith(".json") && !f.getFileName().toString().startsWith("rec"))
            .sorted()
            .forEach(out::add);
      }
    }
    return out;
  }

  /// @return what both come to
  static PeriodRecords assertSame(History history, Terms terms, Period period, String where) {
    Plan plan = new Plan(terms, period);
    Feed feed = RecordLoop.gather(history, plan);
    PeriodRecords wanted = new RecordLoop(Workers.SEQUENTIAL).run(history, plan, feed);
    LedgerBlocks.Result blocks = LedgerBlocks.of(history, plan, feed, Workers.SEQUENTIAL);
    PeriodRecords found =
        BlockLoop.run(plan, blocks.blocks(), blocks.ignored(), true, Workers.SEQUENTIAL);
    assertEquals(wanted.ignored(), found.ignored(), where);
    assertEquals(wanted.measures(), found.measures(), where);
    assertEquals(wanted.segments(), found.segments(), where);
    assertEquals(wanted.rated().keySet(), found.rated().keySet(), where);
    wanted
        .rated()
        .forEach((id, line) -> assertEquals(line, found.rated().get(id), where + " " + id));
    assertEquals(wanted.roots(), found.roots(), where);
    return found;
  }
}
