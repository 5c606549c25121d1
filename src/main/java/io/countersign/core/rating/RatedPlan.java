package io.countersign.core.rating;

import io.countersign.core.terms.Amount;
import io.countersign.core.terms.Cond;
import io.countersign.core.terms.Factor;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Param;
import io.countersign.core.terms.RecordType;
import io.countersign.core.terms.RoundStep;
import io.countersign.core.terms.Terms;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rated line compiled for one period: which cell a record falls into, and how much it counts.
///
/// A cell is one choice of card row, factor rows and param values. Its number packs these choices
/// into one `long`, so that the record loop needs neither maps nor objects.
final class RatedPlan {
  /// Decimal places that each factor not used leaves to the numerator: 10^(4(6-k)).
  private static final int FACTOR_PLACES = 4 * Line.MAX_FACTORS;

  static final BigInteger TEN_24 = BigInteger.TEN.pow(FACTOR_PLACES);

  private final Line.Rated line;
  private final RecordType type;
  private final RecordTest where;
  private final QuantityPlan quantity;
  private final RecordTest[] rows;
  private final RecordTest[][] tables;
  private final Params params;
  private final int[] daySegments;
  private final int[] firstDayOf;
  private final int segments;

  RatedPlan(Terms terms, Line.Rated line, PeriodDays days, Params params) {
    this.line = line;
    this.params = params;
    this.type =
        terms
            .recordType(line.recordType())
            .orElseThrow(() -> new IllegalArgumentException("a record type: " + line.recordType()));
    List<String> windows = days.windowIds();
    this.where = RecordTest.compile(line.where(), type, windows);
    this.quantity = QuantityPlan.of(line.quantity(), type);
    this.rows = new RecordTest[line.card().rows().size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = RecordTest.compile(line.card().rows().get(i).when(), type, windows);
    }
    this.tables = new RecordTest[line.factors().size()][];
    for (int t = 0; t < tables.length; t++) {
      List<Line.FactorRow> of = line.factors().get(t).rows();
      tables[t] = new RecordTest[of.size()];
      for (int i = 0; i < of.size(); i++) {
        tables[t][i] = RecordTest.compile(of.get(i).when(), type, windows);
      }
    }
    this.daySegments = new int[days.days()];
    List<Integer> starts = new ArrayList<>();
    List<Param> dated = datedParams();
    for (int day = 0; day < daySegments.length; day++) {
      if (day == 0 || changes(dated, days, day)) {
        starts.add(day);
      }
      daySegments[day] = starts.size() - 1;
    }
    this.segments = starts.size();
    this.firstDayOf = starts.stream().mapToInt(Integer::intValue).toArray();
    radixFits();
  }

  Line.Rated line() {
    return line;
  }

  RecordType type() {
    return type;
  }

  /// The number of the cell that a record of the line's type falls into, or -1 where the line does
  /// not take it.
  long cellOf(long[] values, long windows, int day) {
    if (!where.holds(values, windows)) {
      return -1;
    }
    long code = choose(rows, values, windows);
    for (RecordTest[] table : tables) {
      code = code * (table.length + 1) + choose(table, values, windows);
    }
    return code * segments + daySegments[day];
  }

  /// Every condition that decides a record's cell.
  List<Cond> conditions() {
    List<Cond> out = new ArrayList<>();
    out.add(line.where());
    line.card().rows().forEach(r -> out.add(r.when()));
    line.factors().forEach(t -> t.rows().forEach(r -> out.add(r.when())));
    return out;
  }

  /// The stretch of days at the same prices that a day of the period lies in.
  int segmentOf(int day) {
    return daySegments[day];
  }

  QuantityPlan quantity() {
    return quantity;
  }

  long quantityOf(long[] values) {
    return quantity.of(values);
  }

