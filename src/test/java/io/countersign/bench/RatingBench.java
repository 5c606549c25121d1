package io.countersign.bench;

import com.sun.management.OperatingSystemMXBean;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.rating.RatingResult;
import io.countersign.core.rating.RecordColumns;
import io.countersign.core.statement.Draft;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.intake.RecordLines;
import io.countersign.intake.SyntheticCalls;
import io.countersign.intake.WallClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// How many records a second the fast evaluator rates, beside what the same machine does in the
/// same run with the plainest of loops, with BigDecimal, with SHA-256 and with the general JSON
/// reader.
///
/// A month of a million synthetic calls under the hybrid sample: nine measures, a KPI, a line with
/// a card of five prices and a factor by time of the week. Run with
///
/// `mvn -B -q test -Dtest=RatingBench -Dbench=true`
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx3g", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 3)
public class RatingBench {
  static final int RECORDS = 1_000_000;

  /// Bytes that are read at once, as from a file.
  private static final int PIECE = 8 << 20;

  private static final Path TERMS =
      Path.of("src", "main", "resources", "samples", "terms-bank-hybrid.json");
  private static final Period MARCH = Period.of(1999, 3);

  private Terms terms = load();
  private byte[] lines = {};
  private int[] ends = {};
  private long[] talk = {};
  private byte[] service = {};
  private RecordColumns columns = RecordColumns.builder(terms, Workers.SEQUENTIAL).build();
  private final byte[] message = new byte[150];
  private final Sha256.Hasher hasher = new Sha256.Hasher();
  private final Workers two = Bench.workers(Bench.threads(1), 2);

