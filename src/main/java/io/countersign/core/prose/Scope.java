package io.countersign.core.prose;

import io.countersign.core.encoding.Json;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Text;
import java.util.HashMap;
import java.util.Map;

/// What words mean at one place of a text: its language, its templates, the names defined so far,
/// and what was named last (a record type, a unit, a figure), which numbers after it refer to.
///
/// Mutable: a writer defines all names before it begins, a reader as it meets them. Used by one
/// text only.
final class Scope {
  private static final String FIELD = "field ";

  private final Text.Language language;
  private final Prose.Catalogue catalogue;
  private final Map<String, Template> templates = new HashMap<>();

  /// Sort of thing, id, label in the language of the text.
  private final Map<String, Map<String, String>> labels = new HashMap<>();

  private final Map<String, Map<String, Integer>> uses = new HashMap<>();
  private final Map<String, String> units = new HashMap<>();
  private final Map<String, String> types = new HashMap<>();
  private final Map<String, Scale> scales = new HashMap<>();
  private String code = "";
  private int exponent;
  private String record = "";
  private String unit = "";
  private Scale scale = Scale.UNITS;
  private String type = "";

  Scope(Text.Language language, Prose.Catalogue catalogue) {
    this.language = language;
    this.catalogue = catalogue;
  }

  /// How the bounds on a figure are shown.
  ///
  /// @param of bounds count in 1/of
  record Scale(Show show, long of) {
    static final Scale UNITS = new Scale(Show.UNITS, 1);
  }

  /// What a bound looks like.
  enum Show {
    /// A number of the measure's unit.
    UNITS,
    PERCENT,
    NUMBER,
    POINTS
  }

  Text.Language language() {
    return language;
  }

  Template template(String key) {
    return templates.computeIfAbsent(key, k -> Template.of(catalogue.template("prose." + k)));
  }

  String text(String key, Object... values) {
    return template(key).fill(values);
  }

  /// Takes note of a currency.
  void currency(String newCode, int newExponent) {
    code = newCode;
    exponent = newExponent;
  }

  String code() {
    return code;
  }

  int exponent() {
    return exponent;
  }

  /// One minor unit of the currency in micros.
  Micros minorUnit() {
    return Micros.minorUnit(exponent);
  }

  /// Takes note of what one item of a section defines.
  ///
  /// @param section the member of the document that holds it
  void define(String section, Json.Obj item) {
    String id = Jsons.text(item, "id");
    switch (section) {
      case "windows" -> name("window", id, item);
      case "params" -> {
        name("param", id, item);
        types.put("param " + id, Jsons.text(item, "type"));
      }
      case "records" -> {
        name("record", id, item);
        Json.Obj fields = Jsons.object(item, "fields");
        for (String f : fields.keys()) {
          Json.Obj field = Jsons.object(fields, f);
          name(FIELD + id, f, field);
          types.put(FIELD + id + " " + f, Jsons.text(field, "type"));
          if (field.has("unit")) {
            units.put(FIELD + id + " " + f, Jsons.text(field, "unit"));
          }
        }
      }
      case "measures" -> {
        name("figure", id, item);
        scales.put(id, Scale.UNITS);
        units.put(id, item.has("unit") ? Jsons.text(item, "unit") : sumUnit(item));
      }
      case "kpis" -> {
        name("figure", id, item);
        Show show = Jsons.text(item, "show").equals("percent") ? Show.PERCENT : Show.NUMBER;
        scales.put(id, new Scale(show, Jsons.number(item, "scale")));
      }
      case "scores" -> {
        name("figure", id, item);
        scales.put(id, new Scale(Show.POINTS, Jsons.number(item, "scale")));
      }
      case "lines" -> name("line", id, item);
      default -> {
        // calendars are named by their ids
      }
    }
  }

  private String sumUnit(Json.Obj sum) {
    Json.Obj first = (Json.Obj) Jsons.list(sum, "sum").getFirst();
    return fieldUnit(Jsons.text(sum, "record"), Jsons.text(first, "field"));
  }

  private void name(String sort, String id, Json.Obj item) {
    String label =
        Jsons.text(Jsons.object(item, "label"), language == Text.Language.ZH ? "zh" : "en");
    labels.computeIfAbsent(sort, k -> new HashMap<>()).put(id, label);
    uses.computeIfAbsent(sort, k -> new HashMap<>()).merge(Looks.of(label), 1, Integer::sum);
  }

  /// The label of a thing.
  String label(String sort, String id) {
    return labels.getOrDefault(sort, Map.of()).getOrDefault(id, id);
  }

  /// Whether another thing of the sort has a label that looks the same, so that the id has to be
  /// said.
  boolean shared(String sort, String label) {
    return uses.getOrDefault(sort, Map.of()).getOrDefault(Looks.of(label), 0) != 1;
  }

  /// The id of the one thing of the sort that has this label.
  String byLabel(String sort, String label) throws Unread {
    for (Map.Entry<String, String> e : labels.getOrDefault(sort, Map.of()).entrySet()) {
      if (e.getValue().equals(label)) {
        return e.getKey();
      }
    }
    throw Unread.here();
  }

  /// Names a record type: fields named after it are its fields.
  void nameRecord(String id) {
    record = id;
  }

  /// The sort of the fields of the record type named last.
  String fieldSort() {
    return FIELD + record;
  }

  /// Names a field: numbers after it are in its unit.
  void nameField(String id) {
    unit = fieldUnit(record, id);
  }

  private String fieldUnit(String recordType, String field) {
    return units.getOrDefault(FIELD + recordType + " " + field, "unit");
  }

  /// The type of a field of the record type named last.
  String fieldType(String id) {
    return types.getOrDefault(FIELD + record + " " + id, "");
  }

  /// Names a figure: bounds after it are those of this figure.
  void nameFigure(String id) {
    unit = units.getOrDefault(id, "unit");
    scale = scales.getOrDefault(id, Scale.UNITS);
  }

  void nameUnit(String name) {
    unit = name;
  }

  String unit() {
    return unit;
  }

  void nameScale(Scale s) {
    scale = s;
  }

  Scale scale() {
    return scale;
  }

  /// Names the type of a param: values after it are of this type.
  void nameType(String name) {
    type = name;
  }

  String type() {
    return type;
  }
}
