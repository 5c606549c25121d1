package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Award;
import io.countersign.core.ledger.DisputeEntry;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.KeyAction;
import io.countersign.core.ledger.KeyRole;
import io.countersign.core.ledger.Keys;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.TagList;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.terms.AmendmentAdvice;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsDiff;
import io.countersign.core.terms.TermsParser;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What somebody is about to sign, as they read it first.
final class OfferText {
  /// Most names of records that are listed.
  private static final int MAX_SHOWN = 20;

  private final Session session;
  private final Sight sight;

  OfferText(Session session, Sight sight) {
    this.session = session;
    this.sight = sight;
  }

  /// Shows an amendment: what changes, advice, and with `whole` every clause of the new text before
  /// that. Answers with what a machine wants to know of it.
  Json.Builder amendment(Entry.Agreement entry, Terms now, boolean whole) {
    TermsVersion latest = sight.latest();
    // What the parties have now is the version of the month before; a later one may be pending.
    TermsVersion inForce =
        sight.state().history().termsFor(entry.effectivePeriod().previous()).orElse(latest);
    Terms before = inForce.terms();
    TermsDiff diff = TermsDiff.of(before, now);
    List<Finding> advice = AmendmentAdvice.check(before, now, entry.effectivePeriod());
    if (whole) {
      TermsText.sentences(session.texts(), now).forEach(session::say);
      session.say("");
    }
    session.tell(
        "amend.title", now.version(), entry.effectivePeriod(), entry.termsHash(), inForce.hash());
    if (latest.terms().version() != before.version()) {
      session.tell("amend.pending", latest.terms().version(), latest.effectivePeriod());
    }
    new DiffText(session.texts(), before, now).of(diff).forEach(session::say);
    TermsDiffCommand.advise(session, advice);
    return Json.object()
        .put("kind", entry.kind().text())
        .put("version", now.version())
        .put("effectivePeriod", entry.effectivePeriod().yyyymm())
        .put("termsHash", entry.termsHash().toHex())
        .put("changes", DiffText.json(diff))
        .put("advice", advice.stream().map(Cli::json).toList());
  }

  /// Shows a milestone's acceptance under its own name and label.
  Json.Builder milestone(Entry.Milestone entry) {
    String name = Milestones.name(sight.state().history(), entry);
    LocalDate accepted = LocalDate.parse(Milestones.date(entry));
    session.tell("milestone.title", name, accepted);
    LocalDate today = Milestones.today(sight, session.host().clock());
    if (accepted.isAfter(today)) {
      session.tell("milestone.future", today);
    }
    sight
        .state()
        .history()
        .termsFor(Period.of(accepted))
        .ifPresent(v -> price(v.terms(), name, accepted));
    return Json.object()
        .put("kind", entry.kind().text())
        .put("milestone", name)
        .put("accepted", entry.accepted());
  }

  /// What the terms say that the milestone is worth, and whether it comes late.
  private void price(Terms terms, String name, LocalDate accepted) {
    for (Line line : terms.lines()) {
      if (line instanceof Line.Milestone m) {
        for (Line.Item item : m.items()) {
          if (item.name().equals(name)) {
            session.tell(
                "milestone.price",
                session.texts().pick(item.label().zh(), item.label().en()),
                Amounts.money(item.amount(), terms.currency().exponent()),
                item.due(),
                Math.max(0, ChronoUnit.DAYS.between(item.due(), accepted)));
          }
        }
        m.holdback()
            .filter(h -> h.release().equals(name))
            .ifPresent(
                h ->
                    session.tell(
                        "milestone.release", session.texts().pick(m.label().zh(), m.label().en())));
      }
    }
  }

  /// Shows how a dispute is to end: the claim, then the award.
  static void resolution(
      DisputeText text, DisputeEntry dispute, Optional<Award> award, Session session) {
    text.title(dispute);
    text.claimAndOffer(dispute);
    session.say("");
    session.tell(award.isPresent() ? "dispute.resolve.amounts" : "dispute.resolve.records");
    award.ifPresent(text::award);
  }

