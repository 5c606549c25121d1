package io.countersign.core.terms;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Finding;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Json;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One whole terms document of the language cst/1: what two parties agreed.
///
/// Immutable. Whatever the schema bounds holds here; what goes beyond it (names, references, cards,
/// ranges) is the business of `Validity`. Which period a version takes effect in stands in the
/// agreement entry that both signed, not in the document.
///
/// @param id names the agreement, `[a-z0-9][a-z0-9-]{2,63}`; all its versions share it
/// @param version 1 to 9,999
/// @param supersedes hash of the version before; absent in version 1 only
/// @param nonce repeats the nonce of Genesis, so that the hash gives no price away
/// @param zone what people call the clock, for display only
/// @param offsets ascending by instant, 1 to 64; before the first, the first holds
/// @param calendars in order of their ids, as are windows, params and records
/// @param measures, kpis, scores and lines in document order
/// @param render the version of the prose templates, 1
public record Terms(
    String id,
    int version,
    Optional<Bytes32> supersedes,
    Bytes32 nonce,
    Text title,
    Text provider,
    Text client,
    Currency currency,
    Term term,
    String zone,
    List<ClockOffset> offsets,
    List<Calendar> calendars,
    List<Window> windows,
    List<Param> params,
    Cutoff cutoff,
    List<RecordType> records,
    List<Measure> measures,
    List<Kpi> kpis,
    List<Score> scores,
    List<Line> lines,
    DisputeRules disputes,
    ErasureRules erasure,
    int render) {
  /// Cap on a document, in bytes of its canonical form and of a hand-written file.
  public static final int MAX_BYTES = 256 * 1024;

  public static final int MAX_VERSION = 9999;
  public static final int MAX_OFFSETS = 64;
  public static final int MAX_CALENDARS = 8;
  public static final int MAX_WINDOWS = 32;
  public static final int MAX_PARAMS = 64;
  public static final int MAX_RECORDS = 32;
  public static final int MAX_MEASURES = 256;
  public static final int MAX_KPIS = 64;
  public static final int MAX_SCORES = 16;
  public static final int MAX_LINES = 256;

  public Terms {
    offsets = List.copyOf(offsets);
    calendars = List.copyOf(calendars);
    windows = List.copyOf(windows);
    params = List.copyOf(params);
    records = List.copyOf(records);
    measures = List.copyOf(measures);
    kpis = List.copyOf(kpis);
    scores = List.copyOf(scores);
    lines = List.copyOf(lines);
    Checks.range("a version", version, 1, MAX_VERSION);
    Checks.that(supersedes.isPresent() == version > 1, "supersedes from version 2 on", supersedes);
    Checks.range("render", render, 1, 1);
  }

  public Optional<Calendar> calendar(String id) {
    return find(calendars, Calendar::id, id);
  }

  public Optional<Window> window(String id) {
    return find(windows, Window::id, id);
  }

  public Optional<Param> param(String id) {
    return find(params, Param::id, id);
  }

  public Optional<RecordType> recordType(String id) {
    return find(records, RecordType::id, id);
  }

  public Optional<Measure> measure(String id) {
    return find(measures, Measure::id, id);
  }

  public Optional<Kpi> kpi(String id) {
    return find(kpis, Kpi::id, id);
  }

  public Optional<Score> score(String id) {
    return find(scores, Score::id, id);
  }

  public Optional<Line> line(String id) {
    return find(lines, Line::id, id);
  }

  /// Whether a period rests on the months before it: by a window, a roll-over, an escalation, an
  /// earn-back or a hold-back.
  public boolean looksBack() {
    return LookBack.in(this);
  }

  /// The unit of a measure of valid terms.
  public Unit unitOf(String measure) {
    return Figures.unit(this, measure(measure).orElseThrow());
  }

  /// The document as JSON.
  public Json.Obj toJson() {
    return TermsWriter.document(this);
  }

  /// The canonical bytes: what is signed, and what [TermsParser#parse] reads back to an equal
  /// document.
  public Bytes toCanonical() {
    return toJson().toCanonical();
  }

  /// SHA-256 of the canonical bytes, which names this version.
  public Bytes32 hash() {
    return Sha256.hash(toCanonical());
  }

  /// The first fault of a record under these terms, or nothing. For many records prepare
  /// [RecordRules] once.
  ///
  /// @param at the record's instant in UTC seconds
  public Optional<Finding> checkRecord(String type, long at, Json.Obj data) {
    return RecordRules.of(this).check(type, at, data);
  }

  /// The clock of the agreement.
  ///
  /// @throws IllegalArgumentException if the offsets do not ascend, which validity refuses
  public TermsClock clock() {
    return TermsClock.of(offsets);
  }

  /// The first period that has days in the term.
  public Period firstPeriod() {
    return Period.of(term.from());
  }

  /// The last period that has days in the term.
  public Period lastPeriod() {
    return Period.of(term.to());
  }

  /// The date at which params of [Param.Read#PERIOD] are read: the period's first day, or the
  /// term's if that is later.
  public LocalDate paramDate(Period period) {
    LocalDate first = period.firstDay();
    return first.isBefore(term.from()) ? term.from() : first;
  }

  private static <T> Optional<T> find(List<T> items, Function<T, String> name, String wanted) {
    for (T item : items) {
      if (name.apply(item).equals(wanted)) {
        return Optional.of(item);
      }
    }
    return Optional.empty();
  }
}
