package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.http.client.NodeClient;
import io.countersign.http.client.OfferClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `agreement waiting`: what waits at a node for a signature; with `--out` one of them as a file,
/// to read and sign.
@Command(name = "waiting")
final class AgreementWaitingCommand extends SigningCommand {
  @Option(names = "--node", required = true, paramLabel = "URL", descriptionKey = "node")
  private String node = "";

  @Option(names = "--key", required = true, paramLabel = "NAME", descriptionKey = "watch.key")
  private String key = "";

  @Option(names = "--entry", paramLabel = "DIGEST", descriptionKey = "waiting.entry")
  private String entry = "";

  @Option(names = "--out", paramLabel = "FILE", descriptionKey = "waiting.out")
  private @Nullable Path out;

  AgreementWaitingCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Bytes32 ledger = new Ledgers(session(), home(), named()).id();
    Path to = out;
    if (to != null) {
      Disk.refuseExisting(to);
    }
    try (NodeClient client =
        Remote.node(
            session(),
            node,
            Remote.credential(home(), keys(), Optional.of(key), Optional.empty()))) {
      OfferClient offers = new OfferClient(client, ledger);
      List<OfferClient.Listed> waiting =
          offers.list().stream().filter(w -> w.digest().toHex().startsWith(entry)).toList();
      if (to == null) {
        show(waiting);
        return Exit.PASSED;
      }
      if (waiting.size() != 1) {
        throw CliException.refused(
            Code.ENTRY_NOT_FOUND,
            "--entry",
            "one entry that waits",
            waiting.isEmpty() ? "none" : waiting.size() + " of them");
      }
      return fetch(offers, ledger, waiting.getFirst(), to);
    }
  }

  private int fetch(OfferClient offers, Bytes32 ledger, OfferClient.Listed listed, Path to) {
    Bytes file = offers.fetch(listed.digest());
    try {
      Offer.parse(file).mustBeFor(ledger);
    } catch (MalformedException e) {
      throw CliException.malformed("offer " + listed.digest(), e);
    }
    Disk.write(to, file);
    session().tell("waiting.fetched", to);
    session().answer(Json.object().put("out", Cli.clean(to.toString())).build());
    return Exit.PASSED;
  }

  private void show(List<OfferClient.Listed> waiting) {
    Table table = Table.of("  ", "llll");
    table.add(
        session().text("waiting.digest"),
        session().text("waiting.kind"),
        session().text("waiting.by"),
        session().text("pass.until"));
    table.rule();
    List<Json> items = new ArrayList<>();
    for (OfferClient.Listed w : waiting) {
      table.add(
          w.digest().toHex().substring(0, 16),
          Cli.clean(w.kind()),
          w.by(),
          Instant.ofEpochSecond(w.expires()).toString());
      items.add(
          Json.object()
              .put("by", w.by())
              .put("digest", w.digest().toHex())
              .put("expires", w.expires())
              .put("kind", Cli.clean(w.kind()))
              .build());
    }
    session().say(table);
    session().answer(Json.object().put("waiting", items).build());
  }
}
