package io.countersign.core.verify;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.ledger.Applied;
import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.ErasurePermits;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Prepared;
import io.countersign.core.ledger.VoidEntry;
import io.countersign.core.ledger.Workers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Replays the ledger from entry 0 on and reports whatever does not continue it, does not count, or
/// refers to something that is not there.
final class ChainChecks {
  /// Envelopes prepared ahead by the workers.
  private static final int CHUNK = 4096;

  /// What every payload begins with from which nothing was erased.
  private static final byte[] SEED =
      "{\"format\":1,\"seed\":\"".getBytes(StandardCharsets.US_ASCII);

  private final Parts parts;
  private final Workers workers;
  private final Report.Builder report;
  private final References references;
  private final Map<Address, Integer> attestations = new TreeMap<>();

  /// Roots of the payloads that have salts in place of a seed.
  private final Set<Bytes32> salted = new HashSet<>();

  private Optional<LedgerState> state = Optional.empty();
  private long signatures;
  private boolean broken;

  ChainChecks(Parts parts, Workers workers, Report.Builder report) {
    this.parts = parts;
    this.workers = workers;
    this.report = report;
    this.references = new References(parts);
  }

  /// The state after the last leaf that continues the ledger; empty if it could not be opened.
  Optional<LedgerState> state() {
    return state;
  }

  /// What the leaves so far refer to.
  References references() {
    return references;
  }

  /// Whether every leaf was applied.
  boolean isComplete() {
    return state.isPresent() && !broken;
  }

  void replay(List<Bytes> leaves, Genesis genesis, String operator, Bytes32 pepper)
      throws MalformedException {
    LedgerState s = LedgerState.open(genesis, operator, pepper, workers);
    state = Optional.of(s);
    references.operator(genesis);
    if (parts.object(genesis.operator()).isEmpty()) {
      report.add(
          Check.failed(
              Code.BUNDLE_MISSING,
              Layout.object(genesis.operator()),
              "the operator's name, to which Genesis commits",
              "nothing"));
    }
    for (int from = 0; from < leaves.size() && !broken; from += CHUNK) {
      chunk(s, leaves, from, Math.min(leaves.size(), from + CHUNK));
    }
    if (!broken) {
      report.add(
          Check.passed(Code.CHAIN_BROKEN, "entries", leaves.size() + " leaves in one chain"));
    }
    passed(Code.ENTRY_IGNORED, "entries", "every entry counts");
    passed(Code.ENTRY_SIGNATURE, "entries", signatures + " signatures by keys valid there");
    for (Map.Entry<Address, Integer> a : attestations.entrySet()) {
      passed(
          Code.ATTESTER_SEQUENCE,
          "attester " + a.getKey(),
          "sequence 0 to " + (a.getValue() - 1) + " without gaps");
    }
    passed(
        Code.ENTRY_TERMS,
        "agreement",
        s.history().versions().size() + " versions of the terms, hash and validity");
    passed(Code.SIGNER_SAW_OTHER_TREE, "entries", "every signer had seen this tree");
  }

  private void passed(Code code, String where, String found) {
    if (report.failures(code) > 0) {
      return;
    }
    report.add(
        broken
            ? Check.notChecked(code, where, found, "a ledger that is broken before its end")
            : Check.passed(code, where, found));
  }

