package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a dispute says: which amounts are wrong, what they should be, and on what that rests. An
/// object that a dispute entry names, canonical JSON.
///
/// Whether its lines exist and its stated amounts are those of statements is no question of form:
/// the entry's rules ask it. Source: `src/docs/formats.md` §10.
///
/// @param items by period, then by the line's position in the terms; each line of a period once
/// @param adjusted the same order; not both lists are empty
/// @param records ascending, not adjacent
/// @param evidence files that the parties exchange outside the ledger
/// @param note 0 to 2,000 code points
public record Claim(
    List<Item> items,
    List<Adjusted> adjusted,
    List<RecordRange> records,
    List<Evidence> evidence,
    Reason reason,
    String note) {
  /// Cap on the bytes of the object.
  public static final int MAX_BYTES = DisputeObjects.MAX_BYTES;

  /// Most files.
  public static final int MAX_EVIDENCE = 64;

  /// Most code points of a label.
  public static final int MAX_LABEL = 200;

  /// Most hashes of a path: what 2^16 lines need.
  private static final int MAX_PATH = 16;

  public Claim {
    items = DisputeObjects.checked(items, Item::period, Item::line);
    adjusted = DisputeObjects.checked(adjusted, Adjusted::period, Adjusted::line);
    records = RecordRange.checked(records);
    evidence = List.copyOf(evidence);
    DisputeObjects.note(note);
    if (items.isEmpty() && adjusted.isEmpty()) {
      throw new IllegalArgumentException("a claim about nothing");
    }
    if (evidence.size() > MAX_EVIDENCE) {
      throw new IllegalArgumentException(evidence.size() + " files");
    }
  }

  /// What a line of a period should come to.
  ///
  /// @param claimed below `result.amount()`, magnitude at most 10^24 micros
  /// @param result what the period's statement says of it
  /// @param path from the result's leaf to the statement's results root
  public record Item(
      Period period, String line, Micros claimed, StatedAmount result, List<Bytes32> path) {
    public Item {
      path = List.copyOf(path);
      if (claimed.compareTo(result.amount()) >= 0 || !DisputeObjects.isNamed(claimed)) {
        throw new IllegalArgumentException(claimed + " claimed of " + result.amount());
      }
    }

    /// Stated less claimed, above 0.
    public Micros contested() {
      return result.amount().minus(claimed);
    }
  }

  /// What of an adjustment of an earlier period's line is contested; the client's word alone.
  ///
  /// @param contested above 0, at most 10^24 micros
  public record Adjusted(Period period, String line, Micros contested) {
    public Adjusted {
      if (contested.value().signum() <= 0 || !DisputeObjects.isNamed(contested)) {
        throw new IllegalArgumentException(contested + " contested");
      }
    }
  }

  /// A file outside the ledger.
  ///
  /// @param hash SHA-256 of its bytes
  /// @param label 0 to 200 code points; names no person
  public record Evidence(Bytes32 hash, String label) {
    public Evidence {
      if (label.codePointCount(0, label.length()) > MAX_LABEL) {
        throw new IllegalArgumentException("a label of more than " + MAX_LABEL + " characters");
      }
    }
  }

  /// Why.
  public enum Reason {
    CLOCK_SHIFT,
    ZONE_SHIFT,
    ROUNDING_RULE,
    PRICE_VERSION,
    TIER_BASE,
    SHORT_CALL_RULE,
    TRANSFER_TWICE,
    HOLD_OR_WRAP,
    MONTH_EDGE,
    DUPLICATE,
    MISSING_BATCH,
    TEST_CALLS,
    QUALITY,
    TERMS_READING,
    NOT_AS_COMPUTED,
    OTHER;

    /// The word in the object: lower case with hyphens.
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// All words.
    public static List<String> words() {
      return List.of(values()).stream().map(Reason::text).toList();
    }

    /// @throws IllegalArgumentException for another word
    public static Reason of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  /// Whether silence may settle it: no item asks for more than that nothing is charged.
  public boolean grantsNoCredit() {
    return Claimed.of(this).items().stream().allMatch(Claimed.Item::grantsNoCredit);
  }

  /// The sum that is contested, in micros.
  public Micros contested() {
    Micros sum = Micros.ZERO;
    for (Item i : items) {
      sum = sum.plus(i.contested());
    }
    for (Adjusted a : adjusted) {
      sum = sum.plus(a.contested());
    }
    return sum;
  }

  /// Reads the object.
  ///
  /// @throws MalformedException codes 01xx
  public static Claim parse(Bytes bytes) throws MalformedException {
    Fields f = Fields.of(JsonReader.canonical(bytes, MAX_BYTES), "");
    DisputeObjects.format(f);
    List<Item> items = new ArrayList<>();
    for (Fields i : f.objects("items", 0, DisputeObjects.MAX_ITEMS)) {
      items.add(item(i));
    }
    DisputeObjects.ordered(items, "items", Item::period, Item::line);
    List<Adjusted> adjusted = new ArrayList<>();
    for (Fields a : f.objects("adjusted", 0, DisputeObjects.MAX_ITEMS)) {
      Micros contested = DisputeObjects.named(a, "contested");
      if (contested.value().signum() <= 0) {
        throw new MalformedException(
            Code.FIELD_RANGE, a.path("contested"), -1, "above 0", contested.value().toString());
      }
      adjusted.add(new Adjusted(DisputeObjects.period(a), DisputeObjects.line(a), contested));
      a.end();
    }
    DisputeObjects.ordered(adjusted, "adjusted", Adjusted::period, Adjusted::line);
    if (items.isEmpty() && adjusted.isEmpty()) {
      throw new MalformedException(
          Code.FIELD_RANGE, "items", -1, "an item or an adjusted amount", "none");
    }
    List<Evidence> evidence = new ArrayList<>();
    for (Fields e : f.objects("evidence", 0, MAX_EVIDENCE)) {
      evidence.add(new Evidence(e.bytes32("hash"), DisputeObjects.text(e, "label", 0, MAX_LABEL)));
      e.end();
    }
    Claim out =
        new Claim(
            items,
            adjusted,
            RecordRange.parse(f),
            evidence,
            Reason.of(f.oneOf("reason", Reason.words())),
            DisputeObjects.text(f, "note", 0, DisputeObjects.MAX_NOTE));
    f.end();
    return out;
  }

  private static Item item(Fields f) throws MalformedException {
    Micros claimed = DisputeObjects.named(f, "claimed");
    String line = DisputeObjects.line(f);
    List<Bytes32> path = new ArrayList<>();
    for (Json hash : f.array("path", 0, MAX_PATH)) {
      String at = f.path("path") + "[" + path.size() + "]";
      try {
        path.add(Bytes32.parse(Fields.string(hash, at)));
      } catch (MalformedException e) {
        throw e.code() == Code.HEX_FORM
            ? new MalformedException(e.code(), at, -1, e.expected(), e.found())
            : e;
      }
    }
    Period period = DisputeObjects.period(f);
    StatedAmount result = StatedAmount.parse(f.object("result"));
    f.end();
    if (claimed.compareTo(result.amount()) >= 0) {
      throw new MalformedException(
          Code.FIELD_RANGE,
          f.path("claimed"),
          -1,
          "below the stated " + result.amount().value(),
          claimed.value().toString());
    }
    return new Item(period, line, claimed, result, path);
  }

  /// The object's bytes.
  public Bytes toBytes() {
    List<Json> theItems = new ArrayList<>();
    for (Item i : items) {
      theItems.add(
          Json.object()
              .put("claimed", i.claimed().value().toString())
              .put("line", i.line())
              .put("path", i.path().stream().map(h -> Json.of(h.toHex())).toList())
              .put("period", i.period().yyyymm())
              .put("result", i.result().toJson())
              .build());
    }
    List<Json> theAdjusted = new ArrayList<>();
    for (Adjusted a : adjusted) {
      theAdjusted.add(
          Json.object()
              .put("contested", a.contested().value().toString())
              .put("line", a.line())
              .put("period", a.period().yyyymm())
              .build());
    }
    List<Json> files = new ArrayList<>();
    for (Evidence e : evidence) {
      files.add(Json.object().put("hash", e.hash().toHex()).put("label", e.label()).build());
    }
    return Json.object()
        .put("adjusted", theAdjusted)
        .put("evidence", files)
        .put("format", 1)
        .put("items", theItems)
        .put("note", note)
        .put("reason", reason.text())
        .put("records", RecordRange.json(records))
        .build()
        .toCanonical();
  }
}
