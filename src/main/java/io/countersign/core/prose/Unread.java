package io.countersign.core.prose;

/// The words that stand next are not those of a form. Without a trace: readers try alternatives.
final class Unread extends Exception {
  private static final long serialVersionUID = 1L;

  private Unread() {
    super("other words", null, false, false);
  }

  static Unread here() {
    return new Unread();
  }
}
