package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.Policy;
import io.countersign.core.terms.Period;
import io.countersign.core.verify.Report;
import io.countersign.core.verify.Verifier;
import io.countersign.core.verify.ZipBundle;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What commands take that read a statement out of the home's ledger or out of a bundle.
abstract class StatementReadingCommand extends SigningCommand {
  @Option(names = "--period", required = true, paramLabel = "YYYY-MM", descriptionKey = "period")
  private String period = "";

  @Option(names = "--bundle", paramLabel = "FILE", descriptionKey = "from-bundle")
  private @Nullable Path bundle;

  @Option(names = "--policy", paramLabel = "FILE", descriptionKey = "verify.policy")
  private @Nullable Path policy;

  StatementReadingCommand(Session session) {
    super(session);
  }

  final Period period() {
    return LedgerReader.period(period);
  }

  /// The bundle that was named, verified; empty if none was named.
  ///
  /// @throws CliException with the failed checks where it does not pass
  final Optional<BundleReader> bundle(Policy[] owner) {
    if (bundle == null) {
      return Optional.empty();
    }
    if (policy == null) {
      throw CliException.usage(Code.USAGE, "--bundle", "--policy", "nothing");
    }
    owner[0] = Bundles.policy(policy);
    ZipBundle zip = Bundles.open(bundle);
    Report report = Verifier.verify(zip, owner[0], session().host().workers());
    if (!report.passed()) {
      ReportText.of(session().texts(), report).forEach(session().host().err()::println);
      throw CliException.refused(
          Code.BUNDLE_NOT_VERIFIED,
          bundle.toString(),
          "a bundle that verify passes",
          report.verdict().text());
    }
    try {
      return Optional.of(BundleReader.of(zip));
    } catch (MalformedException e) {
      throw CliException.malformed(bundle.toString(), e);
    }
  }
}
