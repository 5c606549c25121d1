package io.countersign.cli;

/// A line on standard error that says how far long work is; nothing where that is no terminal.
final class Progress implements AutoCloseable {
  private static final long EVERY_MILLIS = 200;

  private final Session session;
  private final String key;
  private long shownAt;
  private boolean shown;

  Progress(Session session, String key) {
    this.session = session;
    this.key = key;
  }

  void at(long done) {
    if (!session.host().progress()) {
      return;
    }
    long now = session.host().clock().millis();
    if (now - shownAt >= EVERY_MILLIS) {
      shownAt = now;
      shown = true;
      session.host().err().print("\r" + session.text(key, Amounts.grouped(done)) + "   ");
      session.host().err().flush();
    }
  }

  @Override
  public void close() {
    if (shown) {
      session.host().err().print("\r" + " ".repeat(60) + "\r");
      session.host().err().flush();
    }
  }
}
