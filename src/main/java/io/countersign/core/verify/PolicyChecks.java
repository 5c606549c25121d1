package io.countersign.core.verify;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.NoteSignature;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Cosignature;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.Policy;
import io.countersign.core.merkle.MerkleTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The checks that the policy's owner asks for: trees that it has seen, cosignatures, freshness and
/// anchors.
final class PolicyChecks {
  private static final long TOLERANCE_MILLIS = Cosignature.TOLERANCE_SECONDS * 1000;

  private final Policy policy;
  private final Report.Builder report;

  PolicyChecks(Policy policy, Report.Builder report) {
    this.policy = policy;
    this.report = report;
  }

  /// Compares each tree that the owner has seen with the one in the bundle.
  void seen(MerkleTree tree) {
    for (Policy.SeenTree seen : policy.seen()) {
      String where = "policy seen " + seen.size();
      if (seen.size() > tree.size()) {
        report.add(
            Check.failed(
                Code.SEEN_TRUNCATED,
                where,
                "a ledger of at least " + seen.size() + " leaves",
                tree.size() + " leaves"));
        continue;
      }
      root(where, seen, tree.root(seen.size()));
    }
    if (policy.seen().isEmpty()) {
      report.add(
          Check.notDemanded(
              Code.SEEN_OTHER_ROOT,
              "policy",
              "a tree that its owner has seen",
              "none: whether history was rewritten shows only in cosignatures"));
    }
  }

  /// Compares the trees that the owner has seen with a checkpoint alone.
  void seen(Checkpoint checkpoint) {
    for (Policy.SeenTree seen : policy.seen()) {
      String where = "policy seen " + seen.size();
      if (seen.size() == checkpoint.size()) {
        root(where, seen, checkpoint.root());
      } else {
        report.add(
            Check.notChecked(
                Code.SEEN_OTHER_ROOT,
                where,
                "a consistency proof to " + checkpoint.size() + " leaves",
                "none in a proof file"));
      }
    }
  }

  private void root(String where, Policy.SeenTree seen, Bytes32 found) {
    if (found.equals(seen.root())) {
      report.add(Check.passed(Code.SEEN_OTHER_ROOT, where, "root " + found));
    } else {
      report.add(Check.failed(Code.SEEN_OTHER_ROOT, where, "root " + seen.root(), "root " + found));
    }
  }

  /// Verifies the cosignatures of `note` and returns those that are good.
  ///
  /// @param parties the keys with which the parties cosign, under the names that are theirs. A line
  ///   may call them otherwise; the report must not, or one party's key speaks for the other
  /// @param log the log's own key, already verified
  List<Cosignature> cosignatures(String where, SignedNote note, Set<Vkey> parties, Vkey log) {
    List<Cosignature> good = new ArrayList<>();
    for (int i = 0; i < note.signatures().size(); i++) {
      NoteSignature line = note.signatures().get(i);
      if (line.claims(log)) {
        continue;
      }
      Optional<Vkey> key = keyOf(line, parties);
      if (key.isEmpty()) {
        report.add(
            Check.notDemanded(
                Code.COSIGNATURE,
                where,
                "signatures by the log, the parties' cosigners and the policy's witnesses",
                "one by " + MalformedException.show(line.name()) + ", whom nobody named"));
        continue;
      }
      try {
        for (SignedNote.Verified v :
            new SignedNote(note.text(), List.of(line)).verify(List.of(key.get()))) {
          switch (v) {
            case SignedNote.Cosigned c -> {
              Vkey owner = ownerOf(c.key(), parties);
              good.add(new Cosignature(owner, c.time()));
              report.add(Check.passed(Code.COSIGNATURE, where, owner.name() + " at " + c.time()));
            }
            case SignedNote.Plain p ->
                report.add(Check.passed(Code.COSIGNATURE, where, p.key().name()));
          }
        }
      } catch (MalformedException e) {
        report.add(Check.failed(Code.COSIGNATURE, where, e));
      }
    }
    return good;
  }

  private Optional<Vkey> keyOf(NoteSignature line, Set<Vkey> parties) {
    for (Vkey witness : policy.witnesses()) {
      if (line.claims(witness)) {
        return Optional.of(witness);
      }
    }
    for (Vkey party : parties) {
      Vkey called = new Vkey(line.name(), Vkey.Type.COSIGNATURE, party.key());
      if (line.claims(called)) {
        return Optional.of(called);
      }
    }
    return Optional.empty();
  }

