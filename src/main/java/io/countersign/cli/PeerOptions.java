package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.http.client.LedgerClient;
import io.countersign.http.client.NodeClient;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How whoever keeps a copy is asked: a watch that serves, or another node.
final class PeerOptions {
  @Option(names = "--key", paramLabel = "NAME", descriptionKey = "watch.key")
  private @Nullable String key;

  @Option(names = "--token-file", paramLabel = "FILE", descriptionKey = "token-file")
  private @Nullable Path tokenFile;

  @Option(names = "--password-file", paramLabel = "FILE", descriptionKey = "password-file")
  private @Nullable Path passwordFile;

  /// Asks the ledger at `url`.
  <T> T at(Session session, Home home, String url, Bytes32 id, Function<LedgerClient, T> question) {
    Keyring keys = new Keyring(session, home, Optional.ofNullable(passwordFile), Optional.empty());
    try (NodeClient node =
        Remote.node(
            session,
            url,
            Remote.credential(
                home, keys, Optional.ofNullable(key), Optional.ofNullable(tokenFile)))) {
      return question.apply(new LedgerClient(node, id));
    }
  }
}
