package io.countersign.service;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Finding;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Signer;
import java.util.List;
import java.util.Set;

/// What is to be signed, and what comes of it. Nothing is kept.
///
/// @param asOf the ledger's size that it was made for
/// @param digest what the signers sign
/// @param typedData the same as EIP-712 data, for a wallet
/// @param signers exactly the roles of one of these sets sign
/// @param objects what the entry names
/// @param does what it does, in sentences
/// @param findings what would keep it out now even if it were signed; empty if nothing would
public record Draft(
    long asOf,
    Entry entry,
    Bytes32 digest,
    Json.Obj typedData,
    List<Set<Signer>> signers,
    List<Named> objects,
    List<Words> does,
    List<Finding> findings) {
  public Draft {
    signers = List.copyOf(signers);
    objects = List.copyOf(objects);
    does = List.copyOf(does);
    findings = List.copyOf(findings);
  }

  /// An object and what it is: `statement`, `trace`, `terms`, `tags`, `lines`, `rendering`,
  /// `claim`, `offer` or `award`.
  public record Named(String is, Bytes bytes) {
    public Bytes32 hash() {
      return Sha256.hash(bytes);
    }
  }
}
