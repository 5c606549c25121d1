package io.countersign.service;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.LineList;
import io.countersign.core.ledger.RecordTag;
import io.countersign.core.ledger.RenderedTexts;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.StatementEntry;
import io.countersign.core.ledger.TagList;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.ledger.Workers;
import io.countersign.core.money.Micros;
import io.countersign.core.prose.Prose;
import io.countersign.core.rating.LineResult;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsDiff;
import io.countersign.core.terms.Text;
import io.countersign.core.terms.Validity;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Submission;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.TreeSet;
import java.util.function.Function;

/// Makes of what somebody wants what he has to sign: members, digest, objects, and what it does in
/// words.
///
/// Only what follows from the ledger's state is asked on its writer thread; terms are parsed,
/// statements computed and texts written on the caller's.
public final class Drafts {
  /// Records that the writer is asked for at a time.
  private static final int ASKED = 1_024;

  private final StatementDesk desk;
  private final InstantSource clock;
  private final Workers workers;

  /// @param workers runs loops over records
  public Drafts(StatementDesk desk, InstantSource clock, Workers workers) {
    this.desk = desk;
    this.clock = clock;
    this.workers = workers;
  }

  /// Appends the mark that a statement's draft needs, if its cut-off is over and no leaf shows it:
  /// for callers who may write.
  public void mark(Ledger ledger, DraftRequest request) {
    if (request instanceof DraftRequest.OfStatement s) {
      mark(ledger, s.period());
    }
  }

  /// Drafts one entry; appends nothing.
  ///
  /// @throws RefusedException with why there can be no such entry: a statement before its cut-off,
  ///   an acceptance of nothing, a record that nobody attested, terms that are not valid
  public Draft draft(Ledger ledger, DraftRequest request) {
    return switch (request) {
      case DraftRequest.OfStatement r -> statement(ledger, r);
      case DraftRequest.OfAcceptance r -> acceptance(ledger, r);
      case DraftRequest.OfAmendment r -> amendment(ledger, r);
      case DraftRequest.OfVoid r -> voiding(ledger, r);
      case DraftRequest.OfMilestone r -> milestone(ledger, r);
      case DraftRequest.OfDispute r -> made(ledger, r, d -> s -> d.dispute(r, s));
      case DraftRequest.OfAnswer r -> made(ledger, r, d -> s -> d.answer(r, s));
      case DraftRequest.OfWithdrawal r -> made(ledger, r, d -> s -> d.withdrawal(r, s));
      case DraftRequest.OfEscalation r -> made(ledger, r, d -> s -> d.escalation(r, s));
      case DraftRequest.OfResolution r -> made(ledger, r, d -> s -> d.resolution(r, s));
      case DraftRequest.OfKey r -> key(ledger, r);
      case DraftRequest.OfRendering r -> rendering(ledger, r);
    };
  }

  private Draft made(
      Ledger ledger,
      DraftRequest r,
      Function<DisputeDrafts, Function<Seen, DisputeDrafts.Made>> how) {
    History history = ledger.history();
    DisputeDrafts.Made made =
        how.apply(new DisputeDrafts(ledger, history)).apply(history.seen(r.signedAt()));
    return draft(ledger, made.entry(), made.objects(), List.of(made.does()));
  }

  private Draft statement(Ledger ledger, DraftRequest.OfStatement r) {
    Period period = r.period();
    History history = ledger.history();
    StatementResult.Computed computed =
        switch (desk.compute(history, period)) {
          case StatementResult.Computed c -> c;
          case StatementResult.Refused x -> throw new RefusedException(x.finding());
        };
    Statement s = computed.statement();
    Optional<StatementEntry> standing = history.statement(period);
    if (standing.isPresent() && standing.get().statement().statementHash().equals(s.hash())) {
      throw RefusedException.of(
          Code.ENTRY_REPEATED,
          period.toString(),
          "a statement that says something new",
          "entry " + standing.get().index() + " says the same");
    }
    Entry.Statement entry =
        new Entry.Statement(
            period,
            standing.map(x -> x.statement().revision() + 1).orElse(0L),
            standing.map(StatementEntry::digest).orElse(Bytes32.ZERO),
            s.hash(),
            s.resultsRoot(),
            s.terms(),
            s.total().value(),
            new Seen(s.prefix(), s.prefixRoot(), r.signedAt()));
    List<Draft.Named> objects = new ArrayList<>();
    objects.add(new Draft.Named("statement", s.toBytes()));
    for (LineResult line : computed.rated().lines()) {
      objects.add(new Draft.Named("trace", line.trace().toBytes()));
    }
    return draft(
        ledger,
        entry,
        objects,
        List.of(
            Words.of(
                "draft.statement",
                period,
                entry.revision(),
                money(s.total(), computed.rated().terms().terms()),
                s.prefix())));
  }

