package io.countersign.cli;

import io.countersign.core.encoding.Json;
import io.countersign.load.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Figures of a measurement, for people and for machines.
final class FigureTable {
  private FigureTable() {}

  static void print(Session session, List<Figure> figures) {
    Table table = Table.of("  ", "lrl");
    List<Json> items = new ArrayList<>();
    for (Figure f : figures) {
      String unit = f.unit().name().toLowerCase(Locale.ROOT);
      table.add(
          session.text("load." + f.name()),
          Amounts.grouped(f.value()),
          session.text("load.unit." + unit));
      items.add(
          Json.object().put("what", f.name()).put("value", f.value()).put("unit", unit).build());
    }
    session.say(table);
    session.answer(
        Json.object()
            .put("processors", Runtime.getRuntime().availableProcessors())
            .put("java", Runtime.version().toString())
            .put("figures", items)
            .build());
  }
}