  private void chunk(LedgerState s, List<Bytes> leaves, int from, int to) {
    @Nullable Leaf[] parsed = new Leaf[to - from];
    @Nullable Prepared[] prepared = new Prepared[to - from];
    @Nullable Finding[] faults = new Finding[to - from];
    workers.forRange(
        0,
        to - from,
        (a, b) -> {
          for (int i = a; i < b; i++) {
            try {
              Leaf leaf = Leaf.parse(leaves.get(from + i));
              parsed[i] = leaf;
              Optional<Bytes> envelope = parts.object(leaf.envelope());
              if (envelope.isPresent()) {
                prepared[i] = s.prepare(envelope.get());
              }
            } catch (MalformedException e) {
              faults[i] = e.toFinding();
            }
          }
        });
    for (int i = 0; i < to - from; i++) {
      String where = "entry " + (from + i);
      Leaf leaf = parsed[i];
      Prepared envelope = prepared[i];
      Finding fault = faults[i];
      if (fault != null) {
        broken(Check.failed(Code.CHAIN_BROKEN, where, fault));
        return;
      }
      if (leaf == null || envelope == null) {
        broken(
            Check.failed(
                Code.CHAIN_BROKEN,
                where,
                "its envelope",
                "no object " + (leaf == null ? "" : leaf.envelope())));
        return;
      }
      references.add(leaf, envelope.envelope());
      switch (s.apply(leaf, envelope, parts, this::payload)) {
        case Applied.Accepted a -> {
          accepted(envelope);
          a.payload().forEach(f -> payloadFault(s, leaf, leaves, f));
        }
        case Applied.Ignored a -> ignored(where, a.finding());
        case Applied.Broken a -> {
          broken(Check.failed(Code.CHAIN_BROKEN, where, a.finding()));
          return;
        }
      }
    }
  }

  /// An entry of a kind that a later release reads may change what the others mean: nothing is
  /// concluded. Every other one should not have been admitted.
  private void ignored(String where, Finding finding) {
    report.add(
        finding.code() == Code.ENTRY_KIND_LATER
            ? Check.notChecked(
                Code.ENTRY_IGNORED,
                where,
                finding.expected(),
                finding.found() + "; verify with a later release")
            : Check.failed(checkOf(finding.code()), where, finding));
  }

  private void broken(Check check) {
    broken = true;
    report.add(check);
  }

  private void accepted(Prepared prepared) {
    if (prepared.envelope().isEmpty()) {
      return;
    }
    Envelope envelope = prepared.envelope().get();
    signatures += envelope.signatures().size();
    if (envelope.entry() instanceof Entry.Attestation a) {
      attestations.merge(a.attester(), 1, Integer::sum);
    }
  }

  /// Notes what has no seed: whether an entry permits that is known once all are read.
  private Optional<Bytes> payload(Bytes32 root) {
    Optional<Bytes> bytes = parts.payload(root);
    if (bytes.isPresent()) {
      byte[] b = bytes.get().unsafeArray();
      if (b.length < SEED.length || !Arrays.equals(b, 0, SEED.length, SEED, 0, SEED.length)) {
        salted.add(root);
      }
    }
    return bytes;
  }

  private void payloadFault(LedgerState s, Leaf leaf, List<Bytes> leaves, Finding fault) {
    String where = "entry " + leaf.index();
    if (fault.code() != Code.PAYLOAD_MISSING) {
      report.add(Check.failed(Code.RECORDS_ROOT_OTHER, where, fault));
      return;
    }
    long delay = s.history().versions().getLast().terms().cutoff().payloadDelaySeconds() * 1000L;
    if (leaf.time() + delay > lastTime(leaves)) {
      report.add(
          Check.notChecked(
              Code.RECORDS_MISSING,
              where,
              "its records, due until " + delay / 1000 + " s after its leaf",
              "no records yet"));
      return;
    }
    report.add(Check.failed(Code.RECORDS_MISSING, where, fault));
  }

  private static long lastTime(List<Bytes> leaves) {
    try {
      return Leaf.parse(leaves.getLast()).time();
    } catch (MalformedException e) {
      return Long.MAX_VALUE;
    }
  }

