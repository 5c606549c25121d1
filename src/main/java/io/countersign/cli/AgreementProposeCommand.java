package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.Signer;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.http.client.AgreementClient;
import io.countersign.http.client.Credential;
import io.countersign.http.client.NodeClient;
import io.countersign.service.Proposal;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `agreement propose`: the provider's half of an agreement.
@Command(name = "propose")
final class AgreementProposeCommand extends SigningCommand {
  @Option(names = "--terms", required = true, paramLabel = "FILE", descriptionKey = "terms.file")
  private Path terms = Path.of("");

  @Mixin private final KeyAndOut signed = new KeyAndOut();

  @Option(
      names = "--recovery",
      required = true,
      paramLabel = "ADDRESS",
      descriptionKey = "propose.recovery")
  private String recovery = "";

  @Option(
      names = "--client",
      required = true,
      paramLabel = "ADDRESS",
      descriptionKey = "propose.client")
  private String client = "";

  @Option(
      names = "--client-recovery",
      required = true,
      paramLabel = "ADDRESS",
      descriptionKey = "propose.client-recovery")
  private String clientRecovery = "";

  @Option(names = "--arbiter", paramLabel = "ADDRESS", descriptionKey = "propose.arbiter")
  private String arbiter = "";

  @Option(names = "--log-key", paramLabel = "NAME", descriptionKey = "propose.log-key")
  private String logKey = "";

  @Option(names = "--operator", paramLabel = "NAME", descriptionKey = "propose.operator")
  private String operator = "";

  @Option(names = "--node", paramLabel = "URL", descriptionKey = "propose.node")
  private @Nullable String node;

  AgreementProposeCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    String key = signed.key();
    Path out = signed.out();
    Disk.refuseExisting(out);
    Terms document = TermsFile.read(terms);
    AgreementClient.Operator by = operator();
    Secp256k1Key provider = keys().party(key);
    Proposal proposal =
        propose(
            session(),
            document,
            new Names(
                Secp256k1.best().address(provider),
                address("--recovery", recovery),
                address("--client", client),
                address("--client-recovery", clientRecovery),
                arbiter.isEmpty() ? Address.ZERO : address("--arbiter", arbiter),
                by.logKey(),
                by.operator()),
            provider,
            nowSeconds());
    Disk.writeSecret(out, proposal.toBytes());
    Genesis genesis = proposal.genesis();
    session().tell("propose.done", proposal.terms().hash(), genesis.ledgerId(), out);
    session()
        .answer(
            Json.object()
                .put("ledger", genesis.ledgerId().toHex())
                .put("termsHash", proposal.terms().hash().toHex())
                .put("out", Cli.clean(out.toString()))
                .build());
    return Exit.PASSED;
  }

  /// Who runs the log, and its key: as the node says, or from this home.
  private AgreementClient.Operator operator() {
    String url = node;
    if (url == null) {
      if (logKey.isEmpty() || operator.isEmpty()) {
        throw CliException.usage(
            Code.USAGE,
            "--node, --log-key, --operator",
            "--node, or --log-key and --operator",
            logKey.isEmpty() && operator.isEmpty() ? "none" : "one of the two");
      }
      return new AgreementClient.Operator(operator, keys().logPublic(logKey));
    }
    if (!logKey.isEmpty() || !operator.isEmpty()) {
      throw CliException.usage(
          Code.USAGE, "--node", "no --log-key and no --operator beside it", "both");
    }
    try (NodeClient client = Remote.node(session(), url, new Credential.None())) {
      AgreementClient.Operator found = new AgreementClient(client).operator();
      session().tell("propose.operated", found.operator(), found.logKey());
      return found;
    }
  }

  private static Address address(String option, String text) {
    try {
      return Address.parse(text);
    } catch (MalformedException e) {
      throw CliException.usage(e.code(), option, e.expected(), e.found());
    }
  }

  /// Who takes part.
  record Names(
      Address provider,
      Address recovery,
      Address client,
      Address clientRecovery,
      Address arbiter,
      Bytes32 logKey,
      String operator) {}

  /// Makes Genesis with a fresh nonce and pepper, puts the nonce into the terms, and signs.
  ///
  /// @throws CliException why these terms cannot be signed
  static Proposal propose(
      Session session, Terms document, Names names, Secp256k1Key provider, long signedAt) {
    Bytes32 nonce = Bytes32.of(session.host().entropy(Bytes32.SIZE));
    Bytes32 pepper = Bytes32.of(session.host().entropy(Bytes32.SIZE));
    Terms terms = withNonce(document, nonce);
    List<Finding> faults = Proposal.faults(terms);
    if (!faults.isEmpty()) {
      throw CliException.refused(faults);
    }
    Genesis genesis;
    try {
      genesis =
          new Genesis(
              names.provider(),
              names.recovery(),
              names.client(),
              names.clientRecovery(),
              names.arbiter(),
              names.logKey(),
              Sha256.hash(Bytes.utf8(Genesis.operatorName(names.operator()))),
              Sha256.hash(pepper.toBytes()),
              Bytes32.ZERO,
              nonce);
    } catch (MalformedException e) {
      throw CliException.usage(e.code(), "--operator", e.expected(), e.found());
    } catch (IllegalArgumentException e) {
      throw CliException.refused(
          Code.GENESIS_KEYS, "genesis", "distinct keys for all", String.valueOf(e.getMessage()));
    }
    Entry.Agreement agreement =
        new Entry.Agreement(
            1, terms.hash(), Bytes32.ZERO, terms.firstPeriod(), Seen.nothing(signedAt));
    Envelope envelope =
        Envelope.opening(agreement, genesis).signed(Signer.PROVIDER, provider, genesis.domain());
    return new Proposal(envelope, terms, names.operator(), pepper);
  }

  private static Terms withNonce(Terms document, Bytes32 nonce) {
    try {
      return TermsParser.document(document.toJson().with("nonce", Json.of(nonce.toHex())));
    } catch (MalformedException e) {
      throw new IllegalStateException("terms with another nonce", e);
    }
  }
}
