package io.countersign.core.terms;

/// A factor or a percentage in a document: written out, or read from a param.
public sealed interface Factor {
  /// @param value in 10^-4: 13000 is the factor 1.3, or 1.3 %
  record Literal(long value) implements Factor {}

  record Param(String id) implements Factor {}
}
