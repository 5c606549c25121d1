package io.countersign.http;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.sequencer.Setting;
import io.countersign.service.LedgerHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// A node on a free port over ledgers in a folder, and a client of the JDK for it: nothing of the
/// project answers for itself.
final class Wired implements AutoCloseable {
  final AtomicLong millis = new AtomicLong(Setting.NOW);
  final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
  final LedgerHost host;
  final Node node;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicLong nonces = new AtomicLong();

  Wired(Path folder, Limits limits, List<Routes> routes) {
    this(folder, Node.Settings.local(0, limits), routes);
  }

  Wired(Path folder, Node.Settings settings, List<Routes> routes) {
    host = LedgerHost.open(folder, Setting.LOG, Setting.environment());
    try {
      node = Node.start(settings, host, world(), routes);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private World world() {
    return new World(clock, RandomGenerator.of("L64X128MixRandom"), Thread.ofVirtual().factory());
  }

  URI uri(String pathAndQuery) {
    return URI.create("http://127.0.0.1:" + node.port() + pathAndQuery);
  }

  /// The header fields by which `signer` signs a request for `pathAndQuery`.
  Map<String, String> sign(
      HttpSignatures.Signer signer, String method, String pathAndQuery, Bytes body) {
    URI uri = uri(pathAndQuery);
    String query = uri.getRawQuery();
    return HttpSignatures.sign(
        new HttpSignatures.Request(
            method, uri.getAuthority(), uri.getRawPath(), query == null ? "" : query),
        body,
        signer,
        millis.get() / 1000,
        60,
        "nonce-of-test-" + nonces.incrementAndGet());
  }

  HttpResponse<byte[]> get(String pathAndQuery, Map<String, String> fields) {
    return send("GET", pathAndQuery, Bytes.EMPTY, fields);
  }

  HttpResponse<byte[]> send(
      String method, String pathAndQuery, Bytes body, Map<String, String> fields) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(pathAndQuery))
            .method(
                method,
                body.size() == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body.toArray()));
    fields.forEach(request::header);
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static String text(HttpResponse<byte[]> answer) {
    return Bytes.wrap(answer.body()).toUtf8();
  }

  static Bytes32 ledger() {
    return Setting.GENESIS.ledgerId();
  }

  @Override
  public void close() {
    node.close();
    client.close();
  }
}
