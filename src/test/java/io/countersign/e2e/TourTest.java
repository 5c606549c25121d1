package io.countersign.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Types the commands of the README as they stand there, each in a process of its own, and then
/// what must not work.
final class TourTest {
  @TempDir private Path temp;

  /// What a script did.
  record Run(int exit, String out) {}

  @Test
  void readme_typedAsItStands_worksAndItsForgeriesFail() throws Exception {
    program(temp);

    String plans = "## Before anybody signs";
    Run compared = sh(block(plans, "```sh\n"));
    assertEquals(0, compared.exit(), compared.out());
    String shown = block(plans, "```\n\n```\n");
    assertTrue(compared.out().contains(shown), shown + "expected in\n" + compared.out());

    Run tour = sh(block("## As two parties", "```sh\n").replace("keygen ", "keygen --light "));
    assertEquals(0, tour.exit(), tour.out());
    assertTrue(tour.out().contains("PASSED"), tour.out());
    assertTrue(tour.out().contains("2,000 records attested in 2 batches"), tour.out());
    assertTrue(tour.out().contains("acceptance"), tour.out());
    assertTrue(tour.out().contains("contested 147.25, payable meanwhile 16,749.58"), tour.out());
    assertTrue(tour.out().contains("-100.00 settlements: total 8,380.00"), tour.out());
    assertTrue(tour.out().contains("both parties resolved it"), tour.out());

    // The negative case: one byte of one record, another policy, a cut file, no file.
    byte[] bundle = Files.readAllBytes(temp.resolve("bundle.zip"));
    String text = new String(bundle, StandardCharsets.ISO_8859_1);
    byte[] forged = bundle.clone();
    int at = text.indexOf("\"talk_s\":") + "\"talk_s\":".length();
    forged[at] = (byte) (forged[at] == '1' ? '2' : '1');
    Files.write(temp.resolve("forged.zip"), forged);
    Files.write(temp.resolve("cut.zip"), List.of(text.substring(0, 5000)));
    Files.writeString(temp.resolve("other.txt"), "ledger " + "0".repeat(64) + "\n");
    fails(1, "./countersign verify forged.zip --policy policy.txt", "FAILED");
    fails(1, "./countersign verify bundle.zip --policy other.txt", "CS-0820");
    fails(1, "./countersign verify cut.zip --policy policy.txt", "CS-0810");
    fails(64, "./countersign verify none.zip --policy policy.txt", "CS-1102");
  }

  /// Puts the program under its name into `folder`.
  static void program(Path folder) throws IOException {
    Path program = folder.resolve("countersign");
    Files.writeString(
        program,
        "#!/bin/sh\nexec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp '%s' io.countersign.Main \"$@\"\n"
            .formatted(
                ProcessHandle.current().info().command().orElseThrow(),
                System.getProperty("java.class.path")));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void fails(int exit, String command, String message) throws Exception {
    Run run = sh(command);
    assertEquals(exit, run.exit(), run.out());
    assertTrue(run.out().contains(message), run.out());
  }

  /// The block under a heading that begins with `mark`.
  static String block(String heading, String mark) throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    int from = readme.indexOf(mark, readme.indexOf(heading)) + mark.length();
    String block = readme.substring(from, readme.indexOf("```", from));
    assertFalse(block.isBlank());
    return block;
  }

  private Run sh(String script) throws Exception {
    Path out = temp.resolve("out.txt");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-ec", script)
            .directory(temp.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8", "HOME", temp.toString()));
    builder.environment().remove("COUNTERSIGN_LANG");
    int exit = builder.start().waitFor();
    return new Run(exit, Files.readString(out));
  }
}
