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
/// Thread-safe by one monitor over everything.
public final class MemoryLedgerStore implements StagingStore {
  private final Data data;
  private final boolean readOnly;
  private final Runnable onClose;

  /// Guarded by `data`.
  private boolean closed;

  /// An empty ledger.
  public MemoryLedgerStore() {
    this(new Data(), false, () -> {});
  }

  /// A view of a ledger that other views share.
  ///
  /// @param onClose called once, when this view is closed
  MemoryLedgerStore(Data data, boolean readOnly, Runnable onClose) {
    this.data = data;
    this.readOnly = readOnly;
    this.onClose = onClose;
  }

  /// What a ledger holds. All of it is guarded by its own monitor.
  static final class Data {
    private final List<Bytes> leaves = new ArrayList<>();
    private final Map<Bytes32, Bytes> objects = new LinkedHashMap<>();
    private final Map<Bytes32, Bytes> payloads = new LinkedHashMap<>();
    private final TreeMap<Long, Bytes> checkpoints = new TreeMap<>();
    private final TreeMap<Long, List<Bytes>> cosignatures = new TreeMap<>();
    private final Map<String, SeenTree> seen = new HashMap<>();
    private final Map<String, Bytes> meta = new HashMap<>();
    private Bytes frontier = Bytes.EMPTY;

    synchronized boolean isEmpty() {
      return leaves.isEmpty();
    }
  }

  @Override
  public Optional<Head> head() {
    synchronized (data) {
      checkOpen();
      return data.leaves.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Head(data.leaves.size(), data.frontier, data.checkpoints.lastEntry().getValue()));
    }
  }

  @Override
  public void append(Append append) {
    synchronized (data) {
      checkWritable();
      if (append.first() != data.leaves.size()) {
        throw notAtEnd(append, data.leaves.size());
      }
      append.objects().forEach(o -> data.objects.putIfAbsent(Sha256.hash(o), o));
      append.payloads().forEach(p -> data.payloads.putIfAbsent(p.key(), p.bytes()));
      data.leaves.addAll(append.leaves());
      data.frontier = append.frontier();
      data.checkpoints.put(append.size(), append.checkpoint());
    }
  }

  @Override
  public void stage(List<Bytes> objects, List<Keyed> payloads) {
    synchronized (data) {
      checkWritable();
      objects.forEach(o -> data.objects.putIfAbsent(Sha256.hash(o), o));
      payloads.forEach(p -> data.payloads.putIfAbsent(p.key(), p.bytes()));
    }
  }

  @Override
  public void replacePayloads(List<Keyed> payloads) {
    synchronized (data) {
      checkWritable();
      payloads.forEach(p -> data.payloads.replace(p.key(), p.bytes()));
    }
  }

  static StoreException notAtEnd(Append append, long size) {
    return new StoreException(
        Code.STORE_DAMAGED, "append", "leaves from index " + size, "from " + append.first());
  }

  @Override
  public Optional<Bytes> leaf(long index) {
    synchronized (data) {
      checkOpen();
      return index < 0 || index >= data.leaves.size()
          ? Optional.empty()
          : Optional.of(data.leaves.get((int) index));
    }
  }

  @Override
  public void leaves(long from, long to, LeafSink sink) {
    List<Bytes> part;
    synchronized (data) {
      checkOpen();
      part = List.copyOf(data.leaves.subList((int) from, (int) Math.min(to, data.leaves.size())));
    }
    for (int i = 0; i < part.size(); i++) {
      sink.accept(from + i, part.get(i));
    }
  }

  @Override
  public Optional<Bytes> object(Bytes32 hash) {
    synchronized (data) {
      checkOpen();
      return Optional.ofNullable(data.objects.get(hash));
    }
  }

  @Override
  public void objects(ObjectSink sink) {
    copy(data.objects).forEach(sink::accept);
  }

  @Override
  public void objectsAsStored(ObjectSink sink) {
    objects(sink);
  }

  @Override
  public Optional<Bytes> payload(Bytes32 root) {
    synchronized (data) {
      checkOpen();
      return Optional.ofNullable(data.payloads.get(root));
    }
  }

  @Override
  public void payloads(ObjectSink sink) {
    copy(data.payloads).forEach(sink::accept);
  }

  private Map<Bytes32, Bytes> copy(Map<Bytes32, Bytes> map) {
    synchronized (data) {
      checkOpen();
      return new LinkedHashMap<>(map);
    }
  }

  @Override
  public Optional<Bytes> checkpointOf(long index) {
    synchronized (data) {
      checkOpen();
      Map.Entry<Long, Bytes> e = index < 0 ? null : data.checkpoints.higherEntry(index);
      return e == null ? Optional.empty() : Optional.of(e.getValue());
    }
  }

  @Override
  public void checkpoints(SizedSink sink) {
    Map<Long, Bytes> all;
    synchronized (data) {
      checkOpen();
      all = new TreeMap<>(data.checkpoints);
    }
    all.forEach(sink::accept);
  }

  @Override
  public void putCosignature(long size, Bytes line) {
    synchronized (data) {
      checkWritable();
      List<Bytes> lines = data.cosignatures.computeIfAbsent(size, s -> new ArrayList<>());
      if (!lines.contains(line)) {
        lines.add(line);
      }
    }
  }

  @Override
  public List<Bytes> cosignatures(long size) {
    synchronized (data) {
      checkOpen();
      return List.copyOf(data.cosignatures.getOrDefault(size, List.of()));
    }
  }

  @Override
  public void cosignatures(SizedSink sink) {
    TreeMap<Long, List<Bytes>> all = new TreeMap<>();
    synchronized (data) {
      checkOpen();
      data.cosignatures.forEach((size, lines) -> all.put(size, List.copyOf(lines)));
    }
    all.forEach((size, lines) -> lines.forEach(line -> sink.accept(size, line)));
  }

  @Override
  public void putSeen(String party, long size, Bytes32 root) {
    synchronized (data) {
      checkWritable();
      data.seen.merge(party, new SeenTree(size, root), (a, b) -> b.size() > a.size() ? b : a);
    }
  }

  @Override
  public Optional<SeenTree> seen(String party) {
    synchronized (data) {
      checkOpen();
      return Optional.ofNullable(data.seen.get(party));
    }
  }

  @Override
  public Map<String, SeenTree> seen() {
    synchronized (data) {
      checkOpen();
      return new TreeMap<>(data.seen);
    }
  }

  @Override
  public void putMeta(String key, Bytes value) {
    synchronized (data) {
      checkWritable();
      data.meta.put(key, value);
    }
  }

  @Override
  public Optional<Bytes> meta(String key) {
    synchronized (data) {
      checkOpen();
      return Optional.ofNullable(data.meta.get(key));
    }
  }

  @Override
  public Map<String, Bytes> meta() {
    synchronized (data) {
      checkOpen();
      return new TreeMap<>(data.meta);
    }
  }

  @Override
  public void close() {
    synchronized (data) {
      if (!closed) {
        closed = true;
        onClose.run();
      }
    }
  }

  private void checkWritable() {
    checkOpen();
    if (readOnly) {
      throw new IllegalStateException("the store is open for reading alone");
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
  }
}
