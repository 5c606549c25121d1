package io.countersign.core.statement;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.testing.Vectors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// A statement written by hand, and the same again with one thing wrong.
class StatementFormTest {
  private static final String SOURCE = "src/docs/statement.md §5";
  private static final String H = "ab".repeat(32);

  private static final String GOOD =
      """
      {"adjustments":[{"amount":"-50","line":"fee","memo":false,"new":"50","old":"100","period":202512},\
      {"amount":"7","line":"tax","memo":true,"new":"7","old":"0","period":202512}],"format":1,\
      "ignored":[{"code":"CS-0620","count":3,"records":[[4,5],[9,9]]},{"code":"CS-0653","count":1,"records":[[7,7]]}],\
      "kpis":[{"den":"20000","id":"rate","neutral":false,"num":"15999","scale":10000,"segment":"tech","value":"7999"},\
      {"den":"0","id":"none","neutral":true,"num":"0","scale":100}],\
      "ledger":"@","lines":[{"amount":"1000","id":"fee","memo":false,"sumRoot":"@","sumTotal":"1000","traceHash":"@"},\
      {"amount":"60","id":"tax","memo":true,"traceHash":"@"}],\
      "measures":[{"id":"good","sumRoot":"@","sumTotal":"15999","value":"15999"},{"id":"derived","value":"-4"}],\
      "period":202601,"prefix":12,"prefixRoot":"@","terms":"@","total":"950"}"""
          .replace("@", H);

  private static final String D = "cd".repeat(32);

  private static final String SETTLEMENTS =
      """
      "settlements":[{"amount":"-7","dispute":"@","line":"fee","period":202511},\
      {"amount":"-4","dispute":"@","line":"fee","period":202512},\
      {"amount":"1","dispute":"#","line":"fee","period":202601}],"""
          .replace("@", H)
          .replace("#", D);

  private static final String SETTLED =
      GOOD.replace("\"terms\"", SETTLEMENTS + "\"terms\"")
          .replace("\"total\":\"950\"", "\"total\":\"940\"");

