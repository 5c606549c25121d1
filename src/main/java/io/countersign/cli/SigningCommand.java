package io.countersign.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What every command takes that unlocks a key.
abstract class SigningCommand extends HomeCommand {
  @Option(names = "--password-file", paramLabel = "FILE", descriptionKey = "password-file")
  private @Nullable Path passwordFile;

  @Option(names = "--log-password-file", paramLabel = "FILE", descriptionKey = "log-password-file")
  private @Nullable Path logPasswordFile;

  @Option(names = "--ledger", paramLabel = "ID", descriptionKey = "ledger")
  private String ledger = "";

  SigningCommand(Session session) {
    super(session);
  }

  final Keyring keys() {
    return new Keyring(
        session(), home(), Optional.ofNullable(passwordFile), Optional.ofNullable(logPasswordFile));
  }

  /// The ledger as `--ledger` names it; empty without.
  final String named() {
    return ledger;
  }

  /// The ledgers of the home.
  final Ledgers ledgers() {
    return new Ledgers(session(), home(), ledger);
  }

  /// UTC seconds now.
  final long nowSeconds() {
    return Math.floorDiv(session().host().clock().millis(), 1000L);
  }
}
