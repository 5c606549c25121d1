package io.countersign.intake;

import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.UsageRecord;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a set of `call` records comes to, for the line that people read before they sign: calls and
/// service seconds by outcome.
///
/// Counts facts only; prices nothing. Not thread-safe.
public final class CallTally {
  private final SortedMap<String, Sums> byOutcome = new TreeMap<>();

  private static final class Sums {
    private long calls;
    private final Map<Long, Long> callsBySeconds = new TreeMap<>();
  }

  /// Counts one record; those of other types are passed over.
  public void add(UsageRecord usageRecord) {
    if (usageRecord.type().equals(CallRecords.TYPE)
        && usageRecord.data().get("outcome") instanceof Json.Str outcome
        && usageRecord.data().get("talk_s") instanceof Json.Int talk) {
      Sums sums = byOutcome.computeIfAbsent(outcome.value(), o -> new Sums());
      sums.calls++;
      sums.callsBySeconds.merge(talk.value(), 1L, Long::sum);
    }
  }

  /// Outcomes that occurred, ascending.
  public Iterable<String> outcomes() {
    return byOutcome.keySet();
  }

  public long calls(String outcome) {
    Sums sums = byOutcome.get(outcome);
    return sums == null ? 0 : sums.calls;
  }

  /// Seconds of service of all calls with this outcome.
  public long talkSeconds(String outcome) {
    return talkUnits(outcome, 1);
  }

  /// Units of `seconds` s, each call rounded up on its own.
  public long talkUnits(String outcome, long seconds) {
    Sums sums = byOutcome.get(outcome);
    long units = 0;
    if (sums != null) {
      for (Map.Entry<Long, Long> e : sums.callsBySeconds.entrySet()) {
        units =
            Math.addExact(
                units, Math.multiplyExact(Math.ceilDiv(e.getKey(), seconds), e.getValue()));
      }
    }
    return units;
  }
}
