package io.countersign.core.ledger;

import static io.countersign.core.ledger.DisputeFixture.DAY;
import static io.countersign.core.ledger.DisputeFixture.EXTRA;
import static io.countersign.core.ledger.DisputeFixture.JANUARY;
import static io.countersign.core.ledger.DisputeFixture.MONTHLY;
import static io.countersign.core.ledger.DisputeFixture.STATED;
import static io.countersign.core.ledger.DisputeFixture.TAX;
import static io.countersign.core.ledger.DisputeFixture.adjusted;
import static io.countersign.core.ledger.DisputeFixture.adjusting;
import static io.countersign.core.ledger.DisputeFixture.award;
import static io.countersign.core.ledger.DisputeFixture.awarded;
import static io.countersign.core.ledger.DisputeFixture.claim;
import static io.countersign.core.ledger.DisputeFixture.numbers;
import static io.countersign.core.ledger.DisputeFixture.offer;
import static io.countersign.core.ledger.DisputeFixture.offered;
import static io.countersign.core.ledger.DisputeFixture.tagOf;
import static io.countersign.core.ledger.LedgerFixture.CLIENT;
import static io.countersign.core.ledger.LedgerFixture.PROVIDER;
import static io.countersign.core.ledger.LedgerFixture.START;
import static io.countersign.core.ledger.LedgerFixture.call;
import static io.countersign.core.ledger.LedgerFixture.hash;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// The cases of disputes among the vectors of ledgers: what each way through a dispute comes to,
/// and one ledger for each rule that breaks it.
final class DisputeCases {
  private static final Period FEBRUARY = Period.of(2026, 2);
  private static final Period MARCH = Period.of(2026, 3);
  private static final Micros ONE = Micros.of(1);

  /// Where cases go.
  interface Sink {
    void happy(String name, String desc, LedgerFixture ledger);

    void add(String name, String desc, Code code, LedgerFixture ledger);
  }

  private final Sink sink;

  private DisputeCases(Sink sink) {
    this.sink = sink;
  }

  static void all(Sink sink) {
    DisputeCases c = new DisputeCases(sink);
    c.ways();
    c.restated();
    c.silence();
    c.claims();
    c.lines();
    c.when();
    c.answers();
    c.escalations();
    c.resolutions();
    c.closed();
    c.others();
    c.forms();
  }

  private void happy(String name, String desc, String silence, Consumer<DisputeFixture> steps) {
    DisputeFixture f = new DisputeFixture(silence);
    steps.accept(f);
    sink.happy("dispute-" + name, desc, f.ledger());
  }

  private void add(String name, String desc, Code code, Consumer<DisputeFixture> steps) {
    add(name, desc, code, "open", steps);
  }

  private void add(
      String name, String desc, Code code, String silence, Consumer<DisputeFixture> steps) {
    DisputeFixture f = new DisputeFixture(silence);
    steps.accept(f);
    sink.add(name, desc, code, f.ledger());
  }

  private static void force(DisputeFixture f, Envelope e) {
    f.ledger().force(e);
  }

  private static Envelope client(DisputeFixture f, Entry e) {
    return f.ledger().client(e);
  }

  private static Envelope provider(DisputeFixture f, Entry e) {
    return f.ledger().provider(e);
  }

  /// Both parties' word for something harmless, so that the ledger goes on at `millis`.
  private static void tick(DisputeFixture f, long millis) {
    f.at(millis);
    f.put(f.ledger().milestone("at " + millis, 20260115));
  }

  /// Both parties' word, whose signers had seen one leaf only.
  private static void stale(DisputeFixture f, long millis) {
    f.at(millis);
    Seen one = new Seen(1, f.history().rootAt(1), millis / 1000);
    f.put(f.both(new Entry.Milestone(hash("stale " + millis), 20260115, one)));
  }

