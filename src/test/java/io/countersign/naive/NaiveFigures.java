package io.countersign.naive;

import static io.countersign.naive.Doc.array;
import static io.countersign.naive.Doc.number;
import static io.countersign.naive.Doc.object;
import static io.countersign.naive.Doc.objects;
import static io.countersign.naive.Doc.text;

import io.countersign.core.encoding.Json;
import java.math.BigInteger;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Measures, KPIs and scores of a month. terms.md §8.
final class NaiveFigures {
  /// The two sums that a KPI compares.
  private record Parts(Num num, Num den) {
    static final Parts NONE = new Parts(Num.ZERO, Num.ZERO);

    Parts plus(Parts o) {
      return new Parts(num.plus(o.num), den.plus(o.den));
    }
  }

  private final NaiveMonth in;
  private final Json.Obj terms;
  private final Map<String, Num> measures = new LinkedHashMap<>();
  private final Map<String, Num> kpis = new LinkedHashMap<>();

  NaiveFigures(NaiveMonth in) {
    this.in = in;
    this.terms = in.terms();
    for (Json.Obj m : objects(terms, "measures")) {
      measures.put(text(m, "id"), measure(m, in.facts()));
    }
    for (Json.Obj k : objects(terms, "kpis")) {
      Num ratio = ratio(k);
      if (ratio != null) {
        kpis.put(text(k, "id"), ratio);
      }
    }
  }

  /// Measures by id.
  Map<String, BigInteger> measures() {
    Map<String, BigInteger> out = new LinkedHashMap<>();
    measures.forEach((id, v) -> out.put(id, v.whole()));
    return out;
  }

  Num measure(String id) {
    return measures.get(id);
  }

  /// KPIs by id, neutral ones absent.
  Map<String, Num> kpis() {
    return kpis;
  }

  /// A figure in units of its scale; null where it is neutral.
  Num figure(Json.Obj on) {
    Num v = value(on);
    return v == null ? null : v.times(scale(on));
  }

  /// What bounds on a figure count in, as this month's version says.
  Num scale(Json.Obj on) {
    if (on.has("measure")) {
      return Num.ONE;
    }
    return on.has("kpi")
        ? Num.of(number(Doc.byId(terms, "kpis", text(on, "kpi")), "scale"))
        : Num.of(number(Doc.byId(terms, "scores", text(on, "score")), "scale"));
  }

  /// A measure, a ratio, or the points of a score; null where neutral or not defined here.
  Num value(Json.Obj on) {
    if (on.has("measure")) {
      return measures.get(text(on, "measure"));
    }
    if (on.has("kpi")) {
      return kpis.get(text(on, "kpi"));
    }
    Json.Obj score = Doc.byId(terms, "scores", text(on, "score"));
    if (score == null) {
      return null;
    }
    Num points = Num.ZERO;
    Num weights = Num.ZERO;
    for (Json.Obj item : objects(score, "items")) {
      Num v = scaled(text(item, "kpi"));
      if (v == null) {
        continue;
      }
      Num p =
          item.has("bands")
              ? Num.of(number(objects(item, "bands").get(band(item, v)), "points"))
              : v.max(Num.of(number(item, "min"))).min(Num.of(number(item, "max")));
      points = points.plus(p.times(Num.of(number(item, "weight"))));
      weights = weights.plus(Num.of(number(item, "weight")));
    }
    return weights.equals(Num.ZERO) ? null : points.over(weights);
  }

  /// The index of the first band whose bound the figure reaches.
  static int band(Json.Obj of, Num v) {
    List<Json.Obj> bands = objects(of, "bands");
    for (int i = 0; i < bands.size(); i++) {
      if (NaiveConditions.within(v, bands.get(i))) {
        return i;
      }
    }
    throw new IllegalStateException("no open band");
  }

