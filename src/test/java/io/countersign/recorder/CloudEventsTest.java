package io.countersign.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.UsageRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CloudEventsTest {
  private static final CloudEvents EVENTS =
      new CloudEvents(Map.of("/pbx/1", "pbx-1"), Map.of("com.example.call", "call"));

  private static final String EVENT =
      "{\"specversion\":\"1.0\",\"id\":\"a1\",\"source\":\"pbx-9\",\"type\":\"call\","
          + "\"time\":\"2026-01-05T10:00:00Z\",\"data\":{\"talk_s\":61}}";

  private static CloudEvents.Read read(String event) throws MalformedException {
    return EVENTS.event(Bytes.utf8(event));
  }

  private static UsageRecord usage(String event) throws MalformedException {
    CloudEvents.Read read = read(event);
    return read.usage().orElseThrow(() -> new AssertionError(read.toString()));
  }

  @Test
  void event_plain_isARecord() throws Exception {
    assertEquals(
        new UsageRecord(
            1_767_607_200L, Json.object().put("talk_s", 61).build(), "a1", 0, "pbx-9", "call"),
        usage(EVENT));
  }

  @Test
  void event_withMapsOffsetFractionAndRevision_isTheRecordThatIsMeant() throws Exception {
    UsageRecord r =
        usage(
            EVENT
                .replace("pbx-9", "/pbx/1")
                .replace("\"call\"", "\"com.example.call\"")
                .replace("10:00:00Z", "18:00:00.999+08:00")
                .replace(
                    "\"data\":",
                    "\"datacontenttype\":\"application/json; x=y\",\"rev\":2,\"subject\":\"s\",\"data\":"));
    assertEquals(1_767_607_200L, r.at());
    assertEquals("pbx-1", r.source());
    assertEquals("call", r.type());
    assertEquals(2, r.rev());
  }

  @Test
  void event_eachPartWrong_isRefusedWithItsPlace() throws Exception {
    Map<String, String> wrong =
        Map.ofEntries(
            Map.entry("specversion", EVENT.replace("\"1.0\"", "\"0.3\"")),
            Map.entry("id", EVENT.replace("\"a1\"", "7")),
            Map.entry("source", EVENT.replace("\"source\":\"pbx-9\",", "")),
            Map.entry("type", EVENT.replace("\"call\"", "\"\"")),
            Map.entry("time", EVENT.replace("2026-01-05T10:00:00Z", "yesterday")),
            Map.entry("data", EVENT.replace("{\"talk_s\":61}", "\"text\"")),
            Map.entry("rev", EVENT.replace("\"data\"", "\"rev\":-1,\"data\"")),
            Map.entry(
                "datacontenttype",
                EVENT.replace("\"data\"", "\"datacontenttype\":\"text/xml\",\"data\"")));
    for (Map.Entry<String, String> e : wrong.entrySet()) {
      CloudEvents.Read read = read(e.getValue());
      assertEquals(Optional.empty(), read.usage(), e.getKey());
      assertEquals(Code.EVENT_FORM, read.why().orElseThrow().code(), e.getKey());
      assertEquals(e.getKey(), read.why().orElseThrow().field());
    }
    // Names that no record may bear are refused by the record's own rule, not rewritten.
    assertEquals(
        Code.FIELD_PATTERN,
        read(EVENT.replace("pbx-9", "https://pbx/9")).why().orElseThrow().code());
    assertEquals(
        Code.FIELD_TYPE, read(EVENT.replace("61", "{\"a\":1}")).why().orElseThrow().code());
  }

  @Test
  void event_timesAtTheBorders_areTakenOrNot() throws Exception {
    assertEquals(0, usage(EVENT.replace("2026-01-05T10:00:00Z", "1970-01-01T00:00:00Z")).at());
    for (String time :
        List.of(
            "1969-12-31T23:59:59Z",
            "2100-01-01T00:00:01Z",
            "2026-02-30T00:00:00Z",
            "x".repeat(70))) {
      assertTrue(read(EVENT.replace("2026-01-05T10:00:00Z", time)).usage().isEmpty(), time);
    }
  }

  @Test
  void event_noJsonOfTheProfile_isMalformed() {
    for (String bad : List.of("", "{", "{\"a\":1.5}", EVENT.replace("61", "6.1"))) {
      assertThrows(MalformedException.class, () -> EVENTS.event(Bytes.utf8(bad)), bad);
    }
    assertThrows(
        MalformedException.class,
        () -> EVENTS.event(Bytes.utf8(EVENT.replace("a1", "a".repeat(CloudEvents.MAX_BYTES)))));
  }

  @Test
  void batch_wrongEventAmongGoodOnes_stopsNone() throws Exception {
    List<CloudEvents.Read> reads =
        EVENTS.batch(Bytes.utf8("[" + EVENT + ",7," + EVENT.replace("a1", "a2") + "]"));
    assertEquals(3, reads.size());
    assertTrue(reads.get(0).usage().isPresent());
    assertEquals(Code.EVENT_FORM, reads.get(1).why().orElseThrow().code());
    assertEquals("pbx-9/a2", reads.get(2).name());
    assertThrows(MalformedException.class, () -> EVENTS.batch(Bytes.utf8(EVENT)));
    String many = "[" + "1,".repeat(CloudEvents.MAX_EVENTS) + "1]";
    assertThrows(MalformedException.class, () -> EVENTS.batch(Bytes.utf8(many)));
  }

  @Test
  void binary_headersAndBody_areTheSameRecord() throws Exception {
    Map<String, String> headers =
        Map.of(
            "ce-specversion", "1.0",
            "ce-id", "a1",
            "ce-source", "pbx-9",
            "ce-type", "call",
            "ce-time", "2026-01-05T10:00:00Z",
            "ce-rev", "3");
    CloudEvents.Read read =
        EVENTS.binary(
            name -> Optional.ofNullable(headers.get(name)), Bytes.utf8("{\"talk_s\":61}"));
    assertEquals(3, read.usage().orElseThrow().rev());
    assertEquals("a1", read.usage().orElseThrow().id());
    assertEquals(
        Code.EVENT_FORM,
        EVENTS.binary(name -> Optional.empty(), Bytes.utf8("{}")).why().orElseThrow().code());
  }

  @Test
  void line_recordOrEvent_isRead() throws Exception {
    Bytes record = usage(EVENT).toBytes();
    assertEquals(usage(EVENT), EVENTS.line(record).usage().orElseThrow());
    assertEquals(usage(EVENT), EVENTS.line(Bytes.utf8(EVENT)).usage().orElseThrow());
    assertTrue(EVENTS.line(Bytes.utf8("{\"at\":1}")).usage().isEmpty());
  }
}
