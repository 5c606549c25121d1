package io.countersign.bench;

import io.countersign.core.base.Bytes32;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.crypto.Signature65;
import io.countersign.core.ledger.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/// Times a piece of work and sets it against what the same machine, in the same run, does in
/// SHA-256 and in secp256k1.
///
/// A number without its machine says little; a ratio says more: how many hashes and how many
/// signature checks one record costs.
public final class Bench {
  /// Work to be timed.
  @FunctionalInterface
  public interface Work {
    /// @return units done
    long run() throws Exception;
  }

  /// Units per second of several runs, ascending.
  ///
  /// @param runs at least one
  public record Rate(String name, List<Double> runs) {
    public Rate {
      runs = List.copyOf(runs);
    }

    public double median() {
      return runs.get(runs.size() / 2);
    }
  }

  private final Rate sha65;
  private final Rate sha200;
  private final Rate recover;
  private final Rate sign;

  private Bench(Rate sha65, Rate sha200, Rate recover, Rate sign) {
    this.sha65 = sha65;
    this.sha200 = sha200;
    this.recover = recover;
    this.sign = sign;
  }

  /// Measures the machine, one core, and says what it is.
  public static Bench start() throws Exception {
    say(
        "%s, %d processors, JDK %s, heap %d MiB"
            .formatted(
                processor(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                Runtime.getRuntime().maxMemory() >> 20));
    Bench out =
        new Bench(
            time("SHA-256 of 65 bytes, one core", "hashes", 3, 5, () -> sha(65)),
            time("SHA-256 of 200 bytes, one core", "hashes", 3, 5, () -> sha(200)),
            time("secp256k1 recover, one core", "signatures", 1, 3, Bench::recover),
            time("secp256k1 sign, one core", "signatures", 1, 3, Bench::sign));
    say("secp256k1 is " + (Secp256k1.nativeOne().isPresent() ? "native" : "Bouncy Castle's"));
    return out;
  }

  private static String processor() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 2);
        }
      }
    } catch (IOException e) {
      // Not Linux: the name of the architecture has to do.
    }
    return System.getProperty("os.arch");
  }

  /// Times `work` and prints its rate with its ratios to the machine's.
  public Rate measure(String name, String unit, int warmups, int runs, Work work) throws Exception {
    Rate rate = time(name, unit, warmups, runs, work);
    say(
        String.format(
            Locale.ROOT,
            "    one of them takes as long as %.1f hashes of 65 bytes, %.1f of 200, %.3f recoveries, %.3f"
                + " signatures on one core",
            sha65.median() / rate.median(),
            sha200.median() / rate.median(),
            recover.median() / rate.median(),
            sign.median() / rate.median()));
    return rate;
  }

  private static Rate time(String name, String unit, int warmups, int runs, Work work)
      throws Exception {
    for (int i = 0; i < warmups; i++) {
      SINK.add(work.run());
    }
    double[] rates = new double[runs];
    long total = 0;
    Duration cpu = cpu();
    for (int i = 0; i < runs; i++) {
      long from = System.nanoTime();
      long units = work.run();
      rates[i] = units * 1e9 / (System.nanoTime() - from);
      total += units;
    }
    double cpuMicros = cpu().minus(cpu).toNanos() / 1e3 / Math.max(1, total);
    Arrays.sort(rates);
    Rate rate = new Rate(name, Arrays.stream(rates).boxed().toList());
    say(
        String.format(
            Locale.ROOT,
            "%-48s %,14.0f %s/s  (median of %d, %,.0f to %,.0f; %.2f us of processor each)",
            name,
            rate.median(),
            unit,
            runs,
            rates[0],
            rates[runs - 1],
            cpuMicros));
    return rate;
  }

  /// What all threads of this process used so far: other processes on the machine slow the rates
  /// down, not this.
  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /// Prints one line of the result.
  public static void say(String line) {
    System.out.println(line);
  }

  /// Keeps results alive, so that no work is optimised away.
  private static final LongAdder SINK = new LongAdder();

  private static long sha(int length) {
    int n = 300_000;
    Sha256.Hasher hasher = new Sha256.Hasher();
    byte[] message = new byte[length];
    byte[] hash = new byte[32];
    for (int i = 0; i < n; i++) {
      hasher.update(message).finishInto(hash, 0);
      message[i % 32] = hash[i % 32];
    }
    SINK.add(hash[0]);
    return n;
  }

  private static final Secp256k1Key KEY = Secp256k1Key.of(Sha256.hash(new byte[] {1, 2, 3}));

  private static long recover() {
    Secp256k1 secp = Secp256k1.best();
    Bytes32 digest = Sha256.hash(new byte[] {4});
    Signature65 signature = secp.sign(digest, KEY);
    int n = 4_000;
    for (int i = 0; i < n; i++) {
      SINK.add(secp.recover(digest, signature).isPresent() ? 1 : 0);
    }
    return n;
  }

  private static long sign() {
    Secp256k1 secp = Secp256k1.best();
    Bytes32 digest = Sha256.hash(new byte[] {4});
    int n = 4_000;
    for (int i = 0; i < n; i++) {
      SINK.add(secp.sign(digest, KEY).hashCode());
    }
    return n;
  }

  /// Workers over `threads` threads, the caller among them.
  ///
  /// @param executor with at least `threads` - 1 threads
  public static Workers workers(ExecutorService executor, int threads) {
    return (from, to, body) -> {
      int parts = Math.min(threads, Math.max(1, (to - from) / 128));
      List<Future<?>> others = new ArrayList<>();
      for (int p = 1; p < parts; p++) {
        int begin = from + (int) ((long) (to - from) * p / parts);
        int end = from + (int) ((long) (to - from) * (p + 1) / parts);
        Callable<Boolean> part =
            () -> {
              body.run(begin, end);
              return true;
            };
        others.add(executor.submit(part));
      }
      body.run(from, from + (int) ((long) (to - from) / parts));
      for (Future<?> other : others) {
        try {
          other.get();
        } catch (InterruptedException | ExecutionException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  /// Daemon threads for [#workers].
  public static ExecutorService threads(int count) {
    return Executors.newFixedThreadPool(
        Math.max(1, count), Thread.ofPlatform().daemon().name("worker-", 0).factory());
  }
}
