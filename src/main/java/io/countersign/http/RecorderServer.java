package io.countersign.http;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.recorder.CloudEvents;
import io.countersign.recorder.Recorder;
import io.countersign.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Takes CloudEvents over HTTP for a recorder, from machines of the same host.
///
/// `POST /events`: one event (`application/cloudevents+json`, or binary mode with `ce-` fields) or
/// a batch (`application/cloudevents-batch+json`). Each record is answered by itself, and only once
/// it is durable: 202 taken, 200 a duplicate, 422 refused; a batch 200 with a result for each; 503
/// with Retry-After if the queue has no room, and then nothing was taken. `GET /state` says how
/// things stand. No credential is asked for, so it listens on the loopback interface only; what a
/// web page could send there without being asked (forms, plain text) is not taken.
///
/// Source: CloudEvents 1.0.2 HTTP protocol binding.
public final class RecorderServer implements AutoCloseable {
  /// Requests that are answered at a time; beyond, 503.
  static final int MAX_REQUESTS = 64;

  /// How long the whole of a request may take to come, in seconds.
  private static final int IDLE_SECONDS = 30;

  private final Vertx vertx;
  private final int port;

  private RecorderServer(Vertx vertx, int port) {
    this.vertx = vertx;
    this.port = port;
  }

  /// Starts listening.
  ///
  /// @param port 0 for any that is free
  /// @param requests makes the thread of one request
  /// @throws IllegalArgumentException if `address` is not on the loopback interface
  /// @throws IllegalStateException if it cannot be listened on
  public static RecorderServer start(
      String address, int port, Recorder recorder, CloudEvents events, ThreadFactory requests) {
    if (!isLoopback(address)) {
      throw new IllegalArgumentException(address + " is not on the loopback interface");
    }
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    Handler handler = new Handler(recorder, events, requests);
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(address)
            .setPort(port)
            .setHttp2ClearTextEnabled(false)
            .setHandle100ContinueAutomatically(true)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setIdleTimeout(IDLE_SECONDS);
    try {
      HttpServer server =
          join(vertx.createHttpServer(options).requestHandler(handler::on).listen());
      return new RecorderServer(vertx, server.actualPort());
    } catch (CompletionException e) {
      vertx.close();
      throw new IllegalStateException("cannot listen on " + address + ":" + port, e.getCause());
    }
  }

