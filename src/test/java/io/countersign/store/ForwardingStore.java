package io.countersign.store;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Passes every call on to another store; tests change single ones.
public class ForwardingStore implements LedgerStore {
  private final LedgerStore store;

  public ForwardingStore(LedgerStore store) {
    this.store = store;
  }

  @Override
  public Optional<Head> head() {
    return store.head();
  }

  @Override
  public void append(Append append) {
    store.append(append);
  }

  @Override
  public void replacePayloads(List<Keyed> payloads) {
    store.replacePayloads(payloads);
  }

  @Override
  public Optional<Bytes> leaf(long index) {
    return store.leaf(index);
  }

  @Override
  public void leaves(long from, long to, LeafSink sink) {
    store.leaves(from, to, sink);
  }

  @Override
  public Optional<Bytes> object(Bytes32 hash) {
    return store.object(hash);
  }

  @Override
  public void objects(ObjectSink sink) {
    store.objects(sink);
  }

  @Override
  public void objectsAsStored(ObjectSink sink) {
    store.objectsAsStored(sink);
  }

  @Override
  public Optional<Bytes> payload(Bytes32 root) {
    return store.payload(root);
  }

  @Override
  public void payloads(ObjectSink sink) {
    store.payloads(sink);
  }

  @Override
  public Optional<Bytes> checkpointOf(long index) {
    return store.checkpointOf(index);
  }

  @Override
  public void putCosignature(long size, Bytes line) {
    store.putCosignature(size, line);
  }

  @Override
  public List<Bytes> cosignatures(long size) {
    return store.cosignatures(size);
  }

  @Override
  public void putSeen(String party, long size, Bytes32 root) {
    store.putSeen(party, size, root);
  }

  @Override
  public Optional<SeenTree> seen(String party) {
    return store.seen(party);
  }

  @Override
  public void putMeta(String key, Bytes value) {
    store.putMeta(key, value);
  }

  @Override
  public Optional<Bytes> meta(String key) {
    return store.meta(key);
  }

  @Override
  public void checkpoints(SizedSink sink) {
    store.checkpoints(sink);
  }

  @Override
  public void cosignatures(SizedSink sink) {
    store.cosignatures(sink);
  }

  @Override
  public Map<String, SeenTree> seen() {
    return store.seen();
  }

  @Override
  public Map<String, Bytes> meta() {
    return store.meta();
  }

  @Override
  public void close() {
    store.close();
  }
}
