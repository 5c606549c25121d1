package io.countersign.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.UsageRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rows written by hand in the layout of the bank data; none of them is of it.
class TechnionReaderTest {
  private static final String GOOD =
      "AA0199|7|0|1|PS|990310|9:00:00|9:00:06|6|9:00:06|9:00:30|24|AGENT|9:00:29|9:02:00|91|ZED";
  private static final String[] GOOD_COLUMNS = GOOD.split("\\|");

  private final List<UsageRecord> records = new ArrayList<>();

  private static String file(String... rows) {
    StringBuilder out = new StringBuilder(TechnionReader.HEADER).append('\n');
    for (String row : rows) {
      out.append(row.replace('|', '\t')).append('\n');
    }
    return out.toString();
  }

  private ImportReport read(byte[] bytes) throws IOException, MalformedException {
    records.clear();
    return TechnionReader.read(
        new ByteArrayInputStream(bytes), "month.txt", BankDataTest.CLOCK, records::add);
  }

  private ImportReport read(String text) throws IOException, MalformedException {
    return read(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gz = new GZIPOutputStream(out)) {
      gz.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return out.toByteArray();
  }

  private static String with(int column, String value) {
    String[] c = GOOD_COLUMNS.clone();
    c[column] = value;
    return String.join("|", c);
  }

  @Test
  void row_plain_becomesOneRecord() throws Exception {
    ImportReport report = read(file(GOOD));
    assertEquals(1, report.records());
    assertEquals(
        "{\"at\":921049200,\"data\":{\"outcome\":\"AGENT\",\"priority\":\"P1\",\"queue_s\":24,"
            + "\"queued\":true,\"served\":true,\"service\":\"PS\",\"talk_s\":91,\"vru_s\":6},"
            + "\"id\":\"990310-7\",\"rev\":0,\"source\":\"AA0199\",\"type\":\"call\"}",
        records.getFirst().toBytes().toUtf8());
    assertEquals(Map.of(Oddity.AGENT_BEFORE_QUEUE_EXIT, 1L), report.oddities());
  }

  @Test
  void row_compressedOrWithCarriageReturns_isTheSameRecord() throws Exception {
    read(file(GOOD));
    List<UsageRecord> plain = List.copyOf(records);
    read(gzip(file(GOOD)));
    assertEquals(plain, records);
    read(file(GOOD).replace("\n", "\r\n"));
    assertEquals(plain, records);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "AA0199|7|0|1|PS|990310|9:00:00|9:00:06|6|0:00:00|0:00:00|0|PHANTOM|9:00:06|9:00:10|4|NO_SERVER;"
            + " PHANTOM_WITH_SERVICE",
        "AA0199|7|0|1|PS|990310|9:00:00|9:00:06|6|0:00:00|0:00:00|0|PHANTOM|0:00:00|0:00:00|0|NO_SERVER;"
            + " ''",
        "AA0199|7|0|1|PS|990310|9:00:00|9:00:06|6|0:00:00|0:00:00|0|HANG|9:00:06|9:00:10|4|NO_SERVER;"
            + " HANG_WITH_SERVICE",
        "AA0199|7|0|1|PS|990310|9:00:00|9:00:06|6|0:00:00|0:00:00|0|HANG|0:00:00|0:00:00|0|ZED;"
            + " HANG_WITH_AGENT",
        "AA0199|7|0|1|PS|990310|9:00:00|9:00:06|6|0:00:00|0:00:00|0|AGENT|9:00:06|9:00:10|4|NO_SERVER;"
            + " AGENT_WITHOUT_NAME",
        "AA0199|7|0|1|PS|990310|9:00:00|9:00:06|6|0:00:00|0:00:00|0|AGENT|9:00:06|9:00:06|0|ZED;"
            + " AGENT_ZERO_SECONDS",
        "AA0199|7|0|1|PS|990310|9:00:00|9:00:06|6|0:00:00|0:00:00|0|AGENT|0:00:00|0:00:00|0|ZED;"
            + " AGENT_ZERO_SECONDS AGENT_WITHOUT_TIMES",
        "AA0199|7|0|1|PS|990310|9:00:00|9:00:06|6|0:00:00|0:00:00|0|AGENT|9:00:06|9:00:10|4|NO_SERVERX;"
            + " AGENT_NAME_DAMAGED",
        "AA0199|7|0|1|PS|990310|9:00:00|8:59:06|-54|8:59:06|9:00:10|64|HANG|0:00:00|0:00:00|0|NO_SERVER;"
            + " VRU_NEGATIVE",
        "AA0199|7|0|1|PS|990310|9:00:00|9:00:06|6|9:00:07|9:00:10|3|HANG|0:00:00|0:00:00|0|NO_SERVER;"
            + " QUEUE_APART_FROM_VRU",
        "AA0199|7|0|1|PS|990310|9:00:00|9:00:06|6|9:00:06|9:00:06|0|HANG|0:00:00|0:00:00|0|NO_SERVER;"
            + " QUEUE_ZERO_SECONDS",
        "AA0199|7|0|1|PS|990310|23:59:50|23:59:55|5|23:59:55|0:00:01|6|AGENT|0:00:00|0:00:09|9|ZED;"
            + " AGENT_BEFORE_QUEUE_EXIT MIDNIGHT_LIKE_NONE PAST_MIDNIGHT",
        "AA0199|7|0|1|PS|990331|23:59:50|23:59:55|5|0:00:00|0:00:00|0|AGENT|23:59:55|0:00:09|14|ZED;"
            + " PAST_MIDNIGHT PAST_MONTH",
        "AA0199|7|0|1|PS|990310|9:00:00|9:00:06|6|0:00:00|0:00:00|0|AGENT|9:00:06|9:00:10|5|ZED;"
            + " DURATION_DIFFERS",
        "AA0199|7|0|1|PS|990310|9:00:00|9:00:06|6|0:00:00|0:00:00|0|AGENT|9:00:06|11:00:07|7201|ZED;"
            + " VERY_LONG",
        "AA0199|7|0|1|AA|990310|9:00:00|9:00:06|6|0:00:00|0:00:00|0|AGENT|9:00:06|9:00:10|4|ZED;"
            + " TYPE_UNDOCUMENTED",
        "AA0199|7|0|1|PS|990402|2:30:00|2:30:06|6|0:00:00|0:00:00|0|AGENT|2:30:06|2:30:10|4|ZED;"
            + " CLOCK_GAP",
        "AA0199|7|0|1|PS|990903|1:30:00|1:30:06|6|0:00:00|0:00:00|0|AGENT|1:30:06|1:30:10|4|ZED;"
            + " CLOCK_FOLD",
      })
  void row_odd_isCountedAndImportedAllTheSame(String row, String oddities) throws Exception {
    ImportReport report = read(file(row));
    assertEquals(1, report.records());
    assertEquals(
        oddities.isEmpty() ? List.of() : Arrays.stream(oddities.split(" ")).sorted().toList(),
        report.oddities().keySet().stream().map(Enum::name).sorted().toList());
  }

