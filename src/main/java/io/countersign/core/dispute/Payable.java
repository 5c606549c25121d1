package io.countersign.core.dispute;

import io.countersign.core.base.Finding;
import io.countersign.core.ledger.AcceptanceEntry;
import io.countersign.core.ledger.Claim;
import io.countersign.core.ledger.Claimed;
import io.countersign.core.ledger.DisputeEntry;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.StatementEntry;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.DisputeRules;
import io.countersign.core.terms.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// What of a period's latest statement is to be paid at an instant.
///
/// It is no part of the statement, whose bytes never change. Source: `src/docs/statement.md` §6.
///
/// @param total of the statement
/// @param contested the sums of the disputes of its period that are not closed, restated ones too
/// @param payable total less contested, but not below the lesser of 0 and the total; empty where
///   the statement is wrong
/// @param wrong why it is not what the function gives
/// @param exceptLines line ids that its acceptance left out, ascending
/// @param disputed what of it is in dispute, by the dispute's entry
/// @param disputeEnd the last millisecond UTC in which the client may dispute it; empty while the
///   client has not seen it
public record Payable(
    StatementEntry statement,
    Micros total,
    Micros contested,
    Optional<Micros> payable,
    Optional<Finding> wrong,
    Standing standing,
    List<String> exceptLines,
    List<Disputed> disputed,
    OptionalLong disputeEnd) {
  private static final long DAY_MILLIS = 86_400_000L;

  public Payable {
    exceptLines = List.copyOf(exceptLines);
    disputed = List.copyOf(disputed);
  }

  /// An amount in dispute.
  ///
  /// @param disputeIndex of the dispute's entry
  /// @param period of the line: an earlier one where an adjustment is in dispute
  public record Disputed(long disputeIndex, Period period, String line, Micros contested) {}

  /// What is payable of the latest statement of `period`; empty if there is none.
  ///
  /// @param t milliseconds UTC, not before the last leaf
  /// @param check computes a statement entry anew: why it is not what the function gives
  public static Optional<Payable> of(
      History history, Period period, long t, Function<StatementEntry, Optional<Finding>> check) {
    return history.statement(period).map(s -> of(history, s, t, check.apply(s)));
  }

  private static Payable of(History history, StatementEntry s, long t, Optional<Finding> wrong) {
    Period period = s.statement().period();
    List<Disputed> disputed = new ArrayList<>();
    Micros contested = Micros.ZERO;
    boolean open = false;
    for (DisputeEntry d : history.disputes()) {
      if (history.stateAt(d, t).isClosed()) {
        continue;
      }
      if (d.period().equals(period)) {
        open = true;
        contested = contested.plus(new Micros(d.dispute().contestedMicros()));
      }
      disputed(d, s, disputed);
    }
    Micros total = new Micros(s.statement().totalMicros());
    DisputeRules rules = history.termsFor(period).orElseThrow().terms().disputes();
    OptionalLong sight = history.sight(Party.CLIENT, s.index());
    OptionalLong end =
        sight.isEmpty()
            ? sight
            : OptionalLong.of(sight.getAsLong() + rules.disputeDays() * DAY_MILLIS);
    List<AcceptanceEntry> acceptances =
        history.acceptances().stream()
            .filter(a -> a.acceptance().period().equals(period))
            .filter(a -> a.acceptance().statementHash().equals(s.statement().statementHash()))
            .toList();
    List<String> except = exceptLines(acceptances);
    Standing standing;
    if (!acceptances.isEmpty()) {
      standing = except.isEmpty() ? Standing.ACCEPTED : Standing.ACCEPTED_IN_PART;
    } else if (open || end.isEmpty() || t <= end.getAsLong()) {
      standing = Standing.OPEN;
    } else {
      standing =
          switch (rules.statementSilence()) {
            case ACCEPTED -> Standing.ACCEPTED_BY_SILENCE;
            case REJECTED -> Standing.REJECTED_BY_SILENCE;
            case OPEN -> Standing.OPEN;
          };
    }
    return new Payable(
        s,
        total,
        contested,
        wrong.isPresent() ? Optional.empty() : Optional.of(rest(total, contested)),
        wrong,
        standing,
        except,
        disputed,
        end);
  }

  /// What is to be paid of `total` while `contested` is withheld: never a claim of its own.
  public static Micros rest(Micros total, Micros contested) {
    return total.minus(contested).max(total.min(Micros.ZERO));
  }

  /// What `d` contests of the statement `s`.
  private static void disputed(DisputeEntry d, StatementEntry s, List<Disputed> out) {
    Claimed claim = d.claim();
    Period period = s.statement().period();
    for (int i = 0; i < claim.items().size(); i++) {
      Claimed.Item item = claim.items().get(i);
      if (item.period().equals(period)
          && d.itemStatements().get(i).equals(s.statement().statementHash())) {
        out.add(new Disputed(d.index(), period, item.line(), item.contested()));
      }
    }
    if (d.period().equals(period)) {
      for (Claim.Adjusted a : claim.adjusted()) {
        out.add(new Disputed(d.index(), a.period(), a.line(), a.contested()));
      }
    }
  }

  /// The lines that every acceptance of the statement left out.
  private static List<String> exceptLines(List<AcceptanceEntry> acceptances) {
    if (acceptances.isEmpty()) {
      return List.of();
    }
    List<String> out = new ArrayList<>(acceptances.getFirst().exceptLines());
    acceptances.forEach(a -> out.retainAll(a.exceptLines()));
    return out;
  }
}
