package io.countersign.http;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.http.client.WitnessClient;
import io.countersign.service.LedgerHost;
import io.countersign.service.Marks;
import io.countersign.service.Witness;
import io.countersign.service.Witnessing;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running node: an HTTP server over the ledgers of one host.
///
/// Event loops parse and write; each request is answered on a virtual thread. [#close] answers
/// everybody, then closes the ledgers.
public final class Node implements AutoCloseable {
  /// How often connections are looked at, in milliseconds.
  private static final long SWEEP_MILLIS = 1_000;

  /// How often the clock is compared with the peer's, in milliseconds.
  private static final long CLOCK_MILLIS = 60_000;

  /// How often the node looks whether a witness is to be asked, in milliseconds.
  private static final long WITNESS_MILLIS = 5_000;

  /// How often the node looks whether a cut-off has passed, in milliseconds.
  private static final long MARK_MILLIS = 30_000;

  /// In so many seconds a connection of HTTP/2 may give up as many streams as it may have open;
  /// beyond, it is closed.
  private static final int RESET_SECONDS = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private final Vertx vertx;
  private final LedgerHost host;
  private final World world;
  private final Settings settings;
  private final Config config;
  private final Optional<JwtKeys> keys;
  private final Passes passes;
  private final Access access;
  private final Connections connections;
  private final Gauges gauges;
  private final ClockWatch clock;
  private final Dispatch dispatch;
  private final Marks marks;
  private final WitnessClient witnessClient = new WitnessClient();
  private final Witnessing witnessing;
  private final Set<Witness> asking = ConcurrentHashMap.newKeySet();
  private int port;
  private int metricsPort;

  private Node(Vertx vertx, LedgerHost host, World world, Settings settings)
      throws MalformedException {
    this.vertx = vertx;
    this.host = host;
    this.world = world;
    this.settings = settings;
    this.config = settings.config();
    this.clock = new ClockWatch(host::hold);
    this.passes = new Passes(host.documents(), world);
    this.keys =
        config.jwt().isPresent()
            ? Optional.of(new JwtKeys(vertx, config.jwt().get(), settings.jwks(), world.clock()))
            : Optional.empty();
    Optional<Access.TokenReader> tokens =
        keys.map(k -> new JwtReader(k, config.jwt().orElseThrow()));
    this.access = new Access(host, world, passes, Set.copyOf(config.operators()), tokens);
    this.connections = new Connections(config.limits());
    this.gauges = config.metrics().isEmpty() ? Gauges.none() : Gauges.prometheus();
    this.witnessing = new Witnessing(config.witnesses(), witnessClient, world.clock());
    this.marks = new Marks(world.clock(), witnessing::beforeMark);
    this.dispatch =
        new Dispatch(vertx, world, config.limits(), host, access, connections, gauges, clock);
    show();
  }

  private void show() {
    gauges.show(
        "countersign.requests.running", "requests being answered", dispatch, Dispatch::running);
    gauges.show("countersign.connections", "open connections", connections, Connections::count);
    gauges.show("countersign.ledgers", "ledgers hosted", host, h -> h.list().size());
    gauges.show(
        "countersign.ledgers.unusable",
        "ledgers that cannot be used",
        host,
        h -> h.failures().size());
    gauges.show(
        "countersign.witnesses.failing",
        "pairs of witness and ledger that are not cosigned",
        witnessing,
        w -> w.faults().size());
    gauges.show("countersign.entries", "entries of all ledgers", host, LedgerHost::entries);
    gauges.show(
        "countersign.clock.ahead.seconds",
        "ahead of the peer's clock",
        clock,
        ClockWatch::aheadSeconds);
  }

  /// What a node is started with.
  ///
  /// @param loops event loops, at least 1
  /// @param jwks the text of the file that the configuration's `jwt.keys` names; empty if none, and
  ///   the provider is asked
  public record Settings(Config config, int loops, String jwks) {
    /// On the loopback interface, with nobody as operator.
    public static Settings local(int port) {
      return local(port, Limits.STANDARD);
    }

    /// The same with other limits.
    public static Settings local(int port, Limits limits) {
      return new Settings(
          new Config(
              "127.0.0.1:" + port,
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
              Optional.empty(),
              Optional.empty(),
              limits),
          1,
          "");
    }

