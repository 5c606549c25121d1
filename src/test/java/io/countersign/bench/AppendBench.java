package io.countersign.bench;

import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.LedgerImage;
import io.countersign.sequencer.Limits;
import io.countersign.sequencer.Pending;
import io.countersign.sequencer.Setting;
import io.countersign.sequencer.Submission;
import io.countersign.store.SqliteLedgerStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// How many records a second a ledger takes durably, in batches of 1,000 and of 10,000.
///
/// Timed is all that the operator does from the bytes of a signed batch to the receipt: parsing,
/// recovery of the signer, tags and hashes of every record, the check of every record against the
/// terms, the duplicate rule, chaining, tree, checkpoint, one forced write a commit. Not timed is
/// what the attester does before. Run with
///
/// `mvn -B -q test -Dtest=AppendBench -Dbench=true`
@EnabledIfSystemProperty(named = "bench", matches = "true")
public class AppendBench {
  private static final int RECORDS = 200_000;

  @Test
  void append() throws Exception {
    main();
  }

  static void main() throws Exception {
    Bench bench = Bench.start();
    int cores = Runtime.getRuntime().availableProcessors();
    Workers workers = Bench.workers(Bench.threads(cores - 1), cores);
    for (int size : new int[] {1_000, 10_000}) {
      List<Submission> batches = batches(size);
      bench.measure(
          "append durably in batches of " + size, "records", 1, 5, () -> append(batches, workers));
    }
    List<Submission> batches = batches(10_000);
    Path folder = Files.createTempDirectory("bench");
    fill(folder.resolve("l"), batches, workers);
    bench.measure(
        "open a ledger: every entry and record again",
        "records",
        1,
        3,
        () -> {
          try (SqliteLedgerStore store = SqliteLedgerStore.open(folder.resolve("l"))) {
            return LedgerImage.load(store, workers).state().records();
          }
        });
    remove(folder);
  }

  private static List<Submission> batches(int size) {
    List<UsageRecord> calls = Setting.calls(1, RECORDS);
    List<Submission> out = new ArrayList<>();
    for (int i = 0; i < RECORDS; i += size) {
      out.add(Setting.attestation(Setting.PROVIDER, i / size, calls.subList(i, i + size)));
    }
    return out;
  }

  /// @return records whose receipts came
  private static long append(List<Submission> batches, Workers workers) throws Exception {
    Path folder = Files.createTempDirectory("bench");
    long records = fill(folder.resolve("l"), batches, workers);
    remove(folder);
    return records;
  }

  private static long fill(Path file, List<Submission> batches, Workers workers) {
    Ledger.Environment e = Setting.environment();
    Ledger.Creation creation =
        Ledger.create(
            SqliteLedgerStore.create(file),
            Setting.opening(),
            Setting.LOG,
            new Ledger.Environment(e.clock(), e.threads(), workers, Limits.STANDARD));
    if (!(creation instanceof Ledger.Creation.Created created)) {
      throw new IllegalStateException(creation.toString());
    }
    try (Ledger ledger = created.ledger()) {
      List<Pending> pending = new ArrayList<>();
      for (Submission batch : batches) {
        pending.add(ledger.enqueue(batch));
      }
      long records = 0;
      for (Pending p : pending) {
        if (!(p.await() instanceof Answer.Accepted accepted)) {
          throw new IllegalStateException(p.await().toString());
        }
        records = Math.max(records, accepted.receipt().leaf().records());
      }
      return records;
    }
  }

  private static void remove(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