  /// Appends the mark of a cut-off that is over, unless a leaf shows it already.
  private void mark(Ledger ledger, Period period) {
    History history = ledger.history();
    Optional<Long> cutoff = history.cutoffMillis(period);
    if (cutoff.isPresent()
        && clock.millis() >= cutoff.get()
        && history.leafTime(history.size() - 1) < cutoff.get()) {
      // Whatever it comes to, the statement's own answer says whether its prefix is decided.
      var _ = ledger.submit(Submission.of(ledger.checkpoint().toBytes()));
    }
  }

  private Draft acceptance(Ledger ledger, DraftRequest.OfAcceptance r) {
    History history = ledger.history();
    StatementEntry standing =
        history
            .statement(r.period())
            .orElseThrow(
                () ->
                    RefusedException.of(
                        Code.ENTRY_NOT_FOUND, "period", "a statement of " + r.period(), "none"));
    List<Draft.Named> objects = new ArrayList<>();
    Bytes32 except = Bytes32.ZERO;
    if (!r.except().isEmpty()) {
      Terms terms = terms(history, standing.statement().termsHash());
      for (String line : r.except()) {
        if (terms.line(line).isEmpty()) {
          throw RefusedException.of(
              Code.ACCEPTANCE_LINES,
              "except",
              "a line of the terms",
              MalformedException.show(line));
        }
      }
      Bytes list = LineList.of(r.except()).toBytes();
      objects.add(new Draft.Named("lines", list));
      except = Sha256.hash(list);
    }
    Entry.Acceptance entry =
        new Entry.Acceptance(
            r.period(),
            standing.statement().statementHash(),
            except,
            ledger.look(s -> s.seen(r.signedAt())));
    Micros total = new Micros(standing.statement().totalMicros());
    String amount = money(total, terms(history, standing.statement().termsHash()));
    return draft(
        ledger,
        entry,
        objects,
        List.of(
            r.except().isEmpty()
                ? Words.of("draft.acceptance", r.period(), amount, standing.index())
                : Words.of(
                    "draft.acceptance.but",
                    r.period(),
                    amount,
                    standing.index(),
                    String.join(", ", new TreeSet<>(r.except())))));
  }

  private static Terms terms(History history, Bytes32 hash) {
    return history.versions().stream()
        .filter(v -> v.hash().equals(hash))
        .findFirst()
        .orElse(history.versions().getLast())
        .terms();
  }

  private Draft amendment(Ledger ledger, DraftRequest.OfAmendment r) {
    TermsVersion latest = ledger.history().versions().getLast();
    Terms next;
    try {
      next = DraftRequest.following(r.terms(), latest.terms(), latest.hash());
    } catch (MalformedException e) {
      throw RefusedException.of(e.within("terms"));
    }
    List<Finding> faults = Proposal.faults(next);
    if (!faults.isEmpty()) {
      throw new RefusedException(faults);
    }
    Entry.Agreement entry =
        new Entry.Agreement(
            next.version(),
            next.hash(),
            latest.hash(),
            r.effective(),
            ledger.look(s -> s.seen(r.signedAt())));
    List<Words> does = new ArrayList<>();
    does.add(Words.of("draft.amendment", next.version(), r.effective(), next.hash()));
    TermsDiff diff = TermsDiff.of(latest.terms(), next);
    does.add(Words.of("draft.amendment.changes", diff.changes().size()));
    return draft(
        ledger, entry, List.of(new Draft.Named("terms", next.toCanonical())), List.copyOf(does));
  }

  private Draft voiding(Ledger ledger, DraftRequest.OfVoid r) {
    List<Bytes32> tags = new ArrayList<>(r.tags());
    if (tags.isEmpty()) {
      tags.addAll(tags(ledger, r));
    }
    TagList list = TagList.of(tags);
    Entry.Voiding entry = list.entry(ledger.look(s -> s.seen(r.signedAt())));
    NavigableSet<Period> periods = periods(ledger, list);
    return draft(
        ledger,
        entry,
        List.of(new Draft.Named("tags", list.toBytes())),
        List.of(
            Words.of(
                "draft.void",
                entry.count(),
                periods.isEmpty() ? "–" : periods.first(),
                periods.isEmpty() ? "–" : periods.last())));
  }