    public Settings {
      if (loops < 1) {
        throw new IllegalArgumentException(loops + " loops");
      }
    }
  }

  /// Starts listening. The node owns `host` from now on, also if it fails.
  ///
  /// @throws IllegalStateException if an address cannot be listened on, or certificates are not as
  ///   they should be
  /// @throws MalformedException if the provider's keys are no JWK set
  public static Node start(Settings settings, LedgerHost host, World world, List<Routes> parts)
      throws MalformedException {
    Vertx vertx = Vertx.vertx();
    boolean started = false;
    try {
      Node node = new Node(vertx, host, world, settings);
      node.listen(parts);
      started = true;
      return node;
    } finally {
      if (!started) {
        join(vertx.close());
        host.close();
      }
    }
  }

  private void listen(List<Routes> parts) {
    Router router = Router.router(vertx);
    new CredentialRoutes(passes).mount(router, dispatch);
    new LogRoutes(config.witnesses().stream().map(Witness::key).toList(), world.clock())
        .mount(router, dispatch);
    health(router);
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
    AtomicInteger bound = new AtomicInteger();
    if (config.marks()) {
      // What fell due while the node was away stands before anybody asks. No witness is waited for.
      new Marks(world.clock()).markAll(host);
    }
    serve(
        config.listen(),
        () ->
            vertx
                .createHttpServer(options(config.listen(), config.tls()))
                .connectionHandler(c -> connections.opened(c, world.clock().millis()))
                .invalidRequestHandler(Node::invalid)
                .requestHandler(router),
        settings.loops(),
        bound);
    port = bound.get();
    access.authorities(config.authorities(port));
    if (!config.metrics().isEmpty()) {
      Router figures = Router.router(vertx);
      health(figures);
      figures
          .get("/metrics")
          .handler(
              dispatch.on(
                  e ->
                      e.answer(
                          200,
                          "text/plain; version=0.0.4; charset=utf-8",
                          Bytes.utf8(gauges.scrape(host.failures())))));
      AtomicInteger at = new AtomicInteger();
      serve(
          config.metrics(),
          () ->
              vertx
                  .createHttpServer(options(config.metrics(), Optional.empty()))
                  .requestHandler(figures),
          1,
          at);
      metricsPort = at.get();
    }
    vertx.setPeriodic(SWEEP_MILLIS, t -> connections.sweep(world.clock().millis()));
    if (!config.clockPeer().isEmpty()) {
      compareClock();
      vertx.setPeriodic(CLOCK_MILLIS, t -> compareClock());
    }
    for (Witness w : witnessing.witnesses()) {
      vertx.setPeriodic(
          WITNESS_MILLIS, t -> world.requests().newThread(() -> askWitness(w)).start());
    }
    if (config.marks()) {
      vertx.setPeriodic(MARK_MILLIS, t -> world.requests().newThread(this::mark).start());
    }
  }

  /// Brings one witness what has grown; a round that is still under way goes on alone.
  void askWitness(Witness witness) {
    if (asking.add(witness)) {
      try {
        for (Finding f : witnessing.round(host, witness)) {
          LOG.atError()
              .addKeyValue("code", f.code().id())
              .addKeyValue("witness", witness.key().name())
              .log("witness does not cosign");
        }
      } finally {
        asking.remove(witness);
      }
    }
  }

  /// A mark is an entry like others: the ledgers take none while the clock is ahead.
  void mark() {
    marks.markAll(host);
  }

  /// For tests: takes it that the clock is `seconds` ahead.
  void noteClock(long seconds) {
    clock.note(seconds);
  }

  private void serve(
      String endpoint, Supplier<HttpServer> server, int instances, AtomicInteger bound) {
    try {
      join(
          vertx.deployVerticle(
              () ->
                  new VerticleBase() {
                    @Override
                    public Future<?> start() {
                      return server.get().listen().onSuccess(s -> bound.set(s.actualPort()));
                    }
                  },
              new DeploymentOptions().setInstances(instances)));
    } catch (CompletionException e) {
      throw new IllegalStateException("cannot listen on " + endpoint, e.getCause());
    }
  }

