package io.countersign.cli;

import io.countersign.core.encoding.Json;
import io.countersign.http.client.AgreementClient;
import io.countersign.http.client.Credential;
import io.countersign.http.client.NodeClient;
import io.countersign.service.Proposal;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `agreement send PROPOSAL`: brings a proposal to a node, or the client's signature on it, which
/// opens the ledger.
@Command(name = "send")
final class AgreementSendCommand extends HomeCommand {
  @Parameters(paramLabel = "PROPOSAL", descriptionKey = "send.proposal")
  private Path file = Path.of("");

  @Option(names = "--node", required = true, paramLabel = "URL", descriptionKey = "node")
  private String node = "";

  AgreementSendCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Proposal proposal = AgreementSignCommand.read(file);
    String ledger = proposal.genesis().ledgerId().toHex();
    // The signatures in the file are the credential.
    try (NodeClient client = Remote.node(session(), node, new Credential.None())) {
      boolean open = new AgreementClient(client).send(proposal);
      session().tell(open ? "send.opened" : "send.done", ledger);
      session().answer(Json.object().put("ledger", ledger).put("opened", open).build());
      return Exit.PASSED;
    }
  }
}
