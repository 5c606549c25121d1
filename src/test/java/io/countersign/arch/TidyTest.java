package io.countersign.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Reads the repository's own files and keeps them tidy: what a reviewer would otherwise have to
/// say again and again.
final class TidyTest {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Path MAIN = ROOT.resolve("src/main/java");
  private static final Path I18N = ROOT.resolve("src/main/resources/i18n");

  /// style.md: one word per concept; these are the others. Compared with the words of the names of
  /// types, methods and fields, cut at capitals.
  private static final Set<String> NOT_OUR_WORDS =
      Set.of(
          "voucher",
          "tariff",
          "invoice",
          "blockchain",
          "journal",
          "snapshot",
          "notary",
          "notarise",
          "notarize",
          "complaint",
          "refund");

  private static final Pattern WORD = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|_");

  private static final Pattern DECLARED =
      Pattern.compile(
          "\\b(?:class|record|interface|enum)\\s+(\\w+)|\\b\\w[\\w<>\\[\\], ?]*\\s+(\\w+)\\s*(?:\\(|=|;)");

  @Test
  void sources_printOnlyInCli() throws IOException {
    List<String> bad = new ArrayList<>();
    for (Path file : below(MAIN, ".java")) {
      String name = MAIN.relativize(file).toString();
      if (name.startsWith("io/countersign/cli/")) {
        continue;
      }
      if (Files.readString(file).matches("(?s).*(System\\.(out|err)\\b|printStackTrace).*")) {
        bad.add(name);
      }
    }
    assertEquals(List.of(), bad, "print outside cli");
  }

  @Test
  void packages_sayWhatTheyOwn() throws IOException {
    List<String> bad = new ArrayList<>();
    Set<Path> folders = new TreeSet<>();
    for (Path file : below(MAIN, ".java")) {
      folders.add(parent(file));
    }
    for (Path folder : folders) {
      Path info = folder.resolve("package-info.java");
      String text = Files.exists(info) ? Files.readString(info) : "";
      if (!text.startsWith("///")
          || !text.contains("@NullMarked")
          || !text.toLowerCase(Locale.ROOT).contains("own")) {
        bad.add(MAIN.relativize(folder).toString());
      }
    }
    assertEquals(List.of(), bad, "packages whose package-info does not say what they own");
  }

  @Test
  void codes_ascendAndAreUnique() {
    Set<Integer> numbers = new TreeSet<>();
    for (Code code : Code.values()) {
      assertTrue(numbers.add(code.number()), () -> code + " has a number twice");
      assertTrue(code.number() > 100 && code.number() < 1700, code::toString);
    }
  }

  @Test
  void codes_standInErrorsPage() throws IOException {
    Map<String, String> rows = new TreeMap<>();
    Matcher m =
        Pattern.compile("(?m)^\\| (CS-\\d{4}) \\| ([a-z0-9-]+) \\| .+ \\| .+ \\|$")
            .matcher(Files.readString(ROOT.resolve("src/docs/errors.md")));
    while (m.find()) {
      assertEquals(null, rows.put(m.group(1), m.group(2)), "twice in errors.md: " + m.group(1));
    }
    Map<String, String> want = new TreeMap<>();
    for (Code code : Code.values()) {
      want.put(code.id(), code.slug());
    }
    assertEquals(want, rows);
  }

  @Test
  void codes_haveBothSentencesInBothLanguages() throws IOException {
    Set<String> want = new TreeSet<>();
    for (Code code : Code.values()) {
      want.add(code.id());
      want.add(code.id() + ".mend");
    }
    for (String lang : List.of("en", "zh_CN")) {
      assertEquals(
          want, bundle("codes_" + lang + ".properties").stringPropertyNames(), "codes_" + lang);
    }
  }

  @Test
  void bundles_haveTheSameKeysAndPlacesInBothLanguages() throws IOException {
    List<String> bad = new ArrayList<>();
    for (String name : List.of("messages", "codes", "terms")) {
      Properties en = bundle(name + "_en.properties");
      Properties zh = bundle(name + "_zh_CN.properties");
      assertEquals(en.stringPropertyNames(), zh.stringPropertyNames(), name);
      for (String key : en.stringPropertyNames()) {
        if (!places(en.getProperty(key)).equals(places(zh.getProperty(key)))) {
          bad.add(key + ": places differ");
        }
        if (en.getProperty(key).isBlank() || zh.getProperty(key).isBlank()) {
          bad.add(key + ": empty");
        }
      }
    }
    for (String key : bundle("codes_zh_CN.properties").stringPropertyNames()) {
      if (bundle("codes_zh_CN.properties")
          .getProperty(key)
          .codePoints()
          .noneMatch(c -> c > 0x2e80)) {
        bad.add(key + ": not Chinese");
      }
    }
    assertEquals(List.of(), bad);
  }

  @Test
  void bundles_holdEachKeyOnce() throws IOException {
    List<String> bad = new ArrayList<>();
    for (Path file : below(I18N, ".properties")) {
      Set<String> seen = new TreeSet<>();
      for (String line : Files.readAllLines(file)) {
        int eq = line.indexOf('=');
        if (!line.startsWith("#") && eq > 0 && !seen.add(line.substring(0, eq))) {
          bad.add(file.getFileName() + ": " + line.substring(0, eq));
        }
      }
    }
    assertEquals(List.of(), bad, "keys twice");
  }

