package io.countersign.cli;

import io.countersign.core.ledger.Workers;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import picocli.CommandLine;

/// Commands typed by one person at a home directory of their own, in this process, with a clock and
/// a randomness that a test controls.
final class Typed {
  /// What a command did.
  record Result(int exit, String out, String err) {
    /// Everything it printed, for messages.
    String all() {
      return "exit " + exit + "\n" + out + err;
    }
  }

  private final Map<String, String> env = new HashMap<>();
  private InstantSource clock = InstantSource.system();
  private Optional<Function<String, char[]>> prompt = Optional.empty();
  private final Random random;

  private Typed(long seed) {
    random = new Random(seed);
  }

  /// A person whose home is `home`, whose password is `password` and whose language is English.
  static Typed at(Path home, String password) {
    Typed out = new Typed(home.hashCode());
    out.env.put("COUNTERSIGN_HOME", home.toString());
    out.env.put("COUNTERSIGN_PASSWORD", password);
    return out;
  }

  Typed with(String variable, String value) {
    env.put(variable, value);
    return this;
  }

  Typed without(String variable) {
    env.remove(variable);
    return this;
  }

  Typed at(InstantSource time) {
    clock = time;
    return this;
  }

  /// Answers questions on a terminal with `answers`, in order, then with nothing.
  Typed answering(String... answers) {
    List<String> left = new ArrayList<>(List.of(answers));
    prompt = Optional.of(q -> (left.isEmpty() ? "" : left.removeFirst()).toCharArray());
    return this;
  }

  Result run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = Cli.run(host(out, err), args);
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Host host(ByteArrayOutputStream out, ByteArrayOutputStream err) {
    return new Host(
        InputStream.nullInputStream(),
        new PrintStream(out, false, StandardCharsets.UTF_8),
        new PrintStream(err, false, StandardCharsets.UTF_8),
        Map.copyOf(env),
        clock,
        VirtualClock::new,
        random,
        Thread::new,
        Workers.SEQUENTIAL,
        prompt,
        false,
        Thread.ofVirtual().factory(),
        work -> {});
  }

  /// The whole tree of commands.
  CommandLine commandLine(Texts.Lang lang) {
    Host host = host(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    return Cli.commandLine(new Session(host, Texts.of(lang)));
  }

  /// The words of `line`, cut at spaces.
  Result type(String line) {
    return run(line.strip().split("\\s+", -1));
  }
}
