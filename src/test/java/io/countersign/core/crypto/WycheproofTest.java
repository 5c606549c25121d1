package io.countersign.core.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.testing.Shared;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The vectors of C2SP/wycheproof, read in place.
class WycheproofTest {
  private final Secp256k1 plain = Secp256k1.bouncyCastle();
  private final Secp256k1 fast = Secp256k1.nativeOne().orElseThrow();

  private static JsonNode read(String file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(Shared.path("vectors/wycheproof/" + file)));
  }

  private static byte[] hex(JsonNode node) {
    return HexFormat.of().parseHex(node.asString());
  }

  @Test
  void ed25519_ofEveryVector_isAsTheySay() throws Exception {
    int valid = 0;
    int invalid = 0;
    for (JsonNode group : read("ed25519_test.json").get("testGroups")) {
      Bytes32 key = Bytes32.of(hex(group.get("publicKey").get("pk")));
      for (JsonNode test : group.get("tests")) {
        boolean expected = test.get("result").asString().equals("valid");
        assertEquals(
            expected,
            Ed25519.verify(key, hex(test.get("msg")), Bytes.of(hex(test.get("sig")))),
            test.toString());
        valid += expected ? 1 : 0;
        invalid += expected ? 0 : 1;
      }
    }
    assertEquals(88, valid);
    assertEquals(63, invalid);
  }

  /// Signatures in DER, of which Bitcoin's rule takes the low s only, as ours does. Our format has
  /// no DER: a signature that is no pair of positive integers in minimal form does not reach us.
  @Test
  void ecdsa_ofEveryBitcoinVector_isAsTheySay() throws Exception {
    int valid = 0;
    int parsed = 0;
    for (JsonNode group : read("ecdsa_secp256k1_sha256_bitcoin_test.json").get("testGroups")) {
      Bytes key = Bytes.of(hex(group.get("publicKey").get("uncompressed")));
      for (JsonNode test : group.get("tests")) {
        boolean expected = test.get("result").asString().equals("valid");
        Optional<BigInteger[]> rs = der(hex(test.get("sig")));
        parsed += rs.isPresent() ? 1 : 0;
        boolean found =
            rs.isPresent() && verify(key, hex(test.get("msg")), rs.get()[0], rs.get()[1], test);
        assertEquals(expected, found, test.toString());
        valid += expected ? 1 : 0;
      }
    }
    assertEquals(162, valid);
    assertTrue(parsed > 200, parsed + " of all parsed");
  }

  /// Signatures as r | s. Valid ones with a high s are refused here, by policy.
  @Test
  void ecdsa_ofEveryP1363Vector_isAsTheySayButForHighS() throws Exception {
    int valid = 0;
    int high = 0;
    BigInteger half = Curve.integer(Curve.HALF_N);
    for (JsonNode group : read("ecdsa_secp256k1_sha256_p1363_test.json").get("testGroups")) {
      Bytes key = Bytes.of(hex(group.get("publicKey").get("uncompressed")));
      for (JsonNode test : group.get("tests")) {
        boolean expected = test.get("result").asString().equals("valid");
        byte[] sig = hex(test.get("sig"));
        if (sig.length != 64) {
          assertEquals(false, expected, test.toString());
          continue;
        }
        BigInteger r = new BigInteger(1, Arrays.copyOf(sig, 32));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(sig, 32, 64));
        if (expected && s.compareTo(half) > 0) {
          high++;
          assertEquals(false, verify(key, hex(test.get("msg")), r, s, test), test.toString());
          s = Curve.integer(Curve.N).subtract(s);
        }
        assertEquals(expected, verify(key, hex(test.get("msg")), r, s, test), test.toString());
        valid += expected ? 1 : 0;
      }
    }
    assertEquals(167, valid);
    assertTrue(high > 0);
  }

  /// Verifies with both implementations, which must agree, and by recovery too.
  private boolean verify(Bytes key, byte[] message, BigInteger r, BigInteger s, JsonNode test) {
    if (r.signum() < 0 || s.signum() < 0 || r.bitLength() > 256 || s.bitLength() > 256) {
      return false;
    }
    Bytes32 digest = Sha256.hash(message);
    byte[] bytes = new byte[65];
    Curve.bytes(r).writeTo(bytes, 0);
    Curve.bytes(s).writeTo(bytes, 32);
    boolean recovered = false;
    boolean verified = false;
    for (int v = 27; v <= 28; v++) {
      bytes[64] = (byte) v;
      Signature65 signature;
      try {
        signature = Signature65.parse(Bytes.of(bytes));
      } catch (MalformedException e) {
        return false;
      }
      verified = fast.verify(digest, signature, key);
      assertEquals(verified, plain.verify(digest, signature, key), test.toString());
      Optional<Address> signer = fast.recover(digest, signature);
      assertEquals(signer, plain.recover(digest, signature), test.toString());
      recovered |= signer.equals(Optional.of(Address.ofPublicKey(key)));
    }
    // Recovery has no v for a nonce point with x >= n; such r are small, and only made by hand.
    if (verified && !recovered) {
      assertTrue(r.bitLength() <= 129, test.toString());
    } else {
      assertEquals(verified, recovered, test.toString());
    }
    return verified;
  }

  private static Optional<BigInteger[]> der(byte[] sig) {
    try (ASN1InputStream in = new ASN1InputStream(new ByteArrayInputStream(sig))) {
      if (in.readObject() instanceof ASN1Sequence seq
          && seq.size() == 2
          && seq.getObjectAt(0) instanceof ASN1Integer r
          && seq.getObjectAt(1) instanceof ASN1Integer s
          && Arrays.equals(sig, seq.getEncoded("DER"))) {
        return Optional.of(new BigInteger[] {r.getValue(), s.getValue()});
      }
      return Optional.empty();
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      return Optional.empty();
    }
  }
}
