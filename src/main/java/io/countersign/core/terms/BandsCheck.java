package io.countersign.core.terms;

import io.countersign.core.base.Code;
import io.countersign.core.money.Decimal;
import io.countersign.core.money.Micros;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// Stage tiers and bands: they are in order and open at the end, bounds do not cross, percentages
/// have a base.
final class BandsCheck {
  private BandsCheck() {}

  static void run(Terms terms, Findings out) {
    for (int i = 0; i < terms.scores().size(); i++) {
      List<Score.Item> items = terms.scores().get(i).items();
      for (int k = 0; k < items.size(); k++) {
        if (items.get(k).points() instanceof Score.Banded b) {
          bands(b.bands(), "scores[" + i + "].items[" + k + "].bands", out);
        }
      }
    }
    for (int i = 0; i < terms.lines().size(); i++) {
      String place = "lines[" + i + "]";
      switch (terms.lines().get(i)) {
        case Line.Tiered l -> tiers(l, place, out);
        case Line.Table l -> table(l, place, out);
        case Line.Linear l -> linear(l, place, out);
        case Line.Clamp l -> {
          base(List.of(l.lo(), l.hi()), l.base(), place + ".base", out);
          crossed(l.lo(), l.hi(), place + ".hi", out);
        }
        case Line.Percent l -> inclusive(terms, l, place, out);
        case Line.Rated l -> {}
        case Line.Fixed l -> {}
        case Line.Milestone l -> {}
        case Line.Earnback l -> {}
        case Line.Minimum l -> {}
        case Line.Cap l -> {}
      }
    }
  }

  private static void tiers(Line.Tiered l, String place, Findings out) {
    long last = 0;
    for (int k = 0; k < l.tiers().size(); k++) {
      Optional<Long> upTo = l.tiers().get(k).upTo();
      boolean open = k == l.tiers().size() - 1;
      if (open != upTo.isEmpty()) {
        out.add(
            Code.TIERS_FORM,
            place + ".tiers[" + k + "].upTo",
            open ? "null in the last tier" : "a number before the last tier",
            upTo.map(String::valueOf).orElse("null"));
        return;
      }
      if (upTo.isPresent() && upTo.get() <= last) {
        out.add(
            Code.TIERS_FORM,
            place + ".tiers[" + k + "].upTo",
            "more than " + last,
            upTo.get().toString());
        return;
      }
      last = upTo.orElse(last);
    }
    Line.Tier first = l.tiers().getFirst();
    boolean free =
        first.upTo().isPresent()
            && first.price().equals(new Amount.Literal(Micros.ZERO))
            && first.flat().equals(new Amount.Literal(Micros.ZERO));
    if (l.rollOver().isPresent() && !free) {
      out.add(
          Code.TIERS_FORM,
          place + ".rollOver",
          "a first tier that is bounded and free",
          "another one");
    }
  }

  private static void table(Line.Table l, String place, Findings out) {
    bands(l.bands(), place + ".bands", out);
    base(l.bands().stream().map(Band::gives).toList(), l.base(), place + ".base", out);
    if (l.escalation().isPresent()) {
      List<Integer> bad = l.escalation().get().bad();
      for (int k = 0; k < bad.size(); k++) {
        if (bad.get(k) >= l.bands().size()) {
          out.add(
              Code.ESCALATION_BAND,
              place + ".escalation.bad[" + k + "]",
              "at most " + (l.bands().size() - 1),
              bad.get(k).toString());
        }
      }
    }
  }

  private static void linear(Line.Linear l, String place, Findings out) {
    List<Effect> effects = List.of(l.above(), l.below(), l.min(), l.max());
    base(effects, l.base(), place + ".base", out);
    List<String> names = List.of("above", "below", "min", "max");
    for (int k = 1; k < effects.size(); k++) {
      if (effects.get(k).getClass() != effects.getFirst().getClass()) {
        out.add(
            Code.EFFECT_BASE, place + "." + names.get(k), "all percentages or all amounts", "both");
        return;
      }
    }
    crossed(l.min(), l.max(), place + ".max", out);
  }

  private static <T> void bands(List<Band<T>> bands, String place, Findings out) {
    Optional<Band.Bound> last = Optional.empty();
    for (int k = 0; k < bands.size(); k++) {
      Optional<Band.Bound> from = bands.get(k).from();
      boolean open = k == bands.size() - 1;
      if (open != from.isEmpty()) {
        out.add(
            Code.BANDS_FORM,
            place + "[" + k + "]",
            open ? "no bound in the last band" : "ge or gt before the last band",
            from.map(BandsCheck::show).orElse("none"));
        return;
      }
      if (from.isPresent() && last.isPresent() && !above(last.get(), from.get())) {
        out.add(
            Code.BANDS_FORM, place + "[" + k + "]", "below " + show(last.get()), show(from.get()));
        return;
      }
      last = from;
    }
  }

  /// Whether `a` begins strictly above `b`: `gt 5` above `ge 5`.
  private static boolean above(Band.Bound a, Band.Bound b) {
    return a.value() > b.value() || (a.value() == b.value() && a.strict() && !b.strict());
  }

  private static String show(Band.Bound b) {
    return (b.strict() ? "gt " : "ge ") + b.value();
  }

  private static void base(List<Effect> effects, List<String> base, String place, Findings out) {
    boolean percent = effects.stream().anyMatch(e -> e instanceof Effect.Percent);
    if (percent && base.isEmpty()) {
      out.add(Code.EFFECT_BASE, place, "the lines that percentages are of", "none");
    }
  }

  private static void crossed(Effect lo, Effect hi, String place, Findings out) {
    boolean ok =
        lo.getClass() == hi.getClass()
            ? value(lo).compareTo(value(hi)) <= 0
            : value(lo).signum() <= 0 && value(hi).signum() >= 0;
    if (!ok) {
      out.add(Code.BOUNDS_CROSSED, place, "not below " + show(lo), show(hi));
    }
  }

  private static BigInteger value(Effect e) {
    return switch (e) {
      case Effect.Percent p -> BigInteger.valueOf(p.value());
      case Effect.Money m -> m.micros().value();
    };
  }

  private static String show(Effect e) {
    return switch (e) {
      case Effect.Percent p -> Decimal.formatFactor(p.value()) + " %";
      case Effect.Money m -> m.micros().format();
    };
  }

  private static void inclusive(Terms terms, Line.Percent l, String place, Findings out) {
    if (!l.inclusive()) {
      return;
    }
    boolean negative =
        switch (l.percent()) {
          case Factor.Literal x -> x.value() < 0;
          case Factor.Param p ->
              terms.param(p.id()).orElseThrow().values().stream()
                  .anyMatch(v -> v.value().signum() < 0);
        };
    if (negative) {
      out.add(Code.INCLUSIVE_NEGATIVE, place + ".pct", "0 or more", "a negative percentage");
    }
  }
}
