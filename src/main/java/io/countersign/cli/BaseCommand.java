package io.countersign.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/// What every command takes, and how it begins.
abstract class BaseCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      descriptionKey = "help")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(names = "--lang", paramLabel = "zh|en", descriptionKey = "lang")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private String lang = "";

  @Option(names = "--json", descriptionKey = "json")
  private boolean json;

  BaseCommand(Session session) {
    this.session = session;
  }

  final Session session() {
    return session;
  }

  @Override
  public final Integer call() {
    session.readByMachine(json);
    return run();
  }

  /// Does the work.
  ///
  /// @return the exit code
  /// @throws CliException if it cannot be done
  abstract int run();
}
