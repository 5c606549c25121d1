package io.countersign.http;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.sequencer.Ledger;
import io.countersign.service.LedgerHost;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One request and its answer, for the one virtual thread that handles it.
public final class Exchange {
  /// The media type of answers in JSON.
  public static final String JSON = "application/json";

  /// The header field that names the request in the node's logs.
  public static final String REQUEST_ID = "X-Request-Id";

  /// Bytes after which a stream is written on.
  private static final int PIECE_BYTES = 32 << 10;

  /// How long a body that nobody wants is waited for, and how long its sender may go on afterwards,
  /// so that he reads the answer first.
  private static final long LINGER_MILLIS = 1_000;

  private final RoutingContext context;
  private final Body body;
  private final Limits limits;
  private final LedgerHost host;
  private final Access access;
  private final ClockWatch clock;
  private final String id;
  private final Lang lang;
  private Principal principal = new Principal.Nobody();
  private Optional<HttpSignatures.Proof> unused = Optional.empty();
  private String sender = "";
  private boolean answered;

  Exchange(
      RoutingContext context,
      Body body,
      Limits limits,
      LedgerHost host,
      Access access,
      ClockWatch clock,
      String id) {
    this.context = context;
    this.body = body;
    this.limits = limits;
    this.host = host;
    this.access = access;
    this.clock = clock;
    this.id = id;
    this.lang = Lang.of(header("accept-language").orElse(""));
  }

  private HttpServerRequest request() {
    return context.request();
  }

  private HttpServerResponse response() {
    return context.response();
  }

  /// Checks the credentials.
  ///
  /// @return whether they are of a key or token that means something here
  boolean identify(Access.Credentials credentials) throws MalformedException {
    Access.Identified who = access.of(credentials);
    principal = who.principal();
    unused = who.unused();
    who.digest().ifPresent(body::mustBe);
    Optional<String> claimed = header("content-digest");
    if (who.digest().isEmpty() && claimed.isPresent()) {
      body.mustBe(HttpSignatures.parseDigest(claimed.get()));
    }
    return unused.isEmpty();
  }

  void sender(String name) {
    sender = name;
  }

  /// By what name the sender is counted: his key, his token, or where he comes from.
  public String sender() {
    return sender;
  }

  /// The request's name in the logs.
  public String id() {
    return id;
  }

  public Lang lang() {
    return lang;
  }

  public Principal principal() {
    return principal;
  }

  public Access access() {
    return access;
  }

  public LedgerHost host() {
    return host;
  }

  /// `GET`, `POST`, …
  public String method() {
    return request().method().name();
  }

  /// The path as it was asked for, percent-encoded.
  public String path() {
    return Optional.ofNullable(request().path()).orElse("/");
  }

  /// A header field of the request, several of the name joined by `, `.
  public Optional<String> header(String name) {
    List<String> all = request().headers().getAll(name);
    return all.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", all));
  }

  /// The path parameter `name`, decoded.
  public String parameter(String name) {
    return Optional.ofNullable(context.pathParam(name))
        .orElseThrow(() -> new IllegalStateException("no path parameter " + name));
  }

  /// The path parameter `name` as 64 hex digits; whatever else it is names nothing.
  public Bytes32 parameter32(String name) {
    try {
      return Bytes32.parse(parameter(name));
    } catch (MalformedException e) {
      throw Problem.notFound().asException();
    }
  }

  /// The path parameter `name` as a decimal number; whatever else it is names nothing.
  public long parameterNumber(String name, long min, long max) {
    String text = parameter(name);
    if (!text.matches("0|[1-9][0-9]{0,15}")) {
      throw Problem.notFound().asException();
    }
    long value = Long.parseLong(text);
    if (value < min || value > max) {
      throw Problem.notFound().asException();
    }
    return value;
  }

  /// The query parameter `name`.
  ///
  /// @throws MalformedException `FIELD_RANGE` if it is there twice
  public Optional<String> query(String name) throws MalformedException {
    List<String> all = context.queryParam(name);
    if (all.size() > 1) {
      throw new MalformedException(
          Code.FIELD_RANGE, "query." + name, -1, "one value", all.size() + " values");
    }
    return all.stream().findFirst();
  }

