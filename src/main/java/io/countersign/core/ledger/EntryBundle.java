package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.merkle.TilePath;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The entries under one tile path: `u16 length | entry`, repeated. Source: C2SP tlog-tiles, "Log
/// entries".
public final class EntryBundle {
  /// Largest entry, in bytes.
  public static final int MAX_ENTRY_BYTES = 0xffff;

  private EntryBundle() {}

  /// Parses the bytes of a bundle of `width` entries.
  ///
  /// @throws MalformedException `ENTRY_BUNDLE_FORM` if it is cut off or has another number of
  ///   entries
  public static List<Bytes> parse(Bytes bytes, int width) throws MalformedException {
    List<Bytes> out = new ArrayList<>();
    ByteBuffer in = bytes.toBuffer();
    while (in.hasRemaining()) {
      int at = in.position();
      int left = in.remaining() - Short.BYTES;
      int length = left < 0 ? -1 : Short.toUnsignedInt(in.getShort());
      if (left < 0 || length > left) {
        throw fault(
            at,
            left < 0 ? "2 bytes of length" : "an entry of " + length + " bytes",
            (bytes.size() - at) + " bytes");
      }
      if (out.size() == width) {
        throw fault(at, "the end after " + width + " entries", "more");
      }
      byte[] entry = new byte[length];
      in.get(entry);
      out.add(Bytes.wrap(entry));
    }
    if (out.size() != width) {
      throw fault(bytes.size(), width + " entries", out.size() + " entries");
    }
    return List.copyOf(out);
  }

  private static MalformedException fault(int offset, String expected, String found) {
    return new MalformedException(Code.ENTRY_BUNDLE_FORM, "entries", offset, expected, found);
  }

  /// The bytes of a bundle.
  ///
  /// @param entries 1 to 256, each of at most [#MAX_ENTRY_BYTES]
  public static Bytes format(List<Bytes> entries) {
    if (entries.isEmpty() || entries.size() > TilePath.WIDTH) {
      throw new IllegalArgumentException("bundle of " + entries.size() + " entries");
    }
    int size = 0;
    for (Bytes entry : entries) {
      if (entry.size() > MAX_ENTRY_BYTES) {
        throw new IllegalArgumentException("entry of " + entry.size() + " bytes");
      }
      size += Short.BYTES + entry.size();
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    for (Bytes entry : entries) {
      out.putShort((short) entry.size()).put(entry.unsafeArray());
    }
    return Bytes.wrap(out.array());
  }
}
