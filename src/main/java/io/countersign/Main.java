package io.countersign;

import io.countersign.cli.Cli;
import io.countersign.cli.Host;
import io.countersign.cli.Rehearsal;
import io.countersign.cli.VirtualClock;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
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
            clock(err),
            VirtualClock::new,
            new SecureRandom(),
            Main::daemon,
            new ThreadWorkers(Runtime.getRuntime().availableProcessors(), Main::daemon),
            prompt,
            "1".equals(System.getenv("COUNTERSIGN_PROGRESS")),
            Thread.ofVirtual().name("request").factory(),
            work -> Runtime.getRuntime().addShutdownHook(new Thread(work, "countersign-end")));
    int exit = Cli.run(host, args);
    out.flush();
    err.flush();
    System.exit(exit);
  }

  /// The time of day; or, to rehearse months that are over, a clock that starts as
  /// COUNTERSIGN_CLOCK says ([Rehearsal]) and runs on from there. It says so each time.
  private static InstantSource clock(PrintStream err) {
    String start = System.getenv("COUNTERSIGN_CLOCK");
    InstantSource real = InstantSource.system();
    if (start == null || start.isEmpty()) {
      return real;
    }
    Instant machine = real.instant();
    Optional<Instant> now = Rehearsal.now(start, machine);
    if (now.isEmpty()) {
      err.println(
          "countersign: COUNTERSIGN_CLOCK is no instant such as 2026-02-10T00:00:00Z: " + start);
      err.println("countersign：COUNTERSIGN_CLOCK 不是 2026-02-10T00:00:00Z 这样的时刻：" + start);
      err.flush();
      System.exit(64);
      return real;
    }
    Duration ahead = Duration.between(machine, now.get());
    err.println("countersign: virtual clock, starts at " + now.get() + " / 虚拟时钟，起于 " + now.get());
    return () -> real.instant().plus(ahead);
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
