package io.countersign.http;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.authentication.TokenCredentials;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;

/// Tokens of an OpenID provider: believed if one of its keys signed them with one of the algorithms
/// that the operator named, for this audience, and they have not expired. What they may stands in
/// one claim.
///
/// Source: RFC 7519, RFC 8725.
final class JwtReader implements Access.TokenReader {
  /// Seconds by which the provider's clock may differ.
  static final int LEEWAY_SECONDS = 30;

  private static final int MAX_GRANTS = 256;

  private final JwtKeys keys;
  private final Config.Jwt config;

  JwtReader(JwtKeys keys, Config.Jwt config) {
    this.keys = keys;
    this.config = config;
  }

  @Override
  public Principal read(String token, long now, Predicate<Bytes32> hosted)
      throws MalformedException {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3 || !config.algorithms().contains(member(parts[0], "alg"))) {
      throw refused("a token signed with " + String.join(" or ", config.algorithms()));
    }
    JsonObject claims;
    try {
      claims =
          keys.forKey(member(parts[0], "kid"))
              .authenticate(new TokenCredentials(token))
              .toCompletionStage()
              .toCompletableFuture()
              .join()
              .principal();
      JsonObject body = new JsonObject(decode(parts[1]));
      Long expires = body.getLong("exp");
      if (expires == null || expires + LEEWAY_SECONDS < now) {
        throw refused("a token that expires, and has not");
      }
      checkLife(body, expires, now);
      return new Principal.Bearer(
          "jwt " + Sha256.hash(Bytes.utf8(String.valueOf(claims.getString("sub")))),
          Optional.empty(),
          expires + LEEWAY_SECONDS,
          grants(body.getJsonArray(config.claim(), new JsonArray()), hosted));
    } catch (CompletionException | ClassCastException | DecodeException e) {
      throw refused("a token of " + config.issuer() + " for " + config.audience());
    }
  }

  /// A token without end would outlive what its provider knows of its owner.
  private void checkLife(JsonObject body, long expires, long now) throws MalformedException {
    Long issued = body.getLong("iat");
    Long from = body.getLong("nbf");
    if (issued == null || issued > now + LEEWAY_SECONDS) {
      throw refused("a token that says when it was issued, and not later than now");
    }
    if (expires - issued > config.maxLifeSeconds()) {
      throw refused("a token that lives at most " + config.maxLifeSeconds() + " s");
    }
    if (from != null && from > now + LEEWAY_SECONDS) {
      throw refused("a token that holds already");
    }
  }

  /// A member of the header that is a text; empty if it is not there.
  private static String member(String header, String name) throws MalformedException {
    try {
      String value = new JsonObject(decode(header)).getString(name);
      return value == null ? "" : value;
    } catch (ClassCastException | DecodeException e) {
      throw refused("a header with alg");
    }
  }

  private static String decode(String part) throws MalformedException {
    try {
      return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw refused("base64url");
    }
  }

  private static List<Grant> grants(JsonArray claim, Predicate<Bytes32> hosted)
      throws MalformedException {
    List<Grant> out = new ArrayList<>();
    for (int i = 0; i < Math.min(claim.size(), MAX_GRANTS); i++) {
      String[] words = claim.getString(i).split("/", -1);
      if (words.length != 3) {
        throw refused("<ledger>/<party>/<rights> in its claim");
      }
      Bytes32 ledger = Bytes32.parse(words[0]);
      Role role =
          switch (words[1]) {
            case "provider" -> Role.PROVIDER;
            case "client" -> Role.CLIENT;
            default -> throw refused("provider or client in its claim");
          };
      Set<Right> rights = EnumSet.noneOf(Right.class);
      for (String r : words[2].split("\\+", -1)) {
        rights.add(Pass.right(r, "claim"));
      }
      if (hosted.test(ledger)) {
        out.add(Grant.of(ledger, role).within(rights));
      }
    }
    return out;
  }

  private static MalformedException refused(String expected) {
    return new MalformedException(Code.HTTP_TOKEN, "Authorization", -1, expected, "another");
  }
}
