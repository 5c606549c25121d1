package io.countersign.cli;

import io.countersign.intake.CallTally;
import java.util.List;

/// What was counted: calls and seconds of service by outcome, and whole minutes with each call
/// rounded up on its own.
final class CallTable {
  private CallTable() {}

  static List<String> of(Texts texts, CallTally tally) {
    Table table = Table.of("  ", "lrrr");
    table.add(
        texts.text("calls.outcome"),
        texts.text("calls.calls"),
        texts.text("calls.seconds"),
        texts.text("calls.minutes"));
    boolean any = false;
    for (String outcome : tally.outcomes()) {
      any = true;
      table.add(
          outcome,
          Amounts.grouped(tally.calls(outcome)),
          Amounts.grouped(tally.talkSeconds(outcome)),
          Amounts.grouped(tally.talkUnits(outcome, 60)));
    }
    return any ? table.lines() : List.of();
  }
}
