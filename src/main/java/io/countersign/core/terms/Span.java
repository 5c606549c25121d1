package io.countersign.core.terms;

/// The months over which a line or KPI accumulates, counted from the period that holds the term's
/// first day; the last stretch is cut by the term's end. In documents: the member `window`.
public enum Span {
  PERIOD("period", 1),
  QUARTER("quarter", 3),
  YEAR("year", 12),
  /// The whole term.
  TERM("term", 0);

  private final String text;
  private final int months;

  Span(String text, int months) {
    this.text = text;
    this.months = months;
  }

  public String text() {
    return text;
  }

  /// How many periods; 0 stands for all of the term.
  public int months() {
    return months;
  }
}
