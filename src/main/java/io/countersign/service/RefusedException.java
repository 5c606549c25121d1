package io.countersign.service;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import java.util.List;

/// Something that was asked of a node and cannot be done: why, the reason first.
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;

  /// @throws IllegalArgumentException without a finding
  public RefusedException(List<Finding> findings) {
    super(findings.isEmpty() ? "" : findings.getFirst().toString());
    this.findings = List.copyOf(findings);
    if (findings.isEmpty()) {
      throw new IllegalArgumentException("a refusal without a reason");
    }
  }

  public RefusedException(Finding finding) {
    this(List.of(finding));
  }

  public static RefusedException of(Code code, String where, String expected, String found) {
    return new RefusedException(new Finding(code, where, expected, found));
  }

  public static RefusedException of(MalformedException e) {
    return new RefusedException(e.toFinding());
  }

  public List<Finding> findings() {
    return findings;
  }

  public Code code() {
    return findings.getFirst().code();
  }
}
