package io.countersign.proof;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.core.terms.Validity;
import io.countersign.naive.NaiveAmendments;
import io.countersign.testing.Vectors;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Valid documents that a few changes make of another: numbers, bands, windows, modes, exponents,
/// lines left out. What a change spoils is not used.
public final class MutatedTerms {
  private static final int TRIES = 6;
  private static final List<String> PARTS =
      List.of("params", "measures", "kpis", "scores", "lines");
  private static final Set<String> BOUNDS =
      Set.of("ge", "gt", "le", "lt", "eq", "upTo", "target", "points", "min", "max", "minDen");
  private static final Set<String> COUNTS =
      Set.of("per", "months", "held", "ago", "weight", "first", "step", "cap");

  private final Dice dice;

  /// One of so many places is changed.
  private final int rarity;

  private MutatedTerms(Dice dice, int rarity) {
    this.dice = dice;
    this.rarity = rarity;
  }

  /// Another contract: the same with changes, as version 1, its samples small enough to count.
  public static Json.Obj contract(Dice dice, Json.Obj document) {
    Json.Obj first =
        document
            .with("version", Json.of(1L))
            .with("supersedes", Json.ofNull())
            .with(
                "cutoff",
                ((Json.Obj) Vectors.member(document, "cutoff"))
                    .with("lateDays", Json.of((long) dice.between(1, 25)))
                    .with("finalAfterMonths", Json.of(dice.pick(1, 3, 12))));
    Json.Obj small = (Json.Obj) fewSamples(first);
    return valid(dice, small, true).or(() -> parsed(small).map(t -> small)).orElse(first);
  }

  /// The next version of `document`, which governs from `effective` on; it keeps what an open
  /// window needs.
  public static Json.Obj amendment(Dice dice, Json.Obj document, YearMonth effective)
      throws MalformedException {
    Terms before = TermsParser.parse(document.toCanonical());
    Json.Obj next = document;
    for (int i = 0; i < TRIES && next.equals(document); i++) {
      next =
          valid(dice, document, false)
              .filter(d -> NaiveAmendments.keepsWindows(document, d, effective))
              .orElse(document);
    }
    return next.with("version", Json.of((long) before.version() + 1))
        .with("supersedes", Json.of(before.hash().toHex()));
  }

