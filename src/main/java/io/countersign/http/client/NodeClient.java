package io.countersign.http.client;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.http.HttpSignatures;
import io.countersign.witness.SourceException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/// Talks to one node over kept connections.
///
/// Every request has one deadline for all of it, body included, and every answer a cap, so that a
/// node that sends slowly or without end costs a bounded time and memory. A request is sent a
/// second time only where that is safe (GET, and submissions, which a node knows by their digest)
/// and only if the connection failed; nothing is repeated after an answer. Redirects are not
/// followed: a signature is for one address. Any thread may call.
public final class NodeClient implements AutoCloseable {
  /// Time for a whole exchange of small documents.
  public static final Duration SHORT = Duration.ofSeconds(30);

  /// Time for a whole exchange of a payload or a batch.
  public static final Duration LONG = Duration.ofMinutes(5);

  /// Least cap on an answer: room for a problem document.
  static final int PROBLEM = 1 << 16;

  /// How long the client waits at most before it signs a request anew, in milliseconds.
  private static final long MAX_PAUSE_MILLIS = 5_000;

  private static final Duration CONNECT = Duration.ofSeconds(10);

  /// How long a signature over a request holds, in seconds.
  private static final long LIFETIME = 120;

  private final URI base;
  private final Credential credential;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final HttpClient client;

  /// @param base the node's address, with a path in front where it has one: `http://host:port`
  /// @param clock dates signatures
  /// @param random a cryptographically strong source of nonces
  public NodeClient(URI base, Credential credential, InstantSource clock, RandomGenerator random) {
    String text = base.toString();
    this.base = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : base;
    this.credential = credential;
    this.clock = clock;
    this.random = random;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /// Whether `text` can be the address of a node.
  public static boolean isAddress(String text) {
    try {
      URI uri = URI.create(text);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && uri.getRawUserInfo() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Reads `path`.
  ///
  /// @param path with its query, from `/` on
  /// @param maxBytes cap on the body
  /// @throws SourceException `NODE_UNREACHABLE`, `NODE_ANSWER` where it is larger
  Reply get(String path, long maxBytes, Duration within) {
    return twice("GET", path, Bytes.EMPTY, "", maxBytes, within);
  }

  /// Sends a body that a node may safely get twice.
  Reply post(String path, Bytes body, String type, long maxBytes, Duration within) {
    return twice("POST", path, body, type, maxBytes, within);
  }

  /// Takes away what is at `path`.
  Reply delete(String path, long maxBytes, Duration within) {
    return twice("DELETE", path, Bytes.EMPTY, "", maxBytes, within);
  }

  private Reply twice(
      String method, String path, Bytes body, String type, long maxBytes, Duration within) {
    String what = method + " " + path;
    try {
      Reply reply = reply(what, send(request(method, path, body, type, within), maxBytes, within));
      if (!isBeforeStart(reply)) {
        return reply;
      }
      pause(reply.retryAfter());
      return reply(what, send(request(method, path, body, type, within), maxBytes, within));
    } catch (IOException first) {
      if (isFinal(first)) {
        throw failed(what, first);
      }
      try {
        return reply(what, send(request(method, path, body, type, within), maxBytes, within));
      } catch (IOException second) {
        throw failed(what, second);
      }
    }
  }

  /// Whether the node started after the request was signed: signed again it is taken.
  private static boolean isBeforeStart(Reply reply) {
    return reply.status() == 401 && reply.problem().code() == Code.HTTP_SIGNATURE_BEFORE_START;
  }

  private static void pause(long millis) throws IOException {
    try {
      Thread.sleep(Math.min(millis, MAX_PAUSE_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// What another try would not change, or only after a while.
  private static boolean isFinal(IOException e) {
    return e instanceof ConnectException
        || e instanceof HttpConnectTimeoutException
        || e instanceof SlowException
        || isTooLarge(e);
  }

  /// The deadline passed before the answer was whole.
  static final class SlowException extends IOException {
    private static final long serialVersionUID = 1L;

    SlowException(Duration within) {
      super("no whole answer within " + within);
    }
  }

  private static boolean isTooLarge(IOException e) {
    String message = e.getMessage();
    return message != null && message.startsWith("body exceeds capacity");
  }

  private static SourceException failed(String what, IOException e) {
    return new SourceException(
        isTooLarge(e)
            ? new Finding(Code.NODE_ANSWER, what, "an answer under its cap", e.getMessage() + "")
            : new Finding(Code.NODE_UNREACHABLE, what, "an answer in time", e.toString()),
        e);
  }

  HttpRequest request(String method, String path, Bytes body, String type, Duration within) {
    URI uri = URI.create(base + path);
    HttpRequest.Builder out =
        HttpRequest.newBuilder(uri)
            .timeout(within)
            .method(
                method,
                body.size() == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body.unsafeArray()));
    if (body.size() > 0) {
      out.header("Content-Type", type);
    }
    switch (credential) {
      case Credential.None n -> {}
      case Credential.Bearer b -> out.header("Authorization", "Bearer " + b.token());
      case Credential.Signed s -> sign(method, uri, body, s.signer()).forEach(out::header);
    }
    return out.build();
  }

  private Map<String, String> sign(
      String method, URI uri, Bytes body, HttpSignatures.Signer signer) {
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
    String query = uri.getRawQuery();
    return HttpSignatures.sign(
        new HttpSignatures.Request(
            method, authority(uri), uri.getRawPath(), query == null ? "" : query),
        body,
        signer,
        Math.floorDiv(clock.millis(), 1_000L),
        LIFETIME,
        HexFormat.of().formatHex(nonce));
  }

  private static String authority(URI uri) {
    boolean usual =
        uri.getPort() < 0
            || ("http".equals(uri.getScheme()) && uri.getPort() == 80)
            || ("https".equals(uri.getScheme()) && uri.getPort() == 443);
    String host = uri.getHost().toLowerCase(java.util.Locale.ROOT);
    return usual ? host : host + ":" + uri.getPort();
  }

  private HttpResponse<byte[]> send(HttpRequest request, long maxBytes, Duration within)
      throws IOException {
    return await(
        client.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), maxBytes)),
        within);
  }

  /// Waits for an exchange, and gives it up when its time is over.
  <T> T await(CompletableFuture<T> exchange, Duration within) throws IOException {
    try {
      return exchange.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      exchange.cancel(true);
      throw new SlowException(within);
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  HttpClient client() {
    return client;
  }

  private static Reply reply(String what, HttpResponse<byte[]> answer) {
    long seconds =
        answer
            .headers()
            .firstValue("Retry-After")
            .filter(v -> v.matches("[0-9]{1,5}"))
            .map(Long::parseLong)
            .orElse(1L);
    return new Reply(
        what,
        answer.statusCode(),
        answer.headers().firstValue("Content-Type").orElse(""),
        Math.max(1, seconds) * 1_000,
        Bytes.wrap(answer.body()));
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
