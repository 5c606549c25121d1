package io.countersign.core.prose;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A text as it is being written.
final class Page {
  private final Scope scope;
  private final Function<String, List<String>> examples;
  private final StringBuilder text = new StringBuilder();
  private final List<String> annex = new ArrayList<>();

  /// @param examples the worked examples of a clause, by its name
  Page(Scope scope, Function<String, List<String>> examples) {
    this.scope = scope;
    this.examples = examples;
  }

  Scope scope() {
    return scope;
  }

  void say(String words) {
    text.append(words);
  }

  /// A text in both languages: the one of the page now, the other in the annex.
  void say(String own, String other) {
    text.append(Quotes.quote(own));
    annex.add(Quotes.quote(own) + " = " + Quotes.quote(other));
  }

  /// The examples of a clause, each on its line.
  void examples(String clause) {
    for (String e : examples.apply(clause)) {
      text.append(Forms.INDENT).append(scope.text("example", e));
    }
  }

  /// The rows of the annex, in order of the text.
  List<String> annex() {
    return List.copyOf(annex);
  }

  String text() {
    return text.toString();
  }
}
