package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.load.Figure;
import io.countersign.load.NodeLoad;
import io.countersign.load.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench start`: how long a node takes from the start of its process to its readiness.
@Command(name = "start")
final class BenchStartCommand extends BaseCommand {
  private static final int MAX_RUNS = 1_000;
  private static final int MAX_REQUESTS = 10_000;

  @Option(names = "--runs", paramLabel = "N", descriptionKey = "start.runs")
  private int runs = 5;

  @Option(names = "--requests", paramLabel = "N", descriptionKey = "start.requests")
  private int requests;

  BenchStartCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    if (runs < 1 || runs > MAX_RUNS) {
      throw CliException.usage(Code.USAGE, "--runs", "1 to " + MAX_RUNS, Integer.toString(runs));
    }
    if (requests < 0 || requests > MAX_REQUESTS) {
      throw CliException.usage(
          Code.USAGE, "--requests", "0 to " + MAX_REQUESTS, Integer.toString(requests));
    }
    List<Duration> ready = new ArrayList<>();
    List<Duration> processor = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      BenchNode bench = BenchNode.of(session(), "");
      try (bench;
          NodeProcess node = bench.start()) {
        ready.add(node.ready());
        processor.add(node.readyProcessor());
        if (requests > 0) {
          exercise(node);
        }
      }
    }
    Collections.sort(ready);
    Collections.sort(processor);
    session()
        .tell("start.title", runs, Runtime.getRuntime().availableProcessors(), Runtime.version());
    FigureTable.print(
        session(),
        List.of(
            millis("start.least", ready.getFirst()),
            millis("start.median", ready.get(runs / 2)),
            millis("start.most", ready.getLast()),
            millis("start.processor", processor.get(runs / 2))));
    return Exit.PASSED;
  }

  /// So that whoever keeps what the node has loaded keeps more than its start.
  private void exercise(NodeProcess node) {
    Host host = session().host();
    NodeLoad load =
        new NodeLoad(
            node.base(),
            TermsFile.read(Path.of(TermsFile.SAMPLE + "bank-hybrid")),
            new NodeLoad.World(host.clock(), host.random(), host.workers(), host.threads()));
    load.singles(1, requests, 0, 1).run();
    NodeLoad.Growth growth = load.growth(requests);
    growth.send(growth.sign(requests));
  }

  private static Figure millis(String name, Duration value) {
    return new Figure(name, value.toMillis(), Figure.Unit.MILLIS);
  }
}
