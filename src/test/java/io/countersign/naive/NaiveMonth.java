package io.countersign.naive;

import static io.countersign.naive.Doc.array;
import static io.countersign.naive.Doc.number;
import static io.countersign.naive.Doc.object;
import static io.countersign.naive.Doc.objects;
import static io.countersign.naive.Doc.text;
import static io.countersign.naive.Doc.texts;

import io.countersign.core.encoding.Json;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One month of a prefix, rated by the version that governs it.
final class NaiveMonth {
  private final NaiveBook book;
  private final Json.Obj terms;
  private final YearMonth month;
  private final NaiveFigures figures;
  private final Map<String, NaiveTiered> tiered = new LinkedHashMap<>();
  private final Map<String, NaiveMilestones> milestones = new LinkedHashMap<>();
  private final Map<String, Num> lines = new LinkedHashMap<>();

  NaiveMonth(NaiveBook book, Json.Obj terms, YearMonth month) {
    this.book = book;
    this.terms = terms;
    this.month = month;
    this.figures = new NaiveFigures(this);
    for (Json.Obj line : objects(terms, "lines")) {
      lines.put(text(line, "id"), deMinimis(line, amount(line)));
    }
  }

  private Num amount(Json.Obj line) {
    return switch (text(line, "kind")) {
      case "rated" -> NaiveRated.amount(line, this);
      case "tiered" -> {
        NaiveTiered t = new NaiveTiered(line, this);
        tiered.put(text(line, "id"), t);
        yield t.amount();
      }
      case "fixed" -> NaiveRated.fixed(line, this);
      case "milestone" -> {
        NaiveMilestones m = new NaiveMilestones(line, this);
        milestones.put(text(line, "id"), m);
        yield m.amount();
      }
      case "table" -> NaiveBands.table(line, this);
      case "linear" -> NaiveBands.linear(line, this);
      case "earnback" -> NaiveBands.earnback(line, this);
      case "clamp" -> NaiveSums.clamp(line, this);
      case "minimum" -> NaiveSums.minimum(line, this);
      case "cap" -> NaiveSums.cap(line, this);
      case "percent" -> NaiveSums.percent(line, this);
      default -> throw new IllegalArgumentException(text(line, "kind"));
    };
  }

  private static Num deMinimis(Json.Obj line, Num amount) {
    if (!line.has("deMinimis")) {
      return amount;
    }
    Num abs = amount.max(Num.ZERO.minus(amount));
    return abs.compare(Num.parse(text(line, "deMinimis"))) < 0 ? Num.ZERO : amount;
  }

  NaiveBook book() {
    return book;
  }

  Json.Obj terms() {
    return terms;
  }

  YearMonth month() {
    return month;
  }

  List<NaiveLedger.Fact> facts() {
    return book.facts(month);
  }

  NaiveFigures figures() {
    return figures;
  }

  /// The tiered line with this id, null if the month has none.
  NaiveTiered tiered(String id) {
    return tiered.get(id);
  }

  /// The milestone line with this id, null if the month has none.
  NaiveMilestones milestones(String id) {
    return milestones.get(id);
  }

  /// The amount of a line, 0 where this month has no such line.
  Num line(String id) {
    return lines.getOrDefault(id, Num.ZERO);
  }

  Map<String, BigInteger> amounts() {
    Map<String, BigInteger> out = new LinkedHashMap<>();
    lines.forEach((id, v) -> out.put(id, v.micros()));
    return out;
  }

  /// S: the sum of the lines with these ids.
  Num sum(List<String> ids) {
    return ids.stream().map(this::line).reduce(Num.ZERO, Num::plus);
  }

  /// B: what percentages of a line are of.
  Num base(Json.Obj line) {
    return sum(texts(line, "base")).max(Num.ZERO);
  }

  LocalDate from() {
    return LocalDate.parse(text(object(terms, "term"), "from"));
  }

  LocalDate to() {
    return LocalDate.parse(text(object(terms, "term"), "to"));
  }

  YearMonth firstOfTerm() {
    return YearMonth.from(from());
  }

  NaiveSpan span(Json.Obj of) {
    return NaiveSpan.of(terms, text(of, "window"), month);
  }

  /// A price, factor or percent, written out or a param as it is read once for the month.
  Num value(Json value) {
    return value(value, null);
  }

  /// The same for a day, which matters to a param that is read by date.
  Num value(Json value, LocalDate day) {
    if (value instanceof Json.Str s) {
      return Num.parse(s.value());
    }
    Json.Obj param = object(object(terms, "params"), text((Json.Obj) value, "param"));
    LocalDate begin = month.atDay(1).isBefore(from()) ? from() : month.atDay(1);
    LocalDate date = text(param, "read").equals("date") ? day : begin;
    Num out = null;
    for (Json v : array(param, "values")) {
      Json.Obj dated = (Json.Obj) v;
      if (!LocalDate.parse(text(dated, "from")).isAfter(date)) {
        out = Num.parse(text(dated, "value"));
      }
    }
    return out;
  }

  /// Rounded to the minor unit by the mode of a line.
  Num minor(Num v, Json.Obj line) {
    long exponent = number(object(terms, "currency"), "exponent");
    Num unit = new Num(BigInteger.ONE, BigInteger.TEN.pow((int) exponent));
    return v.round(unit, text(line, "mode"));
  }
}
