package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Finding;
import io.countersign.core.crypto.Address;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An envelope after the work that needs no ledger state: parsing, hashing and the recovery of the
/// addresses behind its signatures.
///
/// Made by [LedgerState#prepare], which may run on many threads at once; the state machine then
/// takes the entries one by one. Of bytes that are no JSON object only the hash is known.
public final class Prepared {
  private final Bytes bytes;
  private final Bytes32 hash;
  private final @Nullable Envelope envelope;
  private final @Nullable Finding fault;
  private final Bytes32 digest;
  private final Map<Signer, Address> signers;

  Prepared(
      Bytes bytes,
      Bytes32 hash,
      @Nullable Envelope envelope,
      @Nullable Finding fault,
      Bytes32 digest,
      Map<Signer, Address> signers) {
    this.bytes = bytes;
    this.hash = hash;
    this.envelope = envelope;
    this.fault = fault;
    this.digest = digest;
    this.signers = Collections.unmodifiableMap(new TreeMap<>(signers));
  }

  public Bytes bytes() {
    return bytes;
  }

  /// SHA-256 of the bytes: the name of the object.
  public Bytes32 hash() {
    return hash;
  }

  /// Empty if the bytes are no envelope.
  public Optional<Envelope> envelope() {
    return Optional.ofNullable(envelope);
  }

  /// Why the bytes are no envelope.
  public Optional<Finding> fault() {
    return Optional.ofNullable(fault);
  }

  /// What the signatures are over; for bytes that are no envelope their hash.
  public Bytes32 digest() {
    return digest;
  }

  /// The addresses recovered; a role is missing here whose signature is valid for no key.
  public Map<Signer, Address> signers() {
    return signers;
  }

  /// Whether the bytes are meant as a JSON object, not as a note.
  boolean isJson() {
    return bytes.size() > 0 && bytes.at(0) == '{';
  }
}
