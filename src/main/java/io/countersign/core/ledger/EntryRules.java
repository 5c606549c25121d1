package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.base.Utc;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Ed25519;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.terms.ClockOffset;
import io.countersign.core.terms.Currency;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.OpenWindows;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Term;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.core.terms.Validity;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rules by which an entry counts, each with its code, in the one order in which they are
/// asked.
///
/// Source: `src/docs/formats.md` §3, §5, §6 and §8. Changes nothing: the state machine does.
final class EntryRules {
  /// How far a cosignature's time and a leaf's time may contradict each other.
  private static final long TOLERANCE_MILLIS = Cosignature.TOLERANCE_SECONDS * 1000;

  private final LedgerState state;
  private final DisputeChecks disputes;
  private final ErasureChecks erasures;
  private final ClaimChecks claims;
  private final AnswerChecks answers;
  private final ResolutionChecks resolutions;

  EntryRules(LedgerState state) {
    this.state = state;
    this.disputes = new DisputeChecks(state);
    this.erasures = new ErasureChecks(state);
    this.claims = new ClaimChecks(state);
    this.answers = new AnswerChecks(state);
    this.resolutions = new ResolutionChecks(state);
  }

  private static Finding finding(Leaf leaf, Code code, Object expected, Object found) {
    return new Finding(
        code, "entry " + leaf.index(), String.valueOf(expected), String.valueOf(found));
  }

  static Optional<Finding> no(Leaf leaf, Code code, Object expected, Object found) {
    return Optional.of(finding(leaf, code, expected, found));
  }

  /// The last millisecond of a window that has begun.
  static String until(OptionalLong end) {
    return "until " + Utc.ofMillis(end.orElseThrow());
  }

  private static Optional<Finding> yes() {
    return Optional.empty();
  }

  /// Whether `leaf` continues the chain and commits to this envelope.
  Optional<Finding> structure(Leaf leaf, Prepared p) {
    long index = state.size();
    if (leaf.index() != index) {
      return Optional.of(
          new Finding(
              Code.LEAF_INDEX,
              "entry " + index,
              Long.toString(index),
              Long.toString(leaf.index())));
    }
    if (!leaf.previous().equals(state.lastLeaf())) {
      return no(leaf, Code.LEAF_CHAIN, state.lastLeaf(), leaf.previous());
    }
    if (leaf.time() < state.lastTime()) {
      return no(leaf, Code.LEAF_TIME_BACK, "at least " + state.lastTime(), leaf.time());
    }
    if (!leaf.envelope().equals(p.hash())) {
      return no(leaf, Code.LEAF_ENVELOPE, leaf.envelope(), p.hash());
    }
    long records = state.records() + recordsOf(leaf.kind(), p);
    return leaf.records() == records ? yes() : no(leaf, Code.LEAF_RECORDS, records, leaf.records());
  }

  /// How many record numbers an entry takes: those of every attestation that parses, whether it
  /// counts or not, so that numbers follow from the leaves and envelopes alone.
  long recordsOf(int kind, Prepared p) {
    return kind == Kind.ATTESTATION.code()
            && p.envelope().isPresent()
            && p.envelope().get().entry() instanceof Entry.Attestation a
        ? a.count()
        : 0;
  }

  static Finding form(long index, Finding fault) {
    if (fault.code() == Code.ENTRY_KIND_LATER) {
      return new Finding(fault.code(), "entry " + index, fault.expected(), fault.found());
    }
    return new Finding(
        Code.ENVELOPE_FORM,
        "entry " + index + " " + fault.where(),
        fault.expected(),
        fault.found() + " (" + fault.code().id() + ")");
  }

  /// The first rule that an entry breaks whose leaf is sound; empty if it counts.
  Optional<Finding> check(Leaf leaf, Candidate c, ObjectSource objects) {
    Optional<Kind> kind = Kind.of(leaf.kind());
    if (kind.isEmpty()) {
      return no(leaf, Code.ENTRY_KIND_UNKNOWN, "a kind from 1 to 17", leaf.kind());
    }
    if (!kind.get().isSupported()) {
      return no(leaf, Code.ENTRY_KIND_LATER, "a kind that this release reads", kind.get().text());
    }
    if (leaf.index() == 0 && kind.get() != Kind.AGREEMENT) {
      return no(leaf, Code.LEDGER_NOT_OPENED, Kind.AGREEMENT.text(), kind.get().text());
    }
    Prepared p = c.prepared;
    if (kind.get() == Kind.MARK) {
      return p.digest().equals(leaf.digest()) && p.hash().equals(leaf.digest())
          ? mark(leaf, c)
          : no(leaf, Code.ENTRY_DIGEST, p.hash(), leaf.digest());
    }
    Optional<Finding> fault = p.fault();
    if (fault.isPresent()) {
      // The leaf's kind is one that this release reads; a word that it does not read differs.
      return fault.get().code() == Code.ENTRY_KIND_LATER
          ? no(leaf, Code.ENVELOPE_KIND, kind.get().text(), fault.get().found())
          : Optional.of(form(leaf.index(), fault.get()));
    }
    Envelope envelope = p.envelope().orElseThrow();
    Entry entry = envelope.entry();
    if (entry.kind() != kind.get()) {
      return no(leaf, Code.ENVELOPE_KIND, kind.get().text(), entry.kind().text());
    }
    Optional<Finding> common = common(leaf, p, envelope);
    if (common.isPresent()) {
      return common;
    }
    return ofKind(leaf, c, entry, objects);
  }

