package io.countersign.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Workers;
import io.countersign.core.rating.TraceReplayer;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.Validity;
import io.countersign.naive.NaiveEvaluator;
import io.countersign.naive.NaiveLedger;
import io.countersign.testing.Vectors;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The contracts of `src/docs/contracts.md` over many months of made-up usage: every statement to
/// the byte, every amount equal to the naive evaluator's. No release may change what they give.
class GoldenMonthsTest {
  private static final long CLOSED = 4_000_000_000_000L;
  private static final int MONTHS = 14;
  private static final long SEED = 7;

  /// Contracts with the numbers of larger centres, or with every form and no sense.
  private static final List<String> PORTS =
      List.of(
          "c1-time",
          "c2-minute",
          "c3-milestone",
          "c4-performance",
          "c5-fixed",
          "c6-hybrid",
          "c7-everything");

  /// Who accepted which milestone when, in the contracts that have any.
  private static final Map<String, Map<String, String>> ACCEPTED =
      Map.of(
          "c3-milestone",
          Map.of(
              "M1",
              "2026-01-19",
              "M2",
              "2026-02-03",
              "M3",
              "2026-03-31",
              "warranty-end",
              "2026-06-15"),
          "c7-everything",
          Map.of("M1", "2026-04-05", "M1.final", "2026-07-01"),
          "c14-survey",
          Map.of(
              "design",
              "2026-03-25",
              "pilot",
              "2026-04-28",
              "report",
              "2026-09-10",
              "warranty",
              "2026-09-20"));

  @Test
  void statements_ofEveryContractAndMonth_arePinned() throws IOException {
    Vectors v = Vectors.of("rating/golden-months");
    for (Path file : contracts()) {
      String name = name(file);
      v.add(
          "happy-path-" + name,
          "All months (at most " + MONTHS + ") of " + name + " on made-up usage.",
          "terms.md §4 of the design; amounts by the naive evaluator",
          Json.object().put("contract", name).put("seed", SEED).put("months", MONTHS).build(),
          "");
    }
    v.check(inputs -> answer(inputs, story -> Pairs.months(story, 0)));
  }

  @Test
  void statements_afterTheTermOfEveryContract_arePinned() throws IOException {
    Vectors v = Vectors.of("rating/golden-closing");
    for (Path file : contracts()) {
      String name = name(file);
      v.add(
          "happy-path-" + name,
          "The closing statements of " + name + " in the three months after its term, if any.",
          "statement.md §1; amounts by the naive evaluator",
          Json.object().put("contract", name).put("seed", SEED).put("months", MONTHS).build(),
          "");
    }
    v.check(
        inputs ->
            answer(
                inputs,
                story -> {
                  List<YearMonth> after = new ArrayList<>(Pairs.months(story, 3));
                  after.removeAll(Pairs.months(story, 0));
                  return after;
                }));
  }

