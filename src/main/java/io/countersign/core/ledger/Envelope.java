package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.crypto.Signature65;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An entry with the signatures over its digest: the object that a leaf commits to.
///
/// Its bytes are canonical JSON `{"fields":{…},"kind":"…","signatures":{"<role>":"<130 hex>"}}`, at
/// index 0 with `"genesis":"<644 hex>"` besides. Source: `src/docs/formats.md` §3.
public final class Envelope {
  /// Cap on the bytes of an envelope.
  public static final int MAX_BYTES = 64 * 1024;

  private final Entry entry;
  private final SortedMap<Signer, Signature65> signatures;
  private final @Nullable Genesis genesis;

  private Envelope(Entry entry, Map<Signer, Signature65> signatures, @Nullable Genesis genesis) {
    this.entry = entry;
    this.signatures = Collections.unmodifiableSortedMap(new TreeMap<>(signatures));
    this.genesis = genesis;
  }

  /// An entry that nobody has signed yet.
  public static Envelope of(Entry entry) {
    return new Envelope(entry, Map.of(), null);
  }

  public static Envelope of(Entry entry, Map<Signer, Signature65> signatures) {
    return new Envelope(entry, signatures, null);
  }

  /// The first entry of a ledger, not yet signed.
  public static Envelope opening(Entry.Agreement entry, Genesis genesis) {
    return new Envelope(entry, Map.of(), genesis);
  }

  /// A copy with one more signature; one of the same role is replaced.
  public Envelope with(Signer role, Signature65 signature) {
    Map<Signer, Signature65> all = new TreeMap<>(signatures);
    all.put(role, signature);
    return new Envelope(entry, all, genesis);
  }

  /// A copy signed by `key` in `role`, for the ledger whose [Genesis#domain()] is `domain`.
  public Envelope signed(Signer role, Secp256k1Key key, Bytes32 domain) {
    return with(role, Secp256k1.best().sign(entry.digest(domain), key));
  }

  /// Reads an envelope from untrusted bytes.
  ///
  /// @throws MalformedException codes 01xx and 02xx, `GENESIS_FORM`, `GENESIS_KEYS`
  public static Envelope parse(Bytes bytes) throws MalformedException {
    Fields f = Fields.of(JsonReader.canonical(bytes, MAX_BYTES), "");
    String word = f.string("kind");
    Optional<Kind> kind = Kind.of(word);
    if (kind.isEmpty()) {
      throw new MalformedException(
          Code.FIELD_PATTERN, "kind", -1, "the word of a kind", MalformedException.show(word));
    }
    Entry entry = Entry.parse(kind.get(), f.object("fields"));
    Json.Obj given = f.object("signatures").object();
    Map<Signer, Signature65> signatures = new TreeMap<>();
    for (int i = 0; i < given.size(); i++) {
      String path = "signatures." + given.key(i);
      Optional<Signer> role = Signer.of(given.key(i));
      if (role.isEmpty()) {
        throw new MalformedException(
            Code.FIELD_UNKNOWN, path, -1, "the word of a signer's role", given.key(i));
      }
      try {
        signatures.put(role.get(), Signature65.parse(Fields.string(given.value(i), path)));
      } catch (MalformedException e) {
        throw e.code() == Code.FIELD_TYPE ? e : e.within(path);
      }
    }
    Genesis genesis = f.has("genesis") ? Genesis.parse(f.hex("genesis")) : null;
    f.end();
    return new Envelope(entry, signatures, genesis);
  }

  public Entry entry() {
    return entry;
  }

  /// By role, in canonical order.
  public SortedMap<Signer, Signature65> signatures() {
    return signatures;
  }

  /// Whether exactly the roles signed that an entry of this kind needs, whoever the keys belong to.
  public boolean isSignedByItsRoles() {
    return EntryRules.roles(entry).contains(signatures.keySet());
  }

  /// The sets of roles of which exactly one has to sign `entry`; none where a key entry names an
  /// action that the key's role does not know.
  public static List<Set<Signer>> roles(Entry entry) {
    return EntryRules.roles(entry);
  }

  /// Present at index 0 only.
  public Optional<Genesis> genesis() {
    return Optional.ofNullable(genesis);
  }

  /// What the signatures are over. Cost: two Keccak-256.
  ///
  /// @param domain [Genesis#domain()] of the ledger
  public Bytes32 digest(Bytes32 domain) {
    return entry.digest(domain);
  }

  /// The canonical bytes.
  public Bytes toBytes() {
    Json.Builder s = Json.object();
    signatures.forEach((role, signature) -> s.put(role.text(), signature.toHex()));
    Json.Builder out =
        Json.object()
            .put("fields", entry.fields())
            .put("kind", entry.kind().text())
            .put("signatures", s.build());
    if (genesis != null) {
      out.put("genesis", genesis.toBytes().toHex());
    }
    return out.build().toCanonical();
  }

  /// SHA-256 of the canonical bytes: what the leaf carries and the object is stored under.
  public Bytes32 hash() {
    return Sha256.hash(toBytes());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Envelope e && toBytes().equals(e.toBytes());
  }

  @Override
  public int hashCode() {
    return entry.hashCode();
  }

  @Override
  public String toString() {
    return toBytes().toUtf8();
  }
}
