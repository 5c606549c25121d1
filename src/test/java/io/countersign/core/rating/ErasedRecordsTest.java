package io.countersign.core.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.ErasureBitmap;
import io.countersign.core.ledger.ErasureLevel;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Payload;
import io.countersign.core.ledger.Workers;
import io.countersign.core.terms.Period;
import io.countersign.naive.NaiveLedger;
import io.countersign.proof.Pairs;
import io.countersign.proof.Stage;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Random contracts and ledgers whose payloads lost names or rows.
class ErasedRecordsTest {
  private static final int CASES = Integer.getInteger("cases", 60);

  /// A ledger whose payloads lack the names of these records.
  private static History without(
      TestLedger ledger, ErasureLevel level, Map<Long, ErasureBitmap> records) {
    Map<Long, Batch> batches = new HashMap<>();
    ledger.history().batches().forEach(b -> batches.put(b.entryIndex(), b));
    return ledger.history(
        (entry, root, bytes) -> {
          ErasureBitmap named = records.get((long) entry);
          Batch batch = batches.get((long) entry);
          if (bytes == null || named == null || batch == null) {
            return Optional.ofNullable(bytes);
          }
          try {
            Bytes left =
                Payload.parse(bytes)
                    .erase(named, level, batch.party(), TestLedger.PEPPER, Workers.SEQUENTIAL)
                    .toBytes();
            return Optional.of(left);
          } catch (MalformedException e) {
            throw new AssertionError(e);
          }
        });
  }

  /// Some records of each batch, but for those that must keep their name.
  private static Map<Long, ErasureBitmap> some(History history, Random random) {
    Map<Long, ErasureBitmap> out = new HashMap<>();
    for (int b = 0; b < history.batches().size(); b++) {
      Batch batch = history.batches().get(b);
      boolean[] named = new boolean[batch.count()];
      boolean any = false;
      for (int i = 0; i < named.length; i++) {
        boolean keeps =
            history.absenceByOrder(b, i).filter(f -> f.code() == Code.RECORD_REVISION).isPresent();
        named[i] = !keeps && random.nextBoolean();
        any |= named[i];
      }
      if (any) {
        out.put(batch.entryIndex(), ErasureBitmap.of(named.length, i -> named[i]));
      }
    }
    return out;
  }

  private static List<RatingResult> months(NaiveLedger story, History history) {
    List<RatingResult> out = new ArrayList<>();
    for (YearMonth month : Pairs.months(story)) {
      out.add(Rater.rate(history, Stage.period(month)));
    }
    return out;
  }

  @Test
  void rate_namesErased_isTheSameToTheLastByte() {
    AtomicInteger erased = new AtomicInteger();
    Pairs.forEach(
        CASES,
        story -> {
          TestLedger ledger = Stage.play(story);
          Map<Long, ErasureBitmap> some = some(ledger.history(), new Random(3));
          History after = without(ledger, ErasureLevel.NAME, some);
          assertEquals(months(story, ledger.history()), months(story, after));
          some.values().forEach(b -> erased.addAndGet(b.cardinality()));
        });
    assertTrue(erased.get() > CASES, "few names: " + erased);
  }

  /// The fast loop and the reference agree on what is left, and both say that the ledger is held.
  @Test
  void rate_rowsErased_fastIsReference() {
    AtomicInteger looked = new AtomicInteger();
    Pairs.forEach(
        CASES,
        story -> {
          TestLedger ledger = Stage.play(story);
          History after = without(ledger, ErasureLevel.ROW, some(ledger.history(), new Random(4)));
          for (YearMonth month : Pairs.months(story)) {
            Period period = Stage.period(month);
            if (Rater.rate(after, period) instanceof RatingResult.Rated rated) {
              FastAgainstReferenceTest.assertSame(
                  after, rated.terms().terms(), period, story.entries().size() + " entries");
              looked.incrementAndGet();
            }
          }
        });
    assertTrue(looked.get() > CASES, "few months: " + looked);
  }
}
