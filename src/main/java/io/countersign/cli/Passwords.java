package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Where passwords come from: a file, the environment, or the terminal; never an argument, which
/// every user of the machine could read.
final class Passwords {
  private static final int MAX_BYTES = 1024;

  private Passwords() {}

  /// The password for the key called `name`.
  ///
  /// @param file the file that was named, if one was: its first line
  /// @param variable the environment variable to look into next
  /// @throws CliException `PASSWORD_MISSING` where nothing gives one
  static char[] ask(Session session, Optional<Path> file, String variable, String name) {
    Optional<char[]> given = given(session, file, variable);
    if (given.isPresent()) {
      return given.get();
    }
    return prompt(session, "password.ask", name);
  }

  /// A password for a new key, asked for twice on a terminal.
  static char[] choose(Session session, Optional<Path> file, String variable, String name) {
    Optional<char[]> given = given(session, file, variable);
    if (given.isPresent()) {
      return given.get();
    }
    char[] first = prompt(session, "password.choose", name);
    char[] second = prompt(session, "password.again", name);
    if (!Arrays.equals(first, second)) {
      throw CliException.refused(
          Code.PASSWORD_MISSING, name, "the same password twice", "two different ones");
    }
    return first;
  }

  private static Optional<char[]> given(Session session, Optional<Path> file, String variable) {
    if (file.isPresent()) {
      Bytes bytes = Disk.read(file.get(), MAX_BYTES);
      String line =
          new String(bytes.toArray(), StandardCharsets.UTF_8).lines().findFirst().orElse("");
      if (line.isEmpty()) {
        throw CliException.usage(
            Code.PASSWORD_MISSING,
            file.get().toString(),
            "a password in the first line",
            "nothing");
      }
      return Optional.of(line.toCharArray());
    }
    String value = session.host().env().getOrDefault(variable, "");
    return value.isEmpty() ? Optional.empty() : Optional.of(value.toCharArray());
  }

  private static char[] prompt(Session session, String question, String name) {
    char[] answer =
        session.host().prompt().map(p -> p.apply(session.text(question, name))).orElse(new char[0]);
    if (answer.length == 0) {
      throw CliException.usage(Code.PASSWORD_MISSING, "key " + name, "a password", "none");
    }
    return answer;
  }
}
