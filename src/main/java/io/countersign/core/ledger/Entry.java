package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.encoding.Eip712;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.time.YearMonth;

/// What a party says when it signs: the typed fields of one kind.
///
/// Each has one EIP-712 struct and one canonical JSON form. Marks are no entries of this family:
/// their envelope is a checkpoint note. Source: `src/docs/formats.md` §3.
public sealed interface Entry {
  /// Most records in one attestation, and most tags in one void.
  int MAX_RECORDS = 65_536;

  /// Bound on uint32 members.
  long MAX_UINT32 = 0xffff_ffffL;

  Kind kind();

  /// The tree that the signer had seen.
  Seen seen();

  /// The `fields` member of the envelope.
  Json.Obj fields();

  /// EIP-712 `hashStruct`.
  Bytes32 structHash();

  /// What is signed.
  ///
  /// @param domain [Genesis#domain()] of the ledger
  default Bytes32 digest(Bytes32 domain) {
    return Eip712.digest(domain, structHash());
  }

  /// Reads the `fields` of an entry of `kind`.
  ///
  /// @throws MalformedException codes 01xx, `ADDRESS_FORM`, or `ENTRY_KIND_LATER` for a kind
  ///   without fields in this release
  static Entry parse(Kind kind, Fields f) throws MalformedException {
    Entry entry =
        switch (kind) {
          case AGREEMENT ->
              new Agreement(
                  f.integer("version", 1, MAX_UINT32),
                  f.bytes32("termsHash"),
                  f.bytes32("supersedes"),
                  period(f, "effectivePeriod"),
                  seen(f));
          case ATTESTATION ->
              new Attestation(
                  address(f, "attester"),
                  f.integer("sequence", 0, Json.MAX_INT),
                  (int) f.integer("count", 1, MAX_RECORDS),
                  f.bytes32("recordsRoot"),
                  seen(f));
          case VOID ->
              new Voiding(
                  (int) f.integer("count", 1, MAX_RECORDS),
                  f.bytes32("tagsRoot"),
                  f.bytes32("list"),
                  seen(f));
          case MILESTONE -> new Milestone(f.bytes32("name"), (int) date(f, "accepted"), seen(f));
          case STATEMENT ->
              new Statement(
                  period(f, "period"),
                  f.integer("revision", 0, MAX_UINT32),
                  f.bytes32("replaces"),
                  f.bytes32("statementHash"),
                  f.bytes32("resultsRoot"),
                  f.bytes32("termsHash"),
                  int256(f, "totalMicros"),
                  new Seen(
                      f.integer("prefix", 0, Json.MAX_INT),
                      f.bytes32("prefixRoot"),
                      f.integer("signedAt", 0, Json.MAX_INT)));
          case ACCEPTANCE ->
              new Acceptance(
                  period(f, "period"),
                  f.bytes32("statementHash"),
                  f.bytes32("exceptLines"),
                  seen(f));
          case KEY ->
              new Key(
                  KeyAction.parse(f.integer("action", 0, 255), f.path("action")),
                  Party.parse(f.integer("party", 0, 255), f.path("party")),
                  KeyRole.parse(f.integer("role", 0, 255), f.path("role")),
                  f.bytes32("key"),
                  seen(f));
          case RENDERING ->
              new Rendering(
                  f.bytes32("termsHash"),
                  f.integer("render", 1, MAX_UINT32),
                  f.bytes32("text"),
                  seen(f));
          case DISPUTE ->
              new Dispute(
                  period(f, "period"),
                  f.bytes32("statementHash"),
                  f.bytes32("claim"),
                  positive(f, "contestedMicros"),
                  seen(f));
          case ANSWER ->
              new Answer(
                  f.bytes32("dispute"),
                  AnswerKind.parse(f.integer("answer", 0, 255), f.path("answer")),
                  f.bytes32("offer"),
                  seen(f));
          case WITHDRAWAL -> new Withdrawal(f.bytes32("dispute"), seen(f));
          case ESCALATION -> new Escalation(f.bytes32("dispute"), seen(f));
          case RESOLUTION ->
              new Resolution(
                  f.bytes32("dispute"),
                  ResolutionMethod.parse(f.integer("method", 0, 255), f.path("method")),
                  f.bytes32("award"),
                  seen(f));
          case ERASURE ->
              new Erasure(
                  f.integer("entry", 0, Json.MAX_INT),
                  (int) f.integer("level", 0, 255),
                  f.bytes32("bitmap"),
                  f.bytes32("basis"),
                  seen(f));
          case MARK, ANCHOR, COMPILED ->
              throw new MalformedException(
                  Code.ENTRY_KIND_LATER,
                  "kind",
                  -1,
                  "a kind whose fields this release knows",
                  kind.text());
        };
    f.end();
    return entry;
  }

