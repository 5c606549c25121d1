package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;
import java.util.ArrayList;
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
    Fields f = Fields.of(JsonReader.canonical(bytes, MAX_BYTES), "");
    DisputeObjects.format(f);
    List<Item> items = new ArrayList<>();
    for (Fields i : f.objects("items", 1, DisputeObjects.MAX_ITEMS)) {
      items.add(
          new Item(
              DisputeObjects.period(i),
              DisputeObjects.line(i),
              DisputeObjects.int256(i, "offered")));
      i.end();
    }
    DisputeObjects.ordered(items, "items", Item::period, Item::line);
    AnswerOffer out =
        new AnswerOffer(items, DisputeObjects.text(f, "note", 0, DisputeObjects.MAX_NOTE));
    f.end();
    return out;
  }

  /// The object's bytes.
  public Bytes toBytes() {
    List<Json> out = new ArrayList<>();
    for (Item i : items) {
      out.add(
          Json.object()
              .put("line", i.line())
              .put("offered", i.offered().value().toString())
              .put("period", i.period().yyyymm())
              .build());
    }
    return Json.object().put("format", 1).put("items", out).put("note", note).build().toCanonical();
  }
}
