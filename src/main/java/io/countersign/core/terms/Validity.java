package io.countersign.core.terms;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import java.util.List;

/// Whether a document that parses is valid: a consensus rule, frozen with vectors.
///
/// The stages run in one order: schema (the parser), profile, names, units, cards, tiers and bands,
/// references, minor units, calendars and clock, range. What profile and names find ends the check,
/// since the rest builds on them; range runs only on a document in which nothing else was found. So
/// every implementation reports the same first code. Cost: bounded by the caps of the document;
/// most of it is cards, at most 2^16 cases / 64 words for each condition.
public final class Validity {
  private Validity() {}

  /// What makes `terms` invalid, in the order of the stages; empty if they are valid. At most 256
  /// findings.
  public static List<Finding> check(Terms terms) {
    Findings out = new Findings();
    ProfileCheck.run(terms, out);
    if (!out.isEmpty()) {
      return out.toList();
    }
    NamesCheck.run(terms, out);
    if (!out.isEmpty()) {
      return out.toList();
    }
    UnitsCheck.run(terms, out);
    CardsCheck.run(terms, out);
    BandsCheck.run(terms, out);
    ReferencesCheck.run(terms, out);
    MinorUnitsCheck.run(terms, out);
    ClockCheck.run(terms, out);
    if (out.isEmpty()) {
      RangeCheck.run(terms, out);
    }
    return out.toList();
  }

  /// What keeps `terms` from following `earlier`: numbers that earlier months bring in and that its
  /// own rules take beyond the range; empty if nothing. At most 256 findings.
  ///
  /// @param earlier all versions before, ascending, as valid as `terms`
  public static List<Finding> checkAfter(List<Terms> earlier, Terms terms) {
    EarlierBounds bounds = new EarlierBounds();
    for (Terms t : earlier) {
      RangeCheck.run(t, bounds, new Findings());
    }
    Findings out = new Findings();
    RangeCheck.run(terms, bounds, out);
    return out.toList();
  }

  /// The same from canonical bytes: a document that does not parse has one finding, the parser's.
  public static List<Finding> check(Bytes canonical) {
    try {
      return check(TermsParser.parse(canonical));
    } catch (MalformedException e) {
      return List.of(e.toFinding());
    }
  }

  /// What valid `terms` use that this release cannot rate, each with `TERMS_NOT_YET_RATED` and its
  /// place; empty if it can rate all of it. An agreement with such terms is refused; the document
  /// stays valid, and a later release rates it.
  public static List<Finding> notYetRated(Terms terms) {
    return NotYetRated.check(terms);
  }
}
