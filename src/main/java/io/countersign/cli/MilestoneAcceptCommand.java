package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Signer;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `milestone accept NAME`: one party's half of the acceptance of a milestone.
@Command(name = "accept")
final class MilestoneAcceptCommand extends BundleCommand {
  @Parameters(paramLabel = "NAME", descriptionKey = "milestone.name")
  private String name = "";

  @Option(names = "--on", required = true, paramLabel = "DATE", descriptionKey = "milestone.on")
  private @Nullable LocalDate on;

  @Option(names = "--ahead", descriptionKey = "milestone.ahead")
  private boolean ahead;

  @Mixin private final KeyAndOut signed = new KeyAndOut();

  MilestoneAcceptCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Disk.refuseExisting(signed.out());
    return look(this::accept);
  }

  private int accept(Sight sight) {
    LocalDate date = on == null ? LocalDate.EPOCH : on;
    Entry.Milestone entry =
        new Entry.Milestone(
            Milestones.hash(name),
            date.getYear() * 10_000 + date.getMonthValue() * 100 + date.getDayOfMonth(),
            sight.state().seen(nowSeconds()));
    List<Finding> wrong =
        sight.state().foresee(entry, session().host().clock().millis(), sight.objects());
    if (!wrong.isEmpty()) {
      throw CliException.refused(wrong);
    }
    LocalDate today = Milestones.today(sight, session().host().clock());
    if (date.isAfter(today) && !ahead) {
      throw CliException.refused(
          Code.MILESTONE_AHEAD, "--on", today + " or earlier, or --ahead", date.toString());
    }
    Json.Builder answer = new OfferText(session(), sight).milestone(entry);
    Secp256k1Key key = keys().party(signed.key());
    Envelope envelope =
        Envelope.of(entry).signed(Signer.of(sight.partyOf(key)), key, sight.state().domain());
    Disk.write(signed.out(), new Offer(sight.state().id(), envelope, List.of()).toBytes());
    session().tell("offer.done", signed.out());
    session().answer(answer.put("out", Cli.clean(signed.out().toString())).build());
    return Exit.PASSED;
  }
}
