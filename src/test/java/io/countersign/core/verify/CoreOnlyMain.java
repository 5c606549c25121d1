package io.countersign.core.verify;

import io.countersign.core.base.Bytes;
import io.countersign.core.ledger.Policy;
import java.nio.file.Files;
import java.nio.file.Path;

/// What somebody writes who embeds the verifier: two files in, a report out.
final class CoreOnlyMain {
  private CoreOnlyMain() {}

  /// @param args a bundle and a policy
  public static void main(String... args) throws Exception {
    ZipBundle bundle = ZipBundle.of(Bytes.wrap(Files.readAllBytes(Path.of(args[0]))));
    Policy policy = Policy.parse(Bytes.wrap(Files.readAllBytes(Path.of(args[1]))));
    Report report = Verifier.verify(bundle, policy);
    System.out.write(report.toBytes().toArray());
    System.out.flush();
    System.exit(report.exitCode());
  }
}