  private HttpServerOptions options(String endpoint, Optional<Config.Tls> tls) {
    Limits limits = config.limits();
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(Config.host(endpoint))
            .setPort(Config.port(endpoint))
            .setMaxInitialLineLength(limits.lineBytes())
            .setMaxHeaderSize(limits.headerBytes())
            .setHttp2ClearTextEnabled(false)
            .setInitialSettings(
                new Http2Settings()
                    .setMaxConcurrentStreams(limits.streams())
                    .setMaxHeaderListSize(limits.headerBytes())
                    .setPushEnabled(false))
            .setHttp2RstFloodMaxRstFramePerWindow(limits.streams())
            .setHttp2RstFloodWindowDuration(RESET_SECONDS)
            .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
            .setCompressionSupported(true)
            .setHandle100ContinueAutomatically(true)
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setIdleTimeout(limits.idleMillis());
    tls.ifPresent(
        t -> {
          options
              .setSsl(true)
              .setUseAlpn(true)
              .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
              .setKeyCertOptions(
                  new PemKeyCertOptions().setCertPath(t.certificate()).setKeyPath(t.key()));
          if (!t.clients().isEmpty()) {
            options
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(new PemTrustOptions().addCertPath(t.clients()));
          }
        });
    return options;
  }

  /// A request that is no HTTP, or whose line or header is too long.
  private static void invalid(HttpServerRequest request) {
    String fault =
        Optional.ofNullable(request.decoderResult().cause())
            .map(c -> c.getClass().getSimpleName())
            .orElse("");
    int status =
        switch (fault) {
          case "TooLongHttpLineException" -> 414;
          case "TooLongHttpHeaderException" -> 431;
          default -> 400;
        };
    Problem problem =
        Problem.of(status, Code.HTTP_REQUEST, "request", "a request within the limits", "another");
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", Problem.TYPE)
        .putHeader("Connection", "close")
        .end(problem.toJson(Lang.EN, "none").toText())
        .onComplete(v -> request.connection().close());
  }

  private void health(Router router) {
    router
        .get("/health/live")
        .handler(dispatch.on(e -> e.answer(200, Json.object().put("live", true).build())));
    router.get("/health/ready").handler(dispatch.on(this::ready));
  }

  /// Whether the node can do its work: it can while some ledger can be used, or there is none. Who
  /// takes it out of service for one ledger takes all the others with it. Counts only: it says
  /// nothing about any one ledger.
  private void ready(Exchange e) {
    int unusable = host.failures().size();
    boolean ready = (unusable == 0 || unusable < host.list().size()) && !clock.isAhead();
    e.set("Cache-Control", "no-store")
        .answer(
            ready ? 200 : 503,
            Json.object()
                .put("ready", ready)
                .put("ledgers", host.list().size())
                .put("unusable", unusable)
                .put("clockAheadSeconds", clock.aheadSeconds())
                .build());
  }

  private void compareClock() {
    vertx
        .createHttpClient()
        .request(new RequestOptions().setMethod(HttpMethod.HEAD).setAbsoluteURI(config.clockPeer()))
        .compose(HttpClientRequest::send)
        .onSuccess(
            r -> {
              try {
                Instant theirs =
                    ZonedDateTime.parse(
                            String.valueOf(r.getHeader("Date")),
                            DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                clock.note(world.seconds() - theirs.getEpochSecond());
                if (clock.isAhead()) {
                  LOG.atError().addKeyValue("seconds", clock.aheadSeconds()).log("clock ahead");
                }
              } catch (DateTimeParseException e) {
                LOG.atWarn().log("clock peer gives no date");
              }
            })
        .onFailure(e -> LOG.atWarn().log("clock peer does not answer"));
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

  /// The port of the figures, 0 if there are none.
  public int metricsPort() {
    return metricsPort;
  }

  /// The port that it listens on.
  public int port() {
    return port;
  }

  /// Takes no more requests, answers those that it has, commits what waits, closes the ledgers.
  @Override
  public void close() {
    try {
      dispatch.close(config.limits().stopMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    join(vertx.close());
    witnessClient.close();
    keys.ifPresent(JwtKeys::close);
    host.close();
  }
}
