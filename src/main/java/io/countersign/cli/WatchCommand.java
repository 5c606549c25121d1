package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Keys;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Party;
import io.countersign.http.client.LedgerClient;
import io.countersign.http.client.NodeClient;
import io.countersign.service.Proposal;
import io.countersign.store.SqliteLedgerStore;
import io.countersign.store.StoreException;
import io.countersign.witness.Alarm;
import io.countersign.witness.Alarms;
import io.countersign.witness.Cosigner;
import io.countersign.witness.Mirror;
import io.countersign.witness.Watcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `watch`: follows a ledger that a node keeps, verifies all of it into a copy of one's own, raises
/// alarms, cosigns.
@Command(name = "watch")
final class WatchCommand extends SigningCommand {
  /// How long an alarm's command may run.
  private static final int HOOK_SECONDS = 60;

  /// How long the end waits for the look that is under way.
  private static final int END_SECONDS = 30;

  @Option(names = "--node", required = true, paramLabel = "URL", descriptionKey = "node")
  private String node = "";

  @Option(names = "--key", paramLabel = "NAME", descriptionKey = "watch.key")
  private @Nullable String key;

  @Option(names = "--token-file", paramLabel = "FILE", descriptionKey = "token-file")
  private @Nullable Path tokenFile;

  @Option(names = "--proposal", paramLabel = "FILE", descriptionKey = "watch.proposal")
  private @Nullable Path proposal;

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

  WatchCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    if (every < 1 || every > 86_400) {
      throw CliException.usage(Code.USAGE, "--every", "1 to 86400", Integer.toString(every));
    }
    Bytes32 id = Remote.ledger(named());
    Keyring keys = keys();
    Optional<Ed25519Key> cosigner = Optional.ofNullable(cosign).map(keys::cosigner);
    Optional<Bytes32> pepper = Optional.ofNullable(proposal).map(WatchCommand::pepper);
    try (NodeClient client =
            Remote.node(
                session(),
                node,
                Remote.credential(
                    home(), keys, Optional.ofNullable(key), Optional.ofNullable(tokenFile)));
        SqliteLedgerStore store = store(id)) {
      LedgerClient log = new LedgerClient(client, id);
      Alarms alarms = Alarms.open(store, session().host().clock(), this::alarm);
      Mirror mirror =
          Mirror.open(
              id, store, log, session().host().clock(), session().host().workers(), alarms, pepper);
      Watcher.Schedule schedule =
          new Watcher.Schedule(
              Duration.ofSeconds(every),
              Watcher.Schedule.STANDARD.cosign(),
              Watcher.Schedule.STANDARD.silence());
      Watcher watcher =
          new Watcher(
              mirror,
              log,
              alarms,
              session().host().clock(),
              schedule,
              cosigner.map(
                  secret -> state -> new Cosigner(signer(state, secret), session().host().clock())),
              log);
      return once ? report(watcher.look(true), mirror, alarms) : follow(watcher);
    }
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

  private static Bytes32 pepper(Path file) {
    try {
      return Proposal.parse(Disk.read(file, Proposal.MAX_BYTES)).pepper();
    } catch (MalformedException e) {
      throw CliException.malformed(file.toString(), e);
    }
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

  private int report(Watcher.Look look, Mirror mirror, Alarms alarms) {
    boolean good = look.clean() && !alarms.standing();
    look.failure().ifPresent(f -> session().say(Cli.describe(session().texts(), f)));
    session()
        .tell(
            "watch.report",
            Amounts.grouped(look.round().held()),
            Amounts.grouped(look.round().size()),
            alarms.all().size());
    for (Alarm a : alarms.all()) {
      session().say(session().text("watch.alarm", a.finding(), a.times()));
    }
    look.cosigned().ifPresent(n -> session().tell("watch.cosigned", mirror.held()));
    session().tell(good ? "watch.good" : "watch.bad");
    session().answer(json(look, alarms, good));
    return good ? Exit.PASSED : Exit.FAILED;
  }

  private static Json json(Watcher.Look look, Alarms alarms, boolean good) {
    List<Json> items = new ArrayList<>();
    alarms
        .all()
        .forEach(
            a ->
                items.add(
                    Json.object()
                        .put("finding", Cli.json(a.finding()))
                        .put("first", a.first())
                        .put("last", a.last())
                        .put("lasting", a.lasting())
                        .put("times", a.times())
                        .build()));
    Json.Builder out =
        Json.object()
            .put("alarms", items)
            .put("cosigned", look.cosigned().isPresent())
            .put("good", good)
            .put("held", look.round().held())
            .put("size", look.round().size());
    look.failure().ifPresent(f -> out.put("failure", Cli.json(f)));
    return out.build();
  }

  private int follow(Watcher watcher) {
    AtomicBoolean goOn = new AtomicBoolean(true);
    CountDownLatch ended = new CountDownLatch(1);
    Thread self = Thread.currentThread();
    session()
        .host()
        .atEnd()
        .accept(
            () -> {
              goOn.set(false);
              self.interrupt();
              try {
                if (!ended.await(END_SECONDS, TimeUnit.SECONDS)) {
                  session().host().err().println(session().text("watch.cut"));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    long[] shown = {-1};
    try {
      watcher.run(
          goOn::get,
          look -> {
            if (look.round().held() != shown[0]) {
              shown[0] = look.round().held();
              session()
                  .tell(
                      "watch.at", Amounts.grouped(shown[0]), Amounts.grouped(look.round().size()));
              session().host().out().flush();
            }
          });
    } finally {
      ended.countDown();
    }
    return Exit.PASSED;
  }

  /// Says an alarm at once, and runs the owner's command.
  private void alarm(Alarm alarm) {
    session().host().err().println(Cli.describe(session().texts(), alarm.finding()));
    session().host().err().flush();
    String command = hook;
    if (command == null) {
      return;
    }
    try {
      ProcessBuilder builder = new ProcessBuilder("sh", "-c", command);
      builder.environment().put("COUNTERSIGN_ALARM", alarm.finding().code().id());
      builder.environment().put("COUNTERSIGN_ALARM_WHERE", alarm.finding().where());
      builder.environment().put("COUNTERSIGN_ALARM_FOUND", alarm.finding().found());
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(HOOK_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        session().host().err().println(session().text("watch.hook", command));
      }
    } catch (IOException e) {
      session().host().err().println(session().text("watch.hook", command));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
