package io.countersign.core.terms;

/// What an integer counts.
public enum Unit {
  SECOND("s"),
  MILLISECOND("ms"),
  CALL("call"),
  CONTACT("contact"),
  MESSAGE("message"),
  ITEM("item"),
  AGENT("agent"),
  POINT("point"),
  CUSTOMER("customer"),
  /// Money in minor units of the currency, for pass-through and shares of sums collected.
  MINOR("minor");

  private final String text;

  Unit(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /// Whether the unit counts things, so that a derived measure may pool it with another such unit.
  public boolean counts() {
    return switch (this) {
      case CALL, CONTACT, MESSAGE, ITEM, AGENT, POINT, CUSTOMER -> true;
      case SECOND, MILLISECOND, MINOR -> false;
    };
  }
}
