package io.countersign.store;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import org.jspecify.annotations.Nullable;

/// The disk, or the file on it, does not do as it must. The finding says what; the cause, if any,
/// is the engine's.
///
/// After one of these from [LedgerStore#append], whether the entries are there is unknown until the
/// store is opened again: its caller stops.
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Finding finding;

  public StoreException(Finding finding, @Nullable Throwable cause) {
    super(finding.toString(), cause);
    this.finding = finding;
  }

  public StoreException(Code code, String where, String expected, String found) {
    this(new Finding(code, where, expected, found), null);
  }

  public Finding finding() {
    return finding;
  }

  public Code code() {
    return finding.code();
  }
}