  /// Whether `address` is reached from this host alone.
  public static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (IOException e) {
      return false;
    }
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    join(vertx.close());
  }

  /// An answer.
  ///
  /// @param retryAfter seconds; 0 for none
  private record Reply(int status, Json.Obj body, long retryAfter) {}

  private static final class Handler {
    private final Recorder recorder;
    private final CloudEvents events;
    private final ThreadFactory requests;
    private final AtomicInteger running = new AtomicInteger();

    Handler(Recorder recorder, CloudEvents events, ThreadFactory requests) {
      this.recorder = recorder;
      this.events = events;
      this.requests = requests;
    }

    /// On the event loop: gathers the body under its cap, then leaves it to a thread.
    void on(HttpServerRequest request) {
      if (running.incrementAndGet() > MAX_REQUESTS) {
        running.decrementAndGet();
        end(request, full("requests", MAX_REQUESTS + " at a time", 1));
        return;
      }
      request.response().exceptionHandler(e -> {});
      AtomicBoolean counted = new AtomicBoolean(true);
      Runnable done =
          () -> {
            if (counted.getAndSet(false)) {
              running.decrementAndGet();
            }
          };
      request.response().endHandler(v -> done.run());
      request.response().closeHandler(v -> done.run());
      AtomicInteger over = new AtomicInteger();
      Buffer body = Buffer.buffer();
      request.handler(
          part -> {
            if (body.length() + part.length() <= CloudEvents.MAX_BATCH_BYTES) {
              body.appendBuffer(part);
            } else if (over.getAndSet(1) == 0) {
              request.connection().close();
            }
          });
      request.endHandler(
          v -> {
            if (over.get() == 0) {
              requests
                  .newThread(() -> end(request, answer(request, Bytes.wrap(body.getBytes()))))
                  .start();
            }
          });
    }

    private static void end(HttpServerRequest request, Reply reply) {
      request
          .response()
          .setStatusCode(reply.status())
          .putHeader("Content-Type", "application/json");
      request.response().putHeader("X-Content-Type-Options", "nosniff");
      if (reply.retryAfter() > 0) {
        request.response().putHeader("Retry-After", Long.toString(reply.retryAfter()));
      }
      request.response().end(reply.body().toText() + "\n").onFailure(e -> {});
    }

    private Reply answer(HttpServerRequest request, Bytes body) {
      try {
        String where = request.method().name() + " " + request.path();
        return switch (where) {
          case "POST /events" -> events(request, body);
          case "GET /state" -> state();
          default ->
              refused(
                  404,
                  new Finding(Code.HTTP_NOT_FOUND, where, "POST /events, GET /state", "neither"));
        };
      } catch (MalformedException e) {
        return refused(400, e.toFinding());
      } catch (StoreException e) {
        return refused(500, e.finding());
      }
    }

    private Reply state() {
      Recorder.State s = recorder.state();
      Json.Builder out =
          Json.object()
              .put("nextSequence", s.nextSequence())
              .put("refused", s.refused())
              .put("waiting", s.waiting());
      s.trouble().ifPresent(f -> out.put("trouble", json(f).build()));
      return new Reply(200, out.build(), 0);
    }

    private Reply events(HttpServerRequest request, Bytes body) throws MalformedException {
      String given = Optional.ofNullable(request.getHeader("Content-Type")).orElse("");
      String type = given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
      if (type.equals(CloudEvents.BATCH)) {
        return take(events.batch(body), false);
      }
      if (type.equals(CloudEvents.EVENT)) {
        return take(List.of(events.event(body)), true);
      }
      if (request.getHeader("ce-specversion") != null && type.equals("application/json")) {
        return take(
            List.of(events.binary(name -> Optional.ofNullable(request.getHeader(name)), body)),
            true);
      }
      return refused(
          415,
          new Finding(
              Code.HTTP_MEDIA_TYPE,
              "Content-Type",
              CloudEvents.EVENT
                  + ", "
                  + CloudEvents.BATCH
                  + ", or application/json with ce- fields",
              MalformedException.show(given)));
    }

    private Reply take(List<CloudEvents.Read> reads, boolean single) {
      List<UsageRecord> records = new ArrayList<>();
      reads.forEach(r -> r.usage().ifPresent(records::add));
      return switch (recorder.take(records)) {
        case Recorder.Intake.Full f ->
            new Reply(503, json(f.why()).build(), Math.max(1, f.retryAfter().toSeconds()));
        case Recorder.Intake.Done d -> done(reads, d.verdicts(), single);
      };
    }

    private static Reply done(
        List<CloudEvents.Read> reads, List<Recorder.Verdict> verdicts, boolean single) {
      List<Json> items = new ArrayList<>();
      int status = 202;
      int next = 0;
      for (CloudEvents.Read read : reads) {
        Recorder.Verdict verdict =
            read.why().isPresent()
                ? new Recorder.Verdict.Refused(read.why().get().toFinding())
                : verdicts.get(next++);
        Json.Builder item =
            switch (verdict) {
              case Recorder.Verdict.Taken t -> Json.object().put("result", "taken");
              case Recorder.Verdict.Duplicate x -> Json.object().put("result", "duplicate");
              case Recorder.Verdict.Refused r -> json(r.why()).put("result", "refused");
            };
        status =
            switch (verdict) {
              case Recorder.Verdict.Taken t -> 202;
              case Recorder.Verdict.Duplicate x -> 200;
              case Recorder.Verdict.Refused r -> 422;
            };
        items.add(item.put("name", clean(read.name())).build());
      }
      return new Reply(single ? status : 200, Json.object().put("results", items).build(), 0);
    }

    private static Reply full(String where, String expected, long seconds) {
      return new Reply(
          503, json(new Finding(Code.RECORDER_FULL, where, expected, "more")).build(), seconds);
    }

    private static Reply refused(int status, Finding finding) {
      return new Reply(status, json(finding).build(), 0);
    }

    private static Json.Builder json(Finding f) {
      return Json.object()
          .put("code", f.code().id())
          .put("slug", f.code().slug())
          .put("where", clean(f.where()))
          .put("expected", clean(f.expected()))
          .put("found", clean(f.found()));
    }

    /// `text` as JSON of the profile can hold it.
    private static String clean(String text) {
      StringBuilder out = new StringBuilder();
      text.codePoints()
          .forEach(
              c ->
                  out.appendCodePoint(
                      c < 0x20
                              || (c >= 0x7f && c < 0xa0)
                              || Character.getType(c) == Character.SURROGATE
                          ? 0xfffd
                          : c));
      return out.toString();
    }
  }
}
