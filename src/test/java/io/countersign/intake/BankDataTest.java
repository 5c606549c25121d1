package io.countersign.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.terms.ClockOffset;
import io.countersign.testing.Shared;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The six real months, read in place: importer, independent recount and the second opinion of the
/// design agree.
class BankDataTest {
  /// Israel in 1999: summer time from 2 April, 2:00, to 3 September, 2:00, by the old offset.
  static final WallClock CLOCK =
      WallClock.of(
          List.of(
              new ClockOffset(0, 7_200),
              new ClockOffset(923_011_200, 10_800),
              new ClockOffset(936_313_200, 7_200)));

  @ParameterizedTest
  @CsvSource({
    "01_January,  31599, 27060,  4299, 240, 4964204,  96261, 5031264",
    "02_February, 33344, 27162,  5904, 278, 4790100,  93792, 4858164",
    "03_March,    38801, 27847, 10547, 407, 5173551, 100724, 5243466",
    "04_April,    32036, 23583,  8148, 305, 5021490,  95908, 5081406",
    "05_May,      39553, 29923,  9212, 418, 5966035, 115060, 6041412",
    "06_June,     37935, 31193,  6420, 322, 5890697, 114312, 5969328",
  })
  void month_readTwice_agreesRowByRowAndWithTheSecondOpinion(
      String month,
      long rows,
      int agent,
      int hang,
      int phantom,
      long seconds,
      long minutes,
      long sixes)
      throws Exception {
    Path file = Shared.path("data/bank1999/" + month + ".txt.gz");
    List<UsageRecord> records = new ArrayList<>();
    ImportReport report = read(file, records);
    BankRecount recount = BankRecount.of(file);

    assertEquals(rows, report.rows());
    assertEquals(rows, report.records());
    assertEquals(List.of(), report.refusals());
    assertEquals(recount.rows.size(), records.size());
    for (int i = 0; i < records.size(); i++) {
      assertEquals(recount.rows.get(i), row(records.get(i)), "line " + (i + 2));
    }
    assertEquals(recount.oddities, report.oddities());

    assertEquals(agent, recount.outcomes.get("AGENT"));
    assertEquals(hang, recount.outcomes.get("HANG"));
    assertEquals(phantom, recount.outcomes.get("PHANTOM"));
    CallTally tally = new CallTally();
    records.forEach(tally::add);
    assertEquals(agent, tally.calls("AGENT"));
    assertEquals(hang, tally.calls("HANG"));
    assertEquals(phantom, tally.calls("PHANTOM"));
    assertEquals(seconds, tally.talkSeconds("AGENT"));
    assertEquals(seconds, recount.agentSeconds);
    assertEquals(seconds, recount.agentSecondsByClock);
    assertEquals(minutes, tally.talkUnits("AGENT", 60));
    assertEquals(minutes, recount.agentMinutes);
    assertEquals(sixes, tally.talkUnits("AGENT", 6) * 6);
    assertEquals(sixes, recount.agentSixes);
  }

  @Test
  void names_overSixMonths_areUnique() throws Exception {
    Set<String> names = new HashSet<>();
    Set<String> withoutDate = new HashSet<>();
    long rows = 0;
    for (String month :
        List.of("01_January", "02_February", "03_March", "04_April", "05_May", "06_June")) {
      List<UsageRecord> records = new ArrayList<>();
      rows += read(Shared.path("data/bank1999/" + month + ".txt.gz"), records).rows();
      for (UsageRecord r : records) {
        names.add(r.source() + " " + r.id());
        withoutDate.add(r.source() + " " + r.id().substring(7));
      }
    }
    assertEquals(rows, names.size());
    assertEquals(rows, withoutDate.size(), "call_id does not repeat within a line in half a year");
  }

  private static ImportReport read(Path file, List<UsageRecord> into) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return TechnionReader.read(in, file.getFileName().toString(), CLOCK, into::add);
    }
  }

  private static BankRecount.Row row(UsageRecord r) {
    assertEquals(CallRecords.TYPE, r.type());
    assertEquals(0, r.rev());
    Json.Obj d = r.data();
    assertEquals(8, d.size());
    return new BankRecount.Row(
        r.at(),
        r.source(),
        r.id(),
        text(d, "outcome"),
        text(d, "service"),
        text(d, "priority"),
        (int) number(d, "vru_s"),
        (int) number(d, "queue_s"),
        (int) number(d, "talk_s"),
        Json.of(true).equals(d.get("queued")),
        Json.of(true).equals(d.get("served")));
  }

  private static String text(Json.Obj data, String field) {
    return data.get(field) instanceof Json.Str s ? s.value() : "no text in " + field;
  }

  private static long number(Json.Obj data, String field) {
    return data.get(field) instanceof Json.Int i ? i.value() : Long.MIN_VALUE;
  }
}
