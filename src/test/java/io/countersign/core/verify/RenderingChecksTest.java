package io.countersign.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Code;
import io.countersign.core.ledger.LedgerFixture;
import io.countersign.core.ledger.RenderedTexts;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.prose.Prose;
import io.countersign.core.terms.Text;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;

final class RenderingChecksTest {
  private static final Map<Text.Language, Prose.Catalogue> TEMPLATES =
      Map.of(Text.Language.EN, catalogue("en"), Text.Language.ZH, catalogue("zh_CN"));

  private static Prose.Catalogue catalogue(String language) {
    Path file = Path.of("src/main/resources/i18n/prose_" + language + ".properties");
    try (Reader in = Files.newBufferedReader(file)) {
      Properties p = new Properties();
      p.load(in);
      return key -> Objects.requireNonNull(p.getProperty(key), key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> text(TermsVersion v, Text.Language language) {
    return Prose.of(v.terms(), language, Objects.requireNonNull(TEMPLATES.get(language)));
  }

  /// The verdicts on one rendering, English first or Chinese, as texts.
  private static List<Verdict> check(
      RenderedTexts texts, LedgerFixture f, Map<Text.Language, Prose.Catalogue> templates)
      throws Exception {
    f.put(f.rendering(texts.render(), texts.toBytes()));
    Report.Builder report = new Report.Builder();
    new RenderingChecks(f.state().history(), f, templates, report).check();
    List<Verdict> out = new ArrayList<>();
    for (Check c : report.build().checks()) {
      assertEquals(Code.RENDERING_TEXT, c.code());
      out.add(c.verdict());
    }
    return out;
  }

  @Test
  void texts_asTheTemplatesMakeThem_pass() throws Exception {
    LedgerFixture f = LedgerFixture.opened();
    TermsVersion v = f.state().history().versions().getLast();
    RenderedTexts good =
        new RenderedTexts(v.hash(), 1, text(v, Text.Language.EN), text(v, Text.Language.ZH));
    assertEquals(List.of(Verdict.PASSED, Verdict.PASSED), check(good, f, TEMPLATES));
  }

  @Test
  void texts_ofOneLineOtherwise_fail() throws Exception {
    LedgerFixture f = LedgerFixture.opened();
    TermsVersion v = f.state().history().versions().getLast();
    List<String> zh = new ArrayList<>(text(v, Text.Language.ZH));
    zh.set(5, zh.get(5) + "，另有约定");
    RenderedTexts bad = new RenderedTexts(v.hash(), 1, text(v, Text.Language.EN), zh);
    List<Verdict> verdicts = check(bad, f, TEMPLATES);
    assertTrue(verdicts.contains(Verdict.PASSED), verdicts.toString());
    assertTrue(verdicts.contains(Verdict.FAILED), verdicts.toString());
  }

  @Test
  void texts_ofTemplatesUnknownHere_areNotChecked() throws Exception {
    LedgerFixture f = LedgerFixture.opened();
    assertEquals(List.of(Verdict.NOT_CHECKED), check(f.texts(7), f, TEMPLATES));
    LedgerFixture g = LedgerFixture.opened();
    assertEquals(List.of(Verdict.NOT_CHECKED, Verdict.NOT_CHECKED), check(g.texts(1), g, Map.of()));
  }
}
