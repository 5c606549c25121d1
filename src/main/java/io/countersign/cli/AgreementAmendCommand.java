package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.http.HttpSignatures;
import io.countersign.http.client.Credential;
import io.countersign.http.client.NodeClient;
import io.countersign.http.client.OfferClient;
import io.countersign.service.Proposal;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `agreement amend`: one party's half of the next version of the terms.
@Command(name = "amend")
final class AgreementAmendCommand extends BundleCommand {
  @Option(names = "--terms", required = true, paramLabel = "FILE", descriptionKey = "terms.file")
  private Path terms = Path.of("");

  @Option(
      names = "--effective",
      required = true,
      paramLabel = "YYYY-MM",
      descriptionKey = "amend.effective")
  private String effective = "";

  @Option(names = "--node", paramLabel = "URL", descriptionKey = "amend.node")
  private @Nullable String node;

  @Mixin private final KeyAndOut signed = new KeyAndOut();

  AgreementAmendCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Disk.refuseExisting(signed.out());
    Period from = TermsDiffCommand.period("--effective", effective);
    Terms document = TermsFile.read(terms);
    return look(sight -> amend(sight, document, from));
  }

  private int amend(Sight sight, Terms document, Period from) {
    TermsVersion latest = sight.latest();
    Terms next = following(document, latest);
    List<Finding> faults = Proposal.faults(next);
    if (!faults.isEmpty()) {
      throw CliException.refused(faults);
    }
    Entry.Agreement entry =
        new Entry.Agreement(
            next.version(), next.hash(), latest.hash(), from, sight.state().seen(nowSeconds()));
    Bytes text = next.toCanonical();
    Offer offer = new Offer(sight.state().id(), Envelope.of(entry), List.of(text));
    List<Finding> wrong =
        sight
            .state()
            .foresee(entry, session().host().clock().millis(), offer.over(sight.objects()));
    if (!wrong.isEmpty()) {
      throw CliException.refused(wrong);
    }
    Json.Builder answer = new OfferText(session(), sight).amendment(entry, next, false);
    Secp256k1Key key = keys().party(signed.key());
    Envelope envelope =
        offer.envelope().signed(Signer.of(sight.partyOf(key)), key, sight.state().domain());
    Bytes file = offer.with(envelope).toBytes();
    Disk.write(signed.out(), file);
    session().say("");
    session().tell("offer.done", signed.out());
    String url = node;
    if (url != null) {
      try (NodeClient client =
          Remote.node(
              session(), url, new Credential.Signed(new HttpSignatures.Signer.OfParty(key)))) {
        new OfferClient(client, sight.state().id()).bring(file);
      }
      session().tell("amend.brought", url);
    }
    session().answer(answer.put("out", Cli.clean(signed.out().toString())).build());
    return Exit.PASSED;
  }

  /// The document as the next version: its number, the hash before it and the nonce follow from the
  /// ledger, whatever the file says.
  private static Terms following(Terms document, TermsVersion latest) {
    try {
      return TermsParser.document(
          document
              .toJson()
              .with("version", Json.of(latest.version() + 1))
              .with("supersedes", Json.of(latest.hash().toHex()))
              .with("nonce", Json.of(latest.terms().nonce().toHex())));
    } catch (MalformedException e) {
      throw CliException.malformed("terms", e);
    }
  }
}
