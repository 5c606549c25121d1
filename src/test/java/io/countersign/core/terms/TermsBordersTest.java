package io.countersign.core.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Code;
import io.countersign.core.encoding.Json;
import io.countersign.core.money.Micros;
import io.countersign.testing.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Vectors at the bounds of the language: the last value that is taken beside the first that is
/// not; and the proof that each code which terms can get has one.
class TermsBordersTest {
  private static final Json.Obj C1 = Samples.json("contracts/c1-time.json");
  private static final Json.Obj C7 = Samples.json("contracts/c7-everything.json");
  private static final String SOURCE = "src/docs/terms.md";
  private static final String ALWAYS = "{'always':true}";

  private final Vectors v = Vectors.of("terms");

  @Test
  void borders_onBothSides_giveHashOrFirstFinding() {
    text();
    numbers();
    lists();
    dates();
    meaning();
    v.check(TermsVectorsTest::answer);
  }

  /// `good` at `path` is taken, `bad` is not.
  private void pair(String name, Json.Obj base, String path, String good, String bad, String slug) {
    add("happy-path-" + name, Edits.set(base, path, good), "");
    add(name + "-beyond", Edits.set(base, path, bad), slug);
  }

  private void add(String name, Json.Obj terms, String slug) {
    text(name, Json.object().put("terms", terms.toText()).build(), slug);
  }

  private void text(String name, Json.Obj inputs, String slug) {
    String what = name.replace("happy-path-", "").replace('-', ' ');
    String side = slug.isEmpty() ? "taken." : "not taken.";
    v.add(name, "At a bound of the language, " + what + ": " + side, SOURCE, inputs, slug);
  }

  /// `unit`, so many times, joined by commas.
  private static String times(int n, IntFunction<String> unit) {
    return IntStream.range(0, n).mapToObj(unit).collect(Collectors.joining(",", "[", "]"));
  }

  private void bytes(String name, String text, String slug) {
    text(name, Json.object().put("terms", text).build(), slug);
  }

  /// What the reader of JSON refuses: codes 0101 to 0110.
  private void text() {
    String c1 = C1.toText();
    bytes("cut-short", c1.substring(0, c1.length() - 1), "json-syntax");
    bytes("bell-in-a-label", c1.replace("Agent hours", "Agent\\u0007hours"), "json-string");
    bytes("key-with-a-hyphen", c1.replace("\"render\"", "\"re-nder\""), "json-key");
    bytes("key-twice", c1.replace("\"cst\":", "\"cst\":\"1\",\"cst\":"), "json-duplicate-key");
    bytes("key-order", c1.replaceFirst("\\{", "{\"zz\":1,"), "json-not-canonical");
    bytes(
        "per-beyond-2-to-53",
        c1.replace("\"per\":3600", "\"per\":9007199254740992"),
        "json-number");
    bytes(
        "per-2-to-53-minus-1",
        c1.replace("\"per\":3600", "\"per\":9007199254740991"),
        "field-range");
    Json.Obj deep =
        Edits.set(
            C1,
            "lines[0].where",
            "{'all':[{'not':{'all':[{'not':{'not':{'not':" + ALWAYS + "}}}]}}]}");
    add("happy-path-depth-12", deep, "");
    String inner = "{\"not\":{\"always\":true}}";
    bytes("depth-13", deep.toText().replace(inner, "{\"not\":" + inner + "}"), "json-depth");
    text(
        "label-not-utf-8",
        Json.object()
            .put("hex", hex(c1).replace(hex("Agent hours"), hex("Agent") + "ff" + hex("hours")))
            .build(),
        "utf8");
    edit("nonce-in-upper-case", C1, "nonce", "'" + "AB".repeat(32) + "'", "hex-form");
    filled("happy-path-262144-bytes", Terms.MAX_BYTES, "");
    filled("262145-bytes", Terms.MAX_BYTES + 1, "input-too-large");
  }

  private void edit(String name, Json.Obj base, String path, String json, String slug) {
    add(name, Edits.set(base, path, json), slug);
  }