  private static Seen seen(Fields f) throws MalformedException {
    return new Seen(
        f.integer("seenSize", 0, Json.MAX_INT),
        f.bytes32("seenRoot"),
        f.integer("signedAt", 0, Json.MAX_INT));
  }

  private static Period period(Fields f, String name) throws MalformedException {
    return Period.parse(f.integer(name, Period.MIN, Period.MAX));
  }

  private static long date(Fields f, String name) throws MalformedException {
    long d = f.integer(name, 0, 99_991_231);
    if (!isDate(d)) {
      throw new MalformedException(
          Code.FIELD_RANGE, f.path(name), -1, "a date as yyyymmdd", Long.toString(d));
    }
    return d;
  }

  private static boolean isDate(long d) {
    int year = (int) (d / 10_000);
    int month = (int) (d / 100 % 100);
    int day = (int) (d % 100);
    return year >= 1970
        && month >= 1
        && month <= 12
        && day >= 1
        && day <= YearMonth.of(year, month).lengthOfMonth();
  }

  private static Address address(Fields f, String name) throws MalformedException {
    try {
      return Address.parse(f.string(name));
    } catch (MalformedException e) {
      throw e.code() == Code.ADDRESS_FORM ? e.within(f.path(name)) : e;
    }
  }

  private static BigInteger int256(Fields f, String name) throws MalformedException {
    BigInteger v = f.decimal(name);
    if (v.bitLength() > 255) {
      throw new MalformedException(
          Code.FIELD_RANGE, f.path(name), -1, "-2^255 to 2^255-1", v.toString());
    }
    return v;
  }

  private static BigInteger positive(Fields f, String name) throws MalformedException {
    BigInteger v = int256(f, name);
    if (v.signum() <= 0) {
      throw new MalformedException(
          Code.FIELD_RANGE, f.path(name), -1, "1 to 2^255-1", v.toString());
    }
    return v;
  }

  private static Json.Builder json(Seen seen) {
    return Json.object()
        .put("seenRoot", seen.root().toHex())
        .put("seenSize", seen.size())
        .put("signedAt", seen.signedAt());
  }

  private static Bytes32 end(Eip712.Struct s, Seen seen) {
    return s.uint(seen.size()).bytes32(seen.root()).uint(seen.signedAt()).hash();
  }

  private static Bytes32 type(String members) {
    return Eip712.typeHash(members + ",uint64 seenSize,bytes32 seenRoot,uint64 signedAt)");
  }

  private static void uint32(String what, long value) {
    if (value < 0 || value > MAX_UINT32) {
      throw new IllegalArgumentException(what + " out of uint32: " + value);
    }
  }

  private static void counted(int count) {
    if (count < 1 || count > MAX_RECORDS) {
      throw new IllegalArgumentException("count outside 1.." + MAX_RECORDS + ": " + count);
    }
  }

  /// Terms that both parties sign: version 1 opens the ledger, later ones amend it.
  ///
  /// @param version 1 at index 0, then one more each time
  /// @param termsHash SHA-256 of the canonical terms document, an object
  /// @param supersedes hash of the terms document of the version before, as the document says too;
  ///   zero for version 1
  /// @param effectivePeriod first period that this version governs
  record Agreement(
      long version, Bytes32 termsHash, Bytes32 supersedes, Period effectivePeriod, Seen seen)
      implements Entry {
    // Agreement(uint32 version,bytes32 termsHash,bytes32 supersedes,uint32 effectivePeriod,
    //     uint64 seenSize,bytes32 seenRoot,uint64 signedAt)
    private static final Bytes32 TYPE =
        type(
            "Agreement(uint32 version,bytes32 termsHash,bytes32 supersedes,uint32 effectivePeriod");

    public Agreement {
      uint32("version", version);
    }

    @Override
    public Kind kind() {
      return Kind.AGREEMENT;
    }

    @Override
    public Json.Obj fields() {
      return json(seen)
          .put("version", version)
          .put("termsHash", termsHash.toHex())
          .put("supersedes", supersedes.toHex())
          .put("effectivePeriod", effectivePeriod.yyyymm())
          .build();
    }

    @Override
    public Bytes32 structHash() {
      return end(
          Eip712.struct(TYPE)
              .uint(version)
              .bytes32(termsHash)
              .bytes32(supersedes)
              .uint(effectivePeriod.yyyymm()),
          seen);
    }
  }

