package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Sha256;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An envelope after the work that needs no ledger state: parsing, hashing and the recovery of the
/// addresses behind its signatures.
///
/// May be made on many threads at once; the state machine then takes the entries one by one. It
/// holds for the ledger whose domain it was made with. Of bytes that are no JSON object only the
/// hash is known.
public final class Prepared {
  private final Bytes bytes;
  private final Bytes32 hash;
  private final @Nullable Envelope envelope;
  private final @Nullable Finding fault;
  private final Bytes32 digest;
  private final Map<Signer, Address> signers;
  private final Bytes32 domain;

  private Prepared(
      Bytes bytes,
      Bytes32 hash,
      @Nullable Envelope envelope,
      @Nullable Finding fault,
      Bytes32 digest,
      Map<Signer, Address> signers,
      Bytes32 domain) {
    this.bytes = bytes;
    this.hash = hash;
    this.envelope = envelope;
    this.fault = fault;
    this.digest = digest;
    this.signers = Collections.unmodifiableMap(new TreeMap<>(signers));
    this.domain = domain;
  }

  /// Does the work on an envelope that needs no state.
  ///
  /// Cost: a parse, three hashes, and the recovery of one address a signature.
  ///
  /// @param domain of the ledger that it is for, [Genesis#domain]
  public static Prepared of(Bytes envelope, Bytes32 domain) {
    Bytes32 hash = Sha256.hash(envelope);
    if (envelope.size() == 0 || envelope.at(0) != '{') {
      Finding fault =
          new Finding(
              Code.ENVELOPE_FORM, "envelope", "a JSON object", envelope.size() + " other bytes");
      return new Prepared(envelope, hash, null, fault, hash, Map.of(), domain);
    }
    try {
      Envelope parsed = Envelope.parse(envelope);
      Bytes32 digest = parsed.digest(domain);
      Map<Signer, Address> signers = new EnumMap<>(Signer.class);
      parsed
          .signatures()
          .forEach(
              (role, s) ->
                  Secp256k1.best().recover(digest, s).ifPresent(a -> signers.put(role, a)));
      return new Prepared(envelope, hash, parsed, null, digest, signers, domain);
    } catch (MalformedException e) {
      return new Prepared(envelope, hash, null, e.toFinding(), hash, Map.of(), domain);
    }
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

  /// The domain of the ledger that it was made for.
  public Bytes32 domain() {
    return domain;
  }

  /// Whether the bytes are meant as a JSON object, not as a note.
  public boolean isJson() {
    return bytes.size() > 0 && bytes.at(0) == '{';
  }
}
