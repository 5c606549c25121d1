package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Kind;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Payload;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.money.Micros;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.StatementLine;
import io.countersign.core.terms.Terms;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The ways in which the demonstration cheats, and the check that must find each.
enum Tampering {
  /// A call's seconds are raised in the records.
  SECONDS(Code.RECORDS_ROOT_OTHER),
  /// A call is left out of the records.
  LEFT_OUT(Code.RECORDS_ROOT_OTHER),
  /// The records behind a batch are withheld.
  WITHHELD(Code.RECORDS_MISSING),
  /// A price is raised in the terms.
  PRICE(Code.OBJECT_HASH),
  /// A line's amount is raised in the statement.
  AMOUNT(Code.OBJECT_HASH),
  /// The last entry is cut off, and the log signs the shorter tree.
  TAIL(Code.SEEN_TRUNCATED),
  /// A call is attested a second time; provider and operator sign.
  TWICE(Code.RECORD_REPEATED),
  /// A statement with a raised line; provider and operator sign.
  OVERCHARGED(Code.STATEMENT_LINE),
  /// A batch is exchanged and all history after it chained anew; provider and operator sign.
  REWRITTEN(Code.SEEN_OTHER_ROOT);

  private final Code code;

  Tampering(Code code) {
    this.code = code;
  }

  /// The check that must fail.
  Code code() {
    return code;
  }

  /// Spoils `ledger`.
  ///
  /// @param provider the provider's key, for the cheats that a provider would sign
  void spoil(Forger ledger, Secp256k1Key provider) throws MalformedException {
    switch (this) {
      case SECONDS -> {
        Bytes32 root = attestation(ledger, first(ledger)).recordsRoot();
        ledger.spoilPayload(root, raised(ledger.payload(root)));
      }
      case LEFT_OUT -> {
        Bytes32 root = attestation(ledger, first(ledger)).recordsRoot();
        ledger.spoilPayload(root, without(ledger.payload(root)));
      }
      case WITHHELD -> ledger.dropPayload(attestation(ledger, first(ledger)).recordsRoot());
      case PRICE -> {
        Bytes32 hash = ((Entry.Agreement) ledger.envelope(0).entry()).termsHash();
        ledger.spoilObject(hash, dearer(ledger.object(hash)));
      }
      case AMOUNT -> {
        Bytes32 hash = statement(ledger).statementHash();
        ledger.spoilObject(hash, overcharged(ledger.object(hash)).toBytes());
      }
      case TAIL -> ledger.dropTail(1);
      case TWICE -> twice(ledger, provider);
      case OVERCHARGED -> {
        Entry.Statement old = statement(ledger);
        Statement more = overcharged(ledger.object(old.statementHash()));
        ledger.put(more.toBytes());
        Entry.Statement entry =
            new Entry.Statement(
                old.period(),
                old.revision() + 1,
                old.digest(ledger.domain()),
                more.hash(),
                more.resultsRoot(),
                old.termsHash(),
                more.total().value(),
                old.seen());
        ledger.append(Envelope.of(entry).signed(Signer.PROVIDER, provider, ledger.domain()));
      }
      case REWRITTEN -> rewritten(ledger, provider);
    }
  }

  private static void twice(Forger ledger, Secp256k1Key provider) throws MalformedException {
    Entry.Attestation last = attestation(ledger, last(ledger));
    UsageRecord again = records(ledger.payload(last.recordsRoot())).getFirst();
    Entry.Attestation entry =
        batch(ledger, last, last.sequence() + 1, List.of(again), seed("twice"));
    ledger.append(Envelope.of(entry).signed(Signer.ATTESTER, provider, ledger.domain()));
  }

  private static void rewritten(Forger ledger, Secp256k1Key provider) throws MalformedException {
    int index = first(ledger);
    Entry.Attestation old = attestation(ledger, index);
    List<UsageRecord> all = new ArrayList<>(records(raised(ledger.payload(old.recordsRoot()))));
    Entry.Attestation entry = batch(ledger, old, old.sequence(), all, seed("rewritten"));
    ledger.replace(index, Envelope.of(entry).signed(Signer.ATTESTER, provider, ledger.domain()));
  }

