package io.countersign.cli;

import io.countersign.cli.Texts.Lang;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.RenderedTexts;
import io.countersign.core.prose.Prose;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.Text;
import io.countersign.core.terms.Validity;
import java.util.List;
import java.util.Map;

/// Terms as a contract in one language: [Prose] with the templates of the bundles.
///
/// The language is that of the contract, not the one in which the program speaks.
record ContractText(Text.Language language, Prose.Catalogue catalogue) {
  static ContractText of(Lang lang) {
    return new ContractText(
        switch (lang) {
          case EN -> Text.Language.EN;
          case ZH -> Text.Language.ZH;
        },
        Texts.of(lang)::sentence);
  }

  /// The templates of both languages, for who checks signed texts.
  static Map<Text.Language, Prose.Catalogue> templates() {
    return Map.of(Text.Language.EN, of(Lang.EN).catalogue, Text.Language.ZH, of(Lang.ZH).catalogue);
  }

  /// Both texts of terms.
  ///
  /// @throws CliException if the terms are not valid
  static RenderedTexts both(Terms terms) {
    return new RenderedTexts(
        terms.hash(),
        Prose.RENDER,
        of(Lang.EN).print(terms).lines().toList(),
        of(Lang.ZH).print(terms).lines().toList());
  }

  /// @throws CliException with the first fault of terms that are not valid: they say nothing
  String print(Terms terms) {
    List<Finding> faults = Validity.check(terms);
    if (!faults.isEmpty()) {
      throw CliException.refused(faults.getFirst());
    }
    return Prose.text(terms, language, catalogue);
  }

  /// The terms that a text says.
  ///
  /// @param where names the text
  /// @throws CliException if it is not the text of terms
  Terms read(String where, String text) {
    try {
      return Prose.read(text, language, catalogue);
    } catch (MalformedException e) {
      throw CliException.malformed(where, e);
    }
  }
}
