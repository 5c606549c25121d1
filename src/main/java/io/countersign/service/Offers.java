package io.countersign.service;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Signature65;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Signer;
import io.countersign.sequencer.Ledger;
import io.countersign.store.NodeDocuments;
import io.countersign.store.StoreException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Entries of open ledgers that wait at the node for the other party's signature: amendments, voids
/// by both, resolutions. What waits is the file that would else go from hand to hand (decision
/// 0053), signed by the party that brought it; nothing of it counts before both have signed and
/// somebody appends it.
///
/// One waits for 90 days, or until its entry is in the ledger. Any thread may call.
public final class Offers {
  /// What one side has waiting in one ledger, at most.
  public static final int MAX_WAITING = 50;

  /// Cap on the file.
  public static final int MAX_BYTES = 4 << 20;

  private static final String KIND = "offer";
  private static final int MAX_DOCUMENT = 2 * MAX_BYTES + 1_024;

  private final NodeDocuments documents;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  public Offers(NodeDocuments documents, InstantSource clock) {
    this.documents = documents;
    this.clock = clock;
  }

  /// One that waits.
  ///
  /// @param by who brought and signed it
  /// @param until when it is forgotten, UTC seconds
  /// @param file canonical JSON
  public record Waiting(Bytes32 digest, Party by, String kind, long until, Bytes file) {}

  /// Keeps a file that `by` has signed; the same again is answered alike.
  ///
  /// @throws MalformedException `OFFER_FORM` and codes of the parts
  /// @throws RefusedException `OFFER_FORM` without that party's signature, or where nothing is
  ///   missing or the entry is in the ledger; `HTTP_BUSY` beyond [#MAX_WAITING]
  public Waiting bring(Ledger ledger, Party by, Json.Obj file) throws MalformedException {
    Bytes32 id = ledger.genesis().ledgerId();
    Envelope envelope = envelope(Fields.of(file, ""), id);
    Bytes32 digest = envelope.digest(ledger.genesis().domain());
    Signature65 own = envelope.signatures().get(Signer.of(by));
    boolean signed =
        own != null
            && Secp256k1.best()
                .recover(digest, own)
                .filter(a -> ledger.look(s -> s.keys().signers(by).contains(a)))
                .isPresent();
    if (!signed) {
      throw refused("envelope.signatures", "a signature of the " + by.text(), "none that is good");
    }
    if (envelope.isSignedByItsRoles()) {
      throw refused("envelope.signatures", "an entry that another has to sign", "one to append");
    }
    if (ledger.look(s -> s.entryOf(digest)).isPresent()) {
      throw refused("envelope", "an entry that is not in the ledger", "one that is");
    }
    Waiting fresh =
        new Waiting(
            digest,
            by,
            envelope.entry().kind().text(),
            seconds() + Proposals.KEPT_SECONDS,
            file.toCanonical());
    lock.lock();
    try {
      List<Waiting> all = list(ledger);
      Optional<Waiting> before = all.stream().filter(w -> w.digest().equals(digest)).findFirst();
      if (before.isPresent()) {
        return before.get();
      }
      if (all.stream().filter(w -> w.by() == by).count() >= MAX_WAITING) {
        throw RefusedException.of(
            Code.HTTP_BUSY, "offers", "fewer than " + MAX_WAITING + " that wait", "as many");
      }
      documents.put(KIND, key(id, digest), format(fresh));
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  private static RefusedException refused(String where, String expected, String found) {
    return RefusedException.of(Code.OFFER_FORM, where, expected, found);
  }

  private static Envelope envelope(Fields f, Bytes32 id) throws MalformedException {
    f.integer("format", 1, 1);
    Bytes32 ledger = f.bytes32("ledger");
    if (!ledger.equals(id)) {
      throw new MalformedException(Code.OFFER_FORM, "ledger", -1, id.toHex(), ledger.toHex());
    }
    Envelope out = Envelope.parse(Bytes.utf8(f.string("envelope")));
    for (Json item : f.array("objects", 0, 2)) {
      Base64s.parse(Fields.string(item, "objects"));
    }
    f.end();
    if (out.genesis().isPresent()) {
      throw new MalformedException(
          Code.OFFER_FORM, "envelope", -1, "an entry of an open ledger", "a first entry");
    }
    return out;
  }

  /// All that wait in `ledger`, by digest. What is over is forgotten.
  public List<Waiting> list(Ledger ledger) {
    String prefix = ledger.genesis().ledgerId().toHex() + ".";
    List<Waiting> out = new ArrayList<>();
    for (NodeDocuments.Document d : documents.list(KIND, prefix, 2 * MAX_WAITING + 1)) {
      if (!d.key().startsWith(prefix)) {
        break;
      }
      Waiting w = parse(d.bytes());
      if (w.until() <= seconds() || ledger.look(s -> s.entryOf(w.digest())).isPresent()) {
        boolean gone = documents.delete(KIND, d.key());
        assert gone || !gone; // somebody else may have forgotten it first
      } else {
        out.add(w);
      }
    }
    return List.copyOf(out);
  }

  private static String key(Bytes32 ledger, Bytes32 digest) {
    return ledger.toHex() + "." + digest.toHex();
  }

  private long seconds() {
    return Math.floorDiv(clock.millis(), 1_000L);
  }

  private static Bytes format(Waiting w) {
    return Json.object()
        .put("by", w.by().text())
        .put("digest", w.digest().toHex())
        .put("file", w.file().toUtf8())
        .put("kind", w.kind())
        .put("until", w.until())
        .build()
        .toCanonical();
  }

  private static Waiting parse(Bytes bytes) {
    try {
      Fields f = Fields.of(JsonReader.canonical(bytes, MAX_DOCUMENT), "");
      Waiting out =
          new Waiting(
              f.bytes32("digest"),
              f.oneOf("by", List.of("provider", "client")).equals("provider")
                  ? Party.PROVIDER
                  : Party.CLIENT,
              f.string("kind"),
              f.integer("until", 0, Json.MAX_INT),
              Bytes.utf8(f.string("file")));
      f.end();
      return out;
    } catch (MalformedException e) {
      throw new StoreException(
          new Finding(Code.STORE_DAMAGED, KIND, "an offer", e.toFinding().toString()), e);
    }
  }
}
