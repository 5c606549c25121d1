package io.countersign.core.ledger;

import static io.countersign.core.ledger.LedgerFixture.ARBITER;
import static io.countersign.core.ledger.LedgerFixture.PROVIDER;
import static io.countersign.core.ledger.LedgerFixture.START;
import static io.countersign.core.ledger.LedgerFixture.call;
import static io.countersign.core.ledger.LedgerFixture.hash;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Period;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// The cases of erasures among the vectors of ledgers. Names may go 2 months after their period and
/// rows 3 months, by one party alone; a statement adjusts one month back; the cut-off is 5 days
/// after the month. The batch is of January: entry 1, three records.
final class ErasureCases {
  private static final Period JANUARY = Period.of(2026, 1);
  private static final long DAY = 86_400_000L;
  private static final long BATCH = 1;
  private static final int COUNT = 3;

  private final DisputeCases.Sink sink;

  private ErasureCases(DisputeCases.Sink sink) {
    this.sink = sink;
  }

  static void all(DisputeCases.Sink sink) {
    ErasureCases c = new ErasureCases(sink);
    c.ways();
    c.forms();
    c.alone();
    c.disputed();
    c.open();
    c.agreements();
  }

  // The ledger of a case.

  static Json.Obj terms(int version, Bytes32 supersedes, int names, int rows, int back) {
    return LedgerFixture.terms(
        LedgerFixture.terms(version, supersedes, "2026-12-31")
            .toText()
            .replace("\"nameAfterMonths\":24", "\"nameAfterMonths\":" + names)
            .replace("\"rowAfterMonths\":0", "\"rowAfterMonths\":" + rows)
            .replace("\"finalAfterMonths\":12", "\"finalAfterMonths\":" + back));
  }

  /// The same terms with a minimum over the whole term, so that they look back.
  static Json.Obj lookingBack(Json.Obj terms) {
    return LedgerFixture.terms(
        terms
            .toText()
            .replace(
                "\"prorate\":\"none\"}]",
                """
                "prorate":"none"},
                {"id":"floor","kind":"minimum","label":{"zh":"c","en":"c"},"of":["monthly"],"amount":"90000",
                 "window":"term","prorate":"none","mode":"half-up"}]"""));
  }

  private static LedgerFixture ledger() {
    return ledger(terms(1, Bytes32.ZERO, 2, 3, 1), (START + 5000) * 1000);
  }

  private static LedgerFixture ledger(Json.Obj terms, long attested) {
    LedgerFixture f = new LedgerFixture();
    f.put(f.both(f.opening(terms, JANUARY)));
    f.at(attested);
    f.put(
        f.attested(
            PROVIDER,
            call("a", START + 1, 60),
            call("b", START + 2, 61),
            call("c", START + 3, 62)));
    return f;
  }

  private static long end(LedgerFixture f, Period period) {
    return f.state().versions().getLast().terms().clock().end(period) * 1000;
  }

  private static long cutoff(LedgerFixture f, Period period) {
    return f.state().history().cutoffMillis(period).orElseThrow();
  }

  private static Period month(int month) {
    return Period.of(2026, month);
  }

  private static Entry.Erasure erasure(
      LedgerFixture f, ErasureLevel level, Bytes32 basis, Integer... records) {
    List<Integer> named = List.of(records);
    Bytes bits = ErasureBitmap.of(COUNT, named::contains).toBytes();
    return new Entry.Erasure(BATCH, level.code(), f.object(bits), basis, f.seen());
  }

  private static Entry.Erasure erasure(LedgerFixture f, ErasureLevel level, Integer... records) {
    return erasure(f, level, Bytes32.ZERO, records);
  }

  private static Entry.Erasure of(LedgerFixture f, long entry, int level, String bits) {
    return new Entry.Erasure(entry, level, f.object(hex(bits)), Bytes32.ZERO, f.seen());
  }

