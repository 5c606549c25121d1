package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;
import java.util.List;

/// What the provider offers in part: an object that an answer names, canonical JSON.
///
/// It posts nothing; it is what both parties may resolve the dispute by. Source:
/// `src/docs/formats.md` §10.
///
/// @param items 1 to 256, of the claim, by period, then by the line's position in the terms
/// @param note 0 to 2,000 code points
public record AnswerOffer(List<Item> items, String note) {
  /// Cap on the bytes of the object.
  public static final int MAX_BYTES = DisputeObjects.MAX_BYTES;

  public AnswerOffer {
    items = DisputeObjects.checked(items, Item::period, Item::line);
    DisputeObjects.note(note);
    if (items.isEmpty()) {
      throw new IllegalArgumentException("an offer of nothing");
    }
  }

  /// What the provider would settle a line for.
  ///
  /// @param offered from the amount claimed to the amount stated
  public record Item(Period period, String line, Micros offered) {}

  /// Reads the object.
  ///
  /// @throws MalformedException codes 01xx
  public static AnswerOffer parse(Bytes bytes) throws MalformedException {
    return DisputeObjects.framed(
        bytes,
        1,
        "offered",
        Item::new,
        Item::period,
        Item::line,
        (f, items) ->
            new AnswerOffer(items, DisputeObjects.text(f, "note", 0, DisputeObjects.MAX_NOTE)));
  }

  /// The object's bytes.
  public Bytes toBytes() {
    return Json.object()
        .put("format", 1)
        .put(
            "items",
            items.stream()
                .map(i -> DisputeObjects.item(i.period(), i.line(), "offered", i.offered()))
                .toList())
        .put("note", note)
        .build()
        .toCanonical();
  }
}
