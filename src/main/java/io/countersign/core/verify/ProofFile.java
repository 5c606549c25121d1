package io.countersign.core.verify;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Hex;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Payload;
import io.countersign.core.ledger.TlogProof;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.merkle.MerkleTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One entry, or one record of an attestation, with all that leads from it to a checkpoint, and
/// without its neighbours.
///
/// Canonical JSON of at most [#MAX_BYTES]. Source: `src/docs/verify.md` §5.
///
/// @param operator the operator's name
/// @param envelope the object that the leaf commits to: canonical JSON, or for a mark a note
/// @param proof index, inclusion proof and checkpoint
public record ProofFile(
    Genesis genesis,
    String operator,
    Leaf leaf,
    Bytes envelope,
    TlogProof proof,
    Optional<Disclosed> record) {
  /// Cap on the bytes of a file.
  public static final int MAX_BYTES = 1 << 20;

  /// Most hashes in a path to a records root: batches hold at most 65,536 records.
  private static final int MAX_PATH = 17;

  private static final int FORMAT = 1;

  /// A record and its place in its batch.
  ///
  /// @param index from 0
  /// @param path inclusion proof of the record hash under the attestation's root
  /// @param salt 16 bytes, of this record alone
  public record Disclosed(
      UsageRecord record, Bytes32 tag, Bytes salt, int index, List<Bytes32> path) {
    public Disclosed {
      path = List.copyOf(path);
      if (salt.size() != Payload.SALT) {
        throw new IllegalArgumentException("a salt of " + salt.size() + " bytes");
      }
      if (index < 0 || index >= Entry.MAX_RECORDS || path.size() > MAX_PATH) {
        throw new IllegalArgumentException("record " + index + ", path of " + path.size());
      }
    }

    /// The leaf hash under the records root.
    Bytes32 hash() {
      return Payload.recordHash(tag, Payload.rowHash(salt, record.row()));
    }
  }

  /// The proof of entry `index`.
  ///
  /// @param tree of the leaves, at least as many as the checkpoint covers
  /// @param envelope the entry's envelope object
  /// @throws IndexOutOfBoundsException unless the checkpoint covers the entry
  /// @throws MalformedException if `checkpoint` is none
  public static ProofFile compute(
      Genesis genesis,
      String operator,
      MerkleTree tree,
      Leaf leaf,
      Bytes envelope,
      SignedNote checkpoint)
      throws MalformedException {
    long size = Checkpoint.parse(checkpoint.text()).size();
    return new ProofFile(
        genesis,
        operator,
        leaf,
        envelope,
        new TlogProof(Bytes.EMPTY, leaf.index(), tree.inclusion(leaf.index(), size), checkpoint),
        Optional.empty());
  }

  /// The same with record `index` of the attestation's payload disclosed.
  ///
  /// @param party whose attestation it is
  /// @throws MalformedException if the payload is malformed; `PROOF_RECORD` if the record's name or
  ///   row is erased
  public ProofFile with(Payload payload, int index, Party party, Bytes32 pepper)
      throws MalformedException {
    Payload.Opened opened = payload.open(party, pepper, Workers.SEQUENTIAL);
    MerkleTree tree = new MerkleTree();
    for (HeldRecord r : opened.records()) {
      tree.append(Payload.recordHash(r.tag(), r.rowHash()));
    }
    HeldRecord held = opened.records().get(index);
    Bytes32 seed = seedOf(payload);
    if (!(held instanceof HeldRecord.Full full)) {
      throw new MalformedException(
          Code.PROOF_RECORD, "record " + index, -1, "a whole record", "an erased one");
    }
    return new ProofFile(
        genesis,
        operator,
        leaf,
        envelope,
        proof,
        Optional.of(
            new Disclosed(
                full.record(),
                full.tag(),
                Payload.salt(seed, index),
                index,
                tree.inclusion(index, tree.size()))));
  }

  private static Bytes32 seedOf(Payload payload) throws MalformedException {
    byte[] file = payload.toBytes().unsafeArray();
    int end = 0;
    while (end < file.length && file[end] != '\n') {
      end++;
    }
    return Fields.of(JsonReader.canonical(file, 0, end, MAX_BYTES), "payload").bytes32("seed");
  }

  /// Whether `bytes` look like a proof file and not like a bundle: it begins with `{`.
  public static boolean looksLike(Bytes bytes) {
    return bytes.size() > 0 && bytes.at(0) == '{';
  }

  /// Reads a file; `toBytes()` gives the same bytes back.
  ///
  /// @throws MalformedException codes 01xx, 02xx, 03xx and 05xx with the member's path
  public static ProofFile parse(Bytes bytes) throws MalformedException {
    Fields f = Fields.of(JsonReader.canonical(bytes, MAX_BYTES), "");
    f.integer("format", FORMAT, FORMAT);
    Genesis genesis = Genesis.parse(f.hex("genesis"));
    String operator = Genesis.operatorName(f.string("operator"));
    Leaf leaf = Leaf.parse(f.hex("leaf"));
    Json e = f.any("envelope");
    Bytes envelope = e instanceof Json.Str s ? Base64s.parse(s.value()) : e.toCanonical();
    if (e instanceof Json.Str && looksLike(envelope)) {
      throw new MalformedException(
          Code.FIELD_TYPE, "envelope", -1, "an envelope as an object", "one in base64");
    }
    TlogProof proof = TlogProof.parse(Base64s.parse(f.string("proof")));
    if (proof.extra().size() > 0) {
      throw new MalformedException(
          Code.PROOF_FORM, "proof", -1, "no extra data, which nothing vouches for", "extra data");
    }
    Optional<Disclosed> record = Optional.empty();
    if (f.has("record")) {
      record = Optional.of(disclosed(f.object("record")));
    }
    f.end();
    return new ProofFile(genesis, operator, leaf, envelope, proof, record);
  }

  private static Disclosed disclosed(Fields f) throws MalformedException {
    List<Bytes32> path = new ArrayList<>();
    for (Json hash : f.array("path", 0, MAX_PATH)) {
      path.add(Bytes32.parse(Fields.string(hash, f.path("path"))));
    }
    Disclosed out =
        new Disclosed(
            UsageRecord.read(f.any("record")),
            f.bytes32("tag"),
            Bytes.wrap(Hex.parse(f.string("salt"), Payload.SALT)),
            (int) f.integer("index", 0, Entry.MAX_RECORDS - 1L),
            path);
    f.end();
    return out;
  }

  /// The canonical bytes.
  public Bytes toBytes() {
    Json.Builder out =
        Json.object()
            .put("format", FORMAT)
            .put("genesis", genesis.toBytes().toHex())
            .put("operator", operator)
            .put("leaf", leaf.toBytes().toHex())
            .put("envelope", envelopeJson())
            .put("proof", Base64s.format(proof.toBytes()));
    record.ifPresent(
        r ->
            out.put(
                "record",
                Json.object()
                    .put("index", r.index)
                    .put("path", r.path.stream().map(h -> Json.of(h.toHex())).toList())
                    .put("record", parsed(r.record.toBytes()))
                    .put("salt", r.salt.toHex())
                    .put("tag", r.tag.toHex())
                    .build()));
    return out.build().toCanonical();
  }

  private Json envelopeJson() {
    return looksLike(envelope) ? parsed(envelope) : Json.of(Base64s.format(envelope));
  }

  private static Json parsed(Bytes canonical) {
    try {
      return JsonReader.canonical(canonical, Envelope.MAX_BYTES);
    } catch (MalformedException e) {
      throw new IllegalArgumentException("no canonical JSON: " + canonical, e);
    }
  }

  /// SHA-256 of the envelope object.
  Bytes32 envelopeHash() {
    return Sha256.hash(envelope);
  }
}
