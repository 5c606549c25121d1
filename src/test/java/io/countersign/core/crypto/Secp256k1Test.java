package io.countersign.core.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.testing.Seed;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class Secp256k1Test {
  private static final int ROUNDS = 2000;

  private final Secp256k1 plain = Secp256k1.bouncyCastle();
  private final Secp256k1 fast =
      Secp256k1.nativeOne().orElseThrow(() -> new AssertionError("no native library for tests"));

  private static Bytes32 random(RandomGenerator random) {
    byte[] b = new byte[32];
    random.nextBytes(b);
    return Bytes32.of(b);
  }

  @Test
  void best_withNativeLibrary_isNative() {
    assertEquals(fast, Secp256k1.best());
  }

  @Test
  void address_ofKnownKey_isKnown() throws Exception {
    // Source: EIP-712, example: private key keccak256("cow").
    Secp256k1Key cow = Secp256k1Key.of(Keccak256.hash(Bytes.utf8("cow")));
    Address expected = Address.parse("0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826");
    assertEquals(expected, plain.address(cow));
    assertEquals(expected, fast.address(cow));
  }

  @Test
  void bothImplementations_onRandomInputs_agree() {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      String at = "seed " + seed + " round " + i;
      Bytes32 digest = random(random);
      Secp256k1Key key = Secp256k1Key.of(random(random));
      Address address = fast.address(key);
      Signature65 signature = fast.sign(digest, key);
      assertEquals(Optional.of(address), plain.recover(digest, signature), at);
      if (i % 10 == 0) {
        assertEquals(address, plain.address(key), at);
        assertEquals(signature, plain.sign(digest, key), at);
      }
      Bytes point = fast.publicKey(key);
      assertTrue(fast.verify(digest, signature, point), at);
      assertTrue(plain.verify(digest, signature, point), at);
      Bytes32 other = random(random);
      Optional<Address> stranger = fast.recover(other, signature);
      assertEquals(stranger, plain.recover(other, signature), at);
      assertNotEquals(Optional.of(address), stranger, at);
      assertFalse(fast.verify(other, signature, point), at);
      assertFalse(plain.verify(other, signature, point), at);
    }
  }

  @Test
  void bothImplementations_onRandomSignatures_agree() {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    int recovered = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Bytes32 s = Curve.bytes(Curve.integer(random(random)).mod(Curve.integer(Curve.HALF_N)));
      Signature65 signature = new Signature65(random(random), s, 27 + (i & 1));
      Bytes32 digest = random(random);
      Optional<Address> a = fast.recover(digest, signature);
      assertEquals(a, plain.recover(digest, signature), "seed " + seed + " round " + i);
      recovered += a.isPresent() ? 1 : 0;
    }
    // About half of all r are the x of a point.
    assertTrue(recovered > ROUNDS / 4 && recovered < ROUNDS * 3 / 4, "seed " + seed);
  }

  @Test
  void recover_ofEdgeValues_agrees() {
    Bytes32 one = Curve.bytes(BigInteger.ONE);
    Bytes32 gx = Bytes32.of(CurveG.X, 0);
    Bytes32 nMinus1 = Curve.bytes(Curve.integer(Curve.N).subtract(BigInteger.ONE));
    Bytes32 max = Curve.bytes(BigInteger.TWO.pow(256).subtract(BigInteger.ONE));
    Bytes32[] values = {Bytes32.ZERO, one, gx, Curve.HALF_N, nMinus1, Curve.N, max};
    for (Bytes32 digest : values) {
      for (Bytes32 r : values) {
        for (Bytes32 s : values) {
          for (int v = 27; v <= 28; v++) {
            if (r.isZero()
                || s.isZero()
                || r.compareTo(Curve.N) >= 0
                || s.compareTo(Curve.HALF_N) > 0) {
              continue;
            }
            Signature65 signature = new Signature65(r, s, v);
            assertEquals(
                fast.recover(digest, signature),
                plain.recover(digest, signature),
                signature + " over " + digest);
          }
        }
      }
    }
  }

  @Test
  void recover_toInfinity_isEmpty() {
    // r = x(G), s = e: Q = r^-1 (s G - e G) is the point at infinity.
    Bytes32 e = Curve.bytes(BigInteger.valueOf(77));
    Signature65 signature = new Signature65(Bytes32.of(CurveG.X, 0), e, 27);
    assertEquals(Optional.empty(), plain.recover(e, signature));
    assertEquals(Optional.empty(), fast.recover(e, signature));
  }

  @Test
  void verify_underForeignPoints_isFalse() {
    Secp256k1Key key = Secp256k1Key.of(Curve.HALF_N);
    Bytes32 digest = Curve.N;
    Signature65 signature = fast.sign(digest, key);
    byte[] point = fast.publicKey(key).toArray();
    byte[] offCurve = point.clone();
    offCurve[64] ^= 1;
    byte[] hybrid = point.clone();
    hybrid[0] = (byte) (6 + (point[64] & 1));
    byte[] compressed = Arrays.copyOf(point, 33);
    compressed[0] = (byte) (2 + (point[64] & 1));
    for (Secp256k1 each : new Secp256k1[] {plain, fast}) {
      assertTrue(each.verify(digest, signature, Bytes.of(point)));
      assertFalse(each.verify(digest, signature, Bytes.of(offCurve)));
      assertFalse(each.verify(digest, signature, Bytes.of(hybrid)));
      assertFalse(each.verify(digest, signature, Bytes.of(compressed)));
      assertFalse(each.verify(digest, signature, Bytes.EMPTY));
    }
  }

  @Test
  void signature_withHighS_isRefused() throws Exception {
    Signature65 low = fast.sign(Curve.N, Secp256k1Key.of(Curve.HALF_N));
    byte[] bytes = low.toBytes().toArray();
    BigInteger high = Curve.integer(Curve.N).subtract(Curve.integer(low.s()));
    Curve.bytes(high).writeTo(bytes, 32);
    bytes[64] = (byte) (55 - low.v());
    assertEquals(Code.SIGNATURE_HIGH_S, refused(bytes));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Signature65(low.r(), Curve.bytes(high), 55 - low.v()));
    assertEquals(low, Signature65.parse(low.toHex()));
    assertEquals(low, Signature65.parse(low.toBytes()));
  }

  @Test
  void signature_atItsLimits_isAcceptedOrRefused() throws Exception {
    Bytes32 one = Curve.bytes(BigInteger.ONE);
    Bytes32 nMinus1 = Curve.bytes(Curve.integer(Curve.N).subtract(BigInteger.ONE));
    Bytes32 highest = Curve.bytes(Curve.integer(Curve.HALF_N).add(BigInteger.ONE));
    byte[] ok = new Signature65(nMinus1, Curve.HALF_N, 28).toBytes().toArray();
    assertEquals(28, Signature65.parse(Bytes.of(ok)).v());
    assertEquals(Code.SIGNATURE_RANGE, refused(with(ok, Curve.N, Curve.HALF_N, 28)));
    assertEquals(Code.SIGNATURE_RANGE, refused(with(ok, Bytes32.ZERO, Curve.HALF_N, 28)));
    assertEquals(Code.SIGNATURE_RANGE, refused(with(ok, one, Bytes32.ZERO, 28)));
    assertEquals(Code.SIGNATURE_RANGE, refused(with(ok, one, Curve.N, 28)));
    assertEquals(Code.SIGNATURE_HIGH_S, refused(with(ok, one, highest, 28)));
    assertEquals(Code.SIGNATURE_HIGH_S, refused(with(ok, one, nMinus1, 28)));
    for (int v : new int[] {0, 1, 26, 29, 37, 255}) {
      assertEquals(Code.SIGNATURE_V, refused(with(ok, one, one, v)));
    }
    assertEquals(Code.SIGNATURE_FORM, refused(Arrays.copyOf(ok, 64)));
    assertEquals(Code.SIGNATURE_FORM, refused(Arrays.copyOf(ok, 66)));
    String hex = Bytes.of(ok).toHex();
    for (String bad :
        new String[] {"0x" + hex, hex.toUpperCase(Locale.ROOT), hex.substring(2), ""}) {
      MalformedException e =
          assertThrows(MalformedException.class, () -> Signature65.parse(bad), bad);
      assertEquals(Code.SIGNATURE_FORM, e.code());
    }
  }

  @Test
  void secretKey_outsideRange_isRefusedAndNotShown() throws Exception {
    for (Bytes32 bad : new Bytes32[] {Bytes32.ZERO, Curve.N}) {
      MalformedException e = assertThrows(MalformedException.class, () -> Secp256k1Key.parse(bad));
      assertEquals(Code.SECRET_KEY_RANGE, e.code());
      assertFalse(e.toString().contains(bad.toHex()));
      assertThrows(IllegalArgumentException.class, () -> Secp256k1Key.of(bad));
    }
    Secp256k1Key key = Secp256k1Key.parse(Curve.HALF_N);
    assertFalse(key.toString().contains(Curve.HALF_N.toHex().substring(0, 8)));
  }

  private static byte[] with(byte[] base, Bytes32 r, Bytes32 s, int v) {
    byte[] out = base.clone();
    r.writeTo(out, 0);
    s.writeTo(out, 32);
    out[64] = (byte) v;
    return out;
  }

  private static Code refused(byte[] bytes) {
    return assertThrows(MalformedException.class, () -> Signature65.parse(Bytes.of(bytes))).code();
  }

  /// The x of the generator. Source: SEC 2 2.4.1.
  private static final class CurveG {
    static final byte[] X =
        HexFormat.of().parseHex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
  }
}