  private static List<Path> contracts() throws IOException {
    List<Path> out = new ArrayList<>();
    try (Stream<Path> files = Files.list(Pairs.CONTRACTS)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        out.add(file);
      }
    }
    return out;
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".json", "");
  }

  private static Json.Obj answer(Fields inputs, Function<NaiveLedger, List<YearMonth>> monthsOf)
      throws MalformedException {
    String name = inputs.string("contract");
    int months = (int) inputs.integer("months", 1, 120);
    NaiveLedger story = story(name, inputs.integer("seed", 0, Json.MAX_INT), months);
    NaiveEvaluator naive = new NaiveEvaluator(story);
    History history = Stage.play(story).history();
    Statements statements = new Statements(history, Workers.SEQUENTIAL);
    List<Json> out = new ArrayList<>();
    for (YearMonth month : monthsOf.apply(story)) {
      NaiveEvaluator.Statement wanted = naive.statement(month);
      switch (statements.compute(Stage.period(month), CLOSED)) {
        case StatementResult.Refused r ->
            assertEquals(wanted.own().refused(), r.finding().code().id(), name + " " + month);
        case StatementResult.Computed c -> {
          compare(wanted, c.statement(), name + " " + month);
          TraceReplayer.replayAll(
              c.rated().lines().stream().map(l -> l.trace().toBytes()).toList());
          out.add(month(c.statement()));
        }
      }
    }
    return Json.object().put("months", out).build();
  }

  /// The contract as version 1, its usage, acceptances, and for one of them an amendment.
  static NaiveLedger story(String name, long seed, int most) throws MalformedException {
    Json.Obj terms =
        Vectors.read(Pairs.CONTRACTS.resolve(name + ".json"))
            .with("version", Json.of(1L))
            .with("supersedes", Json.ofNull());
    Json.Obj term = (Json.Obj) Vectors.member(terms, "term");
    LocalDate from = LocalDate.parse(((Json.Str) Vectors.member(term, "from")).value());
    YearMonth last =
        YearMonth.from(LocalDate.parse(((Json.Str) Vectors.member(term, "to")).value()));
    YearMonth first = YearMonth.from(from);
    int months = 1;
    while (months < most && first.plusMonths(months - 1L).isBefore(last)) {
      months++;
    }
    long opened = (from.toEpochDay() - 5) * 86_400_000L;
    List<NaiveLedger.Entry> out = new ArrayList<>();
    out.add(new NaiveLedger.Version(opened, terms, first));
    out.addAll(new GoldenUsage(seed, terms).months(months));
    ACCEPTED
        .getOrDefault(name, Map.of())
        .forEach(
            (milestone, on) -> {
              LocalDate date = LocalDate.parse(on);
              long millis = (date.toEpochDay() + 3) * 86_400_000L;
              out.add(new NaiveLedger.Accepted(millis, milestone, date));
            });
    if (name.equals("c8-support")) {
      out.add(amended(terms));
    }
    out.sort((a, b) -> Long.compare(a.millis(), b.millis()));
    return new NaiveLedger(out);
  }

  /// From July on: another connect fee and a stricter band.
  private static NaiveLedger.Version amended(Json.Obj terms) throws MalformedException {
    String text =
        terms
            .toText()
            .replace("\"connect\":\"0.3\"", "\"connect\":\"0.35\"")
            .replace("7000", "7200");
    Json.Obj next =
        ((Json.Obj) JsonReader.relaxed(Bytes.utf8(text), Terms.MAX_BYTES))
            .with("version", Json.of(2L))
            .with("supersedes", Json.of(Stage.terms(terms).hash().toHex()));
    long millis = LocalDate.of(2026, 6, 10).toEpochDay() * 86_400_000L;
    return new NaiveLedger.Version(millis, next, YearMonth.of(2026, 7));
  }

  private static void compare(NaiveEvaluator.Statement wanted, Statement found, String where) {
    Map<String, BigInteger> amounts = new LinkedHashMap<>();
    found.lines().forEach(l -> amounts.put(l.id(), l.amount().value()));
    assertEquals(wanted.own().amounts(), amounts, where);
    assertEquals(wanted.adjustments().size(), found.adjustments().size(), where);
    assertEquals(wanted.total(), found.total().value(), where);
  }

  private static Json month(Statement s) {
    Json.Builder amounts = Json.object();
    s.lines().forEach(l -> amounts.put(l.id(), l.amount().value().toString()));
    return Json.object()
        .put("period", s.period().yyyymm())
        .put("amounts", amounts.build())
        .put("adjustments", s.adjustments().size())
        .put("total", s.total().value().toString())
        .put("statementHash", s.hash().toHex())
        .build();
  }

  @Test
  void months_ofEveryContract_bringItsLinesIntoPlay() throws IOException, MalformedException {
    List<String> idle = new ArrayList<>();
    for (Path file : contracts()) {
      if (PORTS.contains(name(file))) {
        continue;
      }
      NaiveLedger story = story(name(file), SEED, MONTHS);
      NaiveEvaluator naive = new NaiveEvaluator(story);
      Map<String, Integer> moved = new LinkedHashMap<>();
      for (YearMonth month : Pairs.months(story)) {
        NaiveEvaluator.Answer a = naive.rate(story.entries().size(), month);
        a.amounts().forEach((id, v) -> moved.merge(id, v.signum() == 0 ? 0 : 1, Integer::sum));
      }
      moved.forEach(
          (id, months) -> {
            if (months == 0) {
              idle.add(name(file) + " " + id);
            }
          });
    }
    assertEquals(List.of(), idle, "lines that never come to anything");
  }

  @Test
  void contracts_areValidAndRated() throws IOException, MalformedException {
    for (Path file : contracts()) {
      assertTrue(Validity.check(Stage.terms(Vectors.read(file))).isEmpty(), file + " is not valid");
    }
  }
}
