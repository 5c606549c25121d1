package io.countersign.bench;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Policy;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Period;
import io.countersign.core.verify.Report;
import io.countersign.core.verify.Verifier;
import io.countersign.core.verify.ZipBundle;
import io.countersign.testing.SampleLedger;
import io.countersign.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// How many records a second the verifier checks of a whole month, from the bytes of a bundle to
/// the report, statement and traces included; and how many the statement is computed from.
///
/// The calls are synthetic, from a fixed seed. Run with
///
/// `mvn -B -q test -Dtest=VerifyBench -Dbench=true`
@EnabledIfSystemProperty(named = "bench", matches = "true")
public class VerifyBench {
  private static final int RECORDS = 300_000;
  private static final int BATCH = 1_000;
  private static final Period JANUARY = Period.of(2026, 1);

  @Test
  void verify() throws Exception {
    main();
  }

  static void main() throws Exception {
    Bench bench = Bench.start();
    int cores = Runtime.getRuntime().availableProcessors();
    Workers workers = Bench.workers(Bench.threads(cores - 1), cores);
    SampleLedger ledger = month();
    Bytes bundle = ledger.bundle();
    Policy policy = ledger.policy(ledger.size());
    Bench.say(
        "%d records in batches of %d, a bundle of %d MiB"
            .formatted(RECORDS, BATCH, bundle.size() >> 20));
    bench.measure(
        "verify a month, " + cores + " cores",
        "records",
        2,
        5,
        () -> verify(bundle, policy, workers));
    bench.measure(
        "verify a month, one core",
        "records",
        1,
        3,
        () -> verify(bundle, policy, Workers.SEQUENTIAL));
    History history = ledger.history();
    bench.measure(
        "rate a month, one core", "records", 3, 7, () -> rate(history, Workers.SEQUENTIAL));
    bench.measure(
        "rate a month, " + cores + " cores", "records", 3, 7, () -> rate(history, workers));
  }

  private static long verify(Bytes bundle, Policy policy, Workers workers) {
    Report r = Verifier.verify(ZipBundle.of(bundle), policy, workers);
    if (!r.passed()) {
      throw new IllegalStateException(r.failed().toString());
    }
    return RECORDS;
  }

  private static long rate(History history, Workers workers) {
    StatementResult r = new Statements(history, workers).compute(JANUARY);
    if (!(r instanceof StatementResult.Computed)) {
      throw new IllegalStateException(r.toString());
    }
    return RECORDS;
  }

  /// An agreement, a month of calls and its accepted statement.
  private static SampleLedger month() {
    SampleLedger l = SampleLedger.empty();
    l.object(Bytes.utf8(SampleLedger.OPERATOR));
    long t = SampleLedger.millis(2025, 12, 22, 10);
    l.append(
        SampleLedger.byBoth(
            Envelope.opening(
                new Entry.Agreement(
                    1,
                    l.object(SampleLedger.termsJson().toCanonical()),
                    Bytes32.ZERO,
                    JANUARY,
                    l.seen(t)),
                SampleLedger.GENESIS)),
        t,
        0);
    RandomGenerator random = Seed.random(1);
    long start = SampleLedger.millis(2026, 1, 1, 0) / 1000;
    long step = 31 * 86_400L * BATCH / RECORDS;
    for (int b = 0; b < RECORDS / BATCH; b++) {
      List<UsageRecord> calls = new ArrayList<>(BATCH);
      for (int i = 0; i < BATCH; i++) {
        boolean answered = random.nextInt(10) > 0;
        calls.add(
            SampleLedger.call(
                "call-" + (b * BATCH + i),
                0,
                start + b * step + step * i / BATCH,
                answered,
                answered ? random.nextInt(900) : 0,
                random.nextInt(60),
                random.nextBoolean() ? "tech" : "billing"));
      }
      l.attest(SampleLedger.PROVIDER, b, calls, (start + (b + 1) * step) * 1000);
    }
    l.issue(JANUARY, SampleLedger.millis(2026, 2, 4, 10));
    l.accept(JANUARY, List.of(), SampleLedger.millis(2026, 2, 6, 10));
    return l;
  }
}
