package io.countersign.recorder;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.UsageRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// Lines of events or records from a stream, taken in handfuls: a full queue makes the stream wait.
public final class EventLines {
  /// Lines of one handful: the queue has to have room for them.
  public static final int HANDFUL = 100;

  private EventLines() {}

  /// Is told what became of each line.
  @FunctionalInterface
  public interface Listener {
    /// @param line from 1
    void verdict(long line, Recorder.Verdict verdict);
  }

  /// Reads to the end of `in`. While the queue is full it sends what waits.
  ///
  /// @param told is given each reason for which nothing moves meanwhile
  public static void read(
      InputStream in,
      Recorder recorder,
      CloudEvents events,
      Listener listener,
      Consumer<Finding> told)
      throws IOException, InterruptedException {
    InputStream lines = new BufferedInputStream(in, 1 << 16);
    byte[] buffer = new byte[CloudEvents.MAX_BYTES];
    long number = 0;
    boolean more = true;
    while (more) {
      List<UsageRecord> records = new ArrayList<>();
      List<Long> numbers = new ArrayList<>();
      while (more && records.size() < HANDFUL) {
        int length = line(lines, buffer);
        if (length == END) {
          more = false;
          break;
        }
        number++;
        if (length == 0) {
          continue;
        }
        try {
          if (length == TOO_LONG) {
            throw new MalformedException(
                Code.INPUT_TOO_LARGE, "line", -1, "at most " + buffer.length + " bytes", "more");
          }
          CloudEvents.Read read = events.line(Bytes.wrap(Arrays.copyOf(buffer, length)));
          if (read.usage().isPresent()) {
            records.add(read.usage().get());
            numbers.add(number);
          } else {
            Finding why = read.why().orElseThrow().toFinding();
            listener.verdict(number, new Recorder.Verdict.Refused(why));
          }
        } catch (MalformedException e) {
          listener.verdict(number, new Recorder.Verdict.Refused(e.toFinding()));
        }
      }
      take(recorder, records, numbers, listener, told);
    }
  }

  private static final int END = -1;
  private static final int TOO_LONG = -2;

  /// Reads a line without its end into `buffer`.
  ///
  /// @return its length, [#END] or [#TOO_LONG]; of a line that is too long the rest is read over
  private static int line(InputStream in, byte[] buffer) throws IOException {
    int length = 0;
    boolean any = false;
    for (int b = in.read(); b >= 0; b = in.read()) {
      any = true;
      if (b == '\n') {
        break;
      }
      if (length < buffer.length) {
        buffer[length] = (byte) b;
      }
      length = Math.min(length + 1, buffer.length + 1);
    }
    if (!any) {
      return END;
    }
    if (length > buffer.length) {
      return TOO_LONG;
    }
    return length > 0 && buffer[length - 1] == '\r' ? length - 1 : length;
  }

  private static void take(
      Recorder recorder,
      List<UsageRecord> records,
      List<Long> numbers,
      Listener listener,
      Consumer<Finding> told)
      throws InterruptedException {
    while (true) {
      switch (recorder.take(records)) {
        case Recorder.Intake.Done done -> {
          for (int i = 0; i < numbers.size(); i++) {
            listener.verdict(numbers.get(i), done.verdicts().get(i));
          }
          recorder.step();
          return;
        }
        case Recorder.Intake.Full full -> {
          if (!recorder.drain(full.retryAfter(), told)) {
            Thread.sleep(Math.min(full.retryAfter().toMillis(), 1_000));
          }
        }
      }
    }
  }
}
