package io.countersign.service;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Limits;
import io.countersign.sequencer.Setting;
import io.countersign.sequencer.Submission;
import io.countersign.store.MemoryLedgerStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.StructuredDataEncoder;

class DraftsTest {
  /// Three weeks after the opening, when the cut-offs are over.
  private static final long LATER = Setting.NOW + 21 * 86_400_000L;

  private static final Map<Signer, Secp256k1Key> KEYS =
      Map.of(
          Signer.CLIENT, Setting.CLIENT,
          Signer.PROVIDER, Setting.PROVIDER,
          Signer.ATTESTER, Setting.PROVIDER,
          Signer.SIGNER, Setting.PROVIDER,
          Signer.KEY, Setting.STRANGER);

  private final AtomicLong millis = new AtomicLong(Setting.NOW);
  private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
  private final Ledger ledger = open();
  private final Drafts drafts =
      new Drafts(new StatementDesk(Workers.SEQUENTIAL), clock, Workers.SEQUENTIAL);
  private final List<UsageRecord> calls = Setting.calls(7, 40);

  private Ledger open() {
    return assertInstanceOf(
            Ledger.Creation.Created.class,
            Ledger.create(
                new MemoryLedgerStore(),
                Setting.opening(),
                Setting.LOG,
                new Ledger.Environment(
                    clock, Setting.environment().threads(), Workers.SEQUENTIAL, Limits.STANDARD)))
        .ledger();
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private static Json body(String text) throws Exception {
    return JsonReader.relaxed(Bytes.utf8(text), 1 << 20);
  }

  private Draft draft(String kind, String text) throws Exception {
    DraftRequest request = DraftRequest.parse(kind, body(text), Setting.NOW / 1000);
    drafts.mark(ledger, request);
    return drafts.draft(ledger, request);
  }

  /// Signs the draft with the first of its sets and submits it with its objects.
  private Answer submit(Draft draft) throws Exception {
    assertEquals(List.of(), draft.findings());
    Envelope envelope = Envelope.of(draft.entry());
    Set<Signer> roles = draft.signers().getFirst();
    for (Signer role : roles) {
      envelope = envelope.signed(role, requireNonNull(KEYS.get(role)), ledger.genesis().domain());
    }
    Bytes32 wallet =
        Bytes32.of(new StructuredDataEncoder(draft.typedData().toText()).hashStructuredData());
    assertEquals(draft.digest(), wallet, "what a wallet signs");
    for (Words words : draft.does()) {
      assertFalse(words.in(Locale.ENGLISH).contains("{"), words.in(Locale.ENGLISH));
      assertFalse(words.in(Locale.SIMPLIFIED_CHINESE).contains("{"));
    }
    return ledger.submit(
        Submission.of(
            envelope.toBytes(), draft.objects().stream().map(Draft.Named::bytes).toList()));
  }

  private void accepted(String kind, String text) throws Exception {
    assertInstanceOf(Answer.Accepted.class, submit(draft(kind, text)), kind);
  }

  @Test
  void drafts_signedAsTheySay_areAccepted() throws Exception {
    assertInstanceOf(
        Answer.Accepted.class, ledger.submit(Setting.attestation(Setting.PROVIDER, 0, calls)));
    UsageRecord first = calls.getFirst();
    accepted(
        "void",
        "{\"records\":[{\"source\":\"%s\",\"id\":\"%s\"}]}".formatted(first.source(), first.id()));
    accepted(
        "key",
        "{\"action\":\"add\",\"role\":\"attester\",\"party\":\"provider\",\"key\":\"%s\"}"
            .formatted(Setting.address(Setting.STRANGER)));
    accepted("rendering", "{}");
    millis.set(LATER);
    accepted("statement", "{\"period\":199902}");
    accepted("acceptance", "{\"period\":199902,\"except\":[\"vat\"]}");
    assertEquals(7 + 1, ledger.size(), "opening, batch, void, key, rendering, mark, two more");
  }

  @Test
  void statement_thatStands_isNotDraftedAgain() throws Exception {
    assertRefused(Code.PERIOD_OPEN, "statement", "{\"period\":199901}");
    millis.set(LATER);
    accepted("statement", "{\"period\":199901}");
    assertRefused(Code.ENTRY_REPEATED, "statement", "{\"period\":199901}");
  }

  @Test
  void draft_ofWhatCannotBe_saysWhy() {
    assertRefused(Code.ENTRY_NOT_FOUND, "acceptance", "{\"period\":199901}");
    assertRefused(
        Code.RECORD_NOT_FOUND, "void", "{\"records\":[{\"source\":\"pbx\",\"id\":\"none\"}]}");
    assertRefused(Code.NO_TERMS, "statement", "{\"period\":199812}");
    assertRefused(
        Code.RENDERING_TERMS,
        "rendering",
        "{\"termsHash\":\"%s\"}".formatted("0".repeat(63) + "1"));
  }

  private void assertRefused(Code code, String kind, String text) {
    assertEquals(code, assertThrows(RefusedException.class, () -> draft(kind, text)).code(), kind);
  }

  @Test
  void milestone_thatNobodyPaysFor_isDraftedWithItsFault() throws Exception {
    Draft draft = draft("milestone", "{\"milestone\":\"go-live\",\"accepted\":19990301}");
    assertEquals(Code.MILESTONE_UNKNOWN, draft.findings().getFirst().code());
    assertEquals(1, ledger.size());
  }

  @Test
  void amendment_takesNumberHashAndNonceFromTheLedger() throws Exception {
    Json.Obj terms = ledger.look(s -> s.history().versions().getLast().terms().toJson());
    Draft draft =
        draft(
            "amendment",
            Json.object()
                .put("terms", terms.without("nonce").toText())
                .put("effective", 199912)
                .build()
                .toText());
    assertEquals("terms", draft.objects().getFirst().is());
    assertEquals(
        List.of(Code.AGREEMENT_PERIOD),
        draft.findings().stream().map(f -> f.code()).toList(),
        "the month has begun");
  }

  @Test
  void request_withAMemberOfAnotherKind_isMalformed() {
    assertThrows(
        io.countersign.core.base.MalformedException.class,
        () -> draft("statement", "{\"period\":199901,\"except\":[]}"));
    assertThrows(
        io.countersign.core.base.MalformedException.class,
        () -> draft("milestone", "{\"milestone\":\"a\",\"accepted\":19990230}"));
  }
}
