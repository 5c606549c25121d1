package io.countersign.core.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.prose.Prose;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/// What must hold for any document, good or bad: the parser reads it or refuses it with a code of
/// its own, it has one form, the check ends with findings of 04xx, and what is valid can be advised
/// on and told in both languages.
final class TermsExamination {
  private static final Properties ZH = templates("prose_zh_CN.properties");
  private static final Properties EN = templates("prose_en.properties");

  private TermsExamination() {}

  private static Properties templates(String file) {
    try (Reader in = Files.newBufferedReader(Path.of("src/main/resources/i18n", file))) {
      Properties out = new Properties();
      out.load(in);
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void relaxed(Bytes text) {
    try {
      examine(TermsParser.parseRelaxed(text));
    } catch (MalformedException e) {
      refused(e);
    }
  }

  static void canonical(Bytes text) {
    try {
      assertEquals(text, TermsParser.parse(text).toCanonical());
    } catch (MalformedException e) {
      refused(e);
    }
  }

  static void document(Json json) {
    try {
      examine(TermsParser.document(json));
    } catch (MalformedException e) {
      refused(e);
    }
  }

  private static void refused(MalformedException e) {
    assertTrue(e.code().number() < 200 || e.code() == Code.TERMS_ITEM_TWICE, e.toString());
    assertFalse(e.expected().isEmpty() || e.field().isEmpty(), e.toString());
  }

  private static void examine(Terms terms) {
    Bytes canonical = terms.toCanonical();
    try {
      if (canonical.size() <= Terms.MAX_BYTES) {
        assertEquals(terms, TermsParser.parse(canonical));
      }
    } catch (MalformedException e) {
      throw new AssertionError("its own canonical form is refused: " + canonical.toUtf8(), e);
    }
    List<Finding> findings = Validity.check(terms);
    assertTrue(findings.size() <= Findings.MAX);
    for (Finding f : findings) {
      assertTrue(
          f.code().number() / 100 == 4 && f.code() != Code.TERMS_NOT_YET_RATED, f.toString());
    }
    if (findings.isEmpty()) {
      assertTrue(Advice.check(terms).stream().allMatch(f -> f.code().number() / 100 == 12));
      assertTrue(Validity.notYetRated(terms).size() <= Findings.MAX);
      told(terms, Text.Language.ZH, ZH);
      told(terms, Text.Language.EN, EN);
    }
  }

  private static void told(Terms terms, Text.Language language, Properties templates) {
    List<String> lines =
        Prose.of(terms, language, k -> Objects.requireNonNull(templates.getProperty(k), k));
    assertFalse(lines.isEmpty());
  }
}
