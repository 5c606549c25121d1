package io.countersign.core.verify;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.AcceptanceEntry;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.ObjectSource;
import io.countersign.core.ledger.StatementEntry;
import io.countersign.core.ledger.Workers;
import io.countersign.core.money.Micros;
import io.countersign.core.rating.TraceReplayer;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Computes every statement again and compares it, part by part, with the one that was signed;
/// replays its traces; looks whether acceptances name a statement that stands.
final class StatementChecks {
  private static final BigInteger MICROS = BigInteger.valueOf(1_000_000);

  private final History history;
  private final ObjectSource objects;
  private final Report.Builder report;
  private final Statements statements;
  private final ErasureReport erasures;
  private final Map<Period, StatementResult> computed = new HashMap<>();
  private final Map<Long, Set<String>> standing = new HashMap<>();

  /// Statements that rest on rows that were erased.
  private final Set<Long> unchecked = new HashSet<>();

  StatementChecks(History history, ObjectSource objects, Workers workers, Report.Builder report) {
    this.history = history;
    this.objects = objects;
    this.report = report;
    this.statements = new Statements(history, workers);
    this.erasures = new ErasureReport(history);
  }

  void statements() {
    for (StatementEntry e : history.statements()) {
      int before = report.failures();
      Set<String> lines = statement(e);
      if (report.failures() == before && unchecked.contains(e.index())) {
        standing.put(e.index(), lines);
      } else if (report.failures() == before) {
        standing.put(e.index(), lines);
        String total = money(e.statement().totalMicros());
        String currency =
            history
                .termsFor(e.statement().period())
                .map(v -> v.terms().currency().code() + " ")
                .orElse("");
        report.add(
            Check.passed(
                Code.STATEMENT_HASH,
                where(e),
                lines.size() + " lines, in all " + currency + total));
      }
    }
    leftOut();
    if (history.statements().isEmpty()) {
      report.add(
          Check.notDemanded(
              Code.STATEMENT_HASH, "statements", "a statement", "none in this ledger yet"));
    }
  }

  /// A statement adjusts earlier periods by what changed since the cut-off of the period before it,
  /// so what a period that is left out charges, credits or adjusts stands in no other statement.
  private void leftOut() {
    TreeSet<Period> stated = new TreeSet<>(computed.keySet());
    if (stated.isEmpty()) {
      return;
    }
    long now = history.leafTime(history.size() - 1);
    Period last = stated.getLast();
    int found = 0;
    for (Period p = history.versions().getFirst().effectivePeriod();
        p.compareTo(last) < 0 && found < Report.MAX_PER_CODE;
        p = p.next()) {
      if (!stated.contains(p) && compute(p, now) instanceof StatementResult.Computed c) {
        found++;
        report.add(
            Check.failed(
                Code.STATEMENT_MISSING,
                "statement " + p.yyyymm(),
                "one, over " + money(c.statement().total().value()) + ", before that of " + last,
                "none"));
      }
    }
  }

  /// @return the ids of its lines
  private Set<String> statement(StatementEntry e) {
    Entry.Statement signed = e.statement();
    String where = where(e);
    Set<String> lines = new TreeSet<>();
    switch (compute(signed.period(), e.leafTime())) {
      case StatementResult.Refused r ->
          report.add(Check.failed(Code.STATEMENT_REFUSED, where, r.finding()));
      case StatementResult.Computed c -> {
        Statement wanted = c.statement();
        List<String> excuses =
            wanted.hash().equals(signed.statementHash())
                ? List.of()
                : erasures.excuses(signed.period(), wanted.prefix());
        if (!excuses.isEmpty()) {
          return uncheckable(e, wanted, excuses);
        }
        commitments(where, signed, wanted);
        Optional<Json.Obj> document = document(where, signed.statementHash());
        if (document.isPresent()) {
          for (Json line : items(document.get(), "lines")) {
            lines.add(text(line, "id"));
          }
          compare(where, wanted.toJson(), document.get());
          traces(where, signed.period(), document.get());
        }
      }
    }
    return lines;
  }

  /// What can still be said of a statement that rests on rows that are gone: what it commits to
  /// besides amounts, and that its document is one whose traces come to its amounts. That nobody
  /// can compute it again is demanded unless the client accepted it.
  ///
  /// @return the ids of its lines
  private Set<String> uncheckable(StatementEntry e, Statement wanted, List<String> excuses) {
    String where = where(e);
    Entry.Statement signed = e.statement();
    unchecked.add(e.index());
    boolean accepted =
        history.acceptances().stream()
            .anyMatch(a -> a.statementIndex() == e.index() && a.exceptLines().isEmpty());
    String expected = "rows that " + String.join(", ", excuses) + " erased";
    String found = "none here, so it cannot be computed again";
    report.add(
        accepted
            ? Check.notDemanded(
                Code.STATEMENT_HASH, where, expected, found + "; the client accepted it")
            : Check.notChecked(Code.STATEMENT_HASH, where, expected, found));
    same(
        Code.STATEMENT_BASIS, where + " terms", wanted.terms().toHex(), signed.termsHash().toHex());
    Set<String> lines = new TreeSet<>();
    Optional<Json.Obj> document = document(where, signed.statementHash());
    if (document.isPresent()) {
      for (Json line : items(document.get(), "lines")) {
        lines.add(text(line, "id"));
      }
      same(
          Code.STATEMENT_TOTAL,
          where + " total",
          signed.totalMicros().toString(),
          text(document.get(), "total"));
      traces(where, signed.period(), document.get());
    }
    return lines;
  }

