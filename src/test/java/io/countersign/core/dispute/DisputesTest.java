package io.countersign.core.dispute;

import static io.countersign.core.ledger.DisputeFixture.DAY;
import static io.countersign.core.ledger.DisputeFixture.EXTRA;
import static io.countersign.core.ledger.DisputeFixture.JANUARY;
import static io.countersign.core.ledger.DisputeFixture.MONTHLY;
import static io.countersign.core.ledger.DisputeFixture.adjusted;
import static io.countersign.core.ledger.DisputeFixture.adjusting;
import static io.countersign.core.ledger.DisputeFixture.claim;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.ledger.AnswerKind;
import io.countersign.core.ledger.DisputeEntry;
import io.countersign.core.ledger.DisputeFixture;
import io.countersign.core.ledger.DisputeState;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.LineList;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.StatementEntry;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DisputesTest {
  private static final Period FEBRUARY = Period.of(2026, 2);
  private static final Set<Signer> BOTH = Set.of(Signer.CLIENT, Signer.PROVIDER);

  private static DisputeStatus only(DisputeFixture f, long t) {
    List<DisputeStatus> all = Disputes.at(f.history(), t);
    assertEquals(1, all.size());
    return all.getFirst();
  }

  private static Optional<NextStep> step(
      NextStep.Act act, Set<Signer> by, OptionalLong end, DisputeState otherwise) {
    return Optional.of(new NextStep(act, by, end, otherwise));
  }

  @Test
  void open_beforeAndAfterItIsSeen_waitsForTheProvider() {
    DisputeFixture f = new DisputeFixture("accepted");
    f.usual();
    DisputeStatus unseen = only(f, f.ledger().now() + 100 * DAY);
    assertEquals(DisputeState.OPEN, unseen.state());
    assertEquals(Micros.of(500_000_000), unseen.contested());
    assertEquals(
        step(
            NextStep.Act.ANSWER,
            Set.of(Signer.PROVIDER),
            OptionalLong.empty(),
            DisputeState.SETTLED),
        unseen.next());
    long end = f.sees(Party.PROVIDER) + 10 * DAY;
    assertEquals(
        step(
            NextStep.Act.ANSWER,
            Set.of(Signer.PROVIDER),
            OptionalLong.of(end),
            DisputeState.SETTLED),
        only(f, end).next());
    DisputeStatus over = only(f, end + 1);
    assertEquals(DisputeState.SETTLED, over.state());
    assertEquals(Optional.empty(), over.next());
    assertEquals(Micros.ZERO, over.contested());
    assertEquals(
        List.of(Micros.of(-500_000_000)),
        over.settlements().stream().map(s -> s.amount()).toList());
  }

  @Test
  void open_windowOverAndSilenceMeansNothing_anybodyMayCallTheArbiter() {
    DisputeFixture f = new DisputeFixture("open");
    f.usual();
    long end = f.sees(Party.PROVIDER) + 10 * DAY;
    assertEquals(
        step(NextStep.Act.ESCALATE, BOTH, OptionalLong.empty(), DisputeState.OPEN),
        only(f, end + 1).next());
    DisputeFixture alone = new DisputeFixture("open", DisputeFixture.withoutArbiter());
    alone.usual();
    end = alone.sees(Party.PROVIDER) + 10 * DAY;
    assertEquals(
        step(NextStep.Act.RESOLVE, BOTH, OptionalLong.empty(), DisputeState.OPEN),
        only(alone, end + 1).next());
  }

  @Test
  void rejected_untilItLapses_thenTheArbiterOnceCalled() {
    DisputeFixture f = new DisputeFixture("open");
    DisputeEntry d = f.usual();
    f.put(f.ledger().provider(f.answer(d, AnswerKind.REJECT)));
    assertEquals(
        step(NextStep.Act.ESCALATE, BOTH, OptionalLong.empty(), DisputeState.LAPSED),
        only(f, f.ledger().now()).next());
    long end = f.sees(Party.CLIENT) + 15 * DAY;
    assertEquals(
        step(NextStep.Act.ESCALATE, BOTH, OptionalLong.of(end), DisputeState.LAPSED),
        only(f, end).next());
    assertEquals(DisputeState.LAPSED, only(f, end + 1).state());
    f.put(f.ledger().client(f.escalation(d)));
    DisputeStatus called = only(f, end + 1);
    assertEquals(DisputeState.ESCALATED, called.state());
    assertEquals(
        step(
            NextStep.Act.RESOLVE,
            Set.of(Signer.ARBITER),
            OptionalLong.empty(),
            DisputeState.ESCALATED),
        called.next());
    assertEquals(Party.CLIENT, called.escalation().orElseThrow().by());
  }

  @Test
  void rejectedBySilence_lapsesAfterBothWindowsOnceTheClientWasShown() {
    DisputeFixture f = new DisputeFixture("rejected");
    f.usual();
    long sight = f.sees(Party.PROVIDER);
    assertEquals(
        step(NextStep.Act.ESCALATE, BOTH, OptionalLong.empty(), DisputeState.LAPSED),
        only(f, sight + 300 * DAY).next());
    f.at(sight + DAY);
    f.sees(Party.CLIENT);
    assertEquals(
        step(NextStep.Act.ESCALATE, BOTH, OptionalLong.of(sight + 25 * DAY), DisputeState.LAPSED),
        only(f, sight + 10 * DAY + 1).next());
    assertEquals(DisputeState.LAPSED, only(f, sight + 25 * DAY + 1).state());
  }

  @Test
  void prefix_beforeTheAnswer_saysWhatWasThen() {
    DisputeFixture f = new DisputeFixture("open");
    DisputeEntry d = f.usual();
    f.put(f.ledger().provider(f.answer(d, AnswerKind.ACCEPT)));
    long t = f.ledger().now();
    long answered = f.history().answer(d).orElseThrow().index();
    assertEquals(DisputeState.SETTLED, f.history().stateAt(d, t));
    assertEquals(DisputeState.OPEN, f.history().prefix(answered).stateAt(d, t));
    assertEquals(List.of(), Disputes.at(f.history().prefix(d.index()), t));
    assertEquals(Optional.empty(), f.history().prefix(answered).answer(d));
  }

  @Test
  void view_takenBeforeTheLedgerGrew_staysAsItWas() {
    DisputeFixture f = new DisputeFixture("open");
    DisputeEntry d = f.usual();
    History before = f.history();
    f.put(f.ledger().provider(f.answer(d, AnswerKind.REJECT)));
    f.sees(Party.PROVIDER);
    f.put(f.ledger().client(f.escalation(d)));
    f.put(f.arbiter(f.byRecords(d)));
    f.issue(JANUARY, 1, 1);
    assertEquals(DisputeState.OPEN, before.stateAt(d, f.ledger().now()));
    assertEquals(Optional.empty(), before.answer(d));
    assertEquals(Optional.empty(), before.escalation(d));
    assertEquals(Optional.empty(), before.resolution(d));
    assertEquals(OptionalLong.empty(), before.answerEnd(d));
    assertEquals(DisputeState.RESOLVED, f.history().stateAt(d, f.ledger().now()));
  }

  // Payable.

  private static Payable payable(DisputeFixture f, Period period, long t) {
    return Payable.of(f.history(), period, t, s -> Optional.empty()).orElseThrow();
  }

  @Test
  void payable_ofAContestedStatement_isWhatIsNot() {
    DisputeFixture f = new DisputeFixture("open");
    assertEquals(
        Optional.empty(),
        Payable.of(f.history(), JANUARY, f.ledger().now(), s -> Optional.empty()));
    DisputeEntry d = f.usual();
    Payable p = payable(f, JANUARY, f.ledger().now());
    assertEquals(Micros.of(6_000_000_000L), p.total());
    assertEquals(Micros.of(500_000_000L), p.contested());
    assertEquals(Optional.of(Micros.of(5_500_000_000L)), p.payable());
    assertEquals(
        List.of(new Payable.Disputed(d.index(), JANUARY, MONTHLY, Micros.of(500_000_000))),
        p.disputed());
    f.put(f.ledger().client(f.withdrawal(d)));
    p = payable(f, JANUARY, f.ledger().now());
    assertEquals(Optional.of(Micros.of(6_000_000_000L)), p.payable());
    assertEquals(List.of(), p.disputed());
  }

  @Test
  void payable_whereMoreIsContestedThanIsDue_isNothing() {
    DisputeFixture f = new DisputeFixture("open");
    f.issue(JANUARY);
    f.open(JANUARY, claim(f.item(JANUARY, MONTHLY, -9_000_000_000L)));
    assertEquals(Optional.of(Micros.ZERO), payable(f, JANUARY, f.ledger().now()).payable());
    DisputeFixture credit = new DisputeFixture("open");
    credit.issue(JANUARY, -7_000_000L, 0);
    credit.open(JANUARY, claim(credit.item(JANUARY, MONTHLY, -8_000_000L)));
    assertEquals(
        Optional.of(Micros.of(-7_000_000L)),
        payable(credit, JANUARY, credit.ledger().now()).payable());
  }

  @Test
  void payable_ofAnAdjustmentInDispute_countsOnTheStatementThatMakesIt() {
    DisputeFixture f = new DisputeFixture("open");
    f.issue(JANUARY);
    f.issue(FEBRUARY);
    DisputeEntry d = f.open(FEBRUARY, adjusting(adjusted(JANUARY, EXTRA, 200_000_000L)));
    Payable february = payable(f, FEBRUARY, f.ledger().now());
    assertEquals(Optional.of(Micros.of(5_800_000_000L)), february.payable());
    assertEquals(
        List.of(new Payable.Disputed(d.index(), JANUARY, EXTRA, Micros.of(200_000_000))),
        february.disputed());
    Payable january = payable(f, JANUARY, f.ledger().now());
    assertEquals(Optional.of(Micros.of(6_000_000_000L)), january.payable());
    assertEquals(List.of(), january.disputed());
  }

  @Test
  void standing_withTime_isOpenThenAcceptedBySilence() {
    DisputeFixture f = new DisputeFixture("open");
    f.issue(JANUARY);
    Payable unseen = payable(f, JANUARY, f.ledger().now() + 100 * DAY);
    assertEquals(Standing.OPEN, unseen.standing());
    assertEquals(OptionalLong.empty(), unseen.disputeEnd());
    long end = f.sees(Party.CLIENT) + 15 * DAY;
    assertEquals(OptionalLong.of(end), payable(f, JANUARY, end).disputeEnd());
    assertEquals(Standing.OPEN, payable(f, JANUARY, end).standing());
    assertEquals(Standing.ACCEPTED_BY_SILENCE, payable(f, JANUARY, end + 1).standing());
    DisputeEntry d = f.open(JANUARY, claim(f.item(JANUARY, MONTHLY, 0)));
    assertEquals(Standing.OPEN, payable(f, JANUARY, end + 1).standing());
    f.put(f.ledger().client(f.withdrawal(d)));
    assertEquals(Standing.ACCEPTED_BY_SILENCE, payable(f, JANUARY, end + 1).standing());
  }

  @Test
  void standing_withAnAcceptance_saysWhatWasLeftOut() {
    DisputeFixture f = new DisputeFixture("open");
    StatementEntry s = f.issue(JANUARY);
    Bytes32 lines = f.ledger().object(LineList.of(List.of(MONTHLY)).toBytes());
    f.put(
        f.ledger()
            .client(
                new Entry.Acceptance(
                    JANUARY, s.statement().statementHash(), lines, f.ledger().seen())));
    Payable p = payable(f, JANUARY, f.ledger().now());
    assertEquals(Standing.ACCEPTED_IN_PART, p.standing());
    assertEquals(List.of(MONTHLY), p.exceptLines());
    f.issue(FEBRUARY);
    StatementEntry february = f.history().statement(FEBRUARY).orElseThrow();
    f.put(
        f.ledger()
            .client(
                new Entry.Acceptance(
                    FEBRUARY,
                    february.statement().statementHash(),
                    Bytes32.ZERO,
                    f.ledger().seen())));
    assertEquals(Standing.ACCEPTED, payable(f, FEBRUARY, f.ledger().now()).standing());
  }

  @Test
  void payable_ofAWrongStatement_isNothing() {
    DisputeFixture f = new DisputeFixture("open");
    f.usual();
    Finding wrong = new Finding(Code.STATEMENT_TOTAL, "entry 4", "1", "2");
    Payable p =
        Payable.of(f.history(), JANUARY, f.ledger().now(), s -> Optional.of(wrong)).orElseThrow();
    assertEquals(Optional.empty(), p.payable());
    assertEquals(Optional.of(wrong), p.wrong());
    assertEquals(Micros.of(500_000_000), p.contested());
  }
}