  private void ways() {
    happy(
        "accepted",
        "The provider accepts: claimed less stated is posted, and the records are settled.",
        "open",
        f -> f.put(provider(f, f.answer(f.usual(), AnswerKind.ACCEPT))));
    happy(
        "part-resolved-by-both",
        "The provider offers a part, and both sign an award of it; the other line comes to nothing.",
        "open",
        f -> {
          f.issue(JANUARY);
          f.sees(Party.CLIENT);
          DisputeEntry d =
              f.open(
                  JANUARY,
                  claim(f.item(JANUARY, MONTHLY, 4_000_000_000L), f.item(JANUARY, EXTRA, -5_000L)));
          f.put(provider(f, f.part(d, offer(offered(MONTHLY, 4_700_000_000L)))));
          f.put(
              f.both(
                  f.byAmounts(
                      d, award(List.of(), awarded(MONTHLY, -300_000_000), awarded(EXTRA, 0)))));
        });
    happy(
        "arbiter-awards",
        "The provider rejects, the client calls the arbiter, who awards a part and settles a record.",
        "open",
        f -> {
          DisputeEntry d = f.usual();
          f.put(provider(f, f.answer(d, AnswerKind.REJECT)));
          f.put(client(f, f.escalation(d)));
          f.put(
              f.arbiter(
                  f.byAmounts(d, award(List.of(numbers(1, 1)), awarded(MONTHLY, -123_450_000)))));
        });
    happy(
        "silence-accepts",
        "The provider sees the dispute and is silent: over at the first millisecond after ten days.",
        "accepted",
        f -> {
          f.usual();
          long sight = f.sees(Party.PROVIDER);
          tick(f, sight + 10 * DAY);
          tick(f, sight + 10 * DAY + 1);
        });
    happy(
        "silence-of-who-was-shown-nothing",
        "The provider never showed that it saw the dispute: it may still answer after a year.",
        "accepted",
        f -> {
          DisputeEntry d = f.usual();
          f.at(f.ledger().now() + 365 * DAY);
          f.put(provider(f, f.answer(d, AnswerKind.REJECT)));
        });
    happy(
        "silence-rejects-and-lapses-once-shown",
        "Silence rejects after ten days; nobody calls the arbiter in the fifteen that follow. The client was shown on the third day that the provider had seen the dispute.",
        "rejected",
        f -> {
          f.usual();
          long sight = f.sees(Party.PROVIDER);
          f.at(sight + 3 * DAY);
          f.sees(Party.CLIENT);
          tick(f, sight + 10 * DAY + 1);
          tick(f, sight + 25 * DAY);
          tick(f, sight + 25 * DAY + 1);
        });
    happy(
        "silence-rejects-and-lapses-late",
        "The client was shown only after twenty days that the provider had seen the dispute: its fifteen days begin then.",
        "rejected",
        f -> {
          f.usual();
          long sight = f.sees(Party.PROVIDER);
          stale(f, sight + 10 * DAY + 1);
          f.at(sight + 20 * DAY);
          f.sees(Party.CLIENT);
          tick(f, sight + 35 * DAY);
          tick(f, sight + 35 * DAY + 1);
        });
    happy(
        "silence-rejects-unknown-to-the-client",
        "Nothing shows the client that the provider's days began: nothing lapses.",
        "rejected",
        f -> {
          DisputeEntry d = f.usual();
          long sight = f.sees(Party.PROVIDER);
          stale(f, sight + 200 * DAY);
          f.put(client(f, f.escalation(d)));
        });
    happy(
        "withdrawn-and-opened-again",
        "The client takes its dispute back and disputes the same amount anew, on the last millisecond.",
        "open",
        f -> {
          f.issue(JANUARY);
          long sight = f.sees(Party.CLIENT);
          DisputeEntry d = f.open(JANUARY, claim(f.item(JANUARY, MONTHLY, 4_500_000_000L)));
          f.put(client(f, f.withdrawal(d)));
          f.at(sight + 15 * DAY);
          f.open(JANUARY, claim(f.item(JANUARY, MONTHLY, 4_400_000_000L)));
        });
    happy(
        "resolved-by-records",
        "The arbiter voids a record of the claim and resolves by records; the next revision is attested.",
        "open",
        f -> {
          DisputeEntry d = f.usual();
          f.put(provider(f, f.answer(d, AnswerKind.REJECT)));
          f.put(provider(f, f.escalation(d)));
          f.put(f.arbiter(f.ledger().voiding(List.of(tagOf("a")))));
          f.put(f.arbiter(f.byRecords(d)));
          f.put(f.ledger().attested(PROVIDER, call("a", START + 1, 30, 1)));
        });
    happy(
        "recurs-below-the-threshold",
        "A micro a month, three months in a row.",
        "open",
        f -> {
          f.issue(JANUARY);
          f.issue(FEBRUARY);
          f.issue(MARCH);
          f.open(
              MARCH,
              claim(
                  f.item(JANUARY, MONTHLY, STATED - 1),
                  f.item(FEBRUARY, MONTHLY, STATED - 1),
                  f.item(MARCH, MONTHLY, STATED - 1)));
        });
    happy(
        "of-the-share-exactly",
        "1 % of 6,000 reaches the threshold.",
        "open",
        f -> {
          f.issue(JANUARY);
          f.open(JANUARY, claim(f.item(JANUARY, MONTHLY, STATED - 60_000_000)));
        });
    happy(
        "settled-before-a-revision",
        "What was accepted stays settled when the statement is replaced afterwards.",
        "open",
        f -> {
          f.put(provider(f, f.answer(f.usual(), AnswerKind.ACCEPT)));
          f.issue(JANUARY, STATED - 1_000_000, 0);
        });
    happy(
        "silence-settles-before-a-revision",
        "The window ended before the statement was replaced, though nothing stood between.",
        "accepted",
        f -> {
          f.usual();
          f.at(f.sees(Party.PROVIDER) + 10 * DAY + 1);
          f.issue(JANUARY, STATED - 1_000_000, 0);
        });
    happy(
        "adjusted-resolved-by-both",
        "All that February's statement charges January's monthly fee, and of the extra line adjustment and settlement, is contested; both fix an amount.",
        "open",
        f -> {
          f.issue(JANUARY);
          f.issue(FEBRUARY);
          DisputeEntry d =
              f.open(
                  FEBRUARY,
                  adjusting(
                      adjusted(JANUARY, MONTHLY, 400_000_000L),
                      adjusted(JANUARY, EXTRA, 300_000_000L)));
          f.put(f.both(f.byAmounts(d, award(List.of(numbers(2, 2)), awarded(EXTRA, -1)))));
        });
    happy(
        "beside-an-acceptance",
        "The client accepts but for a line, disputes it, and another one is left to the acceptance.",
        "open",
        f -> {
          StatementEntry s = f.issue(JANUARY);
          f.put(client(f, acceptance(f, s, MONTHLY)));
          f.open(JANUARY, claim(f.item(JANUARY, MONTHLY, 4_500_000_000L)));
        });
    DisputeFixture alone = new DisputeFixture("open", DisputeFixture.withoutArbiter());
    DisputeEntry d = alone.usual();
    alone.put(provider(alone, alone.answer(d, AnswerKind.REJECT)));
    alone.sees(Party.CLIENT);
    tick(alone, alone.ledger().now() + 300 * DAY);
    sink.happy("dispute-rejected-for-ever", "Without an arbiter nothing lapses.", alone.ledger());
  }

  /// A statement of January as it stood at `s`, once more.
  private static void again(DisputeFixture f, StatementEntry s) {
    StatementEntry before = f.history().statement(JANUARY).orElseThrow();
    Entry.Statement e = s.statement();
    f.put(
        provider(
            f,
            new Entry.Statement(
                JANUARY,
                before.statement().revision() + 1,
                before.digest(),
                e.statementHash(),
                e.resultsRoot(),
                e.termsHash(),
                e.totalMicros(),
                e.seen())));
  }

  private void restated() {
    happy(
        "restated-and-answered",
        "A revision says something else: the dispute stays open, the provider rejects, the client takes it back.",
        "open",
        f -> {
          DisputeEntry d = f.usual();
          f.issue(JANUARY, STATED - 1_000_000, 0);
          f.put(provider(f, f.answer(d, AnswerKind.REJECT)));
          f.put(client(f, f.withdrawal(d)));
        });
    happy(
        "escalated-and-restated-there-and-back",
        "While the arbiter is at it another statement comes, and then the first one again: the arbiter awards what it would have awarded.",
        "accepted",
        f -> {
          StatementEntry s = f.issue(JANUARY);
          f.sees(Party.CLIENT);
          DisputeEntry d =
              f.open(
                  JANUARY, claim(List.of(numbers(0, 1)), f.item(JANUARY, MONTHLY, 4_500_000_000L)));
          f.put(provider(f, f.answer(d, AnswerKind.REJECT)));
          f.put(client(f, f.escalation(d)));
          f.issue(JANUARY, STATED - 1_000_000, 0);
          again(f, s);
          f.put(
              f.arbiter(
                  f.byAmounts(d, award(List.of(numbers(1, 1)), awarded(MONTHLY, -500_000_000)))));
        });
    happy(
        "restated-on-the-last-millisecond-of-silence",
        "The statement was replaced on the last millisecond of the window: silence rejects, and the client calls the arbiter.",
        "accepted",
        f -> {
          DisputeEntry d = f.usual();
          f.at(f.sees(Party.PROVIDER) + 10 * DAY);
          f.issue(JANUARY, STATED - 1_000_000, 0);
          tick(f, f.ledger().now() + DAY);
          f.put(client(f, f.escalation(d)));
        });
    happy(
        "restated-the-same-is-nothing",
        "The same statement as the next revision restates nothing: silence settles.",
        "accepted",
        f -> {
          f.usual();
          long sight = f.sees(Party.PROVIDER);
          again(f, f.history().statement(JANUARY).orElseThrow());
          tick(f, sight + 10 * DAY + 1);
        });
    happy(
        "above-what-was-disputed",
        "A dispute was accepted; the revision states 500 more, and these are disputed down to what was stated then.",
        "open",
        f -> {
          f.put(provider(f, f.answer(f.usual(), AnswerKind.ACCEPT)));
          f.issue(JANUARY, STATED + 500_000_000, 0);
          f.open(JANUARY, claim(f.item(JANUARY, MONTHLY, STATED)));
        });
    add(
        "dispute-below-what-was-disputed",
        "The same, a micro further down.",
        Code.DISPUTE_TWICE,
        f -> {
          f.put(provider(f, f.answer(f.usual(), AnswerKind.ACCEPT)));
          f.issue(JANUARY, STATED + 500_000_000, 0);
          force(f, client(f, f.dispute(JANUARY, claim(f.item(JANUARY, MONTHLY, STATED - 1)))));
        });
    on(
        "answer-accepts-a-restated-dispute",
        "Another statement came, and then the first one again: the provider alone settles nothing any more.",
        Code.ANSWER_RESTATED,
        "open",
        (f, d) -> {
          StatementEntry s = f.history().statement(JANUARY).orElseThrow();
          f.issue(JANUARY, 1, 1);
          again(f, s);
          force(f, provider(f, f.answer(d, AnswerKind.ACCEPT)));
        });
    add(
        "dispute-33rd",
        "A statement has 32 disputes, all taken back.",
        Code.DISPUTE_LIMIT,
        f -> {
          f.issue(JANUARY);
          for (int i = 0; i < 32; i++) {
            f.put(
                client(
                    f,
                    f.withdrawal(
                        f.open(JANUARY, claim(f.item(JANUARY, MONTHLY, 4_500_000_000L + i))))));
          }
          force(f, client(f, f.dispute(JANUARY, claim(f.item(JANUARY, MONTHLY, 4_400_000_000L)))));
        });
  }