  private static String where(StatementEntry e) {
    return "statement " + e.statement().period().yyyymm() + " (entry " + e.index() + ")";
  }

  /// Once for each period, however many revisions there are.
  private StatementResult compute(Period period, long leafTime) {
    StatementResult known = computed.get(period);
    if (known != null) {
      return known;
    }
    StatementResult result = statements.compute(period, leafTime);
    if (result instanceof StatementResult.Computed) {
      computed.put(period, result);
    }
    return result;
  }

  /// What the entry itself commits to.
  private void commitments(String where, Entry.Statement signed, Statement wanted) {
    same(
        Code.STATEMENT_BASIS,
        where + " prefix",
        Long.toString(wanted.prefix()),
        Long.toString(signed.seen().size()));
    same(
        Code.STATEMENT_BASIS,
        where + " prefixRoot",
        wanted.prefixRoot().toHex(),
        signed.seen().root().toHex());
    same(
        Code.STATEMENT_BASIS, where + " terms", wanted.terms().toHex(), signed.termsHash().toHex());
    same(
        Code.STATEMENT_TOTAL,
        where + " totalMicros",
        wanted.total().value().toString(),
        signed.totalMicros().toString());
    same(
        Code.STATEMENT_RESULTS_ROOT,
        where + " resultsRoot",
        wanted.resultsRoot().toHex(),
        signed.resultsRoot().toHex());
    if (!wanted.hash().equals(signed.statementHash())) {
      report.add(
          Check.failed(
              Code.STATEMENT_HASH, where, wanted.hash().toHex(), signed.statementHash().toHex()));
    }
  }

  private void same(Code code, String where, String expected, String found) {
    if (!expected.equals(found)) {
      report.add(Check.failed(code, where, expected, found));
    }
  }

  private Optional<Json.Obj> document(String where, Bytes32 hash) {
    Optional<Bytes> bytes = objects.object(hash);
    if (bytes.isEmpty()) {
      report.add(
          Check.failed(
              Code.STATEMENT_OBJECT, where, "the statement's document " + hash, "no object"));
      return Optional.empty();
    }
    try {
      Json json = JsonReader.canonical(bytes.get(), Statement.MAX_BYTES);
      if (json instanceof Json.Obj o) {
        return Optional.of(o);
      }
      report.add(Check.failed(Code.STATEMENT_OBJECT, where, "a JSON object", json.kind()));
    } catch (MalformedException e) {
      report.add(Check.failed(Code.STATEMENT_OBJECT, where, e));
    }
    return Optional.empty();
  }

  /// Names every member in which the signed document differs from the computed one.
  private void compare(String where, Json.Obj wanted, Json.Obj found) {
    Set<String> keys = new TreeSet<>(wanted.keys());
    keys.addAll(found.keys());
    for (String key : keys) {
      Json w = wanted.get(key);
      Json f = found.get(key);
      if (w != null && w.equals(f)) {
        continue;
      }
      if (w instanceof Json.Arr a && f instanceof Json.Arr b) {
        items(where, key, a.items(), b.items());
      } else {
        report.add(Check.failed(codeOf(key, ""), where + " " + key, show(w), show(f)));
      }
    }
  }

  private void items(String where, String key, List<Json> wanted, List<Json> found) {
    for (int i = 0; i < Math.max(wanted.size(), found.size()); i++) {
      Json w = i < wanted.size() ? wanted.get(i) : null;
      Json f = i < found.size() ? found.get(i) : null;
      if (w != null && w.equals(f)) {
        continue;
      }
      String place = where + " " + key + "[" + i + "]" + name(w != null ? w : f);
      if (w instanceof Json.Obj a && f instanceof Json.Obj b) {
        members(place, key, a, b);
      } else {
        report.add(Check.failed(codeOf(key, ""), place, show(w), show(f)));
      }
    }
  }

  private void members(String place, String key, Json.Obj wanted, Json.Obj found) {
    Set<String> names = new TreeSet<>(wanted.keys());
    names.addAll(found.keys());
    for (String name : names) {
      Json w = wanted.get(name);
      Json f = found.get(name);
      if (w == null || !w.equals(f)) {
        report.add(Check.failed(codeOf(key, name), place + " " + name, show(w), show(f)));
      }
    }
  }

