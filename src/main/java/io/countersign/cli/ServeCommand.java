package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.encoding.Json;
import io.countersign.http.Limits;
import io.countersign.http.Node;
import io.countersign.http.Routes;
import io.countersign.http.World;
import io.countersign.sequencer.Ledger;
import io.countersign.service.LedgerHost;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `serve`: runs the node until the process is told to stop.
@Command(name = "serve")
final class ServeCommand extends SigningCommand {
  @Option(names = "--listen", paramLabel = "HOST:PORT", descriptionKey = "serve.listen")
  private String listen = "127.0.0.1:8080";

  @Option(names = "--store", paramLabel = "DIR", descriptionKey = "serve.store")
  private @Nullable Path store;

  @Option(names = "--key", paramLabel = "NAME", descriptionKey = "serve.key", required = true)
  private String key = "";

  ServeCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Host world = session().host();
    int colon = listen.lastIndexOf(':');
    String port = listen.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw CliException.usage(Code.USAGE, "--listen", "HOST:PORT", listen);
    }
    Keyring keys = keys();
    Ed25519Key log = keys.log(keys.logPublic(key));
    Ledger.Environment environment = Ledgers.environment(session(), world.clock());
    Path folder = Optional.ofNullable(store).orElse(home().ledgers());
    LedgerHost host = LedgerHost.open(folder, log, environment);
    host.failures().forEach((id, f) -> world.err().println(session().text("serve.off", id, f)));
    Node node;
    try {
      node =
          Node.start(
              new Node.Settings(
                  listen.substring(0, colon),
                  Integer.parseInt(port),
                  1,
                  Set.of(),
                  Set.of(),
                  List.of(),
                  Limits.STANDARD),
              host,
              new World(world.clock(), world.random(), world.requests()),
              routes());
    } catch (IllegalStateException e) {
      throw CliException.usage(
          Code.USAGE,
          "--listen",
          "an address that can be listened on",
          String.valueOf(e.getMessage()));
    }
    String at = "http://" + listen.substring(0, colon) + ":" + node.port();
    session().tell("serve.ready", at, host.list().size());
    session().answer(Json.object().put("listen", at).put("ledgers", host.list().size()).build());
    world.out().flush();
    world.err().flush();
    return untilStopped(node);
  }

  private static List<Routes> routes() {
    return List.of();
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
