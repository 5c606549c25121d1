package io.countersign.intake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.base.Code;
import io.countersign.core.ledger.UsageRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordLinesTest {
  private static final String GOOD =
      "{\"at\":5,\"data\":{\"n\":1},\"id\":\"a\",\"rev\":0,\"source\":\"s\",\"type\":\"t\"}\n";

  private final List<UsageRecord> records = new ArrayList<>();

  private ImportReport read(String text) throws Exception {
    records.clear();
    return RecordLines.read(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "r.jsonl", records::add);
  }

  @Test
  void lines_writtenAndRead_areTheSame() throws Exception {
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    List<UsageRecord> made = new ArrayList<>();
    SyntheticCalls.generate(
        1, LocalDate.of(2026, 1, 1), 31, 500, WallClock.fixed(28_800), made::add);
    RecordSink writer = RecordLines.writer(first);
    for (UsageRecord r : made) {
      writer.accept(r);
    }
    ImportReport report = read(first.toString(StandardCharsets.UTF_8));
    assertEquals(500, report.records());
    assertEquals(made, records);
    ByteArrayOutputStream second = new ByteArrayOutputStream();
    RecordSink again = RecordLines.writer(second);
    for (UsageRecord r : records) {
      again.accept(r);
    }
    assertArrayEquals(first.toByteArray(), second.toByteArray());
  }

  @Test
  void lines_bad_areListedEachAndTheRestIsTaken() throws Exception {
    ImportReport report =
        read(
            GOOD
                + "{\"at\":5}\n"
                + GOOD.replace(",\"id\"", ", \"id\"")
                + GOOD.replace("\"a\"", "\"b c\"")
                + GOOD
                + GOOD.replace(":1}", ":2}")
                + "\n"
                + "x".repeat(RecordLines.MAX_LINE + 1)
                + "\n"
                + GOOD.replace("\"a\"", "\"z\"")
                + GOOD.replace("\"a\"", "\"y\"").strip());
    assertEquals(10, report.rows());
    assertEquals(2, report.records());
    assertEquals(
        List.of(
            Code.FIELD_MISSING,
            Code.JSON_NOT_CANONICAL,
            Code.FIELD_PATTERN,
            Code.IMPORT_DUPLICATE,
            Code.IMPORT_CONFLICT,
            Code.JSON_SYNTAX,
            Code.IMPORT_LINE_TOO_LONG,
            Code.IMPORT_TRUNCATED),
        report.refusals().stream().map(r -> r.finding().code()).toList());
    assertEquals(
        List.of(2L, 3L, 4L, 5L, 6L, 7L, 8L, 10L),
        report.refusals().stream().map(ImportReport.Refusal::line).toList());
  }

  @Test
  void file_empty_hasNoRows() throws Exception {
    assertEquals(0, read("").rows());
  }
}
