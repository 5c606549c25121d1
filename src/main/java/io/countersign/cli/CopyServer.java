package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.http.Config;
import io.countersign.http.Node;
import io.countersign.http.World;
import io.countersign.http.api.CopyRoutes;
import io.countersign.sequencer.Ledger;
import io.countersign.service.LedgerHost;
import io.countersign.store.LedgerStore;
import io.countersign.store.SqliteLedgerStores;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Serves a watcher's copy to holders of credentials: the log interface, entries, objects,
/// payloads, the bundle, the feed. It begins once the copy has an entry.
final class CopyServer implements AutoCloseable {
  private final Session session;
  private final Home home;
  private final Config config;
  private @Nullable Node node;
  private @Nullable Ledger copy;

  private CopyServer(Session session, Home home, Config config) {
    this.session = session;
    this.home = home;
    this.config = config;
  }

  /// @param address `PORT` on loopback, or `HOST:PORT`
  /// @param file a configuration as a node's, for certificates, names and limits
  /// @throws CliException if they are no address and no configuration, or the address is reached
  ///   from outside and the configuration names no authorities
  static CopyServer of(Session session, Home home, String address, Optional<Path> file) {
    String listen = address.matches("[0-9]{1,5}") ? "127.0.0.1:" + address : address;
    try {
      return new CopyServer(
          session,
          home,
          Config.parse(
              Optional.of(file.map(f -> Disk.read(f, Config.MAX_BYTES)).orElse(Bytes.utf8("{}"))),
              Map.of(),
              Map.of("listen", listen, "key", "none")));
    } catch (MalformedException e) {
      throw CliException.unusable(file.map(Path::toString).orElse("--serve " + address), e);
    }
  }

  /// Begins if there is something to serve, and tells those who wait that the copy may have grown.
  void refresh(LedgerStore store) {
    Ledger now = copy;
    if (now != null) {
      now.refresh();
    } else if (store.head().isPresent()) {
      begin(store);
    }
  }

  private void begin(LedgerStore store) {
    Host world = session.host();
    Ledger ledger = Ledger.copy(store, world.workers());
    try {
      Node started =
          Node.start(
              new Node.Settings(config.withoutMarks(), 1, ""),
              LedgerHost.copy(SqliteLedgerStores.at(home.ledgers()), ledger),
              new World(world.clock(), world.random(), world.requests()),
              List.of(new CopyRoutes(world.clock())));
      copy = ledger;
      node = started;
      String at =
          (config.tls().isPresent() ? "https://" : "http://")
              + config.listen().substring(0, config.listen().lastIndexOf(':'))
              + ":"
              + started.port();
      session.tell("watch.serves", at);
      session.answer(Json.object().put("listen", at).build());
      world.out().flush();
    } catch (IllegalStateException e) {
      throw CliException.usage(
          Code.USAGE,
          "--serve",
          "an address that can be listened on, and certificates that fit",
          String.valueOf(e.getMessage()));
    } catch (MalformedException e) {
      throw CliException.malformed("--serve", e);
    }
  }

  /// Answers whoever is being answered, and ends.
  @Override
  public void close() {
    Node running = node;
    if (running != null) {
      running.close();
    }
  }
}
