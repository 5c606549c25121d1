package io.countersign.core.terms;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// A card or a factor table of a rated line, as far as it decides which row a record falls into.
///
/// @param otherwise whether an `else` takes what no row matches
/// @param factors whether it is a factor table
/// @param place where it stands in the document, e.g. `lines[3].card`
record PriceTable(
    RecordType type, List<Cond> rows, boolean otherwise, boolean factors, String place) {
  /// All tables in document order, with the window masks of the term, which are made at the first
  /// table only.
  ///
  /// @param steps counts the work of making them
  static void forEach(Terms terms, Steps steps, BiConsumer<PriceTable, WindowMasks> body) {
    Optional<WindowMasks> masks = Optional.empty();
    for (int i = 0; i < terms.lines().size(); i++) {
      if (!(terms.lines().get(i) instanceof Line.Rated r)) {
        continue;
      }
      if (masks.isEmpty()) {
        masks = Optional.of(WindowMasks.of(terms, steps));
      }
      RecordType type = terms.recordType(r.recordType()).orElseThrow();
      String place = "lines[" + i + "]";
      List<Cond> prices = r.card().rows().stream().map(Line.Row::when).toList();
      boolean priced = r.card().otherwise().isPresent();
      body.accept(new PriceTable(type, prices, priced, false, place + ".card"), masks.get());
      for (int k = 0; k < r.factors().size(); k++) {
        Line.FactorTable t = r.factors().get(k);
        List<Cond> rows = t.rows().stream().map(Line.FactorRow::when).toList();
        body.accept(
            new PriceTable(
                type, rows, t.otherwise().isPresent(), true, place + ".factors[" + k + "]"),
            masks.get());
      }
    }
  }
}
