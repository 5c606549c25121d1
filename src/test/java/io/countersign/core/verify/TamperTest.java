package io.countersign.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.ledger.Policy;
import io.countersign.testing.SampleLedger;
import io.countersign.testing.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Changes every part of a real bundle in every crude way and expects that none passes.
///
/// Where a sample is taken its seed is in the message; `-Dtamper=all` tries every byte.
final class TamperTest {
  private static final boolean ALL = "all".equals(System.getProperty("tamper"));

  /// Bytes tried in each part, and in the file as a whole, unless all are.
  private static final int PER_PART = 8;

  private static final int PER_FILE = 300;

  private static final SampleLedger LEDGER = SampleLedger.small();
  private static final Policy POLICY = LEDGER.policy(9, LEDGER.size());
  private static final SortedMap<String, Bytes> PARTS =
      LEDGER.parts(LEDGER.note(LEDGER.size(), SampleLedger.END));

  private final long seed = Seed.pick();
  private final RandomGenerator random = Seed.random(seed);

  private static Bytes part(SortedMap<String, Bytes> parts, String name) {
    return Objects.requireNonNull(parts.get(name), name);
  }

  private static Report verify(Bytes file) {
    Report r = Verifier.verify(ZipBundle.of(file), POLICY);
    r.toBytes();
    return r;
  }

  /// A bundle that was changed on purpose.
  private record Case(String what, Bytes file) {}

  private void allFound(String kind, List<Case> cases) {
    AtomicInteger found = new AtomicInteger();
    List<String> missed = new ArrayList<>();
    cases.stream()
        .parallel()
        .forEach(
            c -> {
              if (verify(c.file).exitCode() == 1) {
                found.incrementAndGet();
              } else {
                synchronized (missed) {
                  missed.add(c.what);
                }
              }
            });
    System.err.println("tampering, " + kind + ": " + found + " of " + cases.size() + " found");
    assertTrue(cases.size() > 0);
    assertEquals(List.of(), missed, "-Dseed=" + seed);
  }

  private static Case with(String what, String name, Bytes content) {
    SortedMap<String, Bytes> parts = new TreeMap<>(PARTS);
    parts.put(name, content);
    return new Case(what, BundleWriter.toBytes(parts));
  }

  private byte flip() {
    return (byte) (1 << random.nextInt(8));
  }

  @Test
  void verify_untouched_passes() {
    assertEquals(List.of(), verify(BundleWriter.toBytes(PARTS)).failed());
    assertEquals(0, verify(BundleWriter.toBytes(PARTS)).exitCode());
  }

  @Test
  void verify_byteFlippedInAPart_found() {
    List<Case> cases = new ArrayList<>();
    for (String name : PARTS.keySet()) {
      byte[] bytes = part(PARTS, name).toArray();
      int n = ALL ? bytes.length : Math.min(bytes.length, PER_PART);
      for (int i = 0; i < n; i++) {
        int at = n == bytes.length ? i : random.nextInt(bytes.length);
        byte[] changed = bytes.clone();
        changed[at] ^= flip();
        cases.add(with(name + " byte " + at, name, Bytes.wrap(changed)));
      }
    }
    allFound("a bit flipped in a part", cases);
  }

  @Test
  void verify_byteFlippedInTheFile_found() {
    byte[] file = BundleWriter.toBytes(PARTS).toArray();
    List<Case> cases = new ArrayList<>();
    int n = ALL ? file.length : PER_FILE;
    for (int i = 0; i < n; i++) {
      int at = ALL ? i : random.nextInt(file.length);
      byte[] changed = file.clone();
      changed[at] ^= flip();
      cases.add(new Case("byte " + at, Bytes.wrap(changed)));
    }
    allFound("a bit flipped in the file", cases);
  }

  @Test
  void verify_partDropped_found() {
    List<Case> cases = new ArrayList<>();
    for (String name : PARTS.keySet()) {
      SortedMap<String, Bytes> parts = new TreeMap<>(PARTS);
      parts.remove(name);
      cases.add(new Case("without " + name, BundleWriter.toBytes(parts)));
    }
    List<Case> pepper = cases.stream().filter(c -> c.what.equals("without secret/pepper")).toList();
    cases.removeAll(pepper);
    allFound("a part dropped", cases);
    // Nothing contradicts a bundle without the pepper; but it does not pass either.
    assertEquals(2, verify(pepper.getFirst().file).exitCode());
  }

