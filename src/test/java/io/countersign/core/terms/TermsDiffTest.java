package io.countersign.core.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.encoding.Json;
import io.countersign.testing.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class TermsDiffTest {
  private static final Json.Obj C7 = Samples.json("contracts/c7-everything.json");

  private static List<String> shown(Json.Obj before, Json.Obj now) {
    List<String> out = new ArrayList<>();
    for (TermsChange c : TermsDiff.of(before, now).changes()) {
      out.add(
          switch (c) {
            case TermsChange.Added a -> "+ " + a.path() + " " + a.at();
            case TermsChange.Removed r -> "- " + r.path();
            case TermsChange.Moved m -> "> " + m.path() + " " + m.from() + " " + m.to();
            case TermsChange.Changed x ->
                "~ "
                    + x.path()
                    + " "
                    + x.before().toText()
                    + " "
                    + x.now().toText()
                    + x.percent().map(p -> " " + TermsDiff.show(p)).orElse("");
          });
    }
    return out;
  }

  @Test
  void documents_equal_haveNoDifference() {
    for (String resource : Samples.ALL) {
      Json.Obj document = Samples.json(resource);
      assertEquals(List.of(), shown(document, document), resource);
      assertTrue(TermsDiff.of(Samples.parse(resource), Samples.parse(resource)).isEmpty());
    }
  }

  @Test
  void price_raised_isShownWithItsPercentage() {
    // 0.045 to 0.0475: 0.0025 / 0.045 = 5.5555… %, rounded toward zero.
    assertEquals(
        List.of("~ params.minute.values[2026-01-01].value \"0.045\" \"0.0475\" +5.55 %"),
        shown(C7, Edits.set(C7, "params.minute.values[0].value", "'0.0475'")));
    // 0.045 to 0.03: a third less.
    assertEquals(
        List.of("~ params.minute.values[2026-01-01].value \"0.045\" \"0.03\" -33.33 %"),
        shown(C7, Edits.set(C7, "params.minute.values[0].value", "'0.03'")));
    assertEquals(
        List.of("~ lines[calls].card.rows[0].price \"0.1\" \"0.2\" +100 %"),
        shown(card("0.1"), card("0.2")));
  }

  @Test
  void price_fromOrToAParam_hasNoPercentage() {
    assertEquals(
        List.of("~ lines[calls].card.rows[0].price \"0.1\" {\"param\":\"minute\"}"),
        shown(
            card("0.1"),
            Edits.set(card("0.1"), "lines[0].card.rows[0].price", "{'param':'minute'}")));
    assertEquals(
        List.of("~ lines[calls].card.rows[0].price \"0\" \"0.2\""), shown(card("0"), card("0.2")));
  }

  private static Json.Obj card(String price) {
    Json.Obj line =
        (Json.Obj)
            Edits.json(
                "{'id':'calls','kind':'rated','card':{'else':'none','rows':[{'when':{'always':true},'price':'"
                    + price
                    + "'}]}}");
    return Edits.set(C7, "lines", Json.array(line));
  }

  @Test
  void lines_swapped_oneHasMoved() {
    Json.Arr lines = (Json.Arr) Edits.at(C7, "lines");
    List<Json> items = new ArrayList<>(lines.items());
    Collections.swap(items, 0, 1);
    String first = Edits.at(C7, "lines[0].id").toText().replace("\"", "");
    String second = Edits.at(C7, "lines[1].id").toText().replace("\"", "");
    List<String> found = shown(C7, C7.with("lines", Json.array(items)));
    assertEquals(1, found.size(), found::toString);
    assertTrue(
        List.of("> lines[" + first + "] 0 1", "> lines[" + second + "] 1 0")
            .contains(found.getFirst()),
        found::toString);
  }

  @Test
  void line_ofAnotherKind_changesAsAWhole() {
    List<String> found = shown(C7, Edits.set(C7, "lines[0].kind", "'other'"));
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.getFirst().startsWith("~ lines["), found::toString);
  }

  @Test
  void enumValueAndDate_droppedAndAdded_areNamed() {
    assertEquals(
        List.of(
            "- calendars.kw.off[2026-02-27]",
            "+ calendars.kw.off[2026-03-01] 0",
            "- records.call.fields.queue.values[gold]"),
        shown(
            C7,
            Edits.set(
                Edits.set(C7, "calendars.kw.off", "['2026-03-01']"),
                "records.call.fields.queue.values",
                "['silver']")));
  }

  @Test
  void changes_appliedToTheOldDocument_giveTheNewOne() {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    for (String resource : Samples.ALL) {
      Json.Obj old = Samples.json(resource);
      List<Mutations.Mutation> mutations = Mutations.of(old);
      for (int round = 0; round < 150; round++) {
        String what = "seed " + seed + " " + resource + " round " + round;
        Json.Obj a = mutated(old, mutations, random);
        Json.Obj b = mutated(a, List.of(), random);
        both(what, old, a);
        both(what, a, b);
        both(what, b, old);
      }
    }
  }

  @Test
  void changes_betweenDocumentsOfTwoAgreements_areComplete() {
    for (String one : Samples.ALL) {
      for (String other : Samples.ALL) {
        both(one + " " + other, Samples.json(one), Samples.json(other));
      }
    }
  }

  private static void both(String what, Json.Obj old, Json.Obj now) {
    List<TermsChange> changes = TermsDiff.of(old, now).changes();
    assertEquals(
        now, Patch.apply(old, changes), () -> what + ": " + shown(Patch.apply(old, changes), now));
    assertEquals(old.equals(now), changes.isEmpty(), what);
  }

  /// A few changes: single values, or lists whose items are dropped, moved or copied.
  private static Json.Obj mutated(
      Json.Obj document, List<Mutations.Mutation> mutations, RandomGenerator random) {
    Json out = document;
    if (!mutations.isEmpty() && random.nextBoolean()) {
      out = mutations.get(random.nextInt(mutations.size())).document();
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      out = shuffled(out, random);
    }
    return out instanceof Json.Obj o ? o : document;
  }

  private static Json shuffled(Json json, RandomGenerator random) {
    return switch (json) {
      case Json.Obj o -> {
        if (o.size() == 0) {
          yield o;
        }
        int i = random.nextInt(o.size());
        if (random.nextInt(20) == 0) {
          yield o.without(o.key(i));
        }
        yield o.with(o.key(i), shuffled(o.value(i), random));
      }
      case Json.Arr a -> list(new ArrayList<>(a.items()), random);
      case Json.Str s when s.value().matches("\\d{1,3}") -> Json.of(s.value() + "1");
      case Json.Str s -> s.value().length() < 20 ? Json.of(s.value() + "a") : s;
      case Json.Int i -> Json.of(i.value() / 2);
      case Json.Bool b -> Json.of(!b.value());
      case Json.Null n -> n;
    };
  }

  private static Json list(List<Json> items, RandomGenerator random) {
    if (items.isEmpty()) {
      return Json.array(items);
    }
    int i = random.nextInt(items.size());
    switch (random.nextInt(5)) {
      case 0 -> items.remove(i);
      case 1 -> {
        Json item = items.remove(i);
        items.add(random.nextInt(items.size() + 1), item);
      }
      case 2 -> items.add(random.nextInt(items.size() + 1), shuffled(items.get(i), random));
      case 3 -> Collections.shuffle(items, new Random(random.nextLong()));
      default -> items.set(i, shuffled(items.get(i), random));
    }
    return Json.array(items);
  }
}
