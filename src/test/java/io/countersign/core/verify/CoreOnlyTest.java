package io.countersign.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.ledger.Policy;
import io.countersign.testing.SampleLedger;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The verifier needs nothing but core: no shell, no other library, no network.
final class CoreOnlyTest {
  @TempDir Path folder;

  /// What the JVM finds: the classes of core and one small main.
  private Path core() throws IOException {
    Path classes = classesOf(Verifier.class);
    Path out = folder.resolve("core");
    copy(classes, classes.resolve("io/countersign/core"), out);
    Path tests = classesOf(CoreOnlyMain.class);
    copy(tests, tests.resolve("io/countersign/core/verify/CoreOnlyMain.class"), out);
    return out;
  }

  private static Path classesOf(Class<?> c) {
    try {
      return Path.of(c.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static void copy(Path root, Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(root.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  private String run(List<Path> classPath, Policy policy, int exit) throws Exception {
    Path bundle = folder.resolve("bundle.zip");
    Path policyFile = folder.resolve("policy");
    Bytes file =
        BundleWriter.toBytes(
            Forgeries.parts(Forgeries.HONEST, Forgeries.HONEST.note(16, SampleLedger.END)));
    Files.write(bundle, file.toArray());
    Files.writeString(policyFile, policy.format());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(String.join(":", classPath.stream().map(Path::toString).toList()));
    command.add(CoreOnlyMain.class.getName());
    command.add(bundle.toString());
    command.add(policyFile.toString());
    Path err = folder.resolve("err");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(exit, process.waitFor(), () -> out + read(err));
    return out;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void verify_coreAndBouncyCastleAlone_sameReport() throws Exception {
    Path bouncyCastle = classesOf(Ed25519PublicKeyParameters.class);
    Policy policy = Forgeries.HONEST.policy(16);
    String alone = run(List.of(core(), bouncyCastle), policy, 0);
    Bytes file =
        BundleWriter.toBytes(
            Forgeries.parts(Forgeries.HONEST, Forgeries.HONEST.note(16, SampleLedger.END)));
    assertEquals(
        Verifier.verify(ZipBundle.of(file), policy).toBytes().toUtf8(),
        alone,
        "native and plain secp256k1 say the same");
  }

  @Test
  void verify_anotherLedgersPolicy_exit1() throws Exception {
    Path bouncyCastle = classesOf(Ed25519PublicKeyParameters.class);
    Policy policy = Policy.of(SampleLedger.hash("another"));
    assertTrue(run(List.of(core(), bouncyCastle), policy, 1).contains("\"ledger-id\""));
  }
}
