package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Genesis;
import io.countersign.http.Config;
import io.countersign.http.Logs;
import io.countersign.http.Node;
import io.countersign.http.Routes;
import io.countersign.http.World;
import io.countersign.http.api.Api;
import io.countersign.service.LedgerHost;
import io.countersign.store.LedgerStores;
import io.countersign.store.PostgresAccess;
import io.countersign.store.PostgresLedgerStores;
import io.countersign.store.SqliteLedgerStores;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `serve`: runs the node until the process is told to stop.
@Command(name = "serve")
final class ServeCommand extends SigningCommand {
  /// Event loops: requests are worked on elsewhere.
  private static final int LOOPS = 1;

  @Option(names = "--config", paramLabel = "FILE", descriptionKey = "serve.config")
  private @Nullable Path file;

  @Option(names = "--listen", paramLabel = "HOST:PORT", descriptionKey = "serve.listen")
  private String listen = "";

  @Option(names = "--store", paramLabel = "STORE", descriptionKey = "serve.store")
  private String store = "";

  @Option(names = "--key", paramLabel = "NAME", descriptionKey = "serve.key")
  private String key = "";

  @Option(names = "--metrics", paramLabel = "HOST:PORT", descriptionKey = "serve.metrics")
  private String metrics = "";

  @Option(names = "--take-over", descriptionKey = "serve.takeOver")
  private boolean takeOver;

  @Option(names = "--check", descriptionKey = "serve.check")
  private boolean check;

  @Option(names = "--operator", paramLabel = "NAME", descriptionKey = "serve.operator")
  private String operator = "localhost";

  ServeCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Host world = session().host();
    Config config = config();
    if (check) {
      session().say(config.toJson().toText());
      session().answer(config.toJson());
      return Exit.PASSED;
    }
    try {
      Genesis.operatorName(operator);
    } catch (MalformedException e) {
      throw CliException.usage(e.code(), "--operator", e.expected(), e.found());
    }
    Keyring keys = keys();
    Ed25519Key log = keys.log(keys.logPublic(config.key()));
    Logs.to(world.err(), config.logLevel());
    LedgerHost host =
        LedgerHost.open(stores(config), log, Ledgers.environment(session(), world.clock()));
    host.failures().forEach((id, f) -> world.err().println(session().text("serve.off", id, f)));
    World given = new World(world.clock(), world.random(), world.requests());
    Node node;
    try {
      node =
          Node.start(
              new Node.Settings(config, LOOPS, jwks(config)),
              host,
              given,
              routes(config, given, host));
    } catch (IllegalStateException e) {
      throw CliException.usage(
          Code.USAGE,
          "--listen",
          "an address that can be listened on, and certificates that fit",
          String.valueOf(e.getMessage()));
    } catch (MalformedException e) {
      throw CliException.malformed("serve", e);
    }
    String at =
        (config.tls().isPresent() ? "https://" : "http://")
            + config.listen().substring(0, config.listen().lastIndexOf(':'))
            + ":"
            + node.port();
    session().tell("serve.ready", at, host.list().size());
    session()
        .answer(
            Json.object()
                .put("listen", at)
                .put("ledgers", host.list().size())
                .put("metricsPort", node.metricsPort())
                .build());
    world.out().flush();
    world.err().flush();
    return untilStopped(node);
  }

  private Config config() {
    Map<String, String> typed = new HashMap<>();
    typed.put("listen", listen);
    typed.put("store", store);
    typed.put("key", key);
    typed.put("metrics", metrics);
    typed.values().removeIf(String::isEmpty);
    try {
      return Config.parse(
          Optional.ofNullable(file).map(f -> Disk.read(f, Config.MAX_BYTES)),
          session().host().env(),
          typed);
    } catch (MalformedException e) {
      throw CliException.unusable(file == null ? "serve" : file.toString(), e);
    }
  }

  private LedgerStores stores(Config config) {
    if (config.store().startsWith("jdbc:")) {
      PostgresLedgerStores out =
          PostgresLedgerStores.open(
              PostgresAccess.of(config.store(), session().host().env()),
              session().host().threads());
      boolean claimed = false;
      try {
        out.claim(takeOver);
        claimed = true;
        return out;
      } finally {
        if (!claimed) {
          out.close();
        }
      }
    }
    return SqliteLedgerStores.at(
        config.store().isEmpty() ? home().ledgers() : Path.of(config.store()));
  }

  private static String jwks(Config config) {
    return config
        .jwt()
        .filter(j -> !j.keys().isEmpty())
        .map(j -> Disk.read(Path.of(j.keys()), Config.MAX_BYTES).toUtf8())
        .orElse("");
  }

  private List<Routes> routes(Config config, World world, LedgerHost host) {
    return List.of(
        new Api(
            new Api.Settings(
                operator,
                Version.text(),
                config::mayOpen,
                config.limits().ledgers(),
                config.webhooksToLoopback()),
            world,
            host.documents(),
            session().host().workers()));
  }

  /// Waits for the process to be told to stop; by then the node has answered everybody.
  private int untilStopped(Node node) {
    CountDownLatch stopped = new CountDownLatch(1);
    session()
        .host()
        .atEnd()
        .accept(
            () -> {
              node.close();
              session().tell("serve.stopped");
              session().host().out().flush();
              stopped.countDown();
            });
    boolean waiting = true;
    while (waiting) {
      try {
        stopped.await();
        waiting = false;
      } catch (InterruptedException e) {
        node.close();
        Thread.currentThread().interrupt();
        waiting = false;
      }
    }
    return Exit.PASSED;
  }
}