  /// The rules of the entry's kind: the last ones, which ask for no signature.
  Optional<Finding> ofKind(Leaf leaf, Candidate c, Entry entry, ObjectSource objects) {
    Prepared p = c.prepared;
    return switch (entry) {
      case Entry.Agreement a -> agreement(leaf, c, a, objects);
      case Entry.Attestation a -> attestation(leaf, c, a);
      case Entry.Voiding v -> voiding(leaf, c, v, objects);
      case Entry.Milestone m ->
          state.hasMilestone(m.name())
              ? no(leaf, Code.MILESTONE_TWICE, "a milestone not yet accepted", m.name())
              : yes();
      case Entry.Statement s -> statement(leaf, s);
      case Entry.Acceptance a ->
          acceptance(leaf, c, a, objects).or(() -> disputes.acceptance(leaf, a, c.lines()));
      case Entry.Dispute d -> claims.dispute(leaf, c, d, objects);
      case Entry.Answer a -> answers.answer(leaf, c, a, objects);
      case Entry.Withdrawal w -> answers.withdrawal(leaf, c, w);
      case Entry.Escalation x -> answers.escalation(leaf, c, x);
      case Entry.Resolution r -> resolutions.resolution(leaf, c, r, objects);
      case Entry.Key k -> key(leaf, p, k);
      case Entry.Rendering r -> rendering(leaf, r, objects);
      case Entry.Erasure e -> erasures.erasure(leaf, c, e, objects);
    };
  }

  private Optional<Finding> common(Leaf leaf, Prepared p, Envelope envelope) {
    boolean opening = leaf.index() == 0;
    if (envelope.genesis().isPresent() != opening) {
      return no(
          leaf,
          Code.ENVELOPE_GENESIS,
          opening ? "Genesis in the first envelope" : "no Genesis",
          opening ? "none" : "Genesis");
    }
    if (opening && !envelope.genesis().equals(Optional.of(state.genesis()))) {
      return no(leaf, Code.GENESIS_LEDGER, state.id(), "Genesis of another ledger");
    }
    if (!p.digest().equals(leaf.digest())) {
      return no(leaf, Code.ENTRY_DIGEST, p.digest(), leaf.digest());
    }
    long first = state.indexOf(p.digest());
    if (first >= 0) {
      return no(leaf, Code.ENTRY_REPEATED, "a new digest", "that of entry " + first);
    }
    Entry entry = envelope.entry();
    List<Set<Signer>> allowed = roles(entry);
    if (allowed.isEmpty()) {
      Entry.Key k = (Entry.Key) entry;
      return no(
          leaf,
          Code.KEY_ROLE,
          "an action that the role knows",
          k.action() + " of a " + k.role().text());
    }
    Set<Signer> roles = envelope.signatures().keySet();
    if (!allowed.contains(roles)) {
      return no(leaf, Code.SIGNATURE_ROLES, words(allowed), words(List.of(roles)));
    }
    if (!(entry instanceof Entry.Statement)) {
      Seen seen = entry.seen();
      if (seen.size() > leaf.index()) {
        return no(leaf, Code.SEEN_SIZE, "at most " + leaf.index(), seen.size());
      }
      Bytes32 root = state.root(seen.size());
      if (!seen.root().equals(root)) {
        return no(leaf, Code.SEEN_ROOT, root + " at " + seen.size(), seen.root());
      }
    }
    return signatures(leaf, p, entry, roles);
  }

  /// The sets of roles of which exactly one has to sign; none where a key entry makes no sense.
  static List<Set<Signer>> roles(Entry entry) {
    return switch (entry) {
      case Entry.Agreement a -> List.of(EnumSet.of(Signer.CLIENT, Signer.PROVIDER));
      case Entry.Attestation a -> List.of(EnumSet.of(Signer.ATTESTER));
      case Entry.Voiding v ->
          List.of(
              EnumSet.of(Signer.ATTESTER),
              EnumSet.of(Signer.CLIENT, Signer.PROVIDER),
              EnumSet.of(Signer.ARBITER));
      case Entry.Milestone m -> List.of(EnumSet.of(Signer.CLIENT, Signer.PROVIDER));
      case Entry.Statement s -> List.of(EnumSet.of(Signer.PROVIDER));
      case Entry.Acceptance a -> List.of(EnumSet.of(Signer.CLIENT));
      case Entry.Dispute d -> List.of(EnumSet.of(Signer.CLIENT));
      case Entry.Answer a -> List.of(EnumSet.of(Signer.PROVIDER));
      case Entry.Withdrawal w -> List.of(EnumSet.of(Signer.CLIENT));
      case Entry.Escalation x -> List.of(EnumSet.of(Signer.CLIENT), EnumSet.of(Signer.PROVIDER));
      case Entry.Resolution r ->
          List.of(EnumSet.of(Signer.CLIENT, Signer.PROVIDER), EnumSet.of(Signer.ARBITER));
      case Entry.Key k -> keyRoles(k);
      case Entry.Rendering r -> List.of(EnumSet.of(Signer.CLIENT, Signer.PROVIDER));
      case Entry.Erasure e ->
          List.of(
              EnumSet.of(Signer.CLIENT, Signer.PROVIDER),
              EnumSet.of(Signer.CLIENT),
              EnumSet.of(Signer.PROVIDER));
    };
  }

