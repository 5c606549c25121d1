package io.countersign.intake;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.UsageRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;

/// Reads a month of the "Anonymous Bank" call-centre data: tab separated, seventeen columns, plain
/// or gzip.
///
/// One row is one call and becomes one record of type `call`; see [CallRecords]. The three
/// durations of the file are carried as they stand, times of day only place the call and reveal
/// oddities. Customer numbers and agents' names stay behind. Name of a record: source = `vru+line`,
/// id = `<yymmdd>-<call_id>`, rev 0: the counter behind `call_id` has five digits and will come
/// round.
///
/// Source: `documentation.txt` of the data, I. Guedj and A. Mandelbaum, Technion, 2000.
public final class TechnionReader {
  /// Bytes of a row.
  public static final int MAX_LINE = 1_024;

  /// The header, column by column.
  static final String HEADER =
      "vru+line\tcall_id\tcustomer_id\tpriority\ttype\tdate\tvru_entry\tvru_exit\tvru_time\tq_start"
          + "\tq_exit\tq_time\toutcome\tser_start\tser_exit\tser_time\tserver";

  private static final int COLUMNS = 17;
  private static final int DAY = 86_400;
  private static final int HALF_DAY = DAY / 2;
  private static final int LONG_SERVICE = 7_200;
  private static final int LONG_QUEUE = 3_600;

  /// Largest duration, in seconds, that is believed: a day.
  private static final int MAX_DURATION = DAY;

  private static final String NO_SERVER = "NO_SERVER";

  private static final Pattern SOURCE = Pattern.compile("[A-Z]{2}[0-9]{4}");
  private static final Pattern CALL_ID = Pattern.compile("[0-9]{1,9}");
  private static final Pattern PRIORITY = Pattern.compile("[0-2]");
  private static final Pattern SERVER = Pattern.compile("[A-Z_]{1,32}");
  private static final Pattern DATE = Pattern.compile("[0-9]{6}");
  private static final Pattern TIME = Pattern.compile("([01]?[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]");
  private static final Pattern SECONDS = Pattern.compile("0|-?[1-9][0-9]{0,5}");

  private final ImportTally tally;
  private final WallClock clock;

  private TechnionReader(ImportTally tally, WallClock clock) {
    this.tally = tally;
    this.clock = clock;
  }

  /// Reads `in` to its end, and hands each readable row's record to `sink`.
  ///
  /// @param name what messages call the file
  /// @param clock the wall clock of the data
  /// @throws MalformedException if the file as a whole is unusable: `IMPORT_HEADER`,
  ///   `IMPORT_COMPRESSION`, `IMPORT_TOO_MANY`, `INPUT_TOO_LARGE`; the sink may have got records by
  ///   then, so its caller keeps nothing of them
  public static ImportReport read(InputStream in, String name, WallClock clock, RecordSink sink)
      throws IOException, MalformedException {
    ImportTally tally = new ImportTally(name, sink);
    LineReader lines = new LineReader(in, name, MAX_LINE);
    String header = lines.next() ? text(lines) : "";
    if (!header.equals(HEADER)) {
      throw new MalformedException(
          Code.IMPORT_HEADER,
          name + ":1",
          -1,
          MalformedException.show(HEADER),
          header.isEmpty() ? "nothing" : MalformedException.show(header));
    }
    TechnionReader reader = new TechnionReader(tally, clock);
    while (lines.next()) {
      tally.row();
      if (tally.lineHolds(lines, MAX_LINE)) {
        try {
          reader.row(lines.number(), text(lines).split("\t", -1));
        } catch (MalformedException e) {
          tally.refuse(lines.number(), e);
        }
      }
    }
    return tally.report();
  }

  private static String text(LineReader line) {
    int length = line.length();
    if (length > 0 && line.array()[length - 1] == '\r') {
      length--;
    }
    return new String(line.array(), 0, length, StandardCharsets.ISO_8859_1);
  }

