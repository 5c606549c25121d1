package io.countersign.sequencer;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.TlogProof;
import java.util.List;

/// The operator's word that an entry is in the ledger for good, provable offline.
///
/// @param leaf the entry's leaf, with its index
/// @param proof the inclusion proof, from the leaf's sibling upwards
/// @param checkpoint the signed note under which the entry was committed
public record Receipt(Leaf leaf, List<Bytes32> proof, SignedNote checkpoint) {
  public Receipt {
    proof = List.copyOf(proof);
  }

  public long index() {
    return leaf.index();
  }

  /// The receipt as a public proof file, with the leaf's bytes as its extra data.
  public TlogProof toProof() {
    return new TlogProof(leaf.toBytes(), leaf.index(), proof, checkpoint);
  }

  /// Reads a proof file that carries its leaf.
  ///
  /// @throws MalformedException as [TlogProof#parse] and [Leaf#parse]; `PROOF_FILE_FORM` if the
  ///   file's index is not the leaf's
  public static Receipt parse(Bytes file) throws MalformedException {
    TlogProof proof = TlogProof.parse(file);
    Leaf leaf = Leaf.parse(proof.extra());
    if (leaf.index() != proof.index()) {
      throw new MalformedException(
          Code.PROOF_FILE_FORM,
          "proof.index",
          -1,
          "the leaf's index " + leaf.index(),
          Long.toString(proof.index()));
    }
    return new Receipt(leaf, proof.hashes(), proof.checkpoint());
  }

  /// Checks that the log signed the checkpoint and that the leaf stands at its index under it.
  ///
  /// @throws MalformedException as [TlogProof#check]
  @CheckReturnValue
  public Checkpoint verify(Vkey log) throws MalformedException {
    return toProof().check(leaf.hash(), log, List.of()).checkpoint();
  }
}
