package io.countersign.core.ledger;

import static io.countersign.core.ledger.DisputeFixture.DAY;
import static io.countersign.core.ledger.DisputeFixture.JANUARY;
import static io.countersign.core.ledger.DisputeFixture.MONTHLY;
import static io.countersign.core.ledger.DisputeFixture.award;
import static io.countersign.core.ledger.DisputeFixture.awarded;
import static io.countersign.core.ledger.DisputeFixture.claim;
import static io.countersign.core.ledger.DisputeFixture.numbers;
import static io.countersign.core.ledger.DisputeFixture.tagOf;
import static io.countersign.core.ledger.LedgerFixture.PROVIDER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What admission keeps out of a ledger that would take it: fixed amounts and voids of one record.
final class DisputeAdmissionTest {
  /// Admission refuses `e` with `code`, and the ledger takes it all the same.
  private static void onlyAtTheDoor(DisputeFixture f, Envelope e, Code code) {
    refused(f, e, code);
    assertInstanceOf(Applied.Accepted.class, f.ledger().force(e));
  }

  private static void refused(DisputeFixture f, Envelope e, Code code) {
    Admission.Refused r = assertInstanceOf(Admission.Refused.class, f.ledger().admit(e));
    assertEquals(code, r.reason().code());
  }

  private static Envelope voiding(DisputeFixture f, String id) {
    return f.ledger().voiding(List.of(tagOf(id)), PROVIDER);
  }

  @Test
  void void_underAnUnansweredClaimWhoseSilenceAccepts_mustWaitForTheAnswer() {
    DisputeFixture f = new DisputeFixture("accepted");
    DisputeEntry d = f.usual();
    refused(f, voiding(f, "a"), Code.VOID_DISPUTED);
    Envelope both = f.ledger().both(Envelope.of(voiding(f, "a").entry()));
    assertInstanceOf(Admission.Admitted.class, f.ledger().admit(both));
    f.put(voiding(f, "c"));
    f.put(f.ledger().provider(f.answer(d, AnswerKind.REJECT)));
    f.put(voiding(f, "a"));
  }

  @Test
  void void_whereSilenceMeansNothing_isAdmitted() {
    DisputeFixture f = new DisputeFixture("open");
    f.usual();
    f.put(voiding(f, "a"));
  }

  @Test
  void void_underAClaimThatSilenceCannotSettle_isAdmitted() {
    DisputeFixture credit = new DisputeFixture("accepted");
    credit.issue(JANUARY);
    credit.open(JANUARY, claim(List.of(numbers(0, 1)), credit.item(JANUARY, MONTHLY, -1)));
    credit.put(voiding(credit, "a"));
    DisputeFixture restated = new DisputeFixture("accepted");
    restated.usual();
    restated.issue(JANUARY, 1, 1);
    restated.put(voiding(restated, "a"));
  }

  @Test
  void void_afterSilenceSettled_isRefusedAsSettled() {
    DisputeFixture f = new DisputeFixture("accepted");
    f.usual();
    f.at(f.sees(Party.PROVIDER) + 10 * DAY + 1);
    refused(f, voiding(f, "a"), Code.VOID_TAG_SETTLED);
    f.put(f.ledger().both(Envelope.of(voiding(f, "a").entry())));
  }

  @Test
  void dispute_onAVoidedRecord_isRefused() {
    DisputeFixture f = new DisputeFixture("open");
    f.put(voiding(f, "b"));
    f.issue(JANUARY);
    Claim.Item item = f.item(JANUARY, MONTHLY, 4_500_000_000L);
    Envelope other =
        f.ledger().client(f.dispute(JANUARY, claim(List.of(numbers(0, 0), numbers(2, 2)), item)));
    assertInstanceOf(Admission.Admitted.class, f.ledger().admit(other));
    onlyAtTheDoor(
        f,
        f.ledger().client(f.dispute(JANUARY, claim(List.of(numbers(0, 2)), item))),
        Code.DISPUTE_CLAIM);
  }

  @Test
  void accept_ofAClaimWhoseRecordWasVoided_isRefused() {
    DisputeFixture f = new DisputeFixture("open");
    DisputeEntry d = f.usual();
    f.put(voiding(f, "b"));
    Envelope reject = f.ledger().provider(f.answer(d, AnswerKind.REJECT));
    assertInstanceOf(Admission.Admitted.class, f.ledger().admit(reject));
    onlyAtTheDoor(f, f.ledger().provider(f.answer(d, AnswerKind.ACCEPT)), Code.ANSWER_OFFER);
  }

  @Test
  void award_ofAVoidedRecord_isRefusedAndForeseen() {
    DisputeFixture f = new DisputeFixture("open");
    DisputeEntry d = f.usual();
    f.put(voiding(f, "b"));
    Entry.Resolution bad = f.byAmounts(d, award(List.of(numbers(1, 1)), awarded(MONTHLY, -1)));
    assertEquals(
        List.of(Code.RESOLUTION_RECORDS),
        f.ledger().state().foresee(bad, f.ledger().now(), f.ledger()).stream()
            .map(Finding::code)
            .toList());
    Entry.Resolution good = f.byAmounts(d, award(List.of(numbers(0, 0)), awarded(MONTHLY, -1)));
    assertEquals(List.of(), f.ledger().state().foresee(good, f.ledger().now(), f.ledger()));
    onlyAtTheDoor(f, f.both(bad), Code.RESOLUTION_RECORDS);
    assertEquals(
        List.of(Code.DISPUTE_CLOSED),
        f.ledger().state().foresee(good, f.ledger().now(), f.ledger()).stream()
            .map(Finding::code)
            .toList());
  }

  @Test
  void statement_withoutItsDocument_isRefused() {
    DisputeFixture f = new DisputeFixture("open");
    f.at(f.cutoff(JANUARY));
    Entry.Statement s = f.statement(JANUARY, 1, 1);
    Bytes document = f.ledger().object(s.statementHash()).orElseThrow();
    f.ledger().objects().remove(s.statementHash());
    refused(f, f.ledger().provider(s), Code.STATEMENT_DOCUMENT);
    f.ledger().object(document);
    assertInstanceOf(Admission.Admitted.class, f.ledger().admit(f.ledger().provider(s)));
  }

  @Test
  void statement_whoseDocumentIsNone_isRefused() {
    for (String bad : List.of("[]", "{\"name\":\"NAME\"}", "{\"adjustments\":[{}]}", "no")) {
      DisputeFixture f = new DisputeFixture("open");
      f.at(f.cutoff(JANUARY));
      onlyAtTheDoor(
          f, f.ledger().provider(f.statement(JANUARY, 1, 1, bad)), Code.STATEMENT_DOCUMENT);
    }
  }
}
