package io.countersign.cli;

import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Terms;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `terms hash FILE`: the hash that names a document, and that both parties sign.
@Command(name = "hash")
final class TermsHashCommand extends BaseCommand {
  @Parameters(paramLabel = "FILE", descriptionKey = "terms.file")
  private Path file = Path.of("");

  TermsHashCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Terms terms = TermsFile.read(file);
    session().say(terms.hash().toHex());
    session().answer(Json.object().put("termsHash", terms.hash().toHex()).build());
    return Exit.PASSED;
  }
}
