package io.countersign.core.verify;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// A bundle in a zip file, read by its central directory only and held to the canonical form.
///
/// Each metadata byte has one permitted value, parts lie side by side in the order of their names,
/// and the directory ends the file: so no byte can change unnoticed, no tool can read other parts
/// out of it than this one, and two parties who export the same prefix hold the same file. Parts
/// that somebody compressed (method 8) are read too, under the same rules; sizes and ratios are
/// capped before anything is inflated.
///
/// Opening never fails: what is wrong stands in [#faults()], and what can still be read can be
/// read. Cost: opening is linear in the number of parts; a part is checked and copied when it is
/// read.
public final class ZipBundle implements Bundle {
  /// Bytes that all parts together may inflate to.
  public static final long MAX_TOTAL_BYTES = 1L << 32;

  /// A compressed part may be at most this many times its stored bytes.
  public static final int MAX_RATIO = 200;

  /// Faults listed of one file.
  static final int MAX_FAULTS = 50;

  private record Part(int method, int crc, int stored, int size, int dataAt) {}

  private final ByteBuffer file;
  private final List<String> names = new ArrayList<>();
  private final Map<String, Part> parts = new HashMap<>();
  private final List<Finding> faults = new ArrayList<>();

  private ZipBundle(ByteBuffer file) {
    this.file = file;
    directory();
  }

  /// Opens the bytes between position and limit; the buffer must not change afterwards.
  public static ZipBundle of(ByteBuffer file) {
    return new ZipBundle(file.asReadOnlyBuffer().slice());
  }

  public static ZipBundle of(Bytes file) {
    return of(file.toBuffer());
  }

  @Override
  public List<String> names() {
    return List.copyOf(names);
  }

  @Override
  public boolean has(String name) {
    return parts.containsKey(name);
  }

  @Override
  public long size(String name) {
    return part(name).size;
  }

  @Override
  public List<Finding> faults() {
    return List.copyOf(faults);
  }

  private Part part(String name) {
    Part part = parts.get(name);
    if (part == null) {
      throw new IllegalArgumentException("no part " + name);
    }
    return part;
  }

  @Override
  public Bytes read(String name) throws MalformedException {
    Part part = part(name);
    byte[] out = new byte[part.size];
    if (part.method == ZipForm.STORED) {
      file.get(part.dataAt, out, 0, part.size);
    } else {
      inflate(name, part, out);
    }
    CRC32 crc = new CRC32();
    crc.update(out, 0, out.length);
    if ((int) crc.getValue() != part.crc) {
      throw new MalformedException(
          Code.BUNDLE_PART,
          name,
          -1,
          "bytes with checksum " + hex(part.crc),
          "checksum " + hex((int) crc.getValue()));
    }
    return Bytes.wrap(out);
  }

