package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.dispute.Disputes;
import io.countersign.core.dispute.NextStep;
import io.countersign.core.dispute.Payable;
import io.countersign.core.ledger.AnswerOffer;
import io.countersign.core.ledger.Award;
import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.Claim;
import io.countersign.core.ledger.DisputeEntry;
import io.countersign.core.ledger.DisputeState;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.RecordRange;
import io.countersign.core.ledger.StatementEntry;
import io.countersign.core.money.Micros;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the dispute commands ask of a ledger, at the clock of who asks.
///
/// @param now milliseconds UTC
/// @param statements computes statements anew
/// @param checked what came of it so far, by entry
record DisputeSight(
    Sight sight, long now, Statements statements, Map<Long, Optional<Finding>> checked) {
  private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{6,64}");

  /// As the clock says, and not before the last leaf.
  static DisputeSight of(Sight sight, Host host) {
    History h = sight.state().history();
    return new DisputeSight(
        sight,
        Math.max(host.clock().millis(), h.leafTime(h.size() - 1)),
        new Statements(h, host.workers()),
        new HashMap<>());
  }

  History history() {
    return sight.state().history();
  }

  /// The dispute whose digest begins with what was typed.
  ///
  /// @throws CliException `USAGE`, or `DISPUTE_UNKNOWN` if it is none or several
  DisputeEntry named(String typed) {
    if (!PREFIX.matcher(typed).matches()) {
      throw CliException.usage(
          Code.USAGE, "DISPUTE", "6 to 64 hex digits, as dispute list shows them", typed);
    }
    List<DisputeEntry> found =
        history().disputes().stream().filter(d -> d.digest().toHex().startsWith(typed)).toList();
    if (found.size() != 1) {
      throw CliException.refused(
          Code.DISPUTE_UNKNOWN,
          "DISPUTE",
          "the beginning of one dispute's digest",
          found.isEmpty() ? typed + ", of none" : typed + ", of " + found.size());
    }
    return found.getFirst();
  }

  /// The whole claim of a dispute, from its object.
  Claim claim(DisputeEntry dispute) {
    return read(dispute.dispute().claim(), Claim::parse);
  }

  /// What the provider offered in part; empty if it did not.
  Optional<AnswerOffer> offer(DisputeEntry dispute) {
    return history()
        .answer(dispute)
        .map(a -> a.answer().offer())
        .filter(o -> !o.isZero())
        .map(o -> read(o, AnswerOffer::parse));
  }

  /// What a dispute was resolved by; empty if it was not, or by records.
  Optional<Award> award(DisputeEntry dispute) {
    return history()
        .resolution(dispute)
        .map(r -> r.resolution().award())
        .filter(a -> !a.isZero())
        .map(a -> read(a, Award::parse));
  }

  /// An object that an accepted entry names, so it is held and has its form.
  private <T> T read(Bytes32 hash, Reader<T> reader) {
    Optional<Bytes> object = sight.objects().object(hash);
    if (object.isEmpty()) {
      throw CliException.refused(Code.OBJECT_MISSING, "dispute", "object " + hash, "none");
    }
    try {
      return reader.read(object.get());
    } catch (MalformedException e) {
      throw CliException.refused(
          e.code(), "object " + hash, e.expected(), e.toFinding().toString());
    }
  }

  @FunctionalInterface
  private interface Reader<T> {
    T read(Bytes bytes) throws MalformedException;
  }

  /// The statement that restated what a dispute is about, while the dispute is not closed.
  Optional<StatementEntry> restating(DisputeEntry dispute) {
    return state(dispute).isClosed() ? Optional.empty() : history().restating(dispute);
  }

  DisputeState state(DisputeEntry dispute) {
    return history().stateAt(dispute, now);
  }

  /// What of the latest statement of `period` is to be paid; empty if there is none.
  Optional<Payable> payable(Period period) {
    return Payable.of(history(), period, now, this::check);
  }

  private Optional<Finding> check(StatementEntry entry) {
    return checked.computeIfAbsent(entry.index(), k -> statements.check(entry));
  }

  /// What can happen to `dispute` next; empty once it is closed.
  Optional<NextStep> next(DisputeEntry dispute) {
    return Disputes.next(history(), dispute, now);
  }

  /// The statement that stands.
  ///
  /// @throws CliException `ENTRY_NOT_FOUND`
  StatementEntry statement(Period period) {
    return history()
        .statement(period)
        .orElseThrow(
            () ->
                CliException.refused(
                    Code.ENTRY_NOT_FOUND, "ledger", "a statement of " + period, "none"));
  }

  Terms terms(Period period) {
    return LedgerReader.terms(history(), period);
  }

  /// The position of a line in the terms of its period; beyond them where they have none.
  int position(Period period, String line) {
    List<Line> lines = terms(period).lines();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).id().equals(line)) {
        return i;
      }
    }
    return lines.size();
  }

  String label(Texts texts, Period period, String line) {
    return terms(period)
        .line(line)
        .map(Line::label)
        .map(l -> texts.pick(l.zh(), l.en()))
        .orElse(line);
  }

  String money(Period period, Micros amount) {
    return Amounts.money(amount, terms(period).currency().exponent());
  }

  /// The numbers of records by name: the provider's, else the client's.
  ///
  /// @throws CliException `RECORD_NOT_FOUND`
  List<RecordRange> numbers(Collection<RecordName> names) {
    Map<Bytes32, RecordName> wanted = new HashMap<>();
    for (RecordName name : names) {
      boolean found = false;
      for (Party p : Party.values()) {
        Bytes32 tag = name.tag(sight.state().pepper(), p);
        if (!found && sight.state().record(tag).isPresent()) {
          wanted.put(tag, name);
          found = true;
        }
      }
      if (!found) {
        throw CliException.refused(
            Code.RECORD_NOT_FOUND, "RECORD", "a record of the ledger", name.toString());
      }
    }
    List<Long> out = new ArrayList<>();
    for (Batch b : history().batches()) {
      for (int i = 0; i < b.records().size() && !wanted.isEmpty(); i++) {
        if (wanted.remove(b.records().get(i).tag()) != null) {
          out.add(b.firstRecord() + i);
        }
      }
    }
    return ranges(out);
  }

  /// The numbers of `ranges` whose records no void has taken away.
  List<RecordRange> standing(List<RecordRange> ranges) {
    Set<Long> out = new HashSet<>();
    List<Batch> batches = history().batches();
    for (int n = 0; n < batches.size(); n++) {
      Batch b = batches.get(n);
      for (int i = 0; i < b.records().size(); i++) {
        boolean gone =
            history().absenceByOrder(n, i).filter(f -> f.code() == Code.RECORD_VOIDED).isPresent();
        if (RecordRange.hold(ranges, b.firstRecord() + i) && !gone) {
          out.add(b.firstRecord() + i);
        }
      }
    }
    return ranges(new ArrayList<>(out));
  }

  private static List<RecordRange> ranges(List<Long> numbers) {
    List<Long> sorted = numbers.stream().sorted().toList();
    List<RecordRange> out = new ArrayList<>();
    for (long n : sorted) {
      if (!out.isEmpty() && out.getLast().last() == n - 1) {
        out.set(out.size() - 1, new RecordRange(out.getLast().first(), n));
      } else {
        out.add(new RecordRange(n, n));
      }
    }
    return out;
  }

  static long count(List<RecordRange> ranges) {
    return ranges.stream().mapToLong(r -> r.last() - r.first() + 1).sum();
  }

  /// `PERIOD:LINE=AMOUNT` or, within `implied`, `LINE=AMOUNT`, as typed.
  record Typed(Period period, String line, Micros amount) {
    private static final Pattern FORM =
        Pattern.compile(
            "(?:(\\d{4}-\\d{2}):)?([a-z][a-z0-9_]{0,31})=(-?)"
                + "(\\d{1,18}|\\d{1,3}(?:,\\d{3}){1,5})(?:\\.(\\d{1,6}))?");

    /// @param implied the period where none is typed; the last one in which the line may lie
    static Typed parse(String option, String typed, Optional<Period> implied) {
      Matcher m = FORM.matcher(typed);
      if (!m.matches() || (m.group(1) == null && implied.isEmpty())) {
        throw CliException.usage(
            Code.USAGE,
            option,
            implied.isPresent() ? "LINE=AMOUNT or YYYY-MM:LINE=AMOUNT" : "YYYY-MM:LINE=AMOUNT",
            typed);
      }
      String month = m.group(1);
      Period period = month == null ? implied.orElseThrow() : LedgerReader.period(option, month);
      try {
        // As a statement prints it: groups of three, and the zeros of its minor unit.
        String whole = m.group(4).replace(",", "").replaceFirst("^0+(?=\\d)", "");
        String fraction = m.group(5) == null ? "" : m.group(5).replaceFirst("0+$", "");
        Micros amount = Micros.parse(fraction.isEmpty() ? whole : whole + "." + fraction);
        return new Typed(period, m.group(2), m.group(3).isEmpty() ? amount : amount.negate());
      } catch (MalformedException e) {
        throw CliException.usage(e.code(), option, "an amount, e.g. 1234.56", typed);
      }
    }
  }

  /// The word of a state for the catalogue.
  static String key(DisputeState state) {
    return "dispute.state." + state.name().toLowerCase(Locale.ROOT);
  }
}
