package io.countersign.proof;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.rating.RandomTerms;
import io.countersign.naive.NaiveLedger;
import io.countersign.testing.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Pairs of a contract and a ledger, made from seeds: `-Dpairs=` says how many, `-Dseed=` replays
/// one. Where one fails, smaller ones from the same seed are tried, and the smallest that fails is
/// reported.
public final class Pairs {
  /// The contracts that the tests hold.
  public static final Path CONTRACTS = Path.of("src", "test", "resources", "contracts");

  private static final long FIRST = 20_261_123L;
  private static final int SIZES = 7;
  private static final int MOST_FAILURES = 5;

  private Pairs() {}

  /// What must hold of a ledger and its contract.
  @FunctionalInterface
  public interface Claim {
    void holds(NaiveLedger story) throws MalformedException;
  }

  public static void forEach(Claim claim) {
    forEach(Integer.getInteger("pairs", 1000), claim);
  }

  /// The same over a part of the pairs.
  public static void forEach(int pairs, Claim claim) {
    Long given = Long.getLong("seed");
    if (given != null) {
      check(given, claim);
      return;
    }
    List<AssertionError> failures = new ArrayList<>();
    for (int i = 0; i < pairs && failures.size() < MOST_FAILURES; i++) {
      try {
        check(FIRST + i, claim);
      } catch (AssertionError e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw new AssertionError(
          failures.stream().map(Throwable::getMessage).collect(Collectors.joining("\n")),
          failures.getFirst());
    }
  }

  private static void check(long seed, Claim claim) {
    int size = 1 + (int) Math.floorMod(seed, (long) SIZES);
    try {
      claim.holds(story(seed, size));
    } catch (MalformedException | RuntimeException | AssertionError e) {
      for (int smaller = 1; smaller < size; smaller++) {
        try {
          claim.holds(story(seed, smaller));
        } catch (MalformedException | RuntimeException | AssertionError least) {
          throw failed(seed, smaller, least);
        }
      }
      throw failed(seed, size, e);
    }
  }

  private static AssertionError failed(long seed, int size, Throwable why) {
    String what =
        "-Dseed=%d fails, at least from size %d on: %s".formatted(seed, size, why.getMessage());
    return new AssertionError(what, why);
  }

  /// The pair of a seed, as one ledger whose first leaf holds the contract.
  public static NaiveLedger story(long seed, int size) throws MalformedException {
    Dice dice = new Dice(seed);
    return RandomLedger.of(dice, contract(dice, size), size);
  }

  private static Json.Obj contract(Dice dice, int size) {
    return switch (dice.between(0, 5)) {
      case 0 -> RandomTerms.of(dice.random());
      case 1, 2 -> MutatedTerms.contract(dice, Vectors.read(dice.pick(contracts())));
      default -> WholeTerms.of(dice, dice.between(1, 1 + size / 2));
    };
  }

  private static List<Path> contracts() {
    try (Stream<Path> files = Files.list(CONTRACTS)) {
      return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The months that a ledger tells of: from the first of the term to a month after its last leaf,
  /// not beyond the term by more than one.
  public static List<YearMonth> months(NaiveLedger story) {
    return months(story, 1);
  }

  /// The same with more months after the term.
  ///
  /// @param after how many at most
  public static List<YearMonth> months(NaiveLedger story, int after) {
    if (!(story.entries().getFirst() instanceof NaiveLedger.Version opening)) {
      throw new IllegalArgumentException("no terms in the first leaf");
    }
    Json.Obj term = (Json.Obj) Vectors.member(opening.terms(), "term");
    YearMonth first = YearMonth.from(date(term, "from"));
    YearMonth end = YearMonth.from(date(term, "to")).plusMonths(after);
    long last = story.entries().getLast().millis() / 86_400_000L;
    YearMonth until = YearMonth.from(LocalDate.ofEpochDay(last));
    List<YearMonth> out = new ArrayList<>();
    for (YearMonth m = first; !m.isAfter(until) && !m.isAfter(end); m = m.plusMonths(1)) {
      out.add(m);
    }
    return out;
  }

  private static LocalDate date(Json.Obj term, String name) {
    return LocalDate.parse(((Json.Str) Vectors.member(term, name)).value());
  }
}
