package io.countersign.core.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.AnswerKind;
import io.countersign.core.ledger.AnswerOffer;
import io.countersign.core.ledger.Award;
import io.countersign.core.ledger.Claim;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.RecordRange;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.money.Micros;
import io.countersign.core.rating.TestLedger;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.TermsParser;
import io.countersign.naive.NaiveEvaluator;
import io.countersign.naive.NaiveLedger;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A ledger with disputes, told twice: really signed, and to the second evaluator. Its entries are
/// JSON as [LineCases] writes it; amounts are in units.
final class SettledCases {
  private final TestLedger ledger;
  private final List<NaiveLedger.Entry> naive = new ArrayList<>();
  private final List<UsageRecord> records = new ArrayList<>();
  private final Map<Period, Statement> stated = new HashMap<>();
  private final Map<Period, Bytes32> hashes = new HashMap<>();
  private final Map<String, Bytes32> disputes = new HashMap<>();
  private final Map<Bytes32, String> names = new HashMap<>();
  private final Map<String, Claim> claims = new HashMap<>();

  private SettledCases(Json.Obj terms) throws MalformedException {
    long opened = millis("2025-12-01");
    ledger = TestLedger.open(TermsParser.parse(terms.toCanonical()), opened);
    naive.add(new NaiveLedger.Version(opened, terms, YearMonth.of(2026, 1)));
  }

  /// The statement of a month, issued on this day.
  static String state(String day, int month) {
    return "{'state':'%s','period':%d}".formatted(day, month);
  }

  /// The same under a hash that is not its own.
  static String misstate(String day, int month) {
    return "{'state':'%s','period':%d,'hash':'%s'}".formatted(day, month, "ab".repeat(32));
  }

  /// A dispute about lines of a month's statement, written `line=claimed`, and on the records with
  /// these numbers.
  static String dispute(String day, String id, int month, String claimed, String numbers) {
    return "{'dispute':'%s','id':'%s','period':%d,'claimed':'%s','records':%s}"
        .formatted(day, id, month, claimed, numbers);
  }

  static String answer(String day, String id, String word) {
    return "{'answer':'%s','id':'%s','word':'%s'}".formatted(day, id, word);
  }

  static String withdraw(String day, String id) {
    return "{'withdraw':'%s','id':'%s'}".formatted(day, id);
  }

  /// A resolution by amounts, written `202601:line=amount`, 0 allowed; by records where nothing is
  /// written.
  static String resolve(String day, String id, String awarded, String numbers) {
    return "{'resolve':'%s','id':'%s','awarded':'%s','records':%s}"
        .formatted(day, id, awarded, numbers);
  }

  /// A void of the record with this number, by its attester.
  static String voiding(String day, int number) {
    return "{'void':'%s','record':%d}".formatted(day, number);
  }

  // ---- the answer

  static Json.Obj answer(Fields inputs) throws MalformedException {
    SettledCases c = new SettledCases(inputs.object("terms").object());
    for (Fields e : inputs.objects("ledger", 0, 100)) {
      c.next(e);
    }
    return c.compare(inputs.object("byHand").object());
  }

  /// Whether both evaluators say the same of these periods.
  ///
  /// @return the settlements that they hold, each dispute's in one of them
  static int agree(Json.Obj terms, List<Json> events, List<Period> periods)
      throws MalformedException {
    SettledCases c = new SettledCases(terms);
    for (Json e : events) {
      c.next(Fields.of(e, ""));
    }
    Statements statements = new Statements(c.ledger.history(), Workers.SEQUENTIAL);
    NaiveEvaluator second = new NaiveEvaluator(new NaiveLedger(c.naive));
    List<Bytes32> posted = new ArrayList<>();
    int count = 0;
    for (Period period : periods) {
      StatementResult result = statements.compute(period, Json.MAX_INT);
      assertEquals(
          Json.of(shown(second.statement(month(period)), period)),
          c.found(result).get("byHand"),
          period + ": the second evaluator, then the statement");
      if (result instanceof StatementResult.Computed x) {
        List<Bytes32> here =
            x.statement().settlements().stream().map(SettledAmount::dispute).distinct().toList();
        here.forEach(d -> assertFalse(posted.contains(d), period + " posts " + d + " again"));
        posted.addAll(here);
        count += x.statement().settlements().size();
      }
    }
    return count;
  }

