package io.countersign.core.prose;

import io.countersign.core.money.Micros;
import io.countersign.core.money.Rounding;
import io.countersign.core.terms.Addend;
import io.countersign.core.terms.Amount;
import io.countersign.core.terms.Cond;
import io.countersign.core.terms.Factor;
import io.countersign.core.terms.Field;
import io.countersign.core.terms.Increment;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Measure;
import io.countersign.core.terms.Quantity;
import io.countersign.core.terms.RoundStep;
import io.countersign.core.terms.WallTime;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// One record worked through: its quantity, its cell, its price, its amount.
///
/// The record is one that the first row of the card prices, if any does; so with each factor table
/// in turn. A summed field takes one more than its cap, or one more than its first billing step, or
/// 200.
final class RecordExamples {
  private static final long QUANTITY = 200;

  private final Work work;

  RecordExamples(Work work) {
    this.work = work;
  }

  /// The price or factor of a record.
  ///
  /// @param row from 1; 0 where none matches
  private record Cell<T>(SampleRecord record, int row, T value) {}

  List<String> rated(Line.Rated l) {
    List<Cond> conds = new ArrayList<>(List.of(l.where()));
    l.card().rows().forEach(r -> conds.add(r.when()));
    l.factors().forEach(t -> t.rows().forEach(r -> conds.add(r.when())));
    List<Addend> addends = l.quantity() instanceof Quantity.Sum s ? s.addends() : List.of();
    Optional<Increment> outer =
        l.quantity() instanceof Quantity.Sum s ? s.increment() : Optional.empty();
    SampleRecord any =
        SampleRecord.of(
            work.terms(),
            work.terms().recordType(l.recordType()).orElseThrow(),
            conds,
            wishes(addends, outer));
    Optional<Cell<Amount>> priced = any.where(l.where(), true).flatMap(r -> price(r, l.card()));
    if (priced.isEmpty()) {
      return List.of();
    }
    SampleRecord record = priced.get().record();
    List<Cell<Factor>> factors = new ArrayList<>();
    for (Line.FactorTable t : l.factors()) {
      Optional<Cell<Factor>> f = factor(record, t);
      if (f.isEmpty()) {
        return List.of();
      }
      record = f.get().record();
      factors.add(f.get());
    }
    return List.of(told(l, record, conds, priced.get(), factors));
  }

  private static Map<String, Long> wishes(List<Addend> addends, Optional<Increment> outer) {
    Map<String, Long> out = new HashMap<>();
    for (Addend a : addends) {
      Optional<Increment> steps = a.increment().or(() -> outer);
      out.put(
          a.field(),
          a.cap().isPresent()
              ? a.cap().getAsLong() + 1
              : steps.map(i -> i.first() + 1).orElse(QUANTITY));
    }
    return out;
  }

  private static Optional<Cell<Amount>> price(SampleRecord r, Line.Card card) {
    for (int i = 0; i < card.rows().size(); i++) {
      Line.Row row = card.rows().get(i);
      Optional<SampleRecord> found = r.where(row.when(), true);
      if (found.isPresent()) {
        return Optional.of(new Cell<>(found.get(), i + 1, row.price()));
      }
    }
    Optional<SampleRecord> other =
        r.every(card.rows().stream().map(Line.Row::when).toList(), false);
    return other.flatMap(o -> card.otherwise().map(a -> new Cell<>(o, 0, a)));
  }

  private static Optional<Cell<Factor>> factor(SampleRecord r, Line.FactorTable table) {
    for (int i = 0; i < table.rows().size(); i++) {
      Line.FactorRow row = table.rows().get(i);
      Optional<SampleRecord> found = r.where(row.when(), true);
      if (found.isPresent()) {
        return Optional.of(new Cell<>(found.get(), i + 1, row.x()));
      }
    }
    Optional<SampleRecord> other =
        r.every(table.rows().stream().map(Line.FactorRow::when).toList(), false);
    return other.flatMap(o -> table.otherwise().map(x -> new Cell<>(o, 0, x)));
  }

  private String told(
      Line.Rated l,
      SampleRecord r,
      List<Cond> conds,
      Cell<Amount> price,
      List<Cell<Factor>> factors) {
    WallTime at = r.at();
    BigInteger qty = quantity(l.quantity(), r);
    Micros unitPrice = work.amount(price.value(), at.date());
    Micros connect = work.amount(l.connect(), at.date());
    boolean connects = qty.signum() > 0 && !connect.isZero();
    BigInteger n = qty.multiply(unitPrice.value());
    String formula = Work.number(qty) + " × " + work.number(unitPrice);
    if (l.per() > 1) {
      formula += " ÷ " + Numbers.grouped(l.per());
    }
    if (connects) {
      n = n.add(connect.value().multiply(Work.big(l.per())));
      formula += " + " + work.number(connect);
      formula = factors.isEmpty() ? formula : "(" + formula + ")";
    }
    BigInteger d = Work.big(l.per());
    List<String> cells = new ArrayList<>();
    cells.add(
        work.text("price", work.money(unitPrice)) + row(price.row(), l.card().rows().isEmpty()));
    for (int i = 0; i < factors.size(); i++) {
      Cell<Factor> f = factors.get(i);
      BigInteger x = work.factor(f.value(), at.date());
      n = n.multiply(x);
      d = d.multiply(Work.FACTOR_ONE);
      formula += " × " + Work.factor(x);
      String label = Quotes.quote(l.factors().get(i).label().in(work.scope().language()));
      cells.add(work.text("factor", label, Work.factor(x)) + row(f.row(), false));
    }
    if (l.sign() == Line.Sign.CREDIT) {
      n = n.negate();
      formula = "-(" + formula + ")";
    }
    return work.text(
        "rated",
        record(r, fields(l.quantity(), conds)),
        units(qty, l),
        work.list(cells),
        formula,
        work.exact(n, d),
        rounded(l.round(), n, d));
  }

