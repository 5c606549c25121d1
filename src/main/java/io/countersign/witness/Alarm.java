package io.countersign.witness;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import java.util.ArrayList;
import java.util.List;

/// Something that a watcher found wrong and its owner must know.
///
/// One alarm a code and place: seen again, it only counts on. Texts are cut and cleaned, since they
/// come from whoever is watched.
///
/// @param first when it was raised, milliseconds by the watcher's clock
/// @param last when it was last seen
/// @param times how often
/// @param over when a whole look no longer found it, milliseconds; 0 while it is there
/// @param evidence signed notes that show it, at most [#MAX_EVIDENCE], verbatim
public record Alarm(
    Finding finding, long first, long last, long times, long over, List<Bytes> evidence) {
  /// Notes kept with one alarm.
  static final int MAX_EVIDENCE = 4;

  /// Characters kept of each text.
  static final int MAX_TEXT = 400;

  public Alarm {
    evidence = List.copyOf(evidence);
    if (times < 1 || last < first || over < 0 || evidence.size() > MAX_EVIDENCE) {
      throw new IllegalArgumentException(times + " times from " + first + " to " + last);
    }
  }

  /// Whether it stands for good: what was signed or let in stays so, whatever comes later. The
  /// others end with their cause.
  public boolean lasting() {
    return lasting(finding.code());
  }

  static boolean lasting(Code code) {
    return switch (code) {
      case SPLIT_VIEW,
          LOG_ROLLED_BACK,
          LOG_BROKEN,
          ENTRY_LET_IN,
          RECORD_LET_IN,
          STATEMENT_DIFFERS ->
          true;
      default -> false;
    };
  }

  /// Whether its cause was gone at a later look.
  public boolean isOver() {
    return over > 0;
  }

  /// The same, seen once more.
  Alarm again(Finding now, long millis) {
    return new Alarm(now, first, Math.max(millis, last), times + 1, 0, evidence);
  }

  /// The same, no longer found.
  Alarm overAt(long millis) {
    return new Alarm(finding, first, last, times, Math.max(1, millis), evidence);
  }

  boolean isOf(Finding other) {
    return finding.code() == other.code() && finding.where().equals(other.where());
  }

  Json toJson() {
    List<Json> notes = new ArrayList<>();
    evidence.forEach(n -> notes.add(Json.of(Base64s.format(n))));
    return Json.object()
        .put("code", finding.code().id())
        .put("evidence", notes)
        .put("expected", finding.expected())
        .put("first", first)
        .put("found", finding.found())
        .put("last", last)
        .put("over", over)
        .put("times", times)
        .put("where", finding.where())
        .build();
  }

  static Alarm parse(Fields f) throws MalformedException {
    List<Bytes> notes = new ArrayList<>();
    for (Json item : f.array("evidence", 0, MAX_EVIDENCE)) {
      notes.add(Base64s.parse(Fields.string(item, f.path("evidence"))));
    }
    String id = f.string("code");
    Code code = null;
    for (Code c : Code.values()) {
      code = c.id().equals(id) ? c : code;
    }
    if (code == null) {
      throw new MalformedException(Code.FIELD_PATTERN, f.path("code"), -1, "a known code", id);
    }
    Finding finding = new Finding(code, f.string("where"), f.string("expected"), f.string("found"));
    Alarm out =
        new Alarm(
            finding,
            f.integer("first", 0, Json.MAX_INT),
            f.integer("last", 0, Json.MAX_INT),
            f.integer("times", 1, Json.MAX_INT),
            f.has("over") ? f.integer("over", 0, Json.MAX_INT) : 0,
            notes);
    f.end();
    return out;
  }

  /// `text` as it can be kept and shown: without control characters and lone surrogates, cut.
  static String clean(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .limit(MAX_TEXT)
        .forEach(
            c ->
                out.appendCodePoint(
                    c < 0x20
                            || (c >= 0x7f && c < 0xa0)
                            || Character.getType(c) == Character.SURROGATE
                        ? 0xfffd
                        : c));
    return out.toString();
  }
}
