package io.countersign.core.terms;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.money.Decimal;
import io.countersign.core.money.Micros;
import io.countersign.core.money.Rounding;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a terms document of cst/1 from untrusted bytes.
///
/// What it accepts is what `schema/cst-1.schema.json` accepts, less what a schema cannot say: dates
/// exist, a last day is not before the first, `toS` is above `fromS`, `max` not below `min`,
/// `maxPct` not below `minPct`, `held` not above `ago`, classes stand in one order. Whether the
/// document is also valid is the business of [Validity].
///
/// Cost: linear in the input. Errors: [MalformedException] with codes 01xx or `TERMS_ITEM_TWICE`,
/// the member's path, what was expected and what was found.
public final class TermsParser {
  /// Ids of agreements.
  static final Pattern DOCUMENT_ID = Pattern.compile("[a-z0-9][a-z0-9-]{2,63}");

  /// Names of clocks, for display.
  static final Pattern ZONE = Pattern.compile("[A-Za-z0-9_+/:.-]{1,40}");

  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  /// Digits before the point of an amount.
  static final int MONEY_DIGITS = 12;

  /// Digits before the point of a factor or percentage.
  static final int FACTOR_DIGITS = 4;

  /// The largest percentage: 9999.9999, in 10^-4.
  private static final long MAX_PERCENT = 99_999_999;

  private TermsParser() {}

  /// Reads canonical bytes, at most 256 KiB.
  public static Terms parse(Bytes canonical) throws MalformedException {
    Terms terms = document(JsonReader.canonical(canonical, Terms.MAX_BYTES));
    if (!terms.toCanonical().equals(canonical)) {
      throw new MalformedException(
          Code.JSON_NOT_CANONICAL, "root", -1, "the one form of its meaning", "another one");
    }
    return terms;
  }

  /// Reads a hand-written file: white space and any order of members; at most 256 KiB. What it
  /// returns has the one canonical form of its meaning.
  public static Terms parseRelaxed(Bytes text) throws MalformedException {
    return document(JsonReader.relaxed(text, Terms.MAX_BYTES));
  }

  /// Reads a document from its JSON value.
  public static Terms document(Json json) throws MalformedException {
    Fields f = Fields.of(json, "");
    f.oneOf("cst", List.of("1"));
    String id = f.string("id", DOCUMENT_ID);
    int version = integer(f, "version", 1, Terms.MAX_VERSION);
    Optional<Bytes32> supersedes = supersedes(f, version);
    Bytes32 nonce = f.bytes32("nonce");
    Text title = label(f, "title");
    Fields parties = f.object("parties");
    Text provider = label(parties, "provider");
    Text client = label(parties, "client");
    parties.end();
    Fields c = f.object("currency");
    Currency currency =
        new Currency(
            c.string("code", Currency.CODE), integer(c, "exponent", 0, Currency.MAX_EXPONENT));
    c.end();
    Term term = term(f.object("term"));
    Fields clock = f.object("clock");
    String zone = clock.string("zone", ZONE);
    List<ClockOffset> offsets = new ArrayList<>();
    for (Fields o : clock.objects("offsets", 1, Terms.MAX_OFFSETS)) {
      offsets.add(
          new ClockOffset(
              o.integer("fromUtc", 0, ClockOffset.MAX_AT),
              integer(o, "offsetS", -ClockOffset.MAX_OFFSET, ClockOffset.MAX_OFFSET)));
      o.end();
    }
    clock.end();
    List<Calendar> calendars = named(f, "calendars", Terms.MAX_CALENDARS, TermsParser::calendar);
    List<Window> windows = named(f, "windows", Terms.MAX_WINDOWS, TermsParser::window);
    List<Param> params = named(f, "params", Terms.MAX_PARAMS, TermsParser::param);
    Cutoff cutoff = cutoff(f.object("cutoff"));
    List<RecordType> records = named(f, "records", Terms.MAX_RECORDS, TermsParser::recordType);
    List<Measure> measures = list(f, "measures", 0, Terms.MAX_MEASURES, TermsParser::measure);
    List<Kpi> kpis = list(f, "kpis", 0, Terms.MAX_KPIS, TermsParser::kpi);
    List<Score> scores = list(f, "scores", 0, Terms.MAX_SCORES, TermsParser::score);
    List<Line> lines = list(f, "lines", 1, Terms.MAX_LINES, LineParser::line);
    DisputeRules disputes = disputes(f.object("disputes"));
    Fields e = f.object("erasure");
    ErasureRules erasure =
        new ErasureRules(
            integer(e, "nameAfterMonths", 0, 240), integer(e, "rowAfterMonths", 0, 240));
    e.end();
    int render = integer(f, "render", 1, 1);
    f.end();
    return new Terms(
        id,
        version,
        supersedes,
        nonce,
        title,
        provider,
        client,
        currency,
        term,
        zone,
        offsets,
        calendars,
        windows,
        params,
        cutoff,
        records,
        measures,
        kpis,
        scores,
        lines,
        disputes,
        erasure,
        render);
  }

