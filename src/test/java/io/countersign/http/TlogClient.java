package io.countersign.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/// A client of public logs, written from the texts of C2SP signed-note, tlog-checkpoint and
/// tlog-tiles alone: it knows nothing of this project and shares no code with it. Given a prefix
/// and a vkey it reads the whole log and checks every entry, every tile and the signature.
final class TlogClient {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI prefix;
  private final String name;
  private final byte[] keyId;
  private final PublicKey key;

  TlogClient(URI prefix, String vkey) throws GeneralSecurityException {
    this.prefix = prefix;
    String[] parts = vkey.split("\\+", 3);
    name = parts[0];
    keyId = HexFormat.of().parseHex(parts[1]);
    byte[] typed = Base64.getDecoder().decode(parts[2]);
    if (typed.length != 33 || typed[0] != 1) {
      throw new IllegalStateException("not an Ed25519 vkey");
    }
    byte[] id = sha256((name + "\n").getBytes(StandardCharsets.UTF_8), typed);
    if (!Arrays.equals(Arrays.copyOf(id, 4), keyId)) {
      throw new IllegalStateException("key id");
    }
    byte[] spki = HexFormat.of().parseHex("302a300506032b6570032100");
    byte[] der = Arrays.copyOf(spki, spki.length + 32);
    System.arraycopy(typed, 1, der, spki.length, 32);
    key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
  }

  /// The entries of the log, all checked.
  List<byte[]> readAll() throws Exception {
    String note = new String(fetch("checkpoint"), StandardCharsets.UTF_8);
    int split = note.lastIndexOf("\n\n") + 1;
    String text = note.substring(0, split);
    check(text, note.substring(split + 1));
    String[] lines = text.split("\n", -1);
    if (!lines[0].equals(name)) {
      throw new IllegalStateException("origin " + lines[0]);
    }
    long size = Long.parseLong(lines[1]);
    byte[] root = Base64.getDecoder().decode(lines[2]);

    List<byte[]> entries = new ArrayList<>();
    for (long n = 0; n * 256 < size; n++) {
      int width = (int) Math.min(256, size - n * 256);
      ByteBuffer in = ByteBuffer.wrap(fetch("tile/entries/" + path(n, width)));
      for (int i = 0; i < width; i++) {
        byte[] entry = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(entry);
        entries.add(entry);
      }
      if (in.hasRemaining()) {
        throw new IllegalStateException("more entries than the tile has");
      }
    }
    List<byte[]> level = new ArrayList<>();
    for (byte[] e : entries) {
      level.add(sha256(new byte[] {0}, e));
    }
    byte[] computed = root(level, 0, level.size());
    if (!Arrays.equals(root, computed)) {
      throw new IllegalStateException("root");
    }
    for (int l = 0; !level.isEmpty(); l++) {
      for (int n = 0; n * 256 < level.size(); n++) {
        int width = Math.min(256, level.size() - n * 256);
        ByteArrayOutputStream want = new ByteArrayOutputStream();
        level.subList(n * 256, n * 256 + width).forEach(want::writeBytes);
        if (!Arrays.equals(want.toByteArray(), fetch("tile/" + l + "/" + path(n, width)))) {
          throw new IllegalStateException("tile of level " + l);
        }
      }
      List<byte[]> above = new ArrayList<>();
      for (int n = 0; (n + 1) * 256 <= level.size(); n++) {
        above.add(root(level, n * 256, n * 256 + 256));
      }
      level = above;
    }
    return entries;
  }

  private void check(String text, String signatures) throws Exception {
    for (String line : signatures.split("\n", -1)) {
      String[] words = line.split(" ", -1);
      if (words.length == 3 && words[0].equals("—") && words[1].equals(name)) {
        byte[] blob = Base64.getDecoder().decode(words[2]);
        if (Arrays.equals(Arrays.copyOf(blob, 4), keyId)) {
          Signature verifier = Signature.getInstance("Ed25519");
          verifier.initVerify(key);
          verifier.update(text.getBytes(StandardCharsets.UTF_8));
          if (verifier.verify(blob, 4, blob.length - 4)) {
            return;
          }
          throw new IllegalStateException("signature");
        }
      }
    }
    throw new IllegalStateException("unsigned");
  }

  /// RFC 6962 2.1.
  private static byte[] root(List<byte[]> hashes, int from, int to)
      throws GeneralSecurityException {
    if (to - from == 1) {
      return hashes.get(from);
    }
    int k = Integer.highestOneBit(to - from - 1);
    return sha256(new byte[] {1}, root(hashes, from, from + k), root(hashes, from + k, to));
  }

  private static String path(long n, int width) {
    StringBuilder out = new StringBuilder(String.format(Locale.ROOT, "%03d", n % 1000));
    for (long rest = n / 1000; rest > 0; rest /= 1000) {
      out.insert(0, String.format(Locale.ROOT, "x%03d/", rest % 1000));
    }
    return width == 256 ? out.toString() : out + ".p/" + width;
  }

  private static byte[] sha256(byte[]... parts) throws GeneralSecurityException {
    MessageDigest hash = MessageDigest.getInstance("SHA-256");
    for (byte[] part : parts) {
      hash.update(part);
    }
    return hash.digest();
  }

  private byte[] fetch(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(prefix.resolve(path)).header("Accept-Encoding", "gzip").build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(path + " answered " + answer.statusCode());
    }
    if (answer.headers().firstValue("Content-Encoding").orElse("").equals("gzip")) {
      try (GZIPInputStream in =
          new GZIPInputStream(new java.io.ByteArrayInputStream(answer.body()))) {
        return in.readAllBytes();
      }
    }
    return answer.body();
  }
}
