package io.countersign.core.terms;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Finding;
import io.countersign.core.base.Hex;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.testing.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Vectors of the terms language: documents with their hash, one mutation for each code of
/// validity, records that do and do not fit, and the edges of periods.
class TermsVectorsTest {
  private static final Json.Obj C1 = Samples.json("contracts/c1-time.json");
  private static final Json.Obj C6 = Samples.json("contracts/c6-hybrid.json");
  private static final Json.Obj C7 = Samples.json("contracts/c7-everything.json");
  private static final String SOURCE = "src/docs/terms.md";

  @Test
  void documents_parsedAndChecked_giveHashOrFirstFinding() {
    Vectors v = Vectors.of("terms");
    for (String resource : Samples.ALL) {
      String name = resource.substring(resource.lastIndexOf('/') + 1).replace(".json", "");
      document(v, "happy-path-" + name, "The document " + name + ".", Samples.json(resource), "");
    }
    schema(v);
    profile(v);
    names(v);
    units(v);
    cards(v);
    bands(v);
    references(v);
    minorUnits(v);
    clock(v);
    range(v);
    v.check(TermsVectorsTest::answer);
  }

  /// Parses canonical bytes and reports the hash, or the first finding. The bytes stand under
  /// `terms`, with `piece` so many `times` and `rest` after them where they are long; or under
  /// `hex` where they are no text.
  static Json.Obj answer(Fields inputs) throws MalformedException {
    Bytes bytes;
    if (inputs.has("hex")) {
      String hex = inputs.string("hex");
      bytes = Bytes.of(Hex.parse(hex, hex.length() / 2));
    } else if (inputs.has("piece")) {
      int times = Math.toIntExact(inputs.integer("times", 0, 100_000));
      bytes =
          Bytes.utf8(
              inputs.string("terms")
                  + inputs.string("piece").repeat(times)
                  + inputs.string("rest"));
    } else {
      bytes = Bytes.utf8(inputs.string("terms"));
    }
    Terms terms;
    try {
      terms = TermsParser.parse(bytes);
    } catch (MalformedException e) {
      return refused(e.toFinding());
    }
    List<Finding> findings = Validity.check(terms);
    if (!findings.isEmpty()) {
      return refused(findings.getFirst());
    }
    return Json.object().put("hash", terms.hash().toHex()).put("bytes", bytes.size()).build();
  }

  private static Json.Obj refused(Finding f) {
    return Json.object()
        .put("code", f.code().id())
        .put("error", f.code().slug())
        .put("where", f.where())
        .build();
  }

  private static void document(Vectors v, String name, String desc, Json.Obj terms, String slug) {
    text(v, name, desc, terms.toText(), slug);
  }

  private static void text(Vectors v, String name, String desc, String terms, String slug) {
    String what = desc.isEmpty() ? name.replace('-', ' ') + "." : desc;
    v.add(name, what, SOURCE, Json.object().put("terms", terms).build(), slug);
  }

  private static void edit(
      Vectors v, String name, String desc, Json.Obj base, String path, String json, String slug) {
    document(v, name, desc, Edits.set(base, path, json), slug);
  }

