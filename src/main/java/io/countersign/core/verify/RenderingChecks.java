package io.countersign.core.verify;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.ObjectSource;
import io.countersign.core.ledger.RenderedTexts;
import io.countersign.core.ledger.RenderingEntry;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.prose.Prose;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.Text;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Whether the texts that both parties signed are those of their terms: each is written again, by
/// templates of its version, and compared line by line.
final class RenderingChecks {
  private final History history;
  private final ObjectSource objects;
  private final Map<Text.Language, Prose.Catalogue> templates;
  private final Report.Builder report;

  /// @param templates of [Prose#RENDER]; a language without them is not checked
  RenderingChecks(
      History history,
      ObjectSource objects,
      Map<Text.Language, Prose.Catalogue> templates,
      Report.Builder report) {
    this.history = history;
    this.objects = objects;
    this.templates = Map.copyOf(templates);
    this.report = report;
  }

  void check() throws MalformedException {
    for (RenderingEntry entry : history.renderings()) {
      check(entry);
    }
  }

  private void check(RenderingEntry entry) throws MalformedException {
    Entry.Rendering r = entry.rendering();
    String where = "rendering (entry " + entry.index() + ")";
    Optional<Bytes> object = objects.object(r.text());
    Optional<TermsVersion> version =
        history.versions().stream().filter(v -> v.hash().equals(r.termsHash())).findFirst();
    if (object.isEmpty() || version.isEmpty()) {
      report.add(
          Check.failed(Code.RENDERING_TEXT, where, "texts of terms of this ledger", "none held"));
      return;
    }
    if (r.render() != Prose.RENDER) {
      report.add(
          Check.notDemanded(
              Code.RENDERING_TEXT,
              where,
              "templates of version " + Prose.RENDER,
              "those of version " + r.render()));
      return;
    }
    RenderedTexts texts = RenderedTexts.parse(object.get());
    for (Text.Language language : Text.Language.values()) {
      Prose.Catalogue catalogue = templates.get(language);
      List<String> found =
          switch (language) {
            case ZH -> texts.zh();
            case EN -> texts.en();
          };
      String place = where + " " + language.name().toLowerCase(Locale.ROOT);
      if (catalogue == null) {
        report.add(
            Check.notDemanded(
                Code.RENDERING_TEXT, place, "templates of this language", "none at hand"));
      } else {
        compare(place, version.get().terms(), language, catalogue, found);
      }
    }
  }

  private void compare(
      String where,
      Terms terms,
      Text.Language language,
      Prose.Catalogue catalogue,
      List<String> found) {
    List<String> expected = Prose.of(terms, language, catalogue);
    for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
      String e = i < expected.size() ? expected.get(i) : "no more lines";
      String f = i < found.size() ? found.get(i) : "no more lines";
      if (!e.equals(f)) {
        report.add(Check.failed(Code.RENDERING_TEXT, where + " line " + (i + 1), e, f));
        return;
      }
    }
    report.add(
        Check.passed(
            Code.RENDERING_TEXT, where, "the text of these terms, " + found.size() + " lines"));
  }
}
