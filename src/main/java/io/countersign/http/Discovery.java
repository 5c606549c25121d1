package io.countersign.http;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The keys of an OpenID provider, asked of itself.
///
/// Its document at `/.well-known/openid-configuration` must name the very issuer that is configured
/// and say where the keys lie. Both are fetched over https, or over http from this machine; no
/// redirect is followed.
///
/// Source: OpenID Connect Discovery 1.0, 4.
final class Discovery implements AutoCloseable {
  private static final Duration WITHIN = Duration.ofSeconds(5);
  private static final int MAX_BYTES = 256 << 10;
  private static final String WELL_KNOWN = "/.well-known/openid-configuration";

  private final String issuer;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(WITHIN)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  Discovery(String issuer) {
    this.issuer = issuer;
  }

  /// Reads an address of the provider.
  ///
  /// @throws MalformedException `FIELD_PATTERN` unless it is https, or http of this machine
  static URI address(String text, String place) throws MalformedException {
    try {
      URI uri = new URI(text);
      String host = Optional.ofNullable(uri.getHost()).orElse("");
      boolean here = List.of("127.0.0.1", "[::1]", "localhost").contains(host);
      if (!host.isEmpty()
          && uri.getRawUserInfo() == null
          && uri.getRawFragment() == null
          && ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && here))) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new MalformedException(
        Code.FIELD_PATTERN,
        place,
        -1,
        "https://…, or http:// of this machine",
        MalformedException.show(text));
  }

  /// Fetches the provider's keys: the text of a JWK set.
  ///
  /// @throws IOException if it cannot be reached, or answers otherwise than with 200
  /// @throws MalformedException `JWT_PROVIDER` if its document is of another issuer or none
  String keys() throws IOException, MalformedException {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    JsonObject document;
    String named;
    String at;
    try {
      document = new JsonObject(get(address(base + WELL_KNOWN, "config.jwt.issuer")));
      named = String.valueOf(document.getString("issuer"));
      at = String.valueOf(document.getString("jwks_uri"));
    } catch (DecodeException | ClassCastException e) {
      throw other("a document of OpenID discovery", "something else");
    }
    if (!named.equals(issuer)) {
      throw other("the issuer " + issuer, MalformedException.show(named));
    }
    return get(address(at, "jwks_uri"));
  }

  private static MalformedException other(String expected, String found) {
    return new MalformedException(Code.JWT_PROVIDER, "config.jwt.issuer", -1, expected, found);
  }

  private String get(URI uri) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(WITHIN).GET().build();
    try {
      HttpResponse<byte[]> answer =
          client.send(
              request,
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES));
      if (answer.statusCode() != 200) {
        throw new IOException("status " + answer.statusCode());
      }
      return Bytes.wrap(answer.body()).toUtf8();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
