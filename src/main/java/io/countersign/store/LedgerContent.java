package io.countersign.store;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Receives a whole ledger, in this order: values, objects, payloads, then the leaves of each
/// commit followed by its checkpoint, then what others signed and saw.
///
/// What lies before the leaves may hold more than they name; a copy of it is a ledger as soon as
/// the last checkpoint is there.
interface LedgerContent {
  /// Values that belong to one store of a ledger and not to the ledger: they are not copied.
  Set<String> OF_THE_STORE = Set.of(Restored.META, "mirror", "seen.checkpoint", "seen.at");

  void meta(String key, Bytes value);

  void object(Bytes32 hash, Bytes bytes);

  void payload(Bytes32 root, Bytes bytes);

  /// Ascending by index, without gaps.
  void leaf(long index, Bytes leaf);

  /// The checkpoint of the commit that ends with the last leaf.
  void checkpoint(long size, Bytes note);

  void cosignature(long size, Bytes line);

  void seen(String party, long size, Bytes32 root);

  /// Nothing follows.
  void end();

  /// Sends what `from` holds up to its end of this moment.
  ///
  /// @throws StoreException `STORE_NOT_FOUND` for one without entries, `STORE_DAMAGED` where a leaf
  ///   or the last checkpoint is missing, and as [LedgerStore]
  static void send(LedgerStore from, LedgerContent to) {
    long size = Restored.head(from).size();
    from.meta()
        .forEach(
            (key, value) -> {
              if (!OF_THE_STORE.contains(key)) {
                to.meta(key, value);
              }
            });
    from.objects(to::object);
    from.payloads(to::payload);
    record Note(long size, Bytes bytes) {}
    List<Note> notes = new ArrayList<>();
    from.checkpoints(
        (at, note) -> {
          if (at <= size) {
            notes.add(new Note(at, note));
          }
        });
    long[] next = {0};
    for (Note note : notes) {
      from.leaves(
          next[0],
          note.size(),
          (index, leaf) -> {
            to.leaf(index, leaf);
            next[0] = index + 1;
          });
      Restored.checkLeaves(note.size(), next[0]);
      to.checkpoint(note.size(), note.bytes());
    }
    Restored.checkLeaves(size, next[0]);
    from.cosignatures(
        (at, line) -> {
          if (at <= size) {
            to.cosignature(at, line);
          }
        });
    from.seen().forEach((party, tree) -> to.seen(party, tree.size(), tree.root()));
    to.end();
  }
}