  private static String hex(String s) {
    StringBuilder out = new StringBuilder();
    for (byte b : s.getBytes(StandardCharsets.UTF_8)) {
      out.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
    }
    return out.toString();
  }

  /// C1 with rows that never match and a note, so that it has `size` bytes; written as a beginning,
  /// a piece that repeats, and an end.
  private void filled(String name, int size, String slug) {
    String never = "{'not':" + ALWAYS + "}";
    String piece =
        ("{'price':'1','when':{'any':" + times(48, i -> never) + "}},").replace('\'', '"');
    String c1 =
        Edits.set(
                Edits.set(
                    Edits.set(C1, "lines[0].factors", "[]"),
                    "lines[0].card",
                    "{'rows':[{'when':" + never + ",'price':'1'}],'else':'2'}"),
                "lines[0].note",
                "{'en':'n','zh':'注'}")
            .toText();
    int at = c1.indexOf("\"rows\":[") + 8;
    int times = (size - c1.length() - 100) / piece.length();
    assertTrue(times < Line.MAX_ROWS, times + " rows");
    String rest = c1.substring(at);
    int left = size - c1.getBytes(StandardCharsets.UTF_8).length - times * piece.length();
    assertTrue(left >= 0 && left < 1000 + 1 + piece.length(), left + " bytes left");
    String label = "\"note\":{\"en\":\"n";
    int zh = Math.max(0, left - 900);
    rest =
        rest.replace(label, label + "n".repeat(left - zh))
            .replace("\"注\"", "\"注" + "n".repeat(zh) + "\"");
    text(
        name,
        Json.object()
            .put("terms", c1.substring(0, at))
            .put("piece", piece)
            .put("times", times)
            .put("rest", rest)
            .build(),
        slug);
  }

