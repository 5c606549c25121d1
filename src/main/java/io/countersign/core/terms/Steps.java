package io.countersign.core.terms;

/// Counts the steps of a check (words of case sets, sets of windows), so that a test can bound the
/// cost of the worst document without a clock.
final class Steps {
  private long count;

  void add(long steps) {
    count += steps;
  }

  long count() {
    return count;
  }
}
