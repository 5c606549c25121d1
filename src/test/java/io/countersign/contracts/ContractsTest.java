package io.countersign.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.crypto.Keccak256;
import io.countersign.core.crypto.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The contracts in `contracts/`: what needs no Node is checked in every build, the rest where Node
/// is there.
class ContractsTest {
  private static final Path SRC = NodeTools.FOLDER.resolve("src");

  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void artifacts_areOfTheSourcesThatStandHere() throws IOException {
    Map<String, String> want = new TreeMap<>();
    for (Path file : files(SRC, ".sol")) {
      Bytes source = Bytes.wrap(Files.readAllBytes(file));
      want.put("src/" + file.getFileName(), Sha256.hash(source).toHex());
    }
    assertTrue(want.size() >= 3, "sources: " + want);
    List<Path> artifacts = files(NodeTools.FOLDER.resolve("artifacts"), ".json");
    assertEquals(2, artifacts.size());
    for (Path file : artifacts) {
      Map<String, String> found = new TreeMap<>();
      for (Map.Entry<String, JsonNode> e : read(file).get("sources").properties()) {
        found.put(e.getKey(), e.getValue().asString());
      }
      assertEquals(want, found, file + " is of other sources: npm run build in contracts/");
    }
  }

  @Test
  void artifacts_nameTheSelectorsOfTheirFunctions() throws IOException {
    for (Path file : files(NodeTools.FOLDER.resolve("artifacts"), ".json")) {
      JsonNode artifact = read(file);
      int seen = 0;
      for (Map.Entry<String, JsonNode> e : artifact.get("selectors").properties()) {
        assertEquals(keccak(e.getKey()).substring(0, 8), e.getValue().asString(), e.getKey());
        String push = "63" + e.getValue().asString();
        assertTrue(artifact.get("deployedBytecode").asString().contains(push), e.getKey());
        seen++;
      }
      assertTrue(seen > 3, file.toString());
    }
  }

  @Test
  void constants_areTheHashesOfWhatStandsAboveThem() throws IOException {
    Pattern constant =
        Pattern.compile(
            "/// @dev keccak256\\(\"([^\"]+)\"\\)\\s+bytes32 [^=]+ = 0x([0-9a-f]{64});");
    Map<String, String> found = new TreeMap<>();
    for (Path file : files(SRC, ".sol")) {
      Matcher m = constant.matcher(Files.readString(file));
      while (m.find()) {
        assertEquals(keccak(m.group(1)), m.group(2), m.group(1));
        found.put(m.group(1), m.group(2));
      }
    }
    assertEquals(5, found.size(), "hashes in the sources: " + found.keySet());
  }

  @Test
  void sources_compileToTheArtifacts() {
    NodeTools.run("node", "build.mjs", "--check");
  }

  @Test
  void contracts_passTheirTests() {
    String output = NodeTools.run("npm", "test", "--silent").strip();
    // how many were skipped, for want of foreign vectors, must be seen
    System.out.println("forge: " + output.substring(output.lastIndexOf('\n') + 1));
  }

  @Test
  void contracts_passTheLinters() {
    NodeTools.run("npm", "run", "--silent", "lint");
  }

  @Test
  void gasOfCalls_isAsRecorded() {
    NodeTools.run("npm", "run", "--silent", "snapshot", "--", "--check");
  }

  @Test
  void gasOfTransactions_staysBelowItsLimits() {
    NodeTools.run("node", "gas.mjs", "--check");
  }

  private JsonNode read(Path file) throws IOException {
    return mapper.readTree(Files.readString(file));
  }

  private static String keccak(String text) {
    return Keccak256.hash(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8))).toHex();
  }

  private static List<Path> files(Path folder, String suffix) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return new ArrayList<>(all.filter(p -> p.toString().endsWith(suffix)).sorted().toList());
    }
  }
}