  /// The query parameter `name` as a decimal number, `otherwise` if it is not there.
  ///
  /// @throws MalformedException `FIELD_RANGE`
  public long query(String name, long min, long max, long otherwise) throws MalformedException {
    Optional<String> text = query(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    long value = text.get().matches("0|[1-9][0-9]{0,15}") ? Long.parseLong(text.get()) : -1;
    if (value < min || value > max) {
      throw new MalformedException(
          Code.FIELD_RANGE,
          "query." + name,
          -1,
          min + " to " + max,
          MalformedException.show(text.get()));
    }
    return value;
  }

  /// Refuses query parameters that the path does not have.
  ///
  /// @throws MalformedException `FIELD_UNKNOWN`
  public void onlyQueries(String... names) throws MalformedException {
    for (String name : context.queryParams().names()) {
      if (!List.of(names).contains(name)) {
        throw new MalformedException(
            Code.FIELD_UNKNOWN,
            "query",
            -1,
            String.join(", ", names),
            MalformedException.show(name));
      }
    }
  }

  /// A ledger that the caller may use.
  public record Reached(Ledger ledger, Grant grant) {}

  /// The ledger that the path names, if the caller has `right` on it.
  ///
  /// @throws ProblemException [Problem#notFound] if there is none that he may see; 403 if he may
  ///   see it and lacks the right
  /// @throws io.countersign.store.StoreException if it cannot be opened now
  public Reached ledger(Right right) {
    Bytes32 ledger = parameter32("ledger");
    Grant grant =
        access.grant(principal, ledger).orElseThrow(() -> Problem.notFound().asException());
    return reach(grant, right);
  }

  /// The ledger of a grant that the caller was found to have otherwise.
  public Reached reach(Grant grant, Right right) {
    if (!grant.may(right)) {
      throw Access.lacking(right);
    }
    if (right == Right.WRITE) {
      clock.check();
    }
    return new Reached(
        host.find(grant.ledger()).orElseThrow(() -> Problem.notFound().asException()), grant);
  }

  /// Whether the caller still has `right` on `ledger`, for an answer that goes on for long.
  public boolean mayStill(Bytes32 ledger, Right right) {
    return access.mayStill(principal, ledger, right);
  }

  /// Refuses what would append to a ledger while the clock is known to be ahead.
  ///
  /// @throws ProblemException 503
  public void checkClock() {
    clock.check();
  }

  /// Whether the clock is known to be ahead.
  public boolean isClockAhead() {
    return clock.isAhead();
  }

  /// Uses up the nonce of a signature by a key without a grant, where the key means something.
  ///
  /// @throws MalformedException `HTTP_SIGNATURE_REPLAYED`
  public void useNonce() throws MalformedException {
    if (unused.isPresent()) {
      access.use(unused.get());
      unused = Optional.empty();
    }
  }

  /// The whole body.
  ///
  /// @param max bytes
  /// @throws MalformedException `INPUT_TOO_LARGE`, `HTTP_DIGEST`
  /// @throws ProblemException 408 if it does not come in time
  public Bytes body(int max) throws MalformedException {
    return body.all(Math.min(max, limits.bodyBytes()));
  }

  /// The body as a stream, read as it comes. An IOException carries a [ProblemException] as its
  /// cause.
  public InputStream bodyStream(long max) {
    return body.stream(max);
  }

  /// How long what is read as a whole may take, in milliseconds.
  public long bodyMillis() {
    return limits.bodyMillis();
  }

  /// The body as JSON within the project's profile, in any layout.
  ///
  /// @throws MalformedException as [JsonReader#relaxed]
  /// @throws ProblemException 415
  public Json json(int max) throws MalformedException {
    String type = header("content-type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.split(";", 2)[0].strip().equals(JSON)) {
      throw Problem.of(
              415, Code.HTTP_MEDIA_TYPE, "Content-Type", JSON, MalformedException.show(type))
          .asException();
    }
    return JsonReader.relaxed(body(max), Math.min(max, limits.bodyBytes()));
  }

  /// Sets a header field of the answer.
  public Exchange set(String header, String value) {
    response().putHeader(header, value);
    return this;
  }

  /// Answers with JSON.
  public void answer(int status, Json value) {
    answer(status, JSON, Bytes.utf8(value.toText()));
  }

  /// Answers with bytes.
  public void answer(int status, String type, Bytes bytes) {
    response().putHeader("Content-Type", type);
    send(status, Buffer.buffer(bytes.unsafeArray()));
  }

  /// Answers without a body, e.g. 204 or 304.
  public void answer(int status) {
    send(status, Buffer.buffer());
  }

  private void send(int status, Buffer bytes) {
    begin(status);
    if (method().equals("HEAD")) {
      response().putHeader("Content-Length", Integer.toString(bytes.length()));
      wait(response().end());
    } else {
      wait(response().end(bytes));
    }
  }

  private void begin(int status) {
    if (answered) {
      throw new IllegalStateException("answered already");
    }
    answered = true;
    if (!body.isRead() && !body.drain(limits.drainBytes(), LINGER_MILLIS)) {
      if (request().version() != HttpVersion.HTTP_2) {
        response().putHeader("Connection", "close");
      }
      response().endHandler(v -> body.discard(context.vertx(), LINGER_MILLIS));
    }
    response().setStatusCode(status);
  }

  /// Answers with a stream of bytes of unknown length. Writing waits for a slow reader, at most as
  /// long as the limits say; an IOException means that nobody reads any more. Close it to end the
  /// answer; [OutputStream#flush] sends what was written so far.
  public OutputStream stream(int status, String type) {
    response().putHeader("Content-Type", type);
    begin(status);
    response().setChunked(true);
    return new Out();
  }

  /// The same while the body is still being read: who sends gets answers before he has sent all.
  /// Closing it with a part of the body unread ends the connection.
  public OutputStream streamWhileReading(int status, String type) {
    if (answered) {
      throw new IllegalStateException("answered already");
    }
    answered = true;
    response().putHeader("Content-Type", type);
    response().setStatusCode(status).setChunked(true);
    response()
        .endHandler(
            v -> {
              if (!body.isRead()) {
                body.discard(context.vertx(), LINGER_MILLIS);
              }
            });
    return new Out();
  }

  /// Answers with a problem.
  public void answer(Problem problem) {
    problem
        .retryAfterMillis()
        .ifPresent(
            m -> response().putHeader("Retry-After", Long.toString(Math.ceilDiv(m, 1_000L))));
    if (problem.status() == 401) {
      response().putHeader("WWW-Authenticate", "Bearer, Signature");
    }
    response().putHeader("Cache-Control", "no-store");
    response().putHeader("Content-Language", lang.tag());
    answer(problem.status(), Problem.TYPE, Bytes.utf8(problem.toJson(lang, id).toText()));
  }

  /// Whether an answer was begun.
  boolean isAnswered() {
    return answered;
  }

  /// Gives up an answer that was begun and cannot be ended: the connection, or the one stream of it
  /// where others go on.
  void abort() {
    Body.give(request());
  }

  int status() {
    return response().getStatusCode();
  }

  private void wait(Future<Void> sent) {
    try {
      sent.toCompletionStage()
          .toCompletableFuture()
          .get(limits.writeMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Nobody takes the answer; what was done stays done.
      abort();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abort();
    }
  }

  /// What is written becomes chunks of the answer.
  private final class Out extends OutputStream {
    private Buffer piece = Buffer.buffer();
    private boolean closed;

    @Override
    public void write(int b) throws IOException {
      piece.appendByte((byte) b);
      flushFull();
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      piece.appendBytes(from, offset, length);
      flushFull();
    }

    private void flushFull() throws IOException {
      if (piece.length() >= PIECE_BYTES) {
        flush();
      }
    }

    @Override
    public void flush() throws IOException {
      if (piece.length() > 0) {
        Buffer out = piece;
        piece = Buffer.buffer();
        await(response().write(out));
      }
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        flush();
        await(response().end());
      }
    }

    private void await(Future<Void> sent) throws IOException {
      try {
        sent.toCompletionStage()
            .toCompletableFuture()
            .get(limits.writeMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException e) {
        abort();
        throw new IOException("the answer was not taken", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        abort();
        throw new IOException("interrupted", e);
      }
    }
  }
}
