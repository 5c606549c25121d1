package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.Signer;
import io.countersign.core.prose.Prose;
import io.countersign.core.terms.Terms;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rendering sign TERMS`: a party signs both texts of a document, which this program writes anew;
/// the second party adds its signature to the first one's file. `append` then takes the file.
@Command(name = "sign")
final class RenderingSignCommand extends SigningCommand {
  @Parameters(paramLabel = "TERMS", descriptionKey = "terms.file")
  private Path file = Path.of("");

  @Option(names = "--as", required = true, paramLabel = "PARTY", descriptionKey = "rendering.as")
  private @Nullable Party as;

  @Option(names = "--key", required = true, paramLabel = "NAME", descriptionKey = "rendering.key")
  private String key = "";

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "FILE",
      descriptionKey = "rendering.policy")
  private Path policy = Path.of("");

  @Option(names = "--from", paramLabel = "FILE", descriptionKey = "rendering.from")
  private @Nullable Path from;

  @Option(names = "--out", required = true, paramLabel = "FILE", descriptionKey = "rendering.out")
  private Path out = Path.of("");

  RenderingSignCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Disk.refuseExisting(out);
    Bytes32 ledger = Bundles.policy(policy).ledger();
    Terms terms = TermsFile.read(file);
    Bytes32 text = Sha256.hash(ContractText.both(terms).toBytes());
    Envelope envelope = from == null ? begun(terms, text) : given(from, terms, text);
    ContractText.of(session().texts().lang()).print(terms).lines().forEach(session()::say);
    session().say("");
    Signer role = as == Party.CLIENT ? Signer.CLIENT : Signer.PROVIDER;
    Envelope signed = envelope.signed(role, keys().party(key), Genesis.domain(ledger));
    Disk.write(out, signed.toBytes());
    session().tell(signed.isSignedByItsRoles() ? "rendering.both" : "rendering.one", out);
    session()
        .answer(
            Json.object()
                .put("termsHash", terms.hash().toHex())
                .put("text", text.toHex())
                .put("out", Cli.clean(out.toString()))
                .build());
    return Exit.PASSED;
  }

  private Envelope begun(Terms terms, Bytes32 text) {
    Seen nothing = new Seen(0, Bytes32.ZERO, nowSeconds());
    return Envelope.of(new Entry.Rendering(terms.hash(), Prose.RENDER, text, nothing));
  }

  /// What the other party signed, if it is about the texts that these terms have here.
  private static Envelope given(Path path, Terms terms, Bytes32 text) {
    try {
      Envelope e = Envelope.parse(Disk.read(path, Envelope.MAX_BYTES));
      if (e.entry() instanceof Entry.Rendering r
          && r.termsHash().equals(terms.hash())
          && r.render() == Prose.RENDER
          && r.text().equals(text)) {
        return e;
      }
      throw CliException.refused(
          Code.RENDERING_OBJECT,
          path.toString(),
          "a rendering of " + terms.hash() + " with the texts " + text,
          e.entry().fields().toText());
    } catch (MalformedException e) {
      throw CliException.malformed(path.toString(), e);
    }
  }
}
