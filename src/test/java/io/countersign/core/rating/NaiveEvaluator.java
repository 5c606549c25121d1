package io.countersign.core.rating;

import io.countersign.core.encoding.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;

/// A second evaluator, written from the design of the terms unit by unit and record by record: it
/// reads the JSON document itself, keeps everything as exact fractions of money, and shares no code
/// with the one under test. Slow on purpose.
@NullUnmarked
final class NaiveEvaluator {
  /// A record as the ledger holds it.
  record Fact(String by, String name, long at, String type, Json.Obj data, boolean voided) {}

  /// A number as a fraction in lowest terms.
  record Num(BigInteger p, BigInteger q) {
    static final Num ZERO = of(0);

    Num {
      if (q.signum() == 0) {
        throw new ArithmeticException("division by zero");
      }
      if (q.signum() < 0) {
        p = p.negate();
        q = q.negate();
      }
      BigInteger g = p.gcd(q);
      if (g.signum() > 0) {
        p = p.divide(g);
        q = q.divide(g);
      }
    }

    static Num of(long v) {
      return new Num(BigInteger.valueOf(v), BigInteger.ONE);
    }

    static Num parse(String decimal) {
      BigDecimal d = new BigDecimal(decimal);
      return new Num(d.setScale(12).unscaledValue(), BigInteger.TEN.pow(12));
    }

    Num plus(Num o) {
      return new Num(p.multiply(o.q).add(o.p.multiply(q)), q.multiply(o.q));
    }

    Num minus(Num o) {
      return plus(o.times(of(-1)));
    }

    Num times(Num o) {
      return new Num(p.multiply(o.p), q.multiply(o.q));
    }

    Num over(Num o) {
      return new Num(p.multiply(o.q), q.multiply(o.p));
    }

    int compare(Num o) {
      return p.multiply(o.q).compareTo(o.p.multiply(q));
    }

    Num max(Num o) {
      return compare(o) >= 0 ? this : o;
    }

    Num min(Num o) {
      return compare(o) <= 0 ? this : o;
    }

    /// A multiple of `step`.
    Num round(Num step, String mode) {
      Num steps = over(step);
      RoundingMode m =
          switch (mode) {
            case "down" -> RoundingMode.DOWN;
            case "up" -> RoundingMode.UP;
            case "half-up" -> RoundingMode.HALF_UP;
            case "half-even" -> RoundingMode.HALF_EVEN;
            case "floor" -> RoundingMode.FLOOR;
            default -> RoundingMode.CEILING;
          };
      BigInteger whole =
          new BigDecimal(steps.p).divide(new BigDecimal(steps.q), 0, m).toBigIntegerExact();
      return new Num(whole, BigInteger.ONE).times(step);
    }

    BigInteger micros() {
      Num m = times(of(1_000_000));
      if (!m.q.equals(BigInteger.ONE)) {
        throw new ArithmeticException("not a whole number of micros: " + this);
      }
      return m.p;
    }
  }

  private final Json.Obj terms;
  private final LocalDate month;
  private final LocalDate from;
  private final LocalDate to;
  private final Map<String, Num> measures = new LinkedHashMap<>();
  private final Map<String, Num> kpis = new LinkedHashMap<>();
  private final Map<String, Num> lines = new LinkedHashMap<>();
  private List<Fact> facts = List.of();

  /// Amounts in micros by line, measures by id, and KPIs by id (neutral ones absent).
  record Answer(
      Map<String, BigInteger> amounts, Map<String, BigInteger> measures, Map<String, Num> kpis) {}

  private NaiveEvaluator(Json.Obj terms, int yyyymm) {
    this.terms = terms;
    this.month = LocalDate.of(yyyymm / 100, yyyymm % 100, 1);
    Json.Obj term = object(terms, "term");
    this.from = LocalDate.parse(text(term, "from"));
    this.to = LocalDate.parse(text(term, "to"));
  }

  /// @param ledger all records in ledger order
  static Answer rate(Json.Obj terms, int yyyymm, List<Fact> ledger) {
    return new NaiveEvaluator(terms, yyyymm).run(ledger);
  }

