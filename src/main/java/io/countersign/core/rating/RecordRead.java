package io.countersign.core.rating;

import io.countersign.core.base.Code;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.RecordRules;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsClock;
import io.countersign.core.terms.Window;
import java.util.Arrays;
import java.util.Optional;

/// How the records of a file are read under one terms document: its types, its term and its
/// periods, looked up once. Immutable, shared by threads.
final class RecordRead {
  private final Terms terms;
  private final TermsClock clock;
  private final RecordRules rules;
  private final RecordReader[] readers;
  private final Period first;
  private final long[] starts; // of each period of the term, and the end of the last
  private final long firstDay;
  private final long lastDay;

  RecordRead(Terms terms) {
    this.terms = terms;
    this.clock = terms.clock();
    this.rules = RecordRules.of(terms);
    this.readers = terms.records().stream().map(RecordReader::new).toArray(RecordReader[]::new);
    this.first = Period.of(terms.term().from());
    Period last = Period.of(terms.term().to());
    this.starts = new long[last.since(first) + 2];
    for (int i = 0; i + 1 < starts.length; i++) {
      starts[i] = clock.start(first.plus(i));
    }
    starts[starts.length - 1] = clock.end(last);
    this.firstDay = terms.term().from().toEpochDay();
    this.lastDay = terms.term().to().toEpochDay();
  }

  Terms terms() {
    return terms;
  }

  /// The index of a record type, -1 if the terms do not know it.
  int typeOf(String id) {
    for (int i = 0; i < readers.length; i++) {
      if (readers[i].type().id().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  RecordReader reader(int type) {
    return readers[type];
  }

  /// Whether the local date of an instant lies in the term.
  boolean inTerm(long at) {
    long day = Math.floorDiv(at + clock.offsetAt(at), (long) Window.DAY);
    return day >= firstDay && day <= lastDay;
  }

  /// What keeps a record from counting, but for its name; in the order of the ledger.
  Optional<Code> fault(UsageRecord record) {
    return inTerm(record.at())
        ? rules.check(record.type(), record.at(), record.data()).map(f -> f.code())
        : Optional.of(Code.RECORD_OUTSIDE_TERM);
  }

  /// The place of the period of an instant in the term, counted from the term's first.
  int periodAt(long at) {
    int i = Arrays.binarySearch(starts, at);
    return Math.clamp(i >= 0 ? i : -i - 2, 0, starts.length - 2);
  }

  /// Whether a period of the term holds an instant of the term.
  boolean holds(int period, long at) {
    return at >= starts[period] && at < starts[period + 1];
  }

  /// The place of a period in the term; empty where it has no day of it.
  Optional<Integer> placeOf(Period period) {
    int i = period.compareTo(first) < 0 ? -1 : period.since(first);
    return i >= 0 && i < starts.length - 1 ? Optional.of(i) : Optional.empty();
  }

  /// The instants whose records belong to a period of the term: those before the term belong to its
  /// first and those after it to its last.
  long from(int period) {
    return period == 0 ? Long.MIN_VALUE : starts[period];
  }

  long to(int period) {
    return period == starts.length - 2 ? Long.MAX_VALUE : starts[period + 1];
  }
}
