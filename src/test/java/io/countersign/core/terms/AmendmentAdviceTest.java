package io.countersign.core.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AmendmentAdviceTest {
  private static final Period JULY = Period.of(2026, 7);
  private static final Json.Obj C1 = Samples.json("contracts/c1-time.json");
  private static final Json.Obj C6 = Samples.json("contracts/c6-hybrid.json");

  private static List<String> advice(Json.Obj before, Json.Obj now, Period effective) {
    try {
      return AmendmentAdvice.check(
              TermsParser.document(before), TermsParser.document(now), effective)
          .stream()
          .map(f -> f.code().slug() + " " + f.where())
          .toList();
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static Json.Obj indexed(String from, String second, String step) {
    return Edits.set(
        C1,
        "params",
        "{'fee':{'label':{'zh':'费','en':'fee'},'type':'money','read':'period','values':["
            + "{'from':'2026-01-01','value':'100'},{'from':'"
            + from
            + "','value':'"
            + second
            + "'}]"
            + (step.isEmpty() ? "" : ",'step':{'minPct':'0','maxPct':'" + step + "'}")
            + "}}");
  }

  @Test
  void document_unchanged_hasNone() {
    assertEquals(List.of(), advice(C6, C6, JULY));
  }

  @Test
  void param_withinTheStepOfTheVersionBefore_hasNone() {
    assertEquals(
        List.of(),
        advice(indexed("2026-07-01", "102", "3"), indexed("2026-07-01", "103", "3"), JULY));
    assertEquals(
        List.of(),
        advice(indexed("2026-07-01", "102", "3"), indexed("2026-07-01", "102", "2.5"), JULY));
  }

  @Test
  void param_beyondTheStepOfTheVersionBefore_isShownWithTheLooserBound() {
    assertEquals(
        List.of("step-loosened params.fee.step", "step-broken params.fee.values[1]"),
        advice(indexed("2026-07-01", "102", "3"), indexed("2026-07-01", "104", "5"), JULY));
    assertEquals(
        List.of("step-loosened params.fee.step"),
        advice(indexed("2026-07-01", "102", "3"), indexed("2026-07-01", "102", ""), JULY));
  }

  @Test
  void param_changedBeforeTheAmendment_changesNothingThere() {
    assertEquals(
        List.of("past-changed params.fee.values"),
        advice(indexed("2026-06-01", "102", ""), indexed("2026-06-01", "101", ""), JULY));
    assertEquals(
        List.of("past-changed calendars.cn2026"),
        advice(C1, Edits.set(C1, "calendars.cn2026.off", "[]"), Period.of(2026, 2)));
  }

  @Test
  void records_narrowed_areNamed() {
    String queue = "records." + ((Json.Obj) Edits.at(C1, "records")).key(0);
    Json.Obj fields = (Json.Obj) Edits.at(C1, queue + ".fields");
    for (int i = 0; i < fields.size(); i++) {
      String place = queue + ".fields." + fields.key(i);
      List<String> wanted = List.of("records-narrowed " + place);
      Json.Obj without = Edits.set(C1, queue + ".fields", fields.without(fields.key(i)));
      assertEquals(wanted, advice(C1, without, JULY));
      assertEquals(wanted, advice(without, C1, JULY));
      Json.Obj field = (Json.Obj) fields.value(i);
      if (field.get("max") instanceof Json.Int max) {
        Json.Obj lower = Edits.set(C1, place + ".max", Json.of(max.value() - 1));
        assertEquals(wanted, advice(C1, lower, JULY));
        assertEquals(List.of(), advice(lower, C1, JULY));
      }
      if (field.get("values") instanceof Json.Arr values) {
        Json.Obj fewer = Edits.set(C1, place + ".values", Json.array(values.items().getFirst()));
        assertEquals(
            values.items().size() - 1L,
            advice(C1, fewer, JULY).stream()
                .filter(a -> a.equals("records-narrowed " + place + ".values"))
                .count());
        assertEquals(List.of(), advice(fewer, C1, JULY));
      }
    }
  }

  @Test
  void finality_moved_isAdvised() {
    assertEquals(
        List.of("final-moved cutoff.finalAfterMonths"),
        advice(C1, Edits.set(C1, "cutoff.finalAfterMonths", "2"), JULY));
  }

  @Test
  void window_droppedWhileOpen_comesFirst() {
    Json.Obj c7 = Samples.json("contracts/c7-everything.json");
    Json.Obj dropped = Edits.set(c7, "lines", Json.array(Edits.at(c7, "lines[0]")));
    List<String> found = advice(c7, dropped, Period.of(2026, 2));
    assertEquals(
        true,
        found.stream().anyMatch(f -> f.startsWith("agreement-window lines[")),
        found::toString);
  }
}
