package io.countersign.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.UsageRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Events as telephone systems send them, in each of their forms, on any bytes.
class CloudEventsFuzzTest {
  private static final CloudEvents READER =
      new CloudEvents(Map.of("urn:pbx", "pbx"), Map.of("com.example.call", "call"));

  static Stream<byte[]> seeds() {
    String event =
        "{\"specversion\":\"1.0\",\"type\":\"call\",\"source\":\"pbx-1\",\"id\":\"a\",\"time\":\"2026-01-20T03:00:00.5+08:00\",\"rev\":1,\"datacontenttype\":\"application/json\",\"data\":{\"talk_s\":119}}";
    String plain =
        "{\"at\":1767196900,\"data\":{\"talk_s\":60},\"id\":\"a\",\"rev\":0,\"source\":\"pbx-1\",\"type\":\"call\"}";
    return Stream.of(
            event,
            "[" + event + "," + event.replace("1.0", "2.0") + "]",
            plain,
            event.replace("2026-01-20T03", "+999999999-12-31T23"),
            "call\npbx%3A1\na\n1.0\n2026-01-20T03:00:00Z\n4294967295\n{\"talk_s\":1}")
        .map(s -> s.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void event_seeds_areReadOrRefused(byte[] data) {
    examine(data);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void event_anyBytes_isReadOrRefused(byte[] data) {
    examine(data);
  }

  /// Reads one form.
  @FunctionalInterface
  private interface Form {
    List<CloudEvents.Read> read() throws MalformedException;
  }

  private static void examine(byte[] data) {
    Bytes bytes = Bytes.of(data);
    each(() -> List.of(READER.event(bytes)));
    each(() -> READER.batch(bytes));
    each(() -> List.of(READER.line(bytes)));
    String[] parts = new String(data, StandardCharsets.UTF_8).split("\n", 7);
    if (parts.length == 7) {
      List<String> names =
          List.of("ce-type", "ce-source", "ce-id", "ce-specversion", "ce-time", "ce-rev");
      each(
          () ->
              List.of(
                  READER.binary(
                      name ->
                          names.contains(name)
                              ? Optional.of(parts[names.indexOf(name)])
                              : Optional.empty(),
                      Bytes.utf8(parts[6]))));
    }
  }

  /// What was read is a record whose bytes are read as the same one.
  private static void each(Form form) {
    try {
      for (CloudEvents.Read r : form.read()) {
        assertTrue(r.usage().isPresent() != r.why().isPresent());
        if (r.usage().isPresent()) {
          Bytes again = r.usage().get().toBytes();
          assertEquals(r.usage().get(), UsageRecord.parse(again));
        }
      }
    } catch (MalformedException e) {
      assertTrue(e.code().number() < 200 || e.code().number() / 10 == 163, e.toString());
    }
  }
}
