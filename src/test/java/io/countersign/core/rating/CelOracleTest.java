package io.countersign.core.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.countersign.core.terms.Cond;
import io.countersign.core.terms.Field;
import io.countersign.core.terms.RecordType;
import io.countersign.core.terms.Side;
import io.countersign.core.terms.Text;
import io.countersign.core.terms.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Conditions are a subset of CEL: a CEL implementation must give the same answer to each.
class CelOracleTest {
  private static final Text TEXT = new Text("x", "x");
  private static final List<String> SKILLS = List.of("tech", "medical", "finance", "other");
  private static final List<Cond.Op> OPS = List.of(Cond.Op.values());
  private static final List<String> WINDOWS = List.of("day", "night", "rest");
  private static final RecordType TYPE =
      new RecordType(
          "call",
          TEXT,
          Optional.empty(),
          Side.PROVIDER,
          TEXT,
          List.of(
              new Field.Bool("answered", TEXT, Optional.empty()),
              new Field.Choice("skill", TEXT, Optional.empty(), SKILLS),
              new Field.Int("talk_s", TEXT, Optional.empty(), Unit.SECOND, -5, 5),
              new Field.Int("wait_s", TEXT, Optional.empty(), Unit.SECOND, 0, Field.MAX_INT)));

  @Test
  void holds_randomConditions_agreesWithCel()
      throws CelValidationException, CelEvaluationException {
    long seed = Long.getLong("seed", 20_261_123L);
    Random random = new Random(seed);
    CelCompiler compiler =
        CelCompilerFactory.standardCelCompilerBuilder()
            .addVar("answered", SimpleType.BOOL)
            .addVar("skill", SimpleType.STRING)
            .addVar("talk_s", SimpleType.INT)
            .addVar("wait_s", SimpleType.INT)
            .addVar("day", SimpleType.BOOL)
            .addVar("night", SimpleType.BOOL)
            .addVar("rest", SimpleType.BOOL)
            .setResultType(SimpleType.BOOL)
            .build();
    CelRuntime runtime = CelRuntimeFactory.standardCelRuntimeBuilder().build();
    int held = 0;
    int all = 0;
    for (int c = 0; c < 400; c++) {
      Cond cond = condition(random, 4);
      String text = cel(cond);
      CelRuntime.Program program = runtime.createProgram(compiler.compile(text).getAst());
      RecordTest test = RecordTest.compile(cond, TYPE, WINDOWS);
      for (int r = 0; r < 30; r++) {
        long[] values = {
          random.nextInt(2),
          random.nextInt(SKILLS.size()),
          random.nextInt(11) - 5,
          random.nextInt(4) == 0 ? Field.MAX_INT : random.nextInt(10)
        };
        long windows = random.nextInt(8);
        boolean wanted = (Boolean) program.eval(variables(values, windows));
        assertEquals(wanted, test.holds(values, windows), "seed " + seed + ": " + text);
        held += wanted ? 1 : 0;
        all++;
      }
    }
    assertTrue(held > all / 10 && held < all - all / 10, held + " of " + all + " held");
  }

  private static Map<String, Object> variables(long[] values, long windows) {
    Map<String, Object> out = new HashMap<>();
    out.put("answered", values[0] == 1);
    out.put("skill", SKILLS.get((int) values[1]));
    out.put("talk_s", values[2]);
    out.put("wait_s", values[3]);
    for (int w = 0; w < WINDOWS.size(); w++) {
      out.put(WINDOWS.get(w), (windows >>> w & 1) == 1);
    }
    return out;
  }

  private static Cond condition(Random random, int depth) {
    if (depth > 0 && random.nextInt(4) > 0) {
      List<Cond> parts = new ArrayList<>();
      int n = random.nextInt(1, 4);
      for (int i = 0; i < n; i++) {
        parts.add(condition(random, depth - 1));
      }
      return switch (random.nextInt(3)) {
        case 0 -> new Cond.All(parts);
        case 1 -> new Cond.Any(parts);
        default -> new Cond.Not(parts.get(0));
      };
    }
    return switch (random.nextInt(6)) {
      case 0 -> new Cond.Is("answered", random.nextBoolean());
      case 1 -> new Cond.In("skill", SKILLS.subList(random.nextInt(3), 4));
      case 2 -> new Cond.InWindow(WINDOWS.get(random.nextInt(3)));
      case 3 -> new Cond.Compare("wait_s", op(random), random.nextInt(10));
      case 4 -> random.nextInt(5) == 0 ? new Cond.Always() : new Cond.Is("answered", true);
      default -> new Cond.Compare("talk_s", op(random), random.nextInt(11) - 5L);
    };
  }

  private static Cond.Op op(Random random) {
    return OPS.get(random.nextInt(OPS.size()));
  }

  static String cel(Cond cond) {
    return switch (cond) {
      case Cond.Always c -> "true";
      case Cond.All c -> join(c.parts(), " && ");
      case Cond.Any c -> join(c.parts(), " || ");
      case Cond.Not c -> "!" + cel(c.part());
      case Cond.InWindow c -> c.window();
      case Cond.Is c -> "(" + c.field() + " == " + c.value() + ")";
      case Cond.In c ->
          "("
              + c.field()
              + " in ["
              + c.values().stream().map(v -> "\"" + v + "\"").collect(Collectors.joining(", "))
              + "])";
      case Cond.Compare c -> "(" + c.field() + " " + symbol(c.op()) + " " + c.value() + ")";
    };
  }

  private static String join(List<Cond> parts, String by) {
    return parts.stream().map(CelOracleTest::cel).collect(Collectors.joining(by, "(", ")"));
  }

  private static String symbol(Cond.Op op) {
    return switch (op) {
      case GE -> ">=";
      case GT -> ">";
      case LE -> "<=";
      case LT -> "<";
      case EQ -> "==";
    };
  }
}