  /// One key's word for a batch of records.
  ///
  /// @param attester the key that signs; its party owns the records
  /// @param sequence this key's attestations so far
  /// @param count records in the batch, 1 to [#MAX_RECORDS]
  /// @param recordsRoot root over the record hashes, and the name of the payload
  record Attestation(Address attester, long sequence, int count, Bytes32 recordsRoot, Seen seen)
      implements Entry {
    // Attestation(address attester,uint64 sequence,uint32 count,bytes32 recordsRoot,
    //     uint64 seenSize,bytes32 seenRoot,uint64 signedAt)
    private static final Bytes32 TYPE =
        type("Attestation(address attester,uint64 sequence,uint32 count,bytes32 recordsRoot");

    public Attestation {
      counted(count);
      if (sequence < 0 || sequence > Json.MAX_INT) {
        throw new IllegalArgumentException("sequence out of range: " + sequence);
      }
    }

    @Override
    public Kind kind() {
      return Kind.ATTESTATION;
    }

    @Override
    public Json.Obj fields() {
      return json(seen)
          .put("attester", attester.toString())
          .put("sequence", sequence)
          .put("count", count)
          .put("recordsRoot", recordsRoot.toHex())
          .build();
    }

    @Override
    public Bytes32 structHash() {
      return end(
          Eip712.struct(TYPE).address(attester).uint(sequence).uint(count).bytes32(recordsRoot),
          seen);
    }
  }

  /// Takes records out of every statement to come; the records stay where they are.
  ///
  /// @param count tags in the list, 1 to [#MAX_RECORDS]
  /// @param tagsRoot RFC 6962 root over the 32-byte tags
  /// @param list SHA-256 of the object that holds the tags, see [TagList]
  record Voiding(int count, Bytes32 tagsRoot, Bytes32 list, Seen seen) implements Entry {
    // Void(uint32 count,bytes32 tagsRoot,bytes32 list,
    //     uint64 seenSize,bytes32 seenRoot,uint64 signedAt)
    private static final Bytes32 TYPE = type("Void(uint32 count,bytes32 tagsRoot,bytes32 list");

    public Voiding {
      counted(count);
    }

    @Override
    public Kind kind() {
      return Kind.VOID;
    }

    @Override
    public Json.Obj fields() {
      return json(seen)
          .put("count", count)
          .put("tagsRoot", tagsRoot.toHex())
          .put("list", list.toHex())
          .build();
    }

    @Override
    public Bytes32 structHash() {
      return end(Eip712.struct(TYPE).uint(count).bytes32(tagsRoot).bytes32(list), seen);
    }
  }

  /// Both parties' word that a milestone was reached.
  ///
  /// @param name SHA-256 of the milestone's id in the terms
  /// @param accepted local date as yyyymmdd
  record Milestone(Bytes32 name, int accepted, Seen seen) implements Entry {
    // Milestone(bytes32 name,uint32 accepted,uint64 seenSize,bytes32 seenRoot,uint64 signedAt)
    private static final Bytes32 TYPE = type("Milestone(bytes32 name,uint32 accepted");

    public Milestone {
      if (!isDate(accepted)) {
        throw new IllegalArgumentException("no date: " + accepted);
      }
    }

    @Override
    public Kind kind() {
      return Kind.MILESTONE;
    }

    @Override
    public Json.Obj fields() {
      return json(seen).put("name", name.toHex()).put("accepted", accepted).build();
    }

    @Override
    public Bytes32 structHash() {
      return end(Eip712.struct(TYPE).bytes32(name).uint(accepted), seen);
    }
  }