  private static Code codeOf(String key, String member) {
    return switch (key) {
      case "ledger", "terms", "period", "prefix", "prefixRoot" -> Code.STATEMENT_BASIS;
      case "measures", "kpis" -> Code.STATEMENT_MEASURE;
      case "lines" -> member.equals("traceHash") ? Code.STATEMENT_TRACE : Code.STATEMENT_LINE;
      case "adjustments" -> Code.STATEMENT_ADJUSTMENT;
      case "settlements" -> Code.STATEMENT_SETTLEMENT;
      case "ignored" -> Code.STATEMENT_IGNORED_RECORDS;
      case "total" -> Code.STATEMENT_TOTAL;
      default -> Code.STATEMENT_OBJECT;
    };
  }

  /// ` minutes`, ` 202601 minutes`: whatever names an item for people.
  private static String name(@Nullable Json item) {
    StringBuilder out = new StringBuilder();
    for (String key : List.of("period", "id", "line", "code")) {
      if (item instanceof Json.Obj o && o.get(key) != null) {
        out.append(' ').append(o.get(key) instanceof Json.Str s ? s.value() : show(o.get(key)));
      }
    }
    return out.toString();
  }

  private static String show(@Nullable Json json) {
    if (json == null) {
      return "nothing";
    }
    String text = json instanceof Json.Str s ? s.value() : json.toText();
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }

  /// Replays the trace of each line of the signed document.
  private void traces(String where, Period period, Json.Obj document) {
    Map<String, Micros> amounts = new HashMap<>();
    for (Json line : items(document, "lines")) {
      String id = text(line, "id");
      String place = where + " line " + id;
      String hash = text(line, "traceHash");
      try {
        Optional<Bytes> trace = objects.object(Bytes32.parse(hash));
        Micros amount = new Micros(Fields.of(line, place).decimal("amount"));
        if (trace.isEmpty()) {
          report.add(
              Check.failed(Code.STATEMENT_TRACE, place, "the line's trace", "no object " + hash));
        } else {
          TraceReplayer.Replayed wanted = new TraceReplayer.Replayed(id, period, amount);
          TraceReplayer.Replayed replayed = TraceReplayer.replay(trace.get(), amounts);
          if (!replayed.equals(wanted)) {
            report.add(Check.failed(Code.STATEMENT_TRACE, place, show(wanted), show(replayed)));
          }
        }
        amounts.put(id, amount);
      } catch (MalformedException e) {
        report.add(Check.failed(Code.STATEMENT_TRACE, place, e));
      }
    }
  }

  private static String show(TraceReplayer.Replayed r) {
    return "a trace of line "
        + r.line()
        + " of "
        + r.period().yyyymm()
        + " that comes to "
        + r.amount().value();
  }

  private static List<Json> items(Json.Obj document, String key) {
    return document.get(key) instanceof Json.Arr a ? a.items() : List.of();
  }

  private static String text(Json item, String key) {
    return item instanceof Json.Obj o && o.get(key) instanceof Json.Str s ? s.value() : "";
  }

  /// Each acceptance must name a statement that passed, and leave out only lines of it.
  void acceptances() {
    Set<Long> seen = new HashSet<>();
    for (AcceptanceEntry a : history.acceptances()) {
      String where =
          "acceptance " + a.acceptance().period().yyyymm() + " (entry " + a.index() + ")";
      Set<String> lines = standing.get(a.statementIndex());
      if (lines == null) {
        report.add(
            Check.failed(
                Code.ACCEPTANCE_UNFOUNDED,
                where,
                "a statement that passes",
                "entry " + a.statementIndex() + ", which does not"));
        continue;
      }
      boolean good = seen.add(a.statementIndex());
      for (String line : a.exceptLines()) {
        if (!lines.contains(line)) {
          good = false;
          report.add(
              Check.failed(Code.ACCEPTANCE_UNFOUNDED, where, "lines of the statement", line));
        }
      }
      if (good) {
        report.add(
            Check.passed(
                Code.ACCEPTANCE_UNFOUNDED,
                where,
                "accepts entry "
                    + a.statementIndex()
                    + (a.exceptLines().isEmpty() ? "" : " except " + a.exceptLines())));
      }
    }
  }

  /// Micros as a decimal number of units.
  private static String money(BigInteger micros) {
    BigInteger[] qr = micros.abs().divideAndRemainder(MICROS);
    String fraction = qr[1].add(MICROS).toString().substring(1);
    int end = fraction.length();
    while (end > 2 && fraction.charAt(end - 1) == '0') {
      end--;
    }
    return (micros.signum() < 0 ? "-" : "") + qr[0] + "." + fraction.substring(0, end);
  }
}
