package io.countersign.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Setting;
import io.countersign.store.MemoryLedgerStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Cursors of a search for records, which come back from the caller, on any bytes.
class RecordCursorFuzzTest {
  private static final History HISTORY = history();
  private static final RecordSearch SEARCH =
      new RecordSearch("", "", "", 0, UsageRecord.MAX_AT, List.of());

  private static History history() {
    try (Ledger ledger =
        assertInstanceOf(
                Ledger.Creation.Created.class,
                Ledger.create(
                    new MemoryLedgerStore(), Setting.opening(), Setting.LOG, Setting.environment()))
            .ledger()) {
      for (int i = 0; i < 2; i++) {
        Answer answer =
            ledger.submit(Setting.attestation(Setting.PROVIDER, i, Setting.calls(i, 5)));
        assertInstanceOf(Answer.Accepted.class, answer);
      }
      return ledger.history();
    }
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            SEARCH.first(HISTORY, 3).next(),
            SEARCH.first(HISTORY, 5).next(),
            "0.0",
            "1.0",
            "3-0",
            "0-0",
            "3-999999999999999",
            "999999999999999-0")
        .map(s -> s.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void cursor_seeds_areReadOrRefused(byte[] data) {
    examine(data);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void cursor_anyBytes_isReadOrRefused(byte[] data) {
    examine(data);
  }

  private static void examine(byte[] data) {
    String cursor = new String(data, StandardCharsets.UTF_8);
    try {
      RecordSearch.Page page = SEARCH.next(HISTORY, cursor, 3);
      assertTrue(page.records().size() <= 3);
      assertTrue(page.asOf() <= HISTORY.size());
    } catch (MalformedException e) {
      assertEquals(Code.FIELD_PATTERN, e.code());
    }
  }
}
