package io.countersign.cli;

/// The exit codes. Source: `src/docs/formats.md` §9.
final class Exit {
  static final int PASSED = 0;
  static final int FAILED = 1;

  /// Nothing failed, but something that the policy demands could not be checked.
  static final int NOT_CHECKED = 2;

  static final int USAGE = 64;

  private Exit() {}
}
