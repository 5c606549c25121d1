package io.countersign.core.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Base64s;
import io.countersign.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The proofs of transparency-dev/merkle, one file for each mutation, read in place.
class Rfc6962VectorsTest {
  /// It accepts equal roots of 12 bytes, which our types cannot express. In all other cases, also
  /// those about empty trees, they refuse what we refuse.
  private static final Set<String> OTHER_POLICY =
      Set.of("consistency/additional/sizes-are-equal-one-and-proof-is-empty.json");

  private final ObjectMapper mapper = new ObjectMapper();

  @FunctionalInterface
  private interface Check {
    void run(JsonNode vector) throws MalformedException;
  }

  @Test
  void inclusion_ofEveryVector_isAsTheySay() throws Exception {
    run(
        "inclusion",
        v ->
            Proofs.checkInclusion(
                size(v, "leafIdx"),
                size(v, "treeSize"),
                hash(v.get("leafHash")),
                hashes(v.get("proof")),
                hash(v.get("root"))));
  }

  @Test
  void consistency_ofEveryVector_isAsTheySay() throws Exception {
    run(
        "consistency",
        v ->
            Proofs.checkConsistency(
                size(v, "size1"),
                size(v, "size2"),
                hash(v.get("root1")),
                hash(v.get("root2")),
                hashes(v.get("proof"))));
  }

  private void run(String kind, Check check) throws IOException {
    Path root = Shared.path("vectors/rfc6962");
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root.resolve(kind))) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    assertTrue(files.size() > 80, "only " + files.size() + " files of " + kind);
    Set<String> otherwise = new TreeSet<>();
    int accepted = 0;
    for (Path file : files) {
      JsonNode vector = mapper.readTree(Files.readString(file));
      boolean refused = false;
      try {
        check.run(vector);
        accepted++;
      } catch (MalformedException e) {
        refused = true;
      }
      if (refused != vector.get("wantErr").asBoolean()) {
        assertTrue(refused, "accepted against the vector: " + file);
        otherwise.add(root.relativize(file).toString());
      }
    }
    assertTrue(accepted > 3, "only " + accepted + " accepted");
    Set<String> expected = new TreeSet<>(OTHER_POLICY);
    expected.removeIf(name -> !name.startsWith(kind));
    assertEquals(expected, otherwise);
  }

  /// Unsigned 64-bit sizes beyond our longs stay out of range as negative ones.
  private static long size(JsonNode vector, String name) {
    return vector.get(name).bigIntegerValue().longValue();
  }

  private static Bytes32 hash(JsonNode text) throws MalformedException {
    Bytes raw = text.isNull() ? Bytes.EMPTY : Base64s.parse(text.asString());
    return Base64s.parse32(Base64s.format(raw));
  }

  private static List<Bytes32> hashes(JsonNode array) throws MalformedException {
    List<Bytes32> out = new ArrayList<>();
    if (!array.isNull()) {
      for (JsonNode item : array) {
        out.add(hash(item));
      }
    }
    return out;
  }
}