  /// A witness as the policy calls it, a party's key as the ledger calls it.
  private Vkey ownerOf(Vkey called, Set<Vkey> parties) {
    if (!policy.witnesses().contains(called)) {
      for (Vkey party : parties) {
        if (party.key().equals(called.key())) {
          return party;
        }
      }
    }
    return called;
  }

  /// Leaves below `size` must not be later than a cosignature of that size, leaves from there on
  /// not earlier, but for the tolerance of clocks.
  ///
  /// @param times of all leaves, milliseconds, ascending
  void times(String where, long size, List<Cosignature> cosignatures, long[] times) {
    for (Cosignature c : cosignatures) {
      if (c.time() > Long.MAX_VALUE / 1000 - Cosignature.TOLERANCE_SECONDS) {
        report.add(
            Check.failed(Code.LEAF_TIME, where, "a time of this age", c.time() + " seconds"));
        continue;
      }
      long millis = c.time() * 1000;
      boolean good = true;
      if (size > 0 && size <= times.length && times[(int) size - 1] > millis + TOLERANCE_MILLIS) {
        good = false;
        report.add(
            Check.failed(
                Code.LEAF_TIME,
                "entry " + (size - 1),
                "a time up to " + (millis + TOLERANCE_MILLIS) + " (" + where + ")",
                times[(int) size - 1] + ", post-dated"));
      }
      if (size < times.length && times[(int) size] < millis - TOLERANCE_MILLIS) {
        good = false;
        report.add(
            Check.failed(
                Code.LEAF_TIME,
                "entry " + size,
                "a time from " + (millis - TOLERANCE_MILLIS) + " on (" + where + ")",
                times[(int) size] + ", back-dated"));
      }
      if (good) {
        report.add(
            Check.passed(Code.LEAF_TIME, where, "leaf times agree with " + c.cosigner().name()));
      }
    }
  }

  /// A leaf that a cosignature covers must not be later than it.
  void notLater(Leaf leaf, Cosignature c) {
    String where = "leaf " + leaf.index();
    boolean good = leaf.time() / 1000 - Cosignature.TOLERANCE_SECONDS <= c.time();
    report.add(
        good
            ? Check.passed(Code.LEAF_TIME, where, "not later than " + c.cosigner().name())
            : Check.failed(
                Code.LEAF_TIME,
                where,
                "a time up to that of " + c.cosigner().name() + ", " + c.time() + " s",
                leaf.time() / 1000 + " s, post-dated"));
  }

  /// Counts the witnesses that cosigned the checkpoint, and looks how young their signatures are:
  /// where the policy names no witness, those of the parties or the last leaf.
  void quorum(List<Cosignature> cosignatures, long lastLeafMillis) {
    Set<Vkey> witnesses = new HashSet<>();
    long youngest = policy.witnesses().isEmpty() ? lastLeafMillis / 1000 : Long.MIN_VALUE;
    for (Cosignature c : cosignatures) {
      boolean witness = policy.witnesses().contains(c.cosigner());
      if (witness) {
        witnesses.add(c.cosigner());
      }
      if (witness || policy.witnesses().isEmpty()) {
        youngest = Math.max(youngest, c.time());
      }
    }
    String found = witnesses.size() + " of " + policy.witnesses().size() + " witnesses";
    if (policy.quorum() > witnesses.size()) {
      report.add(
          Check.failed(
              Code.QUORUM, Layout.CHECKPOINT, "cosignatures of " + policy.quorum(), found));
    } else if (policy.quorum() > 0) {
      report.add(Check.passed(Code.QUORUM, Layout.CHECKPOINT, found));
    } else {
      report.add(
          Check.notDemanded(
              Code.QUORUM,
              "policy",
              "a quorum of witnesses",
              "none: a split view shows only in what its owner has seen"));
    }
    if (policy.fresh().isPresent()) {
      long fresh = policy.fresh().getAsLong();
      boolean leaf = policy.witnesses().isEmpty();
      String expected = "a cosignature " + (leaf ? "or leaf " : "") + "from " + fresh + " on";
      report.add(
          youngest >= fresh
              ? Check.passed(Code.NOT_FRESH, Layout.CHECKPOINT, "the youngest at " + youngest)
              : Check.failed(
                  Code.NOT_FRESH,
                  Layout.CHECKPOINT,
                  expected,
                  youngest == Long.MIN_VALUE ? "none" : "the youngest at " + youngest));
    }
  }

  void anchors() {
    for (Policy.Anchor anchor : policy.anchors()) {
      report.add(
          Check.notChecked(
              Code.ANCHOR_UNCHECKED,
              "policy anchor",
              "an anchor in contract " + anchor.contract() + " on chain " + anchor.chainId(),
              "no node of that chain to ask"));
    }
  }
}