  /// The provider's statement for one period.
  ///
  /// @param revision 0, then one more for each statement that replaces another of the same period
  /// @param replaces digest of the statement entry of the revision before; zero for revision 0
  /// @param statementHash SHA-256 of the statement object
  /// @param resultsRoot root over the lines' results
  /// @param termsHash the document in force for the period
  /// @param totalMicros the statement's total in micros, signed
  /// @param seen size is the prefix N(period) that the statement is computed on, root its root
  record Statement(
      Period period,
      long revision,
      Bytes32 replaces,
      Bytes32 statementHash,
      Bytes32 resultsRoot,
      Bytes32 termsHash,
      BigInteger totalMicros,
      Seen seen)
      implements Entry {
    // Statement(uint32 period,uint32 revision,bytes32 replaces,bytes32 statementHash,
    //     bytes32 resultsRoot,bytes32 termsHash,uint64 prefix,bytes32 prefixRoot,
    //     int256 totalMicros,uint64 signedAt)
    private static final Bytes32 TYPE =
        Eip712.typeHash(
            "Statement(uint32 period,uint32 revision,bytes32 replaces,bytes32 statementHash,"
                + "bytes32 resultsRoot,bytes32 termsHash,uint64 prefix,bytes32 prefixRoot,"
                + "int256 totalMicros,uint64 signedAt)");

    public Statement {
      uint32("revision", revision);
      if (totalMicros.bitLength() > 255) {
        throw new IllegalArgumentException("total beyond int256: " + totalMicros);
      }
    }

    @Override
    public Kind kind() {
      return Kind.STATEMENT;
    }

    @Override
    public Json.Obj fields() {
      return Json.object()
          .put("period", period.yyyymm())
          .put("revision", revision)
          .put("replaces", replaces.toHex())
          .put("statementHash", statementHash.toHex())
          .put("resultsRoot", resultsRoot.toHex())
          .put("termsHash", termsHash.toHex())
          .put("prefix", seen.size())
          .put("prefixRoot", seen.root().toHex())
          .put("totalMicros", totalMicros.toString())
          .put("signedAt", seen.signedAt())
          .build();
    }

    @Override
    public Bytes32 structHash() {
      return Eip712.struct(TYPE)
          .uint(period.yyyymm())
          .uint(revision)
          .bytes32(replaces)
          .bytes32(statementHash)
          .bytes32(resultsRoot)
          .bytes32(termsHash)
          .uint(seen.size())
          .bytes32(seen.root())
          .int256(totalMicros)
          .uint(seen.signedAt())
          .hash();
    }
  }

  /// The client's acceptance of a statement, whole or but for some lines.
  ///
  /// @param exceptLines SHA-256 of the object that lists the line ids not accepted, see [LineList];
  ///   zero where all are accepted
  record Acceptance(Period period, Bytes32 statementHash, Bytes32 exceptLines, Seen seen)
      implements Entry {
    // Acceptance(uint32 period,bytes32 statementHash,bytes32 exceptLines,
    //     uint64 seenSize,bytes32 seenRoot,uint64 signedAt)
    private static final Bytes32 TYPE =
        type("Acceptance(uint32 period,bytes32 statementHash,bytes32 exceptLines");

    @Override
    public Kind kind() {
      return Kind.ACCEPTANCE;
    }

    @Override
    public Json.Obj fields() {
      return json(seen)
          .put("period", period.yyyymm())
          .put("statementHash", statementHash.toHex())
          .put("exceptLines", exceptLines.toHex())
          .build();
    }

    @Override
    public Bytes32 structHash() {
      return end(
          Eip712.struct(TYPE).uint(period.yyyymm()).bytes32(statementHash).bytes32(exceptLines),
          seen);
    }
  }

