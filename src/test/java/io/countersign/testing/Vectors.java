package io.countersign.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Golden vectors of one topic: `src/test/resources/vectors/<topic>/<case>.json`, each `{desc,
/// source, inputs, want}`.
///
/// They are made once by `-Dvectors.write=true`, from inputs that a test lists and what the code
/// answered then, and afterwards only read: a test that finds another answer, or a case without its
/// file, fails.
public final class Vectors {
  private static final Path ROOT = Path.of("src", "test", "resources", "vectors");
  private static final boolean WRITE = Boolean.getBoolean("vectors.write");
  private static final int MAX_BYTES = 4 << 20;

  private final String topic;
  private final TreeMap<String, Json.Obj> cases = new TreeMap<>();

  private Vectors(String topic) {
    this.topic = topic;
  }

  public static Vectors of(String topic) {
    return new Vectors(topic);
  }

  /// What is proved: the answer to the inputs of a case.
  @FunctionalInterface
  public interface Subject {
    Json.Obj answer(Fields inputs) throws MalformedException;
  }

  /// Lists a case.
  ///
  /// @param name `happy-path-...`, or the mutation that is made
  /// @param slug the code that it must give, empty for a happy path
  public Vectors add(String name, String desc, String source, Json.Obj inputs, String slug) {
    assertEquals(slug.isEmpty(), name.startsWith("happy-path"), name);
    Json.Obj old =
        cases.put(
            name,
            Json.object()
                .put("desc", desc)
                .put("source", source)
                .put("inputs", inputs)
                .put("want", slug)
                .build());
    assertTrue(old == null, "case listed twice: " + name);
    return this;
  }

  /// Writes or checks all cases.
  public void check(Subject subject) {
    try {
      Path folder = ROOT.resolve(topic);
      if (WRITE) {
        Files.createDirectories(folder);
        for (var c : cases.entrySet()) {
          Json.Obj want = answer(subject, (Json.Obj) member(c.getValue(), "inputs"));
          String found = want.has("error") ? ((Json.Str) member(want, "error")).value() : "";
          assertEquals(
              ((Json.Str) member(c.getValue(), "want")).value(), found, c.getKey() + ": " + want);
          Path file = folder.resolve(c.getKey() + ".json");
          if (!Files.exists(file)) {
            Files.writeString(file, pretty(c.getValue().with("want", want), 0) + "\n");
          }
        }
      }
      List<String> seen = new ArrayList<>();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          String name = file.getFileName().toString().replaceFirst("\\.json$", "");
          Json.Obj held = read(file);
          assertEquals(
              member(held, "want"), answer(subject, (Json.Obj) member(held, "inputs")), name);
          seen.add(name);
        }
      }
      for (String name : cases.keySet()) {
        assertTrue(seen.contains(name), topic + " has no file for " + name);
      }
      assertTrue(
          seen.stream().anyMatch(n -> n.startsWith("happy-path")), topic + " has no positive");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Json.Obj answer(Subject subject, Json.Obj inputs) {
    try {
      return subject.answer(Fields.of(inputs, "inputs"));
    } catch (MalformedException e) {
      return Json.object().put("code", e.code().id()).put("error", e.code().slug()).build();
    }
  }

  /// Reads a vector file, or any other JSON of our profile.
  public static Json.Obj read(Path file) {
    try {
      return (Json.Obj) JsonReader.relaxed(Bytes.wrap(Files.readAllBytes(file)), MAX_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedException e) {
      throw new AssertionError(file + ": " + e, e);
    }
  }

  public static Json member(Json.Obj object, String name) {
    Json value = object.get(name);
    if (value == null) {
      throw new AssertionError("no member " + name + " in " + object);
    }
    return value;
  }

  /// Text as an array of its lines, which strings of our profile cannot hold.
  public static Json.Arr lines(String text) {
    return Json.array(Stream.of(text.split("\n", -1)).map(Json::of).toList());
  }

  /// The text of [#lines].
  public static String text(Fields inputs, String name) throws MalformedException {
    List<String> out = new ArrayList<>();
    for (Json line : inputs.array(name, 0, 1000)) {
      out.add(Fields.string(line, name));
    }
    return String.join("\n", out);
  }

  private static String pretty(Json value, int depth) {
    String pad = "  ".repeat(depth + 1);
    String close = "\n" + "  ".repeat(depth);
    if (value instanceof Json.Obj o && o.size() > 0) {
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < o.size(); i++) {
        parts.add(pad + Json.of(o.key(i)).toText() + ": " + pretty(o.value(i), depth + 1));
      }
      return "{\n" + String.join(",\n", parts) + close + "}";
    }
    if (value instanceof Json.Arr a && !a.items().isEmpty()) {
      List<String> parts = a.items().stream().map(i -> pad + pretty(i, depth + 1)).toList();
      return "[\n" + String.join(",\n", parts) + close + "]";
    }
    return value.toText();
  }
}
