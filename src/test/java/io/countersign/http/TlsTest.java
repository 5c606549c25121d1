package io.countersign.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.sequencer.Ledger;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class TlsTest {
  private static final char[] PASSWORD = "for the test".toCharArray();
  private static final Agreed A = new Agreed("behind tls");

  @TempDir Path folder;

  /// A key and its certificate, made by the JDK's keytool.
  private KeyStore certified(String name) throws Exception {
    Path file = folder.resolve(name + ".p12");
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    assertTrue(made.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, made.exitValue());
    KeyStore out = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      out.load(in, PASSWORD);
    }
    Files.writeString(
        pem(name, "key"), armoured("PRIVATE KEY", out.getKey(name, PASSWORD).getEncoded()));
    Files.writeString(
        pem(name, "certificate"), armoured("CERTIFICATE", out.getCertificate(name).getEncoded()));
    return out;
  }

  private Path pem(String name, String what) {
    return folder.resolve(name + "." + what + ".pem");
  }

  private static String armoured(String what, byte[] der) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.UTF_8)).encodeToString(der)
        + "\n-----END "
        + what
        + "-----\n";
  }

  private Wired wired(String clients) {
    Config local = Node.Settings.local(0).config();
    Config.Tls tls =
        new Config.Tls(
            pem("node", "certificate").toString(), pem("node", "key").toString(), clients);
    Config config =
        new Config(
            local.listen(),
            "",
            "log",
            "",
            List.of(),
            List.of(),
            Config.Openers.ANYBODY,
            false,
            List.of(),
            "",
            false,
            "off",
            Optional.of(tls),
            Optional.empty(),
            Limits.STANDARD);
    Wired w = new Wired(folder.resolve("ledgers"), new Node.Settings(config, 1, ""), List.of());
    assertTrue(w.host.create(A.opening()) instanceof Ledger.Creation.Created);
    return w;
  }

  private static SSLContext context(KeyStore trusted, String name, Optional<KeyStore> own)
      throws Exception {
    KeyStore anchors = KeyStore.getInstance("PKCS12");
    anchors.load(null, PASSWORD);
    anchors.setCertificateEntry("node", trusted.getCertificate(name));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(anchors);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own.orElse(anchors), PASSWORD);
    SSLContext out = SSLContext.getInstance("TLS");
    out.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return out;
  }

  private static HttpResponse<String> checkpoint(Wired w, SSLContext context)
      throws IOException, InterruptedException {
    String path = "/v1/ledgers/" + A.id() + "/log/checkpoint";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + w.node.port() + path));
    for (Map.Entry<String, String> f :
        w.sign(A.signer("client"), "GET", path, Bytes.EMPTY).entrySet()) {
      request.header(f.getKey(), f.getValue());
    }
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void tls_signedRequestOverHttp2_isAnswered() throws Exception {
    KeyStore node = certified("node");
    try (Wired w = wired("")) {
      HttpResponse<String> answer = checkpoint(w, context(node, "node", Optional.empty()));
      assertEquals(200, answer.statusCode(), answer.body());
      assertEquals(HttpClient.Version.HTTP_2, answer.version());
    }
  }

  @Test
  void http2_streamsOfOneConnection_areLimited_andResetsEndIt() throws Exception {
    certified("node");
    Vertx vertx = Vertx.vertx();
    try (Wired w = wired("")) {
      HttpClientAgent client =
          vertx.createHttpClient(
              new HttpClientOptions()
                  .setSsl(true)
                  .setUseAlpn(true)
                  .setProtocolVersion(HttpVersion.HTTP_2)
                  .setTrustAll(true)
                  .setVerifyHost(false));
      RequestOptions live =
          new RequestOptions().setHost("127.0.0.1").setPort(w.node.port()).setURI("/health/live");
      HttpClientRequest first =
          client.request(live).toCompletionStage().toCompletableFuture().get();
      HttpConnection connection = first.connection();
      assertEquals(200, first.send().toCompletionStage().toCompletableFuture().get().statusCode());
      Http2Settings told = connection.remoteSettings();
      assertEquals(Limits.STANDARD.streams(), told.getMaxConcurrentStreams());
      assertEquals(Limits.STANDARD.headerBytes(), told.getMaxHeaderListSize());
      CountDownLatch closed = new CountDownLatch(1);
      connection.closeHandler(v -> closed.countDown());
      int resets = 0;
      while (closed.getCount() > 0 && resets < 300) {
        HttpClientRequest next =
            client.request(live).toCompletionStage().toCompletableFuture().get();
        if (!next.connection().equals(connection)) {
          break;
        }
        next.send();
        next.reset(8);
        resets++;
      }
      assertTrue(resets >= Limits.STANDARD.streams() && resets < 300, resets + " resets");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void clients_whereCertificatesAreDemanded_needOneOfTheirAuthority() throws Exception {
    KeyStore node = certified("node");
    KeyStore client = certified("client");
    KeyStore stranger = certified("stranger");
    try (Wired w = wired(pem("client", "certificate").toString())) {
      assertEquals(200, checkpoint(w, context(node, "node", Optional.of(client))).statusCode());
      assertThrows(IOException.class, () -> checkpoint(w, context(node, "node", Optional.empty())));
      assertThrows(
          IOException.class, () -> checkpoint(w, context(node, "node", Optional.of(stranger))));
    }
  }
}