  private void silence() {
    happy(
        "silence-forgives-all",
        "All that is stated is contested: silence settles it.",
        "accepted",
        f -> {
          f.issue(JANUARY);
          f.open(JANUARY, claim(f.item(JANUARY, MONTHLY, 0)));
          tick(f, f.sees(Party.PROVIDER) + 10 * DAY + 1);
        });
    happy(
        "silence-grants-no-credit",
        "One micro is claimed to be owed to the client: silence rejects.",
        "accepted",
        f -> {
          f.issue(JANUARY);
          f.open(JANUARY, claim(f.item(JANUARY, MONTHLY, 0), f.item(JANUARY, EXTRA, -1)));
          tick(f, f.sees(Party.PROVIDER) + 10 * DAY + 1);
        });
    happy(
        "silence-grants-no-more-credit",
        "A credit is stated and more of it claimed: silence rejects.",
        "accepted",
        f -> {
          f.issue(JANUARY, -3_000_000_000L, 0);
          f.open(JANUARY, claim(f.item(JANUARY, MONTHLY, -3_500_000_000L)));
          tick(f, f.sees(Party.PROVIDER) + 10 * DAY + 1);
        });
    happy(
        "sight-of-the-prefix-by-naming",
        "The client disputes February and signs over one leaf only: it has seen what February's statement commits to, the answer to January's dispute among it, which lapses.",
        "open",
        f -> {
          DisputeEntry d = f.usual();
          f.put(provider(f, f.answer(d, AnswerKind.REJECT)));
          f.issue(FEBRUARY);
          Entry.Dispute e = f.dispute(FEBRUARY, claim(f.item(FEBRUARY, MONTHLY, 4_500_000_000L)));
          Seen one = new Seen(1, f.history().rootAt(1), 1);
          long sight = f.ledger().now();
          f.put(
              client(
                  f,
                  new Entry.Dispute(
                      e.period(), e.statementHash(), e.claim(), e.contestedMicros(), one)));
          stale(f, sight + 15 * DAY);
          stale(f, sight + 15 * DAY + 1);
        });
    on(
        "void-of-settled-records-by-both",
        "The dispute was accepted: the provider alone voids none of its records any more, both together do.",
        Code.VOID_TAG_SETTLED,
        "open",
        (f, d) -> {
          f.put(provider(f, f.answer(d, AnswerKind.ACCEPT)));
          force(f, f.ledger().voiding(List.of(tagOf("a"), tagOf("c")), PROVIDER));
          force(f, f.both(f.ledger().voiding(List.of(tagOf("b")))));
        });
  }

  private static Entry.Acceptance acceptance(
      DisputeFixture f, StatementEntry s, String... exceptLines) {
    Bytes32 lines =
        exceptLines.length == 0
            ? Bytes32.ZERO
            : f.ledger().object(LineList.of(List.of(exceptLines)).toBytes());
    return new Entry.Acceptance(
        s.statement().period(), s.statement().statementHash(), lines, f.ledger().seen());
  }

  // Negative cases.

  /// A dispute of January's statement with a claim made from an item for 4,500 of the monthly fee.
  private void badClaim(
      String name, String desc, Code code, Function<DisputeFixture, Claim> claim) {
    add(
        name,
        desc,
        code,
        f -> {
          f.issue(JANUARY);
          force(f, client(f, f.dispute(JANUARY, claim.apply(f))));
        });
  }

  /// The same with a change of the claim's bytes, which its hash follows.
  private void claimBytes(String name, Code code, UnaryOperator<String> change) {
    add(
        name,
        "The claim is not as it should be.",
        code,
        f -> {
          f.issue(JANUARY);
          Claim good =
              claim(
                  List.of(numbers(0, 0), numbers(2, 2)),
                  f.item(JANUARY, MONTHLY, 4_500_000_000L),
                  f.item(JANUARY, EXTRA, 0));
          String text = good.toBytes().toUtf8();
          String bad = change.apply(text);
          if (bad.equals(text)) {
            throw new AssertionError(name + " changes nothing in " + text);
          }
          force(f, client(f, f.dispute(JANUARY, Bytes.utf8(bad), good.contested().value())));
        });
  }

