package io.countersign.proof;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.rating.TestLedger;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.naive.NaiveLedger;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;

/// Plays what a naive ledger says on a real one: the same leaves, really signed.
public final class Stage {
  private Stage() {}

  public static TestLedger play(NaiveLedger story) throws MalformedException {
    List<NaiveLedger.Entry> entries = story.entries();
    if (!(entries.getFirst() instanceof NaiveLedger.Version opening)) {
      throw new IllegalArgumentException("no terms in the first leaf");
    }
    TestLedger ledger = TestLedger.open(terms(opening.terms()), opening.millis());
    for (NaiveLedger.Entry entry : entries.subList(1, entries.size())) {
      switch (entry) {
        case NaiveLedger.Version v ->
            ledger.amend(v.millis(), terms(v.terms()), period(v.effective()));
        case NaiveLedger.Batch b ->
            ledger.attest(
                b.millis(), party(b.by()), b.facts().stream().map(Stage::record).toList());
        case NaiveLedger.Voids v ->
            ledger.voids(v.millis(), party(v.by()), v.names().stream().map(Stage::named).toList());
        case NaiveLedger.Accepted a ->
            ledger.milestone(a.millis(), a.milestone(), yyyymmdd(a.on()));
        case NaiveLedger.Stated s ->
            throw new IllegalArgumentException("disputes are played elsewhere: " + s);
        case NaiveLedger.Disputed d -> throw new IllegalArgumentException(d.id());
        case NaiveLedger.Answered a -> throw new IllegalArgumentException(a.dispute());
        case NaiveLedger.Withdrawn w -> throw new IllegalArgumentException(w.dispute());
        case NaiveLedger.Resolved r -> throw new IllegalArgumentException(r.dispute());
      }
    }
    return ledger;
  }

  /// The leaves that playing it makes.
  static int leaves(NaiveLedger story) {
    return story.entries().size();
  }

  public static Terms terms(Json.Obj document) throws MalformedException {
    return TermsParser.parse(document.toCanonical());
  }

  public static Period period(YearMonth month) {
    return Period.of(month.getYear(), month.getMonthValue());
  }

  private static int yyyymmdd(LocalDate date) {
    return date.getYear() * 10_000 + date.getMonthValue() * 100 + date.getDayOfMonth();
  }

  private static Party party(String by) {
    return by.equals("provider") ? Party.PROVIDER : Party.CLIENT;
  }

  private static UsageRecord record(NaiveLedger.Fact f) {
    NaiveLedger.Name n = f.name();
    return new UsageRecord(f.at(), f.data(), n.id(), n.rev(), n.source(), f.type());
  }

  /// A record of this name: a void names nothing else of it.
  private static UsageRecord named(NaiveLedger.Name n) {
    return new UsageRecord(0, Json.object().build(), n.id(), n.rev(), n.source(), "x");
  }
}
