package io.countersign.cli;

import io.countersign.witness.Alarm;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Says an alarm at once, and runs its owner's command.
final class AlarmHook {
  /// How long the command may run.
  private static final int SECONDS = 60;

  private final Session session;
  private final Optional<String> command;

  AlarmHook(Session session, Optional<String> command) {
    this.session = session;
    this.command = command;
  }

  void alarm(Alarm alarm) {
    session.host().err().println(Cli.describe(session.texts(), alarm.finding()));
    session.host().err().flush();
    command.ifPresent(c -> run(c, alarm));
  }

  private void run(String shell, Alarm alarm) {
    try {
      ProcessBuilder builder = new ProcessBuilder("sh", "-c", shell);
      builder.environment().put("COUNTERSIGN_ALARM", alarm.finding().code().id());
      builder.environment().put("COUNTERSIGN_ALARM_WHERE", alarm.finding().where());
      builder.environment().put("COUNTERSIGN_ALARM_FOUND", alarm.finding().found());
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        session.host().err().println(session.text("watch.hook", shell));
      }
    } catch (IOException e) {
      session.host().err().println(session.text("watch.hook", shell));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