  /// Numbers, amounts, ids and labels.
  private void numbers() {
    pair("version-9999", C7, "version", "9999", "10000", "field-range");
    pair("version-1", C1, "version", "1", "0", "field-range");
    pair(
        "agreement-id-64",
        C1,
        "id",
        "'" + "a".repeat(64) + "'",
        "'" + "a".repeat(65) + "'",
        "field-pattern");
    pair("agreement-id-3", C1, "id", "'a-1'", "'a1'", "field-pattern");
    pair(
        "line-id-32",
        C1,
        "lines[1].id",
        "'" + "a".repeat(32) + "'",
        "'" + "a".repeat(33) + "'",
        "field-pattern");
    pair(
        "price-12-digits",
        C1,
        "lines[0].connect",
        "'999999999999.999999'",
        "'1000000000000'",
        "field-pattern");
    pair("price-1-micro", C1, "lines[0].connect", "'0.000001'", "'0.0000001'", "field-pattern");
    pair(
        "factor-9999-9999",
        C1,
        "lines[0].factors[0].else",
        "'9999.9999'",
        "'10000'",
        "field-pattern");
    pair("factor-0", C1, "lines[0].factors[0].else", "'0'", "'-0.0001'", "field-range");
    pair(
        "factor-4-decimals",
        C1,
        "lines[0].factors[0].else",
        "'0.0001'",
        "'0.00001'",
        "field-pattern");
    pair("share-100", C7, "lines[8].lateCapPct", "'100'", "'100.0001'", "field-range");
    pair("share-above-0", C7, "lines[13].pct", "'0.0001'", "'0'", "field-range");
    pair("de-minimis-above-0", C1, "lines[1].deMinimis", "'0.000001'", "'0'", "field-range");
    pair("round-to-above-0", C7, "lines[3].round[0].to", "'0.000001'", "'0'", "field-range");
    String clef = "\ud834\udd1e";
    pair(
        "label-200-code-points",
        C1,
        "title.zh",
        "'" + clef.repeat(200) + "'",
        "'" + clef.repeat(201) + "'",
        "field-range");
    pair("label-1-character", C1, "title.en", "'x'", "''", "field-range");
    pair("note-1000", C1, "lines[1].note", note(1000), note(1001), "field-range");
    pair(
        "field-max",
        C1,
        "records.shift.fields.work_s.max",
        "1000000000000",
        "1000000000001",
        "field-range");
    pair("field-max-is-min", C1, "records.shift.fields.work_s.max", "0", "-1", "field-range");
    pair(
        "constant",
        C1,
        "lines[0].where",
        "{'f':'work_s','ge':1000000000000}",
        "{'f':'work_s','ge':1000000000001}",
        "field-range");
    pair(
        "constant-below-0",
        C1,
        "lines[0].where",
        "{'f':'work_s','gt':-1000000000000}",
        "{'f':'work_s','gt':-1000000000001}",
        "field-range");
    pair("per", C1, "lines[0].per", "1000000000", "1000000001", "field-range");
    pair("per-1", C1, "lines[0].per", "1", "0", "field-range");
    pair(
        "band-bound",
        C7,
        "lines[9].bands[0].gt",
        "1000000000000000",
        "1000000000000001",
        "field-range");
    pair(
        "tier-bound",
        C7,
        "lines[3].tiers[1].upTo",
        "1000000000000000",
        "1000000000000001",
        "field-range");
    pair(
        "increment-step",
        C1,
        "lines[0].qty.increment.step",
        "1000000000",
        "1000000001",
        "field-range");
    pair("each", C7, "lines[2].qty.each", "1000", "1001", "field-range");
    pair("weight", C7, "measures[4].of[0].weight", "1000000", "1000001", "field-range");
    pair("scale", C7, "kpis[0].scale", "1000000", "10", "field-range");
    pair("min-den", C7, "kpis[0].minDen", "1000000000000", "1000000000001", "field-range");
    pair("points", C7, "scores[0].items[0].bands[0].points", "1000000", "1000001", "field-range");
    pair("score-weight", C7, "scores[0].items[0].weight", "10000", "10001", "field-range");
    pair("roll-over-months", C7, "lines[3].rollOver.months", "12", "13", "field-range");
    pair("earn-back-held", C7, "lines[13].held", "3", "4", "field-range");
    pair("earn-back-ago", C7, "lines[13].ago", "12", "13", "field-range");
    pair("escalation-months", C7, "lines[9].escalation.steps[1].months", "12", "13", "field-range");
    pair("late-days-60", C1, "cutoff.lateDays", "60", "61", "field-range");
    pair("final-after-months", C1, "cutoff.finalAfterMonths", "120", "121", "field-range");
    pair("repeat-months-least", C1, "disputes.threshold.repeatMonths", "2", "1", "field-range");
    pair("repeat-months", C1, "disputes.threshold.repeatMonths", "12", "13", "field-range");
    pair("dispute-days", C1, "disputes.disputeDays", "365", "366", "field-range");
    pair("erasure-months", C1, "erasure.rowAfterMonths", "240", "241", "field-range");
    pair("exponent-3", C7, "currency.exponent", "3", "4", "field-range");
    pair("offset", C1, "clock.offsets[0].offsetS", "50400", "50401", "field-range");
    pair("window-from", C1, "windows.holiday.fromS", "86399", "86400", "field-range");
    pair("window-to", C1, "windows.holiday.toS", "86400", "86401", "field-range");
    pair("window-1-s", C7, "windows.late.fromS", "86399", "86400", "field-range");
  }

  private static String note(int n) {
    return "{'zh':'" + "注".repeat(n) + "','en':'n'}";
  }

