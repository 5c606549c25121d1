package io.countersign.core.terms;

/// The party whose attestations of a record type count.
public enum Side {
  PROVIDER("provider"),
  CLIENT("client");

  private final String text;

  Side(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
