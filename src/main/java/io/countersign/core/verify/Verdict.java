package io.countersign.core.verify;

/// What became of one check.
public enum Verdict {
  /// What was expected was found.
  PASSED("passed"),
  /// Something else was found.
  FAILED("failed"),
  /// What the check needs is not there; it says nothing either way.
  NOT_CHECKED("not checked");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  /// `passed`, `failed`, `not checked`.
  public String text() {
    return text;
  }
}
