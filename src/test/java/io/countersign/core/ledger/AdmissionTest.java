package io.countersign.core.ledger;

import static io.countersign.core.ledger.LedgerFixture.CLIENT;
import static io.countersign.core.ledger.LedgerFixture.PROVIDER;
import static io.countersign.core.ledger.LedgerFixture.START;
import static io.countersign.core.ledger.LedgerFixture.call;
import static io.countersign.core.ledger.LedgerFixture.hash;
import static io.countersign.core.ledger.LedgerFixture.key;
import static io.countersign.core.ledger.LedgerFixture.tag;
import static io.countersign.core.ledger.LedgerFixture.terms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Period;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
  private static LedgerFixture opened() {
    return LedgerFixture.opened().at((START + 5000) * 1000);
  }

  private static Admission.Refused refused(LedgerFixture f, Envelope e) {
    long size = f.state().size();
    Admission.Refused r = assertInstanceOf(Admission.Refused.class, f.admit(e));
    assertEquals(size, f.state().size());
    return r;
  }

  private static List<Code> codes(Admission.Refused r) {
    return r.findings().stream().map(Finding::code).toList();
  }

  @Test
  void attestation_again_isAnsweredByTheFirst() {
    LedgerFixture f = opened();
    Envelope e = f.attested(PROVIDER, call("a", START, 1));
    Leaf leaf = f.put(e);
    assertEquals(new Admission.Repeated(leaf.index()), f.admit(e));
  }

  @Test
  void attestation_outOfSequence_isToldWhatIsExpected() {
    LedgerFixture f = opened();
    f.put(f.attested(PROVIDER, call("a", START, 1)));
    Entry.Attestation gap = f.attestation(PROVIDER, List.of(call("b", START, 1)), 2);
    Admission.Refused r =
        refused(f, Envelope.of(gap).signed(Signer.ATTESTER, PROVIDER, f.domain()));
    assertEquals(Code.ATTESTATION_GAP, r.reason().code());
    assertEquals("1", r.reason().expected());
    Entry.Attestation conflict = f.attestation(PROVIDER, List.of(call("b", START, 1)), 0);
    r = refused(f, Envelope.of(conflict).signed(Signer.ATTESTER, PROVIDER, f.domain()));
    assertEquals(Code.ATTESTATION_CONFLICT, r.reason().code());
    assertEquals(OptionalLong.of(1), r.first());
  }

  @Test
  void batch_withBadRecords_isRefusedWithEachOfThem() {
    LedgerFixture f = opened();
    f.put(f.attested(PROVIDER, call("a", START, 1), call("b", START, 1)));
    Admission.Refused r =
        refused(
            f,
            f.attested(
                PROVIDER,
                call("good", START + 1, 1),
                call("a", START, 1),
                call("b", START, 2),
                call("a", START, 1, 1),
                call("c", START + 5302, 1),
                call("d", START - 1, 1),
                call("e", START, -1),
                call("good", START + 1, 1)));
    assertEquals(
        List.of(
            Code.RECORD_DUPLICATE,
            Code.RECORD_CONFLICT,
            Code.RECORD_REVISION,
            Code.RECORD_AHEAD,
            Code.RECORD_OUTSIDE_TERM,
            Code.RECORD_FIELD_RANGE,
            Code.RECORD_DUPLICATE),
        codes(r));
    assertEquals("entry 2 record 1 (pbx-1/a)", r.reason().where());
    f.put(f.attested(PROVIDER, call("good", START + 1, 1)));
    assertEquals(2, f.state().nextSequence(LedgerFixture.address(PROVIDER)));
  }

  @Test
  void attestation_withoutItsRecords_isRefused() {
    LedgerFixture f = opened();
    Envelope e = f.attested(PROVIDER, call("a", START, 1));
    f.payloads().clear();
    assertEquals(List.of(Code.PAYLOAD_MISSING), codes(refused(f, e)));
  }

  @Test
  void void_withoutEffect_isRefusedTagByTag() {
    LedgerFixture f = opened();
    UsageRecord a = call("a", START, 1);
    UsageRecord b = call("b", START, 1);
    f.put(f.attested(PROVIDER, a, b));
    f.put(f.voiding(List.of(tag(Party.PROVIDER, a)), PROVIDER));
    List<Bytes32> tags = List.of(tag(Party.PROVIDER, a), tag(Party.PROVIDER, b), hash("x"));
    assertEquals(
        Set.of(Code.VOID_TAG_TWICE, Code.VOID_TAG_UNKNOWN),
        Set.copyOf(codes(refused(f, f.voiding(tags, PROVIDER)))));
    assertEquals(
        Set.of(Code.VOID_TAG_FOREIGN, Code.VOID_TAG_UNKNOWN),
        Set.copyOf(codes(refused(f, f.voiding(tags, CLIENT)))));
  }

  @Test
  void terms_withAMilestoneLine_areAdmitted() {
    LedgerFixture f = LedgerFixture.opened();
    Json.Obj later =
        terms(
            terms(2, f.termsHash(), "2027-06-30")
                .toText()
                .replace(
                    "\"lines\":[",
                    "\"lines\":[{\"id\":\"pilot\",\"kind\":\"milestone\","
                        + "\"label\":{\"en\":\"pilot\",\"zh\":\"试点\"},"
                        + "\"items\":[{\"amount\":\"100\",\"due\":\"2026-03-01\",\"milestone\":\"pilot\","
                        + "\"label\":{\"en\":\"pilot\",\"zh\":\"试点\"}}],"
                        + "\"latePctPerDay\":\"0\",\"lateCapPct\":\"0\",\"mode\":\"half-up\"},"));
    Envelope e = f.amendment(2, later, f.termsHash(), Period.of(2026, 2));
    f.put(e);
    assertEquals(2, f.state().history().versions().size());
  }

  @Test
  void milestone_thatTheTermsInForceDoNotName_isRefusedThoughItWouldCount() {
    LedgerFixture f = new LedgerFixture();
    f.force(f.both(f.opening(milestones(1, Bytes32.ZERO, "pilot"), Period.of(2026, 1))));
    // From March on another milestone is paid for.
    f.force(
        f.amendment(2, milestones(2, f.termsHash(), "live"), f.termsHash(), Period.of(2026, 3)));
    assertEquals(Code.MILESTONE_UNKNOWN, refused(f, f.milestone("live", 20260228)).reason().code());
    assertEquals(
        Code.MILESTONE_UNKNOWN, refused(f, f.milestone("pilot", 20260301)).reason().code());
    assertEquals(
        Code.MILESTONE_UNKNOWN, refused(f, f.milestone("pilot", 20251231)).reason().code());
    assertEquals(Code.MILESTONE_UNKNOWN, refused(f, f.milestone("live", 20270101)).reason().code());
    assertEquals(Code.MILESTONE_UNKNOWN, refused(f, f.milestone("live", 22000101)).reason().code());
    assertInstanceOf(Admission.Admitted.class, f.admit(f.milestone("pilot", 20260228)));
    assertInstanceOf(Admission.Admitted.class, f.admit(f.milestone("live", 20260301)));
    assertInstanceOf(Admission.Admitted.class, f.admit(f.milestone("end", 20261231)));
    assertInstanceOf(Applied.Accepted.class, f.force(f.milestone("never", 20260228)));
  }

  private static Json.Obj milestones(int version, Bytes32 supersedes, String name) {
    return terms(
        terms(version, supersedes, "2026-12-31")
            .toText()
            .replace(
                "\"lines\":[",
                """
                "lines":[{"id":"build","kind":"milestone","label":{"zh":"b","en":"b"},"items":[
                  {"milestone":"NAME","label":{"zh":"b","en":"b"},"amount":"100","due":"2026-03-01"}],
                 "latePctPerDay":"0","lateCapPct":"0","holdback":{"pct":"10","release":"end"},"mode":"half-up"},"""
                    .replace("NAME", name)));
  }

  @Test
  void envelope_ofAKindThatComesLater_isRefusedByName() {
    LedgerFixture f = LedgerFixture.opened();
    Bytes bytes =
        Bytes.utf8(
            f.milestone("pilot", 20260115)
                .toBytes()
                .toUtf8()
                .replace("\"kind\":\"milestone\"", "\"kind\":\"anchor\""));
    Admission.Refused r =
        assertInstanceOf(Admission.Refused.class, f.state().admit(bytes, f.now(), f, f));
    assertEquals(Code.ENTRY_KIND_LATER, r.reason().code());
  }

  @Test
  void leaf_beyondTheLastTime_isRefused() {
    LedgerFixture f = LedgerFixture.opened();
    f.at(Leaf.MAX_TIME + 1);
    assertEquals(Code.LEDGER_FULL, refused(f, f.milestone("pilot", 20260115)).reason().code());
  }

  @Test
  void time_ofAWriterThatFellBack_staysWithTheLeafBefore() {
    LedgerFixture f = LedgerFixture.opened();
    Leaf first = f.put(f.attester(Party.PROVIDER, key("scribe")));
    f.at(0);
    assertEquals(first.time(), f.put(f.attester(Party.PROVIDER, key("other"))).time());
  }

  @Test
  void append_ofWhatWasAdmittedBeforeAnother_isABug() {
    LedgerFixture f = LedgerFixture.opened();
    Admission.Admitted one =
        (Admission.Admitted) f.admit(f.attester(Party.PROVIDER, key("scribe")));
    f.put(f.attester(Party.PROVIDER, key("other")));
    assertThrows(
        IllegalStateException.class,
        () -> {
          Applied _ = f.state().append(one);
        });
  }

  @Test
  void objects_ofOtherBytesThanTheirName_areNotUsed() {
    LedgerFixture f = LedgerFixture.opened();
    Envelope e = f.voiding(List.of(hash("x")), PROVIDER);
    Admission a =
        f.state().admit(e.toBytes(), f.now(), h -> Optional.of(Bytes.wrap(new byte[32])), f);
    assertEquals(Code.OBJECT_MISSING, assertInstanceOf(Admission.Refused.class, a).reason().code());
  }
}