  @ParameterizedTest
  @CsvSource({
    "0, AA01, IMPORT_VALUE, vru+line",
    "1, 12x, IMPORT_VALUE, call_id",
    "3, 3, IMPORT_VALUE, priority",
    "4, XX, IMPORT_VALUE, type",
    "5, 990230, IMPORT_DATE, date",
    "5, 1999-03-10, IMPORT_DATE, date",
    "6, 24:00:00, IMPORT_TIME, vru_entry",
    "7, 9:60:00, IMPORT_TIME, vru_exit",
    "8, 6.0, IMPORT_NUMBER, vru_time",
    "8, -43201, IMPORT_NUMBER, vru_time",
    "9, 9:00, IMPORT_TIME, q_start",
    "10, '', IMPORT_TIME, q_exit",
    "11, -1, IMPORT_NUMBER, q_time",
    "12, BUSY, IMPORT_VALUE, outcome",
    "13, 9:00:6, IMPORT_TIME, ser_start",
    "14, 9h02, IMPORT_TIME, ser_exit",
    "15, -91, IMPORT_NUMBER, ser_time",
    "15, 86401, IMPORT_NUMBER, ser_time",
    "15, 091, IMPORT_NUMBER, ser_time",
    "16, '', IMPORT_VALUE, server",
  })
  void row_unreadable_isListedAndDoesNotBlockTheOthers(
      int column, String value, Code code, String name) throws Exception {
    ImportReport report = read(file(with(1, "1"), with(column, value), with(1, "2")));
    assertEquals(3, report.rows());
    assertEquals(2, report.records());
    assertEquals(2, records.size());
    assertEquals(1, report.refusals().size());
    ImportReport.Refusal refusal = report.refusals().getFirst();
    assertEquals(3, refusal.line());
    assertEquals(code, refusal.finding().code());
    assertEquals("month.txt:3 " + name, refusal.finding().where());
    assertTrue(refusal.finding().found().contains(value), refusal.finding().found());
  }