  private static void schema(Vectors v) {
    document(v, "render-left-out", "A member is missing.", C1.without("render"), "field-missing");
    edit(v, "member-unknown", "A member too many.", C1, "notes", "1", "field-unknown");
    edit(v, "version-as-string", "A string for an integer.", C1, "version", "'1'", "field-type");
    edit(v, "cst-2", "Another version of the language.", C1, "cst", "'2'", "field-pattern");
    edit(v, "late-days-plus-1", "Beyond a bound.", C1, "cutoff.lateDays", "61", "field-range");
    edit(v, "late-days-0", "Below a bound.", C1, "cutoff.lateDays", "0", "field-range");
    edit(v, "exponent-4", "Beyond a bound.", C1, "currency.exponent", "4", "field-range");
    edit(
        v,
        "price-with-trailing-zero",
        "An amount in another than the shortest form.",
        C1,
        "lines[0].card.rows[0].price",
        "'62.0'",
        "field-pattern");
    edit(v, "price-minus-zero", "-0.", C1, "lines[0].connect", "'-0'", "field-pattern");
    edit(v, "price-negative", "A price below 0.", C1, "lines[0].connect", "'-1'", "field-range");
    edit(
        v,
        "price-with-7-decimals",
        "More decimals than micros have.",
        C1,
        "lines[0].connect",
        "'0.0000001'",
        "field-pattern");
    edit(v, "term-backwards", "to before from.", C1, "term.to", "'2025-12-31'", "field-range");
    edit(
        v,
        "date-that-does-not-exist",
        "30 February.",
        C1,
        "calendars.cn2026.coveredTo",
        "'2026-02-30'",
        "field-range");
    edit(
        v,
        "date-twice",
        "A date twice in one list.",
        C1,
        "calendars.cn2026.work[1]",
        "'2026-01-04'",
        "terms-item-twice");
    edit(
        v,
        "supersedes-null-in-version-2",
        "A later version names none before it.",
        C7,
        "supersedes",
        "null",
        "field-type");
    edit(
        v,
        "supersedes-in-version-1",
        "A first version names one before it.",
        C1,
        "supersedes",
        "'" + "ab".repeat(32) + "'",
        "field-type");
    document(
        v,
        "label-with-direction-mark",
        "U+202E makes a label read backwards.",
        Edits.set(C1, "title.en", Json.of("Fee \u202e00.1")),
        "field-pattern");
    edit(
        v,
        "classes-out-of-order",
        "Two forms of one meaning.",
        C7,
        "windows.late.days.classes",
        "['work','off']",
        "field-pattern");
    edit(v, "empty-window", "toS = fromS.", C7, "windows.late.toS", "72000", "field-range");
    edit(
        v,
        "always-false",
        "Only true has a meaning.",
        C1,
        "lines[0].where",
        "{'always':false}",
        "field-pattern");
    edit(
        v,
        "condition-with-two-operators",
        "One test, one operator.",
        C1,
        "lines[0].where",
        "{'f':'work_s','ge':1,'lt':5}",
        "field-unknown");
    text(v, "pretty-printed", "White space.", " " + C1.toText(), "json-not-canonical");
    text(v, "trailing-garbage", "Bytes after the end.", C1.toText() + "x", "trailing-bytes");
    text(v, "price-as-number", "A float.", C1.toText().replace("\"62\"", "62.5"), "json-number");
  }

  private static void profile(Vectors v) {
    edit(
        v,
        "offsets-swapped",
        "Offsets do not ascend.",
        C7,
        "clock.offsets",
        "[{'fromUtc':1780000000,'offsetS':14400},{'fromUtc':0,'offsetS':10800}]",
        "terms-order");
    edit(
        v,
        "dates-swapped",
        "Dates do not ascend.",
        C7,
        "calendars.kw.statutory",
        "['2026-02-26','2026-02-25']",
        "terms-order");
    edit(v, "weekdays-swapped", "", C7, "windows.weekend.days.weekdays", "[6,5]", "terms-order");
    edit(
        v,
        "param-value-twice-a-day",
        "Two values from one date.",
        C7,
        "params.tax.values[1].from",
        "'2026-01-12'",
        "terms-order");
    edit(
        v,
        "escalation-steps-swapped",
        "",
        C7,
        "lines[9].escalation.steps[0].months",
        "4",
        "terms-order");
  }

