package io.countersign.store;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Leaves read from a table in the order of their indexes, some thousands in each query, so that no
/// connection is held while they are worked on.
final class LeafRows {
  /// Leaves of one query.
  private static final int PER_READ = 8_192;

  private LeafRows() {}

  /// Runs a query on a connection of its own for that time.
  @FunctionalInterface
  interface Reader {
    <T> T read(Sql.Query<T> query);
  }

  /// Hands out the leaves `from` to `to`, excluded, or to the end if there are fewer.
  ///
  /// @param sql asks for index and bytes, ascending; its last two parameters are the bounds
  /// @param keys the parameters before those
  /// @param where names the store in an error
  /// @throws StoreException `STORE_DAMAGED` for a leaf that is missing
  static void each(
      Reader reader,
      String sql,
      List<Long> keys,
      long from,
      long to,
      String where,
      LedgerStore.LeafSink sink) {
    for (long at = from; at < to; ) {
      long begin = at;
      long end = Math.min(to, at + PER_READ);
      List<Bytes> part =
          reader.read(
              c -> {
                try (PreparedStatement s = c.prepareStatement(sql)) {
                  int p = 0;
                  for (long key : keys) {
                    s.setLong(++p, key);
                  }
                  s.setLong(++p, begin);
                  s.setLong(++p, end);
                  return part(s, begin, where);
                }
              });
      for (Bytes leaf : part) {
        sink.accept(at++, leaf);
      }
      if (at < end) {
        return;
      }
    }
  }

  private static List<Bytes> part(PreparedStatement s, long begin, String where)
      throws SQLException {
    List<Bytes> out = new ArrayList<>();
    try (ResultSet r = s.executeQuery()) {
      while (r.next()) {
        long index = begin + out.size();
        if (r.getLong(1) != index) {
          throw new StoreException(Code.STORE_DAMAGED, where + " leaf " + index, "a leaf", "none");
        }
        out.add(Sql.bytes(r, 2));
      }
    }
    return out;
  }
}
