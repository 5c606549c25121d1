package io.countersign.cli;

import io.countersign.core.base.Finding;
import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Advice;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.Validity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `terms lint FILE`: may it be signed, and should it be?
@Command(name = "lint")
final class TermsLintCommand extends BaseCommand {
  @Parameters(paramLabel = "FILE", descriptionKey = "terms.file")
  private Path file = Path.of("");

  TermsLintCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Terms terms = TermsFile.read(file);
    List<Finding> faults = Validity.check(terms);
    List<Finding> later = faults.isEmpty() ? Validity.notYetRated(terms) : List.of();
    List<Finding> advice = faults.isEmpty() ? Advice.check(terms) : List.of();
    section("lint.invalid", faults);
    section("lint.later", later);
    section("lint.advice", advice);
    boolean good = faults.isEmpty() && later.isEmpty();
    session().tell(good ? "lint.valid" : "lint.not", terms.hash(), advice.size());
    session()
        .answer(
            Json.object()
                .put("termsHash", terms.hash().toHex())
                .put("valid", faults.isEmpty())
                .put("rated", later.isEmpty())
                .put("faults", json(faults))
                .put("notYetRated", json(later))
                .put("advice", json(advice))
                .build());
    return good ? Exit.PASSED : Exit.FAILED;
  }

  private void section(String key, List<Finding> findings) {
    if (!findings.isEmpty()) {
      session().tell(key);
      findings.forEach(f -> session().say(Cli.describe(session().texts(), f)));
    }
  }

  private static List<Json> json(List<Finding> findings) {
    List<Json> out = new ArrayList<>();
    findings.forEach(f -> out.add(Cli.json(f)));
    return out;
  }
}
