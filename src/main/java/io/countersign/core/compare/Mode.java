package io.countersign.core.compare;

/// The billing modes, each with a template that comes with the program.
public enum Mode {
  FIXED("fixed", "monthly-fee"),
  VOLUME("volume", "by-volume"),
  TIME("time", "by-time"),
  PERFORMANCE("performance", "by-performance"),
  PROJECT("project", "by-project"),
  /// A fee for the readiness, a price for the use, a bonus and malus for the quality.
  HYBRID("hybrid", "hybrid");

  private final String text;
  private final String template;

  Mode(String text, String template) {
    this.text = text;
    this.template = template;
  }

  /// The word in messages and answers.
  public String text() {
    return text;
  }

  /// The name of its template among the samples.
  public String template() {
    return template;
  }
}