  private static Bytes hex(String text) {
    try {
      return Bytes.parseHex(text);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static Envelope both(LedgerFixture f, Entry e) {
    return f.both(Envelope.of(e));
  }

  /// The payload of the batch becomes what the erasure leaves.
  private static void rewrite(LedgerFixture f, ErasureEntry e) {
    Batch batch = f.state().history().batches().getFirst();
    try {
      Payload payload = Payload.parse(f.payload(batch.recordsRoot()).orElseThrow());
      f.payloads()
          .put(
              batch.recordsRoot(),
              payload
                  .erase(
                      e.records(),
                      e.level(),
                      batch.party(),
                      LedgerFixture.PEPPER,
                      Workers.SEQUENTIAL)
                  .toBytes());
    } catch (MalformedException x) {
      throw new AssertionError(x);
    }
  }

  private static void rewrite(LedgerFixture f) {
    f.state().history().erasures().forEach(e -> rewrite(f, e));
  }

  private void happy(String name, String desc, LedgerFixture f) {
    sink.happy("erasure-" + name, desc, f);
  }

  private void add(String name, String desc, Code code, Consumer<LedgerFixture> steps) {
    LedgerFixture f = ledger();
    steps.accept(f);
    sink.add(name, desc, code, f);
  }

  // The cases.

  private void ways() {
    LedgerFixture names = ledger();
    names.put(
        both(
            names,
            erasure(
                names,
                ErasureLevel.NAME,
                names.object(Bytes.utf8("Request 17 of March 2026 / 第 17 号请求\n")),
                0,
                2)));
    rewrite(names);
    happy(
        "of-names-by-both",
        "Both parties take the names of the first and the third record out, at once, with a reference to why; the payload lacks them and its root stays.",
        names);

    LedgerFixture rows = ledger();
    rows.at(cutoff(rows, month(2)) + 1);
    rows.put(both(rows, erasure(rows, ErasureLevel.NAME, 1)));
    rows.put(both(rows, erasure(rows, ErasureLevel.ROW, 1, 2)));
    rewrite(rows);
    happy(
        "of-rows-by-both",
        "No statement to come rests on January once the cut-off of February has passed: two rows go, one of them after its name.",
        rows);

    LedgerFixture alone = ledger();
    alone.at(end(alone, month(3)));
    alone.put(alone.provider(erasure(alone, ErasureLevel.NAME, 0)));
    alone.at(end(alone, month(4)));
    alone.put(alone.provider(erasure(alone, ErasureLevel.ROW, 0)));
    rewrite(alone);
    happy(
        "alone-after-months",
        "The provider alone, whose batch it is: the name at the end of the second month after January, the row at the end of the third.",
        alone);

    LedgerFixture held = ledger();
    held.put(both(held, erasure(held, ErasureLevel.NAME, 0, 1, 2)));
    happy(
        "of-what-is-still-held",
        "The entry is permission: a payload that is whole all the same is no fault.",
        held);
  }

  private void forms() {
    add(
        "erasure-of-no-attestation",
        "Entry 0 is the agreement.",
        Code.ERASURE_ENTRY,
        f -> f.force(both(f, of(f, 0, 1, "80"))));
    add(
        "erasure-of-itself",
        "An attestation stands before its erasure.",
        Code.ERASURE_ENTRY,
        f -> f.force(both(f, of(f, 2, 1, "80"))));
    add(
        "erasure-of-an-ignored-attestation",
        "The attestation does not count, so its erasure does not (CS-1333).",
        Code.ATTESTATION_GAP,
        f -> {
          f.force(
              Envelope.of(f.attestation(PROVIDER, List.of(call("z", START + 9, 1)), 7))
                  .signed(Signer.ATTESTER, PROVIDER, f.domain()));
          f.force(both(f, of(f, 2, 1, "80")));
        });
    for (int level : new int[] {0, 3}) {
      add(
          "erasure-level-" + level,
          "There are levels 1 and 2.",
          Code.ERASURE_LEVEL,
          f -> f.force(both(f, of(f, BATCH, level, "80"))));
    }
    bitmap("none", "No record is named.", "00");
    bitmap("short", "No byte for three records.", "");
    bitmap("long", "Two bytes for three records.", "8000");
    bitmap("bit-beyond", "A fourth record of three.", "90");
    add(
        "erasure-bitmap-again",
        "The names of both are erased already: the first one's by itself, the second one's with its row.",
        Code.ERASURE_BITMAP,
        f -> {
          f.at(cutoff(f, month(2)) + 1);
          f.put(both(f, erasure(f, ErasureLevel.NAME, 0)));
          f.put(both(f, erasure(f, ErasureLevel.ROW, 1)));
          f.force(both(f, erasure(f, ErasureLevel.NAME, 0, 1)));
          f.put(both(f, erasure(f, ErasureLevel.NAME, 0, 1, 2)));
        });
    add(
        "object-bitmap-missing",
        "The bitmap is not held: whatever follows cannot be verified.",
        Code.OBJECT_MISSING,
        f -> {
          Entry.Erasure e = erasure(f, ErasureLevel.NAME, 0);
          f.objects().remove(e.bitmap());
          f.force(both(f, e));
        });
    add(
        "object-basis-missing",
        "The text that says why is not held.",
        Code.OBJECT_MISSING,
        f -> f.force(both(f, erasure(f, ErasureLevel.NAME, hash("why"), 0))));
    basis("empty", "The text is empty.", Bytes.EMPTY);
    basis("not-utf-8", "A byte that begins no character.", hex("6162ff"));
    basis("surrogate", "Half of a pair, written as three bytes.", hex("eda080"));
    add(
        "erasure-by-the-arbiter",
        "The arbiter erases nothing.",
        Code.SIGNATURE_ROLES,
        f ->
            f.force(
                Envelope.of(erasure(f, ErasureLevel.NAME, 0))
                    .signed(Signer.ARBITER, ARBITER, f.domain())));
    add(
        "erasure-level-256",
        "A number that is no uint8.",
        Code.ENVELOPE_FORM,
        f -> {
          String good = both(f, erasure(f, ErasureLevel.NAME, 0)).toBytes().toUtf8();
          Bytes bad = Bytes.utf8(good.replace("\"level\":1", "\"level\":256"));
          Leaf l = f.leafFor(bad);
          f.force(
              new Leaf(
                      Kind.ERASURE.code(),
                      l.index(),
                      l.time(),
                      l.records(),
                      l.previous(),
                      l.digest(),
                      l.envelope())
                  .toBytes(),
              bad);
        });
  }

  private void bitmap(String name, String desc, String bits) {
    add(
        "erasure-bitmap-" + name,
        desc,
        Code.ERASURE_BITMAP,
        f -> f.force(both(f, of(f, BATCH, 1, bits))));
  }

  private void basis(String name, String desc, Bytes text) {
    add(
        "erasure-basis-" + name,
        desc,
        Code.ERASURE_BASIS,
        f -> f.force(both(f, erasure(f, ErasureLevel.NAME, f.object(text), 0))));
  }

  private void alone() {
    add(
        "erasure-by-the-other-party",
        "The batch is the provider's: the client erases nothing of it alone, however late.",
        Code.ERASURE_ALONE,
        f -> {
          f.at(end(f, month(11)));
          f.force(f.client(erasure(f, ErasureLevel.NAME, 0)));
        });
    add(
        "erasure-alone-minus-1-ms",
        "One millisecond before the second month after January ends, and then at its end.",
        Code.ERASURE_ALONE,
        f -> {
          f.at(end(f, month(3)) - 1);
          f.force(f.provider(erasure(f, ErasureLevel.NAME, 0)));
          f.at(end(f, month(3)));
          f.put(f.provider(erasure(f, ErasureLevel.NAME, 0)));
        });
    add(
        "erasure-alone-of-a-row-with-the-months-of-a-name",
        "Rows have months of their own.",
        Code.ERASURE_ALONE,
        f -> {
          f.at(end(f, month(4)) - 1);
          f.force(f.provider(erasure(f, ErasureLevel.ROW, 0)));
        });
    LedgerFixture never = ledger(terms(1, Bytes32.ZERO, 2, 0, 1), (START + 5000) * 1000);
    never.at(end(never, month(11)));
    never.force(never.provider(erasure(never, ErasureLevel.ROW, 0)));
    sink.add(
        "erasure-alone-where-the-terms-say-0",
        "0 months: only both together.",
        Code.ERASURE_ALONE,
        never);
    long border = (START + 31 * 86_400) * 1000 - 300_000;
    LedgerFixture last = ledger(terms(1, Bytes32.ZERO, 2, 3, 1), border);
    last.at(end(last, month(3)));
    last.force(last.provider(erasure(last, ErasureLevel.NAME, 0)));
    last.at(end(last, month(4)));
    last.put(last.provider(erasure(last, ErasureLevel.NAME, 0)));
    sink.add(
        "erasure-of-a-batch-300-seconds-before-february",
        "A record of this batch may bear the first second of February, so February is its period.",
        Code.ERASURE_ALONE,
        last);
    LedgerFixture before = new LedgerFixture();
    before.at(START * 1000 - 60 * DAY);
    before.put(before.both(before.opening(terms(1, Bytes32.ZERO, 2, 3, 1), JANUARY)));
    before.force(before.attested(PROVIDER, call("a", START - 61 * 86_400, 60)));
    before.at(end(before, month(11)));
    before.force(before.provider(of(before, BATCH, 1, "80")));
    before.put(both(before, of(before, BATCH, 1, "80")));
    sink.add(
        "erasure-alone-before-the-term",
        "No version governs the period of this batch: only both together.",
        Code.ERASURE_ALONE,
        before);
  }

  private void disputed() {
    DisputeFixture d = new DisputeFixture("open");
    LedgerFixture f = d.ledger();
    d.issue(JANUARY);
    Claim claim =
        DisputeFixture.claim(
            List.of(DisputeFixture.numbers(1, 1)),
            d.item(JANUARY, DisputeFixture.MONTHLY, 4_000_000_000L));
    Bytes32 dispute = d.open(JANUARY, claim).digest();
    long batch = f.state().history().batches().getFirst().entryIndex();
    f.at(end(f, Period.of(2028, 1)));
    f.force(f.provider(of(f, batch, 1, "40")));
    f.put(f.provider(of(f, batch, 1, "a0")));
    f.put(f.client(new Entry.Withdrawal(dispute, f.seen())));
    f.put(f.provider(of(f, batch, 1, "c0")));
    sink.add(
        "erasure-under-a-dispute",
        "The dispute rests on the second of three records: its name stays, the others' go; once it is withdrawn, its name goes too.",
        Code.ERASURE_DISPUTED,
        f);
    DisputeFixture e = new DisputeFixture("open");
    e.issue(JANUARY);
    e.open(
        JANUARY,
        DisputeFixture.claim(
            List.of(DisputeFixture.numbers(1, 1)),
            e.item(JANUARY, DisputeFixture.MONTHLY, 4_000_000_000L)));
    e.ledger().put(both(e.ledger(), of(e.ledger(), batch, 1, "40")));
    happy("by-both-under-a-dispute", "Both may, whatever is disputed.", e.ledger());
  }

  private void open() {
    add(
        "erasure-open-at-the-cut-off",
        "At the cut-off of February its statement is still to come, and it adjusts January; a millisecond later none is.",
        Code.ERASURE_OPEN,
        f -> {
          f.at(cutoff(f, month(2)));
          f.force(both(f, erasure(f, ErasureLevel.ROW, 0)));
          f.at(cutoff(f, month(2)) + 1);
          f.put(both(f, erasure(f, ErasureLevel.ROW, 0)));
        });
    LedgerFixture back =
        ledger(lookingBack(terms(1, Bytes32.ZERO, 2, 3, 1)), (START + 5000) * 1000);
    back.at(end(back, month(11)));
    back.put(back.provider(erasure(back, ErasureLevel.NAME, 0)));
    back.force(back.provider(erasure(back, ErasureLevel.ROW, 0)));
    back.at(cutoff(back, Period.of(2027, 1)));
    back.force(back.provider(erasure(back, ErasureLevel.ROW, 0)));
    back.at(cutoff(back, Period.of(2027, 1)) + 1);
    back.put(back.provider(erasure(back, ErasureLevel.ROW, 0)));
    sink.add(
        "erasure-open-while-the-term-looks-back",
        "A minimum over the term rests on each of its months until the last can be adjusted no more; names go all the same.",
        Code.ERASURE_OPEN,
        back);
    add(
        "erasure-open-by-a-version-to-come",
        "Version 2 governs from May on and adjusts 12 months: its first statement reaches back to before January.",
        Code.ERASURE_OPEN,
        f -> {
          f.at(cutoff(f, month(2)) + 1);
          amend(f, terms(2, f.termsHash(), 2, 3, 12), month(5));
          f.force(both(f, erasure(f, ErasureLevel.ROW, 0)));
        });
  }

  private static void amend(LedgerFixture f, Json.Obj terms, Period effective) {
    f.put(f.amendment(2, terms, f.termsHash(), effective));
  }

  private void agreements() {
    agreement(
        "amendment-looks-back-on-erased-rows",
        "A version that looks back would rest on what is gone.",
        f -> lookingBack(terms(2, f.termsHash(), 2, 3, 1)),
        month(5));
    agreement(
        "amendment-adjusts-erased-rows",
        "Its first statement, of May, would adjust January.",
        f -> terms(2, f.termsHash(), 2, 3, 4),
        month(5));
    LedgerFixture f = erased();
    amend(f, terms(2, f.termsHash(), 2, 3, 3), month(5));
    happy(
        "and-an-amendment",
        "The first statement under version 2, of May, adjusts February and later months: January's row is gone.",
        f);
    LedgerFixture names = ledger();
    names.put(both(names, erasure(names, ErasureLevel.NAME, 0)));
    amend(names, lookingBack(terms(2, names.termsHash(), 2, 3, 12)), month(2));
    happy("of-names-and-an-amendment", "Where only names are gone any version may come.", names);
    LedgerFixture old = ledger(lookingBack(terms(1, Bytes32.ZERO, 2, 3, 1)), (START + 5000) * 1000);
    amend(old, terms(2, old.termsHash(), 2, 3, 1), Period.of(2027, 1));
    old.at(cutoff(old, Period.of(2027, 1)) + 1);
    old.put(both(old, erasure(old, ErasureLevel.ROW, 0)));
    Json.Obj third = terms(3, old.termsHash(), 2, 3, 3);
    old.force(old.amendment(3, third, old.termsHash(), Period.of(2027, 3)));
    old.put(
        old.amendment(3, terms(3, old.termsHash(), 2, 3, 2), old.termsHash(), Period.of(2027, 3)));
    sink.add(
        "amendment-adjusts-what-looked-back-on-erased-rows",
        "Version 3 itself does not look back, but with three months its statement of March 2027 would adjust December, which rests on January 2026 under version 1.",
        Code.AGREEMENT_ERASED,
        old);
  }

  private static LedgerFixture erased() {
    LedgerFixture f = ledger();
    f.at(cutoff(f, month(2)) + 1);
    f.put(both(f, erasure(f, ErasureLevel.ROW, 0)));
    return f;
  }

  private void agreement(
      String name, String desc, Function<LedgerFixture, Json.Obj> terms, Period effective) {
    LedgerFixture f = erased();
    f.force(f.amendment(2, terms.apply(f), f.termsHash(), effective));
    sink.add(name, desc, Code.AGREEMENT_ERASED, f);
  }
}
