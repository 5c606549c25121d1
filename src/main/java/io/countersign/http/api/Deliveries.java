package io.countersign.http.api;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Kind;
import io.countersign.core.ledger.Leaf;
import io.countersign.http.Access;
import io.countersign.http.Dispatch;
import io.countersign.http.Right;
import io.countersign.http.World;
import io.countersign.sequencer.Ledger;
import io.countersign.service.LedgerHost;
import io.countersign.service.RefusedException;
import io.countersign.service.Shares;
import io.countersign.service.Webhooks;
import io.countersign.store.StoreException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Tells webhooks of entries, in order, each as often as it takes.
///
/// A delivery is a POST of `{"as_of":…,"events":[…],"ledger":…,"webhook":…}` with the header field
/// `Countersign-Note`: the base64 of a note by the node's key over `countersign/webhook/v1`,
/// ledger, webhook, SHA-256 of the body, UTC seconds, each on its line. Any answer 2xx means taken.
/// The name of the receiver is resolved first and the connection made to the address that was
/// looked at, so that no answer of a name server leads it into a private network; no redirect is
/// followed.
final class Deliveries {
  /// Header field with the signature.
  static final String NOTE = "Countersign-Note";

  /// Deliveries at a time, and those of one side of a ledger: slow receivers hold up no others.
  private static final int MAX_RUNNING = 32;

  private static final int SIDE_RUNNING = 4;

  /// Events of one delivery.
  private static final int MAX_EVENTS = 100;

  private static final long LOOK_MILLIS = 250;
  private static final long TIMEOUT_MILLIS = 10_000;
  private static final long MAX_PAUSE_MILLIS = 3_600_000;

  private final Webhooks hooks;
  private final LedgerHost host;
  private final Dispatch node;
  private final Access access;
  private final World world;
  private final String operator;
  private final HttpClient client;
  private final Shares running = new Shares(MAX_RUNNING, SIDE_RUNNING);

  /// When a webhook is tried again, by its id; also while it is being told.
  private final Map<String, Long> notBefore = new ConcurrentHashMap<>();

  Deliveries(
      Webhooks hooks, LedgerHost host, Dispatch node, World world, String operator, Vertx vertx) {
    this.hooks = hooks;
    this.host = host;
    this.node = node;
    this.access = node.access();
    this.world = world;
    this.operator = operator;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) TIMEOUT_MILLIS)
                .setIdleTimeout((int) (2 * TIMEOUT_MILLIS / 1_000)));
  }

  /// Runs until the node stops.
  void start() {
    world.requests().newThread(this::run).start();
  }

  private void run() {
    try {
      while (!node.isClosing()) {
        for (Webhooks.Hook hook : hooks.all()) {
          if (isDue(hook) && running.take(side(hook))) {
            notBefore.put(hook.id(), Long.MAX_VALUE);
            world.requests().newThread(() -> tell(hook)).start();
          }
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      client.close();
    }
  }

  private static String side(Webhooks.Hook hook) {
    return hook.ledger() + " " + hook.side();
  }

  private boolean isDue(Webhooks.Hook hook) {
    return !hook.isStopped()
        && notBefore.getOrDefault(hook.id(), 0L) <= world.clock().millis()
        && ledger(hook).filter(l -> l.durable() > hook.from()).isPresent();
  }

  private Optional<Ledger> ledger(Webhooks.Hook hook) {
    try {
      return host.find(hook.ledger());
    } catch (StoreException e) {
      return Optional.empty();
    }
  }

  private void tell(Webhooks.Hook hook) {
    Webhooks.Hook after = hook;
    try {
      try {
        after = told(hook);
      } catch (RuntimeException e) {
        // Whatever it is, it must not be tried without a pause.
        after = hook.failed("no delivery");
      }
      hooks.update(after);
    } finally {
      long pause =
          after.failures() == 0
              ? 0
              : Math.min(MAX_PAUSE_MILLIS, 1_000L << Math.min(after.failures(), 12));
      notBefore.put(hook.id(), world.clock().millis() + pause);
      running.release(side(hook));
    }
  }

  private Webhooks.Hook told(Webhooks.Hook hook) {
    Optional<Ledger> ledger = ledger(hook);
    if (ledger.isEmpty()) {
      return hook;
    }
    if (!access.mayStill(hook.maker(), hook.ledger(), Right.STREAM)) {
      return hook.orphaned();
    }
    long size = ledger.get().durable();
    long to = Math.min(size, hook.from() + MAX_EVENTS);
    List<Json> events = new ArrayList<>();
    ledger
        .get()
        .store()
        .leaves(
            hook.from(),
            to,
            (index, leaf) -> event(leaf, size).filter(e -> wants(hook, e)).ifPresent(events::add));
    if (events.isEmpty()) {
      return hook.delivered(to);
    }
    Bytes body =
        Json.object()
            .put("as_of", size)
            .put("events", events)
            .put("ledger", hook.ledger().toHex())
            .put("webhook", hook.id())
            .build()
            .toCanonical();
    try {
      int status = send(hook, body);
      return status / 100 == 2 ? hook.delivered(to) : hook.failed("status " + status);
    } catch (RefusedException e) {
      return hook.failed("not an address that may be told");
    } catch (ExecutionException | TimeoutException | UnknownHostException e) {
      return hook.failed("no answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return hook;
    }
  }

  private static boolean wants(Webhooks.Hook hook, Json.Obj event) {
    return hook.kinds().isEmpty()
        || (event.get("kind") instanceof Json.Str s && hook.kinds().contains(s.value()));
  }

  private static Optional<Json.Obj> event(Bytes leaf, long size) {
    try {
      Leaf l = Leaf.parse(leaf);
      return Optional.of(
          Json.object()
              .put("index", l.index())
              .put("kind", Kind.of(l.kind()).map(Kind::text).orElse("unknown"))
              .put("leaf", leaf.toHex())
              .put("as_of", size)
              .build());
    } catch (MalformedException e) {
      throw new IllegalStateException("a stored leaf", e);
    }
  }

  private int send(Webhooks.Hook hook, Bytes body)
      throws ExecutionException, TimeoutException, InterruptedException, UnknownHostException {
    URI uri = Webhooks.address(hook.url());
    String name = uri.getHost();
    InetAddress[] all = InetAddress.getAllByName(name);
    for (InetAddress one : all) {
      if (!hooks.reaches(uri, one)) {
        throw new UnknownHostException(name);
      }
    }
    InetAddress at = all[0];
    boolean tls = uri.getScheme().equals("https");
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    String path =
        (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath())
            + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(SocketAddress.inetSocketAddress(port, at.getHostAddress()))
            .setHost(name)
            .setPort(port)
            .setSsl(tls)
            .setURI(path)
            .setFollowRedirects(false)
            .setTimeout(TIMEOUT_MILLIS)
            .putHeader("Content-Type", "application/json")
            .putHeader(NOTE, Forms.base64(note(hook, body).toBytes()));
    return client
        .request(options)
        .compose(r -> r.send(Buffer.buffer(body.toArray())))
        .map(
            r -> {
              int status = r.statusCode();
              // Whatever else it says is not read.
              var _ = r.request().connection().close();
              return status;
            })
        .toCompletionStage()
        .toCompletableFuture()
        .get(2 * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private SignedNote note(Webhooks.Hook hook, Bytes body) {
    return host.note(
        operator,
        "countersign/webhook/v1\n"
            + hook.ledger()
            + "\n"
            + hook.id()
            + "\n"
            + Sha256.hash(body)
            + "\n"
            + Math.floorDiv(world.clock().millis(), 1_000L)
            + "\n");
  }
}