  /// The client's word that amounts of a statement are wrong.
  ///
  /// @param statementHash of the period's latest statement
  /// @param claim SHA-256 of the object that says what is wrong, see [Claim]
  /// @param contestedMicros the sum that is contested, above 0, below 2^255
  record Dispute(
      Period period, Bytes32 statementHash, Bytes32 claim, BigInteger contestedMicros, Seen seen)
      implements Entry {
    // Dispute(uint32 period,bytes32 statementHash,bytes32 claim,int256 contestedMicros,
    //     uint64 seenSize,bytes32 seenRoot,uint64 signedAt)
    private static final Bytes32 TYPE =
        type("Dispute(uint32 period,bytes32 statementHash,bytes32 claim,int256 contestedMicros");

    public Dispute {
      if (contestedMicros.signum() <= 0 || contestedMicros.bitLength() > 255) {
        throw new IllegalArgumentException("contested out of range: " + contestedMicros);
      }
    }

    @Override
    public Kind kind() {
      return Kind.DISPUTE;
    }

    @Override
    public Json.Obj fields() {
      return json(seen)
          .put("period", period.yyyymm())
          .put("statementHash", statementHash.toHex())
          .put("claim", claim.toHex())
          .put("contestedMicros", contestedMicros.toString())
          .build();
    }

    @Override
    public Bytes32 structHash() {
      return end(
          Eip712.struct(TYPE)
              .uint(period.yyyymm())
              .bytes32(statementHash)
              .bytes32(claim)
              .int256(contestedMicros),
          seen);
    }
  }

  /// The provider's answer to a dispute.
  ///
  /// @param dispute digest of the dispute's entry
  /// @param offer SHA-256 of the object that offers other amounts, see [AnswerOffer]; zero unless
  ///   it answers in part
  record Answer(Bytes32 dispute, AnswerKind answer, Bytes32 offer, Seen seen) implements Entry {
    // Answer(bytes32 dispute,uint8 answer,bytes32 offer,
    //     uint64 seenSize,bytes32 seenRoot,uint64 signedAt)
    private static final Bytes32 TYPE = type("Answer(bytes32 dispute,uint8 answer,bytes32 offer");

    @Override
    public Kind kind() {
      return Kind.ANSWER;
    }

    @Override
    public Json.Obj fields() {
      return json(seen)
          .put("dispute", dispute.toHex())
          .put("answer", answer.code())
          .put("offer", offer.toHex())
          .build();
    }

    @Override
    public Bytes32 structHash() {
      return end(Eip712.struct(TYPE).bytes32(dispute).uint(answer.code()).bytes32(offer), seen);
    }
  }

  /// The client takes its dispute back.
  ///
  /// @param dispute digest of the dispute's entry
  record Withdrawal(Bytes32 dispute, Seen seen) implements Entry {
    // Withdrawal(bytes32 dispute,uint64 seenSize,bytes32 seenRoot,uint64 signedAt)
    private static final Bytes32 TYPE = type("Withdrawal(bytes32 dispute");

    @Override
    public Kind kind() {
      return Kind.WITHDRAWAL;
    }

    @Override
    public Json.Obj fields() {
      return json(seen).put("dispute", dispute.toHex()).build();
    }

    @Override
    public Bytes32 structHash() {
      return end(Eip712.struct(TYPE).bytes32(dispute), seen);
    }
  }

  /// A party calls the arbiter whom Genesis names.
  ///
  /// @param dispute digest of the dispute's entry
  record Escalation(Bytes32 dispute, Seen seen) implements Entry {
    // Escalation(bytes32 dispute,uint64 seenSize,bytes32 seenRoot,uint64 signedAt)
    private static final Bytes32 TYPE = type("Escalation(bytes32 dispute");

    @Override
    public Kind kind() {
      return Kind.ESCALATION;
    }

    @Override
    public Json.Obj fields() {
      return json(seen).put("dispute", dispute.toHex()).build();
    }

    @Override
    public Bytes32 structHash() {
      return end(Eip712.struct(TYPE).bytes32(dispute), seen);
    }
  }

  /// How a dispute ends, by both parties or by the arbiter.
  ///
  /// @param dispute digest of the dispute's entry
  /// @param award SHA-256 of the object with the amounts, see [Award]; zero where records do it
  record Resolution(Bytes32 dispute, ResolutionMethod method, Bytes32 award, Seen seen)
      implements Entry {
    // Resolution(bytes32 dispute,uint8 method,bytes32 award,
    //     uint64 seenSize,bytes32 seenRoot,uint64 signedAt)
    private static final Bytes32 TYPE =
        type("Resolution(bytes32 dispute,uint8 method,bytes32 award");

    @Override
    public Kind kind() {
      return Kind.RESOLUTION;
    }

    @Override
    public Json.Obj fields() {
      return json(seen)
          .put("dispute", dispute.toHex())
          .put("method", method.code())
          .put("award", award.toHex())
          .build();
    }

    @Override
    public Bytes32 structHash() {
      return end(Eip712.struct(TYPE).bytes32(dispute).uint(method.code()).bytes32(award), seen);
    }
  }

