package io.countersign.core.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.terms.Cond;
import io.countersign.core.terms.Field;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Measure;
import io.countersign.core.terms.RecordType;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.core.terms.Window;
import io.countersign.naive.NaiveLedger;
import io.countersign.proof.Dice;
import io.countersign.proof.Pairs;
import io.countersign.proof.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every condition of every contract that the tests hold, and of generated ones, gives what a CEL
/// implementation gives, on values at its constants and just beside them.
class CelContractsTest {
  private static final int ROUNDS = 12;
  private static final int GENERATED = 40;

  private final CelRuntime runtime = CelRuntimeFactory.standardCelRuntimeBuilder().build();
  private final Set<String> seen = new HashSet<>();
  private final Dice dice = new Dice(Long.getLong("seed", 20_261_123L));
  private int held;
  private int all;

  @Test
  void holds_conditionsOfContracts_agreesWithCel()
      throws IOException, MalformedException, CelValidationException, CelEvaluationException {
    List<Path> files;
    try (Stream<Path> list = Files.list(Pairs.CONTRACTS)) {
      files = list.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
    for (Path file : files) {
      check(TermsParser.parseRelaxed(Bytes.wrap(Files.readAllBytes(file))));
    }
    for (int i = 0; i < GENERATED; i++) {
      for (NaiveLedger.Entry entry : Pairs.story(i, 3).entries()) {
        if (entry instanceof NaiveLedger.Version v) {
          check(Stage.terms(v.terms()));
        }
      }
    }
    assertTrue(seen.size() > 300, seen.size() + " conditions");
    assertTrue(held > all / 10 && held < all - all / 10, held + " of " + all + " held");
  }

  private void check(Terms terms) throws CelValidationException, CelEvaluationException {
    for (Measure measure : terms.measures()) {
      switch (measure) {
        case Measure.Count m -> check(terms, m.recordType(), m.where());
        case Measure.Sum m -> check(terms, m.recordType(), m.where());
        case Measure.Derived m -> {}
      }
    }
    for (Line line : terms.lines()) {
      if (line instanceof Line.Rated r) {
        check(terms, r.recordType(), r.where());
        for (Line.Row row : r.card().rows()) {
          check(terms, r.recordType(), row.when());
        }
        for (Line.FactorTable table : r.factors()) {
          for (Line.FactorRow row : table.rows()) {
            check(terms, r.recordType(), row.when());
          }
        }
      }
    }
  }

  private void check(Terms terms, String of, Cond cond)
      throws CelValidationException, CelEvaluationException {
    RecordType type = terms.recordType(of).orElseThrow();
    List<String> windows = terms.windows().stream().map(Window::id).toList();
    String text = CelOracleTest.cel(cond);
    if (!seen.add(type.fields().stream().map(Field::id).toList() + text)) {
      return;
    }
    CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder();
    windows.forEach(w -> builder.addVar(w, SimpleType.BOOL));
    type.fields().forEach(f -> builder.addVar(f.id(), type(f)));
    CelRuntime.Program program =
        runtime.createProgram(
            builder.setResultType(SimpleType.BOOL).build().compile(text).getAst());
    RecordTest test = RecordTest.compile(cond, type, windows);
    List<Long> constants = new ArrayList<>(List.of(0L, 1L));
    constants(cond, constants);
    for (int i = 0; i < ROUNDS; i++) {
      long mask = dice.between(0L, (1L << windows.size()) - 1);
      Map<String, Object> variables = new HashMap<>();
      for (int w = 0; w < windows.size(); w++) {
        variables.put(windows.get(w), (mask >>> w & 1) == 1);
      }
      long[] values = new long[type.fields().size()];
      for (int f = 0; f < values.length; f++) {
        values[f] = value(type.fields().get(f), constants, variables);
      }
      boolean wanted = (Boolean) program.eval(variables);
      assertEquals(wanted, test.holds(values, mask), text + " on " + variables);
      held += wanted ? 1 : 0;
      all++;
    }
  }

  private static CelType type(Field field) {
    return switch (field) {
      case Field.Int f -> SimpleType.INT;
      case Field.Choice f -> SimpleType.STRING;
      case Field.Bool f -> SimpleType.BOOL;
      case Field.Date f -> SimpleType.STRING;
    };
  }

  /// A value as a column holds it; the variable as CEL reads it goes into `variables`.
  private long value(Field field, List<Long> constants, Map<String, Object> variables) {
    return switch (field) {
      case Field.Int f -> {
        long v = Math.max(f.min(), Math.min(f.max(), dice.pick(constants) + dice.between(-1, 1)));
        variables.put(f.id(), v);
        yield v;
      }
      case Field.Choice f -> {
        int index = dice.between(0, f.values().size() - 1);
        variables.put(f.id(), f.values().get(index));
        yield index;
      }
      case Field.Bool f -> {
        long v = dice.between(0, 1);
        variables.put(f.id(), v == 1);
        yield v;
      }
      case Field.Date f -> {
        variables.put(f.id(), "2026-01-01");
        yield 0;
      }
    };
  }

  private static void constants(Cond cond, List<Long> out) {
    switch (cond) {
      case Cond.All c -> c.parts().forEach(p -> constants(p, out));
      case Cond.Any c -> c.parts().forEach(p -> constants(p, out));
      case Cond.Not c -> constants(c.part(), out);
      case Cond.Compare c -> out.add(c.value());
      case Cond.Always c -> {}
      case Cond.InWindow c -> {}
      case Cond.Is c -> {}
      case Cond.In c -> {}
    }
  }
}
