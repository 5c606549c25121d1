package io.countersign.core.terms;

/// When a period is closed and what late means.
///
/// @param lateDays days of 86,400 s after the end of a period until its statement; a leaf at or
///   after that instant is late; 1 to 60
/// @param attestDelaySeconds a record is to be attested within so many seconds of its `at`; 0 = no
///   bound; at most 5,184,000. Judged in disputes, never by rating
/// @param payloadDelaySeconds an attester may hold back the payload behind a root for so long after
///   its leaf (commit first, reveal later); 0 = hand it over at once; at most 5,184,000
/// @param finalAfterMonths the statement of P adjusts no period before P - finalAfterMonths; 1 to
///   120
public record Cutoff(
    int lateDays, int attestDelaySeconds, int payloadDelaySeconds, int finalAfterMonths) {
  /// Bound of both delays: 60 days.
  public static final int MAX_DELAY = 5_184_000;

  public Cutoff {
    Checks.range("lateDays", lateDays, 1, 60);
    Checks.range("attestDelayS", attestDelaySeconds, 0, MAX_DELAY);
    Checks.range("payloadDelayS", payloadDelaySeconds, 0, MAX_DELAY);
    Checks.range("finalAfterMonths", finalAfterMonths, 1, 120);
  }
}