  private static Optional<Json.Obj> valid(Dice dice, Json.Obj document, boolean currency) {
    for (int i = 0; i < TRIES; i++) {
      MutatedTerms change = new MutatedTerms(dice, 8 << i);
      Json.Obj next = document;
      for (String part : PARTS) {
        next = next.with(part, change.walk(Vectors.member(next, part), part));
      }
      if (dice.oneIn(2)) {
        next = change.withoutLine(next);
      }
      if (currency && dice.oneIn(4)) {
        Json.Obj money = (Json.Obj) Vectors.member(next, "currency");
        next = next.with("currency", money.with("exponent", Json.of(dice.pick(0, 1, 2, 3))));
      }
      if (!currency && dice.oneIn(3)) {
        next = change.otherTerm(next);
      }
      if (!next.equals(document) && parsed(next).isPresent()) {
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  /// The terms, if the document is valid.
  static Optional<Terms> parsed(Json.Obj document) {
    try {
      Terms terms = TermsParser.parse(document.toCanonical());
      return Validity.check(terms).isEmpty() ? Optional.of(terms) : Optional.empty();
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private static Json fewSamples(Json value) {
    return switch (value) {
      case Json.Obj o -> {
        Json.Obj out = o;
        for (String key : o.keys()) {
          Json was = Vectors.member(o, key);
          Json is =
              key.equals("minDen") && was instanceof Json.Int i
                  ? Json.of(Math.min(i.value(), 3))
                  : fewSamples(was);
          out = is.equals(was) ? out : out.with(key, is);
        }
        yield out;
      }
      case Json.Arr a -> Json.array(a.items().stream().map(MutatedTerms::fewSamples).toList());
      default -> value;
    };
  }

  private Json walk(Json value, String key) {
    return switch (value) {
      case Json.Obj o -> {
        Json.Obj out = o;
        for (String k : o.keys()) {
          Json was = Vectors.member(o, k);
          Json is = walk(was, k);
          out = is.equals(was) ? out : out.with(k, is);
        }
        yield optional(out);
      }
      case Json.Arr a -> {
        List<Json> items = new ArrayList<>();
        a.items().forEach(i -> items.add(walk(i, key)));
        yield Json.array(items);
      }
      case Json.Int i when dice.oneIn(rarity) -> number(key, i);
      case Json.Str s when dice.oneIn(rarity) -> word(key, s);
      default -> value;
    };
  }

  private Json number(String key, Json.Int was) {
    long v = was.value();
    if (BOUNDS.contains(key)) {
      return Json.of(
          switch (dice.between(0, 3)) {
            case 0 -> v + 1;
            case 1 -> v - 1;
            case 2 -> v / 2;
            default -> v * 2;
          });
    }
    if (COUNTS.contains(key)) {
      return Json.of(Math.max(1, dice.oneIn(2) ? v + 1 : v / 2));
    }
    return key.equals("scale") ? Json.of(dice.pick(1, 100, 1000, 10_000)) : was;
  }

  private Json word(String key, Json.Str was) {
    return switch (key) {
      case "window" -> Json.of(dice.pick("period", "quarter", "year", "term"));
      case "mode" -> Json.of(dice.pick("down", "up", "half-up", "half-even", "floor", "ceil"));
      case "model" -> Json.of(dice.pick("graduated", "volume"));
      case "prorate" -> Json.of(dice.pick("none", "days"));
      case "sign" -> Json.of(dice.pick("charge", "credit"));
      case "whenNeutral" -> Json.of(dice.pick("pass", "fail"));
      case "take" -> Json.of(dice.pick("least", "greatest"));
      case "price", "flat", "connect" -> Json.of(dice.pick("0", "0.5", "1.234567", "7"));
      case "amount" -> Json.of(dice.pick("0", "1", "333.33", "1000", "-20"));
      case "pct" -> Json.of(dice.pick("0", "1.5", "-3.3333", "50", "100"));
      case "x", "value" -> Json.of(dice.pick("0.5", "1.1", "2"));
      case "latePctPerDay", "lateCapPct" -> Json.of(dice.pick("0", "1.5", "40"));
      case "to" -> Json.of(dice.pick("0.001", "0.01", "0.05", "1"));
      default -> was;
    };
  }

  /// Without a member that may be missing, or with one that had been.
  private Json.Obj optional(Json.Obj of) {
    if (!of.has("kind") || !dice.oneIn(rarity)) {
      return of;
    }
    return switch (dice.between(0, 4)) {
      case 0 -> of.without("rollOver");
      case 1 -> of.without("escalation");
      case 2 -> of.without("holdback");
      case 3 -> of.without("deMinimis");
      default -> of.has("mode") ? of.with("deMinimis", Json.of("7.5")) : of;
    };
  }

  private Json.Obj withoutLine(Json.Obj document) {
    List<Json> lines = new ArrayList<>(((Json.Arr) Vectors.member(document, "lines")).items());
    if (lines.size() < 2) {
      return document;
    }
    Json.Obj gone = (Json.Obj) lines.remove(dice.between(0, lines.size() - 1));
    Json id = Vectors.member(gone, "id");
    List<Json> out = new ArrayList<>();
    for (Json line : lines) {
      Json.Obj l = (Json.Obj) line;
      for (String of : List.of("of", "base")) {
        if (l.get(of) instanceof Json.Arr ids) {
          l = l.with(of, Json.array(ids.items().stream().filter(i -> !i.equals(id)).toList()));
        }
      }
      out.add(l);
    }
    return document.with("lines", Json.array(out));
  }

  /// Ends some months earlier or later.
  private Json.Obj otherTerm(Json.Obj document) {
    Json.Obj term = (Json.Obj) Vectors.member(document, "term");
    String to = ((Json.Str) Vectors.member(term, "to")).value();
    int year = Integer.parseInt(to.substring(0, 4)) + dice.between(0, 1);
    String end = "%04d-%02d-%02d".formatted(year, dice.between(1, 12), dice.between(1, 28));
    return document.with("term", term.with("to", Json.of(end)));
  }
}