  @Test
  void row_withOtherNumberOfColumns_isListed() throws Exception {
    ImportReport report = read(file(GOOD + "|more", "", with(1, "8")));
    assertEquals(1, report.records());
    assertEquals(
        List.of(Code.IMPORT_COLUMNS, Code.IMPORT_COLUMNS),
        report.refusals().stream().map(r -> r.finding().code()).toList());
  }

  @Test
  void row_twice_isDuplicateOrConflict() throws Exception {
    ImportReport report = read(file(GOOD, GOOD, with(15, "92")));
    assertEquals(1, report.records());
    assertEquals(2, report.refused());
    assertEquals(
        List.of(Code.IMPORT_DUPLICATE, Code.IMPORT_CONFLICT),
        report.refusals().stream().map(r -> r.finding().code()).toList());
    assertEquals("the same name in line 2", report.refusals().getLast().finding().found());
  }

  @Test
  void lastLine_withoutNewline_isNotTrusted() throws Exception {
    String whole = file(GOOD, with(1, "8"));
    ImportReport report = read(whole.substring(0, whole.length() - 2));
    assertEquals(1, report.records());
    assertEquals(Code.IMPORT_TRUNCATED, report.refusals().getFirst().finding().code());
    assertEquals(3, report.refusals().getFirst().line());
  }

  @Test
  void line_tooLong_isListed() throws Exception {
    ImportReport report = read(file(GOOD + "x".repeat(200_000), with(1, "8")));
    assertEquals(1, report.records());
    assertEquals(Code.IMPORT_LINE_TOO_LONG, report.refusals().getFirst().finding().code());
  }

  @Test
  void refusals_beyondTheList_areStillCounted() throws Exception {
    String[] rows = new String[ImportReport.LISTED + 5];
    Arrays.fill(rows, "nothing");
    ImportReport report = read(file(rows));
    assertEquals(ImportReport.LISTED, report.refusals().size());
    assertEquals(ImportReport.LISTED + 5, report.refused());
  }

  @Test
  void file_withOtherHeaderOrNone_isRefused() {
    for (String text : List.of("", "call_id,date\n1,2\n", GOOD.replace('|', '\t') + "\n")) {
      MalformedException e = assertThrows(MalformedException.class, () -> read(text));
      assertEquals(Code.IMPORT_HEADER, e.code());
    }
  }

  @Test
  void gzip_cutAnywhereOrDamaged_isRefusedOrListed() throws Exception {
    byte[] whole = gzip(file(GOOD, with(1, "8"), with(1, "9")));
    for (int cut = 2; cut < whole.length; cut++) {
      byte[] part = Arrays.copyOf(whole, cut);
      MalformedException e = assertThrows(MalformedException.class, () -> read(part), "cut " + cut);
      assertEquals(Code.IMPORT_COMPRESSION, e.code());
    }
    byte[] damaged = whole.clone();
    damaged[damaged.length - 6] ^= 1;
    assertEquals(
        Code.IMPORT_COMPRESSION,
        assertThrows(MalformedException.class, () -> read(damaged)).code());
  }

  @Test
  void line_refusedForItsNumberAlone_namesTheLimit() throws Exception {
    ImportReport report = read(file(with(11, "86401")));
    assertEquals(
        "whole seconds from 0 to 86400", report.refusals().getFirst().finding().expected());
  }
}