  private static void names(Vectors v) {
    edit(
        v,
        "measure-and-kpi-of-one-name",
        "Measures, KPIs and scores share one space of names.",
        C7,
        "kpis[2].id",
        "'calls'",
        "name-twice");
    edit(v, "line-name-twice", "", C7, "lines[1].id", "'minutes'", "name-twice");
    edit(v, "factor-table-twice", "", C7, "lines[0].factors[1].id", "'day'", "name-twice");
    edit(v, "milestone-twice", "", C7, "lines[8].holdback.release", "'M1'", "name-twice");
    edit(v, "record-type-unknown", "", C7, "measures[0].record", "'chat'", "name-unknown");
    edit(v, "field-unknown-in-condition", "", C7, "lines[0].where.f", "'ring_s'", "name-unknown");
    edit(v, "window-unknown", "", C7, "lines[0].where", "{'window':'noon'}", "name-unknown");
    edit(v, "calendar-unknown", "", C7, "windows.late.days.calendar", "'cn'", "name-unknown");
    edit(v, "line-unknown", "", C7, "lines[12].of[0]", "'bonus'", "name-unknown");
    edit(v, "param-unknown", "", C7, "lines[5].amount.param", "'rent'", "name-unknown");
    edit(v, "kpi-unknown", "", C7, "lines[9].on.kpi", "'calls'", "name-unknown");
    edit(v, "enum-tested-as-number", "", C7, "lines[0].where.f", "'queue'", "name-type");
    edit(
        v,
        "date-tested",
        "Conditions cannot test dates.",
        C7,
        "lines[0].where.f",
        "'opened'",
        "name-type");
    edit(v, "param-of-other-type", "", C7, "lines[5].amount.param", "'tax'", "name-type");
    edit(
        v,
        "segment-without-its-field",
        "A record type under the KPI lacks the field.",
        C7,
        "kpis[2].segment",
        "{'field':'queue','take':'least'}",
        "name-type");
    edit(
        v,
        "enum-value-unknown",
        "",
        C7,
        "lines[0].card.rows[0].when.in[0]",
        "'bronze'",
        "enum-value-unknown");
  }

  private static void units(Vectors v) {
    edit(
        v,
        "sum-of-two-units",
        "Seconds plus calls.",
        Edits.set(C7, "records.call.fields.hold_s.unit", Json.of("call")),
        "version",
        "2",
        "unit-mixed");
    edit(v, "count-in-seconds", "", C7, "measures[0].unit", "'s'", "unit-mixed");
    edit(
        v,
        "derived-of-seconds-and-calls",
        "",
        C7,
        "measures[4].of[0].measure",
        "'handle_s'",
        "unit-mixed");
    edit(
        v,
        "increment-on-negative-field",
        "Billing steps of a field that can be negative.",
        C7,
        "lines[1].qty.increment",
        "{'first':1,'step':1}",
        "quantity-negative");
    edit(
        v,
        "measure-of-negative-field",
        "",
        C7,
        "records.seat_day.fields.seats.min",
        "-1",
        "quantity-negative");
    document(
        v,
        "denominator-without-min",
        "3 calls + messages - resolved is not provably 0 or more without min.",
        Edits.remove(Edits.set(C7, "kpis[2].den", Json.of("contacts")), "measures[4].min"),
        "denominator-negative");
  }

  private static void cards(Vectors v) {
    edit(
        v,
        "row-twice",
        "Two rows match the same case.",
        C1,
        "lines[0].card.rows[5]",
        "{'when':{'f':'skill','in':['tech']},'price':'1'}",
        "card-overlap");
    edit(
        v,
        "holiday-and-overtime",
        "The first draft of this contract: both factor rows match overtime on a holiday.",
        C1,
        "lines[0].factors[0].rows[1].when",
        "{'f':'overtime','is':true}",
        "card-overlap");
    edit(
        v,
        "holiday-outside-business",
        "The first draft of this contract: a holiday is not business time either.",
        C6,
        "lines[1].factors[1].rows[1].when",
        "{'not':{'window':'business'}}",
        "card-overlap");
    edit(
        v,
        "row-missing",
        "else is none and a case has no row.",
        C1,
        "lines[0].card.rows[4].when",
        "{'all':[{'f':'grade','in':['expert']},{'f':'skill','in':['tech','medical']}]}",
        "card-gap");
    edit(
        v,
        "rows-with-a-hole-of-1-s",
        "Constants that leave one second out.",
        C7,
        "lines[0].factors[1].rows[1].when",
        "{'f':'talk_s','gt':601}",
        "card-gap");
    document(v, "happy-path-65536-cases", "16 bools.", bools(16), "");
    document(v, "cases-65536-times-2", "17 bools.", bools(17), "too-many-cases");
  }

