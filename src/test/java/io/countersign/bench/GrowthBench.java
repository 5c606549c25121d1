package io.countersign.bench;

import com.sun.management.OperatingSystemMXBean;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Limits;
import io.countersign.sequencer.Pending;
import io.countersign.sequencer.Setting;
import io.countersign.sequencer.Submission;
import io.countersign.store.SqliteLedgerStore;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// What becomes of throughput and memory while one ledger grows to three million records: records a
/// second at ten thousand and at three million, processor time a record (of all threads, the
/// collector of garbage among them: it says the same on a busy machine), bytes of memory a record,
/// and which classes hold them. Timed and not timed as in [AppendBench]. Run with
///
/// `mvn -B -q test -Dtest=GrowthBench -Dbench=true -DargLine='-Xmx6g
/// --enable-native-access=ALL-UNNAMED'`; `-Drecords=` says how many
@EnabledIfSystemProperty(named = "bench", matches = "true")
public class GrowthBench {
  private static final int BATCH = 1_000;
  private static final int STEP = 10_000;

  @Test
  void grow() throws Exception {
    main();
  }

  static void main() throws Exception {
    int records = Integer.getInteger("records", 3_000_000);
    int cores = Runtime.getRuntime().availableProcessors();
    Workers workers = Bench.workers(Bench.threads(cores - 1), cores);
    for (int warmUp = 0; warmUp < 2; warmUp++) {
      run(200_000, workers, false);
    }
    run(records, workers, true);
  }

  private static void run(int records, Workers workers, boolean say) throws Exception {
    Path folder = Files.createTempDirectory("bench");
    Ledger.Environment e = Setting.environment();
    long before = heap();
    Ledger.Creation creation =
        Ledger.create(
            SqliteLedgerStore.create(folder.resolve("l")),
            Setting.opening(),
            Setting.LOG,
            new Ledger.Environment(e.clock(), e.threads(), workers, Limits.STANDARD));
    if (!(creation instanceof Ledger.Creation.Created created)) {
      throw new IllegalStateException(creation.toString());
    }
    List<Long> nanos = new ArrayList<>();
    List<Long> cpu = new ArrayList<>();
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    try (Ledger ledger = created.ledger()) {
      for (int at = 0; at < records; at += STEP) {
        List<UsageRecord> calls = Setting.calls(at / STEP, STEP);
        List<Submission> batches = new ArrayList<>();
        for (int i = 0; i < STEP; i += BATCH) {
          batches.add(
              Setting.attestation(Setting.PROVIDER, (at + i) / BATCH, calls.subList(i, i + BATCH)));
        }
        long cpuStart = system.getProcessCpuTime();
        long start = System.nanoTime();
        List<Pending> pending = new ArrayList<>();
        batches.forEach(b -> pending.add(ledger.enqueue(b)));
        for (Pending p : pending) {
          if (!(p.await() instanceof Answer.Accepted)) {
            throw new IllegalStateException(p.await().toString());
          }
        }
        nanos.add(System.nanoTime() - start);
        cpu.add(system.getProcessCpuTime() - cpuStart);
        if (say && (at + STEP) % 500_000 == 0) {
          System.out.printf(
              Locale.ROOT,
              "%,d records: %,d records/s (median of the last 50 steps), %d bytes a record%n",
              at + STEP,
              rate(nanos.subList(nanos.size() - 50, nanos.size())),
              (heap() - before) / (at + STEP));
        }
      }
      if (say) {
        System.out.printf(
            Locale.ROOT,
            "first 50 steps %,d records/s; last 50 %,d; records a second of processor time %,d and"
                + " %,d; means %,d and %,d%n",
            rate(nanos.subList(0, 50)),
            rate(nanos.subList(nanos.size() - 50, nanos.size())),
            rate(cpu.subList(0, 50)),
            rate(cpu.subList(cpu.size() - 50, cpu.size())),
            mean(cpu.subList(0, 50)),
            mean(cpu.subList(cpu.size() - 50, cpu.size())));
        System.out.println(histogram());
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static long rate(List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    return STEP * 1_000_000_000L / sorted.get(sorted.size() / 2);
  }

  private static long mean(List<Long> nanos) {
    return (long) nanos.size()
        * STEP
        * 1_000_000_000L
        / nanos.stream().mapToLong(Long::longValue).sum();
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /// The classes that hold most of the memory.
  private static String histogram() throws Exception {
    Object text =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    return String.join("\n", text.toString().lines().limit(16).toList());
  }
}
