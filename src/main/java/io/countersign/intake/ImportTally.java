package io.countersign.intake;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.ledger.UsageRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts one import while it runs, and refuses a name that stands twice.
final class ImportTally {
  /// Rows of one import; bounds the memory that the names take.
  static final long MAX_ROWS = 2_000_000;

  private final String name;
  private final RecordSink sink;
  private final Map<Bytes32, Taken> names = new HashMap<>();
  private final List<ImportReport.Refusal> refusals = new ArrayList<>();
  private final Map<Oddity, Long> oddities = new EnumMap<>(Oddity.class);
  private long rows;
  private long records;

  ImportTally(String name, RecordSink sink) {
    this.name = name;
    this.sink = sink;
  }

  /// Counts a row before it is read.
  ///
  /// @throws MalformedException `IMPORT_TOO_MANY` beyond [#MAX_ROWS]
  void row() throws MalformedException {
    if (rows == MAX_ROWS) {
      throw new MalformedException(
          Code.IMPORT_TOO_MANY, name, -1, "at most " + MAX_ROWS + " rows", "more");
    }
    rows++;
  }

  void odd(Oddity oddity) {
    oddities.merge(oddity, 1L, Long::sum);
  }

  void refuse(long line, Code code, String place, String expected, String found) {
    if (refusals.size() < ImportReport.LISTED) {
      String where = name + ":" + line + (place.isEmpty() ? "" : " " + place);
      refusals.add(new ImportReport.Refusal(line, new Finding(code, where, expected, found)));
    }
  }

  void refuse(long line, MalformedException fault) {
    String place = fault.field() + (fault.offset() < 0 ? "" : "@" + fault.offset());
    refuse(line, fault.code(), place, fault.expected(), fault.found());
  }

  /// Checks what holds for a line of any format; false if the line was refused.
  boolean lineHolds(LineReader line, int maxLine) {
    if (line.tooLong()) {
      refuse(line.number(), Code.IMPORT_LINE_TOO_LONG, "", "at most " + maxLine + " bytes", "more");
      return false;
    }
    if (!line.terminated()) {
      refuse(
          line.number(),
          Code.IMPORT_TRUNCATED,
          "",
          "a newline at the end of the last line",
          "the end of the file after " + line.length() + " bytes of the line");
      return false;
    }
    return true;
  }

  /// Hands the record on unless its name was there before; then the row is refused, as a duplicate
  /// or, with other content, as a conflict.
  void take(UsageRecord usageRecord, long line) throws IOException {
    Bytes32 key =
        Sha256.hash(
            Bytes.utf8(usageRecord.source() + "\n" + usageRecord.id() + "\n" + usageRecord.rev()));
    Taken now = new Taken(line, Sha256.hash(usageRecord.row().toBytes()));
    Taken before = names.putIfAbsent(key, now);
    if (before == null) {
      records++;
      sink.accept(usageRecord);
      return;
    }
    refuse(
        line,
        before.content().equals(now.content()) ? Code.IMPORT_DUPLICATE : Code.IMPORT_CONFLICT,
        usageRecord.source() + " " + usageRecord.id(),
        "each record once",
        "the same name in line " + before.line());
  }

  private record Taken(long line, Bytes32 content) {}

  ImportReport report() {
    return new ImportReport(name, rows, records, rows - records, refusals, oddities);
  }
}
