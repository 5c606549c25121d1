package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.money.Micros;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TableTest {
  @Test
  void cells_chineseAndLatin_areAlignedByCells() {
    List<String> lines =
        Table.of("", "lr").add("平台月费", "20,000.00").rule().add("minutes", "1.5").lines();
    assertEquals(List.of("平台月费  20,000.00", "─".repeat(19), "minutes         1.5"), lines);
  }

  @Test
  void width_marksAndFullWidth_isCounted() {
    assertEquals(2, Table.width("（"));
    assertEquals(1, Table.width("e\u0301"));
    assertEquals(2, Table.width("𠀀"));
    assertEquals(5, Table.width("a – b"));
  }

  @Test
  void money_isGroupedWithItsPlaces() {
    assertEquals("1,234,567.80", Amounts.money(Micros.of(1_234_567_800_000L), 2));
    assertEquals("-0.01", Amounts.money(Micros.of(-10_000), 2));
    assertEquals("0.000001", Amounts.money(Micros.of(1), 2));
    assertEquals("1,000", Amounts.money(Micros.of(1_000_000_000L), 0));
  }
}
