package io.countersign.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Base64s;
import io.countersign.store.MemoryNodeDocuments;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class HttpSignaturesTest {
  private static final long NOW = 1_767_201_800L;
  private static final Secp256k1Key PARTY = Secp256k1Key.of(Sha256.hash(Bytes.utf8("party")));
  private static final Ed25519Key WATCH = Ed25519Key.of(Sha256.hash(Bytes.utf8("watch")));
  private static final HttpSignatures.Request POST =
      new HttpSignatures.Request("POST", "ledger.example:8443", "/v1/ledgers/ab/entries", "a=1&b=");
  private static final Bytes BODY = Bytes.utf8("{\"a\":1}");

  private static final HttpSignatures.Signer BY_PARTY = new HttpSignatures.Signer.OfParty(PARTY);

  private static Map<String, String> signed() {
    return lower(HttpSignatures.sign(POST, BODY, BY_PARTY, NOW, 60, "nonce-0001"));
  }

  private static Map<String, String> lower(Map<String, String> fields) {
    Map<String, String> out = new HashMap<>();
    fields.forEach((k, v) -> out.put(k.toLowerCase(java.util.Locale.ROOT), v));
    return out;
  }

  private static HttpSignatures.Proof verify(
      HttpSignatures.Request request, Map<String, String> fields, long now)
      throws MalformedException {
    Function<String, Optional<String>> of = name -> Optional.ofNullable(fields.get(name));
    return HttpSignatures.verify(request, of, true, now);
  }

  private static void assertRefused(
      Code code, HttpSignatures.Request request, Map<String, String> fields, long now) {
    MalformedException e =
        assertThrows(MalformedException.class, () -> verify(request, fields, now));
    assertEquals(code, e.code(), e.getMessage());
  }

  /// Source: RFC 9421 B.1.4 (the key), B.2 (the request), B.2.6 (base and signature).
  @Test
  void ed25519_exampleOfTheRfc_givesItsSignature() throws MalformedException {
    Ed25519Key key = Ed25519Key.of(Base64s.parse32("n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU="));
    assertEquals(Base64s.parse32("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="), key.publicKey());
    Map<String, String> message =
        Map.of(
            "date", "Tue, 20 Apr 2021 02:07:55 GMT",
            "@method", "POST",
            "@path", "/foo",
            "@authority", "example.com",
            "content-type", "application/json",
            "content-length", "18");
    String base =
        HttpSignatures.base(
            List.of("date", "@method", "@path", "@authority", "content-type", "content-length"),
            name -> Optional.ofNullable(message.get(name)),
            "(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")"
                + ";created=1618884473;keyid=\"test-key-ed25519\"");
    Bytes signature =
        Base64s.parse(
            "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==");
    byte[] bytes = base.getBytes(StandardCharsets.UTF_8);
    assertEquals(signature, Ed25519.sign(key, bytes));
    assertTrue(Ed25519.verify(key.publicKey(), bytes, signature));
  }

  /// Source: RFC 9530 appendix D, and RFC 9421 B.2 for the same body in SHA-512.
  @Test
  void digest_exampleOfTheRfc_isRead() throws MalformedException {
    Bytes32 want = Sha256.hash(Bytes.utf8("{\"hello\": \"world\"}\n"));
    assertEquals(
        "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
        HttpSignatures.contentDigest(want));
    assertEquals(
        want,
        HttpSignatures.parseDigest(
            "sha-512=:AAAA:, sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"));
    assertThrows(
        MalformedException.class, () -> HttpSignatures.parseDigest("sha-512=:RK/0qy18MlBSVnWg:"));
  }

  @Test
  void base_ofARequest_isWrittenAsDocumented() {
    assertEquals(
        """
        "@method": POST
        "@authority": ledger.example:8443
        "@path": /v1/ledgers/ab/entries
        "@query": ?a=1&b=
        "@signature-params": ("@method" "@authority" "@path" "@query");created=1""",
        HttpSignatures.base(
            List.of("@method", "@authority", "@path", "@query"),
            POST::component,
            "(\"@method\" \"@authority\" \"@path\" \"@query\");created=1"));
  }

  @Test
  void signature_ofAParty_isItsAddress() throws MalformedException {
    HttpSignatures.Proof proof = verify(POST, signed(), NOW + 60);
    assertEquals(new KeyId.OfAddress(Secp256k1.bouncyCastle().address(PARTY)), proof.key());
    assertEquals(Optional.of(Sha256.hash(BODY)), proof.digest());
    assertEquals("nonce-0001", proof.nonce());
    assertEquals(NOW + 60, proof.until());
  }

  @Test
  void signature_ofACosigner_isItsKey() throws MalformedException {
    Map<String, String> fields =
        lower(
            HttpSignatures.sign(
                POST, BODY, new HttpSignatures.Signer.OfCosigner(WATCH), NOW, 60, "nonce-0001"));
    assertEquals(new KeyId.OfCosigner(WATCH.publicKey()), verify(POST, fields, NOW).key());
  }

  @Test
  void signature_overAnotherRequest_isRefused() {
    for (HttpSignatures.Request other :
        List.of(
            new HttpSignatures.Request("PUT", POST.authority(), POST.path(), POST.query()),
            new HttpSignatures.Request("POST", "other.example", POST.path(), POST.query()),
            new HttpSignatures.Request("POST", POST.authority(), "/v1/ledgers/ac", POST.query()),
            new HttpSignatures.Request("POST", POST.authority(), POST.path(), "a=2&b="))) {
      assertRefused(Code.HTTP_SIGNATURE_BAD, other, signed(), NOW);
    }
    Map<String, String> otherBody = signed();
    otherBody.put("content-digest", HttpSignatures.contentDigest(Bytes32.ZERO));
    assertRefused(Code.HTTP_SIGNATURE_BAD, POST, otherBody, NOW);
  }

  @Test
  void signature_withAnotherKeyId_isRefused() {
    Map<String, String> fields = signed();
    fields.computeIfPresent(
        "signature-input", (k, v) -> v.replaceFirst("0x[0-9a-f]{40}", "0x" + "12".repeat(20)));
    assertRefused(Code.HTTP_SIGNATURE_BAD, POST, fields, NOW);
  }

  @Test
  void signature_outsideItsTime_isRefused() {
    assertRefused(Code.HTTP_SIGNATURE_TIME, POST, signed(), NOW + 61);
    assertRefused(Code.HTTP_SIGNATURE_TIME, POST, signed(), NOW - 301);
    Map<String, String> long1 =
        lower(HttpSignatures.sign(POST, BODY, BY_PARTY, NOW, 300, "nonce-0001"));
    assertRefused(Code.HTTP_SIGNATURE_TIME, POST, long1, NOW + 301);
  }

  @Test
  void signature_thatLeavesAPartOut_isRefused() {
    for (String part : List.of("@method", "@authority", "@path", "@query", "content-digest")) {
      Map<String, String> fields = signed();
      fields.computeIfPresent(
          "signature-input",
          (k, v) ->
              v.replace("\"" + part + "\"", "")
                  .replace("( ", "(")
                  .replace("  ", " ")
                  .replace(" )", ")"));
      assertRefused(Code.HTTP_SIGNATURE_COVERAGE, POST, fields, NOW);
    }
  }

  @Test
  void signature_inAnotherForm_isRefused() {
    for (Function<String, String> change :
        List.<Function<String, String>>of(
            v -> "",
            v -> v.replace(";keyid=", ";who="),
            v -> v.replace("nonce-0001", "short"),
            v -> v.replace("nonce-0001", "with space"),
            v -> v.replace(";expires=" + (NOW + 60), ""),
            v -> v + ";alg=\"hmac-sha256\"",
            v -> v + ";created=" + NOW,
            v -> v + ", other=(\"@method\")",
            v -> v.replace("\"@query\"", "\"@query-param\";name=\"a\""),
            v -> v.replace("\"@query\"", "\"@query\" \"@query\""),
            v -> v.replace("cs=", "xx="),
            v -> v + " ".repeat(HttpSignatures.MAX_FIELD_CHARS))) {
      Map<String, String> fields = signed();
      fields.computeIfPresent("signature-input", (k, v) -> change.apply(v));
      assertRefused(Code.HTTP_SIGNATURE_FORM, POST, fields, NOW);
    }
    Map<String, String> none = signed();
    none.remove("signature");
    assertRefused(Code.HTTP_SIGNATURE_FORM, POST, none, NOW);
    Map<String, String> highS = signed();
    highS.put("signature", "cs=:" + Base64s.format(Bytes.wrap(new byte[65])) + ":");
    assertRefused(Code.SIGNATURE_RANGE, POST, highS, NOW);
  }

  @Test
  void nonce_usedTwice_isRefused() throws MalformedException {
    Nonces nonces = new Nonces(2);
    HttpSignatures.Proof proof = verify(POST, signed(), NOW);
    nonces.use(proof, NOW);
    MalformedException e =
        assertThrows(MalformedException.class, () -> nonces.use(proof, NOW + 60));
    assertEquals(Code.HTTP_SIGNATURE_REPLAYED, e.code());
  }

  @Test
  void nonces_whenFull_takeNoMoreUntilSomeAreVoid() throws MalformedException {
    Nonces nonces = new Nonces(2);
    for (int i = 0; i < 2; i++) {
      KeyId key = new Agreed("agreement " + i).signer("client").keyId();
      nonces.use(new HttpSignatures.Proof(key, "nonce-" + i, NOW, NOW + i, Optional.empty()), NOW);
    }
    HttpSignatures.Proof more =
        new HttpSignatures.Proof(BY_PARTY.keyId(), "nonce-2", NOW, NOW + 9, Optional.empty());
    ProblemException e = assertThrows(ProblemException.class, () -> nonces.use(more, NOW));
    assertEquals(503, e.problem().status());
    nonces.use(more, NOW + 1);
  }

  private static HttpSignatures.Proof signedAt(String agreement, long created) {
    return new HttpSignatures.Proof(
        new Agreed(agreement).signer("client").keyId(),
        "nonce-" + created,
        created,
        created + 60,
        Optional.empty());
  }

  @Test
  void restart_refusesWhatTheProcessBeforeItMayHaveTaken() throws MalformedException {
    MemoryNodeDocuments kept = new MemoryNodeDocuments();
    AtomicLong millis = new AtomicLong(NOW * 1_000 + 200);
    World world =
        new World(
            () -> Instant.ofEpochMilli(millis.get()),
            RandomGenerator.of("L64X128MixRandom"),
            Thread.ofVirtual().factory());
    Restarts first = new Restarts(kept, world);
    assertThrows(MalformedException.class, () -> first.check(signedAt("a", NOW)));
    millis.addAndGet(1_000);
    first.check(signedAt("a", NOW + 1));
    first.check(signedAt("b", NOW + 101)); // by a clock that goes ahead
    Restarts second = new Restarts(kept, world);
    for (HttpSignatures.Proof old :
        List.of(signedAt("a", NOW + 1), signedAt("b", NOW + 101), signedAt("b", NOW + 131))) {
      MalformedException e = assertThrows(MalformedException.class, () -> second.check(old));
      assertEquals(Code.HTTP_SIGNATURE_BEFORE_START, e.code());
    }
    second.check(signedAt("a", NOW + 2));
    second.check(signedAt("b", NOW + 132));
    millis.addAndGet(400_000);
    Restarts third = new Restarts(kept, world);
    assertEquals(0, kept.list("signed-ahead").size());
    third.check(signedAt("b", NOW + 402));
  }

  @Test
  void keyId_otherThanTheTwoForms_isRefused() {
    for (String text :
        List.of("", "0x12", "ed25519:AAAA", "rsa:x", "ed25519:" + Base64s.format(Bytes32.ZERO))) {
      assertThrows(MalformedException.class, () -> KeyId.parse(text), text);
    }
  }
}
