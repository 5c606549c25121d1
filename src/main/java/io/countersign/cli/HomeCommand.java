package io.countersign.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What every command takes that works on keys or ledgers.
abstract class HomeCommand extends BaseCommand {
  /// The environment variable that may hold the password of a party's key.
  static final String PASSWORD_VARIABLE = "COUNTERSIGN_PASSWORD";

  /// The environment variable that may hold the password of the log's key, where it is another.
  static final String LOG_PASSWORD_VARIABLE = "COUNTERSIGN_LOG_PASSWORD";

  @Option(names = "--home", paramLabel = "DIR", descriptionKey = "home")
  private @Nullable Path home;

  HomeCommand(Session session) {
    super(session);
  }

  final Home home() {
    return Home.of(Optional.ofNullable(home), session().host().env());
  }
}
