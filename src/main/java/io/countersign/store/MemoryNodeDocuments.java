package io.countersign.store;

import io.countersign.core.base.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// Documents that end with the process. Thread-safe by one monitor over everything.
public final class MemoryNodeDocuments implements NodeDocuments {
  private final Map<String, NavigableMap<String, Bytes>> kinds = new HashMap<>();
  private boolean closed;

  @Override
  public synchronized void put(String kind, String key, Bytes bytes) {
    NodeDocuments.check(kind, key, bytes);
    of(kind).put(key, bytes);
  }

  @Override
  public synchronized boolean putIfAbsent(String kind, String key, Bytes bytes) {
    NodeDocuments.check(kind, key, bytes);
    return of(kind).putIfAbsent(key, bytes) == null;
  }

  @Override
  public synchronized boolean replace(String kind, String key, Bytes before, Bytes after) {
    NodeDocuments.check(kind, key, after);
    return of(kind).replace(key, before, after);
  }

  @Override
  public synchronized Optional<Bytes> get(String kind, String key) {
    NodeDocuments.check(kind, key);
    return Optional.ofNullable(of(kind).get(key));
  }

  @Override
  public synchronized List<Document> list(String kind, String after, int count) {
    NodeDocuments.checkList(kind, after, count);
    List<Document> out = new ArrayList<>();
    for (Map.Entry<String, Bytes> e : of(kind).tailMap(after, false).entrySet()) {
      if (out.size() == count) {
        break;
      }
      out.add(new Document(e.getKey(), e.getValue()));
    }
    return List.copyOf(out);
  }

  @Override
  public synchronized boolean delete(String kind, String key) {
    NodeDocuments.check(kind, key);
    return of(kind).remove(key) != null;
  }

  synchronized void close() {
    closed = true;
  }

  private NavigableMap<String, Bytes> of(String kind) {
    if (closed) {
      throw new IllegalStateException("the documents are closed");
    }
    return kinds.computeIfAbsent(kind, k -> new TreeMap<>());
  }
}
