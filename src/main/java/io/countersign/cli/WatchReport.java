package io.countersign.cli;

import io.countersign.core.encoding.Json;
import io.countersign.witness.Alarm;
import io.countersign.witness.Alarms;
import io.countersign.witness.Watcher;
import java.util.ArrayList;
import java.util.List;

/// What one look came to, for people and for machines.
final class WatchReport {
  private final Session session;

  WatchReport(Session session) {
    this.session = session;
  }

  /// @return the exit code
  int say(Watcher.Look look, boolean withoutRecords, Alarms alarms) {
    boolean good = look.clean() && !alarms.standing();
    look.failure().ifPresent(f -> session.say(Cli.describe(session.texts(), f)));
    session.tell(
        "watch.report",
        Amounts.grouped(look.round().held()),
        Amounts.grouped(look.round().size()),
        alarms.all().stream().filter(a -> !a.isOver()).count());
    for (Alarm a : alarms.all()) {
      session.tell(a.isOver() ? "watch.alarm.over" : "watch.alarm", a.finding(), a.times());
    }
    if (withoutRecords) {
      session.tell("watch.without-records");
    }
    look.cosigned().ifPresent(n -> session.tell("watch.cosigned", look.round().held()));
    session.tell(good ? "watch.good" : "watch.bad");
    session.answer(json(look, withoutRecords, alarms, good));
    return good ? Exit.PASSED : Exit.FAILED;
  }

  private static Json json(Watcher.Look look, boolean withoutRecords, Alarms alarms, boolean good) {
    List<Json> items = new ArrayList<>();
    alarms
        .all()
        .forEach(
            a ->
                items.add(
                    Json.object()
                        .put("finding", Cli.json(a.finding()))
                        .put("first", a.first())
                        .put("last", a.last())
                        .put("lasting", a.lasting())
                        .put("over", a.isOver())
                        .put("times", a.times())
                        .build()));
    Json.Builder out =
        Json.object()
            .put("alarms", items)
            .put("cosigned", look.cosigned().isPresent())
            .put("good", good)
            .put("held", look.round().held())
            .put("records", !withoutRecords)
            .put("size", look.round().size());
    look.failure().ifPresent(f -> out.put("failure", Cli.json(f)));
    return out.build();
  }
}
