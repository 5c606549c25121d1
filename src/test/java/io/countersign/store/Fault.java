package io.countersign.store;

/// Lets tests of other packages make a real store fail.
public final class Fault {
  private Fault() {}

  /// The disk is full once the file has this many pages.
  public static void limitPages(SqliteLedgerStore store, int pages) {
    store.pragma("max_page_count=" + pages);
  }
}