  /// How many of something.
  private void lists() {
    pair(
        "parts-64",
        C1,
        "lines[0].where",
        "{'any':" + times(64, i -> ALWAYS) + "}",
        "{'any':" + times(65, i -> ALWAYS) + "}",
        "field-range");
    pair("parts-1", C1, "lines[0].where", "{'all':[" + ALWAYS + "]}", "{'all':[]}", "field-range");
    pair("tiers-32", C7, "lines[4].tiers", tiers(32), tiers(33), "field-range");
    pair("bands-32", C7, "lines[10].bands", bands(32), bands(33), "field-range");
    pair("rows-256", C1, "lines[0].card", rows(256), rows(257), "field-range");
    pair("factors-6", C1, "lines[0].factors", factors(6), factors(7), "field-range");
    pair(
        "enum-values-64",
        C7,
        "records.call.fields.queue.values",
        values(64),
        values(65),
        "field-range");
    pair(
        "enum-value-32",
        C7,
        "records.call.fields.queue.values[2]",
        "'" + "A".repeat(32) + "'",
        "'" + "A".repeat(33) + "'",
        "field-pattern");
    pair("addends-16", C1, "lines[0].qty.sum", addends(16), addends(17), "field-range");
    pair("offsets-64", C1, "clock.offsets", offsets(64), offsets(65), "field-range");
    edit("lines-0", C1, "lines", "[]", "field-range");
    pair("windows-32", C1, "windows", windows(32), windows(33), "field-range");
    pair("gates-8", C7, "lines[10].gates", gates(8), gates(9), "field-range");
    pair("weekday-7", C7, "windows.weekend.days.weekdays", "[7]", "[8]", "field-range");
    pair("round-steps-2", C7, "lines[0].round", round(2), round(3), "field-range");
  }

  private static String tiers(int n) {
    return times(n, i -> "{'upTo':" + (i == n - 1 ? "null" : i + 1) + ",'price':'1','flat':'0'}");
  }

  private static String bands(int n) {
    return times(n, i -> i == n - 1 ? "{'amount':'0'}" : "{'ge':" + (n - i) + ",'amount':'1'}");
  }

  private static String rows(int n) {
    return "{'rows':"
        + times(n, i -> "{'when':{'f':'work_s','eq':" + i + "},'price':'1'}")
        + ",'else':'1'}";
  }

  private static String factors(int n) {
    return times(
        n,
        i ->
            "{'id':'f"
                + i
                + "','label':{'zh':'系数','en':'factor'},'rows':[{'when':{'window':'holiday'},'x':'1'}],'else':'1'}");
  }

  private static String values(int n) {
    return times(n, i -> i == 0 ? "'gold'" : i == 1 ? "'silver'" : "'v" + i + "'");
  }

  private static String addends(int n) {
    return times(n, i -> "{'field':'work_s'}");
  }

  private static String offsets(int n) {
    return times(n, i -> "{'fromUtc':" + i + ",'offsetS':28800}");
  }

  private static String windows(int n) {
    String label = "{'label':{'zh':'时段','en':'window'},'days':{'weekdays':[1]},'fromS':0,'toS':1}";
    return "{'holiday':"
        + label
        + IntStream.range(1, n)
            .mapToObj(i -> ",'w" + i + "':" + label)
            .collect(Collectors.joining())
        + "}";
  }

  private static String gates(int n) {
    return times(n, i -> "{'on':{'measure':'calls'},'ge':1,'whenNeutral':'pass'}");
  }

  private static String round(int n) {
    return times(n, i -> "{'at':'" + (i == 0 ? "record" : "line") + "','to':'0.001','mode':'up'}");
  }

  private void dates() {
    pair(
        "first-date",
        C1,
        "calendars.cn2026.work[0]",
        "'1970-01-02'",
        "'1970-01-01'",
        "field-range");
    pair(
        "last-date",
        C1,
        "calendars.cn2026.coveredTo",
        "'2099-12-30'",
        "'2099-12-31'",
        "field-range");
    pair("leap-day", C7, "calendars.kw.off[0]", "'2028-02-29'", "'2027-02-29'", "field-range");
    pair("term-of-a-day", C7, "term.to", "'2026-01-12'", "'2026-01-11'", "field-range");
    pair(
        "date-on-covered-to",
        C7,
        "calendars.kw.coveredTo",
        "'2026-02-28'",
        "'2026-02-27'",
        "calendar-beyond");
    pair(
        "param-starts-with-the-term",
        C7,
        "params.fee.values[0].from",
        "'2026-01-12'",
        "'2026-01-13'",
        "param-start");
  }