  private static List<Set<Signer>> keyRoles(Entry.Key k) {
    List<Set<Signer>> party = List.of(EnumSet.of(Signer.SIGNER), EnumSet.of(Signer.RECOVERY));
    List<Set<Signer>> partyAndKey =
        List.of(EnumSet.of(Signer.KEY, Signer.SIGNER), EnumSet.of(Signer.KEY, Signer.RECOVERY));
    return switch (k.action()) {
      case ADD ->
          switch (k.role()) {
            case ATTESTER, SIGNER -> partyAndKey;
            case COSIGNER -> party;
            case RECOVERY -> List.of();
          };
      case REVOKE -> k.role() == KeyRole.RECOVERY ? List.of() : party;
      case REPLACE ->
          switch (k.role()) {
            case ATTESTER -> List.of(EnumSet.of(Signer.ATTESTER, Signer.KEY));
            case SIGNER -> partyAndKey;
            case COSIGNER -> party;
            case RECOVERY -> List.of(EnumSet.of(Signer.KEY, Signer.RECOVERY));
          };
    };
  }

  private static String words(List<Set<Signer>> sets) {
    List<String> out = new ArrayList<>();
    for (Set<Signer> set : sets) {
      out.add(String.join(" and ", set.stream().map(Signer::text).toList()));
    }
    String words = String.join(", or ", out);
    return words.isEmpty() ? "none" : words;
  }

  private Optional<Finding> signatures(Leaf leaf, Prepared p, Entry entry, Set<Signer> roles) {
    for (Signer role : roles) {
      if (!p.signers().containsKey(role)) {
        return no(
            leaf,
            Code.SIGNATURE_INVALID,
            "a signature of " + role.text() + " in ledger " + state.id(),
            "one that is valid for no key");
      }
    }
    for (Signer role : roles) {
      Address by = signer(p, role);
      if (!maySign(role, by, entry)) {
        return no(leaf, Code.SIGNATURE_KEY, expectedKey(role, entry), role.text() + " " + by);
      }
    }
    return yes();
  }

  private static Address signer(Prepared p, Signer role) {
    Address by = p.signers().get(role);
    if (by == null) {
      throw new IllegalStateException("no signature of " + role);
    }
    return by;
  }

  private boolean maySign(Signer role, Address by, Entry entry) {
    Keys keys = state.keys();
    return switch (role) {
      case PROVIDER -> keys.signers(Party.PROVIDER).contains(by);
      case CLIENT -> keys.signers(Party.CLIENT).contains(by);
      case ARBITER -> !keys.arbiter().isZero() && keys.arbiter().equals(by);
      case ATTESTER ->
          switch (entry) {
            case Entry.Attestation a -> a.attester().equals(by) && keys.mayAttest(by);
            case Entry.Key k -> keys.attesters(k.party()).contains(by);
            case Entry.Agreement a -> false;
            case Entry.Voiding v -> keys.mayAttest(by);
            case Entry.Milestone m -> false;
            case Entry.Statement s -> false;
            case Entry.Acceptance a -> false;
            case Entry.Dispute d -> false;
            case Entry.Answer a -> false;
            case Entry.Withdrawal w -> false;
            case Entry.Escalation x -> false;
            case Entry.Resolution r -> false;
            case Entry.Rendering r -> false;
            case Entry.Erasure e -> false;
          };
      case SIGNER -> entry instanceof Entry.Key k && keys.signers(k.party()).contains(by);
      case RECOVERY -> entry instanceof Entry.Key k && keys.recovery(k.party()).equals(by);
      case KEY -> entry instanceof Entry.Key k && k.key().equals(by.toBytes32());
    };
  }

  private String expectedKey(Signer role, Entry entry) {
    Keys keys = state.keys();
    return switch (role) {
      case PROVIDER -> "a signer key of the provider: " + keys.signers(Party.PROVIDER);
      case CLIENT -> "a signer key of the client: " + keys.signers(Party.CLIENT);
      case ARBITER -> "the arbiter " + keys.arbiter();
      case ATTESTER ->
          entry instanceof Entry.Attestation a
              ? "the attester " + a.attester() + ", which must be a current key"
              : "a current attester key";
      case SIGNER ->
          entry instanceof Entry.Key k
              ? "a signer key of the " + k.party().text() + ": " + keys.signers(k.party())
              : "a signer key";
      case RECOVERY ->
          entry instanceof Entry.Key k
              ? "the recovery key " + keys.recovery(k.party())
              : "the recovery key";
      case KEY -> entry instanceof Entry.Key k ? "the new key " + k.key() : "the new key";
    };
  }

  /// Which key stands behind a key entry.
  static Signer authority(Prepared p) {
    for (Signer s : List.of(Signer.SIGNER, Signer.RECOVERY)) {
      if (p.signers().containsKey(s)) {
        return s;
      }
    }
    return Signer.ATTESTER;
  }