  private static void bands(Vectors v) {
    edit(v, "tier-boundary-minus-1", "", C7, "lines[3].tiers[1].upTo", "1000", "tiers-form");
    edit(v, "last-tier-bounded", "", C7, "lines[4].tiers[0].upTo", "10", "tiers-form");
    edit(v, "open-tier-first", "", C7, "lines[3].tiers[0].upTo", "null", "tiers-form");
    edit(
        v,
        "roll-over-of-priced-units",
        "Only a free first tier can roll over.",
        C7,
        "lines[3].tiers[0].price",
        "'0.01'",
        "tiers-form");
    edit(v, "bands-ascend", "", C7, "lines[9].bands[2].ge", "8001", "bands-form");
    edit(
        v,
        "band-ge-before-gt",
        "gt 8000 lies above ge 8000, not below it.",
        C7,
        "lines[9].bands[2]",
        "{'gt':8000,'amount':'-50'}",
        "bands-form");
    edit(v, "last-band-bounded", "", C7, "lines[9].bands[3].ge", "0", "bands-form");
    edit(v, "score-bands-ascend", "", C7, "scores[0].items[0].bands[1].ge", "9001", "bands-form");
    edit(v, "clamp-crossed", "", C7, "lines[12].lo.pct", "'1'", "bounds-crossed");
    edit(v, "linear-crossed", "", C7, "lines[11].max.pct", "'-6'", "bounds-crossed");
    edit(v, "percentage-without-base", "", C7, "lines[9].base", "[]", "effect-base");
    edit(
        v,
        "linear-mixed",
        "Percentages and amounts in one line.",
        C7,
        "lines[11].below",
        "{'amount':'5'}",
        "effect-base");
    edit(v, "escalation-band-plus-1", "", C7, "lines[9].escalation.bad[1]", "4", "escalation-band");
    edit(v, "inclusive-discount", "", C7, "lines[19].pct", "'-5'", "inclusive-negative");
  }

  private static void references(Vectors v) {
    edit(v, "line-of-itself", "", C7, "lines[12].of[0]", "'limit'", "reference-forward");
    edit(v, "line-of-a-later-one", "", C7, "lines[12].of[0]", "'tax'", "reference-forward");
    edit(
        v,
        "derived-of-a-later-measure",
        "",
        C7,
        "measures[4].of[1].measure",
        "'forecast'",
        "reference-forward");
    document(
        v,
        "sum-with-memo-line",
        "A memo line is outside the total.",
        Edits.set(
            C7,
            "lines[20]",
            Edits.set(
                Edits.set((Json.Obj) Edits.at(C7, "lines[18]"), "id", "'tax2'"), "of", "['memo']")),
        "reference-kind");
    edit(v, "earn-back-of-a-fee", "", C7, "lines[13].of[0]", "'fee'", "reference-kind");
    edit(
        v,
        "param-by-date-in-cap",
        "A cap knows no date within the period.",
        C7,
        "lines[16].amount",
        "{'param':'minute'}",
        "param-read");
    edit(
        v,
        "param-starts-after-the-term",
        "",
        C7,
        "params.fee.values[0].from",
        "'2026-01-13'",
        "param-start");
    step(v, "happy-path-step-to-the-edge", "1.03 x 100 = 103, the edge itself.", "103", "");
    step(v, "step-plus-1-micro", "103.000001 is above 1.03 x 100.", "103.000001", "param-step");
    step(v, "happy-path-step-down-to-the-edge", "0.975 x 100 = 97.5.", "97.5", "");
    step(v, "step-minus-1-micro", "97.499999 is below 97.5.", "97.499999", "param-step");
    document(
        v,
        "happy-path-step-below-zero",
        "A percentage below 0: -10 x 0.975 = -9.75 and -10 x 1.03 = -10.3 bound it, ends swapped.",
        Edits.set(
            Edits.set(stepped("1"), "params.fee.type", "'percent'"),
            "params.fee.values",
            "[{'from':'2026-01-01','value':'-10'},{'from':'2026-07-01','value':'-10.3'}]"),
        "");
    document(
        v,
        "step-from-zero",
        "What is free stays free: any percentage of 0 is 0.",
        Edits.set(stepped("1"), "params.fee.values[0].value", "'0'"),
        "param-step");
    document(
        v,
        "step-minus-101",
        "Less than nothing.",
        Edits.set(stepped("100"), "params.fee.step.minPct", "'-100.0001'"),
        "field-range");
    document(
        v,
        "step-ends-swapped",
        "maxPct below minPct.",
        Edits.set(stepped("100"), "params.fee.step.maxPct", "'-2.5001'"),
        "field-range");
  }

