package io.countersign.core.terms;

import io.countersign.core.encoding.Json;
import io.countersign.core.money.Ratio;
import java.util.Optional;

/// One difference between two documents.
///
/// A path names members with points and items in brackets: `lines[night].card.rows[0].price`. An
/// item that has a name is called by it (see [TermsDiff]), any other by its place from 0.
public sealed interface TermsChange {
  String path();

  /// Something that only the new document has.
  ///
  /// @param at place in the new list, from 0; -1 for a member of an object
  record Added(String path, int at, Json value) implements TermsChange {}

  /// Something that only the old document has.
  record Removed(String path, Json value) implements TermsChange {}

  /// A value that became another.
  ///
  /// @param percent the change in percent of the old value, exact; present for prices, factors and
  ///   percentages that were not 0
  record Changed(String path, Json before, Json now, Optional<Ratio> percent)
      implements TermsChange {}

  /// A named item whose place among the items that both lists have is another.
  ///
  /// @param from place in the old list, from 0
  /// @param to place in the new list
  record Moved(String path, int from, int to) implements TermsChange {}
}