  private void row(long line, String[] c) throws IOException, MalformedException {
    if (c.length != COLUMNS) {
      throw fault(Code.IMPORT_COLUMNS, "row", COLUMNS + " columns", c.length + " columns");
    }
    String source = matching(c[0], "vru+line", SOURCE);
    String callId = matching(c[1], "call_id", CALL_ID);
    String priority = "P" + matching(c[3], "priority", PRIORITY);
    String service = oneOf(c[4], "type", CallRecords.SERVICES);
    LocalDate date = date(c[5]);
    int vruEntry = time(c[6], "vru_entry");
    int vruExit = time(c[7], "vru_exit");
    int vru = duration(c[8], "vru_time", -HALF_DAY);
    int queueStart = time(c[9], "q_start");
    int queueExit = time(c[10], "q_exit");
    int queue = duration(c[11], "q_time", 0);
    String outcome = oneOf(c[12], "outcome", CallRecords.OUTCOMES);
    int talkStart = time(c[13], "ser_start");
    int talkExit = time(c[14], "ser_exit");
    int talk = duration(c[15], "ser_time", 0);
    String server = matching(c[16], "server", SERVER);

    WallClock.Reading reading = clock.read(date, vruEntry);
    if (reading.at() < 0 || reading.at() > UsageRecord.MAX_AT) {
      throw fault(Code.IMPORT_CLOCK, "vru_entry", "0 to " + UsageRecord.MAX_AT, date + " " + c[6]);
    }
    boolean queued = queueStart != 0 || queueExit != 0 || queue != 0;
    boolean talked = talkStart != 0 || talkExit != 0 || talk != 0;
    boolean served = !server.equals(NO_SERVER);

    switch (reading.shown()) {
      case ONCE -> {}
      case TWICE -> tally.odd(Oddity.CLOCK_FOLD);
      case NEVER -> tally.odd(Oddity.CLOCK_GAP);
    }
    outcomeOddities(outcome, talk, talked, served);
    odd(Oddity.AGENT_NAME_DAMAGED, served && server.contains(NO_SERVER));
    odd(Oddity.TYPE_UNDOCUMENTED, service.equals("AA"));
    odd(Oddity.VRU_NEGATIVE, vru < 0);
    odd(Oddity.VERY_LONG, talk > LONG_SERVICE || queue > LONG_QUEUE);
    odd(Oddity.QUEUE_APART_FROM_VRU, queued && queueStart != vruExit);
    odd(Oddity.QUEUE_ZERO_SECONDS, queued && queue == 0);
    odd(Oddity.AGENT_BEFORE_QUEUE_EXIT, queued && talked && after(queueExit, talkStart));
    odd(
        Oddity.MIDNIGHT_LIKE_NONE,
        (queued && (queueStart == 0 || queueExit == 0))
            || (talked && (talkStart == 0 || talkExit == 0)));
    odd(
        Oddity.DURATION_DIFFERS,
        differs(vruEntry, vruExit, vru)
            || (queued && differs(queueStart, queueExit, queue))
            || (talked && differs(talkStart, talkExit, talk)));
    int end = talked ? talkExit : queued ? queueExit : vruExit;
    boolean nextDay = end < vruEntry - HALF_DAY;
    odd(Oddity.PAST_MIDNIGHT, nextDay);
    odd(Oddity.PAST_MONTH, nextDay && date.getDayOfMonth() == date.lengthOfMonth());

    tally.take(
        CallRecords.of(
            reading.at(),
            source,
            c[5] + "-" + callId,
            outcome,
            service,
            priority,
            vru,
            queue,
            talk,
            queued,
            served),
        line);
  }

  private void outcomeOddities(String outcome, int talk, boolean talked, boolean served) {
    switch (outcome) {
      case "AGENT" -> {
        odd(Oddity.AGENT_WITHOUT_NAME, !served);
        odd(Oddity.AGENT_ZERO_SECONDS, talk == 0);
        odd(Oddity.AGENT_WITHOUT_TIMES, !talked);
      }
      case "HANG" -> {
        odd(Oddity.HANG_WITH_SERVICE, talked);
        odd(Oddity.HANG_WITH_AGENT, served);
      }
      default -> odd(Oddity.PHANTOM_WITH_SERVICE, talked);
    }
  }

  private void odd(Oddity oddity, boolean shown) {
    if (shown) {
      tally.odd(oddity);
    }
  }

  /// True if `a` is later than `b`, both within half a day of each other, midnight between or not.
  private static boolean after(int a, int b) {
    int ahead = Math.floorMod(a - b, DAY);
    return ahead > 0 && ahead < HALF_DAY;
  }

  private static boolean differs(int start, int exit, int seconds) {
    return Math.floorMod(exit - start - seconds, DAY) != 0;
  }

  private static String matching(String text, String column, Pattern pattern)
      throws MalformedException {
    if (!pattern.matcher(text).matches()) {
      throw fault(Code.IMPORT_VALUE, column, pattern.pattern(), MalformedException.show(text));
    }
    return text;
  }

  private static String oneOf(String text, String column, List<String> words)
      throws MalformedException {
    if (!words.contains(text)) {
      throw fault(
          Code.IMPORT_VALUE,
          column,
          "one of " + String.join(", ", words),
          MalformedException.show(text));
    }
    return text;
  }

  /// `yymmdd`; 70 to 99 are of the twentieth century.
  private static LocalDate date(String text) throws MalformedException {
    if (DATE.matcher(text).matches()) {
      int yymmdd = Integer.parseInt(text);
      int year = yymmdd / 10_000;
      try {
        return LocalDate.of(year + (year >= 70 ? 1900 : 2000), yymmdd / 100 % 100, yymmdd % 100);
      } catch (DateTimeException e) {
        throw fault(Code.IMPORT_DATE, "date", "a date that exists", MalformedException.show(text));
      }
    }
    throw fault(Code.IMPORT_DATE, "date", "yymmdd", MalformedException.show(text));
  }

  /// `h:mm:ss` as second of the day.
  private static int time(String text, String column) throws MalformedException {
    if (TIME.matcher(text).matches()) {
      int colon = text.indexOf(':');
      return Integer.parseInt(text.substring(0, colon)) * 3600
          + Integer.parseInt(text.substring(colon + 1, colon + 3)) * 60
          + Integer.parseInt(text.substring(colon + 4));
    }
    throw fault(Code.IMPORT_TIME, column, "h:mm:ss up to 23:59:59", MalformedException.show(text));
  }

  private static int duration(String text, String column, int min) throws MalformedException {
    if (SECONDS.matcher(text).matches()) {
      int seconds = Integer.parseInt(text);
      if (seconds >= min && seconds <= MAX_DURATION) {
        return seconds;
      }
    }
    throw fault(
        Code.IMPORT_NUMBER,
        column,
        "whole seconds from " + min + " to " + MAX_DURATION,
        MalformedException.show(text));
  }

  private static MalformedException fault(Code code, String column, String expected, String found) {
    return new MalformedException(code, column, -1, expected, found);
  }
}
