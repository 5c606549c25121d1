package io.countersign.testing;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What fuzz targets start from: the inputs of the vectors. So each vector is a regression test of
/// the targets too, and no second copy of it lies about.
public final class FuzzSeeds {
  private static final Path ROOT = Path.of("src", "test", "resources", "vectors");

  private FuzzSeeds() {}

  /// Reads a seed from the inputs of one vector.
  @FunctionalInterface
  public interface Read {
    byte[] seed(Fields inputs) throws MalformedException;
  }

  /// One seed a vector, in order of the names of their files; those without such a member are left
  /// out.
  public static Stream<byte[]> of(String topic, String member, Read read) {
    List<byte[]> out = new ArrayList<>();
    try (Stream<Path> files = Files.list(ROOT.resolve(topic))) {
      for (Path file : files.sorted().toList()) {
        Json.Obj inputs = (Json.Obj) Vectors.member(Vectors.read(file), "inputs");
        if (inputs.has(member)) {
          out.add(read.seed(Fields.of(inputs, "inputs")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedException e) {
      throw new AssertionError(topic, e);
    }
    if (out.isEmpty()) {
      throw new AssertionError("no seeds of " + topic + " under " + member);
    }
    return out.stream();
  }
}
