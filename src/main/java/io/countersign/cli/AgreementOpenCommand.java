package io.countersign.cli;

import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Genesis;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Opening;
import io.countersign.service.Proposal;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `agreement open SIGNED`: the operator begins the ledger.
@Command(name = "open")
final class AgreementOpenCommand extends SigningCommand {
  @Parameters(paramLabel = "SIGNED", descriptionKey = "open.signed")
  private Path file = Path.of("");

  @Option(names = "--receipt", paramLabel = "FILE", descriptionKey = "receipt")
  private @Nullable Path receipt;

  AgreementOpenCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Proposal proposal = AgreementSignCommand.read(file);
    Genesis genesis = proposal.genesis();
    Ledger.Creation.Created created =
        ledgers()
            .create(
                genesis.ledgerId(),
                opening(proposal),
                keys().log(genesis.logKey()),
                session().host().clock());
    created.ledger().close();
    if (receipt != null) {
      Disk.write(receipt, created.receipt().toProof().toBytes());
    }
    session().tell("open.done", genesis.ledgerId(), home().ledgers());
    session().answer(Json.object().put("ledger", genesis.ledgerId().toHex()).build());
    return Exit.PASSED;
  }

  static Opening opening(Proposal proposal) {
    return new Opening(
        proposal.envelope().toBytes(),
        proposal.terms().toCanonical(),
        proposal.operator(),
        proposal.pepper());
  }
}
