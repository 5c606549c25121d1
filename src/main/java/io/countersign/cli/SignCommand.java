package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.Signer;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `sign FILE`: the second signature under an amendment, a milestone, an erasure or a change of
/// keys, once it is read and the ledger would take it.
@Command(name = "sign")
final class SignCommand extends BundleCommand {
  @Parameters(paramLabel = "FILE", descriptionKey = "sign.file")
  private Path file = Path.of("");

  @Mixin private final KeyAndOut signed = new KeyAndOut();

  SignCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Disk.refuseExisting(signed.out());
    Offer offer = Offer.read(file);
    return look(sight -> sign(offer, sight));
  }

  private int sign(Offer offer, Sight sight) {
    LedgerState state = sight.state();
    offer.mustBeFor(state.id());
    Entry entry = offer.envelope().entry();
    Secp256k1Key key = keys().party(signed.key());
    Signer role = role(entry, key, sight);
    if (!(entry instanceof Entry.Key)) {
      signedByTheOther(offer.envelope(), sight.partyOf(key), state);
    }
    saw(entry.seen(), state);
    Json.Builder answer =
        switch (entry) {
          case Entry.Agreement a ->
              new OfferText(session(), sight).amendment(a, OfferText.terms(offer, a), true);
          case Entry.Milestone m -> new OfferText(session(), sight).milestone(m);
          case Entry.Voiding v ->
              new OfferText(session(), sight).voiding(v, OfferText.tags(offer, v));
          case Entry.Attestation a -> throw other(entry);
          case Entry.Statement s -> throw other(entry);
          case Entry.Acceptance a -> throw other(entry);
          case Entry.Key k -> new OfferText(session(), sight).key(k, offer.envelope());
          case Entry.Rendering r -> throw other(entry);
          case Entry.Erasure e -> new ErasureText(session(), sight).show(e, offer);
          case Entry.Dispute d -> throw other(entry);
          case Entry.Answer a -> throw other(entry);
          case Entry.Withdrawal w -> throw other(entry);
          case Entry.Escalation x -> throw other(entry);
          case Entry.Resolution r -> new OfferText(session(), sight).resolution(r, offer);
        };
    Envelope both = offer.envelope().signed(role, key, state.domain());
    if (entry instanceof Entry.Voiding v) {
      answer.put("changes", new VoidEffect(session(), state).of(both, OfferText.tags(offer, v)));
    } else {
      sight.mustAdmit(both, session().host().clock().millis(), offer.over(sight.objects()));
    }
    Disk.write(signed.out(), offer.with(both).toBytes());
    session().say("");
    session().tell("offer.signed", signed.out());
    session().answer(answer.put("out", Cli.clean(signed.out().toString())).build());
    return Exit.PASSED;
  }

  /// In which role `key` signs: for its party, or as a key that a change of keys asks for.
  private static Signer role(Entry entry, Secp256k1Key key, Sight sight) {
    return entry instanceof Entry.Key k
        ? sight.keySigner(Secp256k1.best().address(key), k)
        : Signer.of(sight.partyOf(key));
  }

  private static CliException other(Entry entry) {
    return CliException.refused(
        Code.OFFER_FORM,
        "envelope.kind",
        "agreement, milestone, key, void, erasure or resolution",
        entry.kind().text());
  }

  /// The other party's signature must be there, and be good, before this one is added.
  private static void signedByTheOther(Envelope envelope, Party party, LedgerState state) {
    Party other = party.other();
    Signer role = Signer.of(other);
    boolean good =
        envelope.signatures().containsKey(role)
            && Secp256k1.best()
                .recover(envelope.digest(state.domain()), envelope.signatures().get(role))
                .filter(state.keys().signers(other)::contains)
                .isPresent();
    if (!good) {
      throw CliException.refused(
          Code.OFFER_FORM,
          "envelope.signatures",
          "a signature of the " + other.text(),
          envelope.signatures().containsKey(role) ? "one by another key" : "none");
    }
  }

  /// What the other signed over must be a beginning of the ledger as it is seen here.
  private static void saw(Seen seen, LedgerState state) {
    if (seen.size() > state.size()) {
      throw CliException.refused(
          Code.SEEN_SIZE,
          "envelope.fields.seenSize",
          "at most " + state.size() + " entries, as seen here",
          seen.size() + ": a newer bundle is needed");
    }
    if (!state.history().rootAt(seen.size()).equals(seen.root())) {
      throw CliException.refused(
          Code.SEEN_ROOT,
          "envelope.fields.seenRoot",
          state.history().rootAt(seen.size()).toHex(),
          seen.root().toHex());
    }
  }
}
