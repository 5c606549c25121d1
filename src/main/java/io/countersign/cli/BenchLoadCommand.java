package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.terms.Terms;
import io.countersign.http.client.NodeClient;
import io.countersign.load.LoadRun;
import io.countersign.load.NodeLoad;
import io.countersign.load.NodeProcess;
import io.countersign.load.Subject;
import io.countersign.store.ChainTable;
import io.countersign.store.PostgresAccess;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench load`: what a node does under load, over HTTP, beside what the machine does without it in
/// the same run.
@Command(name = "load")
final class BenchLoadCommand extends BaseCommand {
  private static final long MAX_RECORDS = 100_000_000;

  /// What is measured.
  enum Mode {
    SINGLE,
    BULK,
    GROWTH
  }

  @Option(names = "--mode", split = ",", paramLabel = "MODE", descriptionKey = "load.mode")
  private Set<Mode> modes = EnumSet.of(Mode.SINGLE, Mode.BULK);

  @Option(names = "--rate", paramLabel = "N", descriptionKey = "load.rate")
  private int rate = 5_000;

  @Option(names = "--seconds", paramLabel = "N", descriptionKey = "load.seconds")
  private int seconds = 20;

  @Option(names = "--warm-up", paramLabel = "N", descriptionKey = "load.warm-up")
  private int warmUp = 15;

  @Option(names = "--senders", paramLabel = "N", descriptionKey = "load.senders")
  private int senders = Subject.MAX_SENDERS;

  @Option(names = "--records", paramLabel = "N", descriptionKey = "load.records")
  private long records = 1_000_000;

  @Option(names = "--batch", paramLabel = "N", descriptionKey = "load.batch")
  private int batch = 1_000;

  @Option(names = "--store", paramLabel = "STORE", descriptionKey = "load.store")
  private String store = "";

  @Option(names = "--node", paramLabel = "URL", descriptionKey = "load.node")
  private @Nullable String node;

  @Option(names = "--baseline", paramLabel = "JDBC-URL", descriptionKey = "load.baseline")
  private String baseline = "";

  BenchLoadCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    range("--rate", rate, 1, 1_000_000);
    range("--seconds", seconds, 1, 3_600);
    range("--warm-up", warmUp, 0, 3_600);
    range("--senders", senders, 1, Subject.MAX_SENDERS);
    range("--batch", batch, 1, 50_000);
    range("--records", records, 10L * batch, MAX_RECORDS);
    String url = node;
    if (url == null) {
      BenchNode bench = BenchNode.of(session(), store);
      try (bench;
          NodeProcess own = bench.start()) {
        measure(own.base(), Optional.of(own));
      }
    } else {
      if (!store.isEmpty()) {
        throw CliException.usage(Code.USAGE, "--store", "no --node beside it", url);
      }
      measure(loopback(url), Optional.empty());
    }
    return Exit.PASSED;
  }

  private static void range(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw CliException.usage(Code.USAGE, option, min + " to " + max, Long.toString(value));
    }
  }

  /// Load is made on this machine only: elsewhere it would be an attack.
  private static URI loopback(String url) {
    boolean good = false;
    if (NodeClient.isAddress(url) && url.startsWith("http://")) {
      URI uri = URI.create(url);
      try {
        good = uri.getPort() > 0 && InetAddress.getByName(uri.getHost()).isLoopbackAddress();
      } catch (UnknownHostException e) {
        good = false;
      }
    }
    if (!good) {
      throw CliException.usage(Code.BENCH_REMOTE, "--node", "http://127.0.0.1:PORT", url);
    }
    return URI.create(url);
  }

  private void measure(URI at, Optional<NodeProcess> own) {
    Host host = session().host();
    Terms terms = TermsFile.read(Path.of(TermsFile.SAMPLE + "bank-hybrid"));
    NodeLoad load =
        new NodeLoad(
            at,
            terms,
            new NodeLoad.World(host.clock(), host.random(), host.workers(), host.threads()));
    LoadRun run = new LoadRun(load, own);
    run.machine();
    if (!baseline.isEmpty()) {
      try (ChainTable table =
          ChainTable.create(PostgresAccess.of(baseline, host.env()), host.threads())) {
        run.table(table, terms);
      }
    }
    if (modes.contains(Mode.SINGLE)) {
      run.singles(senders, rate, warmUp, seconds);
    }
    if (modes.contains(Mode.BULK)) {
      run.bulk(records, batch);
    }
    if (modes.contains(Mode.GROWTH)) {
      run.growth(records, batch);
    }
    session()
        .tell(
            "load.title",
            Runtime.getRuntime().availableProcessors(),
            Runtime.version(),
            store.isEmpty() ? "sqlite" : store.startsWith("jdbc:") ? "postgresql" : store);
    FigureTable.print(session(), run.figures());
  }
}
