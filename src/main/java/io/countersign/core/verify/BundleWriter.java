package io.countersign.core.verify;

import io.countersign.core.base.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.CRC32;

/// Writes a bundle in its canonical form: the same parts give the same file, byte for byte.
///
/// Parts are stored, not compressed, so that no release of a compressor shows in the bytes. Errors:
/// what the output throws passes through; the file is then incomplete and ends without directory.
public final class BundleWriter {
  /// Largest bundle, in bytes: what one buffer can hold.
  public static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

  /// Largest part, in bytes.
  public static final int MAX_PART_BYTES = 1 << 28;

  /// Most parts in one bundle.
  public static final int MAX_PARTS = 1 << 22;

  /// Longest name of a part, in bytes.
  public static final int MAX_NAME_BYTES = 100;

  /// Where the bytes go, in order.
  @FunctionalInterface
  public interface Output {
    /// Takes `length` bytes of `array` from `offset` on, before it returns.
    void write(byte[] array, int offset, int length);
  }

  private final Output out;
  private final List<byte[]> directory = new ArrayList<>();
  private String last = "";
  private long at;
  private long directoryBytes;

  public BundleWriter(Output out) {
    this.out = out;
  }

  /// Adds a part.
  ///
  /// @param name after the name before it; bytes 0x21-0x7e, at most [#MAX_NAME_BYTES] of them
  /// @throws IllegalArgumentException when the name is out of order or out of form, or a cap is
  ///   passed
  public void add(String name, Bytes content) {
    if (!isName(name) || name.compareTo(last) <= 0) {
      throw new IllegalArgumentException("part " + name + " cannot follow part " + last);
    }
    CRC32 crc = new CRC32();
    crc.update(content.unsafeArray(), 0, content.size());
    byte[] header =
        ZipForm.local(name, ZipForm.STORED, (int) crc.getValue(), content.size(), content.size());
    byte[] entry =
        ZipForm.central(
            name, ZipForm.STORED, (int) crc.getValue(), content.size(), content.size(), at);
    long end = at + header.length + content.size();
    directoryBytes += entry.length;
    if (content.size() > MAX_PART_BYTES
        || directory.size() == MAX_PARTS
        || end + directoryBytes + 98 > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a bundle holds at most "
              + MAX_PARTS
              + " parts of "
              + MAX_PART_BYTES
              + " bytes, "
              + MAX_BYTES
              + " bytes in all; beyond it is "
              + name);
    }
    out.write(header, 0, header.length);
    out.write(content.unsafeArray(), 0, content.size());
    directory.add(entry);
    at = end;
    last = name;
  }

  /// Writes the directory; nothing may be added afterwards.
  public void finish() {
    for (byte[] entry : directory) {
      out.write(entry, 0, entry.length);
    }
    byte[] end = ZipForm.end(directory.size(), directoryBytes, at);
    out.write(end, 0, end.length);
  }

  /// The whole bundle in memory.
  public static Bytes toBytes(SortedMap<String, Bytes> parts) {
    Memory memory = new Memory();
    BundleWriter w = new BundleWriter(memory);
    for (Map.Entry<String, Bytes> e : parts.entrySet()) {
      w.add(e.getKey(), e.getValue());
    }
    w.finish();
    return Bytes.wrap(Arrays.copyOf(memory.array, memory.length));
  }

  static boolean isName(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME_BYTES) {
      return false;
    }
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      if (b <= 0x20 || b >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static final class Memory implements Output {
    private byte[] array = new byte[1 << 16];
    private int length;

    @Override
    public void write(byte[] from, int offset, int count) {
      if (length + count > array.length) {
        int grown = (int) Math.min(MAX_BYTES, Math.max(2L * array.length, (long) length + count));
        array = Arrays.copyOf(array, grown);
      }
      System.arraycopy(from, offset, array, length, count);
      length += count;
    }
  }
}