  private void claims() {
    add(
        "dispute-of-no-statement",
        "February is not stated yet.",
        Code.DISPUTE_STATEMENT,
        f -> {
          f.issue(JANUARY);
          force(f, client(f, f.dispute(FEBRUARY, claim(f.item(JANUARY, MONTHLY, 4_500_000_000L)))));
        });
    add(
        "dispute-of-a-replaced-revision",
        "Revision 1 stands, revision 0 is disputed.",
        Code.DISPUTE_STATEMENT,
        f -> {
          f.issue(JANUARY);
          Entry.Dispute d = f.dispute(JANUARY, claim(f.item(JANUARY, MONTHLY, 4_500_000_000L)));
          f.issue(JANUARY, 1, 1);
          force(f, client(f, d));
        });
    add(
        "object-claim-missing",
        "The claim is not held: whatever follows cannot be verified.",
        Code.OBJECT_MISSING,
        f -> {
          f.issue(JANUARY);
          Entry.Dispute d = f.dispute(JANUARY, claim(f.item(JANUARY, MONTHLY, 4_500_000_000L)));
          f.ledger().objects().remove(d.claim());
          force(f, client(f, d));
        });
    add(
        "claim-sum-plus-1",
        "The entry says one micro more than the claim comes to.",
        Code.DISPUTE_CLAIM,
        f -> {
          f.issue(JANUARY);
          Claim c = claim(f.item(JANUARY, MONTHLY, 4_500_000_000L));
          force(f, client(f, f.dispute(JANUARY, c.toBytes(), c.contested().plus(ONE).value())));
        });
    claimBytes("claim-space", Code.DISPUTE_CLAIM, s -> s.replace(",\"note\"", ", \"note\""));
    claimBytes(
        "claim-unknown-member",
        Code.DISPUTE_CLAIM,
        s -> s.replace("\"format\"", "\"a\":1,\"format\""));
    claimBytes(
        "claim-format-2", Code.DISPUTE_CLAIM, s -> s.replace("\"format\":1", "\"format\":2"));
    claimBytes(
        "claim-reason-unknown", Code.DISPUTE_CLAIM, s -> s.replace("\"duplicate\"", "\"because\""));
    claimBytes(
        "claim-claimed-as-stated",
        Code.DISPUTE_CLAIM,
        s -> s.replace("\"4500000000\"", "\"5000000000\""));
    claimBytes(
        "claim-beyond-10-to-the-24",
        Code.DISPUTE_CLAIM,
        s -> s.replace("\"4500000000\"", "\"-1000000000000000000000001\""));
    claimBytes("claim-line-twice", Code.DISPUTE_CLAIM, s -> s.replace("\"extra\"", "\"monthly\""));
    claimBytes("claim-ranges-adjacent", Code.DISPUTE_CLAIM, s -> s.replace("[2,2]", "[1,2]"));
    claimBytes("claim-range-backwards", Code.DISPUTE_CLAIM, s -> s.replace("[2,2]", "[2,1]"));
    claimBytes(
        "claim-record-number-of-the-next-leaf",
        Code.DISPUTE_CLAIM,
        s -> s.replace("[2,2]", "[2,3]"));
    claimBytes(
        "claim-sum-total-below-0",
        Code.DISPUTE_CLAIM,
        s -> s.replace("\"sumTotal\":\"77\"", "\"sumTotal\":\"-1\""));
    add(
        "claim-of-nothing",
        "A claim without items and adjusted amounts.",
        Code.DISPUTE_CLAIM,
        f -> {
          f.issue(JANUARY);
          Bytes empty =
              Bytes.utf8(
                  "{\"adjusted\":[],\"evidence\":[],\"format\":1,\"items\":[],\"note\":\"\",\"reason\":\"other\",\"records\":[]}");
          force(f, client(f, f.dispute(JANUARY, empty, BigInteger.ONE)));
        });
    add(
        "claim-periods-descending",
        "February stands before January.",
        Code.DISPUTE_CLAIM,
        f -> {
          f.issue(JANUARY);
          f.issue(FEBRUARY);
          Claim c =
              claim(
                  f.item(JANUARY, MONTHLY, 4_500_000_000L),
                  f.item(FEBRUARY, MONTHLY, 4_500_000_000L));
          Bytes bad =
              Bytes.utf8(
                  c.toBytes()
                      .toUtf8()
                      .replace("202601", "000000")
                      .replace("202602", "202601")
                      .replace("000000", "202602"));
          force(f, client(f, f.dispute(FEBRUARY, bad, c.contested().value())));
        });
    add(
        "claim-item-of-a-later-period",
        "A dispute of January's statement with an item of February.",
        Code.DISPUTE_CLAIM,
        f -> {
          f.issue(JANUARY);
          f.issue(FEBRUARY);
          force(f, client(f, f.dispute(JANUARY, claim(f.item(FEBRUARY, MONTHLY, 4_500_000_000L)))));
        });
    badClaim(
        "claim-item-before-the-term",
        "No version governs December 2025.",
        Code.DISPUTE_CLAIM,
        f -> {
          Claim.Item i = f.item(JANUARY, MONTHLY, 4_500_000_000L);
          return claim(
              new Claim.Item(Period.of(2025, 12), MONTHLY, i.claimed(), i.result(), i.path()));
        });
    add(
        "claim-item-of-a-period-without-statement",
        "February is stated, January never was.",
        Code.DISPUTE_CLAIM,
        f -> {
          f.issue(FEBRUARY);
          Claim.Item i = f.item(FEBRUARY, MONTHLY, 4_500_000_000L);
          force(
              f,
              client(
                  f,
                  f.dispute(
                      FEBRUARY,
                      claim(new Claim.Item(JANUARY, MONTHLY, i.claimed(), i.result(), i.path())))));
        });
    badClaim(
        "claim-adjusted-of-its-own-period",
        "A statement does not adjust its own period.",
        Code.DISPUTE_CLAIM,
        f -> adjusting(adjusted(JANUARY, MONTHLY, 200_000_000L)));
    badClaim(
        "claim-adjusted-before-the-term",
        "No version governs December 2025.",
        Code.DISPUTE_CLAIM,
        f -> adjusting(adjusted(Period.of(2025, 12), MONTHLY, 200_000_000L)));
  }

  /// January and February are stated; February's document charges January once.
  private static void charging(DisputeFixture f, String line, String amount) {
    f.issue(JANUARY);
    f.at(f.cutoff(FEBRUARY));
    force(
        f,
        provider(
            f,
            f.statement(
                FEBRUARY,
                STATED,
                0,
                "{\"adjustments\":[{"
                    + amount
                    + ","
                    + line
                    + ",\"period\":202601}],\"name\":\"NAME\"}")));
  }

  private void charged(String name, String line, String amount) {
    add(
        name,
        "The document does not charge what is contested.",
        Code.DISPUTE_ADJUSTED,
        f -> {
          charging(f, line, amount);
          force(
              f, client(f, f.dispute(FEBRUARY, adjusting(adjusted(JANUARY, EXTRA, 200_000_000L)))));
        });
  }