  private void inflate(String name, Part part, byte[] out) throws MalformedException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(file.slice(part.dataAt, part.stored));
      int length = 0;
      while (length < out.length) {
        int n = inflater.inflate(out, length, out.length - length);
        if (n == 0) {
          break;
        }
        length += n;
      }
      boolean ended = inflater.finished() || inflater.inflate(new byte[1]) == 0;
      if (length != out.length
          || !ended
          || !inflater.finished()
          || inflater.getBytesRead() != part.stored) {
        throw new MalformedException(
            Code.BUNDLE_PART,
            name,
            -1,
            part.stored + " bytes that inflate to " + part.size,
            inflater.getBytesRead() + " bytes that inflate to " + length + " or more");
      }
    } catch (DataFormatException e) {
      throw new MalformedException(
          Code.BUNDLE_PART, name, -1, "a deflate stream", "bytes that do not inflate");
    } finally {
      inflater.end();
    }
  }

  private void directory() {
    int length = file.limit();
    int endAt = length - ZipForm.END_BYTES;
    if (endAt < 0 || u32(endAt) != ZipForm.END) {
      fault(
          "end of file",
          "the zip's end record as the last 22 bytes",
          length == 0 ? "an empty file" : "other bytes; the file may be cut off or added to");
      return;
    }
    long count = u16(endAt + 10);
    long size = u32(endAt + 12);
    long start = u32(endAt + 16);
    int tail = ZipForm.END_BYTES;
    if (count == ZipForm.ZIP64_COUNT) {
      tail += ZipForm.END64_BYTES + ZipForm.LOCATOR64_BYTES;
      if (length >= tail && u32(length - tail) == ZipForm.END64) {
        count = u32(length - tail + 24);
      }
    }
    if (start + size + tail != length || count > BundleWriter.MAX_PARTS) {
      fault(
          "end record",
          "a directory that fills the file up to the end record, of at most "
              + BundleWriter.MAX_PARTS
              + " parts",
          count + " parts in " + size + " bytes at " + start + " of a file of " + length);
      return;
    }
    byte[] end = ZipForm.end((int) count, size, start);
    if (!same(length - tail, end) || end.length != tail) {
      fault("end record", "the canonical fields", "other fields");
    }
    long at = start;
    long next = 0;
    long total = 0;
    String last = "";
    for (int i = 0; i < count; i++) {
      if (at + ZipForm.CENTRAL_BYTES > start + size || u32((int) at) != ZipForm.CENTRAL) {
        fault("directory entry " + i, "an entry of the directory", "other bytes");
        return;
      }
      int e = (int) at;
      int nameLength = u16(e + 28);
      at += ZipForm.CENTRAL_BYTES + nameLength;
      if (at > start + size) {
        fault("directory entry " + i, "a name inside the directory", "a longer one");
        return;
      }
      byte[] raw = new byte[nameLength];
      file.get(e + ZipForm.CENTRAL_BYTES, raw);
      String name = new String(raw, StandardCharsets.ISO_8859_1);
      int method = u16(e + 10);
      int crc = (int) u32(e + 16);
      long stored = u32(e + 20);
      long plain = u32(e + 24);
      long offset = u32(e + 42);
      String where = "directory entry " + i + " " + MalformedException.show(name);
      if (!BundleWriter.isName(name)) {
        fault(where, "a name of 1 to 100 printable ASCII characters", "another name");
      }
      if (i > 0 && name.compareTo(last) <= 0) {
        fault(where, "a name after " + MalformedException.show(last), "a name before or equal");
      }
      last = name;
      boolean known = method == ZipForm.STORED || method == ZipForm.DEFLATED;
      if (!known || (method == ZipForm.STORED && stored != plain)) {
        fault(where, "method 0 or 8 with fitting sizes", "method " + method);
      }
      byte[] central = ZipForm.central(name, method, crc, stored, plain, offset);
      if (!same(e, central)) {
        fault(where, "the canonical fields in the directory", firstDifference(e, central));
      }
      byte[] local = ZipForm.local(name, method, crc, stored, plain);
      long dataAt = offset + local.length;
      if (offset != next || dataAt + stored > start) {
        fault(
            where,
            "a part at " + next + " that ends before the directory at " + start,
            "a part at " + offset + " of " + stored + " bytes");
        next = Math.min(start, Math.max(next, dataAt + stored));
        continue;
      }
      next = dataAt + stored;
      if (!same((int) offset, local)) {
        fault(
            where,
            "a local header equal to the directory's entry",
            firstDifference((int) offset, local));
      }
      total += plain;
      boolean bomb =
          plain > BundleWriter.MAX_PART_BYTES
              || total > MAX_TOTAL_BYTES
              || (method == ZipForm.DEFLATED && plain > MAX_RATIO * Math.max(64, stored));
      if (bomb) {
        fault(
            where,
            "at most "
                + BundleWriter.MAX_PART_BYTES
                + " bytes, "
                + MAX_RATIO
                + " times the stored ones and "
                + MAX_TOTAL_BYTES
                + " in all",
            stored + " stored bytes that claim to be " + plain);
        continue;
      }
      if (known
          && (method == ZipForm.DEFLATED || stored == plain)
          && parts.putIfAbsent(name, new Part(method, crc, (int) stored, (int) plain, (int) dataAt))
              == null) {
        names.add(name);
      }
    }
    if (at != start + size) {
      fault("directory", "nothing after its last entry", (start + size - at) + " more bytes");
    }
    if (next != start) {
      fault("file", "the directory right after the last part", (start - next) + " bytes between");
    }
    names.sort(null);
  }

  private void fault(String where, String expected, String found) {
    if (faults.size() < MAX_FAULTS) {
      faults.add(new Finding(Code.BUNDLE_FORM, where, expected, found));
    }
  }

  private boolean same(int at, byte[] expected) {
    if (at < 0 || at + expected.length > file.limit()) {
      return false;
    }
    byte[] found = new byte[expected.length];
    file.get(at, found);
    return Arrays.equals(found, expected);
  }

  private String firstDifference(int at, byte[] expected) {
    for (int i = 0; i < expected.length && at + i < file.limit(); i++) {
      if (file.get(at + i) != expected[i]) {
        return String.format(
            Locale.ROOT,
            "at byte %d of the file %02x instead of %02x",
            at + i,
            file.get(at + i) & 0xff,
            expected[i] & 0xff);
      }
    }
    return "fewer bytes";
  }

  private static String hex(int value) {
    return String.format(Locale.ROOT, "%08x", value);
  }

  private int u16(int at) {
    return (file.get(at) & 0xff) | (file.get(at + 1) & 0xff) << 8;
  }

  private long u32(int at) {
    return u16(at) | (long) u16(at + 2) << 16;
  }
}
