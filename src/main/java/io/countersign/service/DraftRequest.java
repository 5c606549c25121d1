package io.countersign.service;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.AnswerKind;
import io.countersign.core.ledger.Claim;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.KeyAction;
import io.countersign.core.ledger.KeyRole;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.LineList;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.RecordRange;
import io.countersign.core.ledger.ResolutionMethod;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// What somebody wants to sign, before the ledger has said what the entry's members are.
///
/// Each has `signedAt`, the signer's clock in UTC seconds.
public sealed interface DraftRequest {
  /// Cap on the text of a terms document, in bytes.
  int MAX_TERMS_BYTES = 256 << 10;

  /// What can be drafted.
  List<String> KINDS =
      List.of(
          "statement",
          "acceptance",
          "amendment",
          "void",
          "milestone",
          "dispute",
          "answer",
          "withdrawal",
          "escalation",
          "resolution",
          "key",
          "rendering");

  long signedAt();

  /// The provider's statement of a period whose cut-off is over.
  record OfStatement(Period period, long signedAt) implements DraftRequest {}

  /// The client's acceptance of the latest statement of a period, but for `except`.
  record OfAcceptance(Period period, List<String> except, long signedAt) implements DraftRequest {
    public OfAcceptance {
      except = List.copyOf(except);
    }
  }

  /// The next version of the terms; its number, the hash before it and the nonce follow from the
  /// ledger.
  record OfAmendment(Json.Obj terms, Period effective, long signedAt) implements DraftRequest {}

  /// A void of records, by names or by tags.
  record OfVoid(List<RecordName> names, List<Bytes32> tags, Party party, long signedAt)
      implements DraftRequest {
    public OfVoid {
      names = List.copyOf(names);
      tags = List.copyOf(tags);
    }
  }

  /// The acceptance of a milestone on a local date.
  record OfMilestone(String milestone, int accepted, long signedAt) implements DraftRequest {}

  /// A change of a party's keys.
  record OfKey(KeyAction action, Party party, KeyRole role, Bytes32 key, long signedAt)
      implements DraftRequest {}

  /// Both texts of a version of the terms; of the latest where `termsHash` is zero.
  record OfRendering(Bytes32 termsHash, long signedAt) implements DraftRequest {}

  /// An amount of a line of a period, in micros.
  record LineAmount(Period period, String line, Micros amount) {}

  /// The client's dispute of the latest statement of a period.
  ///
  /// @param items what lines should come to
  /// @param adjusted what is contested of adjustments of earlier periods
  record OfDispute(
      Period period,
      List<LineAmount> items,
      List<LineAmount> adjusted,
      List<RecordRange> records,
      List<Claim.Evidence> evidence,
      Claim.Reason reason,
      String note,
      long signedAt)
      implements DraftRequest {
    public OfDispute {
      items = List.copyOf(items);
      adjusted = List.copyOf(adjusted);
      records = List.copyOf(records);
      evidence = List.copyOf(evidence);
    }
  }

  /// The provider's answer.
  ///
  /// @param items what it offers, where it answers in part
  record OfAnswer(
      Bytes32 dispute, AnswerKind answer, List<LineAmount> items, String note, long signedAt)
      implements DraftRequest {
    public OfAnswer {
      items = List.copyOf(items);
    }
  }

  /// The client takes its dispute back.
  record OfWithdrawal(Bytes32 dispute, long signedAt) implements DraftRequest {}

  /// A party calls the arbiter.
  record OfEscalation(Bytes32 dispute, long signedAt) implements DraftRequest {}

  /// How a dispute ends.
  ///
  /// @param items what is posted, where it ends by amounts
  record OfResolution(
      Bytes32 dispute,
      ResolutionMethod method,
      List<LineAmount> items,
      List<RecordRange> records,
      String note,
      long signedAt)
      implements DraftRequest {
    public OfResolution {
      items = List.copyOf(items);
      records = List.copyOf(records);
    }
  }

  /// A record by its name.
  record RecordName(String source, String id, long rev) {}

