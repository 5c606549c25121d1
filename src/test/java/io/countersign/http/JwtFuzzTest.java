package io.countersign.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tokens that nobody signed, on any bytes: none is believed, and none breaks the reader.
class JwtFuzzTest {
  /// A key whose private half nobody kept. Source: RFC 7517 A.1.
  private static final String KEYS =
      "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ES256\","
          + "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
          + "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}]}";

  private static final long NOW = 1_767_225_600L;

  private static final Vertx VERTX = Vertx.vertx();
  private static JwtReader reader;

  @BeforeAll
  static void open() throws MalformedException {
    Config.Jwt config =
        new Config.Jwt("https://id.example", "countersign", List.of("ES256"), "", "claim", 3_600);
    reader =
        new JwtReader(new JwtKeys(VERTX, config, KEYS, () -> Instant.ofEpochSecond(NOW)), config);
  }

  @AfterAll
  static void close() {
    VERTX.close().await();
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  static Stream<byte[]> seeds() {
    String header = part("{\"alg\":\"ES256\",\"typ\":\"JWT\"}");
    String body =
        part(
            "{\"iss\":\"https://id.example\",\"aud\":\"countersign\",\"exp\":9999999999,\"sub\":\"a\",\"claim\":[null]}");
    String zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
    return Stream.of(
            header + "." + body + "." + zeros,
            header + "." + body + ".",
            header + "..",
            header + "." + part("[]") + ".AA",
            header + "." + part("null") + ".AA",
            part("{\"alg\":\"none\"}") + "." + body + ".",
            part("{\"alg\":[\"ES256\"]}") + "." + body + ".AA",
            part("{\"alg\":\"ES256\",\"kid\":7}") + "." + body + "." + zeros,
            part("{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"]}") + "." + body + "." + zeros,
            part("null") + "." + body + ".",
            "..",
            "a.b.c")
        .map(s -> s.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void token_seeds_areRefused(byte[] data) {
    examine(data);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void token_anyBytes_isRefused(byte[] data) {
    examine(data);
  }

  private static void examine(byte[] data) {
    String token = new String(data, StandardCharsets.ISO_8859_1);
    try {
      fail("believed: " + reader.read(token, NOW, id -> true));
    } catch (MalformedException e) {
      assertEquals(Code.HTTP_TOKEN, e.code());
    }
  }
}