  @Test
  void parse_handWrittenStatements_takesTheOneForm() {
    Vectors v = Vectors.of("statement/form");
    v.add(
        "happy-path-all-members",
        "Every member, each optional one once.",
        SOURCE,
        inputs(GOOD),
        "");
    form(v, "total-plus-1", "\"total\":\"950\"", "\"total\":\"951\"");
    form(
        v, "memo-line-in-the-total", "\"memo\":true,\"traceHash\"", "\"memo\":false,\"traceHash\"");
    form(v, "adjustment-amount-not-the-difference", "\"amount\":\"-50\"", "\"amount\":\"-49\"");
    form(
        v,
        "adjustment-of-nothing",
        "\"amount\":\"-50\",\"line\":\"fee\",\"memo\":false,\"new\":\"50\"",
        "\"amount\":\"0\",\"line\":\"fee\",\"memo\":false,\"new\":\"100\"");
    form(
        v,
        "adjustment-of-the-same-period",
        "\"old\":\"100\",\"period\":202512",
        "\"old\":\"100\",\"period\":202601");
    form(v, "kpi-value-rounded-up", "\"value\":\"7999\"", "\"value\":\"8000\"");
    form(
        v,
        "kpi-neutral-with-value",
        "\"num\":\"0\",\"scale\":100",
        "\"num\":\"0\",\"scale\":100,\"value\":\"0\"");
    form(v, "kpi-without-value", "\"segment\":\"tech\",\"value\":\"7999\"", "\"segment\":\"tech\"");
    form(v, "kpi-scale-unknown", "\"scale\":100}", "\"scale\":101}");
    form(v, "kpi-denominator-zero", "\"den\":\"20000\"", "\"den\":\"0\"");
    form(v, "ignored-count-plus-1", "\"count\":3", "\"count\":4");
    form(v, "ignored-codes-swapped", "CS-0620", "CS-0654");
    form(v, "ignored-code-unknown", "CS-0653", "CS-0699");
    form(v, "ignored-ranges-adjacent", "[[4,5],[9,9]]", "[[4,5],[6,6]]");
    form(v, "ignored-ranges-swapped", "[[4,5],[9,9]]", "[[9,9],[4,5]]");
    form(v, "ignored-range-of-three", "[[4,5],[9,9]]", "[[4,5],[9,9,9]]");
    bad(v, "ignored-range-backwards", "[[4,5],[9,9]]", "[[5,4],[9,9]]", "field-range");
    bad(v, "ignored-code-of-terms", "CS-0620", "CS-0401", "field-pattern");
    bad(
        v,
        "sum-total-alone",
        "\"sumRoot\":\"" + H + "\",\"sumTotal\":\"1000\"",
        "\"sumTotal\":\"1000\"",
        "field-missing");
    form(v, "sum-total-negative", "\"sumTotal\":\"1000\"", "\"sumTotal\":\"-1000\"");
    v.add(
        "happy-path-settlements",
        "Two disputes, the first with two lines of two periods; they count in the total.",
        SOURCE,
        inputs(SETTLED),
        "");
    settled(v, "settlements-not-in-the-total", "\"total\":\"940\"", "\"total\":\"950\"");
    settled(v, "settlement-of-nothing", "\"amount\":\"-7\"", "\"amount\":\"0\"");
    settled(
        v,
        "settlement-twice",
        "\"period\":202512},{\"amount\":\"1\"",
        "\"period\":202511},{\"amount\":\"1\"");
    settled(v, "settlement-periods-swapped", "\"period\":202511}", "\"period\":202601}");
    settled(
        v,
        "settlements-of-a-dispute-apart",
        "\"amount\":\"-7\",\"dispute\":\"" + H,
        "\"amount\":\"-7\",\"dispute\":\"" + D);
    bad(v, SETTLED, "settlements-empty", SETTLEMENTS, "\"settlements\":[],", "field-range");
    bad(
        v,
        SETTLED,
        "settlement-member-unknown",
        "\"line\":\"fee\",\"period\":202511}",
        "\"line\":\"fee\",\"note\":1,\"period\":202511}",
        "field-unknown");
    bad(
        v,
        SETTLED,
        "settlement-amount-as-number",
        "\"amount\":\"-7\"",
        "\"amount\":-7",
        "field-type");
    bad(v, "format-2", "\"format\":1", "\"format\":2", "field-range");
    bad(v, "month-13", "\"period\":202601", "\"period\":202613", "field-range");
    bad(v, "member-unknown", "\"prefix\":12", "\"note\":\"x\",\"prefix\":12", "json-not-canonical");
    bad(
        v,
        "member-unknown-in-order",
        "\"period\":202601",
        "\"note\":\"x\",\"period\":202601",
        "field-unknown");
    bad(v, "member-missing", "\"prefix\":12,", "", "field-missing");
    bad(v, "amount-as-number", "\"amount\":\"1000\"", "\"amount\":1000", "field-type");
    bad(
        v,
        "amount-with-leading-zero",
        "\"amount\":\"1000\"",
        "\"amount\":\"01000\"",
        "field-pattern");
    bad(v, "a-space", "\"format\":1", "\"format\": 1", "json-not-canonical");
    bad(v, "trailing-garbage", "\"total\":\"950\"}", "\"total\":\"950\"}}", "trailing-bytes");
    v.check(StatementFormTest::answer);
  }

  private static void form(Vectors v, String name, String from, String to) {
    bad(v, name, from, to, "statement-form");
  }

  private static void settled(Vectors v, String name, String from, String to) {
    bad(v, SETTLED, name, from, to, "statement-form");
  }

  private static void bad(Vectors v, String name, String from, String to, String slug) {
    bad(v, GOOD, name, from, to, slug);
  }

  private static void bad(
      Vectors v, String good, String name, String from, String to, String slug) {
    if (!good.contains(from)) {
      throw new IllegalArgumentException(name + ": nothing to change");
    }
    String text = good.replaceFirst(Pattern.quote(from), to);
    String of = good.equals(GOOD) ? "all-members" : "settlements";
    v.add(name, "One change to happy-path-" + of + ".", SOURCE, inputs(text), slug);
  }

  private static Json.Obj inputs(String text) {
    return Json.object().put("statement", text).build();
  }

  private static Json.Obj answer(Fields inputs) throws MalformedException {
    Statement s = Statement.parse(Bytes.utf8(inputs.string("statement")));
    return Json.object()
        .put("hash", s.hash().toHex())
        .put("resultsRoot", s.resultsRoot().toHex())
        .put("bytes", s.toBytes().toUtf8())
        .build();
  }
}