  /// Rules on what is well-formed.
  private void meaning() {
    pair(
        "clamp-of-one-value",
        C7,
        "lines[12].lo",
        "{'amount':'500'}",
        "{'amount':'500.001'}",
        "bounds-crossed");
    pair(
        "clamp-of-zero-and-amount",
        C7,
        "lines[12].lo",
        "{'pct':'0'}",
        "{'pct':'0.0001'}",
        "bounds-crossed");
    pair(
        "linear-of-one-value",
        C7,
        "lines[11].max",
        "{'pct':'-5'}",
        "{'pct':'-5.0001'}",
        "bounds-crossed");
    pair(
        "gt-above-ge",
        C7,
        "lines[9].bands[0]",
        "{'gt':8000,'pct':'1'}",
        "{'ge':8000,'pct':'1'}",
        "bands-form");
    pair("bad-last-band", C7, "lines[9].escalation.bad", "[2,3]", "[2,4]", "escalation-band");
    pair("inclusive-0", C7, "lines[19].pct", "'0'", "'-0.0001'", "inclusive-negative");
    pair(
        "second-step-as-fine",
        C7,
        "lines[3].round[0].to",
        "'0.005'",
        "'0.005001'",
        "rounding-form");
    pair(
        "line-ends-on-the-minor-unit",
        C7,
        "lines[1].round[0].to",
        "'0.003'",
        "'0.0035'",
        "not-minor-unit");
    pair("tier-1-above", C7, "lines[3].tiers[1].upTo", "1001", "1000", "tiers-form");
    pair(
        "measure-of-field-from-0",
        C7,
        "records.seat_day.fields.seats.min",
        "0",
        "-1",
        "quantity-negative");
    pair(
        "constants-without-a-hole",
        C7,
        "lines[0].factors[1].rows[1].when",
        "{'f':'talk_s','ge':601}",
        "{'f':'talk_s','ge':600}",
        "card-overlap");
    pair(
        "of-the-line-before", C7, "lines[12].of", "['aht_slope']", "['back']", "reference-forward");
    range();
  }

  /// 6 factors of 9999.9999 and one unit a record: n·R = price·99999999^6·(2^32 - 1), which twice
  /// must stay below 2^247.
  private void range() {
    BigInteger k =
        BigInteger.valueOf(99_999_999)
            .pow(6)
            .multiply(BigInteger.ONE.shiftLeft(32).subtract(BigInteger.ONE));
    BigInteger most = BigInteger.ONE.shiftLeft(246).subtract(BigInteger.ONE).divide(k);
    Json.Obj base =
        Edits.set(
            Edits.set(
                Edits.set(C1, "lines[0].qty", "{'each':1}"),
                "lines[0].card",
                "{'rows':[],'else':'1'}"),
            "lines[0].factors",
            factors(6).replace("'else':'1'", "'else':'9999.9999'"));
    pair(
        "range-of-a-rated-line",
        base,
        "lines[0].card.else",
        "'" + new Micros(most).format() + "'",
        "'" + new Micros(most.add(BigInteger.ONE)).format() + "'",
        "range-exceeded");
  }

  /// What [TermsParser] and [Validity] can answer, each with a vector that says so.
  @Test
  void codes_ofTerms_eachHaveAVector() {
    Set<Code> missing = EnumSet.noneOf(Code.class);
    for (Code code : Code.values()) {
      if (code.number() < 200 || code.number() / 100 == 4) {
        missing.add(code);
      }
    }
    // Terms hold no base64. What this release cannot rate is a matter of the release, not of terms.
    // Prose that does not read back is no document: ProseTest.
    missing.removeAll(Set.of(Code.BASE64_FORM, Code.TERMS_NOT_YET_RATED, Code.PROSE_UNREAD));
    answered("terms", missing);
    assertEquals(Set.of(), missing);
  }

  /// Takes out of `codes` what the vectors of a topic answer.
  static void answered(String topic, Set<Code> codes) {
    try (var files = Files.list(Path.of("src/test/resources/vectors", topic))) {
      for (Path file : files.toList()) {
        Json.Obj want = (Json.Obj) Vectors.member(Vectors.read(file), "want");
        if (want.get("code") instanceof Json.Str s) {
          codes.removeIf(c -> c.id().equals(s.value()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