  private Optional<Finding> agreement(
      Leaf leaf, Candidate c, Entry.Agreement a, ObjectSource objects) {
    List<TermsVersion> versions = state.versions();
    long next = versions.size() + 1L;
    if (a.version() != next) {
      return no(leaf, Code.AGREEMENT_VERSION, next, a.version());
    }
    Bytes32 before = versions.isEmpty() ? Bytes32.ZERO : versions.getLast().hash();
    if (!a.supersedes().equals(before)) {
      return no(leaf, Code.AGREEMENT_SUPERSEDES, before, a.supersedes());
    }
    Optional<Bytes> document = object(objects, a.termsHash());
    if (document.isEmpty()) {
      return missing(leaf, "terms document", a.termsHash());
    }
    Terms terms;
    try {
      terms = TermsParser.parse(document.get());
    } catch (MalformedException e) {
      return no(leaf, Code.AGREEMENT_TERMS, "a terms document", e.toFinding());
    }
    List<Finding> faults = Validity.check(terms);
    if (!faults.isEmpty()) {
      return no(leaf, Code.AGREEMENT_TERMS, "valid terms", faults.getFirst());
    }
    if (terms.version() != a.version()) {
      return no(leaf, Code.AGREEMENT_VERSION, a.version(), terms.version() + " in the document");
    }
    if (!terms.supersedes().orElse(Bytes32.ZERO).equals(before)) {
      return no(
          leaf,
          Code.AGREEMENT_SUPERSEDES,
          before,
          terms.supersedes().orElse(Bytes32.ZERO) + " in the document");
    }
    if (!terms.nonce().equals(state.genesis().nonce())) {
      return no(leaf, Code.AGREEMENT_NONCE, state.genesis().nonce(), terms.nonce());
    }
    Period effective = a.effectivePeriod();
    if (versions.isEmpty()) {
      if (!effective.equals(terms.firstPeriod())) {
        return no(leaf, Code.AGREEMENT_PERIOD, terms.firstPeriod(), effective);
      }
    } else {
      Optional<Finding> change =
          amendment(leaf, versions.getLast().terms(), terms, effective)
              .or(() -> windows(leaf, versions, terms, effective))
              .or(() -> range(leaf, versions, terms));
      if (change.isPresent()) {
        return change;
      }
      Optional<Finding> earlier = cutoff(leaf, versions, terms, effective);
      if (earlier.isPresent()) {
        return earlier;
      }
    }
    TermsVersion version =
        new TermsVersion(leaf.index(), a.version(), effective, terms, a.termsHash(), leaf.digest());
    c.terms = version;
    return erasures.agreement(leaf, versions, version);
  }

  /// Cut-offs never go back from one period to the next, so prefixes never shrink and a statement's
  /// adjustments start where the one before ended.
  private Optional<Finding> cutoff(
      Leaf leaf, List<TermsVersion> versions, Terms terms, Period effective) {
    if (effective.equals(terms.firstPeriod())) {
      return yes();
    }
    Period before = effective.previous();
    Optional<TermsVersion> version = History.termsFor(versions, before);
    if (version.isEmpty()) {
      return yes();
    }
    long was = History.cutoffMillis(version.get().terms(), before, state.timeOf(0));
    long is = History.cutoffMillis(terms, effective, state.timeOf(0));
    return is >= was
        ? yes()
        : no(
            leaf,
            Code.AGREEMENT_CHANGE,
            "cutoff.lateDays that closes " + effective + " not before " + Utc.ofMillis(was),
            Utc.ofMillis(is));
  }

  private static String text(Currency currency) {
    return currency.code() + " with " + currency.exponent() + " decimal places";
  }

  /// What a new version may not change: who agreed on what money from when, and the clock before
  /// it.
  private static Optional<Finding> amendment(Leaf leaf, Terms old, Terms terms, Period effective) {
    if (!terms.id().equals(old.id())) {
      return no(leaf, Code.AGREEMENT_CHANGE, "id " + old.id(), terms.id());
    }
    if (!terms.currency().equals(old.currency())) {
      return no(
          leaf, Code.AGREEMENT_CHANGE, "currency " + text(old.currency()), text(terms.currency()));
    }
    if (!terms.term().from().equals(old.term().from())) {
      return no(leaf, Code.AGREEMENT_CHANGE, "term.from " + old.term().from(), terms.term().from());
    }
    long start = terms.clock().start(effective);
    if (!offsetsBefore(old, start).equals(offsetsBefore(terms, start))) {
      return no(
          leaf,
          Code.AGREEMENT_CHANGE,
          "clock before " + effective + " " + offsetsBefore(old, start),
          offsetsBefore(terms, start));
    }
    if (start * 1000 <= leaf.time() || effective.compareTo(terms.firstPeriod()) < 0) {
      return no(
          leaf,
          Code.AGREEMENT_PERIOD,
          "a period that begins after " + Utc.ofMillis(leaf.time()),
          effective + ", which begins at " + Utc.ofSeconds(start));
    }
    return yes();
  }

  /// What accumulates goes on as the version says that governs the month before: the latest one may
  /// have been agreed for a later month, and then nothing has accumulated under it.
  private static Optional<Finding> windows(
      Leaf leaf, List<TermsVersion> versions, Terms terms, Period effective) {
    if (effective.equals(terms.firstPeriod())) {
      return yes();
    }
    return History.termsFor(versions, effective.previous())
        .map(v -> OpenWindows.broken(v.terms(), terms, effective))
        .filter(broken -> !broken.isEmpty())
        .map(List::getFirst)
        .flatMap(f -> no(leaf, Code.AGREEMENT_WINDOW, f.expected(), f.found()));
  }

