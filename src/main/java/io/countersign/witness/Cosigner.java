package io.countersign.witness;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.encoding.NoteSignature;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Cosignature;
import io.countersign.core.ledger.Keys;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Party;
import io.countersign.store.LedgerStore;
import io.countersign.store.StoreException;
import java.time.InstantSource;
import java.util.Optional;

/// Cosigns what a mirror holds wholly and has verified: a party's word that it has every object and
/// payload below a size, or a stranger's that it saw this tree.
///
/// What it signs is durable before the signature leaves, so that after any crash it signs no
/// smaller tree and no other of the same size. Source: C2SP tlog-cosignature v1, tlog-witness v1.
public final class Cosigner {
  /// Beginning of the name under which the store keeps what was signed last.
  static final String KEY = "cosigned";

  private static final int MAX_BYTES = 4_096;

  private final NoteSigner key;
  private final InstantSource clock;

  /// @param key a signer of type 0x04
  public Cosigner(NoteSigner key, InstantSource clock) {
    this.key = key;
    this.clock = clock;
  }

  /// What was signed last.
  ///
  /// @param time seconds, never decreasing
  private record Last(Checkpoint checkpoint, long time) {}

  /// Why this key may not cosign for `party`: it is not registered as its cosigner.
  public static Optional<Finding> check(LedgerState state, Party party, NoteSigner key) {
    return state.keys().cosigners(party).contains(key.vkey().key())
            && key.vkey().name().equals(Keys.cosignerName(state.origin(), party))
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Code.COSIGNER_KEY,
                "cosigner key",
                "a cosigner key of the " + party.text(),
                key.vkey().toString()));
  }

  /// Cosigns the end of the copy.
  ///
  /// @return the checkpoint with its signatures and the new one; empty before the copy has begun
  /// @throws StoreException `COSIGNED_AHEAD` if this key signed a larger tree, or another of this
  ///   size, and as [LedgerStore]; nothing leaves then
  public Optional<SignedNote> cosign(Mirror mirror) {
    Optional<Bytes> end = mirror.checkpoint();
    if (end.isEmpty()) {
      return Optional.empty();
    }
    LedgerStore store = mirror.store();
    try {
      SignedNote note = SignedNote.parse(end.get());
      Checkpoint checkpoint = Checkpoint.parse(note.text());
      Optional<Last> last = last(store);
      if (last.isPresent()) {
        Checkpoint before = last.get().checkpoint();
        if (checkpoint.size() < before.size()
            || (checkpoint.size() == before.size() && !checkpoint.root().equals(before.root()))) {
          throw new StoreException(
              Code.COSIGNED_AHEAD,
              "size " + checkpoint.size(),
              "a tree that extends size " + before.size() + " root " + before.root(),
              "root " + checkpoint.root());
        }
      }
      long time = Math.max(last.map(Last::time).orElse(1L), Math.floorDiv(clock.millis(), 1_000L));
      store.putMeta(name(), bytes(checkpoint, time));
      NoteSignature line = Cosignature.sign(checkpoint, time, key);
      store.putCosignature(checkpoint.size(), Bytes.utf8(line.format()));
      return Optional.of(note.with(line));
    } catch (MalformedException e) {
      throw new StoreException(
          new Finding(Code.STORE_DAMAGED, KEY, "what was cosigned last", e.toString()), e);
    }
  }

  /// Whether the copy's end was cosigned since `sinceSeconds`.
  boolean isDone(Mirror mirror, long sinceSeconds) {
    try {
      Optional<Last> last = last(mirror.store());
      return last.isPresent()
          && last.get().checkpoint().size() == mirror.held()
          && last.get().time() >= sinceSeconds;
    } catch (MalformedException e) {
      return false; // cosign() says so
    }
  }

  private Optional<Last> last(LedgerStore store) throws MalformedException {
    Optional<Bytes> kept = store.meta(name());
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    Fields f = Fields.of(JsonReader.canonical(kept.get(), MAX_BYTES), KEY);
    Last last =
        new Last(
            new Checkpoint(
                f.string("origin"),
                f.integer("size", 0, Json.MAX_INT),
                Base64s.parse32(f.string("root"))),
            f.integer("time", 1, Json.MAX_INT));
    f.end();
    return Optional.of(last);
  }

  /// Each key has a memory of its own: another key of the same home signed nothing yet.
  private String name() {
    return KEY + "/" + key.vkey().keyId().toHex();
  }

  private static Bytes bytes(Checkpoint c, long time) {
    return Json.object()
        .put("origin", c.origin())
        .put("root", Base64s.format(c.root()))
        .put("size", c.size())
        .put("time", time)
        .build()
        .toCanonical();
  }
}
