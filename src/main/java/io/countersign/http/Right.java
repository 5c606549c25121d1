package io.countersign.http;

import java.util.Locale;

/// What somebody may do with a ledger that he may see.
public enum Right {
  /// Read entries, objects, records, statements.
  READ,
  /// Submit entries, and read what a submission needs: the ledger's size, sequence numbers,
  /// receipts of what was submitted. Entries prove themselves by their own signatures besides.
  WRITE,
  /// Follow the feed, and fetch the whole ledger.
  STREAM;

  /// `read`, `write`, `stream`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
