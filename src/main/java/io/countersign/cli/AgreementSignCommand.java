package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.Policy;
import io.countersign.core.ledger.Signer;
import io.countersign.service.Proposal;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `agreement sign PROPOSAL`: the client reads, signs, and keeps the policy by which it will
/// verify.
@Command(name = "sign")
final class AgreementSignCommand extends SigningCommand {
  static final int MAX_BYTES = 1 << 20;

  @Parameters(paramLabel = "PROPOSAL", descriptionKey = "sign.proposal")
  private Path file = Path.of("");

  @Mixin private final KeyAndOut signed = new KeyAndOut();

  @Option(names = "--policy", required = true, paramLabel = "FILE", descriptionKey = "sign.policy")
  private Path policy = Path.of("");

  AgreementSignCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    String key = signed.key();
    Path out = signed.out();
    Disk.refuseExisting(out);
    Disk.refuseExisting(policy);
    Proposal proposal = read(file);
    List<Finding> faults = Proposal.faults(proposal.terms());
    if (!faults.isEmpty()) {
      throw CliException.refused(faults);
    }
    Genesis genesis = proposal.genesis();
    show(proposal);
    Secp256k1Key client = keys().party(key);
    Address address = Secp256k1.best().address(client);
    if (!address.equals(genesis.client())) {
      throw CliException.refused(
          Code.KEY_NOT_OF_PARTY,
          "key " + key,
          "the client " + genesis.client(),
          address.toString());
    }
    Disk.writeSecret(out, sign(proposal, client).toBytes());
    Disk.write(policy, policy(proposal));
    session().tell("sign.done", out, policy);
    session()
        .answer(
            Json.object()
                .put("ledger", genesis.ledgerId().toHex())
                .put("termsHash", proposal.terms().hash().toHex())
                .put("out", Cli.clean(out.toString()))
                .put("policy", Cli.clean(policy.toString()))
                .build());
    return Exit.PASSED;
  }

  static Proposal read(Path file) {
    Bytes bytes = Disk.read(file, MAX_BYTES);
    try {
      return Proposal.parse(bytes);
    } catch (MalformedException e) {
      throw CliException.malformed(file.toString(), e);
    }
  }

  static Proposal sign(Proposal proposal, Secp256k1Key client) {
    return proposal.with(
        proposal.envelope().signed(Signer.CLIENT, client, proposal.genesis().domain()));
  }

  static Bytes policy(Proposal proposal) {
    return Bytes.utf8(
        "# "
            + proposal.terms().id()
            + ": what verify goes by. Keep it; take none from a bundle.\n"
            + Policy.of(proposal.genesis().ledgerId()).format());
  }

  private void show(Proposal proposal) {
    Genesis g = proposal.genesis();
    TermsText.sentences(session().texts(), proposal.terms()).forEach(session()::say);
    session().say("");
    session().tell("sign.keys");
    Table t = Table.of("  ", "ll");
    t.add(session().text("sign.ledger"), g.ledgerId());
    t.add(session().text("sign.provider"), g.provider());
    t.add(session().text("sign.providerRecovery"), g.providerRecovery());
    t.add(session().text("sign.client"), g.client());
    t.add(session().text("sign.clientRecovery"), g.clientRecovery());
    t.add(
        session().text("sign.arbiter"),
        g.arbiter().isZero() ? session().text("none") : g.arbiter().toString());
    t.add(session().text("sign.log"), proposal.operator() + ", " + g.logKey());
    session().say(t);
    session().say("");
  }
}
