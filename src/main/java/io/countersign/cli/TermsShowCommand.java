package io.countersign.cli;

import io.countersign.cli.Texts.Lang;
import io.countersign.core.terms.Terms;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `terms show FILE`: a document as people read it, as a contract, or its canonical bytes.
@Command(name = "show")
final class TermsShowCommand extends BaseCommand {
  @Parameters(paramLabel = "FILE", descriptionKey = "terms.file")
  private Path file = Path.of("");

  @Option(names = "--canonical", descriptionKey = "terms.canonical")
  private boolean canonical;

  @Option(names = "--prose", paramLabel = "zh|en", descriptionKey = "terms.prose")
  private @Nullable Lang prose;

  TermsShowCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Terms terms = TermsFile.read(file);
    Optional<Lang> lang = Optional.ofNullable(prose);
    if (canonical) {
      session().host().out().print(terms.toCanonical().toUtf8());
    } else if (lang.isPresent()) {
      ContractText.of(lang.get()).print(terms).lines().forEach(session()::say);
      session().answer(terms.toJson());
    } else {
      TermsText.of(session().texts(), terms).forEach(session()::say);
      session().answer(terms.toJson());
    }
    return Exit.PASSED;
  }
}
