package io.countersign.core.terms;

import io.countersign.core.base.Code;
import java.util.List;

/// Stage profile: lists that must ascend, so that one meaning has one form.
final class ProfileCheck {
  private ProfileCheck() {}

  static void run(Terms terms, Findings out) {
    for (Calendar c : terms.calendars()) {
      ascending("calendars." + c.id() + ".statutory", c.statutory(), out);
      ascending("calendars." + c.id() + ".off", c.off(), out);
      ascending("calendars." + c.id() + ".work", c.work(), out);
    }
    ascending("clock.offsets", terms.offsets().stream().map(ClockOffset::fromUtc).toList(), out);
    for (Window w : terms.windows()) {
      if (w.days() instanceof Window.Weekdays d) {
        ascending("windows." + w.id() + ".days.weekdays", d.days(), out);
      }
    }
    for (Param p : terms.params()) {
      ascending(
          "params." + p.id() + ".values", p.values().stream().map(Param.Dated::from).toList(), out);
    }
    for (int i = 0; i < terms.lines().size(); i++) {
      if (terms.lines().get(i) instanceof Line.Table t && t.escalation().isPresent()) {
        String place = "lines[" + i + "].escalation";
        ascending(place + ".bad", t.escalation().get().bad(), out);
        ascending(
            place + ".steps",
            t.escalation().get().steps().stream().map(Line.EscalationStep::months).toList(),
            out);
      }
    }
  }

  private static <T extends Comparable<? super T>> void ascending(
      String place, List<T> items, Findings out) {
    for (int i = 1; i < items.size(); i++) {
      if (items.get(i).compareTo(items.get(i - 1)) <= 0) {
        out.add(
            Code.TERMS_ORDER,
            place + "[" + i + "]",
            "more than " + items.get(i - 1),
            items.get(i).toString());
        return;
      }
    }
  }
}
