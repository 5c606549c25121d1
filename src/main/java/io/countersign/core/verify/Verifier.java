package io.countersign.core.verify;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Cosignature;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.KeyEntry;
import io.countersign.core.ledger.KeyRole;
import io.countersign.core.ledger.Keys;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.MarkEntry;
import io.countersign.core.ledger.Policy;
import io.countersign.core.ledger.Workers;
import io.countersign.core.prose.Prose;
import io.countersign.core.terms.Text;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks a bundle, or a proof file, against the policy of whoever wants to know.
///
/// Total: whatever the input, it returns a report and throws nothing; a failed check never stops
/// the others, and what could not be checked is listed as such. Needs nothing but its arguments: no
/// network, clock or file. Source: `src/docs/verify.md`.
///
/// Cost: linear in the bundle; a record costs one parse, one HMAC, some five hashes and its rating.
/// Memory: objects, and some 200 bytes a record.
@CheckReturnValue
public final class Verifier {
  private final Policy policy;
  private final Workers workers;
  private final Map<Text.Language, Prose.Catalogue> templates;
  private final Report.Builder report = new Report.Builder();

  private Verifier(Policy policy, Workers workers, Map<Text.Language, Prose.Catalogue> templates) {
    this.policy = policy;
    this.workers = workers;
    this.templates = Map.copyOf(templates);
  }

  /// Verifies a bundle.
  ///
  /// @param policy of the verifier's owner; never taken from the bundle
  /// @param workers for the loops over objects, envelopes and records
  public static Report verify(Bundle bundle, Policy policy, Workers workers) {
    return verify(bundle, policy, workers, Map.of());
  }

  /// The same with templates of [Prose#RENDER], by which signed texts of terms are written again
  /// and compared; those of a language without templates are not checked.
  public static Report verify(
      Bundle bundle,
      Policy policy,
      Workers workers,
      Map<Text.Language, Prose.Catalogue> templates) {
    Verifier v = new Verifier(policy, workers, templates);
    v.bundle(bundle);
    return v.report.build();
  }

  /// The same on the caller's thread.
  public static Report verify(Bundle bundle, Policy policy) {
    return verify(bundle, policy, Workers.SEQUENTIAL);
  }

  /// Verifies a proof file: one entry, or one record, and what leads from it to the checkpoint.
  public static Report verifyProof(Bytes file, Policy policy) {
    Verifier v = new Verifier(policy, Workers.SEQUENTIAL, Map.of());
    v.step("proof", () -> new ProofChecks(policy, v.report).check(file));
    return v.report.build();
  }

  private void bundle(Bundle bundle) {
    Parts parts = new Parts(bundle, report);
    TreeChecks tree = new TreeChecks(parts, policy.ledger(), report);
    PolicyChecks owner = new PolicyChecks(policy, report);
    step("bundle", parts::form);
    step("objects", () -> parts.objects(workers));
    step("checkpoint", tree::readCheckpoint);
    step("leaves", tree::readLeaves);
    step("Genesis", tree::readGenesis);
    step("origin", tree::origin);
    step("pepper", tree::readPepper);
    step("tree", tree::sizeAndRoot);
    step("tiles", tree::tiles);
    step("seen", () -> owner.seen(tree.tree()));
    ChainChecks chain = new ChainChecks(parts, workers, report);
    step("chain", () -> chain(tree, chain));
    Optional<History> history = chain.state().map(LedgerState::history);
    step("cosignatures", () -> cosignatures(tree, owner, history));
    step("anchors", owner::anchors);
    if (history.isEmpty()) {
      for (Code code : List.of(Code.RECORDS_ROOT_OTHER, Code.STATEMENT_HASH)) {
        report.add(
            Check.notChecked(code, "bundle", "a ledger that can be replayed", "none, see above"));
      }
      return;
    }
    step("records", () -> chain.records(history.get()));
    if (chain.isComplete()) {
      step("parts", () -> parts.unreferred(chain.references()));
    }
    step("erasures", () -> new ErasureReport(history.get()).list(report));
    StatementChecks statements = new StatementChecks(history.get(), parts, workers, report);
    step("statements", statements::statements);
    step("acceptances", statements::acceptances);
    step("renderings", new RenderingChecks(history.get(), parts, templates, report)::check);
  }

