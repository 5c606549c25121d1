package io.countersign.core.terms;

import io.countersign.core.base.Code;
import java.util.List;

/// Stage minor units: roundings fit together, and every line ends on the minor unit.
final class MinorUnitsCheck {
  private MinorUnitsCheck() {}

  static void run(Terms terms, Findings out) {
    for (int i = 0; i < terms.lines().size(); i++) {
      switch (terms.lines().get(i)) {
        case Line.Rated l -> steps(terms, l.round(), RoundStep.At.RECORD, i, out);
        case Line.Tiered l -> steps(terms, l.round(), RoundStep.At.TIER, i, out);
        case Line.Fixed l -> {}
        case Line.Milestone l -> {}
        case Line.Table l -> {}
        case Line.Linear l -> {}
        case Line.Earnback l -> {}
        case Line.Clamp l -> {}
        case Line.Minimum l -> {}
        case Line.Cap l -> {}
        case Line.Percent l -> {}
      }
    }
  }

  private static void steps(
      Terms terms, List<RoundStep> round, RoundStep.At part, int line, Findings out) {
    String place = "lines[" + line + "].round";
    RoundStep first = round.getFirst();
    RoundStep last = round.getLast();
    if (first.at() != part && (first.at() != RoundStep.At.LINE || round.size() > 1)) {
      out.add(
          Code.ROUNDING_FORM,
          place + "[0].at",
          round.size() > 1 ? part.text() : part.text() + " or line",
          first.at().text());
      return;
    }
    if (round.size() > 1) {
      if (last.at() != RoundStep.At.LINE) {
        out.add(Code.ROUNDING_FORM, place + "[1].at", "line", last.at().text());
        return;
      }
      if (last.to().compareTo(first.to()) < 0) {
        out.add(
            Code.ROUNDING_FORM,
            place + "[1].to",
            "at least " + first.to().format(),
            last.to().format());
      }
    }
    if (!last.to().isMultipleOf(terms.currency().minorUnit())) {
      out.add(
          Code.NOT_MINOR_UNIT,
          place + "[" + (round.size() - 1) + "].to",
          "a multiple of " + terms.currency().minorUnit().format(),
          last.to().format());
    }
  }
}
