package io.countersign.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a signed entry goes: to a node, or without it to the ledger of this home.
final class NodeOption {
  @Option(names = "--node", paramLabel = "URL", descriptionKey = "append.node")
  private @Nullable String url;

  Optional<String> url() {
    return Optional.ofNullable(url);
  }
}