  @Test
  void names_useOurWords() throws IOException {
    List<String> bad = new ArrayList<>();
    for (Path file : below(ROOT.resolve("src"), ".java")) {
      for (String line : Files.readAllLines(file)) {
        String code = line.strip();
        if (code.startsWith("//") || code.startsWith("*") || code.startsWith("import")) {
          continue;
        }
        Matcher m = DECLARED.matcher(code.replaceAll("\"(\\\\.|[^\"\\\\])*\"", "\"\""));
        while (m.find()) {
          String name = m.group(1) != null ? m.group(1) : m.group(2);
          for (String word : WORD.splitAsStream(name).toList()) {
            if (NOT_OUR_WORDS.contains(word.toLowerCase(Locale.ROOT))) {
              bad.add(ROOT.relativize(file) + ": " + name);
            }
          }
        }
      }
    }
    assertEquals(List.of(), bad, "see src/docs/glossary.md for the word to use");
  }

  @Test
  void sources_leaveNothingToDo() throws IOException {
    Pattern open = Pattern.compile("\\b(" + "TO" + "DO|FIX" + "ME|XX" + "X)\\b");
    List<String> bad = new ArrayList<>();
    for (Path file : texts()) {
      if (open.matcher(Files.readString(file)).find()) {
        bad.add(ROOT.relativize(file).toString());
      }
    }
    assertEquals(List.of(), bad);
  }

  @Test
  void files_nameNoMachine() throws IOException {
    Pattern machine =
        Pattern.compile("(?<![\\w.*}/])/(" + "work|root|home/[a-z]\\w+|Users/[a-z]\\w+" + ")/");
    List<String> bad = new ArrayList<>();
    for (Path file : texts()) {
      Matcher m = machine.matcher(Files.readString(file));
      if (m.find()) {
        bad.add(ROOT.relativize(file) + ": " + m.group());
      }
    }
    assertEquals(List.of(), bad, "paths of one machine");
  }

  @Test
  void vectors_areNamedAndDescribed() throws Exception {
    Path vectors = ROOT.resolve("src/test/resources/vectors");
    List<String> bad = new ArrayList<>();
    for (Path file : below(vectors, ".json")) {
      Path name = vectors.relativize(file);
      if (name.getNameCount() < 2
          || !file.getFileName().toString().matches("[a-z0-9]+(-[a-z0-9]+)*\\.json")) {
        bad.add(name + ": named otherwise than <topic>/<case>.json in lower case with hyphens");
        continue;
      }
      Json json = JsonReader.relaxed(Bytes.wrap(Files.readAllBytes(file)), 1 << 26);
      if (!(json instanceof Json.Obj o) || !o.has("desc") || !o.has("source") || !o.has("want")) {
        bad.add(name + ": desc, source or want is missing");
      }
    }
    assertEquals(List.of(), bad);
  }

  @Test
  void readme_namesTheCommandsThatCiRuns() throws IOException {
    String ci = Files.readString(ROOT.resolve(".ci/run"));
    for (String readme : List.of("README.md", "README.zh-CN.md")) {
      String text = Files.readString(ROOT.resolve(readme));
      String first = text.substring(0, Math.min(text.length(), 1500));
      for (String command : List.of("./countersign demo", "mvn -B verify")) {
        assertTrue(first.contains(command), () -> readme + " does not open with " + command);
        assertTrue(ci.contains(command), () -> ".ci/run does not run " + command);
      }
    }
  }

  /// The English blocks are typed by tests; the Chinese ones differ in their comments alone.
  @Test
  void readme_hasTheSameCommandsInBothLanguages() throws IOException {
    List<String> english = commands("README.md");
    assertTrue(english.size() > 100, english::toString);
    assertEquals(english, commands("README.zh-CN.md"));
  }

  /// The lines of all `sh` blocks that are no comments of their own.
  private static List<String> commands(String readme) throws IOException {
    List<String> out = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(ROOT.resolve(readme))) {
      if (line.startsWith("```")) {
        inside = line.equals("```sh");
      } else if (inside && !line.startsWith("#") && !line.isBlank()) {
        out.add(line.replaceAll(" +# .*", ""));
      }
    }
    return out;
  }

  private static Set<String> places(String text) {
    Set<String> out = new TreeSet<>();
    Matcher m = Pattern.compile("\\{(\\d)}|%%|%n").matcher(text);
    while (m.find()) {
      out.add(m.group());
    }
    out.removeIf(p -> p.equals("%n"));
    return out;
  }

  private static Properties bundle(String name) throws IOException {
    Properties out = new Properties();
    try (Reader in = Files.newBufferedReader(I18N.resolve(name))) {
      out.load(in);
    }
    return out;
  }

  /// All text files of the repository that people write.
  private static List<Path> texts() throws IOException {
    List<Path> out = new ArrayList<>();
    try (Stream<Path> all = Files.walk(ROOT)) {
      for (Path p : (Iterable<Path>) all::iterator) {
        String name = ROOT.relativize(p).toString();
        if (Files.isRegularFile(p)
            && !name.matches("(target|\\.git|\\.idea|contracts/node_modules)/.*|.*/node_modules/.*")
            && name.matches(
                "countersign|\\.ci/run|\\.mvn/.*|.*\\.(java|md|xml|properties|sql|sh|ts|sol|yaml|yml)")) {
          out.add(p);
        }
      }
    }
    return out;
  }

  private static List<Path> below(Path folder, String suffix) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(p -> p.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static Path parent(Path file) {
    Path p = file.getParent();
    return p == null ? ROOT : p;
  }
}
