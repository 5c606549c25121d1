package io.countersign.core.terms;

/// What a table, slope or gate looks at.
public sealed interface Subject {
  String id();

  record OfKpi(String id) implements Subject {}

  record OfScore(String id) implements Subject {}

  record OfMeasure(String id) implements Subject {}
}
