package io.countersign.core.prose;

import io.countersign.core.terms.Line;
import io.countersign.core.terms.Measure;
import io.countersign.core.terms.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The worked examples of a document, by clause: computed from the clause itself with exact
/// arithmetic and figures chosen by fixed rules.
final class Examples {
  private final Terms terms;
  private final Work work;

  private Examples(Terms terms, Scope scope) {
    this.terms = terms;
    this.work = new Work(terms, scope);
  }

  /// @param scope of the text, in which all names are defined
  static Function<String, List<String>> of(Terms terms, Scope scope) {
    return new Examples(terms, scope)::clause;
  }

  /// @param name a section and an id, or the name of a single clause
  private List<String> clause(String name) {
    int point = name.indexOf('.');
    String id = name.substring(point + 1);
    TimeExamples time = new TimeExamples(work);
    return switch (point < 0 ? name : name.substring(0, point)) {
      case "cutoff" -> time.cutoff();
      case "threshold" -> time.threshold();
      case "erasure" -> time.erasure();
      case "windows" -> time.window(terms.window(id).orElseThrow());
      case "params" -> time.param(terms.param(id).orElseThrow());
      case "measures" -> measure(terms.measure(id).orElseThrow());
      case "kpis" -> new FigureExamples(work).kpi(terms.kpi(id).orElseThrow());
      case "scores" -> new FigureExamples(work).score(terms.score(id).orElseThrow());
      case "lines" -> line(terms.line(id).orElseThrow());
      default -> List.of();
    };
  }

  private List<String> measure(Measure m) {
    return switch (m) {
      case Measure.Count c -> new RecordExamples(work).count(c);
      case Measure.Sum s -> new RecordExamples(work).measure(s);
      case Measure.Derived d -> new PriceExamples(work).derived(d);
    };
  }

  private List<String> line(Line line) {
    PriceExamples price = new PriceExamples(work);
    RuleExamples rule = new RuleExamples(work);
    List<String> out =
        new ArrayList<>(
            switch (line) {
              case Line.Rated l -> new RecordExamples(work).rated(l);
              case Line.Tiered l -> price.tiered(l);
              case Line.Fixed l -> price.fixed(l);
              case Line.Milestone l -> price.milestone(l);
              case Line.Table l -> rule.table(l);
              case Line.Linear l -> rule.linear(l);
              case Line.Earnback l -> rule.earnback(l);
              case Line.Clamp l -> rule.clamp(l);
              case Line.Minimum l -> rule.minimum(l);
              case Line.Cap l -> rule.cap(l);
              case Line.Percent l -> rule.percent(l);
            });
    if (!line.head().deMinimis().isZero()) {
      out.add(rule.deMinimis(line.head().deMinimis()));
    }
    return out;
  }
}