  private Answer run(List<Fact> ledger) {
    facts = counting(ledger);
    for (Json m : array(terms, "measures")) {
      measures.put(text((Json.Obj) m, "id"), measure((Json.Obj) m, facts));
    }
    for (Json k : array(terms, "kpis")) {
      kpi((Json.Obj) k);
    }
    for (Json l : array(terms, "lines")) {
      Json.Obj line = (Json.Obj) l;
      Num amount =
          switch (text(line, "kind")) {
            case "rated" -> rated(line);
            case "fixed" -> fixed(line);
            case "table" -> table(line);
            case "clamp" -> clamp(line);
            case "percent" -> percent(line);
            default -> throw new IllegalArgumentException(text(line, "kind"));
          };
      if (line.has("deMinimis")) {
        Num threshold = Num.parse(text(line, "deMinimis"));
        Num abs = amount.max(amount.times(Num.of(-1)));
        amount = abs.compare(threshold) < 0 ? Num.ZERO : amount;
      }
      lines.put(text(line, "id"), amount);
    }
    Map<String, BigInteger> amounts = new LinkedHashMap<>();
    lines.forEach((id, v) -> amounts.put(id, v.micros()));
    Map<String, BigInteger> counted = new LinkedHashMap<>();
    measures.forEach((id, v) -> counted.put(id, v.p()));
    return new Answer(amounts, counted, kpis);
  }

