package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Terms;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `terms render TERMS --out FILE`: both texts of a document as the object that a rendering entry
/// names.
@Command(name = "render")
final class TermsRenderCommand extends BaseCommand {
  @Parameters(paramLabel = "FILE", descriptionKey = "terms.file")
  private Path file = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "FILE", descriptionKey = "render.out")
  private Path out = Path.of("");

  TermsRenderCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Disk.refuseExisting(out);
    Terms terms = TermsFile.read(file);
    Bytes object = ContractText.both(terms).toBytes();
    Disk.write(out, object);
    String hash = Sha256.hash(object).toHex();
    session().tell("render.done", out, hash);
    session()
        .answer(
            Json.object()
                .put("termsHash", terms.hash().toHex())
                .put("text", hash)
                .put("out", Cli.clean(out.toString()))
                .build());
    return Exit.PASSED;
  }
}