  /// Reads what an interface was given.
  ///
  /// @param kind one of [#KINDS]
  /// @param body its members, as the OpenAPI document says
  /// @param now UTC seconds, where it names no time
  /// @throws MalformedException codes 01xx, `FIELD_PATTERN` for another kind
  static DraftRequest parse(String kind, Json body, long now) throws MalformedException {
    Fields f = Fields.of(body, "");
    long at = f.has("signedAt") ? f.integer("signedAt", 0, Json.MAX_INT) : now;
    DraftRequest out =
        switch (kind) {
          case "statement" -> new OfStatement(period(f, "period"), at);
          case "acceptance" -> new OfAcceptance(period(f, "period"), lines(f), at);
          case "amendment" -> new OfAmendment(terms(f), period(f, "effective"), at);
          case "void" -> voiding(f, at);
          case "milestone" -> new OfMilestone(name(f, "milestone"), date(f, "accepted"), at);
          case "dispute" -> dispute(f, at);
          case "answer" ->
              new OfAnswer(
                  f.bytes32("dispute"), answer(f), amounts(f, "items", "offered"), note(f), at);
          case "withdrawal" -> new OfWithdrawal(f.bytes32("dispute"), at);
          case "escalation" -> new OfEscalation(f.bytes32("dispute"), at);
          case "resolution" ->
              new OfResolution(
                  f.bytes32("dispute"),
                  f.oneOf("method", List.of("records", "amounts")).equals("amounts")
                      ? ResolutionMethod.AMOUNTS
                      : ResolutionMethod.RECORDS,
                  amounts(f, "items", "amount"),
                  ranges(f),
                  note(f),
                  at);
          case "key" -> key(f, at);
          case "rendering" ->
              new OfRendering(f.has("termsHash") ? f.bytes32("termsHash") : Bytes32.ZERO, at);
          default ->
              throw new MalformedException(
                  Code.FIELD_PATTERN,
                  "kind",
                  -1,
                  "a kind of entry that is drafted",
                  MalformedException.show(kind));
        };
    f.end();
    return out;
  }

  private static Period period(Fields f, String name) throws MalformedException {
    return Period.parse(f.integer(name, Period.MIN, Period.MAX));
  }

  private static DraftRequest dispute(Fields f, long at) throws MalformedException {
    Period period = period(f, "period");
    List<Claim.Evidence> evidence = new ArrayList<>();
    if (f.has("evidence")) {
      for (Fields e : f.objects("evidence", 0, Claim.MAX_EVIDENCE)) {
        Bytes32 hash = e.bytes32("hash");
        String label = e.string("label");
        if (label.codePointCount(0, label.length()) > Claim.MAX_LABEL) {
          throw new MalformedException(
              Code.FIELD_RANGE,
              e.path("label"),
              -1,
              "at most " + Claim.MAX_LABEL + " characters",
              "more");
        }
        evidence.add(new Claim.Evidence(hash, label));
        e.end();
      }
    }
    return new OfDispute(
        period,
        amounts(f, "items", "claimed", period),
        amounts(f, "adjusted", "contested", period),
        ranges(f),
        evidence,
        Claim.Reason.of(f.oneOf("reason", Claim.Reason.words())),
        note(f),
        at);
  }

  private static AnswerKind answer(Fields f) throws MalformedException {
    return switch (f.oneOf("answer", List.of("accept", "reject", "part"))) {
      case "accept" -> AnswerKind.ACCEPT;
      case "reject" -> AnswerKind.REJECT;
      default -> AnswerKind.PART;
    };
  }

  private static List<LineAmount> amounts(Fields f, String name, String amount)
      throws MalformedException {
    List<LineAmount> out = new ArrayList<>();
    if (f.has(name)) {
      for (Fields i : f.objects(name, 0, LineList.MAX_LINES)) {
        out.add(amount(i, period(i, "period"), amount));
      }
    }
    return out;
  }

  /// The same where the period may be left out.
  private static List<LineAmount> amounts(Fields f, String name, String amount, Period otherwise)
      throws MalformedException {
    List<LineAmount> out = new ArrayList<>();
    if (f.has(name)) {
      for (Fields i : f.objects(name, 0, LineList.MAX_LINES)) {
        out.add(amount(i, i.has("period") ? period(i, "period") : otherwise, amount));
      }
    }
    return out;
  }

  private static LineAmount amount(Fields i, Period period, String amount)
      throws MalformedException {
    LineAmount out = new LineAmount(period, i.string("line"), new Micros(i.decimal(amount)));
    i.end();
    return out;
  }

