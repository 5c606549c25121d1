package io.countersign.core.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.encoding.Json;
import io.countersign.testing.Seed;
import io.countersign.testing.Vectors;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class Ed25519Test {
  private static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  /// The y of the points of small order, each with both signs. Source: RFC 7748 and "Taming the
  /// many EdDSAs", table 1: orders 1, 2, 4 and 8, with the encodings that are not reduced.
  private static final List<String> SMALL_ORDER =
      List.of(
          "0100000000000000000000000000000000000000000000000000000000000000",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "0000000000000000000000000000000000000000000000000000000000000000",
          "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
          "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

  @Test
  void signature_ofEveryVectorOfTheRfc_isTheirs() {
    String source = "RFC 8032 7.1";
    Vectors.of("ed25519")
        .add(
            "happy-path-rfc8032-test-1",
            "TEST 1: no message",
            source,
            seed("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", ""),
            "")
        .add(
            "happy-path-rfc8032-test-2",
            "TEST 2: one byte",
            source,
            seed("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72"),
            "")
        .add(
            "happy-path-rfc8032-test-3",
            "TEST 3: two bytes",
            source,
            seed("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82"),
            "")
        .add(
            "happy-path-rfc8032-test-sha-abc",
            "TEST SHA(abc): a hash as message",
            source,
            seed(
                "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                    + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"),
            "")
        .check(
            in -> {
              Ed25519Key key = Ed25519Key.of(in.bytes32("seed"));
              byte[] message = in.hex("message").toArray();
              Bytes signature = Ed25519.sign(key, message);
              return Json.object()
                  .put("publicKey", key.publicKey().toHex())
                  .put("signature", signature.toHex())
                  .put("verifies", Ed25519.verify(key.publicKey(), message, signature))
                  .build();
            });
  }

  private static Json.Obj seed(String seed, String message) {
    return Json.object().put("seed", seed).put("message", message).build();
  }

  @Test
  void signature_ofTheRfcsFirstTest_isTheirs() throws Exception {
    Ed25519Key key =
        Ed25519Key.of(
            Bytes32.parse("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
    assertEquals(
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        key.publicKey().toHex());
    assertEquals(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
            + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        Ed25519.sign(key, new byte[0]).toHex());
    assertFalse(key.toString().contains(key.seed().toHex()));
  }

  @Test
  void signature_ofRandomInputs_verifiesHereAndInTheRuntime() throws Exception {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    for (int i = 0; i < 100; i++) {
      String at = "seed " + seed + " round " + i;
      byte[] secret = new byte[32];
      random.nextBytes(secret);
      byte[] message = new byte[random.nextInt(200)];
      random.nextBytes(message);
      Ed25519Key key = Ed25519Key.of(Bytes32.of(secret));
      Bytes signature = Ed25519.sign(key, message);
      assertTrue(Ed25519.isValidKey(key.publicKey()), at);
      assertTrue(Ed25519.verify(key.publicKey(), message, signature), at);
      assertTrue(runtime(key.publicKey(), message, signature), at);
      byte[] flipped = signature.toArray();
      flipped[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
      assertFalse(Ed25519.verify(key.publicKey(), message, Bytes.of(flipped)), at);
      byte[] longer = Arrays.copyOf(message, message.length + 1);
      assertFalse(Ed25519.verify(key.publicKey(), longer, signature), at);
      assertFalse(
          Ed25519.verify(key.publicKey(), message, Bytes.of(Arrays.copyOf(flipped, 63))), at);
    }
  }

  private static boolean runtime(Bytes32 key, byte[] message, Bytes signature) throws Exception {
    byte[] y = new byte[32];
    byte[] k = key.toArray();
    for (int i = 0; i < 32; i++) {
      y[i] = k[31 - i];
    }
    boolean odd = (y[0] & 0x80) != 0;
    y[0] &= 0x7f;
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(
                new EdECPublicKeySpec(
                    NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, y)))));
    verifier.update(message);
    return verifier.verify(signature.toArray());
  }

  @Test
  void signature_withSPlusL_isRefused() {
    Ed25519Key key = Ed25519Key.of(Bytes32.ZERO);
    byte[] message = "S must be below L".getBytes(StandardCharsets.UTF_8);
    byte[] signature = Ed25519.sign(key, message).toArray();
    BigInteger s = little(Arrays.copyOfRange(signature, 32, 64)).add(L);
    System.arraycopy(little(s), 0, signature, 32, 32);
    assertFalse(Ed25519.verify(key.publicKey(), message, Bytes.of(signature)));
  }

  @Test
  void key_ofSmallOrder_isRefusedWithEverySignature() {
    for (String y : SMALL_ORDER) {
      for (int sign = 0; sign < 2; sign++) {
        byte[] key = HexFormat.of().parseHex(y);
        key[31] |= (byte) (sign << 7);
        assertFalse(Ed25519.isValidKey(Bytes32.of(key)), y);
        // R = A (of small order too), S = 0: the equation holds for one message in eight or more.
        byte[] signature = Arrays.copyOf(key, 64);
        for (int m = 0; m < 32; m++) {
          assertFalse(
              Ed25519.verify(Bytes32.of(key), new byte[] {(byte) m}, Bytes.of(signature)), y);
        }
      }
    }
  }

  @Test
  void signature_withNonceOfSmallOrder_isRefused() throws Exception {
    // The signer can make these: R = 0 or of order 2, S = k a. They pass the bare equation.
    Ed25519Key key = Ed25519Key.of(Sha256.hash(new byte[] {1}));
    byte[] h = MessageDigest.getInstance("SHA-512").digest(key.seed().toArray());
    h[0] &= (byte) 0xf8;
    h[31] = (byte) ((h[31] & 0x7f) | 0x40);
    BigInteger a = little(Arrays.copyOf(h, 32));
    for (String r : SMALL_ORDER.subList(0, 2)) {
      for (int m = 0; m < 16; m++) {
        byte[] message = {(byte) m};
        byte[] nonce = HexFormat.of().parseHex(r);
        MessageDigest d = MessageDigest.getInstance("SHA-512");
        d.update(nonce);
        d.update(key.publicKey().toArray());
        d.update(message);
        BigInteger s = little(d.digest()).multiply(a).mod(L);
        byte[] signature = Arrays.copyOf(nonce, 64);
        System.arraycopy(little(s), 0, signature, 32, 32);
        assertFalse(Ed25519.verify(key.publicKey(), message, Bytes.of(signature)), r);
      }
    }
  }

  @Test
  void key_notReduced_isRefused() {
    // y + p for the few y that leave room below 2^255.
    for (int y = 0; y < 19; y++) {
      byte[] key = little(P.add(BigInteger.valueOf(y)));
      assertFalse(Ed25519.isValidKey(Bytes32.of(key)), "p + " + y);
      key[31] |= (byte) 0x80;
      assertFalse(Ed25519.isValidKey(Bytes32.of(key)), "p + " + y);
    }
  }

  @Test
  void key_withComponentOfSmallOrder_isRefused() throws Exception {
    // A + T for an honest A and T of order 2: (x, y) + (0, -1) = (-x, -y).
    byte[] honest = Ed25519Key.of(Sha256.hash(new byte[] {2})).publicKey().toArray();
    boolean odd = (honest[31] & 0x80) != 0;
    honest[31] &= 0x7f;
    byte[] mixed = little(P.subtract(little(honest)));
    mixed[31] |= (byte) (odd ? 0 : 0x80);
    assertFalse(Ed25519.isValidKey(Bytes32.of(mixed)));
  }

  private static BigInteger little(byte[] bytes) {
    byte[] big = new byte[bytes.length];
    for (int i = 0; i < big.length; i++) {
      big[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, big);
  }

  private static byte[] little(BigInteger value) {
    byte[] out = new byte[32];
    for (int i = 0; i < 32; i++) {
      out[i] = value.shiftRight(8 * i).byteValue();
    }
    return out;
  }
}
