package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.terms.ErasureRules;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.TermsClock;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The rules by which an erasure counts, and the one by which a later agreement may not undo what
/// an erasure rested on.
///
/// Asks leaves, envelopes and objects only: whether somebody still holds a record is no question of
/// the ledger. Source: `src/docs/formats.md` §11.
final class ErasureChecks {
  private final LedgerState state;

  ErasureChecks(LedgerState state) {
    this.state = state;
  }

  /// The first rule that the erasure breaks; if none, what it comes to stands in the candidate.
  Optional<Finding> erasure(Leaf leaf, Candidate c, Entry.Erasure e, ObjectSource objects) {
    Optional<BatchState> found = state.batchAt(e.entry());
    if (found.isEmpty()) {
      return EntryRules.no(
          leaf, Code.ERASURE_ENTRY, "an accepted attestation before this entry", e.entry());
    }
    BatchState batch = found.get();
    Optional<ErasureLevel> level = ErasureLevel.of(e.level());
    if (level.isEmpty()) {
      return EntryRules.no(leaf, Code.ERASURE_LEVEL, "1 (name) or 2 (row)", e.level());
    }
    Optional<Bytes> bits = EntryRules.object(objects, e.bitmap());
    if (bits.isEmpty()) {
      return EntryRules.missing(leaf, "bitmap", e.bitmap());
    }
    Optional<Bytes> basis =
        e.basis().isZero() ? Optional.empty() : EntryRules.object(objects, e.basis());
    if (!e.basis().isZero() && basis.isEmpty()) {
      return EntryRules.missing(leaf, "basis", e.basis());
    }
    ErasureBitmap records;
    try {
      records = ErasureBitmap.parse(bits.get(), batch.batch.count());
    } catch (MalformedException f) {
      return EntryRules.no(leaf, Code.ERASURE_BITMAP, f.expected(), f.found());
    }
    if (!anyLeft(batch, records, level.get())) {
      return EntryRules.no(
          leaf, Code.ERASURE_BITMAP, "a record that is not erased so already", "none");
    }
    Optional<String> text = basis.flatMap(ErasureChecks::text);
    if (basis.isPresent() && text.isEmpty()) {
      return EntryRules.no(
          leaf,
          Code.ERASURE_BASIS,
          "1 to " + ErasureEntry.MAX_BASIS + " bytes of UTF-8 text",
          basis.get().size() + " bytes");
    }
    Period period = period(batch.batch);
    Set<Party> signers = signers(c.prepared);
    if (signers.size() == 1) {
      Optional<Finding> alone = alone(leaf, batch.batch, level.get(), period, signers);
      if (alone.isPresent()) {
        return alone;
      }
      Optional<DisputeCase> dispute =
          state.disputes().contesting(batch.batch.firstRecord(), records, leaf.time());
      if (dispute.isPresent()) {
        return EntryRules.no(
            leaf,
            Code.ERASURE_DISPUTED,
            "records that no open dispute names, or both parties",
            "the dispute of entry " + dispute.get().index());
      }
    }
    if (level.get() == ErasureLevel.ROW) {
      Optional<Finding> open = open(leaf, period);
      if (open.isPresent()) {
        return open;
      }
    }
    c.erasure =
        new ErasureEntry(leaf.index(), leaf.time(), e, level.get(), period, records, text, signers);
    return Optional.empty();
  }

  private static boolean anyLeft(BatchState batch, ErasureBitmap records, ErasureLevel level) {
    for (int i = 0; i < records.count(); i++) {
      if (records.names(i) && batch.holds(i, level)) {
        return true;
      }
    }
    return false;
  }

  /// Well-formed UTF-8 that is neither empty nor too long.
  private static Optional<String> text(Bytes bytes) {
    if (bytes.size() < 1 || bytes.size() > ErasureEntry.MAX_BASIS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toArray())).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /// Both where nobody has signed yet: who asks for both wants to know before the first signs.
  private static Set<Party> signers(Prepared p) {
    Set<Party> out = EnumSet.noneOf(Party.class);
    for (Party party : Party.values()) {
      if (p.signers().containsKey(Signer.of(party))) {
        out.add(party);
      }
    }
    return out.isEmpty() ? EnumSet.allOf(Party.class) : out;
  }

  /// R: the period of the latest instant that a record of the batch may bear.
  private Period period(Batch batch) {
    return ErasureWindow.periodOf(clock(), batch.leafTime());
  }

  /// The latest clock, which repeats all earlier ones for their time.
  private TermsClock clock() {
    return state.versions().getLast().terms().clock();
  }

  private Optional<Finding> alone(
      Leaf leaf, Batch batch, ErasureLevel level, Period period, Set<Party> signers) {
    if (!signers.contains(batch.party())) {
      return EntryRules.no(
          leaf,
          Code.ERASURE_ALONE,
          "the " + batch.party().text() + ", whose batch it is, or both parties",
          "the other party alone");
    }
    ErasureRules rules =
        History.termsFor(state.versions(), period)
            .map(v -> v.terms().erasure())
            .orElse(new ErasureRules(0, 0));
    int months = level == ErasureLevel.NAME ? rules.nameAfterMonths() : rules.rowAfterMonths();
    if (months == 0) {
      return EntryRules.no(
          leaf, Code.ERASURE_ALONE, "both parties, as the terms of " + period + " say", "one");
    }
    OptionalLong from = ErasureWindow.endAfter(clock(), period, months);
    return from.isPresent() && leaf.time() >= from.getAsLong()
        ? Optional.empty()
        : EntryRules.no(
            leaf,
            Code.ERASURE_ALONE,
            "both parties, or " + months + " months after the end of " + period,
            leaf.time());
  }

  /// Whether a statement to come could rest on rows of `period` or an earlier one.
  private Optional<Finding> open(Leaf leaf, Period period) {
    ErasureWindow window = new ErasureWindow(state.versions());
    return window
        .touched(window.next(leaf.time(), state.timeOf(0)), period)
        .flatMap(
            by ->
                EntryRules.no(
                    leaf,
                    Code.ERASURE_OPEN,
                    "rows on which no statement to come rests",
                    "rows of " + period + " or before, and " + by));
  }

  /// Why an agreement would let a statement to come rest on rows that were erased.
  Optional<Finding> agreement(Leaf leaf, List<TermsVersion> versions, TermsVersion next) {
    Optional<Period> erased = state.latestErased();
    if (erased.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> by =
        next.terms().looksBack()
            ? Optional.of("this version looks back")
            : ErasureWindow.with(versions, next).touched(next.effectivePeriod(), erased.get());
    return by.flatMap(
        found ->
            EntryRules.no(
                leaf,
                Code.AGREEMENT_ERASED,
                "statements that rest on no row of " + erased.get() + " or before",
                found));
  }
}
