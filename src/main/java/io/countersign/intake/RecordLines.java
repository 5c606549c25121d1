package io.countersign.intake;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.UsageRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/// Canonical usage records as JSON Lines: one record, one line, one LF.
///
/// Strict both ways: what is written is read back as the same bytes, and a line that is not in
/// canonical form is refused with its number. Plain or gzip when read.
public final class RecordLines {
  /// Bytes of one line.
  public static final int MAX_LINE = UsageRecord.MAX_BYTES;

  private RecordLines() {}

  /// Reads `in` to its end, and hands the record of each good line to `sink`.
  ///
  /// @param name what messages call the file
  /// @throws MalformedException if the file as a whole is unusable: `IMPORT_COMPRESSION`,
  ///   `IMPORT_TOO_MANY`, `INPUT_TOO_LARGE`
  public static ImportReport read(InputStream in, String name, RecordSink sink)
      throws IOException, MalformedException {
    ImportTally tally = new ImportTally(name, sink);
    LineReader lines = new LineReader(in, name, MAX_LINE);
    while (lines.next()) {
      tally.row();
      if (tally.lineHolds(lines, MAX_LINE)) {
        try {
          Bytes line = Bytes.wrap(Arrays.copyOf(lines.array(), lines.length()));
          tally.take(UsageRecord.parse(line), lines.number());
        } catch (MalformedException e) {
          tally.refuse(lines.number(), e);
        }
      }
    }
    return tally.report();
  }

  /// A sink that writes each record as a line to `out`, which its caller flushes and closes.
  public static RecordSink writer(OutputStream out) {
    return usageRecord -> {
      out.write(usageRecord.toBytes().unsafeArray());
      out.write('\n');
    };
  }
}