  private static List<RecordRange> ranges(Fields f) throws MalformedException {
    List<RecordRange> out = new ArrayList<>();
    if (f.has("ranges")) {
      for (Json item : f.array("ranges", 0, RecordRange.MAX_RANGES)) {
        String path = f.path("ranges") + "[" + out.size() + "]";
        if (!(item instanceof Json.Arr a) || a.items().size() != 2) {
          throw new MalformedException(
              Code.FIELD_TYPE, path, -1, "the first and the last record number", item.kind());
        }
        long first = Fields.integer(a.items().get(0), path, 0, Leaf.MAX_RECORDS - 1);
        out.add(
            new RecordRange(
                first, Fields.integer(a.items().get(1), path, first, Leaf.MAX_RECORDS - 1)));
      }
    }
    return out;
  }

  private static String note(Fields f) throws MalformedException {
    return f.has("note") ? f.string("note") : "";
  }

  private static List<String> lines(Fields f) throws MalformedException {
    List<String> out = new ArrayList<>();
    if (f.has("except")) {
      for (Json item : f.array("except", 0, LineList.MAX_LINES)) {
        out.add(Fields.string(item, "except[" + out.size() + "]"));
      }
    }
    return out;
  }

  private static Json.Obj terms(Fields f) throws MalformedException {
    Json read = JsonReader.relaxed(Bytes.utf8(f.string("terms")), MAX_TERMS_BYTES);
    if (read instanceof Json.Obj o) {
      return o;
    }
    throw new MalformedException(Code.FIELD_TYPE, "terms", -1, "an object", read.kind());
  }

  private static DraftRequest voiding(Fields f, long at) throws MalformedException {
    List<RecordName> names = new ArrayList<>();
    List<Bytes32> tags = new ArrayList<>();
    if (f.has("tags")) {
      for (Json item : f.array("tags", 1, Entry.MAX_RECORDS)) {
        tags.add(Bytes32.parse(Fields.string(item, "tags[" + tags.size() + "]")));
      }
    } else {
      for (Fields r : f.objects("records", 1, Entry.MAX_RECORDS)) {
        names.add(
            new RecordName(
                name(r, "source"),
                name(r, "id"),
                r.has("rev") ? r.integer("rev", 0, Entry.MAX_UINT32) : 0));
        r.end();
      }
    }
    return new OfVoid(names, tags, party(f), at);
  }

  private static String name(Fields f, String name) throws MalformedException {
    String s = f.string(name);
    if (!UsageRecord.isName(s)) {
      throw new MalformedException(
          Code.FIELD_PATTERN,
          f.path(name),
          -1,
          "[A-Za-z0-9._:-]{1,64}",
          MalformedException.show(s));
    }
    return s;
  }

  private static int date(Fields f, String name) throws MalformedException {
    long date = f.integer(name, 1970_01_01, 2099_12_31);
    try {
      LocalDate day = LocalDate.of((int) date / 10_000, (int) date / 100 % 100, (int) date % 100);
      return day.getYear() * 10_000 + day.getMonthValue() * 100 + day.getDayOfMonth();
    } catch (DateTimeException e) {
      throw new MalformedException(
          Code.FIELD_RANGE, f.path(name), -1, "a date as yyyymmdd", Long.toString(date));
    }
  }

  private static Party party(Fields f) throws MalformedException {
    if (!f.has("party")) {
      return Party.PROVIDER;
    }
    String word = f.oneOf("party", List.of(Party.PROVIDER.text(), Party.CLIENT.text()));
    return word.equals(Party.CLIENT.text()) ? Party.CLIENT : Party.PROVIDER;
  }

  private static DraftRequest key(Fields f, long at) throws MalformedException {
    KeyAction action =
        switch (f.oneOf("action", List.of("add", "revoke", "replace"))) {
          case "add" -> KeyAction.ADD;
          case "revoke" -> KeyAction.REVOKE;
          default -> KeyAction.REPLACE;
        };
    String word = f.oneOf("role", List.of("attester", "signer", "cosigner", "recovery"));
    KeyRole role =
        List.of(KeyRole.values()).stream()
            .filter(r -> r.text().equals(word))
            .findFirst()
            .orElseThrow();
    Bytes32 key =
        role == KeyRole.COSIGNER ? f.bytes32("key") : Address.parse(f.string("key")).toBytes32();
    return new OfKey(action, party(f), role, key, at);
  }

  /// The document that an amendment means, as the version after `before`.
  ///
  /// @throws MalformedException as [TermsParser#document]
  static Terms following(Json.Obj document, Terms before, Bytes32 beforeHash)
      throws MalformedException {
    return TermsParser.document(
        document
            .with("version", Json.of(before.version() + 1))
            .with("supersedes", Json.of(beforeHash.toHex()))
            .with("nonce", Json.of(before.nonce().toHex())));
  }
}