  private static void step(Vectors v, String name, String desc, String second, String slug) {
    document(v, name, desc, stepped(second), slug);
  }

  /// Document c1 with a param of 100, then `second`, that may move from -2.5 % to +3 %.
  private static Json.Obj stepped(String second) {
    return Edits.set(
        C1,
        "params",
        "{'fee':{'label':{'zh':'费','en':'fee'},'type':'money','read':'period','values':["
            + "{'from':'2026-01-01','value':'100'},{'from':'2026-07-01','value':'"
            + second
            + "'}],'step':{'minPct':'-2.5','maxPct':'3'}}}");
  }

  private static void minorUnits(Vectors v) {
    edit(
        v,
        "line-before-record",
        "",
        C7,
        "lines[0].round",
        "[{'at':'line','to':'0.001','mode':'up'},{'at':'record','to':'0.001','mode':'up'}]",
        "rounding-form");
    edit(v, "tier-in-rated", "", C7, "lines[1].round[0].at", "'tier'", "rounding-form");
    edit(v, "record-in-tiered", "", C7, "lines[4].round[0].at", "'record'", "rounding-form");
    edit(v, "second-step-finer", "", C7, "lines[3].round[1].to", "'0.0005'", "rounding-form");
    edit(v, "ends-on-a-tenth", "", C7, "lines[1].round[0].to", "'0.0001'", "not-minor-unit");
    edit(
        v,
        "fen-in-a-currency-without",
        "0.01 in a currency of exponent 0.",
        C1,
        "currency",
        "{'code':'JPY','exponent':0}",
        "not-minor-unit");
  }

  private static void clock(Vectors v) {
    edit(
        v,
        "date-in-two-lists",
        "",
        C7,
        "calendars.kw.off[0]",
        "'2026-02-26'",
        "calendar-date-twice");
    edit(
        v,
        "date-after-covered-to",
        "",
        C7,
        "calendars.kw.coveredTo",
        "'2026-02-27'",
        "calendar-beyond");
    edit(
        v,
        "clock-starts-1-s-late",
        "The first offset begins one second after the first midnight.",
        C1,
        "clock.offsets[0].fromUtc",
        "1767196801",
        "clock-start");
    edit(
        v,
        "happy-path-clock-starts-at-midnight",
        "The first offset begins with the first midnight of the term.",
        C1,
        "clock.offsets[0].fromUtc",
        "1767196800",
        "");
    long midnight = 1_782_835_200L; // 2026-06-30T16:00:00Z, midnight of 1 July at +28800
    change(v, "happy-path-clock-3-h-and-1-s-before-a-month", midnight - 10_801, 28_800, "");
    change(v, "clock-3-h-before-a-month", midnight - 10_800, 28_800, "clock-midnight");
    change(v, "clock-3-h-after-a-month", midnight + 10_800, 28_800, "clock-midnight");
    change(v, "happy-path-clock-3-h-and-1-s-after-a-month", midnight + 10_801, 28_800, "");
    change(v, "clock-jumps-back-over-a-month", midnight + 4 * 3600, 0, "clock-midnight");
  }

