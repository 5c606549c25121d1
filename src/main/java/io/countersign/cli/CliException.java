package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import java.io.Serial;
import java.util.List;

/// A command that cannot go on: what was found, and the exit code.
final class CliException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;
  private final int exit;

  private CliException(List<Finding> findings, int exit) {
    super(findings.getFirst().toString());
    this.findings = List.copyOf(findings);
    this.exit = exit;
  }

  /// Something in the input is wrong.
  static CliException refused(Code code, String where, String expected, String found) {
    return refused(new Finding(code, where, expected, found));
  }

  static CliException refused(Finding finding) {
    return new CliException(List.of(finding), Exit.FAILED);
  }

  static CliException refused(List<Finding> findings) {
    return new CliException(findings, Exit.FAILED);
  }

  /// Bytes of `file` that do not parse.
  static CliException malformed(String file, MalformedException e) {
    Finding f = e.toFinding();
    return refused(f.code(), file + ": " + f.where(), f.expected(), f.found());
  }

  /// A file of the verifier's owner that does not parse: no verdict on what was to be verified.
  static CliException unusable(String file, MalformedException e) {
    Finding f = e.toFinding();
    return usage(f.code(), file + ": " + f.where(), f.expected(), f.found());
  }

  /// What was typed cannot be done as typed: an unknown option, a file that is not there.
  static CliException usage(Code code, String where, String expected, String found) {
    return new CliException(List.of(new Finding(code, where, expected, found)), Exit.USAGE);
  }

  List<Finding> findings() {
    return findings;
  }

  int exit() {
    return exit;
  }
}
