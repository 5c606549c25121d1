package io.countersign.store;

import io.countersign.core.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Small documents of a node that belong to no ledger, or not yet: proposals, tokens, webhooks.
///
/// A document lies under a kind and a key. Each call is one durable transaction. Any thread, and
/// any process that shares the store, may call. Every method throws [StoreException] when the disk
/// or the database fails, and `IllegalArgumentException` for a kind, a key or a size out of bounds.
public interface NodeDocuments {
  /// Bytes of one document.
  int MAX_BYTES = 16 << 20;

  /// Documents of one answer of [#list].
  int MAX_LIST = 1_000;

  /// Keeps `bytes` in place of what was there.
  void put(String kind, String key, Bytes bytes);

  /// Keeps `bytes` unless there is a document already.
  ///
  /// @return whether it was kept
  boolean putIfAbsent(String kind, String key, Bytes bytes);

  /// Keeps `after` in place of a document whose bytes are `before`.
  ///
  /// @return whether it was: false if there is no document or another one
  boolean replace(String kind, String key, Bytes before, Bytes after);

  Optional<Bytes> get(String kind, String key);

  /// The first `count` documents of a kind whose keys come after `after`, ascending by key.
  ///
  /// @param after a key; empty for the beginning
  /// @param count 1 to [#MAX_LIST]
  List<Document> list(String kind, String after, int count);

  /// All documents of a kind, ascending by key.
  default List<Document> list(String kind) {
    List<Document> out = new ArrayList<>();
    String after = "";
    while (true) {
      List<Document> part = list(kind, after, MAX_LIST);
      out.addAll(part);
      if (part.size() < MAX_LIST) {
        return List.copyOf(out);
      }
      after = part.getLast().key();
    }
  }

  /// @return whether there was one
  boolean delete(String kind, String key);

  /// A document as [#list] gives it.
  record Document(String key, Bytes bytes) {}

  /// Checks the name of a document.
  ///
  /// @throws IllegalArgumentException for a kind that is not 1 to 32 of `a-z 0-9 -`, or a key that
  ///   is not 1 to 200 printing ASCII characters
  static void check(String kind, String key) {
    if (!Names.KIND.matcher(kind).matches()) {
      throw new IllegalArgumentException("a kind of document: " + kind);
    }
    if (!Names.KEY.matcher(key).matches()) {
      throw new IllegalArgumentException("a key of a document of " + key.length() + " characters");
    }
  }

  /// Checks a document.
  ///
  /// @throws IllegalArgumentException as [#check(String, String)]; above [#MAX_BYTES]
  static void check(String kind, String key, Bytes bytes) {
    check(kind, key);
    if (bytes.size() > MAX_BYTES) {
      throw new IllegalArgumentException("a document of " + bytes.size() + " bytes");
    }
  }

  /// Checks what [#list] is asked for.
  static void checkList(String kind, String after, int count) {
    check(kind, after.isEmpty() ? "-" : after);
    if (count < 1 || count > MAX_LIST) {
      throw new IllegalArgumentException("a list of " + count + " documents");
    }
  }

  /// What names look like: their order is the same in every engine.
  final class Names {
    private static final Pattern KIND = Pattern.compile("[a-z0-9-]{1,32}");
    private static final Pattern KEY = Pattern.compile("[!-~]{1,200}");

    private Names() {}
  }
}
