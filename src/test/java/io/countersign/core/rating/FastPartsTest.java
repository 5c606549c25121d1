package io.countersign.core.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.merkle.SumRoot;
import io.countersign.core.merkle.SumStream;
import io.countersign.core.merkle.SumTree;
import io.countersign.core.money.Rounding;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.core.terms.Window;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The parts of the fast evaluator that stand for something slower, each against it.
class FastPartsTest {
  private static final long SEED = Long.getLong("seed", 20_261_126L);

  @Test
  void sums_beyondALong_areExact() {
    WideSums sums = new WideSums(2);
    BigInteger wanted = BigInteger.ZERO;
    for (long v : new long[] {Long.MAX_VALUE, Long.MAX_VALUE, 1, Long.MIN_VALUE, -7, 5}) {
      sums.add(1, v);
      wanted = wanted.add(BigInteger.valueOf(v));
    }
    sums.add(new int[] {1, 0, 1}, new long[] {Long.MAX_VALUE, 3, Long.MAX_VALUE}, 3);
    wanted = wanted.add(BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.TWO));
    sums.grow(100);
    sums.add(99, BigInteger.TEN.pow(30));
    BigSum out = new BigSum();
    sums.addTo(1, out);
    assertEquals(wanted, out.value());
    BigSum last = new BigSum();
    sums.addTo(99, last);
    assertEquals(BigInteger.TEN.pow(30), last.value());
  }

  @Test
  void proven_atItsBorder_holdsJustBelow() {
    assertTrue(WideSums.proven(1, Long.MAX_VALUE));
    assertFalse(WideSums.proven(2, 1L << 62));
    assertTrue(WideSums.proven((1L << 32) - 1, (1L << 31) - 1));
    assertFalse(WideSums.proven(1L << 32, 1L << 31));
    assertFalse(WideSums.proven(1L << 32, 1L << 44));
    assertTrue(WideSums.proven(0, 1L << 44));
  }

  @Test
  void divide_inLong_isThatOfRounding() {
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      long n = random.nextLong() >> (3 + random.nextInt(60));
      long d = 1 + (random.nextLong() >>> (3 + random.nextInt(60)));
      if (random.nextInt(3) == 0) {
        n = n / 2 * d + d / 2;
        if (Math.abs(n) >= 1L << 61) {
          continue;
        }
      }
      for (Rounding mode : Rounding.values()) {
        assertEquals(
            mode.divide(BigInteger.valueOf(n), BigInteger.valueOf(d)),
            BigInteger.valueOf(CellCost.divide(mode, n, d)),
            mode + " " + n + " / " + d + " -Dseed=" + SEED);
      }
    }
  }

  @Test
  void stream_ofRandomAmounts_givesTheRootOfTheTree() {
    Random random = new Random(SEED);
    for (int round = 0; round < 60; round++) {
      SumTree.Builder tree = SumTree.builder();
      SumStream whole = new SumStream();
      SumStream part = new SumStream();
      SumStream top = new SumStream();
      int level = random.nextInt(1, 20);
      long stretch = -1;
      byte[] node = new byte[SumStream.NODE_BYTES];
      long k = random.nextInt(1 << 20);
      for (int i = random.nextInt(200); i > 0; i--) {
        BigInteger amount =
            random.nextInt(4) == 0
                ? BigInteger.ZERO
                : new BigInteger(random.nextBoolean() ? 3 : random.nextInt(240), random);
        if (k >>> level != stretch) {
          if (part.subtree(level, node, 0)) {
            top.addSubtree(level, stretch, node, 0);
          }
          stretch = k >>> level;
        }
        tree.add(k, amount);
        long[] a = SumStream.limbs(amount);
        whole.add(k, a[0], a[1], a[2], a[3]);
        part.add(k, a[0], a[1], a[2], a[3]);
        k += 1 + (random.nextInt(3) == 0 ? random.nextInt(5000) : 0);
      }
      if (part.subtree(level, node, 0)) {
        top.addSubtree(level, stretch, node, 0);
      }
      SumRoot wanted = tree.root();
      assertEquals(wanted, whole.root(), "-Dseed=" + SEED);
      assertEquals(wanted, top.root(), "-Dseed=" + SEED);
    }
  }

  @Test
  void time_aroundEveryBorder_hasTheWindowsOfTheReference() throws MalformedException {
    for (int i = 0; i < 150; i++) {
      Random random = new Random(SEED + i);
      Terms terms = TermsParser.parse(RandomTerms.of(random).toCanonical());
      Period period =
          Period.of(
              RandomTerms.YEAR,
              random.nextInt(
                  terms.term().from().getMonthValue(), terms.term().to().getMonthValue() + 1));
      Plan plan = new Plan(terms, period);
      TimeClasses time = TimeClasses.of(terms, plan.clock(), plan.days(), plan.rated());
      List<Long> instants = new ArrayList<>();
      for (int k = 0; k < 300; k++) {
        instants.add(
            plan.days().start() + random.nextInt((int) (plan.days().end() - plan.days().start())));
      }
      for (int day = 0; day < plan.days().days(); day++) {
        for (Window w : terms.windows()) {
          for (int second : new int[] {0, w.fromSecond(), w.toSecond()}) {
            long local = plan.days().date(day).toEpochDay() * Window.DAY + second;
            for (var offset : terms.offsets()) {
              for (int near = -1; near <= 1; near++) {
                instants.add(local - offset.offsetSeconds() + near);
              }
            }
          }
        }
      }
      terms.offsets().forEach(o -> instants.addAll(List.of(o.fromUtc() - 1, o.fromUtc())));
      for (long at : instants) {
        if (plan.days().holds(at)) {
          TimeClasses.TimeClass c = time.distinct().get(time.of(at));
          String where = at + " -Dseed=" + (SEED + i);
          assertEquals(plan.days().windowsAt(at), c.windows(), where);
          for (RatedPlan line : plan.rated()) {
            assertEquals(line.segmentOf(plan.days().dayOf(at)), line.segmentOf(c.day()), where);
          }
        }
      }
    }
  }

  /// Whatever the scanner takes, the general reader takes too, with the same values.
  @Test
  void scan_ofSpoiltRecords_takesNothingThatTheGeneralReaderRefuses() throws MalformedException {
    Random random = new Random(SEED);
    Terms terms = TermsParser.parse(RandomTerms.of(random).toCanonical());
    RecordScanner scanner = new RecordScanner(terms.records());
    var source = new RandomRecords(random, 5);
    long[] found = new long[64];
    long[] wanted = new long[64];
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = source.record(Party.PROVIDER).toBytes().toArray();
      if (random.nextInt(3) > 0) {
        bytes[random.nextInt(bytes.length)] = (byte) "0129-\"{},:aet".charAt(random.nextInt(13));
      }
      if (!scanner.scan(bytes, 0, bytes.length, found)) {
        continue;
      }
      taken++;
      UsageRecord r = UsageRecord.parse(bytes, 0, bytes.length);
      RecordReader reader = new RecordReader(terms.recordType(r.type()).orElseThrow());
      assertTrue(reader.read(r.data(), wanted), r + " -Dseed=" + SEED);
      assertEquals(terms.records().get(scanner.type()).id(), r.type());
      assertEquals(r.at(), scanner.at());
      assertEquals(0, r.rev());
      assertEquals(
          r.id(),
          new String(
              bytes,
              scanner.idFrom(),
              scanner.idTo() - scanner.idFrom(),
              StandardCharsets.US_ASCII));
      assertEquals(
          r.source(),
          new String(
              bytes,
              scanner.sourceFrom(),
              scanner.sourceTo() - scanner.sourceFrom(),
              StandardCharsets.US_ASCII));
      for (int f = 0; f < reader.type().fields().size(); f++) {
        assertEquals(wanted[f], found[f], r + " -Dseed=" + SEED);
      }
    }
    assertTrue(taken > 6_000 && taken < 19_000, "taken: " + taken);
  }
}
