package io.countersign.core.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.testing.Seed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class HashesTest {
  private static Bytes hex(String hex) {
    return Bytes.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static byte[] random(RandomGenerator random, int size) {
    byte[] b = new byte[size];
    random.nextBytes(b);
    return b;
  }

  @Test
  void sha256_inEveryForm_isTheRuntimes() throws Exception {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    Sha256.Hasher hasher = new Sha256.Hasher();
    for (int size = 0; size < 300; size++) {
      byte[] in = random(random, size);
      String at = "seed " + seed + " size " + size;
      Bytes32 expected = Bytes32.of(MessageDigest.getInstance("SHA-256").digest(in));
      assertEquals(expected, Sha256.hash(in), at);
      assertEquals(expected, Sha256.hash(Bytes.of(in)), at);
      int cut = random.nextInt(size + 1);
      byte[] head = Arrays.copyOf(in, cut);
      byte[] tail = Arrays.copyOfRange(in, cut, size);
      assertEquals(expected, Sha256.hash(head, tail), at);
      assertEquals(expected, hasher.update(head).update(Bytes.of(tail)).finish(), at);
      byte[] wide = new byte[size + 7];
      System.arraycopy(in, 0, wide, 5, size);
      assertEquals(expected, Sha256.hash(wide, 5, size), at);
      byte[] out = new byte[40];
      hasher.update(wide, 5, size).finishInto(out, 3);
      assertEquals(expected, Bytes32.of(out, 3), at);
    }
    assertEquals(
        Sha256.hash(new byte[] {7}, new byte[32]),
        hasher.update((byte) 7).update(Bytes32.ZERO).finish());
    assertThrows(IllegalArgumentException.class, () -> hasher.finishInto(new byte[31], 0));
  }

  @Test
  void hmac_ofAnyMessage_isTheRuntimes() throws Exception {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    for (int round = 0; round < 20; round++) {
      byte[] key = random(random, 32);
      HmacSha256 own = HmacSha256.of(Bytes32.of(key));
      Mac theirs = Mac.getInstance("HmacSHA256");
      theirs.init(new SecretKeySpec(key, "HmacSHA256"));
      for (int size = 0; size < 140; size += 3) {
        byte[] in = random(random, size + 4);
        theirs.update(in, 2, size);
        assertEquals(
            Bytes32.of(theirs.doFinal()),
            own.mac(in, 2, size),
            "seed " + seed + " round " + round + " size " + size);
        assertEquals(Bytes32.of(theirs.doFinal(in)), own.mac(in));
      }
    }
  }

  @Test
  void aesCtr_ofThePublishedExample_isTheirs() {
    // Source: NIST SP 800-38A F.5.1 and F.5.5.
    Bytes counter = hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    Bytes plain =
        hex(
            "6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51"
                + "30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710");
    Bytes cipher =
        hex(
            "874d6191b620e3261bef6864990db6ce 9806f66b7970fdff8617187bb9fffdff"
                + "5ae4df3edbd5d35e5b4f09020db03eab 1e031dda2fbe03d1792170a0f3009cee");
    assertEquals(cipher, AesCtr.apply(hex("2b7e151628aed2a6abf7158809cf4f3c"), counter, plain));
    assertEquals(plain, AesCtr.apply(hex("2b7e151628aed2a6abf7158809cf4f3c"), counter, cipher));
    assertEquals(
        hex("601ec313775789a5b7a7f504bbf3d228"),
        AesCtr.apply(
            hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"),
            counter,
            Bytes.of(Arrays.copyOf(plain.toArray(), 16))));
  }

  @Test
  void aesCtr_overAnyLength_isTheRuntimes() throws Exception {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    for (int size = 0; size < 100; size++) {
      byte[] key = random(random, 16);
      byte[] iv = random(random, 16);
      if (size % 2 == 0) {
        Arrays.fill(iv, 1, 16, (byte) 0xff); // the counter carries over all bytes
      }
      byte[] in = random(random, size);
      Cipher theirs = Cipher.getInstance("AES/CTR/NoPadding");
      theirs.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
      assertEquals(
          Bytes.of(theirs.doFinal(in)),
          AesCtr.apply(Bytes.of(key), Bytes.of(iv), Bytes.of(in)),
          "seed " + seed + " size " + size);
    }
    Bytes sixteen = Bytes.of(new byte[16]);
    assertThrows(
        IllegalArgumentException.class,
        () -> AesCtr.apply(Bytes.of(new byte[15]), sixteen, sixteen));
    assertThrows(
        IllegalArgumentException.class,
        () -> AesCtr.apply(sixteen, Bytes.of(new byte[12]), sixteen));
  }

  @Test
  void scrypt_ofThePublishedExamples_isTheirs() {
    // Source: RFC 7914 §12.
    assertEquals(
        hex(
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"),
        Scrypt.derive(new byte[0], Bytes.EMPTY, 16, 1, 1, 64));
    assertEquals(
        hex(
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"),
        Scrypt.derive(
            "password".getBytes(StandardCharsets.UTF_8), Bytes.utf8("NaCl"), 1024, 8, 16, 64));
  }

  @Test
  void scrypt_beyondItsLimits_isRefused() {
    int[][] bad = {
      {0, 8, 1},
      {1, 8, 1},
      {1000, 8, 1},
      {1 << 30, 8, 1},
      {1024, 0, 1},
      {1024, 8, 0},
      {1024, 8, 17},
      {1024, 1 << 20, 1}
    };
    for (int[] p : bad) {
      assertThrows(
          IllegalArgumentException.class,
          () -> Scrypt.derive(new byte[1], Bytes.EMPTY, p[0], p[1], p[2], 32),
          Arrays.toString(p));
    }
  }
}
