package io.countersign.http;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Base64s;
import io.countersign.service.LedgerHost;
import io.countersign.service.Shares;
import io.countersign.store.StoreException;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings requests from the event loop to a virtual thread each, and failures to their answers.
public final class Dispatch {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

  /// What part of the requests that are answered at a time one sender may have: one in so many.
  private static final int SHARE = 2;

  /// The fields of a request on which an answer may depend.
  private static final String VARY =
      "Authorization, Signature, Signature-Input, Accept-Language, Accept-Encoding";

  private final Vertx vertx;
  private final World world;
  private final Limits limits;
  private final LedgerHost host;
  private final Access access;
  private final Connections connections;
  private final Gauges gauges;
  private final ClockWatch clock;
  private final Senders senders;
  private final Shares shares;
  private final AtomicInteger running = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private volatile boolean closing;

  Dispatch(
      Vertx vertx,
      World world,
      Limits limits,
      LedgerHost host,
      Access access,
      Connections connections,
      Gauges gauges,
      ClockWatch clock) {
    this.vertx = vertx;
    this.world = world;
    this.connections = connections;
    this.gauges = gauges;
    this.clock = clock;
    this.senders = new Senders(limits);
    this.shares = new Shares(limits.requests(), Math.ceilDiv(limits.requests(), SHARE));
    this.limits = limits;
    this.host = host;
    this.access = access;
  }

  /// For parts that send requests themselves.
  public Vertx vertx() {
    return vertx;
  }

  /// The ledgers.
  public LedgerHost host() {
    return host;
  }

  /// Who may see and do what.
  public Access access() {
    return access;
  }

  /// The handler that runs `action`.
  public Handler<RoutingContext> on(Action action) {
    return context -> accept(context, action);
  }

  /// On the event loop.
  private void accept(RoutingContext context, Action action) {
    Context loop = Objects.requireNonNull(Vertx.currentContext(), "an event loop");
    HttpConnection connection = context.request().connection();
    connections.busy(connection);
    Body body =
        new Body(
            context.request(),
            loop,
            limits.readMillis(),
            limits.bodyMillis(),
            world.clock()::millis);
    String id = Base64s.format(Bytes.wrap(world.entropy(12))).replace('+', '-').replace('/', '_');
    context.response().putHeader(Exchange.REQUEST_ID, id);
    context.response().putHeader("X-Content-Type-Options", "nosniff");
    // What an action says itself takes the place of these.
    context.response().putHeader("Cache-Control", "private, no-cache");
    context.response().putHeader("Vary", VARY);
    context.response().exceptionHandler(e -> {});
    Exchange exchange = new Exchange(context, body, limits, host, access, clock, id);
    int now = running.incrementAndGet();
    world
        .requests()
        .newThread(
            () -> {
              long began = world.clock().millis();
              try {
                run(exchange, context, action, now);
              } finally {
                done();
                long ended = world.clock().millis();
                connections.idle(connection, ended);
                log(exchange, context, ended - began);
              }
            })
        .start();
  }

  private void run(Exchange exchange, RoutingContext context, Action action, int now) {
    try {
      if (closing) {
        throw Problem.of(503, Code.HTTP_CLOSING, "node", "a node that runs", "one that stops")
            .withRetryAfter(5_000)
            .asException();
      }
      if (now > limits.requests()) {
        throw busy("requests", limits.requests());
      }
      String sender = admit(exchange, context.request());
      exchange.sender(sender);
      if (!shares.take(sender)) {
        throw busy("requests of one sender", Math.ceilDiv(limits.requests(), SHARE));
      }
      try {
        action.run(exchange);
      } finally {
        shares.release(sender);
      }
      if (!exchange.isAnswered()) {
        throw new IllegalStateException("no answer");
      }
    } catch (ProblemException e) {
      fail(exchange, e.problem());
    } catch (MalformedException e) {
      fail(exchange, Problem.of(e));
    } catch (StoreException e) {
      LOG.atError()
          .addKeyValue("request", exchange.id())
          .addKeyValue("code", e.finding().code().id())
          .log("store failed");
      fail(exchange, unavailable());
    } catch (RuntimeException | Error e) {
      LOG.atError().addKeyValue("request", exchange.id()).setCause(e).log("request failed");
      fail(
          exchange,
          Problem.of(500, new Finding(Code.HTTP_INTERNAL, "node", "an answer", "a fault")));
      if (e instanceof Error error) {
        throw error;
      }
    }
  }

