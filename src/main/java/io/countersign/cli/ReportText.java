package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.verify.Check;
import io.countersign.core.verify.Report;
import io.countersign.core.verify.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A report as people read it: the verdict first, then what failed and what could not be checked
/// with all that is known, then what passed, a line for each kind of check.
final class ReportText {
  private ReportText() {}

  static List<String> of(Texts texts, Report report) {
    List<String> out = new ArrayList<>();
    out.add(
        texts.text(
            "report." + key(report.verdict()),
            report.count(Verdict.PASSED),
            report.count(Verdict.FAILED),
            report.count(Verdict.NOT_CHECKED)));
    section(texts, out, "report.of.failed", report.failed());
    section(
        texts,
        out,
        "report.of.notChecked",
        report.notChecked().stream().filter(Check::demanded).toList());
    List<Check> open = report.notChecked().stream().filter(c -> !c.demanded()).toList();
    if (!open.isEmpty()) {
      out.add("");
      out.add(texts.text("report.of.notDemanded"));
      Table table = Table.of("  ", "lll");
      open.forEach(c -> table.add(c.code().id(), title(texts, c.code()), c.expected()));
      out.addAll(table.lines());
    }
    Map<Code, List<Check>> passed = new LinkedHashMap<>();
    for (Check c : report.checks()) {
      if (c.verdict() == Verdict.PASSED) {
        passed.computeIfAbsent(c.code(), k -> new ArrayList<>()).add(c);
      }
    }
    if (!passed.isEmpty()) {
      out.add("");
      out.add(texts.text("report.of.passed"));
      Table table = Table.of("  ", "lll");
      passed.forEach(
          (code, checks) ->
              table.add(
                  code.id(),
                  title(texts, code),
                  checks.size() == 1
                      ? checks.getFirst().found()
                      : texts.text("report.times", checks.size(), checks.getLast().found())));
      out.addAll(table.lines());
    }
    return out;
  }

  private static void section(Texts texts, List<String> out, String key, List<Check> checks) {
    if (checks.isEmpty()) {
      return;
    }
    out.add("");
    out.add(texts.text(key));
    for (Check c : checks) {
      out.add("  " + c.code().id() + "  " + title(texts, c.code()));
      Table t = Table.of("    ", "ll");
      t.add(texts.text("finding.where"), c.where());
      t.add(texts.text("finding.expected"), c.expected());
      t.add(texts.text("finding.found"), c.found());
      if (c.verdict() == Verdict.FAILED) {
        t.add(texts.text("finding.meaning"), texts.wrong(c.code()));
        t.add(texts.text("finding.mend"), texts.mend(c.code()));
      }
      out.addAll(t.lines());
    }
  }

  /// What the check is about, in a few words.
  static String title(Texts texts, Code code) {
    return texts.term("check." + code.id(), code.slug());
  }

  private static String key(Verdict verdict) {
    return switch (verdict) {
      case PASSED -> "passed";
      case FAILED -> "failed";
      case NOT_CHECKED -> "notChecked";
    };
  }
}
