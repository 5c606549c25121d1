package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Keys;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Party;
import io.countersign.http.client.CapabilityLog;
import io.countersign.http.client.Credential;
import io.countersign.http.client.LedgerClient;
import io.countersign.http.client.NodeClient;
import io.countersign.service.Proposal;
import io.countersign.store.SqliteLedgerStore;
import io.countersign.store.StoreException;
import io.countersign.witness.Alarms;
import io.countersign.witness.CosignatureSink;
import io.countersign.witness.Cosigner;
import io.countersign.witness.LogSource;
import io.countersign.witness.Mirror;
import io.countersign.witness.Watcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `watch`: follows a ledger that a node keeps, verifies all of it into a copy of one's own, raises
/// alarms, cosigns, and serves its copy.
@Command(name = "watch")
final class WatchCommand extends SigningCommand {
  /// Cap on a file that holds a capability.
  private static final int MAX_CAPABILITY = 1_024;

  @Mixin private NodeAccess node = new NodeAccess();

  @Option(names = "--key", paramLabel = "NAME", descriptionKey = "watch.key")
  private @Nullable String key;

  @Option(names = "--capability-file", paramLabel = "FILE", descriptionKey = "watch.capability")
  private @Nullable Path capability;

  @Option(names = "--cosign", paramLabel = "NAME", descriptionKey = "watch.cosign")
  private @Nullable String cosign;

  @Option(names = "--name", paramLabel = "NAME", descriptionKey = "watch.name")
  private @Nullable String name;

  @Option(names = "--once", descriptionKey = "watch.once")
  private boolean once;

  @Option(names = "--every", paramLabel = "SECONDS", descriptionKey = "watch.every")
  private int every = 30;

  @Option(names = "--on-alarm", paramLabel = "COMMAND", descriptionKey = "watch.on-alarm")
  private @Nullable String hook;

  @Option(names = "--serve", paramLabel = "[HOST:]PORT", descriptionKey = "watch.serve")
  private @Nullable String serve;

  @Option(names = "--serve-config", paramLabel = "FILE", descriptionKey = "watch.serve-config")
  private @Nullable Path serveConfig;

  WatchCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    if (every < 1 || every > 86_400) {
      throw CliException.usage(Code.USAGE, "--every", "1 to 86400", Integer.toString(every));
    }
    if (once && serve != null) {
      throw CliException.usage(Code.USAGE, "--once, --serve", "one of the two", "both");
    }
    Bytes32 id = node.ledger(home(), named());
    Optional<Bytes32> pepper = node.proposal(named()).map(Proposal::pepper);
    Keyring keys = keys();
    Optional<Ed25519Key> cosigner = Optional.ofNullable(cosign).map(keys::cosigner);
    Optional<CopyServer> server =
        Optional.ofNullable(serve)
            .map(at -> CopyServer.of(session(), home(), at, Optional.ofNullable(serveConfig)));
    try (NodeClient client = client(keys);
        SqliteLedgerStore store = store(id)) {
      if (capability != null) {
        CapabilityLog log = new CapabilityLog(client);
        return watch(id, store, log, log, pepper, cosigner, server);
      }
      LedgerClient log = new LedgerClient(client, id);
      return watch(id, store, log, log, pepper, cosigner, server);
    }
  }

  private NodeClient client(Keyring keys) {
    Path file = capability;
    if (file == null) {
      return node.client(session(), home(), keys, Optional.ofNullable(key));
    }
    String prefix = Disk.read(file, MAX_CAPABILITY).toUtf8().strip();
    if (!prefix.matches("/log/[A-Za-z0-9_-]{1,128}/")) {
      throw CliException.usage(
          Code.FILE_NOT_READ, file.toString(), "a prefix /log/…/", "something else");
    }
    return Remote.node(session(), node.url() + prefix, new Credential.None());
  }

  private int watch(
      Bytes32 id,
      SqliteLedgerStore store,
      LogSource log,
      CosignatureSink sink,
      Optional<Bytes32> pepper,
      Optional<Ed25519Key> cosigner,
      Optional<CopyServer> server) {
    InstantSource clock = session().host().clock();
    Alarms alarms =
        Alarms.open(store, clock, new AlarmHook(session(), Optional.ofNullable(hook))::alarm);
    Mirror mirror = Mirror.open(id, store, log, clock, session().host().workers(), alarms, pepper);
    Watcher watcher =
        new Watcher(
            mirror,
            log,
            alarms,
            clock,
            new Watcher.Schedule(
                Duration.ofSeconds(every),
                Watcher.Schedule.STANDARD.cosign(),
                Watcher.Schedule.STANDARD.silence()),
            cosigner.map(secret -> state -> new Cosigner(signer(state, secret), clock)),
            sink);
    return once
        ? new WatchReport(session()).say(watcher.look(true), mirror.isWithoutRecords(), alarms)
        : follow(watcher, store, server);
  }

  /// A party's cosigner under the name that the ledger gives it, or a witness under its own.
  private NoteSigner signer(LedgerState state, Ed25519Key secret) {
    if (name != null) {
      try {
        return NoteSigner.cosigner(Vkey.checkName(name), secret);
      } catch (MalformedException e) {
        throw CliException.usage(e.code(), "--name", e.expected(), e.found());
      }
    }
    if (state.isWithoutRecords()) {
      throw CliException.refused(
          Code.COPY_WITHOUT_RECORDS,
          "--cosign",
          "a copy with its records, since a party says that it holds them; or --name",
          "one without");
    }
    Optional<Finding> why = Optional.empty();
    for (Party party : Party.values()) {
      NoteSigner signer = NoteSigner.cosigner(Keys.cosignerName(state.origin(), party), secret);
      why = Cosigner.check(state, party, signer);
      if (why.isEmpty()) {
        return signer;
      }
    }
    throw CliException.refused(why.orElseThrow());
  }

  private SqliteLedgerStore store(Bytes32 id) {
    Path folder = home().ledgers().resolve(id.toHex());
    Disk.makePrivateFolder(home().root());
    Disk.makePrivateFolder(home().ledgers());
    Disk.makePrivateFolder(folder);
    Path file = folder.resolve("ledger.db");
    if (Files.exists(file)) {
      try {
        return SqliteLedgerStore.open(file);
      } catch (StoreException e) {
        if (e.finding().code() != Code.STORE_NOT_FOUND) {
          throw e;
        }
      }
    }
    return SqliteLedgerStore.create(file);
  }

  private int follow(Watcher watcher, SqliteLedgerStore store, Optional<CopyServer> server) {
    long[] shown = {-1};
    Consumer<Watcher.Look> seen =
        look -> {
          server.ifPresent(s -> s.refresh(store));
          if (look.round().held() != shown[0]) {
            shown[0] = look.round().held();
            session()
                .tell("watch.at", Amounts.grouped(shown[0]), Amounts.grouped(look.round().size()));
            session().host().out().flush();
          }
        };
    return UntilStopped.run(
        session(),
        goOn -> {
          try {
            server.ifPresent(s -> s.refresh(store));
            watcher.run(goOn, seen);
          } finally {
            server.ifPresent(CopyServer::close);
          }
        });
  }
}
