package io.countersign.core.prose;

import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Text;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Forms of names: texts in both languages, and what a name refers to.
///
/// Something is referred to by its label in quotation marks; where two things of a sort share a
/// label, the id follows in square brackets.
final class Names {
  /// A text in both languages: the page's own in quotation marks, the other in the annex.
  static final Form TEXT =
      Forms.of(
          (v, page) -> {
            boolean zh = page.scope().language() == Text.Language.ZH;
            Json.Obj o = (Json.Obj) v;
            page.say(Jsons.text(o, zh ? "zh" : "en"), Jsons.text(o, zh ? "en" : "zh"));
          },
          in -> {
            boolean zh = in.scope().language() == Text.Language.ZH;
            String own = in.quoted();
            return Json.object()
                .put(zh ? "zh" : "en", own)
                .put(zh ? "en" : "zh", in.other())
                .build();
          });

  /// A string in quotation marks.
  static final Form QUOTED =
      Forms.of((v, page) -> page.say(Quotes.quote(Jsons.text(v))), in -> Json.of(in.quoted()));

  /// An id in square brackets.
  static final Form BRACKETED = Values.bracketed("[a-z][a-z0-9_]{0,31}");

  static final Form WINDOW = reference(s -> "window", (s, id) -> {});

  static final Form PARAM = reference(s -> "param", (s, id) -> {});

  static final Form RECORD = reference(s -> "record", Scope::nameRecord);

  /// A field of the record type named last.
  static final Form FIELD = reference(Scope::fieldSort, Scope::nameField);

  /// A measure, KPI or score.
  static final Form FIGURE = reference(s -> "figure", Scope::nameFigure);

  static final Form LINE = reference(s -> "line", (s, id) -> {});

  private Names() {}

  /// Which sort of thing is referred to at a place.
  @FunctionalInterface
  private interface Sort {
    String at(Scope scope);
  }

  private static Form reference(Sort sort, BiConsumer<Scope, String> named) {
    return Forms.of(
        (v, page) -> {
          String id = Jsons.text(v);
          page.say(said(page.scope(), sort.at(page.scope()), id));
          named.accept(page.scope(), id);
        },
        in -> {
          String label = in.quoted();
          Optional<Json> said = in.attempt(Forms.before(" ", BRACKETED));
          String id =
              said.isPresent()
                  ? Jsons.text(said.get())
                  : in.scope().byLabel(sort.at(in.scope()), label);
          named.accept(in.scope(), id);
          return Json.of(id);
        });
  }

  /// How a thing is referred to.
  static String said(Scope scope, String sort, String id) {
    String label = scope.label(sort, id);
    return Quotes.quote(label) + (scope.shared(sort, label) ? " [" + id + "]" : "");
  }
}
