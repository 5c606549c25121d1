package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The directory in which one person or one operator keeps keys and ledgers: `keys/<name>.json` and
/// `ledgers/<id>/ledger.db`.
final class Home {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final Path root;

  private Home(Path root) {
    this.root = root;
  }

  /// `given`, else COUNTERSIGN_HOME, else `.countersign` in the user's own directory.
  static Home of(Optional<Path> given, Map<String, String> env) {
    if (given.isPresent()) {
      return new Home(given.get());
    }
    String named = env.getOrDefault("COUNTERSIGN_HOME", "");
    if (!named.isEmpty()) {
      return new Home(Path.of(named));
    }
    String own = env.getOrDefault("HOME", env.getOrDefault("USERPROFILE", "."));
    return new Home(Path.of(own, ".countersign"));
  }

  Path root() {
    return root;
  }

  Path keys() {
    return root.resolve("keys");
  }

  Path ledgers() {
    return root.resolve("ledgers");
  }

  /// The file of the key called `name`; a name with a slash in it is a path.
  ///
  /// @throws CliException `FIELD_PATTERN` where the name is neither
  Path keyFile(String name) {
    if (name.contains("/") || name.contains("\\")) {
      return Path.of(name);
    }
    if (!NAME.matcher(name).matches()) {
      throw CliException.usage(
          Code.FIELD_PATTERN,
          "key",
          "a name of letters, digits, '.', '_' and '-', or a path",
          MalformedException.show(name));
    }
    return keys().resolve(name + ".json");
  }

  /// Reads the key called `name`, still locked.
  KeyFile key(String name) {
    Path file = keyFile(name);
    Bytes bytes = Disk.read(file, KeyFile.MAX_BYTES);
    try {
      return KeyFile.parse(bytes);
    } catch (MalformedException e) {
      throw CliException.malformed(file.toString(), e);
    }
  }
}
