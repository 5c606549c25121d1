package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.Policy;
import io.countersign.core.verify.Report;
import io.countersign.core.verify.Verifier;
import io.countersign.core.verify.ZipBundle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What commands take that look at the home's ledger or, away from it, at a bundle.
abstract class BundleCommand extends SigningCommand {
  @Option(names = "--bundle", paramLabel = "FILE", descriptionKey = "from-bundle")
  private @Nullable Path bundle;

  @Option(names = "--policy", paramLabel = "FILE", descriptionKey = "verify.policy")
  private @Nullable Path policy;

  BundleCommand(Session session) {
    super(session);
  }

  /// Whether a bundle is named.
  final boolean isAway() {
    return bundle != null;
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

  /// Looks at the ledger as the signer knows it: in the bundle that was named, once it is verified,
  /// else in the home.
  final <T> T look(Function<Sight, T> with) {
    Optional<BundleReader> away = bundle(new Policy[1]);
    if (away.isEmpty()) {
      return ledgers()
          .read(image -> with.apply(new Sight(image.state(), h -> image.store().object(h))));
    }
    try {
      BundleReader reader = away.get();
      return with.apply(new Sight(reader.state(session().host().workers()), reader::objectIfThere));
    } catch (MalformedException e) {
      throw CliException.malformed("bundle", e);
    }
  }
}