  /// What earlier months bring in stays in range under the new rules.
  private static Optional<Finding> range(Leaf leaf, List<TermsVersion> versions, Terms terms) {
    List<Finding> faults =
        Validity.checkAfter(versions.stream().map(TermsVersion::terms).toList(), terms);
    return faults.isEmpty()
        ? yes()
        : no(
            leaf, Code.AGREEMENT_TERMS, "numbers in range after earlier months", faults.getFirst());
  }

  private static List<ClockOffset> offsetsBefore(Terms terms, long at) {
    return terms.offsets().stream().filter(o -> o.fromUtc() < at).toList();
  }

  static Optional<Bytes> object(ObjectSource objects, Bytes32 hash) {
    return objects.object(hash).filter(bytes -> Sha256.hash(bytes).equals(hash));
  }

  static Optional<Finding> missing(Leaf leaf, String what, Bytes32 hash) {
    return no(leaf, Code.OBJECT_MISSING, what + " " + hash, "no object of this hash");
  }

  private Optional<Finding> attestation(Leaf leaf, Candidate c, Entry.Attestation a) {
    c.party = state.keys().partyOf(a.attester()).orElseThrow();
    List<Long> before = state.attestations(a.attester());
    if (a.sequence() > before.size()) {
      return no(leaf, Code.ATTESTATION_GAP, before.size(), a.sequence());
    }
    return a.sequence() < before.size()
        ? no(
            leaf,
            Code.ATTESTATION_CONFLICT,
            "sequence " + before.size(),
            a.sequence() + ", held by entry " + before.get((int) a.sequence()))
        : yes();
  }

  /// The entry that holds the sequence number of a refused attestation.
  OptionalLong conflictIndex(Candidate c) {
    return c.prepared.envelope().orElseThrow().entry() instanceof Entry.Attestation a
        ? OptionalLong.of(state.attestations(a.attester()).get((int) a.sequence()))
        : OptionalLong.empty();
  }

  /// Reads the records behind an attestation that counts, or notes why they are absent.
  void openPayload(Leaf leaf, Candidate c, PayloadSource payloads) {
    Optional<Envelope> envelope = c.prepared.envelope();
    if (envelope.isEmpty() || !(envelope.get().entry() instanceof Entry.Attestation a)) {
      return;
    }
    try {
      Optional<Payload.Opened> read = payloads.opened(a.recordsRoot(), c.party());
      if (read.isEmpty()) {
        Optional<Bytes> bytes =
            state.isWithoutRecords() ? Optional.empty() : payloads.payload(a.recordsRoot());
        if (bytes.isEmpty()) {
          c.payloadFault = finding(leaf, Code.PAYLOAD_MISSING, a.recordsRoot(), "no payload");
          return;
        }
        read =
            Optional.of(
                Payload.parse(bytes.get()).open(c.party(), state.pepper(), state.workers()));
      }
      Payload.Opened opened = read.get();
      if (!opened.root().equals(a.recordsRoot())) {
        c.payloadFault = finding(leaf, Code.PAYLOAD_ROOT, a.recordsRoot(), opened.root());
      } else if (opened.records().size() != a.count()) {
        c.payloadFault = finding(leaf, Code.PAYLOAD_COUNT, a.count(), opened.records().size());
      } else {
        c.opened = opened;
      }
    } catch (MalformedException e) {
      c.payloadFault =
          new Finding(
              Code.PAYLOAD_FORM,
              "entry " + leaf.index() + " " + e.toFinding().where(),
              e.expected(),
              e.found() + " (" + e.code().id() + ")");
    }
  }

  /// Whether the texts are of terms that this ledger holds; not whether they are the right ones,
  /// which only somebody who knows their templates can tell.
  private Optional<Finding> rendering(Leaf leaf, Entry.Rendering r, ObjectSource objects) {
    if (state.versions().stream().noneMatch(v -> v.hash().equals(r.termsHash()))) {
      return no(
          leaf, Code.RENDERING_TERMS, "a version of the terms before this entry", r.termsHash());
    }
    Optional<Bytes> object = object(objects, r.text());
    if (object.isEmpty()) {
      return missing(leaf, "texts", r.text());
    }
    try {
      RenderedTexts texts = RenderedTexts.parse(object.get());
      return texts.termsHash().equals(r.termsHash()) && texts.render() == r.render()
          ? yes()
          : no(
              leaf,
              Code.RENDERING_OBJECT,
              "texts of " + r.termsHash() + " by templates " + r.render(),
              texts.termsHash() + " by templates " + texts.render());
    } catch (MalformedException e) {
      return no(leaf, Code.RENDERING_OBJECT, e.expected(), e.toFinding());
    }
  }

