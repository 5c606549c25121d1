package io.countersign;

import io.countersign.cli.Cli;
import io.countersign.cli.Host;
import io.countersign.cli.VirtualClock;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/// The program's start: makes the clock, the randomness and the streams, and hands them to the
/// command line.
public final class Main {
  private Main() {}

  /// Runs the command that `args` name and ends the process with its exit code.
  @SuppressWarnings("SystemConsoleNull") // JDK 25 went back to null where there is no terminal
  public static void main(String[] args) {
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    Console console = System.console();
    Optional<Function<String, char[]>> prompt =
        console == null || !console.isTerminal()
            ? Optional.empty()
            : Optional.of(question -> password(console, question));
    Host host =
        new Host(
            System.in,
            out,
            err,
            System.getenv(),
            InstantSource.system(),
            VirtualClock::new,
            new SecureRandom(),
            Main::daemon,
            new ThreadWorkers(Runtime.getRuntime().availableProcessors(), Main::daemon),
            prompt,
            "1".equals(System.getenv("COUNTERSIGN_PROGRESS")));
    int exit = Cli.run(host, args);
    out.flush();
    err.flush();
    System.exit(exit);
  }

  /// Threads that do not keep the process alive.
  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "countersign");
    thread.setDaemon(true);
    return thread;
  }

  private static char[] password(Console console, String question) {
    char[] answer = console.readPassword("%s", question);
    return answer == null ? new char[0] : answer;
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
