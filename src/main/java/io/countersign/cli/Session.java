package io.countersign.cli;

import io.countersign.core.encoding.Json;

/// One run of the command line: the world, the language, and whether a machine reads.
final class Session {
  private final Host host;
  private final Texts texts;
  private boolean json;

  Session(Host host, Texts texts) {
    this.host = host;
    this.texts = texts;
  }

  Host host() {
    return host;
  }

  Texts texts() {
    return texts;
  }

  boolean json() {
    return json;
  }

  void readByMachine(boolean on) {
    json = on;
  }

  String text(String key, Object... values) {
    return texts.text(key, values);
  }

  /// Prints one line of result, for people.
  void say(String line) {
    if (!json) {
      host.out().println(line);
    }
  }

  /// Prints the message under `key`, for people.
  void tell(String key, Object... values) {
    say(text(key, values));
  }

  void say(Table table) {
    table.lines().forEach(this::say);
  }

  /// Prints the result, for machines.
  void answer(Json value) {
    if (json) {
      host.out().println(value.toText());
    }
  }
}
