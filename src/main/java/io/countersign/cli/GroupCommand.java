package io.countersign.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// A word that other commands stand behind, such as `terms`: alone it shows help.
@Command(synopsisSubcommandLabel = "COMMAND")
final class GroupCommand implements Callable<Integer> {
  private final Session session;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      descriptionKey = "help")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  GroupCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (spec != null) {
      spec.commandLine().usage(session.host().err());
    }
    return Exit.USAGE;
  }
}
