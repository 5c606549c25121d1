package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.encoding.Json;
import io.countersign.http.client.AgreementClient;
import io.countersign.http.client.NodeClient;
import io.countersign.service.Proposal;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `agreement fetch`: takes a proposal from a node into a file, to read and sign.
@Command(name = "fetch")
final class AgreementFetchCommand extends SigningCommand {
  @Option(names = "--node", required = true, paramLabel = "URL", descriptionKey = "node")
  private String node = "";

  @Mixin private final KeyAndOut signed = new KeyAndOut();

  AgreementFetchCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Bytes32 ledger = Remote.ledger(named());
    Path out = signed.out();
    Disk.refuseExisting(out);
    try (NodeClient client =
        Remote.node(
            session(),
            node,
            Remote.credential(home(), keys(), Optional.of(signed.key()), Optional.empty()))) {
      Proposal proposal = new AgreementClient(client).fetch(ledger);
      Disk.writeSecret(out, proposal.toBytes());
      session().tell("fetch.done", out);
      session()
          .answer(
              Json.object()
                  .put("ledger", ledger.toHex())
                  .put("termsHash", proposal.terms().hash().toHex())
                  .put("out", Cli.clean(out.toString()))
                  .build());
      return Exit.PASSED;
    }
  }
}
