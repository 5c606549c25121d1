package io.countersign.core.crypto;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/// secp256k1 in plain Java. Source: SEC 1 v2, 4.1.
final class BouncyCastleSecp256k1 extends Secp256k1 {
  static final BouncyCastleSecp256k1 INSTANCE = new BouncyCastleSecp256k1();

  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
  private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);
  private static final BigInteger N = CURVE.getN();
  private static final BigInteger HALF_N = N.shiftRight(1);

  private BouncyCastleSecp256k1() {}

  /// Source: SEC 1 4.1.6, for the two candidates with x = r. The others need r < p - n, about one
  /// signature in 2^128, and have no v in the accepted form.
  @Override
  public Optional<Address> recover(Bytes32 digest, Signature65 signature) {
    Optional<ECPoint> nonce = point(signature.r(), signature.v() - 27);
    if (nonce.isEmpty()) {
      return Optional.empty();
    }
    BigInteger inverse = Curve.integer(signature.r()).modInverse(N);
    BigInteger e = Curve.integer(digest).mod(N);
    BigInteger u1 = inverse.multiply(N.subtract(e)).mod(N);
    BigInteger u2 = inverse.multiply(Curve.integer(signature.s())).mod(N);
    ECPoint key = ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), u1, nonce.get(), u2).normalize();
    return key.isInfinity()
        ? Optional.empty()
        : Optional.of(Address.ofPublicKey(Bytes.wrap(key.getEncoded(false))));
  }

  private static Optional<ECPoint> point(Bytes32 x, int parity) {
    byte[] compressed = new byte[33];
    compressed[0] = (byte) (2 + parity);
    x.writeTo(compressed, 1);
    try {
      return Optional.of(CURVE.getCurve().decodePoint(compressed));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public Signature65 sign(Bytes32 digest, Secp256k1Key key) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(Curve.integer(key.secret()), DOMAIN));
    BigInteger[] rs = signer.generateSignature(digest.toArray());
    BigInteger s = rs[1].compareTo(HALF_N) > 0 ? N.subtract(rs[1]) : rs[1];
    Bytes32 r = Curve.bytes(rs[0]);
    Optional<Address> own = Optional.of(address(key));
    for (int v = 27; v <= 28; v++) {
      Signature65 candidate = new Signature65(r, Curve.bytes(s), v);
      if (recover(digest, candidate).equals(own)) {
        return candidate;
      }
    }
    throw new IllegalStateException("a signature whose nonce has x >= n");
  }

  @Override
  public Bytes publicKey(Secp256k1Key key) {
    ECPoint point =
        new FixedPointCombMultiplier().multiply(CURVE.getG(), Curve.integer(key.secret()));
    return Bytes.wrap(point.getEncoded(false));
  }

  @Override
  public boolean verify(Bytes32 digest, Signature65 signature, Bytes publicKey65) {
    if (publicKey65.size() != 65 || publicKey65.at(0) != 4) {
      return false;
    }
    ECPoint point;
    try {
      point = CURVE.getCurve().decodePoint(publicKey65.toArray());
    } catch (IllegalArgumentException e) {
      return false;
    }
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(false, new ECPublicKeyParameters(point, DOMAIN));
    return verifier.verifySignature(
        digest.toArray(), Curve.integer(signature.r()), Curve.integer(signature.s()));
  }
}
