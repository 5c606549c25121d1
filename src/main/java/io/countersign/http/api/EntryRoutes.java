package io.countersign.http.api;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.IgnoredEntry;
import io.countersign.core.ledger.Kind;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.TlogProof;
import io.countersign.core.verify.LedgerBundle;
import io.countersign.http.Access;
import io.countersign.http.Exchange;
import io.countersign.http.Grant;
import io.countersign.http.Lang;
import io.countersign.http.Right;
import io.countersign.sequencer.Ledger;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Entries as they stand: leaves, envelopes, proofs, objects, payloads, the whole as a bundle.
final class EntryRoutes {
  /// Bytes of envelopes after which a page ends.
  private static final int PAGE_BYTES = 4 << 20;

  private static final long MAX_INDEX = Leaf.MAX_INDEX;

  /// Bundles that are written at a time, and of one side: each holds the leaves of its ledger and
  /// their tree in memory, and streams the rest.
  static final int MAX_BUNDLES = 4;

  static final int SIDE_BUNDLES = 2;

  private final Permits bundles = new Permits("bundles", MAX_BUNDLES, SIDE_BUNDLES, 1);

  List<Operation> operations() {
    return List.of(
        Operation.get("listEntries", "/ledgers/{ledger}/entries", this::list),
        Operation.get("findEntry", "/ledgers/{ledger}/entries/by-digest/{digest}", this::find),
        Operation.get("getEntry", "/ledgers/{ledger}/entries/{index}", this::one),
        Operation.get("proveEntry", "/ledgers/{ledger}/entries/{index}/proof", this::prove),
        Operation.get("getReceipt", "/ledgers/{ledger}/entries/{index}/receipt", this::receipt),
        Operation.get("getObject", "/ledgers/{ledger}/objects/{sha256}", this::object),
        Operation.get("getPayload", "/ledgers/{ledger}/payloads/{root}", this::payload),
        Operation.get("getPepper", "/ledgers/{ledger}/pepper", this::pepper),
        Operation.get("getBundle", "/ledgers/{ledger}/bundle", this::bundle));
  }

  private void list(Exchange e) throws MalformedException {
    e.onlyQueries("from", "limit");
    long from = e.query("from", 0, MAX_INDEX, 0);
    int limit = Forms.limit(e);
    Ledger ledger = e.ledger(Right.READ).ledger();
    History history = ledger.history();
    List<Json> out = new ArrayList<>();
    long next = Math.min(from, history.size());
    long bytes = 0;
    while (next < history.size() && out.size() < limit && bytes < PAGE_BYTES) {
      Leaf leaf = leaf(ledger, next);
      Bytes envelope = envelope(ledger, leaf);
      out.add(entry(leaf, envelope, history, e.lang()));
      bytes += envelope.size();
      next++;
    }
    Forms.answer(e, 200, history.size(), Json.object().put("entries", out).put("next", next));
  }

  private void one(Exchange e) throws MalformedException {
    e.onlyQueries();
    long index = e.parameterNumber("index", 0, MAX_INDEX);
    Ledger ledger = e.ledger(Right.READ).ledger();
    answerEntry(e, ledger, index);
  }

  private void find(Exchange e) throws MalformedException {
    e.onlyQueries();
    Bytes32 digest = e.parameter32("digest");
    Ledger ledger = e.ledger(Right.READ).ledger();
    OptionalLong index = ledger.look(s -> s.entryOf(digest));
    answerEntry(
        e,
        ledger,
        index.orElseThrow(() -> Forms.absent(ledger, "digest", "that of an entry that counts")));
  }

  private static void answerEntry(Exchange e, Ledger ledger, long index) {
    History history = ledger.history();
    if (index >= history.size()) {
      throw Forms.absent(ledger, "index", "below " + history.size());
    }
    Leaf leaf = leaf(ledger, index);
    Forms.answerTagged(
        e,
        history.size(),
        Json.object().put("entry", entry(leaf, envelope(ledger, leaf), history, e.lang())));
  }

