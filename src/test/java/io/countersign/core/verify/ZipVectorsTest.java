package io.countersign.core.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.testing.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/// Golden vectors of the bundle's zip: which bytes may stand where. Decision 0060.
final class ZipVectorsTest {
  private static final byte[] A = "Countersign ".repeat(8).getBytes(US_ASCII);
  private static final byte[] B = {};

  /// A zip made by hand, of which a mutation changes single records.
  private static final class Hand {
    private int method = ZipForm.STORED;
    private byte[] stored = A;
    private int size = A.length;
    private int crc = crc(A);
    private List<String> names = List.of("checkpoint", "secret/pepper");
    private Consumer<byte[]> local = b -> {};
    private Consumer<byte[]> central = b -> {};
    private Consumer<byte[]> end = b -> {};
    private byte[] before = {};
    private byte[] between = {};
    private byte[] gap = {};
    private byte[] after = {};

    byte[] build() {
      byte[] l1 = ZipForm.local(names.get(0), method, crc, stored.length, size);
      byte[] c1 = ZipForm.central(names.get(0), method, crc, stored.length, size, before.length);
      long second = (long) before.length + l1.length + stored.length + between.length;
      byte[] l2 = ZipForm.local(names.get(1), 0, crc(B), 0, 0);
      byte[] c2 = ZipForm.central(names.get(1), 0, crc(B), 0, 0, second);
      local.accept(l1);
      central.accept(c1);
      byte[] body = join(before, l1, stored, between, l2, B, gap);
      byte[] e = ZipForm.end(2, c1.length + c2.length, body.length);
      end.accept(e);
      return join(body, c1, c2, e, after);
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

  private static int crc(byte[] data) {
    CRC32 crc = new CRC32();
    crc.update(data);
    return (int) crc.getValue();
  }

  private static byte[] hand(Consumer<Hand> change) {
    Hand h = new Hand();
    change.accept(h);
    return h.build();
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

  private static void deflated(Hand h) {
    h.method = ZipForm.DEFLATED;
    h.stored = deflate(A);
  }

  @Test
  void zips_vectors_sameReading() {
    Vectors v = Vectors.of("bundle-file");
    happy(v, "happy-path-stored", "Two parts, stored.", hand(h -> {}));
    happy(v, "happy-path-deflated", "The first part compressed.", hand(ZipVectorsTest::deflated));
    happy(v, "happy-path-empty", "No parts.", BundleWriter.toBytes(new TreeMap<>()).toArray());
    form(v, "empty-file", new byte[0]);
    form(v, "trailing-garbage", hand(h -> h.after = new byte[1]));
    form(v, "leading-garbage", hand(h -> h.before = new byte[1]));
    form(v, "gap-between-parts", hand(h -> h.between = new byte[1]));
    form(v, "gap-before-directory", hand(h -> h.gap = new byte[1]));
    byte[] whole = hand(h -> {});
    form(v, "last-byte-cut", Arrays.copyOf(whole, whole.length - 1));
    form(v, "first-byte-cut", Arrays.copyOfRange(whole, 1, whole.length));
    form(v, "names-not-sorted", hand(h -> h.names = List.of("secret/pepper", "checkpoint")));
    form(v, "name-twice", hand(h -> h.names = List.of("checkpoint", "checkpoint")));
    form(v, "name-with-space", hand(h -> h.names = List.of("check point", "secret/pepper")));
    field(v, "version-needed-20", 4, 6, 20);
    field(v, "flag-encrypted", 6, 8, 1);
    field(v, "flag-data-descriptor", 6, 8, 8);
    field(v, "flag-utf8", 6, 8, 0x800);
    field(v, "method-12", 8, 10, 12);
    field(v, "time-1", 10, 12, 1);
    field(v, "date-plus-1", 12, 14, ZipForm.DATE + 1);
    field(v, "name-length-plus-1", 26, 28, 11);
    field(v, "extra-length-1", 28, 30, 1);
    form(v, "local-header-other-checksum", hand(h -> h.local = b -> b[14] ^= 1));
    form(v, "local-header-other-size", hand(h -> h.local = b -> b[22] ^= 1));
    form(v, "local-header-other-name", hand(h -> h.local = b -> b[30] ^= 1));
    form(v, "directory-made-by-unix", hand(h -> h.central = b -> b[5] = 3));
    form(v, "directory-comment-length-1", hand(h -> h.central = b -> b[32] = 1));
    form(v, "directory-disk-1", hand(h -> h.central = b -> b[34] = 1));
    form(v, "directory-internal-attribute", hand(h -> h.central = b -> b[36] = 1));
    form(v, "directory-external-attribute", hand(h -> h.central = b -> b[38] = 1));
    form(v, "directory-offset-plus-1", hand(h -> h.central = b -> b[42] = 1));
    form(v, "end-disk-1", hand(h -> h.end = b -> b[4] = 1));
    form(v, "end-count-minus-1", hand(h -> h.end = b -> b[8] = 1));
    form(v, "end-count-on-disk-minus-1", hand(h -> h.end = b -> b[10] = 1));
    form(v, "end-comment-length-1", hand(h -> h.end = b -> b[20] = 1));
    form(v, "end-count-zip64", hand(h -> h.end = b -> Arrays.fill(b, 8, 12, (byte) 0xff)));
    form(
        v,
        "ratio-beyond-200",
        hand(
            h -> {
              deflated(h);
              h.size = ZipBundle.MAX_RATIO * 64 + 1;
            }));
    part(v, "checksum-wrong", hand(h -> h.crc ^= 1));
    part(
        v,
        "inflates-to-less",
        hand(
            h -> {
              deflated(h);
              h.size = A.length + 1;
            }));
    part(
        v,
        "inflates-to-more",
        hand(
            h -> {
              deflated(h);
              h.size = A.length - 1;
            }));
    part(
        v,
        "bytes-after-the-deflate-stream",
        hand(
            h -> {
              deflated(h);
              h.stored = Arrays.copyOf(h.stored, h.stored.length + 1);
            }));
    part(
        v,
        "no-deflate-stream",
        hand(
            h -> {
              h.method = ZipForm.DEFLATED;
              h.stored = new byte[] {(byte) 0xff, (byte) 0xff};
            }));
    v.check(ZipVectorsTest::read);
  }

  private static void happy(Vectors v, String name, String desc, byte[] file) {
    add(v, name, desc, file, "");
  }

  private static void form(Vectors v, String name, byte[] file) {
    add(v, name, "The form: " + name.replace('-', ' ') + ".", file, Code.BUNDLE_FORM.slug());
  }

  /// The same field changed in both headers.
  private static void field(Vectors v, String name, int inLocal, int inCentral, int value) {
    form(
        v,
        name,
        hand(
            h -> {
              h.local = b -> ZipForm.u16(b, inLocal, value);
              h.central = b -> ZipForm.u16(b, inCentral, value);
            }));
  }

  private static void part(Vectors v, String name, byte[] file) {
    add(v, name, "A part: " + name.replace('-', ' ') + ".", file, Code.BUNDLE_PART.slug());
  }

  private static void add(Vectors v, String name, String desc, byte[] file, String slug) {
    v.add(
        name,
        desc,
        "decision 0060",
        Json.object().put("file", Base64s.format(Bytes.wrap(file))).build(),
        slug);
  }

  /// The parts that can be read; the first fault of the form, else of a part.
  private static Json.Obj read(Fields in) throws MalformedException {
    ZipBundle b = ZipBundle.of(Base64s.parse(in.string("file")));
    List<Json> parts = new ArrayList<>();
    String error = b.faults().isEmpty() ? "" : b.faults().getFirst().code().slug();
    for (String name : b.names()) {
      try {
        parts.add(
            Json.object().put("name", name).put("base64", Base64s.format(b.read(name))).build());
      } catch (MalformedException e) {
        error = error.isEmpty() ? e.code().slug() : error;
      }
    }
    Json.Obj out = Json.object().put("parts", parts).build();
    return error.isEmpty() ? out : out.with("error", Json.of(error));
  }
}
