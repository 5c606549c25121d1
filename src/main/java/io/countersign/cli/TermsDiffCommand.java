package io.countersign.cli;

import io.countersign.core.base.Finding;
import io.countersign.core.encoding.Json;
import io.countersign.core.terms.AmendmentAdvice;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsDiff;
import io.countersign.core.terms.Validity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `terms diff OLD NEW`: every difference between two documents, and advice where the period is
/// named from which the new one is to hold.
@Command(name = "diff")
final class TermsDiffCommand extends BaseCommand {
  @Parameters(index = "0", paramLabel = "OLD", descriptionKey = "diff.old")
  private Path old = Path.of("");

  @Parameters(index = "1", paramLabel = "NEW", descriptionKey = "diff.new")
  private Path now = Path.of("");

  @Option(names = "--effective", paramLabel = "YYYY-MM", descriptionKey = "diff.effective")
  private String effective = "";

  TermsDiffCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Terms before = TermsFile.read(old);
    Terms after = TermsFile.read(now);
    TermsDiff diff = TermsDiff.of(before, after);
    List<Finding> advice = new ArrayList<>();
    if (!effective.isEmpty()) {
      Period period = period("--effective", effective);
      mustBeValid(before);
      mustBeValid(after);
      advice.addAll(AmendmentAdvice.check(before, after, period));
    }
    new DiffText(session().texts(), before, after).of(diff).forEach(session()::say);
    advise(session(), advice);
    session()
        .answer(
            Json.object()
                .put("before", before.hash().toHex())
                .put("now", after.hash().toHex())
                .put("changes", DiffText.json(diff))
                .put("advice", advice.stream().map(Cli::json).toList())
                .build());
    return Exit.PASSED;
  }

  private static void mustBeValid(Terms terms) {
    List<Finding> faults = Validity.check(terms);
    if (!faults.isEmpty()) {
      throw CliException.refused(faults);
    }
  }

  /// Prints advice, under its heading, if there is any.
  static void advise(Session session, List<Finding> advice) {
    if (!advice.isEmpty()) {
      session.say("");
      session.tell("lint.advice");
      advice.forEach(f -> session.say(Cli.describe(session.texts(), f)));
    }
  }

  static Period period(String option, String typed) {
    return LedgerReader.period(option, typed);
  }
}