  private static Terms load() {
    try {
      Json document = JsonReader.relaxed(Bytes.wrap(Files.readAllBytes(TERMS)), Terms.MAX_BYTES);
      return TermsParser.parse(((Json.Obj) document).toCanonical());
    } catch (IOException | MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Setup
  public void make() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream(240 * RECORDS);
    SyntheticCalls.generate(
        1,
        LocalDate.of(1999, 3, 1),
        31,
        RECORDS,
        WallClock.of(terms.offsets()),
        RecordLines.writer(out));
    lines = out.toByteArray();
    ends = new int[RECORDS];
    talk = new long[RECORDS];
    service = new byte[RECORDS];
    for (int i = 0, at = 0; i < RECORDS; i++) {
      int from = at;
      while (lines[at] != '\n') {
        at++;
      }
      ends[i] = at;
      UsageRecord r = UsageRecord.parse(lines, from, at);
      talk[i] = r.data().get("talk_s") instanceof Json.Int n ? n.value() : 0;
      service[i] = (byte) (r.data().get("service") instanceof Json.Str s ? s.value().charAt(1) : 0);
      at++;
    }
    columns = read(Workers.SEQUENTIAL);
  }

  private RecordColumns read(Workers workers) throws MalformedException {
    RecordColumns.Builder builder = RecordColumns.builder(terms, workers);
    for (int from = 0; from < lines.length; ) {
      int to = Math.min(lines.length, from + PIECE);
      while (lines[to - 1] != '\n') {
        to--;
      }
      builder.add(lines, from, to);
      from = to;
    }
    return builder.build();
  }

  /// What the benchmark's process used, garbage collection and compiling included. On a machine
  /// with other work the time on the clock says little, this says nearly the same.
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Cpu {
    private final OperatingSystemMXBean system =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    public long cpuMicros;
    public long calls;

    <T> T time(Callable<T> work) throws Exception {
      long from = system.getProcessCpuTime();
      T out = work.call();
      cpuMicros += (system.getProcessCpuTime() - from) / 1000;
      calls++;
      return out;
    }
  }

  /// The least that can be done with a column.
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long baselineSumOfLongs(Cpu cpu) throws Exception {
    return cpu.time(this::sumOfLongs);
  }

  private long sumOfLongs() {
    long sum = 0;
    for (long v : talk) {
      sum += v;
    }
    return sum;
  }

  /// What one would write first: minutes x price x factor of each record, in decimals.
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public BigDecimal baselineBigDecimal(Cpu cpu) throws Exception {
    return cpu.time(this::bigDecimal);
  }

  private BigDecimal bigDecimal() {
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal factor = new BigDecimal("1.25");
    for (int i = 0; i < talk.length; i++) {
      BigDecimal price = new BigDecimal(service[i] == 'S' ? "1.2" : "1.85");
      BigDecimal minutes =
          BigDecimal.valueOf(talk[i]).divide(BigDecimal.valueOf(60), 0, RoundingMode.UP);
      sum = sum.add(minutes.multiply(price).multiply(factor));
    }
    return sum.setScale(2, RoundingMode.HALF_UP);
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public byte baselineSha256Of150Bytes(Cpu cpu) throws Exception {
    return cpu.time(this::sha256);
  }

  private byte sha256() {
    for (int i = 0; i < RECORDS; i++) {
      hasher.update(message).finishInto(message, i & 63);
    }
    return message[0];
  }

  /// The general reader on the same lines.
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long baselineGeneralJson(Cpu cpu) throws Exception {
    return cpu.time(this::generalJson);
  }

  private long generalJson() throws MalformedException {
    long sum = 0;
    for (int i = 0; i < RECORDS; i++) {
      sum += UsageRecord.parse(lines, i == 0 ? 0 : ends[i - 1] + 1, ends[i]).at();
    }
    return sum;
  }

  /// Measures, KPIs, cells, amounts and traces from columns, one core.
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public RatingResult rateColumnsOneCore(Cpu cpu) throws Exception {
    return cpu.time(this::amounts);
  }

  private RatingResult amounts() {
    return columns.amounts(MARCH, Workers.SEQUENTIAL);
  }

  /// The same with its four sum trees.
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public RatingResult rateColumnsWithTreesOneCore(Cpu cpu) throws Exception {
    return cpu.time(this::amountsAndTrees);
  }

  private RatingResult amountsAndTrees() {
    return columns.rate(MARCH, Workers.SEQUENTIAL);
  }

  /// Lines to columns, one core.
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public RecordColumns readLinesOneCore(Cpu cpu) throws Exception {
    return cpu.time(this::readLines);
  }

  private RecordColumns readLines() throws MalformedException {
    return read(Workers.SEQUENTIAL);
  }

  /// Lines to the bytes of the statement, sum trees included, two cores.
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public Bytes statementFromLinesTwoCores(Cpu cpu) throws Exception {
    return cpu.time(this::statement);
  }

  private Bytes statement() throws MalformedException {
    if (!(read(two).rate(MARCH, two) instanceof RatingResult.Rated rated)) {
      throw new IllegalStateException("refused");
    }
    return Draft.of(rated).toBytes();
  }

  @Test
  @EnabledIfSystemProperty(named = "bench", matches = "true")
  void rate() throws Exception {
    Collection<RunResult> results =
        new Runner(new OptionsBuilder().include(RatingBench.class.getName() + ".*").build()).run();
    Map<String, Double> scores = new LinkedHashMap<>();
    for (RunResult r : results) {
      double calls = r.getSecondaryResults().get("calls").getScore();
      double micros = r.getSecondaryResults().get("cpuMicros").getScore();
      String name = r.getPrimaryResult().getLabel();
      scores.put(name, calls * RECORDS * 1e6 / micros);
      Bench.say(
          String.format(
              Locale.ROOT, "%-30s %,15.0f records/s", name, r.getPrimaryResult().getScore()));
    }
    Bench.say("records per second of processor time, and of each baseline's:");
    for (Map.Entry<String, Double> s : scores.entrySet()) {
      StringBuilder ratios = new StringBuilder();
      scores.forEach(
          (name, score) -> {
            if (name.startsWith("baseline")) {
              ratios.append(
                  String.format(
                      Locale.ROOT, "  %s x %.3f", name.substring(8), s.getValue() / score));
            }
          });
      Bench.say(String.format(Locale.ROOT, "%-30s %,15.0f %s", s.getKey(), s.getValue(), ratios));
    }
  }
}
