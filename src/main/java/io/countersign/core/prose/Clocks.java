package io.countersign.core.prose;

import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Window;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.regex.Pattern;

/// Instants, offsets and times of day.
final class Clocks {
  private static final Pattern TIME = Pattern.compile("[0-9]{2}:[0-9]{2}(?::[0-9]{2})?");
  private static final Pattern OFFSET = Pattern.compile("UTC[+-]" + TIME);
  private static final Pattern INSTANT =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2} " + TIME + " UTC");

  /// A second of the local day, 0 to 86,400.
  static final Form SECOND_OF_DAY =
      Forms.of((v, page) -> page.say(time(Jsons.number(v))), in -> Json.of(seconds(in.take(TIME))));

  /// Seconds that local time is ahead of UTC.
  static final Form AHEAD =
      Forms.of(
          (v, page) -> page.say(offset(Jsons.number(v))),
          in -> {
            String text = in.take(OFFSET);
            long s = seconds(text.substring(4));
            return Json.of(text.charAt(3) == '-' ? -s : s);
          });

  /// An instant in UTC seconds.
  static final Form AT =
      Forms.of(
          (v, page) -> page.say(instant(Jsons.number(v))),
          in -> {
            String text = in.take(INSTANT);
            try {
              long day = LocalDate.parse(text.substring(0, 10)).toEpochDay();
              return Json.of(day * Window.DAY + seconds(text.substring(11, text.length() - 4)));
            } catch (DateTimeException e) {
              throw Unread.here();
            }
          });

  private Clocks() {}

  /// `09:00`, with seconds only where they are not 0.
  static String time(long second) {
    String hm = String.format(Locale.ROOT, "%02d:%02d", second / 3600, second / 60 % 60);
    return second % 60 == 0 ? hm : hm + String.format(Locale.ROOT, ":%02d", second % 60);
  }

  private static long seconds(String time) {
    long s = 0;
    String padded = time.length() == 5 ? time + ":00" : time;
    for (String part : padded.split(":", -1)) {
      s = s * 60 + Long.parseLong(part);
    }
    return s;
  }

  static String offset(long seconds) {
    return "UTC" + (seconds < 0 ? "-" : "+") + time(Math.abs(seconds));
  }

  static String instant(long at) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(at, (long) Window.DAY));
    return date + " " + time(Math.floorMod(at, (long) Window.DAY)) + " UTC";
  }
}
