package io.countersign.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// Node and the programs that `contracts/package-lock.json` names, run in `contracts/`.
///
/// Where Node is missing, or npm cannot bring the programs, a test is skipped, visibly; with
/// `CI=true` it fails.
final class NodeTools {
  /// The folder of the contracts.
  static final Path FOLDER = Path.of("contracts");

  private static final long MINUTES = 5;
  private static final int OLDEST_NODE = 20;

  /// The exit code of the scripts where forge or anvil is not made for this machine.
  private static final int UNAVAILABLE = 69;

  private NodeTools() {}

  /// Runs a command to its end and expects the exit code 0; its output is the message otherwise.
  ///
  /// @return the output
  @CanIgnoreReturnValue
  static String run(String... command) {
    install();
    Result result = start(List.of(command));
    if (result.exit() == UNAVAILABLE) {
      throw missing(result.output());
    }
    assertEquals(0, result.exit(), () -> String.join(" ", command) + ":\n" + result.output());
    return result.output();
  }

  private static synchronized void install() {
    Result node;
    try {
      node = start(List.of("node", "--version"));
    } catch (UncheckedIOException e) {
      throw missing("Node is not on the path");
    }
    String major = node.output().strip().replaceFirst("^v", "").replaceFirst("\\..*", "");
    if (node.exit() != 0 || !major.matches("\\d+") || Integer.parseInt(major) < OLDEST_NODE) {
      throw missing("Node " + OLDEST_NODE + " or newer is needed: " + node.output());
    }
    if (isStale()) {
      Result npm = start(List.of("npm", "ci"));
      if (npm.exit() != 0) {
        throw missing("npm ci in contracts/ failed:\n" + npm.output());
      }
    }
  }

  /// Whether what npm installed is older than the lock file, or not there.
  private static boolean isStale() {
    Path installed = FOLDER.resolve("node_modules").resolve(".package-lock.json");
    Path lock = FOLDER.resolve("package-lock.json");
    try {
      return !Files.exists(installed)
          || Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(lock)) < 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RuntimeException missing(String what) {
    if ("true".equals(System.getenv("CI"))) {
      Assertions.fail(what);
    }
    Assumptions.abort(what);
    return new IllegalStateException(what);
  }

  private static Result start(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true);
    builder.environment().put("NO_COLOR", "1");
    try {
      Path output = Files.createTempFile("contracts", ".log");
      builder.redirectOutput(output.toFile());
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new IllegalStateException(
            command + " did not end in " + MINUTES + " minutes:\n" + text(output));
      }
      Result result = new Result(process.exitValue(), text(output));
      Files.delete(output);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(Path output) throws IOException {
    return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
  }

  /// What a program came to.
  private record Result(int exit, String output) {}
}
