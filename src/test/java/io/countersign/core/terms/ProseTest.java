package io.countersign.core.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.prose.Prose;
import io.countersign.core.rating.RandomTerms;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProseTest {
  private static final Path I18N = Path.of("src/main/resources/i18n");
  private static final Path GOLDEN = Path.of("src/test/resources/prose");
  private static final int RANDOM = 150;

  private static final Map<Text.Language, Properties> TEMPLATES =
      Map.of(
          Text.Language.EN,
          load("prose_en.properties"),
          Text.Language.ZH,
          load("prose_zh_CN.properties"));

  private static Properties load(String name) {
    try (Reader in = Files.newBufferedReader(I18N.resolve(name))) {
      Properties p = new Properties();
      p.load(in);
      return p;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Prose.Catalogue catalogue(Text.Language language) {
    Properties templates = Objects.requireNonNull(TEMPLATES.get(language));
    return key -> Objects.requireNonNull(templates.getProperty(key), key);
  }

  private static String text(Terms terms, Text.Language language) {
    return Prose.text(terms, language, catalogue(language));
  }

  private static Terms read(String text, Text.Language language) throws MalformedException {
    return Prose.read(text, language, catalogue(language));
  }

  private static void roundTrip(String name, Terms terms) {
    for (Text.Language language : Text.Language.values()) {
      roundTrip(name, terms, language);
    }
  }

  private static void roundTrip(String name, Terms terms, Text.Language language) {
    String told = text(terms, language);
    try {
      assertEquals(terms.toCanonical(), read(told, language).toCanonical(), name);
    } catch (MalformedException e) {
      throw new AssertionError(name + " " + language + "\n" + told, e);
    }
  }

  @Test
  void documents_ofTheTests_areReadBackByteForByte() throws IOException {
    for (String resource : Samples.CONTRACTS) {
      roundTrip(resource, Samples.parse(resource));
    }
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/samples"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        String resource = "samples/" + file.getFileName();
        roundTrip(resource, Samples.parse(resource));
      }
    }
  }

  @Test
  void documents_atRandom_areReadBackByteForByte() throws MalformedException {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("ProseTest -Dseed=" + seed);
    for (int i = 0; i < RANDOM; i++) {
      Terms terms = TermsParser.document(RandomTerms.of(new Random(seed + i)));
      assertEquals(List.of(), Validity.check(terms));
      roundTrip("seed " + (seed + i), terms);
    }
  }

  /// Every valid document that one small change makes of the one with every construct, in the
  /// languages by turns.
  @Test
  void documents_changed_areReadBackByteForByte() {
    int valid = 0;
    Json.Obj document = Samples.json("contracts/c7-everything.json");
    for (Mutations.Mutation m : Mutations.of(document)) {
      Terms terms;
      try {
        terms = TermsParser.document(m.document());
      } catch (MalformedException e) {
        continue;
      }
      if (Validity.check(terms).isEmpty()) {
        valid++;
        roundTrip(m.name(), terms, valid % 2 == 0 ? Text.Language.ZH : Text.Language.EN);
      }
    }
    assertTrue(valid > 400, valid + " documents");
  }

  @Test
  void labels_thatLookLikeText_areReadBack() throws MalformedException {
    Json.Obj document = Samples.json("contracts/c7-everything.json");
    for (String label :
        List.of(
            "”", "“”", "a” [fee]", "”””", "minutes” + “fee", "Example: ", "14.4 ”. ”:", "\\{0}")) {
      Json.Obj text = Json.object().put("en", label).put("zh", label).build();
      List<Json> lines = new ArrayList<>();
      for (Json line : ((Json.Arr) Objects.requireNonNull(document.get("lines"))).items()) {
        lines.add(((Json.Obj) line).with("label", text).with("note", text));
      }
      roundTrip(label, TermsParser.document(document.with("lines", Json.array(lines))));
    }
  }

  /// A contract in which one cannot see which of two lines is meant would be no contract.
  @Test
  void labels_thatLookTheSame_areSaidWithTheirIds() throws MalformedException {
    Json.Obj document = Samples.json("contracts/c7-everything.json");
    for (String other :
        List.of("a\u00a0b", "a b ", "a\u00ad b", "ab", "a\u3164b", "a\udb40\udc41 b")) {
      List<Json> lines = new ArrayList<>();
      for (Json line : ((Json.Arr) Objects.requireNonNull(document.get("lines"))).items()) {
        // two lines that others rest on
        Json id = ((Json.Obj) line).get("id");
        boolean first = Json.of("minutes").equals(id);
        if (first || Json.of("per_message").equals(id)) {
          String label = first ? "a b" : other;
          Json.Obj text = Json.object().put("en", label).put("zh", label).build();
          lines.add(((Json.Obj) line).with("label", text));
        } else {
          lines.add(line);
        }
      }
      Terms terms = TermsParser.document(document.with("lines", Json.array(lines)));
      roundTrip(other, terms);
      String told = text(terms, Text.Language.EN);
      // where it is defined, and wherever it is named
      int said = told.split("“a b” \\[minutes]", -1).length - 1;
      assertTrue(said > 4, said + " times: " + other);
    }
  }

  /// Whoever changes a text gets another document or is refused.
  @ParameterizedTest
  @EnumSource(Text.Language.class)
  void texts_changed_areAnotherDocumentOrRefused(Text.Language language) {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("ProseTest -Dseed=" + seed);
    Random random = new Random(seed);
    Terms terms = Samples.parse("contracts/c7-everything.json");
    String told = text(terms, language);
    int refused = 0;
    int other = 0;
    for (int i = 0; i < 400; i++) {
      String changed = change(told, random);
      if (changed.equals(told)) {
        continue;
      }
      try {
        Terms read = read(changed, language);
        assertEquals(changed, text(read, language));
        assertTrue(!read.equals(terms));
        other++;
      } catch (MalformedException e) {
        refused++;
      }
    }
    assertTrue(refused > 100, refused + " refused");
    assertTrue(other > 0, "no change made another document");
  }

  private static String change(String text, Random random) {
    if (random.nextInt(3) > 0) {
      // another digit
      int at = random.nextInt(text.length());
      while (!Character.isDigit(text.charAt(at))) {
        at = (at + 1) % text.length();
      }
      char digit = (char) ('0' + random.nextInt(10));
      return text.substring(0, at) + digit + text.substring(at + 1);
    }
    List<String> lines = new ArrayList<>(text.lines().toList());
    int at = random.nextInt(lines.size());
    switch (random.nextInt(3)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
      default -> lines.set(at, lines.get(at).replaceFirst("\\S+$", ""));
    }
    return String.join("\n", lines) + "\n";
  }

  @ParameterizedTest
  @EnumSource(Text.Language.class)
  void prices_changed_needAnotherExample(Text.Language language) throws MalformedException {
    Terms bank = Samples.parse("contracts/c5-fixed.json");
    String told = text(bank, language);
    // A date without an example says another document.
    Terms other = read(told.replace("2027-01-11", "2027-01-10"), language);
    assertEquals("2027-01-10", other.term().to().toString());
    // A price with one that is left as it was is refused.
    Matcher price = Pattern.compile("[1-9]0,000\\.00").matcher(told);
    assertTrue(price.find());
    String changed = price.replaceFirst("77,000.00");
    MalformedException e = assertThrows(MalformedException.class, () -> read(changed, language));
    assertEquals(Code.PROSE_UNREAD, e.code());
  }

  @Test
  void texts_ofTheOtherLanguage_areRefused() {
    String zh = text(Samples.bank(), Text.Language.ZH);
    MalformedException e = assertThrows(MalformedException.class, () -> read(zh, Text.Language.EN));
    assertEquals(Code.PROSE_UNREAD, e.code());
  }

  @Test
  void texts_deepOrLong_areRefusedSoon() {
    String told = text(Samples.bank(), Text.Language.EN);
    String not = told.replaceFirst("provided that ", "provided that " + "not (".repeat(100_000));
    assertTrue(!not.equals(told));
    assertThrows(MalformedException.class, () -> read(not, Text.Language.EN));
    assertThrows(MalformedException.class, () -> read("", Text.Language.EN));
    assertThrows(
        MalformedException.class, () -> read(told.replaceFirst(" ", "\u0007"), Text.Language.EN));
  }

  @Test
  void templates_areTheSameInBothLanguages_andAllUsed() {
    Properties en = Objects.requireNonNull(TEMPLATES.get(Text.Language.EN));
    Properties zh = Objects.requireNonNull(TEMPLATES.get(Text.Language.ZH));
    assertEquals(new TreeSet<>(en.stringPropertyNames()), new TreeSet<>(zh.stringPropertyNames()));
    for (String key : en.stringPropertyNames()) {
      if (!key.startsWith("prose.ex.kpi")) {
        assertEquals(places(en.getProperty(key)), places(zh.getProperty(key)), key);
      }
    }
    Set<String> used = new HashSet<>();
    for (String resource : Samples.ALL) {
      Prose.of(
          Samples.parse(resource),
          Text.Language.EN,
          key -> {
            used.add(key);
            return Objects.requireNonNull(en.getProperty(key), key);
          });
    }
    assertTrue(used.size() > 280, used.size() + " templates");
  }

  /// The places of a template, each as often as it stands there.
  private static List<String> places(String template) {
    List<String> out = new ArrayList<>();
    Matcher m = Pattern.compile("\\{\\d}").matcher(template);
    while (m.find()) {
      out.add(m.group());
    }
    out.sort(String::compareTo);
    return out;
  }

  /// Texts of render 1 stay as they are: both parties may have signed them.
  @ParameterizedTest
  @EnumSource(Text.Language.class)
  void texts_ofSamples_areTheGoldenOnes(Text.Language language) throws IOException {
    for (String name : List.of("terms-bank-hybrid", "c7-everything")) {
      String resource = (name.startsWith("terms") ? "samples/" : "contracts/") + name + ".json";
      String told = text(Samples.parse(resource), language);
      Path file =
          GOLDEN.resolve(
              name
                  + switch (language) {
                    case ZH -> ".zh.txt";
                    case EN -> ".en.txt";
                  });
      if (Boolean.getBoolean("vectors.write")) {
        Files.createDirectories(GOLDEN);
        Files.writeString(file, told);
      }
      assertEquals(Files.readString(file), told);
    }
  }
}
