package io.countersign.core.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

final class ZipBundleTest {
  private static final SortedMap<String, Bytes> PARTS = parts();

  private static SortedMap<String, Bytes> parts() {
    SortedMap<String, Bytes> parts = new TreeMap<>();
    parts.put("checkpoint", Bytes.utf8("example.com/ledger\n1\nroot\n"));
    parts.put("object/" + "ab".repeat(32), Bytes.utf8("{\"kind\":1}".repeat(40)));
    parts.put("payload/" + "cd".repeat(32), Bytes.EMPTY);
    parts.put("tile/0/000.p/1", Bytes.wrap(new byte[32]));
    return parts;
  }

  private static Bytes content(String name) {
    return Objects.requireNonNull(PARTS.get(name), name);
  }

  /// Whether nothing is wrong and the parts are those of [#PARTS].
  private static boolean intact(byte[] file) {
    ZipBundle b = ZipBundle.of(Bytes.of(file));
    if (!b.faults().isEmpty() || !b.names().equals(List.copyOf(PARTS.keySet()))) {
      return false;
    }
    for (String name : b.names()) {
      try {
        if (!b.read(name).equals(content(name))) {
          return false;
        }
      } catch (MalformedException e) {
        assertEquals(Code.BUNDLE_PART, e.code());
        return false;
      }
    }
    return true;
  }

  @Test
  void writer_parts_readBackAlike() throws Exception {
    Bytes file = BundleWriter.toBytes(PARTS);
    ZipBundle b = ZipBundle.of(file);
    assertEquals(List.of(), b.faults());
    assertEquals(List.copyOf(PARTS.keySet()), b.names());
    for (String name : PARTS.keySet()) {
      assertEquals(content(name), b.read(name));
      assertEquals(content(name).size(), b.size(name));
    }
  }

