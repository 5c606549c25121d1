package io.countersign.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of an OpenID provider: from a file, for good; or asked of the provider at the start,
/// once an hour, and when a token names a key that is not among them, at most once a minute.
///
/// While the provider does not answer, the keys that were there before stay.
final class JwtKeys implements AutoCloseable {
  /// How old keys may be, in milliseconds.
  static final long OLD_MILLIS = 3_600_000;

  /// How long to wait before the provider is asked again, in milliseconds.
  static final long PAUSE_MILLIS = 60_000;

  private static final Logger LOG = LoggerFactory.getLogger(JwtKeys.class);

  private final Vertx vertx;
  private final Config.Jwt config;
  private final InstantSource clock;
  private final Optional<Discovery> provider;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile Held held;

  @GuardedBy("asking")
  private long askedMillis;

  /// Keys of one answer.
  private record Held(JWTAuth auth, Set<String> names, long millis) {}

  /// @param jwks the keys; empty to ask the provider
  /// @throws MalformedException `JSON_SYNTAX` if they are no JWK set, `JWT_PROVIDER` if the
  ///   provider is another
  JwtKeys(Vertx vertx, Config.Jwt config, String jwks, InstantSource clock)
      throws MalformedException {
    this.vertx = vertx;
    this.config = config;
    this.clock = clock;
    this.provider = jwks.isEmpty() ? Optional.of(new Discovery(config.issuer())) : Optional.empty();
    this.held = read(jwks.isEmpty() ? "{\"keys\":[]}" : jwks);
    if (provider.isPresent()) {
      asking.lock();
      try {
        ask(provider.get());
      } catch (IOException e) {
        // Its tokens are refused until it answers; all else goes on.
        LOG.atWarn().log("the OpenID provider does not answer");
      } finally {
        asking.unlock();
      }
    }
  }

  /// What checks a token that names the key `name`; an empty text if it names none.
  JWTAuth forKey(String name) {
    Held now = held;
    boolean old = clock.millis() - now.millis() > OLD_MILLIS;
    boolean unknown = !name.isEmpty() && !now.names().contains(name);
    if (provider.isPresent() && (old || unknown) && asking.tryLock()) {
      try {
        if (Math.abs(clock.millis() - askedMillis) >= PAUSE_MILLIS) {
          ask(provider.get());
        }
      } catch (IOException | MalformedException e) {
        LOG.atWarn().log("the OpenID provider gave no keys");
      } finally {
        asking.unlock();
      }
    }
    return held.auth();
  }

  @GuardedBy("asking")
  private void ask(Discovery from) throws IOException, MalformedException {
    askedMillis = clock.millis();
    held = read(from.keys());
  }

  private Held read(String jwks) throws MalformedException {
    JWTAuthOptions options =
        new JWTAuthOptions()
            .setJWTOptions(
                new JWTOptions()
                    .setIssuer(config.issuer())
                    .setAudience(List.of(config.audience()))
                    .setLeeway(JwtReader.LEEWAY_SECONDS));
    Set<String> names = new HashSet<>();
    try {
      JsonArray keys = new JsonObject(jwks).getJsonArray("keys", new JsonArray());
      for (int i = 0; i < keys.size(); i++) {
        JsonObject key = keys.getJsonObject(i);
        // A symmetric key in this file would let whoever reads it sign.
        if (!"oct".equals(key.getString("kty"))) {
          options.addJwk(key);
          names.add(String.valueOf(key.getString("kid")));
        }
      }
      return new Held(JWTAuth.create(vertx, options), Set.copyOf(names), clock.millis());
    } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
      throw new MalformedException(
          Code.JSON_SYNTAX, "config.jwt.keys", -1, "a JWK set", "something else");
    }
  }

  @Override
  public void close() {
    provider.ifPresent(Discovery::close);
  }
}
