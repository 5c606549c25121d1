package io.countersign.core.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.testing.Vectors;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignatureVectorsTest {
  private static final String OWN = "own";
  private static final Secp256k1Key KEY = Secp256k1Key.of(Keccak256.hash(Bytes.utf8("cow")));
  private static final Bytes32 DIGEST = Keccak256.hash(Bytes.utf8("digest"));

  private static Json.Obj in(String hex) {
    return Json.object().put("digest", DIGEST.toHex()).put("signature", hex).build();
  }

  private static Json.Obj in(BigInteger r, BigInteger s, int v) {
    byte[] out = new byte[65];
    Curve.bytes(r).writeTo(out, 0);
    Curve.bytes(s).writeTo(out, 32);
    out[64] = (byte) v;
    return in(Bytes.of(out).toHex());
  }

  @Test
  void signature_ofEveryVector_isAsWritten() {
    Signature65 good = Secp256k1.bouncyCastle().sign(DIGEST, KEY);
    BigInteger n = Curve.integer(Curve.N);
    BigInteger half = Curve.integer(Curve.HALF_N);
    BigInteger r = Curve.integer(good.r());
    BigInteger s = Curve.integer(good.s());
    BigInteger zero = BigInteger.ZERO;
    BigInteger max = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
    int v = good.v();
    Vectors.of("signature")
        .add("happy-path-low-s", "Recovers its signer", OWN, in(good.toHex()), "")
        .add("happy-path-other-v", "The other v: another signer", OWN, in(r, s, 55 - v), "")
        .add(
            "happy-path-s-plus-1",
            "Another s: another signer",
            OWN,
            in(r, s.add(BigInteger.ONE), v),
            "")
        .add("happy-path-s-highest", "s = (n-1)/2", OWN, in(r, half, v), "")
        .add(
            "happy-path-no-point",
            "An r that is no x of the curve: nobody signed",
            OWN,
            in(BigInteger.valueOf(5), s, v),
            "")
        .add(
            "s-high",
            "n - s with the other v: valid for others",
            OWN,
            in(r, n.subtract(s), 55 - v),
            "signature-high-s")
        .add(
            "s-half-plus-1",
            "s = (n-1)/2 + 1",
            OWN,
            in(r, half.add(BigInteger.ONE), v),
            "signature-high-s")
        .add(
            "s-n-minus-1",
            "s = n - 1",
            OWN,
            in(r, n.subtract(BigInteger.ONE), v),
            "signature-high-s")
        .add("s-n", "s = n", OWN, in(r, n, v), "signature-range")
        .add("s-0", "s = 0", OWN, in(r, zero, v), "signature-range")
        .add("r-0", "r = 0", OWN, in(zero, s, v), "signature-range")
        .add("r-n", "r = n", OWN, in(n, s, v), "signature-range")
        .add("r-largest", "All bits of r", OWN, in(max, s, v), "signature-range")
        .add("v-0", "v without the 27", OWN, in(r, s, v - 27), "signature-v")
        .add("v-26", "v below", OWN, in(r, s, 26), "signature-v")
        .add("v-29", "v above", OWN, in(r, s, 29), "signature-v")
        .add("v-of-chain-1", "v bound to a chain", OWN, in(r, s, v + 10), "signature-v")
        .add("bytes-64", "Without v", OWN, in(good.toHex().substring(0, 128)), "signature-form")
        .add("bytes-66", "A byte more", OWN, in(good.toHex() + "00"), "signature-form")
        .add("prefix-0x", "With 0x", OWN, in("0x" + good.toHex()), "signature-form")
        .add(
            "upper-case",
            "In capitals",
            OWN,
            in(good.toHex().toUpperCase(Locale.ROOT)),
            "signature-form")
        .add("empty", "Nothing", OWN, in(""), "signature-form")
        .check(
            in -> {
              Signature65 signature = Signature65.parse(in.string("signature"));
              Bytes32 digest = in.bytes32("digest");
              Optional<Address> signer = Secp256k1.bouncyCastle().recover(digest, signature);
              assertEquals(signer, Secp256k1.best().recover(digest, signature));
              return Json.object()
                  .put("signer", signer.map(Address::toString).orElse("none"))
                  .build();
            });
  }

  private static Json.Obj ed(Bytes key, String message, Bytes signature) {
    return Json.object()
        .put("publicKey", key.toHex())
        .put("message", Bytes.utf8(message).toHex())
        .put("signature", signature.toHex())
        .build();
  }

  private static Bytes changed(Bytes bytes, int at, int xor) {
    byte[] out = bytes.toArray();
    out[at] ^= (byte) xor;
    return Bytes.of(out);
  }

  private static Bytes join(Bytes head, Bytes tail) {
    byte[] out = Arrays.copyOf(head.toArray(), head.size() + tail.size());
    System.arraycopy(tail.toArray(), 0, out, head.size(), tail.size());
    return Bytes.of(out);
  }

  /// Verification answers no more than yes or no: each refusal stands here under the code that a
  /// note with such a signature gets.
  @Test
  void ed25519_ofEveryVector_isAsWritten() throws MalformedException {
    Ed25519Key key = Ed25519Key.of(Sha256.hash(new byte[] {1}));
    Bytes a = key.publicKey().toBytes();
    Bytes good = Ed25519.sign(key, Bytes.utf8("message").toArray());
    Bytes neutral = Bytes.parseHex("01" + "00".repeat(31));
    Bytes order4 = Bytes.parseHex("00".repeat(32));
    Bytes unreduced = Bytes.parseHex("ee" + "ff".repeat(30) + "7f"); // p + 1: the neutral point
    Bytes zeroS = Bytes.parseHex("00".repeat(32));
    byte[] sPlusL = good.toArray();
    BigInteger l =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    byte[] s = Arrays.copyOfRange(sPlusL, 32, 64);
    BigInteger raised = l;
    for (int i = 0; i < 32; i++) {
      raised = raised.add(BigInteger.valueOf(s[i] & 0xff).shiftLeft(8 * i));
    }
    for (int i = 0; i < 32; i++) {
      sPlusL[32 + i] = raised.shiftRight(8 * i).byteValue();
    }
    Vectors.of("ed25519-strict")
        .add("happy-path-valid", "An honest signature", OWN, ed(a, "message", good), "")
        .add("message", "Another message", OWN, ed(a, "massage", good), "note-signature-bad")
        .add(
            "r-bit", "A bit of R", OWN, ed(a, "message", changed(good, 0, 1)), "note-signature-bad")
        .add(
            "s-bit",
            "A bit of S",
            OWN,
            ed(a, "message", changed(good, 32, 1)),
            "note-signature-bad")
        .add(
            "key-sign",
            "The other sign of A",
            OWN,
            ed(changed(a, 31, 0x80), "message", good),
            "note-signature-bad")
        .add("s-plus-l", "S + L", OWN, ed(a, "message", Bytes.of(sPlusL)), "note-signature-bad")
        .add(
            "key-neutral",
            "A and R neutral, S = 0: fits every message under the bare equation",
            OWN,
            ed(neutral, "message", join(neutral, zeroS)),
            "note-signature-bad")
        .add(
            "key-order-4",
            "A of order 4",
            OWN,
            ed(order4, "message", join(order4, zeroS)),
            "note-signature-bad")
        .add(
            "key-unreduced",
            "A with y = p + 1",
            OWN,
            ed(unreduced, "message", join(neutral, zeroS)),
            "note-signature-bad")
        .add(
            "63-bytes",
            "Cut by one",
            OWN,
            ed(a, "message", Bytes.of(Arrays.copyOf(good.toArray(), 63))),
            "note-signature-bad")
        .add(
            "65-bytes",
            "A byte more",
            OWN,
            ed(a, "message", Bytes.of(Arrays.copyOf(good.toArray(), 65))),
            "note-signature-bad")
        .add(
            "key-31-bytes",
            "A key too short",
            OWN,
            ed(Bytes.of(new byte[31]), "message", good),
            "hex-form")
        .check(
            in -> {
              Bytes signature = in.hex("signature");
              if (!Ed25519.verify(
                  in.bytes32("publicKey"), in.hex("message").toArray(), signature)) {
                throw new MalformedException(
                    Code.NOTE_SIGNATURE_BAD, "signature", -1, "a valid one", signature.toString());
              }
              return Json.object().put("valid", true).build();
            });
  }
}