  private void lines() {
    claimBytes("claim-line-unknown", Code.DISPUTE_LINE, s -> s.replace("\"extra\"", "\"nothing\""));
    badClaim(
        "claim-line-memo",
        "A memo is not charged.",
        Code.DISPUTE_LINE,
        f -> claim(f.item(JANUARY, TAX, 0)));
    badClaim(
        "claim-lines-out-of-order",
        "The monthly fee stands first in the terms.",
        Code.DISPUTE_LINE,
        f -> claim(f.item(JANUARY, EXTRA, 0), f.item(JANUARY, MONTHLY, 0)));
    add(
        "claim-adjusted-line-unknown",
        "The document charges a line that January has not.",
        Code.DISPUTE_LINE,
        f -> {
          charging(f, "\"line\":\"nothing\"", "\"amount\":\"200000000\"");
          force(
              f,
              client(
                  f, f.dispute(FEBRUARY, adjusting(adjusted(JANUARY, "nothing", 200_000_000L)))));
        });
    add(
        "claim-adjusted-plus-1",
        "A micro more than adjustments and settlement of the line come to.",
        Code.DISPUTE_ADJUSTED,
        f -> {
          f.issue(JANUARY);
          f.issue(FEBRUARY);
          force(
              f, client(f, f.dispute(FEBRUARY, adjusting(adjusted(JANUARY, EXTRA, 300_000_001L)))));
        });
    add(
        "claim-adjusted-of-a-line-that-is-not",
        "March's statement does not adjust February.",
        Code.DISPUTE_ADJUSTED,
        f -> {
          f.issue(FEBRUARY);
          f.issue(MARCH);
          force(f, client(f, f.dispute(MARCH, adjusting(adjusted(FEBRUARY, EXTRA, 200_000_000L)))));
        });
    charged("claim-adjusted-of-a-credit", "\"line\":\"extra\"", "\"amount\":\"-200000000\"");
    charged("statement-amount-no-number", "\"line\":\"extra\"", "\"amount\":200000000");
    charged("statement-line-no-text", "\"line\":1", "\"amount\":\"200000000\"");
    add(
        "statement-without-adjustments",
        "The document is none.",
        Code.DISPUTE_ADJUSTED,
        f -> {
          f.issue(JANUARY);
          f.at(f.cutoff(FEBRUARY));
          force(f, provider(f, f.statement(FEBRUARY, STATED, 0, "{\"name\":\"NAME\"}")));
          force(
              f, client(f, f.dispute(FEBRUARY, adjusting(adjusted(JANUARY, EXTRA, 200_000_000L)))));
        });
    add(
        "object-statement-missing",
        "The statement's document is not held, and a claim contests an adjustment.",
        Code.OBJECT_MISSING,
        f -> {
          f.issue(JANUARY);
          StatementEntry s = f.issue(FEBRUARY);
          Entry.Dispute d = f.dispute(FEBRUARY, adjusting(adjusted(JANUARY, EXTRA, 200_000_000L)));
          f.ledger().objects().remove(s.statement().statementHash());
          force(f, client(f, d));
        });
    badClaim(
        "claim-stated-plus-1",
        "The statement says a micro less.",
        Code.DISPUTE_PROOF,
        f -> {
          Claim.Item i = f.item(JANUARY, MONTHLY, 4_500_000_000L);
          StatedAmount r = i.result();
          return claim(
              new Claim.Item(
                  JANUARY,
                  MONTHLY,
                  i.claimed(),
                  new StatedAmount(r.amount().plus(ONE), r.sumRoot(), r.sumTotal(), r.traceHash()),
                  i.path()));
        });
    claimBytes(
        "claim-sum-total-plus-1",
        Code.DISPUTE_PROOF,
        s -> s.replace("\"sumTotal\":\"77\"", "\"sumTotal\":\"78\""));
    badClaim(
        "claim-proof-of-another-line",
        "The amount and the path of the monthly fee are given for the extra one.",
        Code.DISPUTE_PROOF,
        f -> {
          Claim.Item i = f.item(JANUARY, MONTHLY, 4_500_000_000L);
          return claim(new Claim.Item(JANUARY, EXTRA, i.claimed(), i.result(), i.path()));
        });
    badClaim(
        "claim-proof-cut-off",
        "The last hash of the path is missing.",
        Code.DISPUTE_PROOF,
        f -> {
          Claim.Item i = f.item(JANUARY, MONTHLY, 4_500_000_000L);
          return claim(
              new Claim.Item(
                  JANUARY,
                  MONTHLY,
                  i.claimed(),
                  i.result(),
                  i.path().subList(0, i.path().size() - 1)));
        });
    add(
        "claim-proof-of-a-replaced-revision",
        "The item is of revision 0, revision 1 stands.",
        Code.DISPUTE_PROOF,
        f -> {
          f.issue(JANUARY);
          Claim c = claim(f.item(JANUARY, MONTHLY, 4_500_000_000L));
          f.issue(JANUARY, STATED + 1, 0);
          force(f, client(f, f.dispute(JANUARY, c)));
        });
  }

  private void when() {
    add(
        "dispute-of-an-accepted-line",
        "The client accepted the statement but for another line.",
        Code.DISPUTE_ACCEPTED,
        f -> {
          f.put(client(f, acceptance(f, f.issue(JANUARY), EXTRA)));
          force(f, client(f, f.dispute(JANUARY, claim(f.item(JANUARY, MONTHLY, 4_500_000_000L)))));
        });
    add(
        "dispute-of-an-accepted-line-stated-again",
        "The same statement as the next revision: the acceptance was of its hash.",
        Code.DISPUTE_ACCEPTED,
        f -> {
          StatementEntry s = f.issue(JANUARY);
          f.put(client(f, acceptance(f, s)));
          Entry.Statement again = s.statement();
          f.put(
              provider(
                  f,
                  new Entry.Statement(
                      JANUARY,
                      1,
                      s.digest(),
                      again.statementHash(),
                      again.resultsRoot(),
                      again.termsHash(),
                      again.totalMicros(),
                      again.seen())));
          force(f, client(f, f.dispute(JANUARY, claim(f.item(JANUARY, MONTHLY, 4_500_000_000L)))));
        });
    add(
        "dispute-of-adjustments-of-an-accepted-statement",
        "Adjustments cannot be left out of an acceptance.",
        Code.DISPUTE_ACCEPTED,
        f -> {
          f.issue(JANUARY);
          f.put(client(f, acceptance(f, f.issue(FEBRUARY), MONTHLY, EXTRA)));
          force(
              f, client(f, f.dispute(FEBRUARY, adjusting(adjusted(JANUARY, EXTRA, 200_000_000L)))));
        });
    add(
        "dispute-twice",
        "The same line of the same statement, for another amount.",
        Code.DISPUTE_TWICE,
        f -> {
          f.usual();
          force(f, client(f, f.dispute(JANUARY, claim(f.item(JANUARY, MONTHLY, 4_400_000_000L)))));
        });
    add(
        "dispute-twice-once-settled",
        "What was accepted is not disputed again.",
        Code.DISPUTE_TWICE,
        f -> {
          f.put(provider(f, f.answer(f.usual(), AnswerKind.ACCEPT)));
          force(f, client(f, f.dispute(JANUARY, claim(f.item(JANUARY, MONTHLY, 4_400_000_000L)))));
        });
    add(
        "dispute-adjusted-twice",
        "The same adjustment of the same statement.",
        Code.DISPUTE_TWICE,
        f -> {
          f.issue(JANUARY);
          f.issue(FEBRUARY);
          f.open(FEBRUARY, adjusting(adjusted(JANUARY, EXTRA, 200_000_000L)));
          force(
              f, client(f, f.dispute(FEBRUARY, adjusting(adjusted(JANUARY, EXTRA, 300_000_000L)))));
        });
    add(
        "dispute-15-days-after-sight-plus-1-ms",
        "The client saw the statement; its fifteen days are over.",
        Code.DISPUTE_LATE,
        f -> {
          f.issue(JANUARY);
          f.at(f.sees(Party.CLIENT) + 15 * DAY + 1);
          force(f, client(f, f.dispute(JANUARY, claim(f.item(JANUARY, MONTHLY, 4_500_000_000L)))));
        });
    add(
        "dispute-15-days-after-an-acceptance-plus-1-ms",
        "Who accepts a statement in part has seen it, whatever tree its signature names.",
        Code.DISPUTE_LATE,
        f -> {
          StatementEntry s = f.issue(JANUARY);
          Entry.Acceptance a = acceptance(f, s, MONTHLY);
          long sight = f.ledger().now();
          Seen one = new Seen(1, f.history().rootAt(1), 1);
          f.put(
              client(f, new Entry.Acceptance(a.period(), a.statementHash(), a.exceptLines(), one)));
          f.at(sight + 15 * DAY + 1);
          force(f, client(f, f.dispute(JANUARY, claim(f.item(JANUARY, MONTHLY, 4_500_000_000L)))));
        });
    add(
        "dispute-of-the-share-minus-1",
        "A micro less than 1 % of 6,000.",
        Code.DISPUTE_THRESHOLD,
        f -> {
          f.issue(JANUARY);
          force(
              f,
              client(f, f.dispute(JANUARY, claim(f.item(JANUARY, MONTHLY, STATED - 59_999_999)))));
        });
    add(
        "dispute-reaches-back-two-of-three-months",
        "Of three months that end with March, January is missing.",
        Code.DISPUTE_REPEAT,
        f -> {
          f.issue(JANUARY);
          f.issue(FEBRUARY);
          f.issue(MARCH);
          force(
              f,
              client(
                  f,
                  f.dispute(
                      MARCH,
                      claim(
                          f.item(FEBRUARY, MONTHLY, 4_500_000_000L),
                          f.item(MARCH, MONTHLY, 4_500_000_000L)))));
        });
    recurring(
        "dispute-recurs-in-another-line",
        "Two months of the monthly fee, one of the extra line.",
        f -> {
          f.issue(MARCH);
          return claim(
              f.item(JANUARY, MONTHLY, STATED - 1),
              f.item(FEBRUARY, MONTHLY, STATED - 1),
              f.item(MARCH, EXTRA, DisputeFixture.STATED_EXTRA - 1));
        });
    recurring(
        "dispute-recurs-with-a-month-that-reaches-its-threshold",
        "Of February's 6,000 1 % is contested: that was to be disputed in its own time.",
        f -> {
          f.issue(MARCH);
          return claim(
              f.item(JANUARY, MONTHLY, STATED - 59_999_999),
              f.item(FEBRUARY, MONTHLY, STATED - 60_000_000),
              f.item(MARCH, MONTHLY, STATED - 1));
        });
    DisputeFixture never = new DisputeFixture("open", 0, LedgerFixture.GENESIS);
    never.issue(JANUARY);
    never.issue(FEBRUARY);
    force(
        never,
        client(
            never,
            never.dispute(
                FEBRUARY,
                claim(
                    never.item(JANUARY, MONTHLY, 4_500_000_000L),
                    never.item(FEBRUARY, MONTHLY, 4_500_000_000L)))));
    sink.add(
        "dispute-reaches-back-where-nothing-recurs",
        "repeatMonths is 0.",
        Code.DISPUTE_REPEAT,
        never.ledger());
  }