  /// A change of a party's keys; acts from its own index + 1 on.
  ///
  /// @param key the key that is added, revoked or put in place: an address left-padded with zeros,
  ///   or a raw Ed25519 key for a cosigner
  record Key(KeyAction action, Party party, KeyRole role, Bytes32 key, Seen seen) implements Entry {
    // Key(uint8 action,uint8 party,uint8 role,bytes32 key,
    //     uint64 seenSize,bytes32 seenRoot,uint64 signedAt)
    private static final Bytes32 TYPE = type("Key(uint8 action,uint8 party,uint8 role,bytes32 key");

    @Override
    public Kind kind() {
      return Kind.KEY;
    }

    @Override
    public Json.Obj fields() {
      return json(seen)
          .put("action", action.code())
          .put("party", party.code())
          .put("role", role.code())
          .put("key", key.toHex())
          .build();
    }

    @Override
    public Bytes32 structHash() {
      return end(
          Eip712.struct(TYPE).uint(action.code()).uint(party.code()).uint(role.code()).bytes32(key),
          seen);
    }
  }

  /// Both parties' word that two texts say what a terms document says. The document prevails.
  ///
  /// @param termsHash the document, a version of this ledger's terms
  /// @param render the version of the templates that made the texts, from 1
  /// @param text SHA-256 of the object that holds both texts, see [RenderedTexts]
  record Rendering(Bytes32 termsHash, long render, Bytes32 text, Seen seen) implements Entry {
    // Rendering(bytes32 termsHash,uint32 render,bytes32 text,
    //     uint64 seenSize,bytes32 seenRoot,uint64 signedAt)
    private static final Bytes32 TYPE =
        type("Rendering(bytes32 termsHash,uint32 render,bytes32 text");

    public Rendering {
      uint32("render", render);
    }

    @Override
    public Kind kind() {
      return Kind.RENDERING;
    }

    @Override
    public Json.Obj fields() {
      return json(seen)
          .put("termsHash", termsHash.toHex())
          .put("render", render)
          .put("text", text.toHex())
          .build();
    }

    @Override
    public Bytes32 structHash() {
      return end(Eip712.struct(TYPE).bytes32(termsHash).uint(render).bytes32(text), seen);
    }
  }

  /// Takes names or rows of records out of what is kept; leaves, tags and hashes stay.
  ///
  /// @param entry index of the attestation whose records they are
  /// @param level number of an [ErasureLevel]; other numbers are refused by the ledger
  /// @param bitmap SHA-256 of the object that says which records, see [ErasureBitmap]
  /// @param basis SHA-256 of the text that says why; zero for none
  record Erasure(long entry, int level, Bytes32 bitmap, Bytes32 basis, Seen seen) implements Entry {
    // Erasure(uint64 entry,uint8 level,bytes32 bitmap,bytes32 basis,
    //     uint64 seenSize,bytes32 seenRoot,uint64 signedAt)
    private static final Bytes32 TYPE =
        type("Erasure(uint64 entry,uint8 level,bytes32 bitmap,bytes32 basis");

    public Erasure {
      if (entry < 0 || entry > Json.MAX_INT) {
        throw new IllegalArgumentException("entry out of range: " + entry);
      }
      if (level < 0 || level > 255) {
        throw new IllegalArgumentException("level out of uint8: " + level);
      }
    }

    @Override
    public Kind kind() {
      return Kind.ERASURE;
    }

    @Override
    public Json.Obj fields() {
      return json(seen)
          .put("entry", entry)
          .put("level", level)
          .put("bitmap", bitmap.toHex())
          .put("basis", basis.toHex())
          .build();
    }

    @Override
    public Bytes32 structHash() {
      return end(Eip712.struct(TYPE).uint(entry).uint(level).bytes32(bitmap).bytes32(basis), seen);
    }
  }
}