  private static Optional<Bytes32> supersedes(Fields f, int version) throws MalformedException {
    Json value = f.any("supersedes");
    if (value instanceof Json.Null) {
      if (version > 1) {
        throw fault(Code.FIELD_TYPE, f, "supersedes", "the hash of the version before", "null");
      }
      return Optional.empty();
    }
    Bytes32 hash = f.bytes32("supersedes");
    if (version == 1) {
      throw fault(Code.FIELD_TYPE, f, "supersedes", "null in version 1", "a string");
    }
    return Optional.of(hash);
  }

  private static Term term(Fields f) throws MalformedException {
    LocalDate from = date(f, "from");
    LocalDate to = date(f, "to");
    f.end();
    if (to.isBefore(from)) {
      throw fault(Code.FIELD_RANGE, f, "to", "a date not before " + from, to.toString());
    }
    return new Term(from, to);
  }

  private static Calendar calendar(String id, Fields f) throws MalformedException {
    Text source = label(f, "source");
    List<LocalDate> statutory = dates(f, "statutory");
    List<LocalDate> off = dates(f, "off");
    List<LocalDate> work = dates(f, "work");
    return new Calendar(id, source, statutory, off, work, date(f, "coveredTo"));
  }

  private static Window window(String id, Fields f) throws MalformedException {
    Text label = label(f, "label");
    Fields d = f.object("days");
    Window.Days days;
    if (d.has("weekdays")) {
      List<Json> items = d.array("weekdays", 1, 7);
      List<Integer> weekdays = new ArrayList<>();
      for (int i = 0; i < items.size(); i++) {
        weekdays.add((int) Fields.integer(items.get(i), at(d.path("weekdays"), i), 1, 7));
      }
      unique(d.path("weekdays"), weekdays);
      days = new Window.Weekdays(weekdays);
    } else {
      String calendar = id(d, "calendar");
      List<String> classes = strings(d, "classes", 1, 3, null);
      Set<DayClass> set = new HashSet<>();
      for (int i = 0; i < classes.size(); i++) {
        set.add(word(classes.get(i), at(d.path("classes"), i), DayClass.values(), DayClass::text));
      }
      if (!new TreeSet<>(set).stream().map(DayClass::text).toList().equals(classes)) {
        throw fault(
            Code.FIELD_PATTERN,
            d,
            "classes",
            "the order statutory, off, work",
            String.join(", ", classes));
      }
      days = new Window.Classes(calendar, set);
    }
    d.end();
    int from = integer(f, "fromS", 0, Window.DAY - 1);
    int to = integer(f, "toS", 1, Window.DAY);
    if (to <= from) {
      throw fault(Code.FIELD_RANGE, f, "toS", "more than fromS", Integer.toString(to));
    }
    return new Window(id, label, days, from, to);
  }

  private static Param param(String id, Fields f) throws MalformedException {
    Text label = label(f, "label");
    Param.Type type = word(f, "type", Param.Type.values(), Param.Type::text);
    Param.Read read = word(f, "read", Param.Read.values(), Param.Read::text);
    List<Param.Dated> values = new ArrayList<>();
    for (Fields v : f.objects("values", 1, Param.MAX_VALUES)) {
      LocalDate from = date(v, "from");
      BigInteger value =
          switch (type) {
            case MONEY -> price(v, "value").value();
            case FACTOR -> BigInteger.valueOf(factor(v, "value"));
            case PERCENT -> BigInteger.valueOf(percent(v, "value"));
          };
      v.end();
      values.add(new Param.Dated(from, value));
    }
    return new Param(id, label, type, read, values, f.has("step") ? step(f) : Optional.empty());
  }