  /// The records that count in the month: first of their name, not void, of this month and term,
  /// declared by the right party, valid.
  private List<Fact> counting(List<Fact> ledger) {
    List<Fact> out = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Fact f : ledger) {
      boolean first = names.add(f.by + "/" + f.name);
      LocalDate day = day(f.at);
      if (first
          && !f.voided
          && !day.isBefore(from)
          && !day.isAfter(to)
          && day.getYear() == month.getYear()
          && day.getMonthValue() == month.getMonthValue()
          && valid(f)) {
        out.add(f);
      }
    }
    return out;
  }

  private boolean valid(Fact f) {
    Json.Obj types = object(terms, "records");
    if (!types.has(f.type)) {
      return false;
    }
    Json.Obj type = object(types, f.type);
    Json.Obj fields = object(type, "fields");
    if (!text(type, "by").equals(f.by) || !fields.keys().equals(f.data.keys())) {
      return false;
    }
    for (String name : fields.keys()) {
      Json.Obj field = object(fields, name);
      Json value = f.data.get(name);
      boolean good =
          switch (text(field, "type")) {
            case "int" ->
                value instanceof Json.Int i
                    && i.value() >= number(field, "min")
                    && i.value() <= number(field, "max");
            case "bool" -> value instanceof Json.Bool;
            case "enum" -> value instanceof Json.Str && array(field, "values").contains(value);
            default -> value instanceof Json.Str;
          };
      if (!good) {
        return false;
      }
    }
    return true;
  }

  private Num measure(Json.Obj m, List<Fact> of) {
    return switch (text(m, "kind")) {
      case "count" -> {
        Num sum = Num.ZERO;
        for (Fact f : of) {
          if (f.type.equals(text(m, "record")) && holds(object(m, "where"), f)) {
            sum = sum.plus(Num.of(1));
          }
        }
        yield sum;
      }
      case "quantity" -> {
        boolean pool = m.has("increment") && text(object(m, "increment"), "scope").equals("pool");
        Num sum = Num.ZERO;
        for (Fact f : of) {
          if (f.type.equals(text(m, "record")) && holds(object(m, "where"), f)) {
            long v = addends(array(m, "sum"), f);
            sum = sum.plus(Num.of(m.has("increment") && !pool ? step(m, v) : v));
          }
        }
        yield pool ? Num.of(step(m, sum.p().longValueExact())) : sum;
      }
      default -> {
        Num sum = Num.ZERO;
        for (Json w : array(m, "of")) {
          Num part = valueOf(text((Json.Obj) w, "measure"), of);
          sum = sum.plus(part.times(Num.of(number((Json.Obj) w, "weight"))));
        }
        yield m.has("min") ? sum.max(Num.ZERO) : sum;
      }
    };
  }

  private Num valueOf(String measure, List<Fact> of) {
    for (Json m : array(terms, "measures")) {
      if (text((Json.Obj) m, "id").equals(measure)) {
        return measure((Json.Obj) m, of);
      }
    }
    throw new IllegalArgumentException(measure);
  }

  private static long addends(List<Json> sum, Fact f) {
    long out = 0;
    for (Json a : sum) {
      Json.Obj addend = (Json.Obj) a;
      long v = ((Json.Int) f.data.get(text(addend, "field"))).value();
      if (addend.has("cap") && v > number(addend, "cap")) {
        v = number(addend, "cap");
      }
      out += addend.has("increment") ? step(addend, v) : v;
    }
    return out;
  }

  /// Billing steps, counted one by one.
  private static long step(Json.Obj of, long v) {
    Json.Obj i = object(of, "increment");
    if (v == 0) {
      return 0;
    }
    long billed = number(i, "first");
    while (billed < v) {
      billed += number(i, "step");
    }
    return billed;
  }

  private void kpi(Json.Obj k) {
    List<Num> candidates = new ArrayList<>();
    if (k.has("segment")) {
      Json.Obj segment = object(k, "segment");
      String field = text(segment, "field");
      for (String value : valuesOf(field)) {
        List<Fact> some =
            facts.stream().filter(f -> Json.of(value).equals(f.data.get(field))).toList();
        ratio(k, some, candidates);
      }
    } else {
      ratio(k, facts, candidates);
    }
    Num best = null;
    for (Num c : candidates) {
      boolean least = k.has("segment") && text(object(k, "segment"), "take").equals("least");
      if (best == null || (least ? c.compare(best) < 0 : c.compare(best) > 0)) {
        best = c;
      }
    }
    if (best != null) {
      kpis.put(text(k, "id"), best);
    }
  }

  private void ratio(Json.Obj k, List<Fact> of, List<Num> out) {
    Num den = valueOf(text(k, "den"), of);
    if (den.compare(Num.of(number(k, "minDen"))) >= 0) {
      out.add(valueOf(text(k, "num"), of).over(den));
    }
  }

  private Set<String> valuesOf(String field) {
    Set<String> out = new HashSet<>();
    Json.Obj types = object(terms, "records");
    for (String type : types.keys()) {
      Json.Obj fields = object(object(types, type), "fields");
      if (fields.has(field) && object(fields, field).has("values")) {
        array(object(fields, field), "values").forEach(v -> out.add(((Json.Str) v).value()));
      }
    }
    return out;
  }

  private Num rated(Json.Obj line) {
    Num sign = Num.of(text(line, "sign").equals("credit") ? -1 : 1);
    Num sum = Num.ZERO;
    Json.Obj atRecord = roundAt(line, "record");
    for (Fact f : facts) {
      if (!f.type.equals(text(line, "record")) || !holds(object(line, "where"), f)) {
        continue;
      }
      Json.Obj qty = object(line, "qty");
      long v;
      if (qty.has("each")) {
        v = number(qty, "each");
      } else {
        v = addends(array(qty, "sum"), f);
        v = qty.has("increment") ? step(qty, v) : v;
      }
      LocalDate day = day(f.at);
      Num price = choose(object(line, "card"), "price", f, day);
      Num amount = price.times(Num.of(v)).over(Num.of(number(line, "per")));
      if (v > 0) {
        amount = amount.plus(value(line.get("connect"), day));
      }
      for (Json table : array(line, "factors")) {
        amount = amount.times(choose((Json.Obj) table, "x", f, day));
      }
      amount = amount.times(sign);
      if (atRecord != null) {
        amount = amount.round(Num.parse(text(atRecord, "to")), text(atRecord, "mode"));
      }
      sum = sum.plus(amount);
    }
    Json.Obj atLine = roundAt(line, "line");
    return atLine == null ? sum : sum.round(Num.parse(text(atLine, "to")), text(atLine, "mode"));
  }

  private static Json.Obj roundAt(Json.Obj line, String at) {
    for (Json r : array(line, "round")) {
      if (text((Json.Obj) r, "at").equals(at)) {
        return (Json.Obj) r;
      }
    }
    return null;
  }

  private Num choose(Json.Obj table, String gives, Fact f, LocalDate day) {
    Num out = null;
    for (Json r : array(table, "rows")) {
      if (holds(object((Json.Obj) r, "when"), f)) {
        if (out != null) {
          throw new IllegalStateException("two rows match");
        }
        out = value(((Json.Obj) r).get(gives), day);
      }
    }
    return out == null ? value(table.get("else"), day) : out;
  }

  /// An amount or factor: written out, or a param on the day it is read.
  private Num value(Json value, LocalDate day) {
    if (value instanceof Json.Str s) {
      return Num.parse(s.value());
    }
    Json.Obj param = object(object(terms, "params"), text((Json.Obj) value, "param"));
    LocalDate date = text(param, "read").equals("date") ? day : periodStart();
    Num out = null;
    for (Json v : array(param, "values")) {
      Json.Obj dated = (Json.Obj) v;
      if (out == null || !LocalDate.parse(text(dated, "from")).isAfter(date)) {
        out = Num.parse(text(dated, "value"));
      }
    }
    return out;
  }

  private LocalDate periodStart() {
    return month.isBefore(from) ? from : month;
  }

  private Num fixed(Json.Obj line) {
    Num units = Num.of(1);
    if (line.has("units")) {
      Json.Obj u = object(line, "units");
      Num per =
          u.get("per") instanceof Json.Int i ? Num.of(i.value()) : Num.of(month.lengthOfMonth());
      units = measures.get(text(u, "measure")).over(per);
    }
    Num amount;
    if (text(line, "prorate").equals("days")) {
      amount = Num.ZERO;
      for (LocalDate d = month; d.getMonthValue() == month.getMonthValue(); d = d.plusDays(1)) {
        if (!d.isBefore(from) && !d.isAfter(to)) {
          amount = amount.plus(value(line.get("amount"), d).over(Num.of(month.lengthOfMonth())));
        }
      }
    } else {
      amount = value(line.get("amount"), periodStart());
    }
    return minor(amount.times(units), line);
  }

  private Num table(Json.Obj line) {
    for (Json g : array(line, "gates")) {
      if (!gate((Json.Obj) g)) {
        return Num.ZERO;
      }
    }
    Num v = figure(object(line, "on"));
    if (v == null) {
      return Num.ZERO;
    }
    return minor(effect(band(array(line, "bands"), v), base(line)), line);
  }

  private boolean gate(Json.Obj g) {
    Num v = figure(object(g, "on"));
    if (v == null) {
      return text(g, "whenNeutral").equals("pass");
    }
    return v.compare(Num.of(g.has("ge") ? number(g, "ge") : Long.MIN_VALUE)) >= 0
        && v.compare(Num.of(g.has("le") ? number(g, "le") : Long.MAX_VALUE)) <= 0
        && (!g.has("gt") || v.compare(Num.of(number(g, "gt"))) > 0)
        && (!g.has("lt") || v.compare(Num.of(number(g, "lt"))) < 0);
  }

  private static Json.Obj band(List<Json> bands, Num v) {
    for (Json b : bands) {
      Json.Obj band = (Json.Obj) b;
      boolean reached =
          band.has("ge")
              ? v.compare(Num.of(number(band, "ge"))) >= 0
              : !band.has("gt") || v.compare(Num.of(number(band, "gt"))) > 0;
      if (reached) {
        return band;
      }
    }
    throw new IllegalStateException("no open band");
  }

  /// The figure in units of its scale; null where neutral.
  private Num figure(Json.Obj on) {
    if (on.has("measure")) {
      return measures.get(text(on, "measure"));
    }
    if (on.has("kpi")) {
      Num v = kpis.get(text(on, "kpi"));
      return v == null ? null : v.times(Num.of(scaleOf("kpis", text(on, "kpi"))));
    }
    Num points = Num.ZERO;
    Num weights = Num.ZERO;
    for (Json s : array(terms, "scores")) {
      if (!text((Json.Obj) s, "id").equals(text(on, "score"))) {
        continue;
      }
      for (Json i : array((Json.Obj) s, "items")) {
        Json.Obj item = (Json.Obj) i;
        Num kpi = kpis.get(text(item, "kpi"));
        if (kpi == null) {
          continue;
        }
        Num v = kpi.times(Num.of(scaleOf("kpis", text(item, "kpi"))));
        Num p =
            item.has("bands")
                ? Num.of(number(band(array(item, "bands"), v), "points"))
                : v.max(Num.of(number(item, "min"))).min(Num.of(number(item, "max")));
        points = points.plus(p.times(Num.of(number(item, "weight"))));
        weights = weights.plus(Num.of(number(item, "weight")));
      }
    }
    return weights.equals(Num.ZERO)
        ? null
        : points.over(weights).times(Num.of(scaleOf("scores", text(on, "score"))));
  }

  private long scaleOf(String list, String id) {
    for (Json k : array(terms, list)) {
      if (text((Json.Obj) k, "id").equals(id)) {
        return number((Json.Obj) k, "scale");
      }
    }
    throw new IllegalArgumentException(id);
  }

  private Num clamp(Json.Obj line) {
    Num sum = sumOf(array(line, "of"));
    Num lo = minor(effect(object(line, "lo"), base(line)), line);
    Num hi = minor(effect(object(line, "hi"), base(line)), line);
    return lo.max(hi.min(sum)).minus(sum);
  }

  private Num percent(Json.Obj line) {
    Num pct = value(line.get("pct"), periodStart());
    Num sum = sumOf(array(line, "of"));
    Num whole = Num.of(100);
    boolean inside = ((Json.Bool) line.get("inclusive")).value();
    return minor(sum.times(pct).over(inside ? whole.plus(pct) : whole), line);
  }

  private Num base(Json.Obj line) {
    return sumOf(array(line, "base")).max(Num.ZERO);
  }

  private Num sumOf(List<Json> ids) {
    Num sum = Num.ZERO;
    for (Json id : ids) {
      sum = sum.plus(lines.get(((Json.Str) id).value()));
    }
    return sum;
  }

  private static Num effect(Json.Obj effect, Num base) {
    return effect.has("pct")
        ? base.times(Num.parse(text(effect, "pct"))).over(Num.of(100))
        : Num.parse(text(effect, "amount"));
  }

  private Num minor(Num v, Json.Obj line) {
    long exponent = number(object(terms, "currency"), "exponent");
    Num unit = new Num(BigInteger.ONE, BigInteger.TEN.pow((int) exponent));
    return v.round(unit, text(line, "mode"));
  }

  private boolean holds(Json.Obj c, Fact f) {
    if (c.has("always")) {
      return true;
    }
    if (c.has("all")) {
      return array(c, "all").stream().allMatch(p -> holds((Json.Obj) p, f));
    }
    if (c.has("any")) {
      return array(c, "any").stream().anyMatch(p -> holds((Json.Obj) p, f));
    }
    if (c.has("not")) {
      return !holds(object(c, "not"), f);
    }
    if (c.has("window")) {
      return inWindow(object(object(terms, "windows"), text(c, "window")), f.at);
    }
    Json value = f.data.get(text(c, "f"));
    if (c.has("is")) {
      return value.equals(c.get("is"));
    }
    if (c.has("in")) {
      return array(c, "in").contains(value);
    }
    long v = ((Json.Int) value).value();
    return (!c.has("ge") || v >= number(c, "ge"))
        && (!c.has("gt") || v > number(c, "gt"))
        && (!c.has("le") || v <= number(c, "le"))
        && (!c.has("lt") || v < number(c, "lt"))
        && (!c.has("eq") || v == number(c, "eq"));
  }

  private boolean inWindow(Json.Obj window, long at) {
    long second = Math.floorMod(at + offset(at), 86_400L);
    if (second < number(window, "fromS") || second >= number(window, "toS")) {
      return false;
    }
    LocalDate day = day(at);
    Json.Obj days = object(window, "days");
    if (days.has("weekdays")) {
      return array(days, "weekdays").contains(Json.of((long) day.getDayOfWeek().getValue()));
    }
    Json.Obj calendar = object(object(terms, "calendars"), text(days, "calendar"));
    String dayClass = day.getDayOfWeek().getValue() >= 6 ? "off" : "work";
    for (String listed : List.of("statutory", "off", "work")) {
      if (array(calendar, listed).contains(Json.of(day.toString()))) {
        dayClass = listed;
      }
    }
    return array(days, "classes").contains(Json.of(dayClass));
  }

  private LocalDate day(long at) {
    return LocalDate.ofEpochDay(Math.floorDiv(at + offset(at), 86_400L));
  }

  private long offset(long at) {
    List<Json> offsets = array(object(terms, "clock"), "offsets");
    long out = number((Json.Obj) offsets.get(0), "offsetS");
    for (Json o : offsets) {
      if (number((Json.Obj) o, "fromUtc") <= at) {
        out = number((Json.Obj) o, "offsetS");
      }
    }
    return out;
  }

  private static String text(Json.Obj o, String name) {
    return ((Json.Str) o.get(name)).value();
  }

  private static long number(Json.Obj o, String name) {
    return ((Json.Int) o.get(name)).value();
  }

  private static Json.Obj object(Json.Obj o, String name) {
    return (Json.Obj) o.get(name);
  }

  private static List<Json> array(Json.Obj o, String name) {
    return ((Json.Arr) o.get(name)).items();
  }
}