  private void next(Fields e) throws MalformedException {
    if (e.has("attest")) {
      attest(e);
    } else if (e.has("void")) {
      UsageRecord r = records.get((int) e.integer("record", 0, 99));
      long at = millis(e.string("void"));
      ledger.voids(at, Party.PROVIDER, r);
      naive.add(new NaiveLedger.Voids(at, "provider", List.of(name(r))));
    } else if (e.has("state")) {
      state(e);
    } else if (e.has("dispute")) {
      dispute(e);
    } else if (e.has("answer")) {
      answerOf(e);
    } else if (e.has("withdraw")) {
      long at = millis(e.string("withdraw"));
      ledger.withdraw(at, digest(e));
      naive.add(new NaiveLedger.Withdrawn(at, e.string("id")));
    } else {
      resolve(e);
    }
  }

  private void attest(Fields e) throws MalformedException {
    Json.Obj data =
        Json.object()
            .put("calls", e.integer("calls", 0, 1_000_000))
            .put("good", e.integer("good", 0, 1_000_000))
            .put("team", e.string("team"))
            .build();
    UsageRecord r =
        new UsageRecord(
            millis(e.string("at")) / 1000, data, Integer.toString(records.size()), 0, "s", "day");
    records.add(r);
    long at = millis(e.string("attest"));
    ledger.attest(at, Party.PROVIDER, r);
    naive.add(
        new NaiveLedger.Batch(
            at, "provider", List.of(new NaiveLedger.Fact(name(r), r.at(), "day", data))));
  }

  private static NaiveLedger.Name name(UsageRecord r) {
    return new NaiveLedger.Name(r.source(), r.id(), r.rev());
  }

  private void state(Fields e) throws MalformedException {
    Period period = Period.parse(e.integer("period", 0, 999_912));
    Optional<Bytes32> hash =
        e.has("hash") ? Optional.of(Bytes32.parse(e.string("hash"))) : Optional.empty();
    long at = millis(e.string("state"));
    Statement s = ledger.issue(at, period, hash);
    stated.put(period, s);
    hashes.put(period, hash.orElse(s.hash()));
    naive.add(
        new NaiveLedger.Stated(at, month(period), hash.orElse(s.hash()).toHex(), (int) s.prefix()));
  }

  private void dispute(Fields e) throws MalformedException {
    Period period = Period.parse(e.integer("period", 0, 999_912));
    Statement s = of(stated, period);
    List<Claim.Item> items = new ArrayList<>();
    List<NaiveLedger.Item> told = new ArrayList<>();
    for (String one : e.string("claimed").split(" ", -1)) {
      String line = one.substring(0, one.indexOf('='));
      int at = s.lines().stream().map(StatementLine::id).toList().indexOf(line);
      Claim.Item item =
          new Claim.Item(
              period,
              line,
              amount(one),
              Results.stated(s.lines().get(at)),
              Results.path(s.lines(), at));
      items.add(item);
      told.add(
          new NaiveLedger.Item(
              month(period), line, item.claimed().value(), item.result().amount().value()));
    }
    Claim claim = new Claim(items, List.of(), ranges(e), List.of(), Claim.Reason.OTHER, "");
    long at = millis(e.string("dispute"));
    String id = e.string("id");
    Bytes32 digest = ledger.dispute(at, period, claim);
    disputes.put(id, digest);
    names.put(digest, id);
    claims.put(id, claim);
    naive.add(
        new NaiveLedger.Disputed(
            at, id, month(period), of(hashes, period).toHex(), told, numbers(e)));
  }

  /// An answer in part offers all that is claimed.
  private void answerOf(Fields e) throws MalformedException {
    AnswerKind kind = AnswerKind.valueOf(e.string("word").toUpperCase(Locale.ROOT));
    Optional<AnswerOffer> offer = Optional.empty();
    if (kind == AnswerKind.PART) {
      List<AnswerOffer.Item> items = new ArrayList<>();
      for (Claim.Item i : of(claims, e.string("id")).items()) {
        items.add(new AnswerOffer.Item(i.period(), i.line(), i.claimed()));
      }
      offer = Optional.of(new AnswerOffer(items, ""));
    }
    long at = millis(e.string("answer"));
    ledger.answer(at, digest(e), kind, offer);
    naive.add(new NaiveLedger.Answered(at, e.string("id"), e.string("word")));
  }

