package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.ObjectSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The file in which an entry of an open ledger goes from one signer to the other and to the
/// operator, with the documents that it names.
///
/// Canonical JSON `{"envelope","format":1,"ledger","objects"}`: the envelope a string that holds
/// canonical JSON, the objects base64. It holds no secret of the ledger, but new prices.
///
/// @param ledger the id of the ledger that the signatures are for
/// @param objects what the entry names: terms, or a list of tags
record Offer(Bytes32 ledger, Envelope envelope, List<Bytes> objects) {
  static final int MAX_BYTES = 4 << 20;

  private static final String BEGINNING = "{\"envelope\":";

  Offer {
    objects = List.copyOf(objects);
  }

  /// Reads the file and checks that it is whole.
  ///
  /// @throws CliException `OFFER_FORM` and codes of the parts
  static Offer read(Path file) {
    Bytes bytes = Disk.read(file, MAX_BYTES);
    try {
      return parse(bytes);
    } catch (MalformedException e) {
      throw CliException.malformed(file.toString(), e);
    }
  }

  static Offer parse(Bytes bytes) throws MalformedException {
    Fields f = Fields.of(JsonReader.canonical(bytes, MAX_BYTES), "");
    if (f.has("operator")) {
      throw new MalformedException(
          Code.OFFER_FORM, "root", -1, "an entry of an open ledger", "the proposal of a new one");
    }
    f.integer("format", 1, 1);
    Bytes32 ledger = f.bytes32("ledger");
    Envelope envelope = Envelope.parse(Bytes.utf8(f.string("envelope")));
    List<Bytes> objects = new ArrayList<>();
    for (Json item : f.array("objects", 0, 2)) {
      objects.add(Base64s.parse(Fields.string(item, "objects")));
    }
    f.end();
    if (envelope.genesis().isPresent()) {
      throw new MalformedException(
          Code.OFFER_FORM, "envelope", -1, "an entry of an open ledger", "a first entry");
    }
    Offer offer = new Offer(ledger, envelope, objects);
    List<Bytes32> named = offer.named();
    if (objects.size() != named.size() || named.stream().anyMatch(h -> offer.object(h).isEmpty())) {
      throw new MalformedException(
          Code.OFFER_FORM,
          "objects",
          -1,
          named.isEmpty() ? "none" : "the objects " + named,
          objects.size() + " other");
    }
    return offer;
  }

  /// Whether `bytes` begin as such a file does.
  static boolean begins(Bytes bytes) {
    return bytes.toUtf8().startsWith(BEGINNING);
  }

  private List<Bytes32> named() {
    List<Bytes32> hashes =
        switch (envelope.entry()) {
          case Entry.Agreement a -> List.of(a.termsHash());
          case Entry.Voiding v -> List.of(v.list());
          case Entry.Acceptance a -> List.of(a.exceptLines());
          case Entry.Attestation a -> List.of();
          case Entry.Milestone m -> List.of();
          case Entry.Statement s -> List.of();
          case Entry.Key k -> List.of();
          case Entry.Rendering r -> List.of(r.text());
          case Entry.Erasure e -> List.of(e.bitmap(), e.basis());
          case Entry.Dispute d -> List.of(d.claim());
          case Entry.Answer a -> List.of(a.offer());
          case Entry.Withdrawal w -> List.of();
          case Entry.Escalation x -> List.of();
          case Entry.Resolution r -> List.of(r.award());
        };
    return hashes.stream().filter(h -> !h.isZero()).toList();
  }

  /// The object with this hash, among those that came along.
  Optional<Bytes> object(Bytes32 hash) {
    return objects.stream().filter(o -> Sha256.hash(o).equals(hash)).findFirst();
  }

  /// These objects first, then `others`.
  ObjectSource over(ObjectSource others) {
    return hash -> object(hash).or(() -> others.object(hash));
  }

  /// @throws CliException `OFFER_FORM` if it is for another ledger than `id`
  void mustBeFor(Bytes32 id) {
    if (!ledger.equals(id)) {
      throw CliException.refused(Code.OFFER_FORM, "ledger", id.toHex(), ledger.toHex());
    }
  }

  Offer with(Envelope signed) {
    return new Offer(ledger, signed, objects);
  }

  Bytes toBytes() {
    List<Json> items = new ArrayList<>();
    objects.forEach(o -> items.add(Json.of(Base64s.format(o))));
    return Json.object()
        .put("envelope", envelope.toBytes().toUtf8())
        .put("format", 1)
        .put("ledger", ledger.toHex())
        .put("objects", items)
        .build()
        .toCanonical();
  }
}
