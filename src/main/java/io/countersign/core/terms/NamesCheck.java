package io.countersign.core.terms;

import io.countersign.core.base.Code;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Stage names: each name is given once, and each use of a name finds something of the right type.
final class NamesCheck {
  private final Terms terms;
  private final Findings out;

  private NamesCheck(Terms terms, Findings out) {
    this.terms = terms;
    this.out = out;
  }

  static void run(Terms terms, Findings out) {
    NamesCheck c = new NamesCheck(terms, out);
    c.twice();
    c.uses();
  }

  private void twice() {
    Map<String, String> figures = new HashMap<>();
    for (int i = 0; i < terms.measures().size(); i++) {
      once(figures, terms.measures().get(i).id(), "measures[" + i + "].id");
    }
    for (int i = 0; i < terms.kpis().size(); i++) {
      once(figures, terms.kpis().get(i).id(), "kpis[" + i + "].id");
    }
    for (int i = 0; i < terms.scores().size(); i++) {
      once(figures, terms.scores().get(i).id(), "scores[" + i + "].id");
    }
    Map<String, String> lines = new HashMap<>();
    Map<String, String> milestones = new HashMap<>();
    for (int i = 0; i < terms.lines().size(); i++) {
      Line line = terms.lines().get(i);
      String place = "lines[" + i + "]";
      once(lines, line.id(), place + ".id");
      if (line instanceof Line.Rated r) {
        Map<String, String> tables = new HashMap<>();
        for (int k = 0; k < r.factors().size(); k++) {
          once(tables, r.factors().get(k).id(), place + ".factors[" + k + "].id");
        }
      }
      if (line instanceof Line.Milestone m) {
        for (int k = 0; k < m.items().size(); k++) {
          once(milestones, m.items().get(k).name(), place + ".items[" + k + "].milestone");
        }
        m.holdback().ifPresent(h -> once(milestones, h.release(), place + ".holdback.release"));
      }
    }
    Map<String, String> matches = new HashMap<>();
    List<DisputeRules.Match> rules = terms.disputes().match();
    for (int i = 0; i < rules.size(); i++) {
      once(matches, rules.get(i).recordType(), "disputes.match[" + i + "].record");
      Map<String, String> fields = new HashMap<>();
      for (int k = 0; k < rules.get(i).within().size(); k++) {
        once(
            fields,
            rules.get(i).within().get(k).field(),
            "disputes.match[" + i + "].within[" + k + "].field");
      }
    }
  }

  private void once(Map<String, String> seen, String name, String place) {
    String first = seen.putIfAbsent(name, place);
    if (first != null) {
      out.add(Code.NAME_TWICE, place, "a name other than that of " + first, name);
    }
  }

  private void uses() {
    for (Window w : terms.windows()) {
      if (w.days() instanceof Window.Classes c) {
        known(
            terms.calendar(c.calendar()),
            "windows." + w.id() + ".days.calendar",
            "a calendar",
            c.calendar());
      }
    }
    for (int i = 0; i < terms.measures().size(); i++) {
      measure(terms.measures().get(i), "measures[" + i + "]");
    }
    for (int i = 0; i < terms.kpis().size(); i++) {
      Kpi k = terms.kpis().get(i);
      String place = "kpis[" + i + "]";
      known(terms.measure(k.num()), place + ".num", "a measure", k.num());
      known(terms.measure(k.den()), place + ".den", "a measure", k.den());
      k.segment().ifPresent(s -> segment(k, s, place + ".segment.field"));
    }
    for (int i = 0; i < terms.scores().size(); i++) {
      List<Score.Item> items = terms.scores().get(i).items();
      for (int k = 0; k < items.size(); k++) {
        String id = items.get(k).kpi();
        known(terms.kpi(id), "scores[" + i + "].items[" + k + "].kpi", "a KPI", id);
      }
    }
    for (int i = 0; i < terms.lines().size(); i++) {
      line(terms.lines().get(i), "lines[" + i + "]");
    }
    List<DisputeRules.Match> rules = terms.disputes().match();
    for (int i = 0; i < rules.size(); i++) {
      match(rules.get(i), "disputes.match[" + i + "]");
    }
  }

  private void measure(Measure m, String place) {
    switch (m) {
      case Measure.Count c ->
          recordType(c.recordType(), place + ".record")
              .ifPresent(t -> cond(c.where(), t, place + ".where"));
      case Measure.Sum s ->
          recordType(s.recordType(), place + ".record")
              .ifPresent(
                  t -> {
                    cond(s.where(), t, place + ".where");
                    addends(s.addends(), t, place + ".sum");
                  });
      case Measure.Derived d -> {
        for (int i = 0; i < d.of().size(); i++) {
          String id = d.of().get(i).measure();
          known(terms.measure(id), place + ".of[" + i + "].measure", "a measure", id);
        }
      }
    }
  }

