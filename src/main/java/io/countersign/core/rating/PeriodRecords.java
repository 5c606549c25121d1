package io.countersign.core.rating;

import io.countersign.core.merkle.SumRoot;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/// What the records of one period come to under the version that governs it: all that the lines
/// take from them. Depends on the period's own records only, on no other month.
///
/// @param measures the value of every measure, derived ones included, over all records that count
/// @param segments for each KPI that compares segments, by its id: one for each value of the field,
///   in the order of the terms, those without records too
/// @param roots the sum tree of each measure that carries one, by the measure's id
/// @param rated what each rated line comes to before its de-minimis, by the line's id
/// @param ignored records that count as absent, by code
record PeriodRecords(
    Map<String, BigInteger> measures,
    Map<String, List<Segment>> segments,
    Map<String, SumRoot> roots,
    Map<String, RatedLine.Outcome> rated,
    List<IgnoredRecords> ignored) {
  PeriodRecords {
    measures = Map.copyOf(measures);
    segments = Map.copyOf(segments);
    roots = Map.copyOf(roots);
    rated = Map.copyOf(rated);
    ignored = List.copyOf(ignored);
  }

  /// A KPI's measures over the records with one value of its segment's field.
  record Segment(String name, BigInteger num, BigInteger den) {}

  BigInteger measure(String id) {
    BigInteger value = measures.get(id);
    if (value == null) {
      throw new IllegalArgumentException("a measure expected, found " + id);
    }
    return value;
  }

  RatedLine.Outcome line(String id) {
    RatedLine.Outcome outcome = rated.get(id);
    if (outcome == null) {
      throw new IllegalArgumentException("a rated line expected, found " + id);
    }
    return outcome;
  }
}
