package io.countersign.witness;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A log that did not answer, or not as its interface says: `NODE_UNREACHABLE`, `NODE_ANSWER`, or
/// the code with which the node refused.
public final class SourceException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Finding finding;

  public SourceException(Finding finding, @Nullable Throwable cause) {
    super(finding.toString(), cause);
    this.finding = finding;
  }

  public SourceException(Code code, String where, String expected, String found) {
    this(new Finding(code, where, expected, found), null);
  }

  public Finding finding() {
    return finding;
  }
}