  private static Optional<Param.Step> step(Fields f) throws MalformedException {
    Fields s = f.object("step");
    long min = percent(s, "minPct", -Param.Step.WHOLE, MAX_PERCENT);
    long max = percent(s, "maxPct", -Param.Step.WHOLE, MAX_PERCENT);
    s.end();
    if (max < min) {
      throw fault(Code.FIELD_RANGE, s, "maxPct", "at least minPct", Decimal.formatFactor(max));
    }
    return Optional.of(new Param.Step(min, max));
  }

  private static Cutoff cutoff(Fields f) throws MalformedException {
    Cutoff out =
        new Cutoff(
            integer(f, "lateDays", 1, 60),
            integer(f, "attestDelayS", 0, Cutoff.MAX_DELAY),
            integer(f, "payloadDelayS", 0, Cutoff.MAX_DELAY),
            integer(f, "finalAfterMonths", 1, 120));
    f.end();
    return out;
  }

  private static RecordType recordType(String id, Fields f) throws MalformedException {
    return new RecordType(
        id,
        label(f, "label"),
        note(f),
        word(f, "by", Side.values(), Side::text),
        label(f, "at"),
        named(f, "fields", RecordType.MAX_FIELDS, TermsParser::field));
  }

  private static Field field(String id, Fields f) throws MalformedException {
    Text label = label(f, "label");
    Optional<Text> note = note(f);
    return switch (f.oneOf("type", List.of("int", "enum", "bool", "date"))) {
      case "int" -> {
        Unit unit = word(f, "unit", Unit.values(), Unit::text);
        long min = f.integer("min", -Field.MAX_INT, Field.MAX_INT);
        long max = f.integer("max", -Field.MAX_INT, Field.MAX_INT);
        if (max < min) {
          throw fault(Code.FIELD_RANGE, f, "max", "at least min", Long.toString(max));
        }
        yield new Field.Int(id, label, note, unit, min, max);
      }
      case "enum" ->
          new Field.Choice(
              id, label, note, strings(f, "values", 1, Field.MAX_ENUM, Field.ENUM_VALUE));
      case "bool" -> new Field.Bool(id, label, note);
      default -> new Field.Date(id, label, note);
    };
  }

  static Cond cond(Fields parent, String name) throws MalformedException {
    return cond(parent.any(name), parent.path(name));
  }

  private static Cond cond(Json json, String path) throws MalformedException {
    Fields f = Fields.of(json, path);
    Cond out;
    if (f.has("always")) {
      if (!f.bool("always")) {
        throw fault(Code.FIELD_PATTERN, f, "always", "true", "false");
      }
      out = new Cond.Always();
    } else if (f.has("all")) {
      out = new Cond.All(parts(f, "all"));
    } else if (f.has("any")) {
      out = new Cond.Any(parts(f, "any"));
    } else if (f.has("not")) {
      out = new Cond.Not(cond(f, "not"));
    } else if (f.has("window")) {
      out = new Cond.InWindow(id(f, "window"));
    } else if (f.has("f")) {
      out = test(f);
    } else {
      throw new MalformedException(
          Code.FIELD_MISSING, path, -1, "always, all, any, not, window or f", "none of them");
    }
    f.end();
    return out;
  }

  private static Cond test(Fields f) throws MalformedException {
    String field = id(f, "f");
    if (f.has("is")) {
      return new Cond.Is(field, f.bool("is"));
    }
    if (f.has("in")) {
      return new Cond.In(field, strings(f, "in", 1, Field.MAX_ENUM, Field.ENUM_VALUE));
    }
    for (Cond.Op op : Cond.Op.values()) {
      if (f.has(op.text())) {
        return new Cond.Compare(field, op, f.integer(op.text(), -Field.MAX_INT, Field.MAX_INT));
      }
    }
    throw fault(Code.FIELD_MISSING, f, "f", "is, in, ge, gt, le, lt or eq beside it", "none");
  }