  /// Every record type that the ratio rests on has the enum field, with the same values.
  private void segment(Kpi kpi, Kpi.Segment segment, String place) {
    Optional<Field.Choice> first = Optional.empty();
    for (String type : Figures.recordTypes(terms, List.of(kpi.num(), kpi.den()))) {
      Optional<Field> field = terms.recordType(type).flatMap(t -> t.field(segment.field()));
      if (field.isEmpty() || !(field.get() instanceof Field.Choice choice)) {
        out.add(Code.NAME_TYPE, place, "an enum field of " + type, segment.field());
        return;
      }
      if (first.isPresent() && !first.get().values().equals(choice.values())) {
        out.add(
            Code.NAME_TYPE,
            place,
            "the values " + String.join(", ", first.get().values()) + " in " + type,
            String.join(", ", choice.values()));
        return;
      }
      first = Optional.of(choice);
    }
  }

  private void line(Line line, String place) {
    switch (line) {
      case Line.Rated l -> rated(l, place);
      case Line.Tiered l -> {
        known(terms.measure(l.measure()), place + ".measure", "a measure", l.measure());
        for (int i = 0; i < l.tiers().size(); i++) {
          amount(l.tiers().get(i).price(), place + ".tiers[" + i + "].price");
          amount(l.tiers().get(i).flat(), place + ".tiers[" + i + "].flat");
        }
      }
      case Line.Fixed l -> {
        amount(l.amount(), place + ".amount");
        l.units()
            .ifPresent(
                u ->
                    known(
                        terms.measure(u.measure()),
                        place + ".units.measure",
                        "a measure",
                        u.measure()));
      }
      case Line.Milestone l -> {}
      case Line.Table l -> {
        subject(l.on(), place + ".on");
        lines(l.base(), place + ".base");
        gates(l.gates(), place);
      }
      case Line.Linear l -> {
        subject(l.on(), place + ".on");
        lines(l.base(), place + ".base");
        gates(l.gates(), place);
      }
      case Line.Earnback l -> {
        lines(l.of(), place + ".of");
        gates(l.gates(), place);
      }
      case Line.Clamp l -> {
        lines(l.of(), place + ".of");
        lines(l.base(), place + ".base");
      }
      case Line.Minimum l -> {
        lines(l.of(), place + ".of");
        switch (l.amount()) {
          case Line.MinimumMoney m -> amount(m.amount(), place + ".amount");
          case Line.MinimumShare s -> {
            known(terms.measure(s.measure()), place + ".amount.measure", "a measure", s.measure());
            amount(s.price(), place + ".amount.price");
          }
        }
      }
      case Line.Cap l -> {
        lines(l.of(), place + ".of");
        amount(l.amount(), place + ".amount");
      }
      case Line.Percent l -> {
        lines(l.of(), place + ".of");
        factor(l.percent(), Param.Type.PERCENT, place + ".pct");
      }
    }
  }

  private void rated(Line.Rated l, String place) {
    amount(l.connect(), place + ".connect");
    Optional<RecordType> type = recordType(l.recordType(), place + ".record");
    if (type.isEmpty()) {
      return;
    }
    RecordType t = type.get();
    cond(l.where(), t, place + ".where");
    if (l.quantity() instanceof Quantity.Sum s) {
      addends(s.addends(), t, place + ".qty.sum");
    }
    for (int i = 0; i < l.card().rows().size(); i++) {
      Line.Row row = l.card().rows().get(i);
      cond(row.when(), t, place + ".card.rows[" + i + "].when");
      amount(row.price(), place + ".card.rows[" + i + "].price");
    }
    l.card().otherwise().ifPresent(a -> amount(a, place + ".card.else"));
    for (int k = 0; k < l.factors().size(); k++) {
      Line.FactorTable table = l.factors().get(k);
      String at = place + ".factors[" + k + "]";
      for (int i = 0; i < table.rows().size(); i++) {
        cond(table.rows().get(i).when(), t, at + ".rows[" + i + "].when");
        factor(table.rows().get(i).x(), Param.Type.FACTOR, at + ".rows[" + i + "].x");
      }
      table.otherwise().ifPresent(x -> factor(x, Param.Type.FACTOR, at + ".else"));
    }
  }

