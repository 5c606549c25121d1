package io.countersign.http;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Base64s;
import io.countersign.service.LedgerHost;
import io.countersign.store.StoreException;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
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

  private final World world;
  private final Limits limits;
  private final LedgerHost host;
  private final Access access;
  private final AtomicInteger running = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private volatile boolean closing;

  Dispatch(World world, Limits limits, LedgerHost host, Access access) {
    this.world = world;
    this.limits = limits;
    this.host = host;
    this.access = access;
  }

  /// The handler that runs `action`.
  public Handler<RoutingContext> on(Action action) {
    return context -> accept(context, action);
  }

  /// On the event loop.
  private void accept(RoutingContext context, Action action) {
    Context loop = Objects.requireNonNull(Vertx.currentContext(), "an event loop");
    Body body = new Body(context.request(), loop, limits.readMillis());
    String id = Base64s.format(Bytes.wrap(world.entropy(12))).replace('+', '-').replace('/', '_');
    context.response().putHeader(Exchange.REQUEST_ID, id);
    context.response().putHeader("X-Content-Type-Options", "nosniff");
    context.response().exceptionHandler(e -> {});
    Exchange exchange = new Exchange(context, body, limits, host, access, id);
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
                log(exchange, context, world.clock().millis() - began);
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
        throw Problem.of(
                503,
                Code.HTTP_BUSY,
                "requests",
                "at most " + limits.requests() + " at a time",
                "more")
            .withRetryAfter(1_000)
            .asException();
      }
      exchange.identify(new Sent(context.request(), exchange));
      action.run(exchange);
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
          .addKeyValue("finding", e.finding())
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

  private static void log(Exchange exchange, RoutingContext context, long millis) {
    if (LOG.isInfoEnabled()) {
      LOG.atInfo()
          .addKeyValue("request", exchange.id())
          .addKeyValue("method", exchange.method())
          .addKeyValue(
              "route",
              Optional.ofNullable(context.currentRoute())
                  .map(r -> String.valueOf(r.getPath()))
                  .orElse(""))
          .addKeyValue("status", exchange.status())
          .addKeyValue("millis", millis)
          .log("request");
    }
  }

  /// Requests that are being answered.
  int running() {
    return running.get();
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