  private static List<Cond> parts(Fields f, String name) throws MalformedException {
    List<Json> items = f.array(name, 1, Cond.MAX_PARTS);
    List<Cond> out = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      out.add(cond(items.get(i), at(f.path(name), i)));
    }
    return out;
  }

  private static Measure measure(Fields f) throws MalformedException {
    String id = id(f, "id");
    Text label = label(f, "label");
    Optional<Text> note = note(f);
    return switch (f.oneOf("kind", List.of("count", "quantity", "derived"))) {
      case "count" ->
          new Measure.Count(
              id,
              label,
              note,
              word(f, "unit", Unit.values(), Unit::text),
              id(f, "record"),
              cond(f, "where"));
      case "quantity" -> {
        String record = id(f, "record");
        Cond where = cond(f, "where");
        List<Addend> addends = addends(f);
        Optional<Measure.Scoped> increment = Optional.empty();
        if (f.has("increment")) {
          Fields i = f.object("increment");
          Measure.Scope scope = word(i, "scope", Measure.Scope.values(), Measure.Scope::text);
          increment = Optional.of(new Measure.Scoped(steps(i), scope));
          i.end();
        }
        yield new Measure.Sum(id, label, note, record, where, addends, increment);
      }
      default -> {
        Unit unit = word(f, "unit", Unit.values(), Unit::text);
        List<Measure.Weighted> of = new ArrayList<>();
        for (Fields w : f.objects("of", 1, 64)) {
          of.add(
              new Measure.Weighted(
                  id(w, "measure"), w.integer("weight", -Measure.MAX_WEIGHT, Measure.MAX_WEIGHT)));
          w.end();
        }
        OptionalLong min =
            f.has("min") ? OptionalLong.of(f.integer("min", 0, 0)) : OptionalLong.empty();
        yield new Measure.Derived(id, label, note, unit, of, min);
      }
    };
  }

  static List<Addend> addends(Fields f) throws MalformedException {
    List<Addend> out = new ArrayList<>();
    for (Fields a : f.objects("sum", 1, Quantity.MAX_ADDENDS)) {
      String field = id(a, "field");
      OptionalLong cap =
          a.has("cap") ? OptionalLong.of(a.integer("cap", 0, Field.MAX_INT)) : OptionalLong.empty();
      out.add(new Addend(field, cap, increment(a)));
      a.end();
    }
    return out;
  }

  static Optional<Increment> increment(Fields f) throws MalformedException {
    if (!f.has("increment")) {
      return Optional.empty();
    }
    Fields i = f.object("increment");
    Increment out = steps(i);
    i.end();
    return Optional.of(out);
  }

  private static Increment steps(Fields i) throws MalformedException {
    return new Increment(i.integer("first", 1, Increment.MAX), i.integer("step", 1, Increment.MAX));
  }

  private static Kpi kpi(Fields f) throws MalformedException {
    String id = id(f, "id");
    Text label = label(f, "label");
    Optional<Text> note = note(f);
    String num = id(f, "num");
    String den = id(f, "den");
    long scale = scale(f);
    Kpi.Show show = word(f, "show", Kpi.Show.values(), Kpi.Show::text);
    long minDen = f.integer("minDen", 1, Kpi.MAX_MIN_DEN);
    Optional<Kpi.Segment> segment = Optional.empty();
    if (f.has("segment")) {
      Fields s = f.object("segment");
      segment =
          Optional.of(
              new Kpi.Segment(id(s, "field"), word(s, "take", Kpi.Take.values(), Kpi.Take::text)));
      s.end();
    }
    return new Kpi(id, label, note, num, den, scale, show, minDen, segment, span(f));
  }

  private static long scale(Fields f) throws MalformedException {
    long scale = f.integer("scale", 1, 1_000_000);
    if (!Kpi.SCALES.contains(scale)) {
      throw fault(Code.FIELD_RANGE, f, "scale", "one of " + Kpi.SCALES, Long.toString(scale));
    }
    return scale;
  }

  private static Score score(Fields f) throws MalformedException {
    String id = id(f, "id");
    Text label = label(f, "label");
    Optional<Text> note = note(f);
    long scale = scale(f);
    List<Score.Item> items = new ArrayList<>();
    for (Fields i : f.objects("items", 1, Score.MAX_ITEMS)) {
      String kpi = id(i, "kpi");
      int weight = integer(i, "weight", 1, 10_000);
      Score.Points points;
      if (i.has("bands")) {
        List<Band<Long>> bands = new ArrayList<>();
        for (Fields b : i.objects("bands", 1, Band.MAX_BANDS)) {
          Optional<Band.Bound> from = bound(b);
          bands.add(new Band<>(from, b.integer("points", -Score.MAX_POINTS, Score.MAX_POINTS)));
          b.end();
        }
        points = new Score.Banded(bands);
      } else {
        long min = i.integer("min", -Score.MAX_POINTS, Score.MAX_POINTS);
        long max = i.integer("max", -Score.MAX_POINTS, Score.MAX_POINTS);
        if (max < min) {
          throw fault(Code.FIELD_RANGE, i, "max", "at least min", Long.toString(max));
        }
        points = new Score.Direct(min, max);
      }
      i.end();
      items.add(new Score.Item(kpi, weight, points));
    }
    return new Score(id, label, note, scale, items);
  }

  static Optional<Band.Bound> bound(Fields f) throws MalformedException {
    if (f.has("ge")) {
      return Optional.of(new Band.Bound(false, f.integer("ge", -Band.MAX_BOUND, Band.MAX_BOUND)));
    }
    if (f.has("gt")) {
      return Optional.of(new Band.Bound(true, f.integer("gt", -Band.MAX_BOUND, Band.MAX_BOUND)));
    }
    return Optional.empty();
  }

  private static DisputeRules disputes(Fields f) throws MalformedException {
    int disputeDays = integer(f, "disputeDays", 1, DisputeRules.MAX_DAYS);
    int answerDays = integer(f, "answerDays", 1, DisputeRules.MAX_DAYS);
    Fields t = f.object("threshold");
    Micros amount = price(t, "amount");
    long percent = percent(t, "pct", 0, 1_000_000);
    int repeat = integer(t, "repeatMonths", 0, DisputeRules.MAX_REPEAT_MONTHS);
    if (repeat == 1) {
      throw new MalformedException(
          Code.FIELD_RANGE,
          t.path("repeatMonths"),
          -1,
          "0, or 2 to " + DisputeRules.MAX_REPEAT_MONTHS,
          "1: in one month nothing recurs");
    }
    t.end();
    Fields s = f.object("silence");
    DisputeRules.Silence statement = silence(s, "statement");
    DisputeRules.Silence dispute = silence(s, "dispute");
    s.end();
    List<DisputeRules.Match> match = new ArrayList<>();
    for (Fields m : f.objects("match", 0, Terms.MAX_RECORDS)) {
      String record = id(m, "record");
      int start = integer(m, "startS", 0, Window.DAY);
      List<String> same = strings(m, "same", 0, RecordType.MAX_FIELDS, Checks.ID);
      List<DisputeRules.Within> within = new ArrayList<>();
      for (Fields w : m.objects("within", 0, RecordType.MAX_FIELDS)) {
        within.add(new DisputeRules.Within(id(w, "field"), w.integer("by", 0, Field.MAX_INT)));
        w.end();
      }
      m.end();
      match.add(new DisputeRules.Match(record, start, same, within));
    }
    f.end();
    return new DisputeRules(
        disputeDays, answerDays, amount, percent, repeat, statement, dispute, match);
  }

  private static DisputeRules.Silence silence(Fields f, String name) throws MalformedException {
    return word(f, name, DisputeRules.Silence.values(), DisputeRules.Silence::text);
  }

  // Small parts, shared with LineParser.

  static Span span(Fields f) throws MalformedException {
    return word(f, "window", Span.values(), Span::text);
  }

  static int integer(Fields f, String name, long min, long max) throws MalformedException {
    return Math.toIntExact(f.integer(name, min, max));
  }

  static String id(Fields f, String name) throws MalformedException {
    return f.string(name, Checks.ID);
  }

  static <E extends Enum<E>> E word(Fields f, String name, E[] values, Function<E, String> text)
      throws MalformedException {
    return word(f.string(name), f.path(name), values, text);
  }

  private static <E extends Enum<E>> E word(
      String found, String path, E[] values, Function<E, String> text) throws MalformedException {
    for (E value : values) {
      if (text.apply(value).equals(found)) {
        return value;
      }
    }
    List<String> words = Arrays.stream(values).map(text).toList();
    throw new MalformedException(
        Code.FIELD_PATTERN,
        path,
        -1,
        "one of " + String.join(", ", words),
        MalformedException.show(found));
  }

  static Rounding mode(Fields f) throws MalformedException {
    return word(f, "mode", Rounding.values(), Rounding::text);
  }

  /// A label: both languages, 1 to 200 code points each.
  static Text label(Fields f, String name) throws MalformedException {
    return text(f, name, Text.MAX_LABEL);
  }

  static Optional<Text> note(Fields f) throws MalformedException {
    return f.has("note") ? Optional.of(text(f, "note", Text.MAX_NOTE)) : Optional.empty();
  }

  private static Text text(Fields f, String name, int max) throws MalformedException {
    Fields t = f.object(name);
    Text out = new Text(one(t, "zh", max), one(t, "en", max));
    t.end();
    return out;
  }

  private static String one(Fields t, String language, int max) throws MalformedException {
    String s = t.string(language);
    int points = s.codePointCount(0, s.length());
    if (points < 1 || points > max) {
      throw fault(
          Code.FIELD_RANGE, t, language, "1 to " + max + " characters", points + " characters");
    }
    for (int i = 0; i < s.length(); i++) {
      if (invisible(s.charAt(i))) {
        throw fault(
            Code.FIELD_PATTERN,
            t,
            language,
            "no invisible or direction-changing character",
            "U+%04X at %d".formatted((int) s.charAt(i), i));
      }
    }
    return s;
  }

  /// Characters that let a text look like another: zero-width, line and direction controls.
  static boolean invisible(char c) {
    return (c >= 0x200b && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2060 && c <= 0x206f)
        || c == 0xfeff;
  }

  /// An amount of 0 or more.
  static Micros price(Fields f, String name) throws MalformedException {
    Micros m = money(f.string(name), f.path(name));
    if (m.signum() < 0) {
      throw fault(Code.FIELD_RANGE, f, name, "0 or more", m.toString());
    }
    return m;
  }

  /// A signed amount.
  static Micros money(Fields f, String name) throws MalformedException {
    return money(f.string(name), f.path(name));
  }

  private static Micros money(String text, String path) throws MalformedException {
    try {
      return Micros.parse(text, MONEY_DIGITS);
    } catch (MalformedException e) {
      throw new MalformedException(e.code(), path, -1, e.expected(), e.found());
    }
  }

  /// A factor of 0 or more, in 10^-4.
  static long factor(Fields f, String name) throws MalformedException {
    long v = percent(f, name);
    if (v < 0) {
      throw fault(Code.FIELD_RANGE, f, name, "0 or more", Decimal.formatFactor(v));
    }
    return v;
  }

  /// A signed percentage, in 10^-4 of a percent.
  static long percent(Fields f, String name) throws MalformedException {
    try {
      return Decimal.parseFactor(f.string(name), FACTOR_DIGITS);
    } catch (MalformedException e) {
      throw e.field().equals("decimal")
          ? new MalformedException(e.code(), f.path(name), -1, e.expected(), e.found())
          : e;
    }
  }

  /// A percentage from `min` to `max`, in 10^-4 of a percent.
  static long percent(Fields f, String name, long min, long max) throws MalformedException {
    long v = percent(f, name);
    if (v < min || v > max) {
      throw fault(
          Code.FIELD_RANGE,
          f,
          name,
          Decimal.formatFactor(min) + " to " + Decimal.formatFactor(max),
          Decimal.formatFactor(v));
    }
    return v;
  }

  /// An amount of 0 or more, or the name of a param.
  static Amount amount(Fields f, String name) throws MalformedException {
    if (f.any(name) instanceof Json.Obj) {
      return new Amount.Param(paramOf(f, name));
    }
    return new Amount.Literal(price(f, name));
  }

  /// A signed amount, or the name of a param.
  static Amount signedAmount(Fields f, String name) throws MalformedException {
    if (f.any(name) instanceof Json.Obj) {
      return new Amount.Param(paramOf(f, name));
    }
    return new Amount.Literal(money(f, name));
  }

  static String paramOf(Fields f, String name) throws MalformedException {
    Fields p = f.object(name);
    String id = id(p, "param");
    p.end();
    return id;
  }

  static LocalDate date(Fields f, String name) throws MalformedException {
    return date(f.any(name), f.path(name));
  }

  private static LocalDate date(Json value, String path) throws MalformedException {
    String s = Fields.string(value, path, DATE);
    LocalDate date;
    try {
      date =
          LocalDate.of(
              Integer.parseInt(s.substring(0, 4)),
              Integer.parseInt(s.substring(5, 7)),
              Integer.parseInt(s.substring(8)));
    } catch (DateTimeException e) {
      throw new MalformedException(
          Code.FIELD_RANGE, path, -1, "a date that exists", MalformedException.show(s));
    }
    if (date.isBefore(Term.MIN) || date.isAfter(Term.MAX)) {
      throw new MalformedException(
          Code.FIELD_RANGE, path, -1, Term.MIN + " to " + Term.MAX, MalformedException.show(s));
    }
    return date;
  }

  private static List<LocalDate> dates(Fields f, String name) throws MalformedException {
    List<Json> items = f.array(name, 0, Calendar.MAX_DATES);
    List<LocalDate> out = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      out.add(date(items.get(i), at(f.path(name), i)));
    }
    unique(f.path(name), out);
    return out;
  }

  /// Different strings of one form.
  static List<String> strings(Fields f, String name, int min, int max, @Nullable Pattern pattern)
      throws MalformedException {
    List<Json> items = f.array(name, min, max);
    List<String> out = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String path = at(f.path(name), i);
      out.add(
          pattern == null
              ? Fields.string(items.get(i), path)
              : Fields.string(items.get(i), path, pattern));
    }
    unique(f.path(name), out);
    return out;
  }

  static void unique(String path, List<?> items) throws MalformedException {
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      if (!seen.add(items.get(i))) {
        throw new MalformedException(
            Code.TERMS_ITEM_TWICE, at(path, i), -1, "each item once", items.get(i).toString());
      }
    }
  }

  static String at(String path, int index) {
    return path + "[" + index + "]";
  }

  static MalformedException fault(Code code, Fields f, String name, String expected, String found) {
    return new MalformedException(code, f.path(name), -1, expected, found);
  }

  /// Reads one item of a list of objects.
  interface Item<T> {
    T read(Fields f) throws MalformedException;
  }

  /// Reads one member of a map of objects.
  interface Named<T> {
    T read(String id, Fields f) throws MalformedException;
  }

  static <T> List<T> list(Fields f, String name, int min, int max, Item<T> item)
      throws MalformedException {
    List<T> out = new ArrayList<>();
    for (Fields o : f.objects(name, min, max)) {
      out.add(item.read(o));
      o.end();
    }
    return out;
  }

  /// A map by id, in order of the ids.
  private static <T> List<T> named(Fields f, String name, int max, Named<T> item)
      throws MalformedException {
    Fields map = f.object(name);
    Json.Obj object = map.object();
    if (object.size() > max) {
      throw fault(
          Code.FIELD_RANGE, f, name, "at most " + max + " members", object.size() + " members");
    }
    List<T> out = new ArrayList<>();
    for (int i = 0; i < object.size(); i++) {
      String id = object.key(i);
      if (!Checks.ID.matcher(id).matches()) {
        throw new MalformedException(
            Code.FIELD_PATTERN,
            f.path(name),
            -1,
            "names of the form " + Checks.ID,
            MalformedException.show(id));
      }
      Fields o = map.object(id);
      out.add(item.read(id, o));
      o.end();
    }
    return out;
  }
}
