package io.countersign.core.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The record parser on any bytes.
class RecordFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
            "{\"at\":0,\"data\":{},\"id\":\"a\",\"rev\":0,\"source\":\"s\",\"type\":\"call\"}",
            "{\"at\":4102444800,\"data\":{\"b\":true,\"e\":\"X\",\"i\":-7},\"id\":\"A-1.b:2_3\",\"rev\":4294967295,"
                + "\"source\":\"acd-01\",\"type\":\"call\"}",
            "{\"at\":1,\"data\":{\"a\":null},\"id\":\"a\",\"rev\":0,\"source\":\"s\",\"type\":\"t\"}")
        .map(s -> s.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void record_seeds_areReadOrRefused(byte[] data) {
    examine(data);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void record_anyBytes_areReadOrRefused(byte[] data) {
    examine(data);
  }

  private static void examine(byte[] data) {
    UsageRecord record;
    try {
      record = UsageRecord.parse(Bytes.of(data));
    } catch (MalformedException e) {
      assertEquals(1, e.code().number() / 100, e.toString());
      return;
    }
    assertEquals(Bytes.of(data), record.toBytes());
  }
}