  private static Entry.Attestation batch(
      Forger ledger, Entry.Attestation like, long sequence, List<UsageRecord> records, Bytes32 seed)
      throws MalformedException {
    Payload payload = Payload.of(seed, records);
    Bytes32 root = payload.open(Party.PROVIDER, ledger.pepper(), Workers.SEQUENTIAL).root();
    ledger.spoilPayload(root, payload.toBytes());
    return new Entry.Attestation(like.attester(), sequence, records.size(), root, like.seen());
  }

  private static Bytes32 seed(String word) {
    return Sha256.hash(Bytes.utf8(word));
  }

  private static int first(Forger ledger) throws MalformedException {
    for (int i = 0; i < ledger.size(); i++) {
      if (isAttestation(ledger.leaf(i))) {
        return i;
      }
    }
    throw new IllegalStateException("no attestation");
  }

  private static int last(Forger ledger) throws MalformedException {
    for (int i = ledger.size() - 1; i >= 0; i--) {
      if (isAttestation(ledger.leaf(i))) {
        return i;
      }
    }
    throw new IllegalStateException("no attestation");
  }

  private static boolean isAttestation(Leaf leaf) {
    return leaf.kind() == Kind.ATTESTATION.code();
  }

  private static Entry.Attestation attestation(Forger ledger, int index) throws MalformedException {
    return (Entry.Attestation) ledger.envelope(index).entry();
  }

  private static Entry.Statement statement(Forger ledger) throws MalformedException {
    for (int i = ledger.size() - 1; i >= 0; i--) {
      if (ledger.leaf(i).kind() == Kind.STATEMENT.code()) {
        return (Entry.Statement) ledger.envelope(i).entry();
      }
    }
    throw new IllegalStateException("no statement");
  }

  private static List<String> lines(Bytes payload) {
    return new String(payload.unsafeArray(), StandardCharsets.UTF_8).lines().toList();
  }

  private static Bytes joined(List<String> lines) {
    return Bytes.utf8(String.join("\n", lines) + "\n");
  }

  private static List<UsageRecord> records(Bytes payload) throws MalformedException {
    List<UsageRecord> out = new ArrayList<>();
    for (String line : lines(payload).subList(1, lines(payload).size())) {
      out.add(UsageRecord.parse(Bytes.utf8(line)));
    }
    return out;
  }

  /// The first answered call lasts a minute longer.
  private static Bytes raised(Bytes payload) throws MalformedException {
    List<String> lines = new ArrayList<>(lines(payload));
    for (int i = 1; i < lines.size(); i++) {
      UsageRecord r = UsageRecord.parse(Bytes.utf8(lines.get(i)));
      if (r.data().get("talk_s") instanceof Json.Int talk && talk.value() > 0) {
        Json.Obj data = r.data().with("talk_s", Json.of(talk.value() + 60));
        lines.set(
            i,
            new UsageRecord(r.at(), data, r.id(), r.rev(), r.source(), r.type())
                .toBytes()
                .toUtf8());
        return joined(lines);
      }
    }
    throw new IllegalStateException("no answered call");
  }

  private static Bytes without(Bytes payload) {
    List<String> lines = new ArrayList<>(lines(payload));
    lines.remove(1);
    return joined(lines);
  }

  /// Every price of 1.2 becomes 1.3.
  private static Bytes dearer(Bytes terms) throws MalformedException {
    Bytes out = Bytes.utf8(terms.toUtf8().replace("\"price\":\"1.2\"", "\"price\":\"1.3\""));
    JsonReader.canonical(out, Terms.MAX_BYTES);
    return out;
  }

  /// The first line costs a thousand more.
  private static Statement overcharged(Bytes statement) throws MalformedException {
    Statement s = Statement.parse(statement);
    Micros more = Micros.of(1_000_000_000);
    List<StatementLine> lines = new ArrayList<>(s.lines());
    StatementLine l = lines.getFirst();
    lines.set(
        0, new StatementLine(l.id(), l.amount().plus(more), l.memo(), l.sum(), l.traceHash()));
    return new Statement(
        s.ledger(),
        s.period(),
        s.prefix(),
        s.prefixRoot(),
        s.terms(),
        s.measures(),
        s.kpis(),
        lines,
        s.adjustments(),
        s.settlements(),
        s.ignored(),
        s.total().plus(more));
  }
}