  private static ProblemException busy(String what, int most) {
    return Problem.of(503, Code.HTTP_BUSY, what, "at most " + most + " at a time", "more")
        .withRetryAfter(1_000)
        .asException();
  }

  /// Finds out who sends the request, and counts it.
  ///
  /// @return by what name its sender is counted
  private String admit(Exchange exchange, HttpServerRequest request) throws MalformedException {
    Sent sent = new Sent(request, exchange);
    Senders.From from = Senders.of(Connections.address(request.connection()), sent);
    limit(exchange, senders.before(from, world.clock().millis()));
    boolean means;
    try {
      means = exchange.identify(sent);
    } catch (MalformedException | ProblemException e) {
      limit(exchange, senders.failed(from, world.clock().millis()));
      throw e;
    }
    if (from.claim().isPresent()) {
      limit(
          exchange, senders.identified(from, exchange.principal(), means, world.clock().millis()));
    }
    return means ? Senders.name(from, exchange.principal()) : from.failing();
  }

  /// Says how much is left of a sender's rate.
  private void limit(Exchange exchange, Rates.Left left) {
    exchange.set(
        "RateLimit-Policy",
        "\"default\";q="
            + limits.rateBurst()
            + ";w="
            + Math.ceilDiv(limits.rateBurst(), limits.ratePerSecond()));
    exchange.set(
        "RateLimit",
        "\"default\";r=" + left.remaining() + ";t=" + Math.ceilDiv(left.retryMillis(), 1_000));
    if (left.retryMillis() > 0) {
      throw Problem.of(
              429,
              Code.HTTP_RATE,
              "rate",
              limits.ratePerSecond() + " requests a second, " + limits.rateBurst() + " at once",
              "more")
          .withRetryAfter(left.retryMillis())
          .asException();
    }
  }

  /// What is answered while a ledger cannot be used. The reason, which may name files, stays here.
  static Problem unavailable() {
    return Problem.of(
            503, Code.LEDGER_UNAVAILABLE, "ledger", "a store that can be written", "none just now")
        .withRetryAfter(2_000);
  }

  private static void fail(Exchange exchange, Problem problem) {
    if (exchange.isAnswered()) {
      exchange.abort();
    } else {
      exchange.answer(problem);
    }
  }

  private void done() {
    lock.lock();
    try {
      running.decrementAndGet();
      idle.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void log(Exchange exchange, RoutingContext context, long millis) {
    String route =
        Optional.ofNullable(context.currentRoute())
            .map(r -> String.valueOf(r.getPath()))
            .orElse("none");
    gauges.answered(route, exchange.method(), exchange.status(), millis);
    LOG.atInfo()
        .addKeyValue("request", exchange.id())
        .addKeyValue("method", exchange.method())
        .addKeyValue("route", route)
        .addKeyValue("status", exchange.status())
        .addKeyValue("millis", millis)
        .log("request");
  }

  /// Requests that are being answered.
  int running() {
    return running.get();
  }

  /// Whether the node stops: an answer that goes on by itself ends now.
  public boolean isClosing() {
    return closing;
  }

  /// From now on every request is answered with 503; waits for those that are being answered.
  ///
  /// @return whether all were answered in time
  boolean close(long millis) throws InterruptedException {
    closing = true;
    lock.lock();
    try {
      long left = millis * 1_000_000;
      while (running.get() > 0 && left > 0) {
        left = idle.awaitNanos(left);
      }
      return running.get() == 0;
    } finally {
      lock.unlock();
    }
  }

  /// The credentials of a request of Vert.x.
  private record Sent(HttpServerRequest sent, Exchange exchange) implements Access.Credentials {
    @Override
    public HttpSignatures.Request request() {
      HostAndPort at = sent.authority();
      String authority = "";
      if (at != null) {
        boolean standard = at.port() < 0 || at.port() == (sent.isSSL() ? 443 : 80);
        authority = at.host().toLowerCase(Locale.ROOT) + (standard ? "" : ":" + at.port());
      }
      String query = sent.query();
      return new HttpSignatures.Request(
          sent.method().name(), authority, exchange.path(), query == null ? "" : query);
    }

    @Override
    public Optional<String> field(String name) {
      List<String> all = sent.headers().getAll(name);
      return all.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", all));
    }

    @Override
    public boolean hasBody() {
      String length = sent.getHeader("content-length");
      return sent.getHeader("transfer-encoding") != null || (length != null && !length.equals("0"));
    }
  }
}