  private Num scaled(String kpi) {
    Num v = kpis.get(kpi);
    return v == null ? null : v.times(Num.of(number(Doc.byId(terms, "kpis", kpi), "scale")));
  }

  private Num measure(Json.Obj m, List<NaiveLedger.Fact> of) {
    if (text(m, "kind").equals("derived")) {
      Num sum = Num.ZERO;
      for (Json.Obj w : objects(m, "of")) {
        Num part = measure(Doc.byId(terms, "measures", text(w, "measure")), of);
        sum = sum.plus(part.times(Num.of(number(w, "weight"))));
      }
      return m.has("min") ? sum.max(Num.ZERO) : sum;
    }
    boolean pool = m.has("increment") && text(object(m, "increment"), "scope").equals("pool");
    Num sum = Num.ZERO;
    for (NaiveLedger.Fact f : of) {
      if (f.type().equals(text(m, "record"))
          && NaiveConditions.holds(object(m, "where"), f, clock())) {
        long v = text(m, "kind").equals("count") ? 1 : NaiveConditions.addends(m, f);
        sum = sum.plus(Num.of(pool ? v : NaiveConditions.step(m, v)));
      }
    }
    return pool ? Num.of(NaiveConditions.step(m, sum.whole().longValueExact())) : sum;
  }

  private NaiveClock clock() {
    return new NaiveClock(terms);
  }

  /// The ratio that stands, null where neutral.
  private Num ratio(Json.Obj k) {
    Map<String, Parts> sums = parts(k);
    for (YearMonth m : NaiveSpan.of(terms, text(k, "window"), in.month()).before(in.month())) {
      NaiveFigures earlier = in.book().month(m).figures();
      Json.Obj same = Doc.byId(earlier.terms, "kpis", text(k, "id"));
      if (same != null
          && text(same, "window").equals(text(k, "window"))
          && (!k.has("segment") || segment(k).equals(segment(same)))) {
        Json.Obj alike = k.has("segment") ? same : same.without("segment");
        Map<String, Parts> more = earlier.parts(alike);
        sums.replaceAll((value, p) -> p.plus(more.getOrDefault(value, Parts.NONE)));
      }
    }
    Num best = null;
    for (Parts p : sums.values()) {
      if (p.den.compare(Num.of(number(k, "minDen"))) < 0) {
        continue;
      }
      Num v = p.num.over(p.den);
      boolean least = k.has("segment") && text(object(k, "segment"), "take").equals("least");
      if (best == null || (least ? v.compare(best) < 0 : v.compare(best) > 0)) {
        best = v;
      }
    }
    return best;
  }

  private static String segment(Json.Obj kpi) {
    return kpi.has("segment") ? text(object(kpi, "segment"), "field") : "";
  }

  /// The sums of this month alone, for each value of the segment's field; under "" without one.
  private Map<String, Parts> parts(Json.Obj k) {
    Map<String, Parts> out = new LinkedHashMap<>();
    if (!k.has("segment")) {
      out.put("", parts(k, in.facts()));
      return out;
    }
    String field = segment(k);
    for (String value : valuesOf(field)) {
      out.put(
          value,
          parts(
              k,
              in.facts().stream()
                  .filter(f -> Json.of(value).equals(f.data().get(field)))
                  .toList()));
    }
    return out;
  }

  private Parts parts(Json.Obj k, List<NaiveLedger.Fact> of) {
    return new Parts(
        measure(Doc.byId(terms, "measures", text(k, "num")), of),
        measure(Doc.byId(terms, "measures", text(k, "den")), of));
  }

  private Set<String> valuesOf(String field) {
    Set<String> out = new TreeSet<>();
    Json.Obj types = object(terms, "records");
    for (String type : types.keys()) {
      Json.Obj fields = object(object(types, type), "fields");
      if (fields.has(field) && object(fields, field).has("values")) {
        array(object(fields, field), "values").forEach(v -> out.add(((Json.Str) v).value()));
      }
    }
    return out;
  }
}