  private void match(DisputeRules.Match m, String place) {
    Optional<RecordType> type = recordType(m.recordType(), place + ".record");
    if (type.isEmpty()) {
      return;
    }
    for (int i = 0; i < m.same().size(); i++) {
      Optional<Field> f = field(type.get(), m.same().get(i), place + ".same[" + i + "]");
      if (f.isPresent() && !(f.get() instanceof Field.Bool || f.get() instanceof Field.Choice)) {
        out.add(Code.NAME_TYPE, place + ".same[" + i + "]", "a bool or enum field", f.get().id());
      }
    }
    for (int i = 0; i < m.within().size(); i++) {
      intField(type.get(), m.within().get(i).field(), place + ".within[" + i + "].field");
    }
  }

  private void addends(List<Addend> addends, RecordType type, String place) {
    for (int i = 0; i < addends.size(); i++) {
      intField(type, addends.get(i).field(), place + "[" + i + "].field");
    }
  }

  private void intField(RecordType type, String name, String place) {
    Optional<Field> f = field(type, name, place);
    if (f.isPresent() && !(f.get() instanceof Field.Int)) {
      out.add(Code.NAME_TYPE, place, "an int field", name);
    }
  }

  private void cond(Cond cond, RecordType type, String place) {
    switch (cond) {
      case Cond.Always c -> {}
      case Cond.All c -> {
        for (int i = 0; i < c.parts().size(); i++) {
          cond(c.parts().get(i), type, place + ".all[" + i + "]");
        }
      }
      case Cond.Any c -> {
        for (int i = 0; i < c.parts().size(); i++) {
          cond(c.parts().get(i), type, place + ".any[" + i + "]");
        }
      }
      case Cond.Not c -> cond(c.part(), type, place + ".not");
      case Cond.InWindow c ->
          known(terms.window(c.window()), place + ".window", "a window", c.window());
      case Cond.Is c -> {
        Optional<Field> f = field(type, c.field(), place + ".f");
        if (f.isPresent() && !(f.get() instanceof Field.Bool)) {
          out.add(Code.NAME_TYPE, place + ".f", "a bool field", c.field());
        }
      }
      case Cond.In c -> {
        Optional<Field> f = field(type, c.field(), place + ".f");
        if (f.isPresent() && f.get() instanceof Field.Choice choice) {
          for (int i = 0; i < c.values().size(); i++) {
            if (!choice.values().contains(c.values().get(i))) {
              out.add(
                  Code.ENUM_VALUE_UNKNOWN,
                  place + ".in[" + i + "]",
                  "one of " + String.join(", ", choice.values()),
                  c.values().get(i));
            }
          }
        } else if (f.isPresent()) {
          out.add(Code.NAME_TYPE, place + ".f", "an enum field", c.field());
        }
      }
      case Cond.Compare c -> intField(type, c.field(), place + ".f");
    }
  }

  private void subject(Subject s, String place) {
    switch (s) {
      case Subject.OfKpi k -> known(terms.kpi(k.id()), place + ".kpi", "a KPI", k.id());
      case Subject.OfScore k -> known(terms.score(k.id()), place + ".score", "a score", k.id());
      case Subject.OfMeasure k ->
          known(terms.measure(k.id()), place + ".measure", "a measure", k.id());
    }
  }

  private void gates(List<Gate> gates, String place) {
    for (int i = 0; i < gates.size(); i++) {
      subject(gates.get(i).on(), place + ".gates[" + i + "].on");
    }
  }

  private void lines(List<String> ids, String place) {
    for (int i = 0; i < ids.size(); i++) {
      known(terms.line(ids.get(i)), place + "[" + i + "]", "a line", ids.get(i));
    }
  }

  private void amount(Amount amount, String place) {
    if (amount instanceof Amount.Param p) {
      param(p.id(), Param.Type.MONEY, place + ".param");
    }
  }

  private void factor(Factor factor, Param.Type type, String place) {
    if (factor instanceof Factor.Param p) {
      param(p.id(), type, place + ".param");
    }
  }

  private void param(String id, Param.Type type, String place) {
    Optional<Param> p = terms.param(id);
    known(p, place, "a param", id);
    if (p.isPresent() && p.get().type() != type) {
      out.add(Code.NAME_TYPE, place, "a param of type " + type.text(), p.get().type().text());
    }
  }

  private Optional<RecordType> recordType(String id, String place) {
    Optional<RecordType> type = terms.recordType(id);
    known(type, place, "a record type", id);
    return type;
  }

  private Optional<Field> field(RecordType type, String name, String place) {
    Optional<Field> f = type.field(name);
    known(f, place, "a field of " + type.id(), name);
    return f;
  }

  private void known(Optional<?> found, String place, String expected, String name) {
    if (found.isEmpty()) {
      out.add(Code.NAME_UNKNOWN, place, expected, name);
    }
  }
}
