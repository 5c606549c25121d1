package io.countersign.core.terms;

import io.countersign.core.base.Code;
import io.countersign.core.money.Decimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Stage references: what is named stands earlier and may stand there; params are read at a date
/// that exists and have a value on it.
final class ReferencesCheck {
  private final Terms terms;
  private final Findings out;
  private final Map<String, Integer> lines = new HashMap<>();

  private ReferencesCheck(Terms terms, Findings out) {
    this.terms = terms;
    this.out = out;
    for (int i = 0; i < terms.lines().size(); i++) {
      lines.put(terms.lines().get(i).id(), i);
    }
  }

  static void run(Terms terms, Findings out) {
    ReferencesCheck c = new ReferencesCheck(terms, out);
    c.measures();
    for (int i = 0; i < terms.lines().size(); i++) {
      c.line(terms.lines().get(i), i);
    }
    for (Param p : terms.params()) {
      if (p.values().getFirst().from().isAfter(terms.term().from())) {
        out.add(
            Code.PARAM_START,
            "params." + p.id() + ".values[0].from",
            "a date not after " + terms.term().from(),
            p.values().getFirst().from().toString());
      }
      p.step().ifPresent(s -> steps(p, s, out));
    }
  }

  private static void steps(Param p, Param.Step step, Findings out) {
    for (int i = 1; i < p.values().size(); i++) {
      BigInteger before = p.values().get(i - 1).value();
      BigInteger value = p.values().get(i).value();
      if (!step.allows(before, value)) {
        out.add(
            Code.PARAM_STEP,
            "params." + p.id() + ".values[" + i + "]",
            Decimal.formatFactor(step.minPct())
                + " % to "
                + Decimal.formatFactor(step.maxPct())
                + " % on top of "
                + TermsWriter.paramValue(p.type(), before),
            TermsWriter.paramValue(p.type(), value));
      }
    }
  }

  private void measures() {
    Map<String, Integer> at = new HashMap<>();
    for (int i = 0; i < terms.measures().size(); i++) {
      Measure m = terms.measures().get(i);
      if (m instanceof Measure.Derived d) {
        for (int k = 0; k < d.of().size(); k++) {
          String id = d.of().get(k).measure();
          if (!at.containsKey(id)) {
            out.add(
                Code.REFERENCE_FORWARD,
                "measures[" + i + "].of[" + k + "].measure",
                "a measure before " + d.id(),
                id);
          }
        }
      }
      at.put(m.id(), i);
    }
  }

  private void line(Line line, int i) {
    String place = "lines[" + i + "]";
    switch (line) {
      case Line.Rated l -> {}
      case Line.Tiered l -> {
        for (int k = 0; k < l.tiers().size(); k++) {
          period(l.tiers().get(k).price(), place + ".tiers[" + k + "].price");
          period(l.tiers().get(k).flat(), place + ".tiers[" + k + "].flat");
        }
      }
      case Line.Fixed l -> {
        if (l.prorate() == Line.Prorate.NONE) {
          period(l.amount(), place + ".amount");
        }
      }
      case Line.Milestone l -> {}
      case Line.Table l -> earlier(l.base(), i, place + ".base");
      case Line.Linear l -> earlier(l.base(), i, place + ".base");
      case Line.Earnback l -> {
        earlier(l.of(), i, place + ".of");
        for (int k = 0; k < l.of().size(); k++) {
          Optional<Line> named = terms.line(l.of().get(k));
          if (named.isPresent() && !returnable(named.get())) {
            out.add(
                Code.REFERENCE_KIND,
                place + ".of[" + k + "]",
                "a table, linear or clamp line",
                named.get().kind());
          }
        }
      }
      case Line.Clamp l -> {
        earlier(l.of(), i, place + ".of");
        earlier(l.base(), i, place + ".base");
      }
      case Line.Minimum l -> {
        earlier(l.of(), i, place + ".of");
        switch (l.amount()) {
          case Line.MinimumMoney m -> period(m.amount(), place + ".amount");
          case Line.MinimumShare s -> period(s.price(), place + ".amount.price");
        }
      }
      case Line.Cap l -> {
        earlier(l.of(), i, place + ".of");
        period(l.amount(), place + ".amount");
      }
      case Line.Percent l -> {
        earlier(l.of(), i, place + ".of");
        if (l.percent() instanceof Factor.Param p) {
          period(p.id(), place + ".pct");
        }
      }
    }
  }

  private static boolean returnable(Line line) {
    return switch (line) {
      case Line.Table l -> true;
      case Line.Linear l -> true;
      case Line.Clamp l -> true;
      case Line.Rated l -> false;
      case Line.Tiered l -> false;
      case Line.Fixed l -> false;
      case Line.Milestone l -> false;
      case Line.Earnback l -> false;
      case Line.Minimum l -> false;
      case Line.Cap l -> false;
      case Line.Percent l -> false;
    };
  }

  private void earlier(List<String> ids, int index, String place) {
    for (int k = 0; k < ids.size(); k++) {
      Integer at = lines.get(ids.get(k));
      if (at == null || at >= index) {
        out.add(
            Code.REFERENCE_FORWARD,
            place + "[" + k + "]",
            "a line before " + terms.lines().get(index).id(),
            ids.get(k));
      } else if (terms.lines().get(at) instanceof Line.Percent p && p.inclusive()) {
        out.add(Code.REFERENCE_KIND, place + "[" + k + "]", "a line of the total", "a memo line");
      }
    }
  }

  private void period(Amount amount, String place) {
    if (amount instanceof Amount.Param p) {
      period(p.id(), place);
    }
  }

  private void period(String param, String place) {
    if (terms.param(param).orElseThrow().read() != Param.Read.PERIOD) {
      out.add(Code.PARAM_READ, place + ".param", "a param read at the period", "read at the date");
    }
  }
}