  private void recurring(String name, String desc, Function<DisputeFixture, Claim> claim) {
    add(
        name,
        desc,
        Code.DISPUTE_REPEAT,
        f -> {
          f.issue(JANUARY);
          f.issue(FEBRUARY);
          Claim c = claim.apply(f);
          force(f, client(f, f.dispute(MARCH, c)));
        });
  }

  /// An entry on the usual dispute that breaks a rule.
  private void on(
      String name,
      String desc,
      Code code,
      String silence,
      BiConsumer<DisputeFixture, DisputeEntry> steps) {
    add(name, desc, code, silence, f -> steps.accept(f, f.usual()));
  }

  private void answers() {
    add(
        "answer-to-no-dispute",
        "No dispute has this digest.",
        Code.DISPUTE_UNKNOWN,
        f ->
            force(
                f,
                provider(
                    f,
                    new Entry.Answer(
                        hash("x"), AnswerKind.ACCEPT, Bytes32.ZERO, f.ledger().seen()))));
    on(
        "answer-twice",
        "Rejected first, accepted later.",
        Code.ANSWER_TWICE,
        "open",
        (f, d) -> {
          f.put(provider(f, f.answer(d, AnswerKind.REJECT)));
          force(f, provider(f, f.answer(d, AnswerKind.ACCEPT)));
        });
    on(
        "answer-10-days-after-sight-plus-1-ms",
        "The provider saw the dispute; its ten days are over.",
        Code.ANSWER_LATE,
        "open",
        (f, d) -> {
          f.at(f.sees(Party.PROVIDER) + 10 * DAY + 1);
          force(f, provider(f, f.answer(d, AnswerKind.ACCEPT)));
        });
    on(
        "answer-late-where-silence-rejects",
        "Rejected by silence, not closed, and too late to accept.",
        Code.ANSWER_LATE,
        "rejected",
        (f, d) -> {
          f.at(f.sees(Party.PROVIDER) + 10 * DAY + 1);
          force(f, provider(f, f.answer(d, AnswerKind.ACCEPT)));
        });
    on(
        "object-offer-missing",
        "The offer is not held.",
        Code.OBJECT_MISSING,
        "open",
        (f, d) -> {
          Entry.Answer a = f.part(d, offer(offered(MONTHLY, 4_600_000_000L)));
          f.ledger().objects().remove(a.offer());
          force(f, provider(f, a));
        });
    on(
        "answer-part-without-offer",
        "Who accepts a part says which.",
        Code.ANSWER_OFFER,
        "open",
        (f, d) -> force(f, provider(f, f.answer(d, AnswerKind.PART))));
    on(
        "answer-reject-with-offer",
        "Who rejects offers nothing.",
        Code.ANSWER_OFFER,
        "open",
        (f, d) -> {
          Entry.Answer a = f.part(d, offer(offered(MONTHLY, 4_600_000_000L)));
          force(
              f,
              provider(f, new Entry.Answer(a.dispute(), AnswerKind.REJECT, a.offer(), a.seen())));
        });
    offering("offer-of-no-item", offer(offered(EXTRA, 500_000_000L)));
    offering("offer-claimed-minus-1", offer(offered(MONTHLY, 4_499_999_999L)));
    offering("offer-stated-plus-1", offer(offered(MONTHLY, 5_000_000_001L)));
    offering("offer-all-as-stated", offer(offered(MONTHLY, 5_000_000_000L)));
    on(
        "offer-space",
        "The offer is not in its form.",
        Code.ANSWER_OFFER,
        "open",
        (f, d) -> {
          Entry.Answer a = f.part(d, offer(offered(MONTHLY, 4_600_000_000L)));
          Bytes bad =
              Bytes.utf8(
                  f.ledger()
                      .object(a.offer())
                      .orElseThrow()
                      .toUtf8()
                      .replace(",\"note\"", ", \"note\""));
          force(
              f,
              provider(
                  f,
                  new Entry.Answer(
                      a.dispute(), AnswerKind.PART, f.ledger().object(bad), a.seen())));
        });
    add(
        "offer-out-of-order",
        "The items of an offer stand in the claim's order.",
        Code.ANSWER_OFFER,
        f -> {
          f.issue(JANUARY);
          DisputeEntry d =
              f.open(JANUARY, claim(f.item(JANUARY, MONTHLY, 0), f.item(JANUARY, EXTRA, 0)));
          force(
              f,
              provider(f, f.part(d, offer(offered(EXTRA, 1), offered(MONTHLY, 4_600_000_000L)))));
        });
  }

  private void offering(String name, AnswerOffer offer) {
    on(
        name,
        "An offer lies within the claim.",
        Code.ANSWER_OFFER,
        "open",
        (f, d) -> force(f, provider(f, f.part(d, offer))));
  }

