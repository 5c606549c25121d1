package io.countersign.http;

import io.countersign.core.base.Code;
import io.countersign.core.encoding.Vkey;
import io.countersign.service.LedgerHost;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A running node: an HTTP server over the ledgers of one host.
///
/// Event loops parse and write; each request is answered on a virtual thread. [#close] answers
/// everybody, then closes the ledgers.
public final class Node implements AutoCloseable {
  private final Vertx vertx;
  private final LedgerHost host;
  private final Dispatch dispatch;
  private final Limits limits;
  private final int port;

  private Node(Vertx vertx, LedgerHost host, Dispatch dispatch, Limits limits, int port) {
    this.vertx = vertx;
    this.host = host;
    this.dispatch = dispatch;
    this.limits = limits;
    this.port = port;
  }

  /// What a node is started with.
  ///
  /// @param address the address to listen on, a name or number; loopback unless the operator says
  ///   otherwise
  /// @param port 0 for any that is free
  /// @param loops event loops, at least 1
  /// @param operators keys of whoever runs the node
  /// @param authorities the names under which the node is reached, `host` or `host:port`; a signed
  ///   request for another is refused. Empty for any
  /// @param witnesses whose cosignatures are kept besides the parties'
  public record Settings(
      String address,
      int port,
      int loops,
      Set<KeyId> operators,
      Set<String> authorities,
      List<Vkey> witnesses,
      Limits limits) {
    /// On the loopback interface, with nobody as operator.
    public static Settings local(int port) {
      return new Settings("127.0.0.1", port, 1, Set.of(), Set.of(), List.of(), Limits.STANDARD);
    }

    public Settings {
      operators = Set.copyOf(operators);
      authorities = Set.copyOf(authorities);
      witnesses = List.copyOf(witnesses);
      if (port < 0 || port > 65_535 || loops < 1) {
        throw new IllegalArgumentException("port " + port + ", " + loops + " loops");
      }
    }
  }

  /// Starts listening. The node owns `host` from now on, also if it fails.
  ///
  /// @throws IllegalStateException if the address cannot be listened on
  public static Node start(Settings settings, LedgerHost host, World world, List<Routes> parts) {
    Vertx vertx = Vertx.vertx();
    Limits limits = settings.limits();
    Passes passes = new Passes(host.documents(), world);
    Access access =
        new Access(
            host, world, passes, settings.operators(), settings.authorities(), Optional.empty());
    Dispatch dispatch = new Dispatch(world, limits, host, access);
    Router router = Router.router(vertx);
    new CredentialRoutes(passes).mount(router, dispatch);
    new LogRoutes(settings.witnesses()).mount(router, dispatch);
    parts.forEach(p -> p.mount(router, dispatch));
    router.errorHandler(404, dispatch.on(e -> e.answer(Problem.notFound())));
    router.errorHandler(
        405,
        dispatch.on(
            e -> {
              String allowed = String.join(", ", methods(router, e.path()));
              e.set("Allow", allowed)
                  .answer(Problem.of(405, Code.HTTP_METHOD, "method", allowed, e.method()));
            }));
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.address())
            .setPort(settings.port())
            .setMaxInitialLineLength(limits.lineBytes())
            .setMaxHeaderSize(limits.headerBytes())
            .setHttp2ClearTextEnabled(false)
            .setCompressionSupported(true)
            .setHandle100ContinueAutomatically(true)
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setIdleTimeout((int) limits.idleMillis());
    AtomicInteger port = new AtomicInteger();
    try {
      join(
          vertx.deployVerticle(
              () ->
                  new VerticleBase() {
                    @Override
                    public Future<?> start() {
                      HttpServer server = vertx.createHttpServer(options).requestHandler(router);
                      return server.listen().onSuccess(s -> port.set(s.actualPort()));
                    }
                  },
              new DeploymentOptions().setInstances(settings.loops())));
    } catch (CompletionException e) {
      vertx.close();
      host.close();
      throw new IllegalStateException(
          "cannot listen on " + settings.address() + ":" + settings.port(), e.getCause());
    }
    return new Node(vertx, host, dispatch, limits, port.get());
  }

  /// The methods of the routes whose path is of the form of `path`.
  private static Set<String> methods(Router router, String path) {
    Set<String> out = new TreeSet<>();
    for (Route route : router.getRoutes()) {
      String form = route.getPath();
      if (form != null
          && route.methods() != null
          && path.matches(form.replaceAll(":[A-Za-z0-9_]+", "[^/]+").replace("*", ".*"))) {
        route.methods().forEach(m -> out.add(m.name()));
      }
    }
    return out;
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  /// The port that it listens on.
  public int port() {
    return port;
  }

  /// Takes no more requests, answers those that it has, commits what waits, closes the ledgers.
  @Override
  public void close() {
    try {
      dispatch.close(limits.stopMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    join(vertx.close());
    host.close();
  }
}
