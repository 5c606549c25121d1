package io.countersign.load;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.JsonReader;
import io.countersign.witness.SourceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A node in a process of its own, on a free port of the loopback interface.
///
/// What it logs goes to a file. Closing it tells it to stop and waits; the process dies with this
/// one if that does not help.
public final class NodeProcess implements AutoCloseable {
  private static final long STOP_SECONDS = 60;
  private static final int MAX_LINE = 1 << 16;
  private static final int CONNECT_MILLIS = 1_000;

  /// How long to wait before asking again whether the node is ready.
  private static final long ASK_MILLIS = 2;

  private final Process process;
  private final URI base;
  private final Duration ready;
  private final Duration readyProcessor;

  private NodeProcess(Process process, URI base, Duration ready, Duration readyProcessor) {
    this.process = process;
    this.base = base;
    this.ready = ready;
    this.readyProcessor = readyProcessor;
  }

  /// Starts a node and waits until it says that it is ready.
  ///
  /// @param command `serve` with `--json`, and what it needs
  /// @param env variables besides those of this process
  /// @param log takes what the node prints to its standard error
  /// @throws SourceException `BENCH_NODE` if it ends or says something else
  public static NodeProcess start(List<String> command, Map<String, String> env, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.to(log.toFile()));
    builder.environment().putAll(env);
    long began = System.nanoTime();
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw failed("a program that starts", e.toString(), e);
    }
    boolean done = false;
    try {
      // Not closed: the node would find nobody to print to.
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      String line = out.readLine();
      while (line != null && !line.startsWith("{")) { // the JVM may say something first
        line = out.readLine();
      }
      if (line == null) {
        throw failed("a node that listens", "one that ended; see " + log, null);
      }
      URI base =
          URI.create(
              Fields.of(JsonReader.relaxed(Bytes.utf8(line), MAX_LINE), "serve").string("listen"));
      awaitReady(base, log, process);
      Duration ready = Duration.ofNanos(System.nanoTime() - began);
      done = true;
      return new NodeProcess(process, base, ready, processor(process.toHandle()));
    } catch (MalformedException e) {
      throw failed("a line that says where it listens", e.toFinding().toString(), e);
    } catch (IOException e) {
      throw failed("a node that can be asked", e.toString(), e);
    } finally {
      if (!done) {
        process.destroyForcibly();
      }
    }
  }

  private static void awaitReady(URI base, Path log, Process process) throws IOException {
    while (!isReady(base)) {
      try {
        if (process.waitFor(ASK_MILLIS, TimeUnit.MILLISECONDS)) {
          throw failed("a node that is ready", "one that ended; see " + log, null);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private static boolean isReady(URI base) throws IOException {
    HttpURLConnection asked =
        (HttpURLConnection) base.resolve("/health/ready").toURL().openConnection();
    asked.setConnectTimeout(CONNECT_MILLIS);
    try {
      return asked.getResponseCode() == HttpURLConnection.HTTP_OK;
    } finally {
      asked.disconnect();
    }
  }

  private static SourceException failed(String expected, String found, @Nullable Throwable cause) {
    return new SourceException(new Finding(Code.BENCH_NODE, "node", expected, found), cause);
  }

  /// The address that it listens on.
  public URI base() {
    return base;
  }

  /// From the start of the process to the first answer that it is ready.
  public Duration ready() {
    return ready;
  }

  /// Processor time that it had used when it was ready.
  public Duration readyProcessor() {
    return readyProcessor;
  }

  /// Processor time that it has used so far, on all processors.
  public Duration processor() {
    return processor(process.toHandle());
  }

  /// Processor time that this process has used so far.
  public static Duration ownProcessor() {
    return processor(ProcessHandle.current());
  }

  /// Memory that it has resident now, in bytes; 0 where the system does not say.
  public long residentBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc", process.pid() + "", "status"))) {
      return lines
          .filter(l -> l.startsWith("VmRSS:"))
          .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0; // not Linux
    }
  }

  private static Duration processor(ProcessHandle of) {
    return of.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
