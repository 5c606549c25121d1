package io.countersign.core.statement;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.merkle.SumRoot;
import io.countersign.core.money.Micros;
import io.countersign.core.rating.IgnoredRecords;
import io.countersign.core.rating.KpiResult;
import io.countersign.core.rating.MeasureResult;
import io.countersign.core.terms.Kpi;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The canonical JSON of a statement, both ways. Source: `src/docs/statement.md` §5.
final class StatementJson {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]{0,31}");
  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_.-]{1,32}");
  private static final Pattern CODE = Pattern.compile("CS-06[0-9]{2}");
  private static final long MAX_RECORDS = 1L << 32;
  private static final Map<String, Code> CODES = codes();

  private StatementJson() {}

  private static Map<String, Code> codes() {
    Map<String, Code> out = new HashMap<>();
    for (Code code : Code.values()) {
      out.put(code.id(), code);
    }
    return out;
  }

  static Json.Obj format(Statement s) {
    Json.Builder b = Json.object();
    if (!s.settlements().isEmpty()) {
      b.put("settlements", s.settlements().stream().map(StatementJson::settlement).toList());
    }
    return b.put("format", 1)
        .put("ledger", s.ledger().toHex())
        .put("terms", s.terms().toHex())
        .put("period", s.period().yyyymm())
        .put("prefix", s.prefix())
        .put("prefixRoot", s.prefixRoot().toHex())
        .put("measures", s.measures().stream().map(StatementJson::measure).toList())
        .put("kpis", s.kpis().stream().map(StatementJson::kpi).toList())
        .put("lines", s.lines().stream().map(StatementJson::line).toList())
        .put("adjustments", s.adjustments().stream().map(StatementJson::adjustment).toList())
        .put("ignored", s.ignored().stream().map(StatementJson::ignored).toList())
        .put("total", text(s.total()))
        .build();
  }

  private static Json.Obj measure(MeasureResult m) {
    Json.Builder b = Json.object().put("id", m.id()).put("value", m.value().toString());
    return sum(b, m.sum()).build();
  }

  private static Json.Obj kpi(KpiResult k) {
    Json.Builder b =
        Json.object()
            .put("id", k.id())
            .put("num", k.num().toString())
            .put("den", k.den().toString())
            .put("scale", k.scale())
            .put("neutral", k.neutral());
    k.segment().ifPresent(v -> b.put("segment", v));
    k.shown().ifPresent(v -> b.put("value", v.toString()));
    return b.build();
  }

  private static Json.Obj line(StatementLine l) {
    Json.Builder b =
        Json.object()
            .put("id", l.id())
            .put("amount", text(l.amount()))
            .put("memo", l.memo())
            .put("traceHash", l.traceHash().toHex());
    return sum(b, l.sum()).build();
  }

  private static Json.Obj adjustment(Adjustment a) {
    return Json.object()
        .put("period", a.period().yyyymm())
        .put("line", a.line())
        .put("old", text(a.before()))
        .put("new", text(a.now()))
        .put("amount", text(a.amount()))
        .put("memo", a.memo())
        .build();
  }

  private static Json.Obj settlement(SettledAmount s) {
    return Json.object()
        .put("amount", text(s.amount()))
        .put("dispute", s.dispute().toHex())
        .put("line", s.line())
        .put("period", s.period().yyyymm())
        .build();
  }

  private static Json.Obj ignored(IgnoredRecords i) {
    return Json.object()
        .put("code", i.code().id())
        .put("count", i.count())
        .put(
            "records",
            i.ranges().stream()
                .map(r -> Json.array(Json.of(r.first()), Json.of(r.last())))
                .toList())
        .build();
  }

  private static Json.Builder sum(Json.Builder b, Optional<SumRoot> sum) {
    sum.ifPresent(s -> b.put("sumRoot", s.hash().toHex()).put("sumTotal", s.total().toString()));
    return b;
  }

  private static String text(Micros micros) {
    return micros.value().toString();
  }

  static Statement parse(Bytes bytes) throws MalformedException {
    Fields f = Fields.of(JsonReader.canonical(bytes, Statement.MAX_BYTES), "");
    f.integer("format", 1, 1);
    List<MeasureResult> measures = new ArrayList<>();
    for (Fields m : f.objects("measures", 0, Terms.MAX_MEASURES)) {
      measures.add(new MeasureResult(m.string("id", ID), m.decimal("value"), parseSum(m)));
      m.end();
    }
    List<KpiResult> kpis = new ArrayList<>();
    for (Fields k : f.objects("kpis", 0, Terms.MAX_KPIS)) {
      kpis.add(parseKpi(k));
    }
    List<StatementLine> lines = new ArrayList<>();
    for (Fields l : f.objects("lines", 0, Terms.MAX_LINES)) {
      lines.add(
          new StatementLine(
              l.string("id", ID),
              new Micros(int256(l, "amount")),
              l.bool("memo"),
              parseSum(l),
              l.bytes32("traceHash")));
      l.end();
    }
    Period period = period(f);
    List<Adjustment> adjustments = new ArrayList<>();
    for (Fields a : f.objects("adjustments", 0, Terms.MAX_LINES * 120)) {
      adjustments.add(parseAdjustment(a, period));
    }
    List<SettledAmount> settlements = f.has("settlements") ? parseSettlements(f) : List.of();
    List<IgnoredRecords> ignored = parseIgnored(f);
    Micros total = new Micros(int256(f, "total"));
    Micros sum = Statement.totalOf(lines, adjustments, settlements);
    if (!sum.equals(total)) {
      throw fault(f.path("total"), text(sum), text(total));
    }
    Statement out =
        new Statement(
            f.bytes32("ledger"),
            period,
            f.integer("prefix", 0, Json.MAX_INT),
            f.bytes32("prefixRoot"),
            f.bytes32("terms"),
            measures,
            kpis,
            lines,
            adjustments,
            settlements,
            ignored,
            total);
    f.end();
    return out;
  }

  private static Period period(Fields f) throws MalformedException {
    try {
      return Period.parse(f.integer("period", Period.MIN, Period.MAX));
    } catch (MalformedException e) {
      throw e.field().equals("period") && !f.path("period").equals("period")
          ? new MalformedException(e.code(), f.path("period"), -1, e.expected(), e.found())
          : e;
    }
  }

  private static KpiResult parseKpi(Fields k) throws MalformedException {
    Optional<String> segment =
        k.has("segment") ? Optional.of(k.string("segment", SEGMENT)) : Optional.empty();
    long scale = k.integer("scale", 1, 1_000_000);
    if (!Kpi.SCALES.contains(scale)) {
      throw fault(k.path("scale"), "one of " + Kpi.SCALES, Long.toString(scale));
    }
    KpiResult out =
        new KpiResult(
            k.string("id", ID),
            k.decimal("num"),
            k.decimal("den"),
            scale,
            k.bool("neutral"),
            segment);
    if (out.neutral() ? out.den().signum() < 0 : out.den().signum() <= 0) {
      throw fault(k.path("den"), "a denominator above 0, or neutral", out.den().toString());
    }
    if (k.has("value") == out.neutral()) {
      throw fault(k.path("value"), out.neutral() ? "no value" : "a value", "the other");
    }
    if (!out.neutral()) {
      BigInteger value = k.decimal("value");
      if (!value.equals(out.shown().orElseThrow())) {
        throw fault(k.path("value"), out.shown().orElseThrow().toString(), value.toString());
      }
    }
    k.end();
    return out;
  }

  private static Adjustment parseAdjustment(Fields a, Period of) throws MalformedException {
    Period period = period(a);
    if (period.compareTo(of) >= 0) {
      throw fault(a.path("period"), "a period before " + of, period.toString());
    }
    Micros before = new Micros(int256(a, "old"));
    Micros now = new Micros(int256(a, "new"));
    Micros amount = new Micros(int256(a, "amount"));
    if (amount.isZero() || !now.minus(before).equals(amount)) {
      throw fault(a.path("amount"), "new - old, not 0", text(amount));
    }
    Adjustment out = new Adjustment(period, a.string("line", ID), before, now, a.bool("memo"));
    a.end();
    return out;
  }

  /// The order of disputes and of lines within a period needs the ledger and its terms: whoever has
  /// them compares with the statement computed anew. Here: what a dispute posts stands together, by
  /// period, each line once.
  private static List<SettledAmount> parseSettlements(Fields f) throws MalformedException {
    List<SettledAmount> out = new ArrayList<>();
    Set<Bytes32> disputes = new HashSet<>();
    Set<String> lines = new HashSet<>();
    for (Fields s : f.objects("settlements", 1, Statement.MAX_SETTLEMENTS)) {
      Micros amount = new Micros(int256(s, "amount"));
      if (amount.isZero()) {
        throw fault(s.path("amount"), "an amount other than 0", text(amount));
      }
      SettledAmount next =
          new SettledAmount(s.bytes32("dispute"), period(s), s.string("line", ID), amount);
      boolean same = !out.isEmpty() && out.getLast().dispute().equals(next.dispute());
      if (!same) {
        lines.clear();
        if (!disputes.add(next.dispute())) {
          throw fault(s.path("dispute"), "each dispute in one place", next.dispute().toHex());
        }
      } else if (next.period().compareTo(out.getLast().period()) < 0) {
        throw fault(s.path("period"), "periods of a dispute ascending", next.period().toString());
      }
      if (!lines.add(next.period() + " " + next.line())) {
        throw fault(s.path("line"), "each line of a period once", next.line());
      }
      s.end();
      out.add(next);
    }
    return out;
  }

  private static List<IgnoredRecords> parseIgnored(Fields f) throws MalformedException {
    List<IgnoredRecords> out = new ArrayList<>();
    int lastNumber = 0;
    for (Fields i : f.objects("ignored", 0, 100)) {
      Code code = CODES.get(i.string("code", CODE));
      if (code == null) {
        throw fault(i.path("code"), "a code of records", i.string("code"));
      }
      if (code.number() <= lastNumber) {
        throw fault(i.path("code"), "codes ascending, each once", code.id());
      }
      lastNumber = code.number();
      List<IgnoredRecords.Range> ranges = new ArrayList<>();
      long end = -2;
      long count = 0;
      List<Json> items = i.array("records", 1, Integer.MAX_VALUE);
      for (int r = 0; r < items.size(); r++) {
        String where = i.path("records") + "[" + r + "]";
        if (!(items.get(r) instanceof Json.Arr pair) || pair.items().size() != 2) {
          throw fault(where, "a pair of record numbers", items.get(r).kind());
        }
        long first = Fields.integer(pair.items().get(0), where + "[0]", 0, MAX_RECORDS - 1);
        long last = Fields.integer(pair.items().get(1), where + "[1]", first, MAX_RECORDS - 1);
        if (first <= end + 1) {
          throw fault(where, "ranges ascending, not adjacent", Long.toString(first));
        }
        ranges.add(new IgnoredRecords.Range(first, last));
        end = last;
        count += last - first + 1;
      }
      if (i.integer("count", 1, MAX_RECORDS) != count) {
        throw fault(i.path("count"), Long.toString(count), i.any("count").toText());
      }
      i.end();
      out.add(new IgnoredRecords(code, count, ranges));
    }
    return out;
  }

  private static Optional<SumRoot> parseSum(Fields f) throws MalformedException {
    if (!f.has("sumRoot") && !f.has("sumTotal")) {
      return Optional.empty();
    }
    Bytes32 root = f.bytes32("sumRoot");
    BigInteger total = f.decimal("sumTotal");
    if (total.signum() < 0 || total.bitLength() > 256) {
      throw fault(f.path("sumTotal"), "0 to 2^256-1", total.toString());
    }
    return Optional.of(new SumRoot(root, total));
  }

  private static BigInteger int256(Fields f, String name) throws MalformedException {
    BigInteger v = f.decimal(name);
    if (v.bitLength() > 255) {
      throw fault(f.path(name), "-2^255 to 2^255-1", v.toString());
    }
    return v;
  }

  private static MalformedException fault(String where, String expected, String found) {
    return new MalformedException(Code.STATEMENT_FORM, where, -1, expected, found);
  }
}
