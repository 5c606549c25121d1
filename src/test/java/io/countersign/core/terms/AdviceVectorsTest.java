package io.countersign.core.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.testing.Vectors;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Vectors of advice: whether a document, or an amendment, gets one code. They do not say what else
/// it gets, since advice may grow.
class AdviceVectorsTest {
  private static final Json.Obj C1 = Samples.json("contracts/c1-time.json");
  private static final Json.Obj C7 = Samples.json("contracts/c7-everything.json");
  private static final String SOURCE = "src/docs/terms.md §16";
  private static final Period JULY = Period.of(2026, 7);

  private final Vectors v = Vectors.of("terms-advice");

  @Test
  void documents_advised_getTheCodeOrNot() {
    ofDocuments();
    ofAmendments();
    v.check(AdviceVectorsTest::answer);
  }

  private void ofDocuments() {
    pair("malus-outside-clamps", C7, Edits.set(C7, "lines[12].of", "['aht_slope']"), 1201);
    Json.Obj late =
        (Json.Obj)
            Edits.json(
                "{'id':'late','kind':'fixed','label':{'zh':'费','en':'fee'},'amount':'1','prorate':'none','mode':'down'}");
    pair("fee-after-tax", C1, Edits.set(C1, "lines[2]", late), 1202);
    String bound = "lines[9].bands[0].gt";
    pair(
        "band-above-100-percent",
        Edits.set(C7, bound, "9999"),
        Edits.set(C7, bound, "10000"),
        1203);
    pair("silver-left-to-else", Edits.set(C7, "lines[0].card.rows", "[]"), C7, 1204);
    Json.Obj never = (Json.Obj) Edits.json("{'when':{'not':{'always':true}},'price':'1'}");
    pair("row-without-a-case", C1, Edits.set(C1, "lines[0].card.rows[5]", never), 1205);
    String window = "{'label':{'zh':'时段','en':'window'},'days':{'weekdays':[1]},'fromS':0,'toS':1}";
    pair("window-nobody-tests", C1, Edits.set(C1, "windows.noon", window), 1206);
    pair(
        "calendar-a-day-short",
        C1,
        Edits.set(C1, "calendars.cn2026.coveredTo", "'2026-12-30'"),
        1207);
    pair("dispute-longer-than-finality", finality(6), finality(7), 1208);
  }

  /// One month, 28 days at least, until a statement is final; 22 days of dispute and answer, and so
  /// many before the statement.
  private static Json.Obj finality(int lateDays) {
    Json.Obj out = Edits.set(C1, "cutoff.finalAfterMonths", "1");
    out = Edits.set(out, "cutoff.lateDays", Json.of(lateDays));
    out = Edits.set(out, "disputes.disputeDays", "10");
    return Edits.set(out, "disputes.answerDays", "12");
  }

  private void ofAmendments() {
    Json.Obj three = indexed("102", "3");
    amendment("price-within-the-step-before", three, indexed("103", "3"), 1209, false);
    amendment("price-beyond-the-step-before", three, indexed("104", "5"), 1209, true);
    amendment("step-kept", three, indexed("103", "3"), 1210, false);
    amendment("step-loosened", three, indexed("102", "5"), 1210, true);
    Json.Obj lower = Edits.set(C1, "records.shift.fields.work_s.max", "86399");
    amendment("field-widened", lower, C1, 1211, false);
    amendment("field-narrowed", C1, lower, 1211, true);
    Json.Obj march = Edits.set(C1, "calendars.cn2026.work[2]", "'2026-03-01'");
    amendment("dates-kept", C1, C1, 1212, false);
    amendment("date-of-the-past-moved", C1, march, 1212, true);
    amendment("finality-kept", C1, C1, 1213, false);
    amendment("finality-moved", C1, Edits.set(C1, "cutoff.finalAfterMonths", "2"), 1213, true);
    amendment("term-to-the-first-month", C1, Edits.set(C1, "term.to", "'2026-07-01'"), 1214, false);
    Json.Obj june = Edits.set(C7, "term.to", "'2026-06-30'");
    Json.Obj may = Edits.set(C7, "term.to", "'2026-05-31'");
    amendment("term-taken-up-at-once", june, C7, 1215, false);
    amendment("term-taken-up-after-a-gap", may, C7, 1215, true);
    amendment("term-over-before", C1, Edits.set(C1, "term.to", "'2026-06-30'"), 1214, true);
  }

  private static Json.Obj indexed(String second, String most) {
    return Edits.set(
        C1,
        "params",
        "{'fee':{'label':{'zh':'费','en':'fee'},'type':'money','read':'period','values':["
            + "{'from':'2026-01-01','value':'100'},{'from':'2026-07-01','value':'"
            + second
            + "'}],'step':{'minPct':'0','maxPct':'"
            + most
            + "'}}}");
  }

  private void pair(String name, Json.Obj without, Json.Obj with, int code) {
    add("happy-path-no-" + name, Json.object().put("terms", without.toText()), code, false);
    add(name, Json.object().put("terms", with.toText()), code, true);
  }

  private void amendment(String name, Json.Obj before, Json.Obj now, int code, boolean advised) {
    add(
        (advised ? "" : "happy-path-") + name,
        Json.object()
            .put("before", before.toText())
            .put("terms", now.toText())
            .put("effective", JULY.yyyymm()),
        code,
        advised);
  }

  private void add(String name, Json.Builder inputs, int code, boolean advised) {
    Code c = code(code);
    v.add(
        name,
        "Whether terms get " + c.id() + ": " + name.replace('-', ' ') + ".",
        SOURCE,
        inputs.put("code", c.id()).build(),
        advised ? c.slug() : "");
  }

  private static Code code(int number) {
    for (Code c : Code.values()) {
      if (c.number() == number) {
        return c;
      }
    }
    throw new IllegalArgumentException("no code " + number);
  }

  private static Json.Obj answer(Fields in) throws MalformedException {
    Terms terms = TermsParser.parse(Bytes.utf8(in.string("terms")));
    assertEquals(List.of(), Validity.check(terms));
    List<Finding> advice =
        in.has("before")
            ? AmendmentAdvice.check(
                TermsParser.parse(Bytes.utf8(in.string("before"))),
                terms,
                Period.parse(in.integer("effective", Period.MIN, Period.MAX)))
            : Advice.check(terms);
    String code = in.string("code");
    for (Finding f : advice) {
      if (f.code().id().equals(code)) {
        return Json.object()
            .put("code", code)
            .put("error", f.code().slug())
            .put("where", f.where())
            .build();
      }
    }
    return Json.object().put("advised", false).build();
  }

  @Test
  void codes_ofAdvice_eachHaveAVector() {
    Set<Code> missing = EnumSet.noneOf(Code.class);
    for (Code code : Code.values()) {
      if (code.number() / 100 == 12) {
        missing.add(code);
      }
    }
    TermsBordersTest.answered("terms-advice", missing);
    assertEquals(Set.of(), missing);
  }
}
