package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Genesis;
import io.countersign.http.HttpSignatures;
import io.countersign.http.RecorderServer;
import io.countersign.http.client.Credential;
import io.countersign.http.client.LedgerClient;
import io.countersign.http.client.NodeClient;
import io.countersign.http.client.RecorderClient;
import io.countersign.recorder.CloudEvents;
import io.countersign.recorder.EventLines;
import io.countersign.recorder.Recorder;
import io.countersign.service.Proposal;
import io.countersign.store.SqliteOutbox;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `record`: takes usage from the machines of a call centre and brings it into a ledger.
@Command(name = "record")
final class RecordCommand extends SigningCommand {
  /// How long the end of a stream is waited for.
  private static final Duration DRAIN = Duration.ofMinutes(10);

  @Mixin private NodeAccess node = new NodeAccess();

  @Option(names = "--key", required = true, paramLabel = "NAME", descriptionKey = "record.key")
  private String key = "";

  @Option(names = "--listen", paramLabel = "HOST:PORT", descriptionKey = "record.listen")
  private @Nullable String listen;

  @Option(names = "--stdin", descriptionKey = "record.stdin")
  private boolean stdin;

  @Option(names = "--batch", paramLabel = "N", descriptionKey = "attest.batch")
  private int batch = 1_000;

  @Option(names = "--every", paramLabel = "SECONDS", descriptionKey = "record.every")
  private int every = 10;

  @Option(names = "--queue", paramLabel = "N", descriptionKey = "record.queue")
  private long queue = Recorder.Settings.STANDARD.queued();

  @Option(names = "--source", paramLabel = "URI=NAME", descriptionKey = "record.source")
  private Map<String, String> sources = new HashMap<>();

  @Option(names = "--type", paramLabel = "TYPE=NAME", descriptionKey = "record.type")
  private Map<String, String> types = new HashMap<>();

  RecordCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    check();
    Bytes32 id = node.ledger(home(), named());
    Keyring keys = keys();
    Secp256k1Key secret = keys.party(key);
    Credential.Signed signed = new Credential.Signed(new HttpSignatures.Signer.OfParty(secret));
    try (NodeClient client = node.client(session(), home(), keys, signed);
        SqliteOutbox outbox =
            SqliteOutbox.open(
                home().root().resolve("recorder").resolve(id.toHex()).resolve(key + ".db"),
                Recorder.owner(id, Secp256k1.best().address(secret)))) {
      LedgerClient ledger = new LedgerClient(client, id);
      RecorderClient port = new RecorderClient(ledger);
      Known known = known(ledger);
      Recorder recorder =
          new Recorder(
              outbox,
              port,
              known.genesis(),
              known.pepper(),
              secret,
              new Recorder.Settings(
                  batch,
                  Duration.ofSeconds(every),
                  queue,
                  Recorder.Settings.STANDARD.queuedBytes()),
              new Recorder.World(
                  session().host().clock(), session().host().random(), session().host().workers()));
      return stdin ? lines(recorder) : listen(recorder);
    }
  }

  private void check() {
    if (stdin == (listen != null)) {
      throw CliException.usage(
          Code.USAGE, "--listen, --stdin", "one of the two", stdin ? "both" : "neither");
    }
    if (batch < 1 || batch > Entry.MAX_RECORDS) {
      throw CliException.usage(
          Code.USAGE, "--batch", "1 to " + Entry.MAX_RECORDS, Integer.toString(batch));
    }
    if (every < 0 || every > 86_400) {
      throw CliException.usage(Code.USAGE, "--every", "0 to 86400", Integer.toString(every));
    }
    int least = Math.max(batch, EventLines.HANDFUL);
    if (queue < least) {
      throw CliException.usage(Code.USAGE, "--queue", least + " or more", Long.toString(queue));
    }
  }

  /// What a recorder has to know of its ledger.
  private record Known(Genesis genesis, Bytes32 pepper) {}

  /// From the proposal file, with which a recorder starts while the node is away; else from the
  /// node.
  private Known known(LedgerClient ledger) {
    Optional<Proposal> file = node.proposal(named());
    if (file.isPresent()) {
      return new Known(file.get().genesis(), file.get().pepper());
    }
    Genesis genesis = ledger.genesis();
    Bytes32 pepper =
        ledger
            .pepper()
            .orElseThrow(
                () ->
                    CliException.refused(
                        Code.LOG_OTHER_LEDGER,
                        "pepper",
                        "the secret of record names",
                        "none: give --proposal"));
    return new Known(genesis, pepper);
  }

  private int lines(Recorder recorder) {
    Consumer<Finding> told = trouble();
    long[] counts = new long[3];
    try {
      EventLines.read(
          session().host().in(),
          recorder,
          new CloudEvents(sources, types),
          (line, verdict) -> {
            switch (verdict) {
              case Recorder.Verdict.Taken t -> counts[0]++;
              case Recorder.Verdict.Duplicate d -> counts[1]++;
              case Recorder.Verdict.Refused r -> {
                counts[2]++;
                Finding f = r.why();
                session()
                    .say(
                        Cli.describe(
                            session().texts(),
                            new Finding(
                                f.code(),
                                "line " + line + " " + f.where(),
                                f.expected(),
                                f.found())));
              }
            }
          },
          told);
      boolean all = recorder.drain(DRAIN, told);
      Recorder.State state = recorder.state();
      session()
          .tell(
              "record.done",
              Amounts.grouped(counts[0]),
              Amounts.grouped(counts[1]),
              Amounts.grouped(counts[2]),
              Amounts.grouped(state.waiting()),
              Amounts.grouped(state.refused()));
      state.trouble().ifPresent(f -> session().say(Cli.describe(session().texts(), f)));
      session()
          .answer(
              Json.object()
                  .put("taken", counts[0])
                  .put("duplicate", counts[1])
                  .put("refused", counts[2])
                  .put("waiting", state.waiting())
                  .put("refusedByLedger", state.refused())
                  .build());
      return all && counts[2] == 0 && state.refused() == 0 ? Exit.PASSED : Exit.FAILED;
    } catch (IOException e) {
      throw CliException.usage(Code.FILE_NOT_READ, "stdin", "lines", Disk.reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Exit.FAILED;
    }
  }

  /// Says at once why nothing moves, each reason once.
  private Consumer<Finding> trouble() {
    Set<Code> said = EnumSet.noneOf(Code.class);
    return why -> {
      if (said.add(why.code())) {
        session().host().err().println(Cli.describe(session().texts(), why));
        session().host().err().flush();
      }
    };
  }

  private int listen(Recorder recorder) {
    String at = String.valueOf(listen);
    int colon = at.lastIndexOf(':');
    String port = at.substring(colon + 1);
    if (colon < 1
        || !port.matches("[0-9]{1,5}")
        || Integer.parseInt(port) > 65_535
        || !RecorderServer.isLoopback(at.substring(0, colon))) {
      throw CliException.usage(Code.USAGE, "--listen", "127.0.0.1:PORT, this machine only", at);
    }
    try (RecorderServer server =
        RecorderServer.start(
            at.substring(0, colon),
            Integer.parseInt(port),
            recorder,
            new CloudEvents(sources, types),
            session().host().requests())) {
      String url = "http://" + at.substring(0, colon) + ":" + server.port() + "/events";
      session().tell("record.ready", url);
      session().answer(Json.object().put("listen", url).build());
      session().host().out().flush();
      return UntilStopped.run(session(), recorder::run);
    } catch (IllegalStateException e) {
      throw CliException.usage(
          Code.USAGE,
          "--listen",
          "an address that can be listened on",
          String.valueOf(e.getMessage()));
    }
  }
}
