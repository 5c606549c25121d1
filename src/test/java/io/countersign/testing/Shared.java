package io.countersign.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// The folder `../shared` beside the project: foreign vectors and real data, read in place.
public final class Shared {
  private Shared() {}

  /// A file or folder of it.
  ///
  /// Where it is missing the test fails under `CI=true` and is skipped, visibly, elsewhere.
  public static Path path(String relative) {
    Path path = Path.of("..", "shared").resolve(relative);
    if (!Files.exists(path)) {
      String message = "not there: " + path + " (foreign vectors and data lie beside the project)";
      if ("true".equals(System.getenv("CI"))) {
        Assertions.fail(message);
      }
      Assumptions.abort(message);
    }
    return path;
  }
}
