package io.countersign.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// What every command takes that signs something into a file.
final class KeyAndOut {
  @Option(names = "--key", required = true, paramLabel = "NAME", descriptionKey = "key")
  private String key = "";

  @Option(names = "--out", required = true, paramLabel = "FILE", descriptionKey = "out")
  private Path out = Path.of("");

  String key() {
    return key;
  }

  Path out() {
    return out;
  }
}
