package io.countersign.cli;

import io.countersign.core.terms.Terms;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `terms show FILE`: a document as people read it, or its canonical bytes.
@Command(name = "show")
final class TermsShowCommand extends BaseCommand {
  @Parameters(paramLabel = "FILE", descriptionKey = "terms.file")
  private Path file = Path.of("");

  @Option(names = "--canonical", descriptionKey = "terms.canonical")
  private boolean canonical;

  @Option(names = "--prose", descriptionKey = "terms.prose")
  private boolean prose;

  TermsShowCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Terms terms = TermsFile.read(file);
    if (canonical) {
      session().host().out().print(terms.toCanonical().toUtf8());
    } else if (prose) {
      TermsText.sentences(session().texts(), terms).forEach(session()::say);
      session().answer(terms.toJson());
    } else {
      TermsText.of(session().texts(), terms).forEach(session()::say);
      session().answer(terms.toJson());
    }
    return Exit.PASSED;
  }
}
