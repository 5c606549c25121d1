package io.countersign.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `countersign` without a command: shows help.
@Command(name = "countersign", synopsisSubcommandLabel = "COMMAND")
final class RootCommand implements Callable<Integer> {
  private final Session session;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      descriptionKey = "help")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      descriptionKey = "version")
  private boolean version;

  @Option(names = "--lang", paramLabel = "zh|en", descriptionKey = "lang")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private String lang = "";

  RootCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (version) {
      session.say("countersign " + Version.text());
      return Exit.PASSED;
    }
    if (spec != null) {
      CommandLine line = spec.commandLine();
      line.usage(session.host().out());
    }
    return Exit.USAGE;
  }
}