  @Test
  void writer_output_isAZipForOtherReaders() throws Exception {
    List<String> names = new ArrayList<>();
    try (ZipInputStream in =
        new ZipInputStream(new ByteArrayInputStream(BundleWriter.toBytes(PARTS).toArray()))) {
      for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        assertEquals(content(e.getName()), Bytes.of(in.readAllBytes()));
        names.add(e.getName());
      }
    }
    assertEquals(List.copyOf(PARTS.keySet()), names);
  }

  @Test
  void writer_unsortedOrBadName_refused() {
    BundleWriter w = new BundleWriter((a, o, n) -> {});
    w.add("b", Bytes.EMPTY);
    assertThrows(IllegalArgumentException.class, () -> w.add("a", Bytes.EMPTY));
    assertThrows(IllegalArgumentException.class, () -> w.add("b", Bytes.EMPTY));
    assertThrows(IllegalArgumentException.class, () -> w.add("c c", Bytes.EMPTY));
    assertThrows(IllegalArgumentException.class, () -> w.add("ü", Bytes.EMPTY));
  }

  @Test
  void writer_noParts_readBackEmpty() {
    ZipBundle b = ZipBundle.of(BundleWriter.toBytes(new TreeMap<>()));
    assertEquals(List.of(), b.faults());
    assertEquals(List.of(), b.names());
  }

  @Test
  void writer_moreThan65535Parts_zip64ReadBack() {
    SortedMap<String, Bytes> many = new TreeMap<>();
    for (int i = 0; i < 65_536; i++) {
      many.put("object/" + (1_000_000 + i), Bytes.EMPTY);
    }
    Bytes file = BundleWriter.toBytes(many);
    ZipBundle b = ZipBundle.of(file);
    assertEquals(List.of(), b.faults());
    assertEquals(65_536, b.names().size());
    byte[] raw = file.toArray();
    for (int i = raw.length - 98; i < raw.length; i += 7) {
      raw[i] ^= 1;
      assertFalse(ZipBundle.of(Bytes.of(raw)).faults().isEmpty(), "byte " + i);
      raw[i] ^= 1;
    }
  }

  @Test
  void reader_everyBitFlipped_found() {
    byte[] file = BundleWriter.toBytes(PARTS).toArray();
    assertTrue(intact(file));
    for (int i = 0; i < file.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        file[i] ^= (byte) (1 << bit);
        assertFalse(intact(file), "byte " + i + " bit " + bit);
        file[i] ^= (byte) (1 << bit);
      }
    }
  }

  @Test
  void reader_everyTruncationAndExtension_found() {
    byte[] file = BundleWriter.toBytes(PARTS).toArray();
    for (int n = 0; n < file.length; n++) {
      assertFalse(ZipBundle.of(Bytes.of(Arrays.copyOf(file, n))).faults().isEmpty(), "cut to " + n);
      assertFalse(
          ZipBundle.of(Bytes.of(Arrays.copyOfRange(file, n + 1, file.length))).faults().isEmpty());
    }
    assertFalse(intact(Arrays.copyOf(file, file.length + 1)));
    byte[] shifted = new byte[file.length + 1];
    System.arraycopy(file, 0, shifted, 1, file.length);
    assertFalse(intact(shifted));
  }

  @Test
  void reader_deflatedParts_acceptedUnderTheSameRules() {
    byte[] file = raw(ZipForm.DEFLATED, ZipForm.DATE, false);
    assertTrue(intact(file));
    assertFalse(intact(raw(ZipForm.DEFLATED, ZipForm.DATE + 1, false)));
  }

  @Test
  void reader_otherTimestamp_found() {
    assertTrue(intact(raw(ZipForm.STORED, ZipForm.DATE, false)));
    assertFalse(intact(raw(ZipForm.STORED, ZipForm.DATE + 1, false)));
  }

  @Test
  void reader_gapBetweenParts_found() {
    assertFalse(intact(raw(ZipForm.STORED, ZipForm.DATE, true)));
  }

  @Test
  void reader_javaZip_found() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : PARTS.keySet()) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content(name).toArray());
      }
    }
    ZipBundle b = ZipBundle.of(Bytes.of(out.toByteArray()));
    assertFalse(b.faults().isEmpty());
  }

  @Test
  void reader_bomb_refusedBeforeInflating() {
    byte[] zeros = new byte[10_000_000];
    byte[] packed = deflate(zeros);
    assertTrue(packed.length * (long) ZipBundle.MAX_RATIO < zeros.length);
    byte[] file = one("object/bomb", ZipForm.DEFLATED, packed, crc(zeros), zeros.length);
    ZipBundle b = ZipBundle.of(Bytes.of(file));
    assertEquals(List.of(), b.names());
    assertFalse(b.faults().isEmpty());
  }

  @Test
  void reader_sizeLies_found() {
    byte[] text = "0123456789".repeat(20).getBytes(US_ASCII);
    byte[] packed = deflate(text);
    for (int claimed : new int[] {text.length - 1, text.length + 1, 0}) {
      byte[] file = one("object/x", ZipForm.DEFLATED, packed, crc(text), claimed);
      ZipBundle b = ZipBundle.of(Bytes.of(file));
      MalformedException e =
          assertThrows(MalformedException.class, () -> b.read("object/x"), "claimed " + claimed);
      assertEquals(Code.BUNDLE_PART, e.code());
    }
    byte[] longer = Arrays.copyOf(packed, packed.length + 1);
    ZipBundle b =
        ZipBundle.of(Bytes.of(one("object/x", ZipForm.DEFLATED, longer, crc(text), text.length)));
    assertThrows(MalformedException.class, () -> b.read("object/x"));
  }

  @Test
  void reader_overlappingParts_unreadableAndFound() {
    byte[] data = new byte[1000];
    byte[] local = ZipForm.local("a", 0, crc(data), data.length, data.length);
    byte[] first = ZipForm.central("a", 0, crc(data), data.length, data.length, 0);
    byte[] second = ZipForm.central("b", 0, crc(data), data.length, data.length, 0);
    byte[] file =
        join(
            local,
            data,
            first,
            second,
            ZipForm.end(2, first.length + second.length, local.length + data.length));
    ZipBundle b = ZipBundle.of(Bytes.of(file));
    assertEquals(List.of("a"), b.names());
    assertFalse(b.faults().isEmpty());
  }

  @Test
  void reader_duplicateName_found() {
    byte[] one = join(ZipForm.local("a", 0, crc(new byte[1]), 1, 1), new byte[1]);
    byte[] first = ZipForm.central("a", 0, crc(new byte[1]), 1, 1, 0);
    byte[] second = ZipForm.central("a", 0, crc(new byte[1]), 1, 1, one.length);
    byte[] file = join(one, one, first, second, ZipForm.end(2, 2L * first.length, 2L * one.length));
    ZipBundle b = ZipBundle.of(Bytes.of(file));
    assertEquals(List.of("a"), b.names());
    assertFalse(b.faults().isEmpty());
  }

  /// [#PARTS] written by hand, with one thing off.
  private static byte[] raw(int method, int date, boolean gap) {
    byte[] body = new byte[0];
    byte[] directory = new byte[0];
    for (String name : PARTS.keySet()) {
      byte[] plain = content(name).toArray();
      byte[] stored = method == ZipForm.STORED ? plain : deflate(plain);
      byte[] local = ZipForm.local(name, method, crc(plain), stored.length, plain.length);
      byte[] central =
          ZipForm.central(name, method, crc(plain), stored.length, plain.length, body.length);
      ZipForm.u16(local, 12, date);
      ZipForm.u16(central, 14, date);
      body = join(body, local, stored, gap ? new byte[1] : new byte[0]);
      directory = join(directory, central);
    }
    return join(body, directory, ZipForm.end(PARTS.size(), directory.length, body.length));
  }

  private static byte[] one(String name, int method, byte[] stored, int crc, int size) {
    byte[] local = ZipForm.local(name, method, crc, stored.length, size);
    byte[] central = ZipForm.central(name, method, crc, stored.length, size, 0);
    return join(
        local, stored, central, ZipForm.end(1, central.length, local.length + stored.length));
  }

  private static int crc(byte[] data) {
    CRC32 crc = new CRC32();
    crc.update(data);
    return (int) crc.getValue();
  }

  private static byte[] deflate(byte[] data) {
    Deflater d = new Deflater(9, true);
    d.setInput(data);
    d.finish();
    byte[] out = new byte[data.length + 100];
    int n = d.deflate(out);
    d.end();
    return Arrays.copyOf(out, n);
  }

  private static byte[] join(byte[]... parts) {
    int n = 0;
    for (byte[] p : parts) {
      n += p.length;
    }
    byte[] out = new byte[n];
    int at = 0;
    for (byte[] p : parts) {
      System.arraycopy(p, 0, out, at, p.length);
      at += p.length;
    }
    return out;
  }
}
