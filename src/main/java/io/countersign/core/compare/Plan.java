package io.countersign.core.compare;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Term;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.core.terms.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Terms under a name, to be compared with others.
///
/// @param name what the comparison calls it
/// @param terms valid, as version 1: a later version is compared as if it were the first
public record Plan(String name, Terms terms) {
  public Plan {
    terms = first(terms);
    List<Finding> faults = Validity.check(terms);
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException("valid terms expected: " + faults.getFirst());
    }
  }

  private static Terms first(Terms terms) {
    return terms.version() == 1
        ? terms
        : parsed(terms.toJson().with("version", Json.of(1)).with("supersedes", Json.ofNull()));
  }

  private static Terms parsed(Json.Obj document) {
    try {
      return TermsParser.parse(document.toCanonical());
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// The same prices in another term, so that usage of another year can be put under them. Values
  /// of params that began with the old term begin with the new one; calendars, clock and dates of
  /// milestones stay, so the result may be invalid.
  public static Terms within(Terms terms, Term term) {
    Json.Obj document =
        terms
            .toJson()
            .with(
                "term",
                Json.object()
                    .put("from", term.from().toString())
                    .put("to", term.to().toString())
                    .build());
    Json.Obj params = (Json.Obj) Optional.ofNullable(document.get("params")).orElseThrow();
    for (int i = 0; i < params.size(); i++) {
      Json.Obj param = (Json.Obj) params.value(i);
      params = params.with(params.key(i), moved(param, term));
    }
    return parsed(document.with("params", params));
  }

  /// The first value reaches the term; where a later one would then stand before it, nothing moves.
  private static Json.Obj moved(Json.Obj param, Term term) {
    Json.Arr values = (Json.Arr) Optional.ofNullable(param.get("values")).orElseThrow();
    List<Json> out = new ArrayList<>(values.items());
    Json.Obj head = (Json.Obj) out.getFirst();
    String from = ((Json.Str) Optional.ofNullable(head.get("from")).orElseThrow()).value();
    if (from.compareTo(term.from().toString()) > 0) {
      out.set(0, head.with("from", Json.of(term.from().toString())));
    }
    return param.with("values", Json.array(out));
  }

  /// What keeps `plans` from being compared: other currencies.
  public static Optional<Finding> incomparable(List<Plan> plans) {
    for (Plan plan : plans) {
      if (!plan.terms.currency().equals(plans.getFirst().terms.currency())) {
        return Optional.of(
            new Finding(
                Code.COMPARE_CURRENCY,
                plan.name,
                plans.getFirst().terms.currency().code(),
                plan.terms.currency().code()));
      }
    }
    return Optional.empty();
  }
}
