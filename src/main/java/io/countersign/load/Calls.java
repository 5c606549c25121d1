package io.countersign.load;

import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.terms.Terms;
import io.countersign.intake.SyntheticCalls;
import io.countersign.intake.WallClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Records without end: the same invented calls again and again, each time under names not used
/// before.
public final class Calls {
  /// Calls that differ in more than their name.
  private static final int DISTINCT = 20_000;

  private static final int DAYS = 28;

  private final List<UsageRecord> models = new ArrayList<>(DISTINCT);
  private long next;

  /// @param terms whose first month the calls fall into
  public Calls(Terms terms) {
    try {
      SyntheticCalls.generate(
          1, terms.term().from(), DAYS, DISTINCT, WallClock.of(terms.offsets()), models::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The next `count` records. Used by one thread.
  public List<UsageRecord> take(int count) {
    List<UsageRecord> out = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      UsageRecord m = models.get((int) (next % DISTINCT));
      out.add(
          new UsageRecord(m.at(), m.data(), next + ":" + m.id(), m.rev(), m.source(), m.type()));
      next++;
    }
    return out;
  }
}
