package io.countersign.intake;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/// A second reading of the bank data that shares nothing with the importer: plain split, the two
/// times of day instead of the duration columns, and the JDK's time-zone database instead of the
/// terms' offsets.
final class BankRecount {
  private static final ZoneId ISRAEL = ZoneId.of("Asia/Jerusalem");
  private static final int DAY = 24 * 60 * 60;

  record Row(
      long at,
      String source,
      String id,
      String outcome,
      String service,
      String priority,
      int vru,
      int queue,
      int talk,
      boolean queued,
      boolean served) {}

  final List<Row> rows = new ArrayList<>();
  final Map<String, Integer> outcomes = new TreeMap<>();
  final Map<Oddity, Long> oddities = new EnumMap<>(Oddity.class);
  long agentSeconds;
  long agentMinutes;
  long agentSixes;
  long agentSecondsByClock;

  static BankRecount of(Path file) {
    BankRecount out = new BankRecount();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
      in.readLine();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.add(line.split("\t", -1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out;
  }

  private void add(String[] c) {
    int[] t = new int[6];
    int[] columns = {6, 7, 9, 10, 13, 14};
    for (int i = 0; i < 6; i++) {
      String[] hms = c[columns[i]].split(":", -1);
      t[i] =
          Integer.parseInt(hms[0]) * 3600
              + Integer.parseInt(hms[1]) * 60
              + Integer.parseInt(hms[2]);
    }
    int vru = Integer.parseInt(c[8]);
    int queue = Integer.parseInt(c[11]);
    int talk = Integer.parseInt(c[15]);
    int year = 1900 + Integer.parseInt(c[5].substring(0, 2));
    int month = Integer.parseInt(c[5].substring(2, 4));
    int day = Integer.parseInt(c[5].substring(4));
    LocalDateTime entry =
        LocalDateTime.of(year, month, day, t[0] / 3600, t[0] / 60 % 60, t[0] % 60);
    boolean queued = t[2] + t[3] + queue > 0;
    boolean talked = t[4] + t[5] + talk > 0;
    boolean served = !"NO_SERVER".equals(c[16]);
    rows.add(
        new Row(
            entry.atZone(ISRAEL).toEpochSecond(),
            c[0],
            c[5] + "-" + c[1],
            c[12],
            c[4],
            "P" + c[3],
            vru,
            queue,
            talk,
            queued,
            served));
    outcomes.merge(c[12], 1, Integer::sum);
    boolean agent = c[12].equals("AGENT");
    if (agent) {
      agentSeconds += talk;
      agentMinutes += talk / 60 + (talk % 60 == 0 ? 0 : 1);
      agentSixes += talk % 6 == 0 ? talk : talk + 6 - talk % 6;
      agentSecondsByClock += t[5] >= t[4] ? t[5] - t[4] : t[5] + DAY - t[4];
    }
    // What the documentation does not lead one to expect, said once more in other words.
    note(Oddity.PHANTOM_WITH_SERVICE, c[12].equals("PHANTOM") && talked);
    note(Oddity.HANG_WITH_SERVICE, c[12].equals("HANG") && talked);
    note(Oddity.HANG_WITH_AGENT, c[12].equals("HANG") && served);
    note(Oddity.AGENT_WITHOUT_NAME, agent && !served);
    note(Oddity.AGENT_ZERO_SECONDS, agent && c[15].equals("0"));
    note(
        Oddity.AGENT_WITHOUT_TIMES,
        agent && c[13].equals("0:00:00") && c[14].equals("0:00:00") && c[15].equals("0"));
    note(Oddity.AGENT_NAME_DAMAGED, c[16].matches("NO_SERVER.+|.+NO_SERVER.*"));
    note(Oddity.VRU_NEGATIVE, c[8].startsWith("-"));
    note(Oddity.QUEUE_APART_FROM_VRU, queued && !c[9].equals(c[7]));
    note(Oddity.QUEUE_ZERO_SECONDS, queued && c[11].equals("0"));
    int early = t[3] - t[4];
    note(
        Oddity.AGENT_BEFORE_QUEUE_EXIT,
        queued && talked && ((early > 0 && early < DAY / 2) || early < -DAY / 2));
    note(
        Oddity.MIDNIGHT_LIKE_NONE,
        (queued && c[9].equals("0:00:00") != c[10].equals("0:00:00"))
            || (talked && c[13].equals("0:00:00") != c[14].equals("0:00:00")));
    note(Oddity.TYPE_UNDOCUMENTED, !"PS PE IN NE NW TT".contains(c[4]));
    note(Oddity.VERY_LONG, talk > 2 * 3600 || queue > 3600);
    note(
        Oddity.DURATION_DIFFERS,
        vru != t[1] - t[0]
            || (queue != t[3] - t[2] && queue != t[3] - t[2] + DAY)
            || (talk != t[5] - t[4] && talk != t[5] - t[4] + DAY));
    int last = talked ? t[5] : queued ? t[3] : t[1];
    boolean next = t[0] - last > DAY / 2;
    note(Oddity.PAST_MIDNIGHT, next);
    note(Oddity.PAST_MONTH, next && entry.plusDays(1).getDayOfMonth() == 1);
  }

  private void note(Oddity oddity, boolean shown) {
    if (shown) {
      oddities.merge(oddity, 1L, Long::sum);
    }
  }
}
