package io.countersign.cli;

import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.DisputeEntry;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dispute list` and `dispute show`: what is disputed, how far it is, who has to act until when,
/// and what stays payable.
final class DisputeListCommand {
  private DisputeListCommand() {}

  @Command(name = "list")
  static final class All extends BundleCommand {
    @Option(names = "--period", paramLabel = "YYYY-MM", descriptionKey = "dispute.list.period")
    private String period = "";

    All(Session session) {
      super(session);
    }

    @Override
    int run() {
      Optional<Period> only =
          period.isEmpty() ? Optional.empty() : Optional.of(LedgerReader.period(period));
      return look(
          sight -> {
            list(DisputeSight.of(sight, session().host()), only);
            return Exit.PASSED;
          });
    }

    private void list(DisputeSight disputes, Optional<Period> only) {
      DisputeText text = new DisputeText(session(), disputes);
      Table table = Table.of("  ", "lrlrll");
      table.add(
          session().text("settle.dispute"),
          session().text("dispute.entry"),
          session().text("dispute.statement"),
          session().text("dispute.contested"),
          session().text("dispute.stateOf"),
          session().text("dispute.nextOf"));
      table.rule();
      List<Json> items = new ArrayList<>();
      TreeSet<Period> periods = new TreeSet<>();
      for (DisputeEntry d : disputes.history().disputes()) {
        if (only.isPresent() && !only.get().equals(d.period())) {
          continue;
        }
        periods.add(d.period());
        table.add(
            d.digest().toHex().substring(0, StatementTable.SHORT),
            d.index(),
            d.period(),
            disputes.money(d.period(), new Micros(d.dispute().contestedMicros())),
            text.state(d),
            text.next(d));
        items.add(text.json(d).build());
      }
      if (items.isEmpty()) {
        session().tell("dispute.none");
      } else {
        session().say(table);
        periods.forEach(text::payable);
      }
      session().answer(Json.object().put("disputes", items).build());
    }
  }

  @Command(name = "show")
  static final class One extends BundleCommand {
    @Parameters(paramLabel = "DISPUTE", descriptionKey = "dispute.which")
    private String dispute = "";

    One(Session session) {
      super(session);
    }

    @Override
    int run() {
      return look(
          sight -> {
            DisputeSight disputes = DisputeSight.of(sight, session().host());
            DisputeEntry d = disputes.named(dispute);
            DisputeText text = new DisputeText(session(), disputes);
            text.whole(d);
            session().answer(text.jsonWhole(d));
            return Exit.PASSED;
          });
    }
  }
}
