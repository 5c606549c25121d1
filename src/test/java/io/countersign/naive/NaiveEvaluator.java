package io.countersign.naive;

import static io.countersign.naive.Doc.number;
import static io.countersign.naive.Doc.object;
import static io.countersign.naive.Doc.objects;
import static io.countersign.naive.Doc.text;

import io.countersign.core.encoding.Json;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the second evaluator answers of one ledger: months on prefixes, and statements.
public final class NaiveEvaluator {
  /// A month on a prefix: the code of its refusal, else amounts in micros by line, measures by id,
  /// and KPIs by id (neutral ones absent).
  public record Answer(
      String refused,
      Map<String, BigInteger> amounts,
      Map<String, BigInteger> measures,
      Map<String, Num> kpis) {}

  /// What an earlier month's line came to before and comes to now.
  public record Adjustment(YearMonth month, String line, BigInteger was, BigInteger is) {}

  /// What a dispute came to.
  public record Settled(String dispute, NaiveLedger.Amount amount) {}

  /// A statement: g(P, N(P)), what it adjusts, what disputes came to, and the total.
  public record Statement(
      Answer own,
      int prefix,
      List<Adjustment> adjustments,
      List<Settled> settled,
      BigInteger total) {}

  private final NaiveLedger ledger;
  private final Map<Integer, NaiveBook> books = new HashMap<>();

  public NaiveEvaluator(NaiveLedger ledger) {
    this.ledger = ledger;
  }

  /// g(`month`, `size`).
  public Answer rate(int size, YearMonth month) {
    NaiveBook book = book(size);
    String refused = book.refusal(month);
    if (refused != null) {
      return new Answer(refused, Map.of(), Map.of(), Map.of());
    }
    NaiveMonth m = book.month(month);
    return new Answer(null, m.amounts(), m.figures().measures(), m.figures().kpis());
  }

  /// The statement of a month that is closed.
  public Statement statement(YearMonth month) {
    int size = prefix(month);
    Answer own = rate(size, month);
    List<Adjustment> adjustments = new ArrayList<>();
    Json.Obj terms = book(size).governing(month);
    boolean over =
        "CS-0702".equals(own.refused())
            && month.isAfter(YearMonth.from(LocalDate.parse(text(object(terms, "term"), "to"))));
    if (own.refused() != null && !over) {
      return new Statement(own, size, adjustments, List.of(), BigInteger.ZERO);
    }
    YearMonth first = YearMonth.from(LocalDate.parse(text(object(terms, "term"), "from")));
    BigInteger total = over ? BigInteger.ZERO : total(own.amounts(), terms);
    long back = number(object(terms, "cutoff"), "finalAfterMonths");
    YearMonth from = month.minusMonths(back);
    YearMonth before = before(month, first);
    for (YearMonth q = from.isBefore(first) ? first : from;
        q.isBefore(month);
        q = q.plusMonths(1)) {
      Answer is = rate(size, q);
      if (before == null || is.refused() != null) {
        continue;
      }
      Answer was = rate(prefix(before), q);
      Json.Obj then = book(size).governing(q);
      total = total.add(total(is.amounts(), then)).subtract(total(was.amounts(), then));
      for (Json.Obj line : objects(then, "lines")) {
        String id = text(line, "id");
        if (!was.amounts().get(id).equals(is.amounts().get(id))) {
          adjustments.add(new Adjustment(q, id, was.amounts().get(id), is.amounts().get(id)));
        }
      }
    }
    List<Settled> settled = settled(month, first);
    for (Settled s : settled) {
      total = total.add(s.amount().micros());
    }
    // after the term there is a statement only where it adjusts or settles something
    Answer lines =
        over && !(adjustments.isEmpty() && settled.isEmpty())
            ? new Answer(null, Map.of(), Map.of(), Map.of())
            : own;
    return new Statement(lines, size, adjustments, settled, total);
  }

  /// The latest earlier month of the term that has a statement or may have a closing one, null if
  /// there is none.
  private YearMonth before(YearMonth month, YearMonth first) {
    for (YearMonth m = month.minusMonths(1); !m.isBefore(first); m = m.minusMonths(1)) {
      String refused = book(ledger.entries().size()).refusal(m);
      if (refused == null || book(ledger.entries().size()).isOver(m)) {
        return m;
      }
    }
    return null;
  }

  /// What is in force at the month's cut-off and was not at the one before.
  private List<Settled> settled(YearMonth month, YearMonth first) {
    List<NaiveSettlements.Posted> now = posted(month);
    YearMonth before = before(month, first);
    if (before != null) {
      now.removeAll(posted(before));
    }
    return now.stream().map(p -> new Settled(p.dispute(), p.amount())).toList();
  }

  private List<NaiveSettlements.Posted> posted(YearMonth month) {
    int size = prefix(month);
    return new NaiveSettlements(ledger.entries().subList(0, size), book(size))
        .inForce(cutoff(month));
  }

  private static BigInteger total(Map<String, BigInteger> amounts, Json.Obj terms) {
    BigInteger sum = BigInteger.ZERO;
    for (Json.Obj line : objects(terms, "lines")) {
      boolean memo = line.has("inclusive") && Doc.flag(line, "inclusive");
      sum = memo ? sum : sum.add(amounts.get(text(line, "id")));
    }
    return sum;
  }

  /// N(`month`): the leaves before its cut-off.
  public int prefix(YearMonth month) {
    long cutoff = cutoff(month);
    int n = 0;
    while (n < ledger.entries().size() && ledger.entries().get(n).millis() < cutoff) {
      n++;
    }
    return n;
  }

  private long cutoff(YearMonth month) {
    NaiveBook all = book(ledger.entries().size());
    Json.Obj terms = all.governing(month);
    long end = all.clock().start(month.plusMonths(1)) * 1000;
    long opened = ledger.entries().getFirst().millis();
    long days = number(object(terms, "cutoff"), "lateDays");
    return Math.max(end, opened) + days * 86_400_000L;
  }

  private NaiveBook book(int size) {
    return books.computeIfAbsent(size, n -> new NaiveBook(ledger.entries().subList(0, n)));
  }
}