  private Optional<Finding> voiding(Leaf leaf, Candidate c, Entry.Voiding v, ObjectSource objects) {
    if (c.prepared.signers().containsKey(Signer.ARBITER) && !state.disputes().isAnyEscalated()) {
      return no(leaf, Code.VOID_ARBITER, "the attesting party or both", "the arbiter alone");
    }
    Optional<TagList.Hashed> read = objects.tags(v.list());
    TagList tags;
    if (read.isPresent()) {
      tags = read.get().list();
    } else {
      Optional<Bytes> list = object(objects, v.list());
      if (list.isEmpty()) {
        return missing(leaf, "tag list", v.list());
      }
      try {
        tags = TagList.parse(list.get());
      } catch (MalformedException e) {
        return no(leaf, Code.VOID_LIST, e.expected(), e.found());
      }
    }
    if (tags.tags().size() != v.count()) {
      return no(leaf, Code.VOID_LIST, v.count() + " tags", tags.tags().size());
    }
    Bytes32 root = read.map(TagList.Hashed::root).orElseGet(tags::root);
    if (!root.equals(v.tagsRoot())) {
      return no(leaf, Code.VOID_LIST, "root " + v.tagsRoot(), root);
    }
    c.tags = tags;
    return yes();
  }

  /// Why a void of `tag` has no effect; empty if it has.
  Optional<Finding> voidFault(Leaf leaf, Candidate c, Bytes32 tag) {
    String where = "entry " + leaf.index() + " tag " + tag;
    long n = state.recordOf(tag);
    if (n < 0) {
      return Optional.of(
          new Finding(Code.VOID_TAG_UNKNOWN, where, "a record before this entry", "none"));
    }
    Batch batch = state.batchOf(n).batch;
    Address by = c.prepared.signers().get(Signer.ATTESTER);
    if (by != null && !owns(by, batch)) {
      return Optional.of(
          new Finding(
              Code.VOID_TAG_FOREIGN,
              where,
              "the attester " + batch.attester() + " or a signer of the " + batch.party().text(),
              by.toString()));
    }
    if (c.prepared.signers().containsKey(Signer.ARBITER) && !state.disputes().isEscalated(n)) {
      return Optional.of(
          new Finding(
              Code.VOID_TAG_FOREIGN, where, "a record under an escalated dispute", "record " + n));
    }
    if (state.isVoided(tag)) {
      return Optional.of(
          new Finding(Code.VOID_TAG_TWICE, where, "a record that stands", "a voided one"));
    }
    boolean both = c.prepared.signers().containsKey(Signer.CLIENT);
    return !both && state.disputes().isSettled(n, leaf.time())
        ? Optional.of(
            new Finding(
                Code.VOID_TAG_SETTLED,
                where,
                "a record that no dispute has settled",
                "record " + n))
        : yes();
  }

  private boolean owns(Address by, Batch batch) {
    Keys keys = state.keys();
    return keys.signers(batch.party()).contains(by)
        || (keys.partyOf(by).equals(Optional.of(batch.party()))
            && keys.inherits(by, batch.attester()));
  }

  private Optional<Finding> statement(Leaf leaf, Entry.Statement s) {
    Optional<TermsVersion> version = History.termsFor(state.versions(), s.period());
    if (version.isEmpty()) {
      return no(
          leaf,
          Code.STATEMENT_PERIOD,
          "from " + state.versions().getFirst().effectivePeriod() + " on",
          s.period());
    }
    long cutoff = History.cutoffMillis(version.get().terms(), s.period(), state.timeOf(0));
    if (leaf.time() < cutoff) {
      return no(leaf, Code.STATEMENT_EARLY, "from " + cutoff + " ms on", leaf.time());
    }
    long prefix = state.prefixBefore(cutoff);
    if (s.seen().size() != prefix) {
      return no(leaf, Code.STATEMENT_PREFIX, prefix, s.seen().size());
    }
    Bytes32 root = state.root(prefix);
    if (!s.seen().root().equals(root)) {
      return no(leaf, Code.STATEMENT_PREFIX_ROOT, root, s.seen().root());
    }
    if (!s.termsHash().equals(version.get().hash())) {
      return no(leaf, Code.STATEMENT_TERMS, version.get().hash(), s.termsHash());
    }
    Optional<StatementEntry> before = state.standing(s.period());
    long revision = before.map(b -> b.statement().revision() + 1).orElse(0L);
    if (s.revision() != revision) {
      return no(leaf, Code.STATEMENT_REVISION, revision, s.revision());
    }
    Bytes32 replaces = before.map(StatementEntry::digest).orElse(Bytes32.ZERO);
    return s.replaces().equals(replaces)
        ? yes()
        : no(leaf, Code.STATEMENT_REPLACES, replaces, s.replaces());
  }

  private Optional<Finding> acceptance(
      Leaf leaf, Candidate c, Entry.Acceptance a, ObjectSource objects) {
    Optional<StatementEntry> standing = state.standing(a.period());
    if (standing.isEmpty()
        || !standing.get().statement().statementHash().equals(a.statementHash())) {
      return no(
          leaf,
          Code.ACCEPTANCE_STATEMENT,
          standing
              .map(s -> s.statement().statementHash().toHex())
              .orElse("a statement of " + a.period()),
          a.statementHash());
    }
    if (state.isAccepted(standing.get().index())) {
      return no(
          leaf, Code.ACCEPTANCE_TWICE, "a statement not yet accepted", standing.get().index());
    }
    if (!a.exceptLines().isZero()) {
      Optional<Bytes> list = object(objects, a.exceptLines());
      if (list.isEmpty()) {
        return missing(leaf, "list of lines", a.exceptLines());
      }
      try {
        c.lines = LineList.parse(list.get()).lines();
      } catch (MalformedException e) {
        return no(leaf, Code.ACCEPTANCE_LINES, e.expected(), e.found());
      }
    }
    c.statement = standing.get();
    return yes();
  }