  private static Json entry(Leaf leaf, Bytes envelope, History history, Lang lang) {
    Json.Builder out =
        Json.object()
            .put("index", leaf.index())
            .put("kind", Kind.of(leaf.kind()).map(Kind::text).orElse("unknown"))
            .put("kindCode", leaf.kind())
            .put("time", leaf.time())
            .put("records", leaf.records())
            .put("digest", leaf.digest().toHex())
            .put("leaf", leaf.toBytes().toHex())
            .put("leafHash", leaf.hash().toHex())
            .put("object", leaf.envelope().toHex());
    if (envelope.size() > 0 && envelope.at(0) == '{' && isText(envelope)) {
      out.put("envelope", envelope.toUtf8());
    } else {
      out.put("mark", Forms.base64(envelope));
    }
    Optional<IgnoredEntry> ignored =
        history.ignored().stream().filter(i -> i.index() == leaf.index()).findFirst();
    ignored.ifPresent(i -> out.put("finding", Forms.finding(i.finding(), lang)));
    return out.put("counts", ignored.isEmpty()).build();
  }

  /// Whether a string of the profile can hold it and gives the same bytes back.
  private static boolean isText(Bytes envelope) {
    try {
      return Bytes.utf8(new Json.Str(envelope.toUtf8()).value()).equals(envelope);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Leaf leaf(Ledger ledger, long index) {
    Bytes bytes =
        ledger.store().leaf(index).orElseThrow(() -> new IllegalStateException("no leaf " + index));
    try {
      return Leaf.parse(bytes);
    } catch (MalformedException e) {
      throw new IllegalStateException("leaf " + index, e);
    }
  }

  private static Bytes envelope(Ledger ledger, Leaf leaf) {
    return ledger
        .store()
        .object(leaf.envelope())
        .orElseThrow(() -> new IllegalStateException("no envelope of entry " + leaf.index()));
  }

  private void prove(Exchange e) throws MalformedException {
    e.onlyQueries("size");
    long index = e.parameterNumber("index", 0, MAX_INDEX);
    Ledger ledger = e.ledger(Right.READ).ledger();
    SignedNote head = ledger.checkpoint();
    long now = sizeOf(head);
    long size = e.query("size", 1, now, now);
    if (index >= size) {
      throw Forms.absent(ledger, "index", "below " + size);
    }
    record Proof(Bytes32 root, List<Bytes32> path) {}
    Proof proof = ledger.look(s -> new Proof(s.tree().root(size), s.tree().inclusion(index, size)));
    Leaf leaf = leaf(ledger, index);
    Json.Builder out =
        Json.object()
            .put("index", index)
            .put("size", size)
            .put("leafHash", leaf.hash().toHex())
            .put("root", proof.root().toHex())
            .put("path", Forms.hashes(proof.path()));
    (size == now ? Optional.of(head) : signed(ledger, size))
        .ifPresent(
            note ->
                out.put(
                    "proof",
                    Forms.base64(
                        new TlogProof(leaf.toBytes(), index, proof.path(), note).toBytes())));
    Forms.answer(e, 200, now, out);
  }

  private static long sizeOf(SignedNote note) {
    try {
      return Checkpoint.parse(note.text()).size();
    } catch (MalformedException e) {
      throw new IllegalStateException("a stored checkpoint", e);
    }
  }

  /// The checkpoint of this size, if the log signed one: those of commits.
  private static Optional<SignedNote> signed(Ledger ledger, long size) {
    return checkpointOf(ledger, size - 1).filter(n -> sizeOf(n) == size);
  }

  private static Optional<SignedNote> checkpointOf(Ledger ledger, long index) {
    Optional<Bytes> note = ledger.store().checkpointOf(index);
    if (note.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(SignedNote.parse(note.get()));
    } catch (MalformedException e) {
      throw new IllegalStateException("a stored checkpoint", e);
    }
  }

  private void receipt(Exchange e) throws MalformedException {
    e.onlyQueries();
    long index = e.parameterNumber("index", 0, MAX_INDEX);
    Ledger ledger = e.ledger(Right.READ).ledger();
    long size = ledger.durable();
    if (index >= size) {
      throw Forms.absent(ledger, "index", "below " + size);
    }
    e.set(Forms.AS_OF, Long.toString(size)).answer(200, "text/plain", receipt(ledger, index));
  }

  /// The first receipt of an entry, as a file.
  static Bytes receipt(Ledger ledger, long index) {
    SignedNote note =
        checkpointOf(ledger, index)
            .orElseThrow(() -> new IllegalStateException("no checkpoint of entry " + index));
    long committed = sizeOf(note);
    List<Bytes32> path = ledger.look(s -> s.tree().inclusion(index, committed));
    return new TlogProof(leaf(ledger, index).toBytes(), index, path, note).toBytes();
  }

  private void object(Exchange e) throws MalformedException {
    e.onlyQueries();
    Bytes32 hash = e.parameter32("sha256");
    Grant grant = Forms.grant(e);
    Ledger ledger = e.reach(grant, grant.may(Right.READ) ? Right.READ : Right.WRITE).ledger();
    // Who only writes attests records, and the terms say what a record is.
    if (!grant.may(Right.READ)
        && ledger.history().versions().stream().noneMatch(v -> v.hash().equals(hash))) {
      throw Access.lacking(Right.READ);
    }
    Bytes object =
        ledger
            .store()
            .object(hash)
            .orElseThrow(() -> Forms.absent(ledger, "sha256", "that of an object"));
    String tag = '"' + hash.toHex() + '"';
    e.set(Forms.AS_OF, Long.toString(ledger.durable()))
        .set("ETag", tag)
        .set("Cache-Control", "private, max-age=31536000, immutable");
    if (Forms.isKnown(e, tag)) {
      e.answer(304);
    } else {
      e.answer(200, "application/octet-stream", object);
    }
  }

  private void payload(Exchange e) throws MalformedException {
    e.onlyQueries();
    Bytes32 root = e.parameter32("root");
    Ledger ledger = e.ledger(Right.READ).ledger();
    Bytes payload =
        ledger
            .store()
            .payload(root)
            .orElseThrow(() -> Forms.absent(ledger, "root", "that of an attestation"));
    e.set(Forms.AS_OF, Long.toString(ledger.durable()))
        .set("Cache-Control", "no-store")
        .answer(200, "application/octet-stream", payload);
  }

  /// The secret of the record names, for whoever may fetch the whole ledger.
  private void pepper(Exchange e) throws MalformedException {
    e.onlyQueries();
    Ledger ledger = e.ledger(Right.STREAM).ledger();
    Bytes32 pepper = pepper(ledger);
    e.set("Cache-Control", "no-store");
    Forms.answer(e, 200, ledger.durable(), Json.object().put("pepper", pepper.toHex()));
  }

  private static Bytes32 pepper(Ledger ledger) {
    if (ledger.look(LedgerState::isWithoutRecords)) {
      throw Forms.absent(ledger, "pepper", "a ledger with its records");
    }
    return ledger.look(LedgerState::pepper);
  }

  private void bundle(Exchange e) throws MalformedException {
    e.onlyQueries();
    Exchange.Reached reached = e.ledger(Right.STREAM);
    try (var _ = bundles.take(Optional.of(reached.grant()))) {
      bundle(e, reached.ledger());
    }
  }

  private static void bundle(Exchange e, Ledger ledger) throws MalformedException {
    SignedNote checkpoint = ledger.checkpoint();
    long size = sizeOf(checkpoint);
    Bytes32 pepper = pepper(ledger);
    List<Bytes> leaves = new ArrayList<>();
    ledger.store().leaves(0, size, (index, leaf) -> leaves.add(leaf));
    e.set(Forms.AS_OF, Long.toString(size)).set("Cache-Control", "no-store");
    try (OutputStream out = e.stream(200, "application/zip")) {
      LedgerBundle.write(
          (array, offset, length) -> {
            try {
              out.write(array, offset, length);
            } catch (IOException x) {
              throw new UncheckedIOException(x);
            }
          },
          checkpoint,
          leaves,
          ledger.store()::object,
          ledger.store()::payload,
          pepper);
    } catch (IOException x) {
      throw new UncheckedIOException(x);
    }
  }
}