  private void resolve(Fields e) throws MalformedException {
    List<Award.Item> items = new ArrayList<>();
    List<NaiveLedger.Amount> awarded = new ArrayList<>();
    String all = e.string("awarded");
    for (String one : all.isEmpty() ? new String[0] : all.split(" ", -1)) {
      Period period = new Period(Integer.parseInt(one.substring(0, 6)));
      String line = one.substring(7, one.indexOf('='));
      items.add(new Award.Item(period, line, amount(one)));
      awarded.add(new NaiveLedger.Amount(month(period), line, amount(one).value()));
    }
    Optional<Award> award =
        all.isEmpty() ? Optional.empty() : Optional.of(new Award(items, ranges(e), ""));
    long at = millis(e.string("resolve"));
    ledger.resolve(at, digest(e), award);
    naive.add(new NaiveLedger.Resolved(at, e.string("id"), awarded, numbers(e)));
  }

  private Bytes32 digest(Fields e) throws MalformedException {
    return of(disputes, e.string("id"));
  }

  private static <K, V> V of(Map<K, V> map, K key) {
    return Optional.ofNullable(map.get(key)).orElseThrow();
  }

  private static List<Long> numbers(Fields e) throws MalformedException {
    List<Long> out = new ArrayList<>();
    for (Json n : e.array("records", 0, 100)) {
      out.add(Fields.integer(n, "records", 0, 1_000_000));
    }
    return out;
  }

  /// Numbers two apart at least.
  private static List<RecordRange> ranges(Fields e) throws MalformedException {
    return numbers(e).stream().map(n -> new RecordRange(n, n)).toList();
  }

  private static Micros amount(String typed) throws MalformedException {
    String digits = typed.substring(typed.indexOf('=') + 1);
    return digits.startsWith("-")
        ? Micros.parse(digits.substring(1)).negate()
        : Micros.parse(digits);
  }

  private Json.Obj compare(Json.Obj byHand) throws MalformedException {
    Statements statements = new Statements(ledger.history(), Workers.SEQUENTIAL);
    NaiveEvaluator second = new NaiveEvaluator(new NaiveLedger(naive));
    Json.Builder out = Json.object();
    for (String key : byHand.keys()) {
      Period period = new Period(Integer.parseInt(key.substring(1)));
      Json.Obj found = found(statements.compute(period, Json.MAX_INT));
      assertEquals(byHand.get(key), found.get("byHand"), key + ": worked out by hand");
      assertEquals(byHand.get(key), Json.of(shown(second.statement(month(period)), period)), key);
      out.put(key, found);
    }
    return out.build();
  }

  private Json.Obj found(StatementResult result) throws MalformedException {
    return switch (result) {
      case StatementResult.Refused r ->
          Json.object().put("byHand", r.finding().code().id() + " " + r.finding().where()).build();
      case StatementResult.Computed c -> {
        Statement s = c.statement();
        List<String> out = new ArrayList<>();
        s.lines().forEach(l -> out.add(l.id() + "=" + l.amount()));
        for (Adjustment a : s.adjustments()) {
          out.add("adj:" + a.period().yyyymm() + ":" + a.line() + "=" + a.amount());
        }
        for (SettledAmount a : s.settlements()) {
          out.add(
              "set:"
                  + names.get(a.dispute())
                  + ":"
                  + a.period().yyyymm()
                  + ":"
                  + a.line()
                  + "="
                  + a.amount());
        }
        out.add("total=" + s.total());
        assertEquals(s, Statement.parse(s.toBytes()));
        yield Json.object()
            .put("byHand", String.join(" ", out))
            .put("statement", s.toBytes().toUtf8())
            .put("statementHash", s.hash().toHex())
            .build();
      }
    };
  }

  /// What the second evaluator says, in the same words.
  private static String shown(NaiveEvaluator.Statement s, Period period) {
    if (s.own().refused() != null) {
      return s.own().refused() + " " + period;
    }
    List<String> out = new ArrayList<>();
    s.own().amounts().forEach((id, a) -> out.add(id + "=" + new Micros(a)));
    for (NaiveEvaluator.Adjustment a : s.adjustments()) {
      out.add(
          "adj:" + yyyymm(a.month()) + ":" + a.line() + "=" + new Micros(a.is().subtract(a.was())));
    }
    for (NaiveEvaluator.Settled x : s.settled()) {
      out.add(
          "set:"
              + x.dispute()
              + ":"
              + yyyymm(x.amount().month())
              + ":"
              + x.amount().line()
              + "="
              + new Micros(x.amount().micros()));
    }
    out.add("total=" + new Micros(s.total()));
    return String.join(" ", out);
  }

  private static int yyyymm(YearMonth month) {
    return month.getYear() * 100 + month.getMonthValue();
  }

  private static YearMonth month(Period period) {
    return YearMonth.of(period.yyyymm() / 100, period.yyyymm() % 100);
  }

  private static long millis(String day) {
    return LocalDate.parse(day).toEpochDay() * 86_400_000L;
  }
}
