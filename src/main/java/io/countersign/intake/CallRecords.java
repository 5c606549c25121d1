package io.countersign.intake;

import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.UsageRecord;
import java.util.List;

/// The record type `call`, as the importer of the bank data and the generator of synthetic calls
/// write it.
///
/// `at` is the second at which the call entered the voice response unit. Fields: `outcome`,
/// `service`, `priority` (enums), `vru_s`, `queue_s`, `talk_s` (seconds; `vru_s` may be negative),
/// `queued` (the call joined the queue), `served` (an agent is named).
public final class CallRecords {
  /// The type's name.
  public static final String TYPE = "call";

  public static final List<String> OUTCOMES = List.of("AGENT", "HANG", "PHANTOM");

  public static final List<String> SERVICES = List.of("PS", "PE", "IN", "NE", "NW", "TT", "AA");

  public static final List<String> PRIORITIES = List.of("P0", "P1", "P2");

  private CallRecords() {}

  static UsageRecord of(
      long at,
      String source,
      String id,
      String outcome,
      String service,
      String priority,
      long vruSeconds,
      long queueSeconds,
      long talkSeconds,
      boolean queued,
      boolean served) {
    Json.Obj data =
        Json.object()
            .put("outcome", outcome)
            .put("priority", priority)
            .put("queue_s", queueSeconds)
            .put("queued", queued)
            .put("served", served)
            .put("service", service)
            .put("talk_s", talkSeconds)
            .put("vru_s", vruSeconds)
            .build();
    return new UsageRecord(at, data, id, 0, source, TYPE);
  }
}
