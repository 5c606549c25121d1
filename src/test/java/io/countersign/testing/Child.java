package io.countersign.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A second JVM of this test's class path, whose lines the test reads and which it may kill.
public final class Child implements AutoCloseable {
  private static final int SECONDS = 60;

  private final Process process;
  private final BufferedReader lines;

  private Child(Process process) {
    this.process = process;
    this.lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /// Starts `main`; what it writes to standard error goes to this process's.
  public static Child start(Class<?> main, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dslf4j.internal.verbosity=ERROR");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new Child(builder.start());
  }

  /// Runs `main` to its end.
  public static Result run(Class<?> main, String... args) throws Exception {
    try (Child child = start(main, args)) {
      StringBuilder out = new StringBuilder();
      for (String line = child.lines.readLine(); line != null; line = child.lines.readLine()) {
        out.append(line).append('\n');
      }
      if (!child.process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the child does not end");
      }
      return new Result(child.process.exitValue(), out.toString());
    }
  }

  /// The next line that the child prints; empty at its end.
  public String line() throws IOException {
    String line = lines.readLine();
    return line == null ? "" : line;
  }

  /// Ends the child at once, as `kill -9` does, and waits until it is gone.
  public void kill() throws InterruptedException {
    // Through the handle: Process.destroyForcibly would close the pipe that is still to be read.
    process.toHandle().destroyForcibly();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the child does not die");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /// What a child came to.
  public record Result(int exit, String out) {}
}
