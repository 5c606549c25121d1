package io.countersign.core.rating;

import io.countersign.core.terms.Kpi;
import io.countersign.core.terms.Terms;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The KPIs of a period, over the months of their windows.
final class KpiWindows {
  private KpiWindows() {}

  /// Every KPI, in document order.
  static List<KpiResult> kpis(Terms terms, PeriodRecords records, Past past) {
    List<KpiResult> out = new ArrayList<>();
    for (Kpi kpi : terms.kpis()) {
      BigInteger num = records.measure(kpi.num()).add(before(past, kpi, Kpi::num));
      BigInteger den = records.measure(kpi.den()).add(before(past, kpi, Kpi::den));
      KpiResult whole = Figures.kpi(kpi, num, den, Optional.empty());
      out.add(
          kpi.segment().isEmpty()
              ? whole
              : Figures.stands(kpi, whole, segments(kpi, records, past)));
    }
    return out;
  }

  private static BigInteger before(Past past, Kpi kpi, Function<Kpi, String> measure) {
    return past.sum(
        kpi.window(),
        m -> m.kpi(kpi.id(), kpi.window()).map(k -> m.records().measure(measure.apply(k))));
  }

  /// The segments of the period's version, each with those of its name in earlier months.
  private static List<KpiResult> segments(Kpi kpi, PeriodRecords records, Past past) {
    String field = kpi.segment().orElseThrow().field();
    List<KpiResult> out = new ArrayList<>();
    for (PeriodRecords.Segment s : records.segments().getOrDefault(kpi.id(), List.of())) {
      BigInteger num = s.num();
      BigInteger den = s.den();
      for (Month month : past.inWindow(kpi.window())) {
        for (PeriodRecords.Segment earlier : segments(month, kpi, field)) {
          if (earlier.name().equals(s.name())) {
            num = num.add(earlier.num());
            den = den.add(earlier.den());
          }
        }
      }
      out.add(Figures.kpi(kpi, num, den, Optional.of(s.name())));
    }
    return out;
  }

  private static List<PeriodRecords.Segment> segments(Month month, Kpi kpi, String field) {
    return month
        .kpi(kpi.id(), kpi.window())
        .filter(k -> k.segment().isPresent() && k.segment().get().field().equals(field))
        .map(k -> month.records().segments().getOrDefault(k.id(), List.of()))
        .orElse(List.of());
  }
}
