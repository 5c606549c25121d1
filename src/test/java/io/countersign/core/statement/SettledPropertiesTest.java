package io.countersign.core.statement;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Period;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Random months with disputes of every fate, voids in between and all on days that meet cut-offs
/// and the ends of windows: both evaluators say the same, and what a dispute posts is posted once.
class SettledPropertiesTest {
  private static final int STORIES = 150;
  private static final long FIRST = 20_261_124L;

  private record Event(LocalDate day, int order, String json) {}

  @Test
  void statements_ofRandomDisputes_agreeWithTheNaiveEvaluator() throws MalformedException {
    Long given = Long.getLong("seed");
    int posted = 0;
    for (int i = 0; i < (given == null ? STORIES : 1); i++) {
      long seed = given == null ? FIRST + i : given;
      try {
        posted += new Story(new Random(seed)).agree();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("-Dseed=" + seed + ": " + e.getMessage(), e);
      }
    }
    assertTrue(given != null || posted > STORIES / 2, "this proves little: " + posted);
  }

  private static final class Story {
    private final Random random;
    private final String silence;
    private final List<Event> events = new ArrayList<>();

    /// The day from which each record number is there.
    private final List<LocalDate> attested = new ArrayList<>();

    private int disputes;

    Story(Random random) {
      this.random = random;
      this.silence = List.of("open", "accepted", "rejected").get(random.nextInt(3));
    }

    int agree() throws MalformedException {
      for (int month = 202601; month <= 202603; month++) {
        month(month);
      }
      int voids = random.nextInt(4);
      for (int i = 0; i < voids; i++) {
        int number = random.nextInt(attested.size());
        LocalDate day = attested.get(number).plusDays(random.nextInt(60));
        add(day, SettledCases.voiding(day.toString(), number));
      }
      events.sort(Comparator.comparing(Event::day).thenComparingInt(Event::order));
      boolean quarter = random.nextBoolean();
      List<Json> ledger = new ArrayList<>();
      events.forEach(e -> ledger.add(LineCases.json(e.json)));
      Json.Obj terms =
          SettledStatementTest.rules(
              silence,
              "term",
              quarter
                  ? "{'from':'2026-01-01','to':'2026-03-31'}"
                  : "{'from':'2026-01-01','to':'2027-12-31'}");
      List<Period> periods = new ArrayList<>();
      for (int m = 202601; m <= 202608; m++) {
        periods.add(new Period(m));
      }
      return SettledCases.agree(terms, ledger, periods);
    }

    private void add(LocalDate day, String json) {
      events.add(new Event(day, events.size(), json));
    }

    /// Records of a month, its statement, disputes about it. Numbers of records follow the days, so
    /// each month's are attested before the next one's.
    private void month(int month) {
      LocalDate next = new Period(month).lastDay().plusDays(1);
      int records = 1 + random.nextInt(3);
      for (int i = 0; i < records; i++) {
        attested.add(next);
        add(next, LineCases.late(next.toString(), month, 1 + random.nextInt(50), 0, "a"));
      }
      if (random.nextInt(6) == 0) {
        return;
      }
      LocalDate stated = next.plusDays(5 + random.nextInt(2));
      add(stated, SettledCases.state(stated.toString(), month));
      for (String line : List.of("fee", "use")) {
        if (random.nextInt(4) > 0) {
          dispute(month, line, stated.plusDays(random.nextInt(14)));
        }
      }
    }

    private void dispute(int month, String line, LocalDate day) {
      String id = "d" + disputes++;
      String claimed =
          line + "=" + (line.equals("fee") ? random.nextInt(1000) : random.nextInt(3) - 2);
      add(day, SettledCases.dispute(day.toString(), id, month, claimed, numbers(day)));
      LocalDate answered = day.plusDays(random.nextInt(10));
      String word = List.of("accept", "reject", "part", "").get(random.nextInt(4));
      if (!word.isEmpty()) {
        add(answered, SettledCases.answer(answered.toString(), id, word));
      }
      boolean maySettle = word.equals("accept") || (word.isEmpty() && silence.equals("accepted"));
      LocalDate end = answered.plusDays(random.nextInt(80));
      if (!maySettle && random.nextInt(4) == 0) {
        add(end, SettledCases.withdraw(end.toString(), id));
      } else if (!maySettle && random.nextBoolean()) {
        boolean amounts = random.nextInt(3) > 0;
        add(
            end,
            SettledCases.resolve(
                end.toString(),
                id,
                amounts ? month + ":" + line + "=" + (random.nextInt(200) - 150) : "",
                amounts ? numbers(day) : "[]"));
      }
    }

    /// Some numbers of records that are there before `day`, two apart.
    private String numbers(LocalDate day) {
      TreeSet<Integer> out = new TreeSet<>();
      for (int n = 0; n < attested.size(); n++) {
        boolean apart = out.isEmpty() || out.last() < n - 1;
        if (apart && attested.get(n).isBefore(day) && random.nextInt(3) == 0) {
          out.add(n);
        }
      }
      return out.toString();
    }
  }
}