  @Test
  void verify_partTruncatedExtendedOrEmptied_found() {
    List<Case> cases = new ArrayList<>();
    for (String name : PARTS.keySet()) {
      byte[] bytes = part(PARTS, name).toArray();
      for (int n : new int[] {0, bytes.length / 2, bytes.length - 1}) {
        cases.add(with(name + " cut to " + n, name, Bytes.wrap(Arrays.copyOf(bytes, n))));
        cases.add(
            with(
                name + " without its first " + (bytes.length - n),
                name,
                Bytes.wrap(Arrays.copyOfRange(bytes, bytes.length - n, bytes.length))));
      }
      for (int extra : new int[] {0, '\n', ' '}) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = (byte) extra;
        cases.add(with(name + " with " + extra + " appended", name, Bytes.wrap(longer)));
      }
      byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length);
      System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
      cases.add(with(name + " twice in itself", name, Bytes.wrap(twice)));
    }
    allFound("a part cut or extended", cases);
  }

  @Test
  void verify_partsSwapped_found() {
    List<Case> cases = new ArrayList<>();
    List<String> names = List.copyOf(PARTS.keySet());
    for (int i = 0; i < names.size(); i++) {
      for (int j = i + 1; j < names.size(); j++) {
        if (!ALL && random.nextInt(8) != 0) {
          continue;
        }
        SortedMap<String, Bytes> parts = new TreeMap<>(PARTS);
        parts.put(names.get(i), part(PARTS, names.get(j)));
        parts.put(names.get(j), part(PARTS, names.get(i)));
        cases.add(new Case(names.get(i) + " for " + names.get(j), BundleWriter.toBytes(parts)));
      }
    }
    allFound("two parts swapped", cases);
  }

  @Test
  void verify_partAddedOrRenamed_found() {
    List<Case> cases = new ArrayList<>();
    Bytes stranger = Bytes.utf8("{}");
    for (String name :
        List.of(
            "a",
            "policy",
            "Checkpoint",
            "checkpoint/",
            "object/" + "0".repeat(64),
            "object/" + io.countersign.core.crypto.Sha256.hash(stranger),
            "object/" + "A".repeat(64),
            "payload/" + "0".repeat(64),
            "secret/other",
            "tile/0/001",
            "tile/1/000.p/1",
            "tile/0/000.p/15",
            "tile/0/000",
            "tile/entries/001.p/1",
            "tile/entries/000.p/15",
            "tile/entries/000",
            "z")) {
      cases.add(with("with " + name, name, stranger));
    }
    for (String name : PARTS.keySet()) {
      for (String other :
          List.of(name + "x", name.substring(0, name.length() - 1), "x" + name, name + ".p/1")) {
        SortedMap<String, Bytes> parts = new TreeMap<>(PARTS);
        Bytes bytes = part(PARTS, name);
        parts.remove(name);
        parts.put(other, bytes);
        cases.add(new Case(name + " as " + other, BundleWriter.toBytes(parts)));
      }
      // A second name for the same content.
      if (name.startsWith("object/") || name.startsWith("payload/")) {
        cases.add(with(name + " again as a payload", "payload/" + Bytes32.ZERO, part(PARTS, name)));
      }
    }
    allFound("a part added or renamed", cases);
  }

  @Test
  void verify_fileTruncatedOrExtended_found() {
    byte[] file = BundleWriter.toBytes(PARTS).toArray();
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int n = random.nextInt(file.length);
      cases.add(new Case("cut to " + n, Bytes.wrap(Arrays.copyOf(file, n))));
      cases.add(
          new Case("from " + (n + 1), Bytes.wrap(Arrays.copyOfRange(file, n + 1, file.length))));
      byte[] inserted = new byte[file.length + 1];
      System.arraycopy(file, 0, inserted, 0, n);
      System.arraycopy(file, n, inserted, n + 1, file.length - n);
      cases.add(new Case("a byte inserted at " + n, Bytes.wrap(inserted)));
    }
    allFound("the file cut or extended", cases);
  }

  @Test
  void verify_randomBytes_reportedNeverThrown() {
    for (int i = 0; i < 500; i++) {
      byte[] noise = new byte[random.nextInt(400)];
      for (int k = 0; k < noise.length; k++) {
        noise[k] = (byte) random.nextInt(256);
      }
      assertEquals(1, verify(Bytes.wrap(noise)).exitCode(), "-Dseed=" + seed);
      assertEquals(1, Verifier.verifyProof(Bytes.wrap(noise), POLICY).exitCode());
    }
  }
}
