package io.countersign.sequencer;

/// How much a sequencer takes at once.
///
/// @param queued submissions that may wait, at least 1
/// @param queuedBytes bytes of all waiting submissions; one is always let in
/// @param group submissions of one commit
/// @param groupBytes bytes at which a commit takes no more; one is always taken
/// @param retryAfterMillis what [Answer.Busy] says
public record Limits(
    int queued, long queuedBytes, int group, long groupBytes, long retryAfterMillis) {
  /// For a ledger on one machine.
  public static final Limits STANDARD = new Limits(4_096, 256L << 20, 1_024, 64L << 20, 1_000);

  public Limits {
    if (queued < 1 || queuedBytes < 1 || group < 1 || groupBytes < 1 || retryAfterMillis < 1) {
      throw new IllegalArgumentException(
          "each limit is at least 1: "
              + queued
              + ", "
              + queuedBytes
              + ", "
              + group
              + ", "
              + groupBytes
              + ", "
              + retryAfterMillis);
    }
  }
}