  private Optional<Finding> key(Leaf leaf, Prepared p, Entry.Key k) {
    boolean address = k.role() != KeyRole.COSIGNER;
    if (!isKey(k.key(), address)) {
      return no(
          leaf,
          Code.KEY_ROLE,
          address ? "an address after 12 zero bytes" : "an Ed25519 key",
          k.key());
    }
    Keys keys = state.keys();
    List<Bytes32> current = keys.current(k.party(), k.role());
    if (k.action() == KeyAction.REVOKE) {
      if (!current.contains(k.key())) {
        return no(leaf, Code.KEY_UNKNOWN, current, k.key());
      }
      boolean last = k.role() == KeyRole.SIGNER && current.size() == 1;
      return last && !p.signers().containsKey(Signer.RECOVERY)
          ? no(leaf, Code.KEY_LAST_SIGNER, "another signer key", "none")
          : yes();
    }
    if (keys.isTaken(k.key())) {
      return no(leaf, Code.KEY_TAKEN, "a key without a role so far", k.key());
    }
    return k.action() == KeyAction.ADD && current.size() >= Keys.MAX_KEYS
        ? no(leaf, Code.KEY_LIMIT, "fewer than " + Keys.MAX_KEYS, current.size())
        : yes();
  }

  private static boolean isKey(Bytes32 key, boolean address) {
    if (!address) {
      return Ed25519.isValidKey(key);
    }
    try {
      return !Address.parseBytes32(key).isZero();
    } catch (MalformedException e) {
      return false;
    }
  }

  private Optional<Finding> mark(Leaf leaf, Candidate c) {
    Bytes note = c.prepared.bytes();
    Checkpoint.Opened opened;
    try {
      if (note.size() > Envelope.MAX_BYTES) {
        throw new MalformedException(
            Code.INPUT_TOO_LARGE,
            "note",
            -1,
            "at most " + Envelope.MAX_BYTES + " bytes",
            note.size() + " bytes");
      }
      opened =
          Checkpoint.open(
              SignedNote.parse(note),
              new Vkey(state.origin(), Vkey.Type.ED25519, state.keys().logKey()),
              cosigners());
    } catch (MalformedException e) {
      Code code = e.code() == Code.CHECKPOINT_ORIGIN ? Code.MARK_ORIGIN : Code.MARK_NOTE;
      return no(leaf, code, e.expected(), e.found() + " (" + e.code().id() + ")");
    }
    long first = state.indexOf(c.prepared.digest());
    if (first >= 0) {
      return no(leaf, Code.ENTRY_REPEATED, "a new digest", "that of entry " + first);
    }
    Checkpoint mark = opened.checkpoint();
    if (mark.size() < 1 || mark.size() > leaf.index()) {
      return no(leaf, Code.MARK_SIZE, "1 to " + leaf.index(), mark.size());
    }
    Bytes32 root = state.root(mark.size());
    if (!mark.root().equals(root)) {
      return no(leaf, Code.MARK_ROOT, root, mark.root());
    }
    long below = state.timeOf(mark.size() - 1);
    long from = mark.size() < leaf.index() ? state.timeOf(mark.size()) : leaf.time();
    for (Cosignature s : opened.cosignatures()) {
      long time = s.time() > Leaf.MAX_TIME ? Leaf.MAX_TIME : s.time() * 1000;
      if (below > time + TOLERANCE_MILLIS) {
        return no(
            leaf,
            Code.MARK_POSTDATED,
            "entry " + (mark.size() - 1) + " at most at " + Utc.ofMillis(time + TOLERANCE_MILLIS),
            Utc.ofMillis(below));
      }
      if (from < time - TOLERANCE_MILLIS) {
        return no(
            leaf,
            Code.MARK_BACKDATED,
            "entry " + mark.size() + " at least at " + Utc.ofMillis(time - TOLERANCE_MILLIS),
            Utc.ofMillis(from));
      }
    }
    c.mark = mark;
    for (Cosignature s : opened.cosignatures()) {
      for (Party p : Party.values()) {
        if (s.cosigner().name().equals(Keys.cosignerName(state.origin(), p))) {
          c.cosigned.add(p);
        }
      }
    }
    return yes();
  }

  /// The registered cosigner keys under the name that their party's keys have.
  private List<Vkey> cosigners() {
    List<Vkey> out = new ArrayList<>();
    for (Party p : Party.values()) {
      for (Bytes32 key : state.keys().cosigners(p)) {
        out.add(Keys.cosignerVkey(state.origin(), p, key));
      }
    }
    return out;
  }

  /// What admission refuses although it would do no harm in the ledger but count as absent.
  List<Finding> admissionOnly(Leaf leaf, Candidate c, ObjectSource objects) {
    if (c.payloadFault != null) {
      return List.of(c.payloadFault);
    }
    if (c.opened != null) {
      List<Finding> bad = badRecords(leaf, c.opened.records(), c.party());
      return bad.isEmpty() && !c.opened.seeded()
          ? List.of(finding(leaf, Code.PAYLOAD_FORM, "the seed of a new batch", "its salts"))
          : bad;
    }
    List<Finding> out = new ArrayList<>();
    if (c.terms != null) {
      out.addAll(Validity.notYetRated(c.terms.terms()));
    }
    if (c.prepared.envelope().isPresent()
        && c.prepared.envelope().get().entry() instanceof Entry.Milestone m) {
      milestone(leaf, m).ifPresent(out::add);
    }
    if (c.prepared.envelope().isPresent()
        && c.prepared.envelope().get().entry() instanceof Entry.Statement s) {
      document(leaf, s, objects).ifPresent(out::add);
    }
    if (c.tags != null) {
      for (Bytes32 tag : c.tags.tags()) {
        voidFault(leaf, c, tag).or(() -> disputes.unanswered(leaf, c, tag)).ifPresent(out::add);
      }
    }
    disputes.neverBoth(leaf, c).ifPresent(out::add);
    return out;
  }

