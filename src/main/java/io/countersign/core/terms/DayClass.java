package io.countersign.core.terms;

/// The class that a calendar gives each local date: exactly one.
public enum DayClass {
  /// A statutory holiday (法定节假日), of the dated list.
  STATUTORY("statutory"),
  /// A rest day: of the dated list, or an unlisted Saturday or Sunday.
  OFF("off"),
  /// A working day: of the dated list (a make-up day), or an unlisted Monday to Friday.
  WORK("work");

  private final String text;

  DayClass(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