  /// Every record must be there, have a name of its own, and be one that admission takes.
  void records(History history) {
    List<Batch> batches = history.batches();
    ErasurePermits permits = ErasurePermits.of(history);
    @Nullable List<Check>[] found = lists(batches.size());
    workers.forRange(
        0,
        batches.size(),
        (from, to) -> {
          for (int b = from; b < to; b++) {
            found[b] = batch(history, permits, b, batches.get(b));
          }
        });
    long records = 0;
    for (int b = 0; b < found.length; b++) {
      records += batches.get(b).records().size();
      List<Check> checks = found[b];
      if (checks != null) {
        report.addAll(checks);
      }
    }
    for (VoidEntry v : history.voids()) {
      for (Finding f : v.ignored()) {
        report.add(Check.failed(Code.ENTRY_IGNORED, "entry " + v.index(), f));
      }
    }
    boolean erased = !history.erasures().isEmpty();
    passed(
        Code.RECORDS_MISSING,
        "payload/",
        "every record of "
            + batches.size()
            + " batches"
            + (erased ? ", but for what erasures permit" : ""));
    if (erased) {
      passed(
          Code.RECORD_ERASED_WITHOUT_ENTRY,
          "payload/",
          "an entry for each name and row that is gone");
    }
    passed(Code.RECORDS_ROOT_OTHER, "payload/", records + " records under their signed roots");
    passed(Code.RECORD_REPEATED, "records", records + " different names");
    passed(Code.RECORD_IGNORED, "records", "every record is valid or was voided");
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists has no other way
  private static @Nullable List<Check>[] lists(int n) {
    return (List<Check>[]) new List[n];
  }

  private List<Check> batch(History history, ErasurePermits permits, int b, Batch batch) {
    List<Check> out = new ArrayList<>();
    String payload = Layout.payload(batch.recordsRoot());
    if (salted.contains(batch.recordsRoot()) && !permits.permitsRows(batch)) {
      out.add(
          Check.failed(
              Code.RECORDS_MISSING,
              payload,
              "the seed, as no entry erased a row",
              "a payload without it"));
    }
    boolean whole = true;
    for (int i = 0; i < batch.records().size() && out.size() < Report.MAX_PER_CODE; i++) {
      String where = "entry " + batch.entryIndex() + " record " + i;
      Optional<Finding> without = permits.fault(batch, i);
      if (without.isPresent()) {
        if (whole) {
          whole = false;
          out.add(
              Check.failed(
                  Code.RECORDS_MISSING,
                  payload,
                  "every record, but for what erasures permit",
                  "less"));
        }
        out.add(Check.failed(Code.RECORD_ERASED_WITHOUT_ENTRY, where, without.get()));
      }
      Optional<Finding> absence = history.absence(b, i);
      if (absence.isPresent()
          && absence.get().code() != Code.RECORD_VOIDED
          && absence.get().code() != Code.RECORD_ERASED) {
        boolean repeated =
            absence.get().code() == Code.RECORD_DUPLICATE
                || absence.get().code() == Code.RECORD_CONFLICT;
        out.add(
            Check.failed(
                repeated ? Code.RECORD_REPEATED : Code.RECORD_IGNORED, where, absence.get()));
      }
    }
    return out;
  }

  /// Under which check a rule of the ledger is reported.
  static Code checkOf(Code rule) {
    if (rule.number() / 100 == 2) {
      return Code.ENTRY_SIGNATURE;
    }
    return switch (rule) {
      case SIGNATURE_ROLES, SIGNATURE_INVALID, SIGNATURE_KEY -> Code.ENTRY_SIGNATURE;
      case ATTESTATION_GAP, ATTESTATION_CONFLICT -> Code.ATTESTER_SEQUENCE;
      case AGREEMENT_VERSION,
          AGREEMENT_SUPERSEDES,
          AGREEMENT_PERIOD,
          AGREEMENT_TERMS,
          AGREEMENT_NONCE,
          AGREEMENT_CHANGE,
          AGREEMENT_ERASED ->
          Code.ENTRY_TERMS;
      case SEEN_SIZE, SEEN_ROOT, STATEMENT_PREFIX_ROOT -> Code.SIGNER_SAW_OTHER_TREE;
      case MARK_NOTE, MARK_ORIGIN, MARK_SIZE, MARK_ROOT -> Code.MARK;
      case MARK_BACKDATED, MARK_POSTDATED -> Code.LEAF_TIME;
      case STATEMENT_PERIOD,
          STATEMENT_EARLY,
          STATEMENT_PREFIX,
          STATEMENT_TERMS,
          STATEMENT_REVISION,
          STATEMENT_REPLACES ->
          Code.STATEMENT_BASIS;
      case ACCEPTANCE_STATEMENT, ACCEPTANCE_TWICE, ACCEPTANCE_LINES, ACCEPTANCE_DISPUTED ->
          Code.ACCEPTANCE_UNFOUNDED;
      default -> Code.ENTRY_IGNORED;
    };
  }
}