  private void escalations() {
    add(
        "escalation-of-no-dispute",
        "No dispute has this digest.",
        Code.DISPUTE_UNKNOWN,
        f -> force(f, client(f, new Entry.Escalation(hash("x"), f.ledger().seen()))));
    DisputeFixture alone = new DisputeFixture("open", DisputeFixture.withoutArbiter());
    DisputeEntry rejected = alone.usual();
    alone.put(provider(alone, alone.answer(rejected, AnswerKind.REJECT)));
    force(alone, client(alone, alone.escalation(rejected)));
    sink.add(
        "escalation-without-arbiter",
        "Genesis names none.",
        Code.ESCALATION_ARBITER,
        alone.ledger());
    on(
        "escalation-twice",
        "Each party calls the arbiter.",
        Code.ESCALATION_TWICE,
        "open",
        (f, d) -> {
          f.put(provider(f, f.answer(d, AnswerKind.REJECT)));
          f.put(client(f, f.escalation(d)));
          force(f, provider(f, f.escalation(d)));
        });
    on(
        "escalation-on-the-last-millisecond-of-an-answer",
        "The provider may still answer; a millisecond later the client may call.",
        Code.ESCALATION_EARLY,
        "open",
        (f, d) -> {
          long sight = f.sees(Party.PROVIDER);
          f.at(sight + 10 * DAY);
          force(f, client(f, f.escalation(d)));
          f.at(sight + 10 * DAY + 1);
          f.put(client(f, f.escalation(d)));
        });
    on(
        "escalation-before-the-provider-saw",
        "The window to answer has not begun.",
        Code.ESCALATION_EARLY,
        "open",
        (f, d) -> {
          f.at(f.ledger().now() + 300 * DAY);
          force(f, client(f, f.escalation(d)));
        });
  }

  private void resolutions() {
    add(
        "resolution-of-no-dispute",
        "No dispute has this digest.",
        Code.DISPUTE_UNKNOWN,
        f ->
            force(
                f,
                f.both(
                    new Entry.Resolution(
                        hash("x"), ResolutionMethod.RECORDS, Bytes32.ZERO, f.ledger().seen()))));
    on(
        "resolution-by-an-arbiter-whom-nobody-called",
        "Rejected, and not escalated.",
        Code.RESOLUTION_ARBITER,
        "open",
        (f, d) -> {
          f.put(provider(f, f.answer(d, AnswerKind.REJECT)));
          force(f, f.arbiter(f.byRecords(d)));
        });
    on(
        "object-award-missing",
        "The award is not held.",
        Code.OBJECT_MISSING,
        "open",
        (f, d) -> {
          Entry.Resolution r = f.byAmounts(d, award(List.of(), awarded(MONTHLY, -1)));
          f.ledger().objects().remove(r.award());
          force(f, f.both(r));
        });
    on(
        "resolution-by-amounts-without-award",
        "Amounts need an award.",
        Code.RESOLUTION_AWARD,
        "open",
        (f, d) ->
            force(
                f,
                f.both(
                    new Entry.Resolution(
                        d.digest(), ResolutionMethod.AMOUNTS, Bytes32.ZERO, f.ledger().seen()))));
    on(
        "resolution-by-records-with-award",
        "Records or amounts, never both.",
        Code.RESOLUTION_AWARD,
        "open",
        (f, d) -> {
          Entry.Resolution r = f.byAmounts(d, award(List.of(), awarded(MONTHLY, -1)));
          force(
              f,
              f.both(
                  new Entry.Resolution(d.digest(), ResolutionMethod.RECORDS, r.award(), r.seen())));
        });
    on(
        "award-space",
        "The award is not in its form.",
        Code.RESOLUTION_AWARD,
        "open",
        (f, d) -> {
          Entry.Resolution r = f.byAmounts(d, award(List.of(), awarded(MONTHLY, -1)));
          Bytes bad =
              Bytes.utf8(
                  f.ledger()
                      .object(r.award())
                      .orElseThrow()
                      .toUtf8()
                      .replace(",\"note\"", ", \"note\""));
          force(
              f,
              f.both(
                  new Entry.Resolution(d.digest(), r.method(), f.ledger().object(bad), r.seen())));
        });
    byBoth("award-line-unknown", Code.RESOLUTION_LINE, award(List.of(), awarded("nothing", -1)));
    byBoth("award-line-memo", Code.RESOLUTION_LINE, award(List.of(), awarded(TAX, -1)));
    byBoth(
        "award-lines-out-of-order",
        Code.RESOLUTION_LINE,
        award(List.of(), awarded(EXTRA, -1), awarded(MONTHLY, -1)));
    byBoth(
        "award-of-a-period-before-the-term",
        Code.RESOLUTION_LINE,
        award(List.of(), new Award.Item(Period.of(2025, 12), MONTHLY, Micros.of(-1))));
    byBoth(
        "award-of-a-later-period",
        Code.RESOLUTION_LINE,
        award(List.of(), new Award.Item(FEBRUARY, MONTHLY, Micros.of(-1))));
    byBoth(
        "award-beyond-10-to-the-24",
        Code.RESOLUTION_AMOUNT,
        award(
            List.of(),
            new Award.Item(
                JANUARY, MONTHLY, new Micros(BigInteger.TEN.pow(24).add(BigInteger.ONE)))));
    byBoth(
        "award-record-number-of-the-next-leaf",
        Code.RESOLUTION_RECORDS,
        award(List.of(numbers(2, 3)), awarded(MONTHLY, -1)));
    byArbiter(
        "award-by-the-arbiter-of-no-item",
        Code.RESOLUTION_LINE,
        award(List.of(), awarded(EXTRA, -1)));
    byArbiter(
        "award-by-the-arbiter-plus-1",
        Code.RESOLUTION_AMOUNT,
        award(List.of(), awarded(MONTHLY, 1)));
    byArbiter(
        "award-by-the-arbiter-beyond-the-claim",
        Code.RESOLUTION_AMOUNT,
        award(List.of(), awarded(MONTHLY, -500_000_001)));
    byArbiter(
        "award-by-the-arbiter-of-other-records",
        Code.RESOLUTION_RECORDS,
        award(List.of(numbers(1, 2)), awarded(MONTHLY, -500_000_000)));
  }

  private void byBoth(String name, Code code, Award award) {
    on(
        name,
        "Both parties sign what cannot be posted.",
        code,
        "open",
        (f, d) -> force(f, f.both(f.byAmounts(d, award))));
  }

  private void byArbiter(String name, Code code, Award award) {
    on(
        name,
        "The arbiter stays within the claim.",
        code,
        "open",
        (f, d) -> {
          f.put(provider(f, f.answer(d, AnswerKind.REJECT)));
          f.put(client(f, f.escalation(d)));
          force(f, f.arbiter(f.byAmounts(d, award)));
        });
  }

  private void closed() {
    closed(
        "answer-after-the-withdrawal",
        "open",
        (f, d) -> {
          f.put(client(f, f.withdrawal(d)));
          return provider(f, f.answer(d, AnswerKind.ACCEPT));
        });
    closed(
        "withdrawal-after-the-acceptance",
        "open",
        (f, d) -> {
          f.put(provider(f, f.answer(d, AnswerKind.ACCEPT)));
          return client(f, f.withdrawal(d));
        });
    closed(
        "answer-after-silence-that-accepts",
        "accepted",
        (f, d) -> {
          f.at(f.sees(Party.PROVIDER) + 10 * DAY + 1);
          return provider(f, f.answer(d, AnswerKind.REJECT));
        });
    closed(
        "escalation-15-days-after-sight-of-the-answer-plus-1-ms",
        "open",
        (f, d) -> {
          f.put(provider(f, f.answer(d, AnswerKind.REJECT)));
          f.at(f.sees(Party.CLIENT) + 15 * DAY + 1);
          return client(f, f.escalation(d));
        });
    closed(
        "resolution-twice",
        "open",
        (f, d) -> {
          f.put(f.both(f.byRecords(d)));
          return f.both(f.byAmounts(d, award(List.of(), awarded(MONTHLY, -1))));
        });
  }

