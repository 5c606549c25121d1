package io.countersign.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.sequencer.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ConfigTest {
  static final String WHOLE =
      """
      {
        "listen": "0.0.0.0:8443", "store": "ledgers", "key": "log",
        "metrics": "127.0.0.1:9464", "authorities": ["ledger.example"],
        "operators": ["0xa63f0fb74c414895f8f6c2126c988bf90d63907e"],
        "openers": ["0xa63f0fb74c414895f8f6c2126c988bf90d63907e"], "webhooksToLoopback": true,
        "witnesses": [], "clockPeer": "https://peer.example/", "marks": true,
        "logLevel": "warn",
        "tls": {"certificate": "c.pem", "key": "k.pem", "clients": "ca.pem"},
        "jwt": {"issuer": "i", "audience": "a", "algorithms": ["ES256"], "keys": "k.json", "claim": "c"},
        "limits": {"bodyBytes": 5}
      }
      """;

  private static Config parse(String text) throws MalformedException {
    return Config.parse(Optional.of(Bytes.utf8(text)), Map.of(), Map.of());
  }

  @Test
  void whole_readAndPrinted_saysTheSame() throws MalformedException {
    Config config = parse(WHOLE);
    assertEquals(5, config.limits().bodyBytes());
    assertEquals(config, parse(config.toJson().toText()));
    assertEquals(Set.of("ledger.example"), config.authorities(1));
  }

  @Test
  void openers_notSaid_areAnybodyOnLoopbackOnly() throws MalformedException {
    assertTrue(parse("{\"key\":\"k\"}").mayOpen(Setting.GENESIS));
    String open = "{\"key\":\"k\",\"listen\":\"0.0.0.0:80\",\"authorities\":[\"a\"]";
    assertFalse(parse(open + "}").mayOpen(Setting.GENESIS));
    assertTrue(parse(open + ",\"openers\":[\"any\"]}").mayOpen(Setting.GENESIS));
    for (String member : List.of("openers", "operators")) {
      String text = open + ",\"" + member + "\":[\"" + Setting.GENESIS.client() + "\"]}";
      assertTrue(parse(text).mayOpen(Setting.GENESIS), text);
    }
  }

  @Test
  void sources_overrideOneAnother() throws MalformedException {
    Config config =
        Config.parse(
            Optional.of(Bytes.utf8("{\"key\":\"file\",\"logLevel\":\"info\",\"metrics\":\"h:1\"}")),
            Map.of(
                "COUNTERSIGN_KEY", "env",
                "COUNTERSIGN_LOG_LEVEL", "error",
                "COUNTERSIGN_LIMITS_IDLE_MILLIS", "77"),
            Map.of("key", "typed"));
    assertEquals("typed", config.key());
    assertEquals("error", config.logLevel());
    assertEquals("h:1", config.metrics());
    assertEquals(77, config.limits().idleMillis());
    assertEquals(Set.of("127.0.0.1:5", "localhost:5"), config.authorities(5));
  }

  @Test
  void wrongOnes_areRefusedWithTheirPlace() {
    Map<String, String> bad =
        Map.ofEntries(
            Map.entry("{\"key\":\"k\",\"lisen\":\"a:1\"}", "config.lisen"),
            Map.entry(
                "{\"key\":\"k\",\"tls\":{\"certificate\":\"c\",\"key\":\"k\",\"x\":1}}",
                "config.tls.x"),
            Map.entry("{\"key\":\"k\",\"limits\":{\"requests\":0}}", "config.limits.requests"),
            Map.entry("{\"key\":\"k\",\"listen\":\"here\"}", "config.listen"),
            Map.entry("{\"key\":\"k\",\"listen\":\"h:70000\"}", "config.listen"),
            Map.entry("{\"key\":\"k\",\"listen\":\"0.0.0.0:80\"}", "config.authorities"),
            Map.entry("{}", "config.key"),
            Map.entry("{\"key\":\"k\",\"operators\":[\"0x1\"]}", "config.operators[0]"),
            Map.entry("{\"key\":\"k\",\"openers\":[\"any\",\"0x1\"]}", "config.openers[0]"),
            Map.entry("{\"key\":\"k\",\"witnesses\":[\"w\"]}", "config.witnesses[0]"),
            Map.entry("{\"key\":\"k\",\"clockPeer\":\"ftp://x\"}", "config.clockPeer"),
            Map.entry("{\"key\":\"k\",\"logLevel\":\"loud\"}", "config.logLevel"),
            Map.entry(
                "{\"jwt\":{\"algorithms\":[\"HS256\"],\"audience\":\"a\",\"issuer\":\"i\",\"keys\":\"f\"},\"key\":\"k\"}",
                "config.jwt.algorithms"),
            Map.entry("[]", "config"));
    bad.forEach(
        (text, place) -> {
          MalformedException e = assertThrows(MalformedException.class, () -> parse(text), text);
          assertTrue(e.field().startsWith(place), text + ": " + e.getMessage());
        });
  }

  @Test
  void everyMember_standsInTheOperatorsGuide() throws IOException, MalformedException {
    for (String page : List.of("src/docs/operate.md", "src/docs/operate.zh-CN.md")) {
      String guide = Files.readString(Path.of(page));
      for (String name : Limits.names().keySet()) {
        assertTrue(
            guide.contains("| `" + name + "` | " + Limits.names().get(name) + " |"), page + name);
      }
      for (String name : parse(WHOLE).toJson().keys()) {
        assertTrue(guide.contains("`" + name + "`"), page + ": " + name);
      }
    }
  }
}
