package io.countersign.cli;

import io.countersign.core.ledger.Policy;
import io.countersign.core.verify.Report;
import io.countersign.core.verify.Verifier;
import io.countersign.core.verify.ZipBundle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `verify BUNDLE|PROOF`: checks everything that can be checked offline.
@Command(name = "verify")
final class VerifyCommand extends BaseCommand {
  @Parameters(paramLabel = "BUNDLE|PROOF", descriptionKey = "verify.file")
  private Path file = Path.of("");

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "FILE",
      descriptionKey = "verify.policy")
  private Path policy = Path.of("");

  VerifyCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Policy owner = Bundles.policy(policy);
    ByteBuffer bytes = Bundles.map(file);
    Report report =
        Bundles.isProof(bytes)
            ? Verifier.verifyProof(Bundles.bytes(bytes), owner)
            : Verifier.verify(
                ZipBundle.of(bytes), owner, session().host().workers(), ContractText.templates());
    ReportText.of(session().texts(), report).forEach(session()::say);
    session().answer(report.toJson());
    return report.exitCode();
  }
}