  private String row(int row, boolean only) {
    if (only) {
      return "";
    }
    return row == 0 ? work.text("row.else") : work.text("row", row);
  }

  private String rounded(List<RoundStep> steps, BigInteger n, BigInteger d) {
    RoundStep first = steps.getFirst();
    return switch (first.at()) {
      case RECORD -> work.text("rounded", work.money(round(first, n, d)));
      case TIER, LINE -> work.text("rounded.later");
    };
  }

  static Micros round(RoundStep step, BigInteger n, BigInteger d) {
    Rounding mode = step.mode();
    return new Micros(mode.toMultiple(n, d, step.to().value()));
  }

  private String units(BigInteger qty, Line.Rated l) {
    switch (l.quantity()) {
      case Quantity.Each e -> work.scope().nameUnit("unit");
      case Quantity.Sum s -> {
        work.scope().nameRecord(l.recordType());
        work.scope().nameField(s.addends().getFirst().field());
      }
    }
    return Units.quantity(work.scope(), qty);
  }

  private static BigInteger quantity(Quantity q, SampleRecord r) {
    return switch (q) {
      case Quantity.Each e -> Work.big(e.units());
      case Quantity.Sum s -> {
        BigInteger sum = sum(s.addends(), r);
        yield s.increment().map(i -> i.apply(sum)).orElse(sum);
      }
    };
  }

  private static BigInteger sum(List<Addend> addends, SampleRecord r) {
    BigInteger sum = BigInteger.ZERO;
    for (Addend a : addends) {
      long v = r.number(a.field());
      BigInteger part = Work.big(a.cap().isPresent() ? Math.min(v, a.cap().getAsLong()) : v);
      sum = sum.add(a.increment().map(i -> i.apply(part)).orElse(part));
    }
    return sum;
  }

  /// Measures that count: a record that counts, and one that does not where there is one.
  List<String> count(Measure.Count m) {
    List<Cond> conds = List.of(m.where());
    SampleRecord any =
        SampleRecord.of(
            work.terms(), work.terms().recordType(m.recordType()).orElseThrow(), conds, Map.of());
    List<String> out = new ArrayList<>();
    Quantity each = new Quantity.Each(1);
    any.where(m.where(), true)
        .ifPresent(r -> out.add(work.text("count", record(r, fields(each, conds)))));
    any.where(m.where(), false)
        .ifPresent(r -> out.add(work.text("count.not", record(r, fields(each, conds)))));
    return List.copyOf(out);
  }

  /// Measures that sum: one record, its addends and its steps.
  List<String> measure(Measure.Sum m) {
    Optional<Increment> outer = m.increment().map(Measure.Scoped::increment);
    List<Cond> conds = List.of(m.where());
    SampleRecord any =
        SampleRecord.of(
            work.terms(),
            work.terms().recordType(m.recordType()).orElseThrow(),
            conds,
            wishes(m.addends(), outer));
    Optional<SampleRecord> found = any.where(m.where(), true);
    if (found.isEmpty()) {
      return List.of();
    }
    SampleRecord r = found.get();
    Quantity.Sum plain = new Quantity.Sum(m.addends(), Optional.empty());
    String told = record(r, fields(plain, conds));
    work.scope().nameRecord(m.recordType());
    work.scope().nameField(m.addends().getFirst().field());
    BigInteger sum = sum(m.addends(), r);
    String before = Units.quantity(work.scope(), sum);
    if (outer.isEmpty()) {
      return List.of(work.text("measure", told, before));
    }
    String after = Units.quantity(work.scope(), outer.get().apply(sum));
    boolean pool = m.increment().map(i -> i.scope() == Measure.Scope.POOL).orElse(false);
    return List.of(work.text(pool ? "measure.pool" : "measure.record", told, before, after));
  }

  /// The fields that a clause looks at, in order of ids.
  private static List<String> fields(Quantity q, List<Cond> conds) {
    TreeSet<String> out = new TreeSet<>();
    conds.forEach(c -> fields(c, out));
    if (q instanceof Quantity.Sum s) {
      s.addends().forEach(a -> out.add(a.field()));
    }
    return List.copyOf(out);
  }

  private static void fields(Cond c, Set<String> out) {
    switch (c) {
      case Cond.All a -> a.parts().forEach(p -> fields(p, out));
      case Cond.Any a -> a.parts().forEach(p -> fields(p, out));
      case Cond.Not n -> fields(n.part(), out);
      case Cond.Compare k -> out.add(k.field());
      case Cond.Is i -> out.add(i.field());
      case Cond.In i -> out.add(i.field());
      case Cond.Always a -> {}
      case Cond.InWindow w -> {}
    }
  }

  private String record(SampleRecord r, List<String> fields) {
    Scope scope = work.scope();
    String type = work.name("record", r.type().id());
    scope.nameRecord(r.type().id());
    List<String> with = new ArrayList<>();
    for (String f : fields) {
      String name = Names.said(scope, scope.fieldSort(), f);
      scope.nameField(f);
      String value =
          switch (r.type().field(f).orElseThrow()) {
            case Field.Bool b -> work.text((Boolean) r.value(f) ? "yes" : "no");
            case Field.Choice c -> "‘" + r.value(f) + "’";
            case Field.Int i -> Units.quantity(scope, r.number(f));
            case Field.Date d -> "";
          };
      with.add(work.text("field", name, value));
    }
    String when = r.at().date() + " " + Clocks.time(r.at().secondOfDay());
    return with.isEmpty()
        ? work.text("record", type, when)
        : work.text("record.with", type, when, work.list(with));
  }
}
