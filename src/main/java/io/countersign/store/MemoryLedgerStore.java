package io.countersign.store;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.crypto.Sha256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A ledger that ends with the process: for tests and for the demonstration.
///
/// Thread-safe by one lock over everything.
public final class MemoryLedgerStore implements LedgerStore {
  private final Object lock = new Object();
  // All below are owned by `lock`.
  private final List<Bytes> leaves = new ArrayList<>();
  private final Map<Bytes32, Bytes> objects = new LinkedHashMap<>();
  private final Map<Bytes32, Bytes> payloads = new LinkedHashMap<>();
  private final TreeMap<Long, Bytes> checkpoints = new TreeMap<>();
  private final Map<Long, List<Bytes>> cosignatures = new HashMap<>();
  private final Map<String, SeenTree> seen = new HashMap<>();
  private final Map<String, Bytes> meta = new HashMap<>();
  private Bytes frontier = Bytes.EMPTY;
  private boolean closed;

  @Override
  public Optional<Head> head() {
    synchronized (lock) {
      checkOpen();
      return leaves.isEmpty()
          ? Optional.empty()
          : Optional.of(new Head(leaves.size(), frontier, checkpoints.lastEntry().getValue()));
    }
  }

  @Override
  public void append(Append append) {
    synchronized (lock) {
      checkOpen();
      if (append.first() != leaves.size()) {
        throw notAtEnd(append, leaves.size());
      }
      append.objects().forEach(o -> objects.putIfAbsent(Sha256.hash(o), o));
      append.payloads().forEach(p -> payloads.putIfAbsent(p.key(), p.bytes()));
      leaves.addAll(append.leaves());
      frontier = append.frontier();
      checkpoints.put(append.size(), append.checkpoint());
    }
  }

  static StoreException notAtEnd(Append append, long size) {
    return new StoreException(
        Code.STORE_DAMAGED, "append", "leaves from index " + size, "from " + append.first());
  }

  @Override
  public Optional<Bytes> leaf(long index) {
    synchronized (lock) {
      checkOpen();
      return index < 0 || index >= leaves.size()
          ? Optional.empty()
          : Optional.of(leaves.get((int) index));
    }
  }

  @Override
  public void leaves(long from, long to, LeafSink sink) {
    List<Bytes> part;
    synchronized (lock) {
      checkOpen();
      part = List.copyOf(leaves.subList((int) from, (int) Math.min(to, leaves.size())));
    }
    for (int i = 0; i < part.size(); i++) {
      sink.accept(from + i, part.get(i));
    }
  }

  @Override
  public Optional<Bytes> object(Bytes32 hash) {
    synchronized (lock) {
      checkOpen();
      return Optional.ofNullable(objects.get(hash));
    }
  }

  @Override
  public void objects(ObjectSink sink) {
    copy(objects).forEach(sink::accept);
  }

  @Override
  public Optional<Bytes> payload(Bytes32 root) {
    synchronized (lock) {
      checkOpen();
      return Optional.ofNullable(payloads.get(root));
    }
  }

  @Override
  public void payloads(ObjectSink sink) {
    copy(payloads).forEach(sink::accept);
  }

  private Map<Bytes32, Bytes> copy(Map<Bytes32, Bytes> map) {
    synchronized (lock) {
      checkOpen();
      return new LinkedHashMap<>(map);
    }
  }

  @Override
  public Optional<Bytes> checkpointOf(long index) {
    synchronized (lock) {
      checkOpen();
      Map.Entry<Long, Bytes> e = index < 0 ? null : checkpoints.higherEntry(index);
      return e == null ? Optional.empty() : Optional.of(e.getValue());
    }
  }

  @Override
  public void putCosignature(long size, Bytes line) {
    synchronized (lock) {
      checkOpen();
      List<Bytes> lines = cosignatures.computeIfAbsent(size, s -> new ArrayList<>());
      if (!lines.contains(line)) {
        lines.add(line);
      }
    }
  }

  @Override
  public List<Bytes> cosignatures(long size) {
    synchronized (lock) {
      checkOpen();
      return List.copyOf(cosignatures.getOrDefault(size, List.of()));
    }
  }

  @Override
  public void putSeen(String party, long size, Bytes32 root) {
    synchronized (lock) {
      checkOpen();
      seen.merge(party, new SeenTree(size, root), (a, b) -> b.size() > a.size() ? b : a);
    }
  }

  @Override
  public Optional<SeenTree> seen(String party) {
    synchronized (lock) {
      checkOpen();
      return Optional.ofNullable(seen.get(party));
    }
  }

  @Override
  public void putMeta(String key, Bytes value) {
    synchronized (lock) {
      checkOpen();
      meta.put(key, value);
    }
  }

  @Override
  public Optional<Bytes> meta(String key) {
    synchronized (lock) {
      checkOpen();
      return Optional.ofNullable(meta.get(key));
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
  }
}
