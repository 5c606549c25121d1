package io.countersign.core.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.money.Micros;
import io.countersign.testing.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Each operand of each step in the traces of the golden vectors, changed by itself.
class TraceStepsTest {
  private static final Path VECTORS = Path.of("src/test/resources/vectors/rating");

  /// Operands that say what a number is, or a number that only terms and records can contradict.
  private static final Set<String> LABELS =
      Set.of(
          "back.lines",
          "band.on",
          "band.row",
          "bound.side",
          "cell.key",
          "cell.out",
          "cell.records",
          "escalate.streak",
          "fixed.value",
          "gate.neutral",
          "gate.on",
          "gate.period",
          "linear.on",
          "milestone.milestone",
          "neutral.on",
          "noMonth.period",
          "points.kpi",
          "points.on",
          "prorate.value",
          "release.milestone",
          "tier.row");

  /// Every kind of step that the page lists.
  private static final Set<String> STEPS =
      Set.of(
          "amount",
          "band",
          "back",
          "base",
          "bound",
          "cap",
          "carry",
          "cell",
          "cells",
          "clamp",
          "deMinimis",
          "div",
          "earlier",
          "escalate",
          "fixed",
          "gate",
          "linear",
          "milestone",
          "minimum",
          "neutral",
          "noMonth",
          "open",
          "percent",
          "points",
          "prorate",
          "quantity",
          "release",
          "rollOver",
          "share",
          "since",
          "sum",
          "tier",
          "tiers");

  private final Set<String> caught = new TreeSet<>();
  private final Set<String> passed = new TreeSet<>();
  private final Set<String> steps = new TreeSet<>();

  @Test
  void replay_oneOperandChanged_isRefusedOrLeavesTheAmount() {
    for (List<Json.Obj> statement : statements()) {
      Map<String, Micros> earlier = new HashMap<>();
      for (Json.Obj trace : statement) {
        TraceReplayer.Replayed right = replay(trace, earlier);
        changeEach(trace, earlier, right);
        earlier.put(right.line(), right.amount());
      }
    }
    passed.removeAll(caught);
    assertEquals(STEPS, steps, "every step of the page is in some vector");
    Set<String> unexplained = new TreeSet<>(passed);
    unexplained.removeAll(LABELS);
    assertEquals(Set.of(), unexplained, "operands whose change no trace notices");
    assertTrue(caught.size() > 100, caught.toString());
  }

  private void changeEach(
      Json.Obj trace, Map<String, Micros> earlier, TraceReplayer.Replayed right) {
    List<Json> list = ((Json.Arr) Vectors.member(trace, "steps")).items();
    for (int i = 0; i < list.size(); i++) {
      Json.Obj step = (Json.Obj) list.get(i);
      String kind = ((Json.Str) Vectors.member(step, "step")).value();
      steps.add(kind);
      for (String name : step.keys()) {
        if (name.equals("step")) {
          continue;
        }
        for (Json changed : changes(Vectors.member(step, name))) {
          List<Json> again = new ArrayList<>(list);
          again.set(i, step.with(name, changed));
          Json.Obj wrong = trace.with("steps", Json.array(again.toArray(Json[]::new)));
          judge(kind + "." + name, wrong, earlier, right);
        }
      }
    }
  }

  private void judge(
      String operand, Json.Obj wrong, Map<String, Micros> earlier, TraceReplayer.Replayed right) {
    try {
      assertEquals(
          right, TraceReplayer.replay(wrong.toCanonical(), earlier), () -> operand + " " + wrong);
      passed.add(operand);
    } catch (MalformedException e) {
      assertTrue(e.code() == Code.TRACE_STEP || e.code().number() / 100 == 1, operand + e);
      caught.add(operand);
    }
  }

  private static TraceReplayer.Replayed replay(Json.Obj trace, Map<String, Micros> earlier) {
    try {
      return TraceReplayer.replay(trace.toCanonical(), earlier);
    } catch (MalformedException e) {
      throw new AssertionError(trace.toString(), e);
    }
  }

  /// The value with one thing changed, in each way that its type allows.
  private static List<Json> changes(Json value) {
    List<Json> out = new ArrayList<>();
    switch (value) {
      case Json.Int v -> {
        out.add(Json.of(v.value() + 1));
        out.add(Json.of(v.value() - 1));
      }
      case Json.Str v -> out.addAll(changes(v.value()));
      case Json.Bool v -> out.add(Json.of(!v.value()));
      case Json.Arr v -> {
        for (int i = 0; i < v.items().size(); i++) {
          for (Json item : changes(v.items().get(i))) {
            List<Json> items = new ArrayList<>(v.items());
            items.set(i, item);
            out.add(Json.array(items.toArray(Json[]::new)));
          }
        }
      }
      case Json.Obj v -> {
        for (String name : v.keys()) {
          changes(Vectors.member(v, name)).forEach(c -> out.add(v.with(name, c)));
        }
      }
      case Json.Null v -> {}
    }
    return out;
  }

  private static List<Json> changes(String text) {
    if (text.matches("-?[0-9]+")) {
      BigInteger number = new BigInteger(text);
      return List.of(
          Json.of(number.add(BigInteger.ONE).toString()),
          Json.of(number.subtract(BigInteger.ONE).toString()),
          Json.of(number.negate().toString()));
    }
    if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
      LocalDate date = LocalDate.parse(text);
      return List.of(Json.of(date.plusDays(1).toString()), Json.of(date.minusMonths(1).toString()));
    }
    return List.of("down", "up", "ge", "lt", "lo", "x").stream()
        .filter(other -> !other.equals(text))
        .map(other -> (Json) Json.of(other))
        .toList();
  }

  /// The traces of each statement in the golden vectors.
  private static List<List<Json.Obj>> statements() {
    List<List<Json.Obj>> out = new ArrayList<>();
    for (String topic : List.of("contracts", "lines", "tiers")) {
      try (Stream<Path> files = Files.list(VECTORS.resolve(topic))) {
        for (Path file : files.sorted().toList()) {
          collect(Vectors.member(Vectors.read(file), "want"), out);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return out;
  }

  private static void collect(Json value, List<List<Json.Obj>> out) {
    if (value instanceof Json.Obj o) {
      for (String name : o.keys()) {
        Json member = Vectors.member(o, name);
        if (name.equals("traces")) {
          out.add(((Json.Arr) member).items().stream().map(t -> (Json.Obj) t).toList());
        } else {
          collect(member, out);
        }
      }
    }
  }
}