  private static int choose(RecordTest[] rows, long[] values, long windows) {
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].holds(values, windows)) {
        return i;
      }
    }
    return rows.length;
  }

  /// The prices of the cell with number `code`.
  CellPrice priceOf(long code) {
    int segment = (int) (code % segments);
    long rest = code / segments;
    int[] chosen = new int[tables.length];
    for (int t = tables.length - 1; t >= 0; t--) {
      chosen[t] = (int) (rest % (tables[t].length + 1));
      rest /= tables[t].length + 1;
    }
    int row = (int) rest;
    int day = firstDayOf[segment];
    List<Integer> key = new ArrayList<>();
    List<Integer> values = new ArrayList<>();
    key.add(row);
    BigInteger price = params.money(priceAmount(row), day, values);
    BigInteger connect = params.money(line.connect(), day, values);
    List<Long> x = new ArrayList<>();
    BigInteger scale = BigInteger.TEN.pow(FACTOR_PLACES - 4 * tables.length);
    for (int t = 0; t < tables.length; t++) {
      key.add(chosen[t]);
      long f = params.factor(factor(t, chosen[t]), day, values);
      x.add(f);
      scale = scale.multiply(BigInteger.valueOf(f));
    }
    key.addAll(values);
    BigInteger perUnit = price.multiply(scale);
    BigInteger perConnect = BigInteger.valueOf(line.per()).multiply(connect).multiply(scale);
    return new CellPrice(key, price, connect, x, perUnit, perConnect);
  }

  private Amount priceAmount(int row) {
    if (row < rows.length) {
      return line.card().rows().get(row).price();
    }
    return line.card().otherwise().orElseThrow(() -> uncovered(line.id()));
  }

  private Factor factor(int table, int row) {
    Line.FactorTable of = line.factors().get(table);
    if (row < of.rows().size()) {
      return of.rows().get(row).x();
    }
    return of.otherwise().orElseThrow(() -> uncovered(line.id() + "." + of.id()));
  }

  /// Validity has proved that the rows cover.
  private static IllegalStateException uncovered(String where) {
    return new IllegalStateException("a record that no row of " + where + " covers");
  }

  /// Whether the fields allow a quantity below 0.
  boolean mayBeNegative() {
    return quantity.least() < 0;
  }

  /// d of the line's division.
  BigInteger divisor() {
    return BigInteger.valueOf(line.per()).multiply(TEN_24);
  }

  int sign() {
    return line.sign() == Line.Sign.CREDIT ? -1 : 1;
  }

  @Nullable RoundStep round(RoundStep.At at) {
    for (RoundStep step : line.round()) {
      if (step.at() == at) {
        return step;
      }
    }
    return null;
  }

  private List<Param> datedParams() {
    List<Param> out = new ArrayList<>();
    for (Line.Row row : line.card().rows()) {
      params.dated(row.price()).ifPresent(out::add);
    }
    line.card().otherwise().flatMap(params::dated).ifPresent(out::add);
    params.dated(line.connect()).ifPresent(out::add);
    for (Line.FactorTable table : line.factors()) {
      for (Line.FactorRow row : table.rows()) {
        params.dated(row.x()).ifPresent(out::add);
      }
      table.otherwise().flatMap(params::dated).ifPresent(out::add);
    }
    return out;
  }

  private static boolean changes(List<Param> params, PeriodDays days, int day) {
    return params.stream()
        .anyMatch(p -> p.indexOn(days.date(day)) != p.indexOn(days.date(day - 1)));
  }

  /// At most 257^7 x 31 < 2^63.
  private void radixFits() {
    long product = rows.length + 1L;
    for (RecordTest[] table : tables) {
      product = Math.multiplyExact(product, table.length + 1L);
    }
    long codes = Math.multiplyExact(product, (long) segments);
    if (codes <= 0) {
      throw new IllegalStateException("cells beyond a long: " + codes);
    }
  }

  /// What a cell costs.
  ///
  /// @param perUnit share of n of one unit
  /// @param perConnect share of n of one record with a quantity above 0
  record CellPrice(
      List<Integer> key,
      BigInteger price,
      BigInteger connect,
      List<Long> x,
      BigInteger perUnit,
      BigInteger perConnect) {}
}
