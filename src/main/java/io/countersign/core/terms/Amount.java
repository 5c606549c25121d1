package io.countersign.core.terms;

import io.countersign.core.money.Micros;

/// An amount of money in a document: written out, or read from a param of type money.
public sealed interface Amount {
  record Literal(Micros micros) implements Amount {}

  record Param(String id) implements Amount {}
}