  private static void change(Vectors v, String name, long at, int offset, String slug) {
    edit(
        v,
        name,
        "A change of the clock near the midnight that begins a month.",
        C1,
        "clock.offsets[1]",
        "{'fromUtc':" + at + ",'offsetS':" + offset + "}",
        slug);
  }

  private static void range(Vectors v) {
    document(v, "happy-path-range", "5 factors of 99.99 stay below 2^247.", factors(5), "");
    document(v, "range-6-large-factors", "6 factors of 9999.9999.", factors(6), "range-exceeded");
  }

  /// C1 with one factor table for each of `n`; large ones where n is 6.
  private static Json.Obj factors(int n) {
    Json.Obj out = Edits.set(C1, "lines[0].factors", "[]");
    out = Edits.set(out, "lines[0].card", "{'rows':[],'else':'999999999999'}");
    for (int i = 0; i < n; i++) {
      out =
          Edits.set(
              out,
              "lines[0].factors[" + i + "]",
              "{'id':'f"
                  + i
                  + "','label':{'zh':'系数','en':'factor'},'rows':[{'when':{'window':'holiday'},'x':'"
                  + (n == 6 ? "9999.9999" : "99.99")
                  + "'}],'else':'1'}");
    }
    return out;
  }

  /// A card that tests so many bools, in one row.
  private static Json.Obj bools(int n) {
    Json.Obj out = C1;
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      String id = "b" + (char) ('a' + i);
      out =
          Edits.set(
              out, "records.shift.fields." + id, "{'label':{'zh':'标志','en':'flag'},'type':'bool'}");
      parts.add("{'f':'" + id + "','is':true}");
    }
    return Edits.set(
        out,
        "lines[0].card",
        "{'rows':[{'when':{'all':[" + String.join(",", parts) + "]},'price':'1'}],'else':'2'}");
  }

  @Test
  void records_checked_giveTheirFirstFault() {
    Json.Obj bank = Samples.json("samples/terms-bank-hybrid.json");
    Json.Obj call =
        (Json.Obj)
            Edits.json(
                "{'outcome':'AGENT','priority':'P0','queue_s':3,'queued':true,'served':true,"
                    + "'service':'PS','talk_s':0,'vru_s':-7}");
    long at = 915_148_800L; // 1999-01-01T00:00:00Z
    Vectors v = Vectors.of("terms-records");
    record(v, bank, "happy-path-call", "call", at, call, "");
    record(v, bank, "happy-path-first-second", "call", at - 7200, call, "");
    record(v, bank, "second-before-the-term", "call", at - 7201, call, "record-outside-term");
    long end = 946_677_600L; // midnight of 2000-01-01 at +7200
    record(v, bank, "happy-path-last-second", "call", end - 1, call, "");
    record(v, bank, "second-after-the-term", "call", end, call, "record-outside-term");
    record(v, bank, "type-unknown", "chat", at, call, "record-type-unknown");
    record(v, bank, "field-left-out", "call", at, call.without("talk_s"), "record-field-missing");
    record(
        v, bank, "field-too-many", "call", at, call.with("x", Json.of(1)), "record-field-unknown");
    record(
        v,
        bank,
        "int-as-string",
        "call",
        at,
        call.with("talk_s", Json.of("5")),
        "record-field-type");
    record(
        v,
        bank,
        "talk-minus-1",
        "call",
        at,
        call.with("talk_s", Json.of(-1)),
        "record-field-range");
    record(
        v,
        bank,
        "talk-max-plus-1",
        "call",
        at,
        call.with("talk_s", Json.of(86_401)),
        "record-field-range");
    record(
        v,
        bank,
        "outcome-unknown",
        "call",
        at,
        call.with("outcome", Json.of("agent")),
        "record-enum-value");
    record(
        v,
        bank,
        "served-as-number",
        "call",
        at,
        call.with("served", Json.of(1)),
        "record-field-type");
    Json.Obj dated =
        (Json.Obj)
            Edits.json(
                "{'acw_s':0,'hold_s':0,'opened':'2024-02-29','queue':'gold','resolved':true,"
                    + "'talk_s':1}");
    long then = 1_780_000_000L;
    record(v, C7, "happy-path-leap-day", "call", then, dated, "");
    record(
        v,
        C7,
        "date-that-does-not-exist",
        "call",
        then,
        dated.with("opened", Json.of("2026-02-29")),
        "record-date");
    v.check(
        in -> {
          Terms terms = TermsParser.parse(Bytes.utf8(in.string("terms")));
          Json.Obj data = in.object("data").object();
          return terms
              .checkRecord(in.string("type"), in.integer("at", 0, ClockOffset.MAX_AT), data)
              .map(TermsVectorsTest::refused)
              .orElse(Json.object().put("fits", true).build());
        });
  }

  private static void record(
      Vectors v, Json.Obj terms, String name, String type, long at, Json.Obj data, String slug) {
    v.add(
        name,
        "A record of type " + type + " against its terms.",
        SOURCE,
        Json.object()
            .put("terms", terms.toText())
            .put("type", type)
            .put("at", at)
            .put("data", data)
            .build(),
        slug);
  }

  @Test
  void periods_ofClocks_startAndEndAtLocalMidnight() {
    Vectors v = Vectors.of("terms-clock");
    String israel =
        "[{'fromUtc':0,'offsetS':7200},{'fromUtc':923011200,'offsetS':10800},"
            + "{'fromUtc':936313200,'offsetS':7200}]";
    period(v, "happy-path-before-summer-time", israel, 199_903, 5, 0);
    period(v, "happy-path-month-of-the-change", israel, 199_904, 5, 0);
    period(v, "happy-path-in-summer-time", israel, 199_905, 5, 0);
    period(v, "happy-path-back-to-winter", israel, 199_909, 5, 0);
    String shanghai = "[{'fromUtc':0,'offsetS':28800}]";
    period(v, "happy-path-leap-february", shanghai, 202_402, 1, 0);
    period(v, "happy-path-common-february", shanghai, 202_602, 60, 0);
    period(v, "happy-path-century-that-is-no-leap-year", shanghai, 209_912, 1, 0);
    period(v, "happy-path-ledger-opened-later", shanghai, 202_601, 5, 1_785_000_000_123L);
    period(v, "happy-path-behind-utc", "[{'fromUtc':0,'offsetS':-18000}]", 202_601, 5, 0);
    period(
        v,
        "happy-path-midnight-skipped-by-a-valid-change",
        "[{'fromUtc':0,'offsetS':0},{'fromUtc':86400,'offsetS':3600}]",
        197_002,
        1,
        0);
    v.check(
        in -> {
          List<ClockOffset> offsets = new ArrayList<>();
          for (Fields o : in.objects("offsets", 1, 64)) {
            offsets.add(
                new ClockOffset(
                    o.integer("fromUtc", 0, ClockOffset.MAX_AT),
                    Math.toIntExact(o.integer("offsetS", -50_400, 50_400))));
          }
          TermsClock clock = TermsClock.of(offsets);
          Period p = Period.parse(in.integer("period", 0, 999_999));
          Cutoff cutoff = new Cutoff((int) in.integer("lateDays", 1, 60), 0, 0, 1);
          return Json.object()
              .put("start", clock.start(p))
              .put("end", clock.end(p))
              .put("days", p.days())
              .put(
                  "cutoffMs", clock.cutoffMillis(cutoff, p, in.integer("leaf0Ms", 0, Json.MAX_INT)))
              .build();
        });
  }

  private static void period(
      Vectors v, String name, String offsets, int period, int lateDays, long leaf0) {
    v.add(
        name,
        "Start, end and cut-off of a period.",
        SOURCE,
        Json.object()
            .put("offsets", Edits.json(offsets))
            .put("period", period)
            .put("lateDays", lateDays)
            .put("leaf0Ms", leaf0)
            .build(),
        "");
  }
}
