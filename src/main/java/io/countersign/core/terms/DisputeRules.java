package io.countersign.core.terms;

import io.countersign.core.money.Micros;
import java.util.List;

/// What the parties agreed about disputes before there was one.
///
/// @param disputeDays days of 86,400 s after the client's sight of a statement in which it may
///   dispute it, and after its sight of a rejection in which it may call the arbiter; 1 to 365
/// @param answerDays days after the provider's sight of a dispute in which it may answer; 1 to 365
/// @param thresholdAmount a difference below it in a period is no ground for a dispute; 0 = none
/// @param thresholdPercent nor one below this share of the statement's total, in 10^-4 of a
///   percent, 0 to 100 %; a dispute needs to reach either threshold
/// @param repeatMonths differences below the thresholds that recur for so many months may be
///   disputed all the same; 0 = never, else 2 to 12
/// @param match how the two parties' records are matched; at most one rule for each record type
public record DisputeRules(
    int disputeDays,
    int answerDays,
    Micros thresholdAmount,
    long thresholdPercent,
    int repeatMonths,
    Silence statementSilence,
    Silence disputeSilence,
    List<Match> match) {
  /// Bound of both windows, in days.
  public static final int MAX_DAYS = 365;

  /// Bound on the months in which differences recur.
  public static final int MAX_REPEAT_MONTHS = 12;

  public DisputeRules {
    Checks.range("disputeDays", disputeDays, 1, MAX_DAYS);
    Checks.range("answerDays", answerDays, 1, MAX_DAYS);
    Checks.range("a threshold percentage", thresholdPercent, 0, 1_000_000);
    Checks.range("repeatMonths", repeatMonths, 0, MAX_REPEAT_MONTHS);
    if (repeatMonths == 1) {
      throw new IllegalArgumentException("repeatMonths is 1");
    }
    match = List.copyOf(match);
  }

  /// What it means that a party did not react in time.
  public enum Silence {
    /// The statement or the dispute counts as accepted.
    ACCEPTED("accepted"),
    /// The statement or the dispute counts as rejected.
    REJECTED("rejected"),
    /// Nothing: it stays open.
    OPEN("open");

    private final String text;

    Silence(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /// How records of one type are matched where they share no id.
  ///
  /// @param startSeconds the instants may differ by so much, 0 to 86,400
  /// @param same bool and enum fields that must be equal
  /// @param within int fields that may differ
  public record Match(String recordType, int startSeconds, List<String> same, List<Within> within) {
    public Match {
      Checks.range("startS", startSeconds, 0, Window.DAY);
      same = List.copyOf(same);
      within = List.copyOf(within);
    }
  }

  /// An int field may differ by so much.
  public record Within(String field, long by) {
    public Within {
      Checks.range("a tolerance", by, 0, Field.MAX_INT);
    }
  }
}
