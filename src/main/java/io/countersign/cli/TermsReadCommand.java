package io.countersign.cli;

import io.countersign.cli.Texts.Lang;
import io.countersign.core.prose.Prose;
import io.countersign.core.terms.Terms;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `terms read TEXT --prose zh|en`: the document that a contract text says.
@Command(name = "read")
final class TermsReadCommand extends BaseCommand {
  @Parameters(paramLabel = "TEXT", descriptionKey = "terms.text")
  private Path file = Path.of("");

  @Option(
      names = "--prose",
      required = true,
      paramLabel = "zh|en",
      descriptionKey = "terms.text.lang")
  private @Nullable Lang prose;

  TermsReadCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Lang lang = prose == null ? session().texts().lang() : prose;
    String text = Disk.read(file, Prose.MAX_CHARS).toUtf8();
    Terms terms = ContractText.of(lang).read(file.toString(), text);
    session().say(terms.toCanonical().toUtf8());
    session().answer(terms.toJson());
    return Exit.PASSED;
  }
}
