package io.countersign.core.verify;

import java.nio.charset.StandardCharsets;

/// The zip records of a bundle, field by field, and the one value that each field may have.
///
/// Source: PKWARE APPNOTE 6.3.10, 4.3.7 (local header), 4.3.12 (central header), 4.3.14-4.3.16 (end
/// records); decision 0060.
final class ZipForm {
  static final int LOCAL = 0x04034b50;
  static final int CENTRAL = 0x02014b50;
  static final int END = 0x06054b50;
  static final int END64 = 0x06064b50;
  static final int LOCATOR64 = 0x07064b50;

  static final int LOCAL_BYTES = 30;
  static final int CENTRAL_BYTES = 46;
  static final int END_BYTES = 22;
  static final int END64_BYTES = 56;
  static final int LOCATOR64_BYTES = 20;

  static final int STORED = 0;
  static final int DEFLATED = 8;

  /// Version 2.0, file system 0.
  static final int MADE_BY = 20;

  /// 1980-01-01 in the zip's date field; its time field is 0.
  static final int DATE = 0x0021;

  /// From this number of parts on, the zip64 end records stand before the end record.
  static final int ZIP64_COUNT = 0xffff;

  private ZipForm() {}

  static int versionNeeded(int method) {
    return method == STORED ? 10 : 20;
  }

  static void u16(byte[] out, int at, int value) {
    out[at] = (byte) value;
    out[at + 1] = (byte) (value >> 8);
  }

  static void u32(byte[] out, int at, long value) {
    u16(out, at, (int) value);
    u16(out, at + 2, (int) (value >> 16));
  }

  static void u64(byte[] out, int at, long value) {
    u32(out, at, value);
    u32(out, at + 4, value >> 32);
  }

  static byte[] local(String name, int method, int crc, long stored, long size) {
    byte[] n = name.getBytes(StandardCharsets.US_ASCII);
    byte[] out = new byte[LOCAL_BYTES + n.length];
    u32(out, 0, LOCAL);
    common(out, 4, method, crc, stored, size, n.length);
    System.arraycopy(n, 0, out, LOCAL_BYTES, n.length);
    return out;
  }

  static byte[] central(String name, int method, int crc, long stored, long size, long offset) {
    byte[] n = name.getBytes(StandardCharsets.US_ASCII);
    byte[] out = new byte[CENTRAL_BYTES + n.length];
    u32(out, 0, CENTRAL);
    u16(out, 4, MADE_BY);
    common(out, 6, method, crc, stored, size, n.length);
    u32(out, 42, offset);
    System.arraycopy(n, 0, out, CENTRAL_BYTES, n.length);
    return out;
  }

  /// From "version needed" to "extra field length": the same in both headers.
  private static void common(
      byte[] out, int at, int method, int crc, long stored, long size, int name) {
    u16(out, at, versionNeeded(method));
    u16(out, at + 4, method);
    u16(out, at + 8, DATE);
    u32(out, at + 10, crc);
    u32(out, at + 14, stored);
    u32(out, at + 18, size);
    u16(out, at + 22, name);
  }

  /// Everything after the central directory.
  static byte[] end(int count, long directoryBytes, long directoryAt) {
    boolean big = count >= ZIP64_COUNT;
    byte[] out = new byte[END_BYTES + (big ? END64_BYTES + LOCATOR64_BYTES : 0)];
    int at = 0;
    if (big) {
      u32(out, 0, END64);
      u64(out, 4, END64_BYTES - 12);
      u16(out, 12, 45);
      u16(out, 14, 45);
      u64(out, 24, count);
      u64(out, 32, count);
      u64(out, 40, directoryBytes);
      u64(out, 48, directoryAt);
      at = END64_BYTES;
      u32(out, at, LOCATOR64);
      u64(out, at + 8, directoryAt + directoryBytes);
      u32(out, at + 16, 1);
      at += LOCATOR64_BYTES;
    }
    u32(out, at, END);
    u16(out, at + 8, big ? ZIP64_COUNT : count);
    u16(out, at + 10, big ? ZIP64_COUNT : count);
    u32(out, at + 12, directoryBytes);
    u32(out, at + 16, directoryAt);
    return out;
  }
}