  /// Shows a resolution that waits for the second signature.
  Json.Builder resolution(Entry.Resolution entry, Offer offer) {
    DisputeSight disputes = DisputeSight.of(sight, session.host());
    DisputeEntry dispute = disputes.named(entry.dispute().toHex());
    Optional<Award> award = Optional.empty();
    if (!entry.award().isZero()) {
      try {
        award = Optional.of(Award.parse(offer.object(entry.award()).orElse(Bytes.EMPTY)));
      } catch (MalformedException e) {
        throw CliException.refused(
            Code.OFFER_FORM, "objects", "an award", e.toFinding().toString());
      }
    }
    resolution(new DisputeText(session, disputes), dispute, award, session);
    Json.Builder out =
        Json.object()
            .put("kind", entry.kind().text())
            .put("dispute", dispute.digest().toHex())
            .put("method", entry.method().text());
    award.ifPresent(a -> out.put("awarded", DisputeText.items(a)));
    return out;
  }

  /// Shows which records a void takes away that waits for the second signature.
  Json.Builder voiding(Entry.Voiding entry, TagList list) {
    List<Json> names = new ArrayList<>();
    for (Bytes32 tag : list.tags()) {
      sight
          .state()
          .record(tag)
          .flatMap(HeldRecord::usage)
          .ifPresent(u -> names.add(Json.of(RecordName.of(u).toString())));
    }
    session.tell("void.title", Amounts.grouped(list.tags().size()));
    names.stream().limit(MAX_SHOWN).forEach(n -> session.say("  " + ((Json.Str) n).value()));
    if (names.size() > MAX_SHOWN) {
      session.tell("void.more", Amounts.grouped(names.size() - MAX_SHOWN));
    }
    return Json.object().put("kind", entry.kind().text()).put("records", names);
  }

  /// The tags that come along with a void.
  static TagList tags(Offer offer, Entry.Voiding entry) {
    try {
      return TagList.parse(offer.object(entry.list()).orElse(Bytes.EMPTY));
    } catch (MalformedException e) {
      throw CliException.refused(
          Code.OFFER_FORM, "objects", "a list of tags", e.toFinding().toString());
    }
  }

  /// Shows a change of keys and whom it leaves without a say.
  Json.Builder key(Entry.Key entry, Envelope envelope) {
    session.say(sentence(entry));
    Keys keys = sight.state().keys();
    if (entry.action() == KeyAction.REPLACE) {
      switch (entry.role()) {
        case SIGNER -> {
          if (envelope.signatures().containsKey(Signer.RECOVERY)) {
            session.tell("key.instead", words(keys.signers(entry.party())));
          }
        }
        case COSIGNER -> session.tell("key.instead", words(keys.cosigners(entry.party())));
        case RECOVERY -> session.tell("key.instead", keys.recovery(entry.party()));
        case ATTESTER -> {}
      }
    }
    return Json.object()
        .put("kind", entry.kind().text())
        .put("action", entry.action().name().toLowerCase(Locale.ROOT))
        .put("party", entry.party().text())
        .put("role", entry.role().text())
        .put("key", shown(entry));
  }

  private static String words(Collection<?> keys) {
    return keys.isEmpty()
        ? "–"
        : String.join(
            ", ",
            keys.stream().map(k -> k instanceof Bytes32 b ? b.toHex() : k.toString()).toList());
  }

  /// A change of keys in one sentence.
  String sentence(Entry.Key entry) {
    return session.text(
        "key.sentence." + entry.action().name().toLowerCase(Locale.ROOT),
        session.text("party." + entry.party().text()),
        session.text("role." + entry.role().text()),
        shown(entry));
  }

  /// The key as people compare it: an address, or the hex digits of a cosigner's.
  static String shown(Entry.Key entry) {
    return entry.role() == KeyRole.COSIGNER
        ? entry.key().toHex()
        : Address.ofBytes32(entry.key()).toString();
  }

  /// The terms that come along with an amendment.
  static Terms terms(Offer offer, Entry.Agreement entry) {
    Bytes document = offer.object(entry.termsHash()).orElse(Bytes.EMPTY);
    try {
      return TermsParser.parse(document);
    } catch (MalformedException e) {
      throw CliException.refused(
          Code.OFFER_FORM, "objects", "a terms document", e.toFinding().toString());
    }
  }
}
