package io.countersign.core.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.rating.Rater;
import io.countersign.core.rating.RatingResult;
import io.countersign.core.rating.TestLedger;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.testing.Seed;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// A rater that remembers months answers as one that knows nothing yet.
class RaterMemoryTest {
  private static final int LEDGERS = 12;
  private static final int QUESTIONS = 60;

  @Test
  void rate_afterManyOtherPrefixes_equalsAFreshRater() throws MalformedException {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    int rated = 0;
    for (int l = 0; l < LEDGERS; l++) {
      History history = ledger(random, l % 3 == 0).history();
      Rater old = new Rater(history, Workers.SEQUENTIAL);
      for (int q = 0; q < QUESTIONS; q++) {
        long size = random.nextLong(1, history.size() + 1);
        Period period = Period.of(2026, random.nextInt(1, 9));
        RatingResult found = old.rate(size, period);
        // the values themselves would fill pages
        assertTrue(
            found.equals(Rater.rate(history.prefix(size), period)),
            "-Dseed=" + seed + " another answer on " + size + " leaves for " + period);
        rated += found instanceof RatingResult.Rated ? 1 : 0;
      }
      telescopes(history, "-Dseed=" + seed + " ledger " + l);
    }
    assertTrue(rated > LEDGERS * QUESTIONS / 2, rated + " rated");
  }

  /// All statements together are what the last prefix gives for all months.
  private static void telescopes(History history, String where) {
    Statements statements = new Statements(history, Workers.SEQUENTIAL);
    Period last = Period.of(2026, 8);
    BigInteger stated = BigInteger.ZERO;
    BigInteger wanted = BigInteger.ZERO;
    for (Period p = Period.of(2026, 1); p.compareTo(last) <= 0; p = p.next()) {
      stated = stated.add(computed(statements, p).total().value());
    }
    long size = computed(statements, last).prefix();
    for (Period p = Period.of(2026, 1); p.compareTo(last) <= 0; p = p.next()) {
      if (Rater.rate(history.prefix(size), p) instanceof RatingResult.Rated r) {
        for (var line : r.lines()) {
          wanted = line.memo() ? wanted : wanted.add(line.amount().value());
        }
      }
    }
    assertEquals(wanted, stated, where);
  }

  private static Statement computed(Statements statements, Period p) {
    return switch (statements.compute(p, Json.MAX_INT)) {
      case StatementResult.Computed c -> c.statement();
      case StatementResult.Refused r -> throw new AssertionError(r.finding().toString());
    };
  }

  /// Records, late ones, voids, acceptances and an amendment in a random order of days.
  private static TestLedger ledger(RandomGenerator random, boolean plain)
      throws MalformedException {
    Terms first = TermsParser.parse((plain ? plain() : looking(100)).toCanonical());
    TestLedger out = TestLedger.open(first, millis(LocalDate.of(2025, 12, 1)));
    List<UsageRecord> all = new ArrayList<>();
    boolean released = false;
    int amendAt = random.nextInt(30);
    LocalDate day = LocalDate.of(2026, 1, 2);
    for (int step = 0; step < 30; step++) {
      day = day.plusDays(random.nextInt(1, 15));
      switch (random.nextInt(6)) {
        case 0 -> {
          if (!all.isEmpty()) {
            out.voids(millis(day), Party.PROVIDER, all.remove(random.nextInt(all.size())));
          }
        }
        case 1 -> {
          boolean release = step > 10 && !released;
          released |= release;
          out.milestone(millis(day), release ? "final" : "m" + step, date(random));
        }
        default -> {
          UsageRecord record = record(random, step, day);
          all.add(record);
          out.attest(millis(day), Party.PROVIDER, record);
        }
      }
      if (step == amendAt) {
        Json.Obj next =
            looking(70)
                .with("version", Json.of(2))
                .with("supersedes", Json.of(first.hash().toHex()));
        out.amend(millis(day), TermsParser.parse(next.toCanonical()), Period.of(day).next());
      }
    }
    return out;
  }

  private static UsageRecord record(RandomGenerator random, int id, LocalDate day) {
    LocalDate at = day.minusDays(random.nextInt(80));
    int calls = random.nextInt(40, 300);
    Json.Obj data =
        Json.object()
            .put("calls", calls)
            .put("good", random.nextInt(calls))
            .put("team", random.nextBoolean() ? "a" : "b")
            .build();
    return new UsageRecord(millis(at) / 1000, data, "r" + id, 0, "s", "day");
  }

  private static int date(RandomGenerator random) {
    return 20260000 + random.nextInt(1, 8) * 100 + random.nextInt(1, 29);
  }

  private static Json.Obj plain() {
    return LineCases.lines(LineCases.one("use"));
  }

  /// Terms that look back in every way.
  private static Json.Obj looking(int free) {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      items.add("{'milestone':'m%d',~,'amount':'100','due':'2026-02-01'}".formatted(i));
    }
    String lines =
        String.join(
            ",",
            LineCases.tiered(
                "use",
                LineCases.tier(Integer.toString(free), "0", "0")
                    + ","
                    + LineCases.tier("-", "1", "3"),
                "'prorate':'none'",
                "'prorate':'none','rollOver':{'months':2}"),
            LineCases.tiered(
                "year",
                LineCases.tier("500", "1", "0") + "," + LineCases.tier("-", "0.5", "0"),
                "'window':'period'",
                "'window':'quarter'"),
            LineCases.fee("1000"),
            """
            {'id':'malus','kind':'table',~,'on':{'kpi':'rate'},'base':['fee'],
             'bands':[{'ge':6000,'pct':'0'},{'pct':'-2'}],'gates':[],
             'escalation':{'bad':[1],'steps':[{'months':2,'x':'1.5'}]},'mode':'half-up'},
            {'id':'back','kind':'earnback',~,'of':['malus'],'ago':2,'held':1,
             'gates':[{'on':{'kpi':'rate'},'ge':5000,'whenNeutral':'fail'}],'pct':'50','mode':'half-up'},
            {'id':'least','kind':'minimum',~,'of':['use','year'],'amount':'900','window':'quarter',
             'prorate':'none','mode':'half-up'},
            {'id':'most','kind':'cap',~,'of':['year'],'amount':'700','window':'year','prorate':'none',
             'mode':'half-up'},
            {'id':'ms','kind':'milestone',~,'items':[%s],'latePctPerDay':'0.5','lateCapPct':'3',
             'holdback':{'pct':'5','release':'final'},'mode':'half-up'}"""
                .formatted(String.join(",", items)));
    return LineCases.terms(
        "kpis",
        "[{'id':'rate',~,'num':'good','den':'calls','scale':10000,'show':'percent','minDen':60,"
            + "'segment':{'field':'team','take':'least'},'window':'quarter'}]",
        "lines",
        "[" + lines + "]");
  }

  private static long millis(LocalDate day) {
    return day.toEpochDay() * 86_400_000L;
  }
}
