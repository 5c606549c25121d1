package io.countersign.core.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProseTest {
  private static final Path I18N = Path.of("src/main/resources/i18n");
  private static final Path GOLDEN = Path.of("src/test/resources/prose");

  private static Properties templates(Text.Language language) {
    String name =
        switch (language) {
          case ZH -> "prose_zh_CN.properties";
          case EN -> "prose_en.properties";
        };
    try (Reader in = Files.newBufferedReader(I18N.resolve(name))) {
      Properties p = new Properties();
      p.load(in);
      return p;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> prose(Terms terms, Text.Language language, Properties templates) {
    return Prose.of(
        terms, language, key -> Objects.requireNonNull(templates.getProperty(key), key));
  }

  @ParameterizedTest
  @EnumSource(Text.Language.class)
  void documents_ofTheTests_areToldWithoutGaps(Text.Language language) {
    Properties templates = templates(language);
    Set<String> used = new HashSet<>();
    for (String resource : Samples.ALL) {
      List<String> lines =
          Prose.of(
              Samples.parse(resource),
              language,
              key -> {
                used.add(key);
                return Objects.requireNonNull(templates.getProperty(key), key);
              });
      for (String line : lines) {
        boolean json = line.contains("\"kind\"");
        assertFalse(!json && line.matches("(?s).*\\{\\d}.*"), line);
      }
    }
    assertTrue(used.size() > 80, used.size() + " templates");
  }

  @ParameterizedTest
  @EnumSource(Text.Language.class)
  void bankSample_told_isTheGoldenText(Text.Language language) throws IOException {
    String text = String.join("\n", prose(Samples.bank(), language, templates(language))) + "\n";
    Path file =
        GOLDEN.resolve(
            switch (language) {
              case ZH -> "terms-bank-hybrid.zh.txt";
              case EN -> "terms-bank-hybrid.en.txt";
            });
    if (Boolean.getBoolean("vectors.write")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(file, text);
    }
    assertEquals(Files.readString(file), text);
  }

  /// Whoever reads the text reads every term: what changes the document changes the text.
  @Test
  void bankSample_anyValidChange_changesTheText() {
    Properties templates = templates(Text.Language.EN);
    String before = prose(Samples.bank(), Text.Language.EN, templates).toString();
    List<String> untold = new ArrayList<>();
    int told = 0;
    Json.Obj document = Samples.json("samples/terms-bank-hybrid.json");
    for (Mutations.Mutation m : Mutations.of(document)) {
      Terms terms;
      try {
        terms = TermsParser.document(m.document());
      } catch (MalformedException e) {
        continue;
      }
      if (terms.equals(Samples.bank()) || !Validity.check(terms).isEmpty()) {
        continue;
      }
      if (prose(terms, Text.Language.EN, templates).toString().equals(before)) {
        untold.add(m.name());
      } else {
        told++;
      }
    }
    // The nonce, the name of a factor table and the instant before which the first offset holds
    // anyway mean nothing for what is charged.
    List<String> nothing = List.of(".nonce ", ".factors[0].id ", ".offsets[0].fromUtc ");
    untold.removeIf(name -> nothing.stream().anyMatch(name::contains));
    assertEquals(List.of(), untold);
    assertTrue(told > 100, told + " changes");
  }
}
