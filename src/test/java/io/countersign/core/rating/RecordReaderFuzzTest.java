package io.countersign.core.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The reader of a record's data takes what the terms take, and nothing else.
class RecordReaderFuzzTest {
  private static final Terms TERMS = terms();
  private static final long AT = 1_780_000_000L;

  private static Terms terms() {
    Path file = Path.of("src/test/resources/contracts/c7-everything.json");
    try {
      return TermsParser.parseRelaxed(Bytes.wrap(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<byte[]> seeds() {
    String call =
        "{\"acw_s\":0,\"hold_s\":0,\"opened\":\"2024-02-29\",\"queue\":\"gold\",\"resolved\":true,\"talk_s\":1}";
    return Stream.of(
            call,
            call.replace("2024-02-29", "1970-01-01"),
            call.replace("2024-02-29", "2099-12-31"),
            call.replace("2024-02-29", "2023-02-29"),
            call.replace("true", "1"))
        .map(s -> s.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void reader_seeds_agreesWithTheRulesOfTheTerms(byte[] data) {
    examine(data);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void reader_anyData_agreesWithTheRulesOfTheTerms(byte[] data) {
    examine(data);
  }

  private static void examine(byte[] data) {
    Json json;
    try {
      json = JsonReader.canonical(Bytes.of(data), UsageRecord.MAX_BYTES);
    } catch (MalformedException e) {
      return;
    }
    if (json instanceof Json.Obj o) {
      boolean fits = TERMS.checkRecord("call", AT, o).isEmpty();
      RecordReader reader = new RecordReader(TERMS.recordType("call").orElseThrow());
      assertEquals(fits, reader.read(o, new long[64]), () -> o.toText());
    }
  }
}
