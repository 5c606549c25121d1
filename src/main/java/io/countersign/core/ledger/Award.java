package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;
import java.util.List;

/// What a dispute is resolved by: fixed amounts, and the records that they settle. An object that a
/// resolution by amounts names, canonical JSON. Source: `src/docs/formats.md` §10.
///
/// @param items 0 to 256, by period, then by the line's position in the terms; without any the
///   dispute comes to nothing
/// @param records ascending, not adjacent: no void of them has an effect any more
/// @param note 0 to 2,000 code points
public record Award(List<Item> items, List<RecordRange> records, String note) {
  /// Cap on the bytes of the object.
  public static final int MAX_BYTES = DisputeObjects.MAX_BYTES;

  public Award {
    items = DisputeObjects.checked(items, Item::period, Item::line);
    records = RecordRange.checked(records);
    DisputeObjects.note(note);
  }

  /// What is posted to a line of a period.
  ///
  /// @param amount signed: below 0 in the client's favour; 0 posts nothing
  public record Item(Period period, String line, Micros amount) {}

  /// Reads the object. How much may be awarded is no question of form.
  ///
  /// @throws MalformedException codes 01xx
  public static Award parse(Bytes bytes) throws MalformedException {
    return DisputeObjects.framed(
        bytes,
        0,
        "amount",
        Item::new,
        Item::period,
        Item::line,
        (f, items) ->
            new Award(
                items,
                RecordRange.parse(f),
                DisputeObjects.text(f, "note", 0, DisputeObjects.MAX_NOTE)));
  }

  /// The object's bytes.
  public Bytes toBytes() {
    return Json.object()
        .put("format", 1)
        .put(
            "items",
            items.stream()
                .map(i -> DisputeObjects.item(i.period(), i.line(), "amount", i.amount()))
                .toList())
        .put("note", note)
        .put("records", RecordRange.json(records))
        .build()
        .toCanonical();
  }
}
