package io.countersign.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Types the README's story over HTTP: a node, the provider's recorder and the client's watch as
/// processes of their own, from the agreement to a settled dispute; and then what must not work.
final class StoryTest {
  private static final int MINUTES = 8;

  @TempDir private Path temp;

  @Test
  void story_typedAsItStands_worksAndItsCheatsFail() throws Exception {
    boolean curl = sh("curl --version").exit() == 0;
    if ("true".equals(System.getenv("CI"))) {
      assertTrue(curl, "the story is typed with curl");
    }
    Assumptions.assumeTrue(curl, "no curl on this machine");
    TourTest.program(temp);

    String story = TourTest.block("## Over HTTP", "```sh\n").replace("keygen ", "keygen --light ");
    String shown = TourTest.block("The last statement says", "```\n").strip();
    String typed = (story + NEGATIVE).replace("8437", freePort()).replace("8438", freePort());
    // What a failure leaves behind would answer the next run.
    TourTest.Run run = sh("PIDS=\ntrap 'kill $PIDS 2> kill.txt || true' EXIT\n" + typed);
    assertEquals(0, run.exit(), run.out());
    String out = run.out();
    assertTrue(out.contains(shown), shown + " expected in\n" + out);
    assertTrue(out.contains("PASSED: 29 checks passed, 0 failed"), out);
    assertTrue(out.contains("147.25 contested"), out);
    assertTrue(out.contains("-4.75"), out);
    assertTrue(out.contains("by amounts, of dispute"), out);
    assertTrue(out.contains("statement of 2026-02 accepted"), out);
    assertEquals(0, count(out, "Not all is well"), out);

    String refused = out.substring(out.indexOf("what must not work"));
    assertTrue(refused.contains("settled: CS-0661"), refused);
    assertTrue(refused.contains("late: CS-1307"), refused);
    assertTrue(refused.contains("accepted: CS-1305"), refused);
    assertTrue(refused.contains("stranger: CS-1611"), refused);
    assertTrue(refused.contains("forger: CS-1111"), refused);
    assertTrue(refused.contains("nobody: 404"), refused);
    assertTrue(refused.contains("unknown: 404"), refused);
  }

  /// Each must be refused; the code that says why is printed behind its name.
  private static final String NEGATIVE =
      """

      echo 'what must not work'
      go 2026-03-20T00:00:00Z
      code() { grep -o '^CS-[0-9]*' refused.txt | head -n 1; }
      look client; look provider
      ./countersign void synthetic-14/260101-000000 --home provider --key provider --node $N > refused.txt 2>&1 && exit 1
      echo "settled: $(code)"
      ./countersign dispute open --home client --key client --period 2026-01 --line platform=7,000.00 --reason other \\
        --node $N > refused.txt 2>&1 && exit 1
      echo "late: $(code)"
      ./countersign dispute open --home client --key client --period 2026-02 --line platform=7,000.00 --reason other \\
        --node $N > refused.txt 2>&1 && exit 1
      echo "accepted: $(code)"
      ./countersign keygen --light stranger --home stranger > /dev/null
      ./countersign watch --once --node $N --ledger $L --key stranger --home stranger > refused.txt 2>&1 && exit 1
      echo "stranger: $(code)"
      cp stranger/keys/stranger.json provider/keys/stranger.json
      ./countersign void synthetic-18/260101-000001 --home provider --key stranger --node $N > refused.txt 2>&1 && exit 1
      echo "forger: $(code)"
      echo "nobody: $(curl -s -o nobody.json -w '%{http_code}' $N/v1/ledgers/$L)"
      echo "unknown: $(curl -s -o unknown.json -w '%{http_code}' $N/v1/ledgers/$(echo $L | tr 0-9a-f 1-9a-f0))"
      halt
      cmp nobody.json unknown.json
      """;

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Integer.toString(socket.getLocalPort());
    }
  }

  private static int count(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }

  private TourTest.Run sh(String script) throws Exception {
    Path out = temp.resolve("out.txt");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-ec", script)
            .directory(temp.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8", "HOME", temp.toString()));
    builder.environment().remove("COUNTERSIGN_LANG");
    Process process = builder.start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      end(process);
      return new TourTest.Run(-1, Files.readString(out));
    }
    int exit = process.exitValue();
    return new TourTest.Run(exit, Files.readString(out));
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