  private void chain(TreeChecks tree, ChainChecks chain) throws MalformedException {
    if (tree.genesis().isEmpty() || tree.pepper().isEmpty() || tree.logKey().isEmpty()) {
      report.add(
          Check.notChecked(
              Code.CHAIN_BROKEN,
              "entries",
              "Genesis, operator and pepper of the policy's ledger",
              "not all of them"));
      return;
    }
    String origin = tree.logKey().get().name();
    String operator = origin.substring(0, origin.indexOf(TreeChecks.LOG_SUFFIX));
    chain.replay(tree.leaves(), tree.genesis().get(), operator, tree.pepper().get());
  }

  /// Cosignatures of the checkpoint and of every mark, and what they say about leaf times.
  private void cosignatures(TreeChecks tree, PolicyChecks owner, Optional<History> history) {
    if (tree.note().isEmpty() || tree.claimed().isEmpty() || tree.logKey().isEmpty()) {
      report.add(
          Check.notChecked(
              Code.QUORUM, Layout.CHECKPOINT, "a checkpoint of this log", "none, see above"));
      return;
    }
    Vkey log = tree.logKey().get();
    long[] times = times(tree.leaves());
    List<Cosignature> good =
        owner.cosignatures(
            Layout.CHECKPOINT, tree.note().get(), cosigners(history, Long.MAX_VALUE), log);
    owner.times(Layout.CHECKPOINT, tree.claimed().get().size(), good, times);
    owner.quorum(good, times.length == 0 ? 0 : times[times.length - 1]);
    if (history.isEmpty()) {
      return;
    }
    for (MarkEntry mark : history.get().marks()) {
      String where = "mark (entry " + mark.index() + ")";
      try {
        SignedNote note = SignedNote.parse(mark.note());
        List<Cosignature> marked =
            owner.cosignatures(where, note, cosigners(history, mark.index()), log);
        owner.times(where, mark.size(), marked, times);
        report.add(Check.passed(Code.MARK, where, "checkpoint of " + mark.size() + " leaves"));
      } catch (MalformedException e) {
        report.add(Check.failed(Code.MARK, where, e));
      }
    }
  }

  /// The cosigner keys that key entries before `index` registered, also those revoked since.
  private static Set<Vkey> cosigners(Optional<History> history, long index) {
    Set<Vkey> keys = new LinkedHashSet<>();
    if (history.isPresent()) {
      for (KeyEntry e : history.get().keyEntries()) {
        Entry.Key key = e.key();
        if (e.index() < index && key.role() == KeyRole.COSIGNER) {
          keys.add(Keys.cosignerVkey(history.get().origin(), key.party(), key.key()));
        }
      }
    }
    return keys;
  }

  /// The times of the leaves up to the first that does not parse.
  private static long[] times(List<Bytes> leaves) {
    long[] times = new long[leaves.size()];
    for (int i = 0; i < times.length; i++) {
      try {
        times[i] = Leaf.parse(leaves.get(i)).time();
      } catch (MalformedException e) {
        return Arrays.copyOf(times, i);
      }
    }
    return times;
  }

  private interface Step {
    void run() throws MalformedException;
  }

  /// Runs one step; a fault of the verifier itself is a failed check, never an exception. So are
  /// too little memory for the bundle and a file that is cut off while it is read.
  private void step(String name, Step step) {
    try {
      step.run();
    } catch (MalformedException e) {
      report.add(Check.failed(Code.CHAIN_BROKEN, name, e));
    } catch (RuntimeException | VirtualMachineError e) {
      report.add(
          Check.failed(
              Code.VERIFIER_FAULT, name, "a check that ends", e.getClass().getSimpleName()));
    }
  }
}