  private void closed(
      String name, String silence, BiFunction<DisputeFixture, DisputeEntry, Envelope> steps) {
    on(
        name,
        "Nothing happens to a closed dispute.",
        Code.DISPUTE_CLOSED,
        silence,
        (f, d) -> force(f, steps.apply(f, d)));
  }

  private void others() {
    on(
        "acceptance-of-a-disputed-line",
        "The line in dispute is not left out; then it is.",
        Code.ACCEPTANCE_DISPUTED,
        "open",
        (f, d) -> {
          StatementEntry s = f.history().statement(JANUARY).orElseThrow();
          force(f, client(f, acceptance(f, s)));
          force(f, client(f, acceptance(f, s, EXTRA)));
          f.put(client(f, acceptance(f, s, MONTHLY)));
        });
    add(
        "acceptance-of-disputed-adjustments",
        "Adjustments cannot be left out; once the dispute is closed they need not be.",
        Code.ACCEPTANCE_DISPUTED,
        f -> {
          f.issue(JANUARY);
          StatementEntry s = f.issue(FEBRUARY);
          DisputeEntry d = f.open(FEBRUARY, adjusting(adjusted(JANUARY, EXTRA, 200_000_000L)));
          force(f, client(f, acceptance(f, s, MONTHLY, EXTRA)));
          f.put(client(f, f.withdrawal(d)));
          f.put(client(f, acceptance(f, s)));
        });
    add(
        "acceptance-of-a-line-that-a-later-month-disputes",
        "January's statement is accepted while March disputes its line.",
        Code.ACCEPTANCE_DISPUTED,
        f -> {
          StatementEntry s = f.issue(JANUARY);
          f.issue(FEBRUARY);
          f.issue(MARCH);
          f.open(
              MARCH,
              claim(
                  f.item(JANUARY, MONTHLY, STATED - 1),
                  f.item(FEBRUARY, MONTHLY, STATED - 1),
                  f.item(MARCH, MONTHLY, STATED - 1)));
          force(f, client(f, acceptance(f, s)));
        });
    on(
        "void-of-awarded-records",
        "The award names the record.",
        Code.VOID_TAG_SETTLED,
        "open",
        (f, d) -> {
          f.put(f.both(f.byAmounts(d, award(List.of(numbers(2, 2)), awarded(MONTHLY, -1)))));
          force(f, f.ledger().voiding(List.of(tagOf("a"), tagOf("c")), PROVIDER));
        });
    on(
        "void-after-silence-that-accepts",
        "A void on the last millisecond of the window has its effect, the next one has none.",
        Code.VOID_TAG_SETTLED,
        "accepted",
        (f, d) -> {
          long sight = f.sees(Party.PROVIDER);
          f.at(sight + 10 * DAY);
          force(f, f.ledger().voiding(List.of(tagOf("a")), PROVIDER));
          f.at(sight + 10 * DAY + 1);
          force(f, f.ledger().voiding(List.of(tagOf("b")), PROVIDER));
        });
    on(
        "void-by-the-arbiter-of-other-records",
        "The claim does not name the record.",
        Code.VOID_TAG_FOREIGN,
        "open",
        (f, d) -> {
          f.put(provider(f, f.answer(d, AnswerKind.REJECT)));
          f.put(client(f, f.escalation(d)));
          force(f, f.arbiter(f.ledger().voiding(List.of(tagOf("a"), tagOf("c")))));
        });
    on(
        "void-by-the-arbiter-after-the-resolution",
        "The arbiter's part is over.",
        Code.VOID_ARBITER,
        "open",
        (f, d) -> {
          f.put(provider(f, f.answer(d, AnswerKind.REJECT)));
          f.put(client(f, f.escalation(d)));
          f.put(f.arbiter(f.byRecords(d)));
          force(f, f.arbiter(f.ledger().voiding(List.of(tagOf("a")))));
        });
  }

  private void forms() {
    add(
        "dispute-by-the-provider",
        "The client disputes.",
        Code.SIGNATURE_ROLES,
        f -> {
          f.issue(JANUARY);
          force(
              f, provider(f, f.dispute(JANUARY, claim(f.item(JANUARY, MONTHLY, 4_500_000_000L)))));
        });
    on(
        "answer-by-the-client",
        "The provider answers.",
        Code.SIGNATURE_ROLES,
        "open",
        (f, d) -> force(f, client(f, f.answer(d, AnswerKind.ACCEPT))));
    on(
        "withdrawal-by-the-provider",
        "The client takes back what it said.",
        Code.SIGNATURE_ROLES,
        "open",
        (f, d) -> force(f, provider(f, f.withdrawal(d))));
    on(
        "resolution-by-the-client-alone",
        "Both parties, or the arbiter.",
        Code.SIGNATURE_ROLES,
        "open",
        (f, d) -> force(f, client(f, f.byRecords(d))));
    on(
        "resolution-by-the-client-with-the-arbiter",
        "The arbiter signs alone.",
        Code.SIGNATURE_ROLES,
        "open",
        (f, d) ->
            force(f, f.arbiter(f.byRecords(d)).signed(Signer.CLIENT, CLIENT, f.ledger().domain())));
    on(
        "resolution-by-a-stranger-as-arbiter",
        "Another key than Genesis names.",
        Code.SIGNATURE_KEY,
        "open",
        (f, d) ->
            force(
                f,
                Envelope.of(f.byRecords(d))
                    .signed(Signer.ARBITER, LedgerFixture.STRANGER, f.ledger().domain())));
    form(
        "dispute-contested-0",
        Kind.DISPUTE,
        (f, d) -> client(f, d.dispute()),
        s -> s.replace("\"500000000\"", "\"0\""));
    form(
        "answer-4",
        Kind.ANSWER,
        (f, d) -> provider(f, f.answer(d, AnswerKind.ACCEPT)),
        s -> s.replace("\"answer\":1", "\"answer\":4"));
    form(
        "resolution-method-3",
        Kind.RESOLUTION,
        (f, d) -> f.both(f.byRecords(d)),
        s -> s.replace("\"method\":1", "\"method\":3"));
  }

  private void form(
      String name,
      Kind kind,
      BiFunction<DisputeFixture, DisputeEntry, Envelope> entry,
      UnaryOperator<String> change) {
    on(
        name,
        "A number that the struct has no meaning for.",
        Code.ENVELOPE_FORM,
        "open",
        (f, d) -> {
          String good = entry.apply(f, d).toBytes().toUtf8();
          Bytes bad = Bytes.utf8(change.apply(good));
          if (bad.toUtf8().equals(good)) {
            throw new AssertionError(name + " changes nothing in " + good);
          }
          Leaf l = f.ledger().leafFor(bad);
          f.ledger()
              .force(
                  new Leaf(
                          kind.code(),
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
}