  /// The document of a statement, which a dispute of its adjustments will need. Whether it is what
  /// the function gives is not asked: that would mean to rate.
  private static Optional<Finding> document(Leaf leaf, Entry.Statement s, ObjectSource objects) {
    Optional<Bytes> document = object(objects, s.statementHash());
    if (document.isEmpty()) {
      return no(
          leaf,
          Code.STATEMENT_DOCUMENT,
          "the statement's document " + s.statementHash(),
          "no object of this hash");
    }
    try {
      Charged.parse(document.get());
      return yes();
    } catch (MalformedException e) {
      return no(leaf, Code.STATEMENT_DOCUMENT, "a statement", e.toFinding());
    }
  }

  /// A milestone that nobody pays for: in the log it would do no harm, but its name would be used
  /// up.
  private Optional<Finding> milestone(Leaf leaf, Entry.Milestone m) {
    LocalDate accepted =
        LocalDate.of(m.accepted() / 10_000, m.accepted() / 100 % 100, m.accepted() % 100);
    Optional<Terms> terms =
        accepted.isAfter(Term.MAX)
            ? Optional.empty()
            : History.termsFor(state.versions(), Period.of(accepted)).map(TermsVersion::terms);
    if (terms.isEmpty()
        || accepted.isBefore(terms.get().term().from())
        || accepted.isAfter(terms.get().term().to())) {
      return no(leaf, Code.MILESTONE_UNKNOWN, "a date within the agreement", accepted);
    }
    List<String> names = new ArrayList<>();
    for (Line line : terms.get().lines()) {
      if (line instanceof Line.Milestone l) {
        l.items().forEach(i -> names.add(i.name()));
        l.holdback().ifPresent(h -> names.add(h.release()));
      }
    }
    return names.stream().anyMatch(n -> Sha256.hash(Bytes.utf8(n)).equals(m.name()))
        ? yes()
        : no(
            leaf,
            Code.MILESTONE_UNKNOWN,
            "a milestone of the terms in force on "
                + accepted
                + ": "
                + (names.isEmpty() ? "they have none" : String.join(", ", names)),
            m.name());
  }

  private List<Finding> badRecords(Leaf leaf, List<HeldRecord> records, Party party) {
    @Nullable Finding[] found = new Finding[records.size()];
    RowRules rows = new RowRules(state.versions());
    state
        .workers()
        .forRange(
            0,
            records.size(),
            (from, to) -> {
              for (int i = from; i < to; i++) {
                HeldRecord r = records.get(i);
                String where = where(leaf, i, r);
                Optional<Finding> f =
                    !(r instanceof HeldRecord.Full full)
                        ? Optional.of(
                            new Finding(
                                Code.RECORD_ERASED,
                                where,
                                "a record with its name and row",
                                "what an erasure leaves"))
                        : LedgerState.isAhead(r, leaf.time())
                            ? Optional.of(
                                new Finding(
                                    Code.RECORD_AHEAD,
                                    where,
                                    "at most "
                                        + Utc.ofSeconds(
                                            leaf.time() / 1000 + LedgerState.MAX_AHEAD_SECONDS),
                                    Utc.ofSeconds(full.record().at())))
                            : rows.check(full.record().row(), where);
                found[i] = f.orElse(null);
              }
            });
    List<Finding> out = new ArrayList<>();
    Map<Bytes32, HeldRecord> own = new HashMap<>();
    for (int i = 0; i < found.length; i++) {
      HeldRecord r = records.get(i);
      Optional<HeldRecord> before =
          state.record(r.tag()).or(() -> Optional.ofNullable(own.get(r.tag())));
      own.putIfAbsent(r.tag(), r);
      Finding row = found[i];
      if (before.isPresent()) {
        boolean same = before.get().row().equals(r.row());
        out.add(
            new Finding(
                same ? Code.RECORD_DUPLICATE : Code.RECORD_CONFLICT,
                where(leaf, i, r),
                "a name not used before",
                same ? "the same record" : "another record of this name"));
      } else if (r instanceof HeldRecord.Full f
          && f.record().rev() > 0
          && !state.isVoided(state.tagOfRevisionBefore(f.record(), party))) {
        out.add(
            new Finding(
                Code.RECORD_REVISION,
                where(leaf, i, r),
                "a void of revision " + (f.record().rev() - 1),
                "none"));
      } else if (row != null) {
        out.add(row);
      }
    }
    return out;
  }

  private static String where(Leaf leaf, int i, HeldRecord r) {
    String name = r.usage().map(u -> " (" + u.source() + "/" + u.id() + ")").orElse("");
    return "entry " + leaf.index() + " record " + i + name;
  }
}
