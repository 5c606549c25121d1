package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.merkle.MerkleHash;
import io.countersign.core.merkle.MerkleTree;
import io.countersign.core.verify.BundleWriter;
import io.countersign.core.verify.LedgerBundle;
import io.countersign.store.LedgerStore;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A ledger in the hands of somebody who may change all of it and holds the operator's log key:
/// what the demonstration shows to be found out. Never part of anything real.
final class Forger {
  private final List<Bytes> leaves = new ArrayList<>();
  private final Map<Bytes32, Bytes> objects = new LinkedHashMap<>();
  private final Map<Bytes32, Bytes> payloads = new LinkedHashMap<>();
  private final String origin;
  private final NoteSigner log;
  private final Bytes32 domain;
  private final Bytes32 pepper;

  private Forger(String origin, NoteSigner log, Bytes32 domain, Bytes32 pepper) {
    this.origin = origin;
    this.log = log;
    this.domain = domain;
    this.pepper = pepper;
  }

  /// All that `store` holds.
  static Forger of(
      LedgerStore store, String origin, NoteSigner log, Bytes32 domain, Bytes32 pepper) {
    Forger out = new Forger(origin, log, domain, pepper);
    long size =
        store.head().orElseThrow(() -> new IllegalStateException("a ledger has an entry")).size();
    store.leaves(0, size, (index, leaf) -> out.leaves.add(leaf));
    store.objects(out.objects::put);
    store.payloads(out.payloads::put);
    return out;
  }

  /// A second ledger to spoil.
  Forger copy() {
    Forger out = new Forger(origin, log, domain, pepper);
    out.leaves.addAll(leaves);
    out.objects.putAll(objects);
    out.payloads.putAll(payloads);
    return out;
  }

  Bytes32 domain() {
    return domain;
  }

  Bytes32 pepper() {
    return pepper;
  }

  Leaf leaf(int index) throws MalformedException {
    return Leaf.parse(leaves.get(index));
  }

  int size() {
    return leaves.size();
  }

  Envelope envelope(int index) throws MalformedException {
    return Envelope.parse(object(leaf(index).envelope()));
  }

  /// What lies under `hash`.
  Bytes object(Bytes32 hash) {
    return objects.getOrDefault(hash, Bytes.EMPTY);
  }

  Bytes payload(Bytes32 root) {
    return payloads.getOrDefault(root, Bytes.EMPTY);
  }

  /// Puts other bytes under a name.
  void spoilObject(Bytes32 hash, Bytes bytes) {
    objects.put(hash, bytes);
  }

  void spoilPayload(Bytes32 root, Bytes bytes) {
    payloads.put(root, bytes);
  }

  void dropPayload(Bytes32 root) {
    payloads.remove(root);
  }

  void dropTail(int count) {
    leaves.subList(leaves.size() - count, leaves.size()).clear();
  }

  Bytes32 put(Bytes object) {
    Bytes32 hash = Sha256.hash(object);
    objects.put(hash, object);
    return hash;
  }

  /// Appends without asking whether it may be appended.
  void append(Envelope envelope) throws MalformedException {
    Leaf last = leaf(leaves.size() - 1);
    long count = envelope.entry() instanceof Entry.Attestation a ? a.count() : 0;
    put(envelope.toBytes());
    leaves.add(
        new Leaf(
                envelope.entry().kind().code(),
                leaves.size(),
                last.time(),
                last.records() + count,
                last.hash(),
                envelope.digest(domain),
                envelope.hash())
            .toBytes());
  }

  /// Puts another entry in the place of one, and chains all later leaves to it.
  void replace(int index, Envelope envelope) throws MalformedException {
    put(envelope.toBytes());
    for (int i = index; i < leaves.size(); i++) {
      Leaf old = leaf(i);
      leaves.set(
          i,
          new Leaf(
                  old.kind(),
                  i,
                  old.time(),
                  old.records(),
                  i == 0 ? old.previous() : leaf(i - 1).hash(),
                  i == index ? envelope.digest(domain) : old.digest(),
                  i == index ? envelope.hash() : old.envelope())
              .toBytes());
    }
  }

  /// The bundle, under a checkpoint that the log key signs afresh.
  Bytes bundle() throws MalformedException {
    MerkleTree tree = new MerkleTree();
    leaves.forEach(l -> tree.append(MerkleHash.leaf(l.unsafeArray())));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BundleWriter.Output to = out::write;
    LedgerBundle.write(
        to,
        new Checkpoint(origin, tree.size(), tree.root()).sign(log),
        leaves,
        hash -> Optional.ofNullable(objects.get(hash)),
        root -> Optional.ofNullable(payloads.get(root)),
        pepper);
    return Bytes.wrap(out.toByteArray());
  }
}