  private static List<Bytes32> tags(Ledger ledger, DraftRequest.OfVoid r) {
    RecordTag tagger = RecordTag.under(ledger.pepper());
    List<Bytes32> out = new ArrayList<>();
    r.names().forEach(n -> out.add(tagger.of(r.party(), n.source(), n.id(), n.rev())));
    List<Optional<HeldRecord>> held = records(ledger, out);
    for (int i = 0; i < held.size(); i++) {
      if (held.get(i).isEmpty()) {
        DraftRequest.RecordName name = r.names().get(i);
        throw RefusedException.of(
            Code.RECORD_NOT_FOUND,
            "records[" + i + "]",
            "a record of the " + r.party().text(),
            name.source() + "/" + name.id() + "/" + name.rev());
      }
    }
    return out;
  }

  private static NavigableSet<Period> periods(Ledger ledger, TagList list) {
    History history = ledger.history();
    NavigableSet<Period> out = new TreeSet<>();
    for (Optional<HeldRecord> held : records(ledger, list.tags())) {
      held.flatMap(HeldRecord::row).ifPresent(row -> out.add(history.periodOf(row.at())));
    }
    return out;
  }

  /// The records of these tags, asked a few at a time: the writer goes on in between.
  private static List<Optional<HeldRecord>> records(Ledger ledger, List<Bytes32> tags) {
    List<Optional<HeldRecord>> out = new ArrayList<>(tags.size());
    for (int from = 0; from < tags.size(); from += ASKED) {
      List<Bytes32> some = tags.subList(from, Math.min(tags.size(), from + ASKED));
      out.addAll(ledger.look(s -> some.stream().map(s::record).toList()));
    }
    return out;
  }

  private Draft milestone(Ledger ledger, DraftRequest.OfMilestone r) {
    Entry.Milestone entry =
        new Entry.Milestone(
            Sha256.hash(Bytes.utf8(r.milestone())),
            r.accepted(),
            ledger.look(s -> s.seen(r.signedAt())));
    return draft(
        ledger,
        entry,
        List.of(),
        List.of(Words.of("draft.milestone", r.milestone(), r.accepted())));
  }

  private Draft key(Ledger ledger, DraftRequest.OfKey r) {
    Entry.Key entry =
        new Entry.Key(
            r.action(), r.party(), r.role(), r.key(), ledger.look(s -> s.seen(r.signedAt())));
    String word = r.action().name().toLowerCase(Locale.ROOT);
    return draft(
        ledger,
        entry,
        List.of(),
        List.of(Words.of("draft.key." + word, r.party().text(), r.role().text(), r.key().toHex())));
  }

  private Draft rendering(Ledger ledger, DraftRequest.OfRendering r) {
    List<TermsVersion> versions = ledger.history().versions();
    TermsVersion version =
        r.termsHash().isZero()
            ? versions.getLast()
            : versions.stream()
                .filter(v -> v.hash().equals(r.termsHash()))
                .findFirst()
                .orElseThrow(
                    () ->
                        RefusedException.of(
                            Code.RENDERING_TERMS,
                            "termsHash",
                            "a version of the terms",
                            r.termsHash().toHex()));
    Terms terms = version.terms();
    List<Finding> faults = Validity.check(terms);
    if (!faults.isEmpty()) {
      throw new RefusedException(faults);
    }
    Bytes texts =
        new RenderedTexts(
                terms.hash(),
                Prose.RENDER,
                lines(terms, Text.Language.EN, Locale.ENGLISH),
                lines(terms, Text.Language.ZH, Locale.SIMPLIFIED_CHINESE))
            .toBytes();
    Entry.Rendering entry =
        new Entry.Rendering(
            terms.hash(), Prose.RENDER, Sha256.hash(texts), ledger.look(s -> s.seen(r.signedAt())));
    return draft(
        ledger,
        entry,
        List.of(new Draft.Named("rendering", texts)),
        List.of(Words.of("draft.rendering", version.version(), Prose.RENDER)));
  }

  private static List<String> lines(Terms terms, Text.Language language, Locale locale) {
    ResourceBundle prose =
        ResourceBundle.getBundle(
            "i18n.prose",
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    return Prose.text(terms, language, prose::getString).lines().toList();
  }

  private Draft draft(Ledger ledger, Entry entry, List<Draft.Named> objects, List<Words> does) {
    ReadAhead held =
        new ReadAhead(
            ledger, objects.stream().map(Draft.Named::bytes).toList(), Optional.empty(), workers);
    held.read(entry);
    long now = clock.millis();
    record Judged(long size, List<Finding> findings) {}
    Judged judged = ledger.look(s -> new Judged(s.size(), s.foresee(entry, now, held)));
    return new Draft(
        judged.size(),
        entry,
        entry.digest(ledger.genesis().domain()),
        TypedData.of(entry, ledger.genesis().ledgerId()),
        Envelope.roles(entry),
        objects,
        does,
        judged.findings());
  }

  /// `12345.60 CNY`.
  private static String money(Micros amount, Terms terms) {
    return amount.format() + " " + terms.currency().code();
  }
}
