package io.countersign.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Code;
import io.countersign.core.encoding.JsonReader;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class ReportTest {
  private static final Check PASSED = Check.passed(Code.TREE_ROOT, "checkpoint", "root ab");
  private static final Check FAILED = Check.failed(Code.TREE_ROOT, "checkpoint", "ab", "cd");
  private static final Check DEMANDED =
      Check.notChecked(Code.ANCHOR_UNCHECKED, "policy", "an anchor", "no node to ask");
  private static final Check LISTED =
      Check.notDemanded(Code.QUORUM, "policy", "witnesses", "none named");

  @Test
  void exitCode_checks_followsTheWorst() {
    assertEquals(0, new Report(List.of(PASSED)).exitCode());
    assertEquals(0, new Report(List.of(PASSED, LISTED)).exitCode());
    assertEquals(2, new Report(List.of(PASSED, DEMANDED)).exitCode());
    assertEquals(1, new Report(List.of(DEMANDED, FAILED, PASSED)).exitCode());
  }

  @Test
  void json_report_isCanonicalAndComplete() throws Exception {
    Report r = new Report(List.of(PASSED, FAILED, LISTED));
    String text = r.toBytes().toUtf8();
    assertEquals(r.toJson(), JsonReader.canonical(r.toBytes(), 1 << 20));
    assertTrue(
        text.startsWith(
            "{\"checks\":[{\"code\":\"CS-0825\",\"demanded\":true,\"expected\":\"root ab\",\"found\":"
                + "\"root ab\",\"name\":\"tree-root\",\"verdict\":\"passed\",\"where\":\"checkpoint\"}"),
        text);
    assertTrue(
        text.endsWith(
            "],\"exit\":1,\"failed\":1,\"format\":1,\"notChecked\":1,\"passed\":1,\"verdict\":\"failed\"}"),
        text);
  }

  @Test
  void json_otherLocale_sameBytes() {
    Report r =
        new Report(List.of(Check.failed(Code.TREE_SIZE, "checkpoint\u0007", "12345", "\ud800x")));
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-SA-u-nu-arab"));
      String arabic = r.toBytes().toUtf8();
      Locale.setDefault(Locale.ROOT);
      assertEquals(r.toBytes().toUtf8(), arabic);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void check_hostileText_madeSafeAndCut() {
    Check c = Check.failed(Code.TREE_SIZE, "a\u0000b\u202ec", "x".repeat(10_000), "ok 对账单");
    assertEquals("a\\u0000b\\u202ec", c.where());
    assertEquals(Check.MAX_TEXT - 1, c.expected().length());
    assertTrue(c.expected().endsWith("…"));
    assertEquals("ok 对账单", c.found());
    assertFalse(new Report(List.of(c)).toBytes().size() == 0);
  }

  @Test
  void builder_manyFailures_cappedAndCounted() {
    Report.Builder b = new Report.Builder();
    for (int i = 0; i < 1000; i++) {
      b.add(Check.failed(Code.TREE_SIZE, "leaf " + i, "x", "y"));
      b.add(Check.passed(Code.TREE_ROOT, "leaf " + i, "x"));
    }
    Report r = b.build();
    assertEquals(Report.MAX_PER_CODE, r.count(Verdict.FAILED));
    assertEquals(1000, r.count(Verdict.PASSED));
    assertEquals((1000 - Report.MAX_PER_CODE + 1) + " more failed", r.failed().getLast().found());
  }

  @Test
  void builder_manyNotChecked_cappedAndStillDemanded() {
    Report.Builder b = new Report.Builder();
    for (int i = 0; i < 5000; i++) {
      b.add(Check.notDemanded(Code.COSIGNATURE, "mark", "a known cosigner", "another"));
    }
    assertEquals(0, b.build().exitCode());
    b.add(Check.notChecked(Code.COSIGNATURE, "mark", "a known cosigner", "another"));
    assertEquals(Report.Builder.MAX_OTHERS, b.build().count(Verdict.NOT_CHECKED));
    assertEquals(2, b.build().exitCode());
  }
}
