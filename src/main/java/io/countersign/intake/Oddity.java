package io.countersign.intake;

import java.util.Locale;

/// Something in a row that a reader of the source's documentation would not expect.
///
/// Each is counted in the import report; none changes what is imported. The record carries the
/// facts and the terms decide.
public enum Oddity {
  /// A virtual call (outcome PHANTOM) with times of service.
  PHANTOM_WITH_SERVICE,
  /// A caller who hung up (outcome HANG), yet with service time.
  HANG_WITH_SERVICE,
  /// Outcome HANG, yet an agent is named.
  HANG_WITH_AGENT,
  /// Outcome AGENT, yet no agent is named.
  AGENT_WITHOUT_NAME,
  /// Outcome AGENT with zero seconds of service.
  AGENT_ZERO_SECONDS,
  /// Outcome AGENT without any service time of day: both are the `0:00:00` that means none.
  AGENT_WITHOUT_TIMES,
  /// An agent's name in which `NA` was replaced by `NO_SERVER` (NO_SERVERAMA, ANO_SERVERT).
  AGENT_NAME_DAMAGED,
  /// A negative time in the voice response unit: its clock was set back while the call was in it.
  VRU_NEGATIVE,
  /// The queue was entered at another second than the voice response unit was left.
  QUEUE_APART_FROM_VRU,
  /// The queue was entered and left within the same second.
  QUEUE_ZERO_SECONDS,
  /// The agent's time begins before the queue's time ends, so that the two overlap.
  AGENT_BEFORE_QUEUE_EXIT,
  /// A `0:00:00` that is a real midnight, as the durations prove, and not "none".
  MIDNIGHT_LIKE_NONE,
  /// The call ends on a later day than it began.
  PAST_MIDNIGHT,
  /// The call ends in a later month than it began; it belongs to the month in which it began.
  PAST_MONTH,
  /// A duration that differs from its two times of day; the duration is what is carried.
  DURATION_DIFFERS,
  /// Service of more than two hours, or a queue of more than one.
  VERY_LONG,
  /// A service type that occurs in the data but not in its documentation (AA).
  TYPE_UNDOCUMENTED,
  /// A local time that the clock skips when it is set forward; read with the offset before the
  /// step.
  CLOCK_GAP,
  /// A local time that occurs twice when the clock is set back; read as the first of the two.
  CLOCK_FOLD;

  /// `phantom-with-service`: the name in lower case with hyphens.
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
