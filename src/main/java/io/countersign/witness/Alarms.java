package io.countersign.witness;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.store.LedgerStore;
import io.countersign.store.StoreException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The alarms of one watcher, kept in the store of its copy: each is durable before anybody is
/// told.
///
/// Not thread-safe: one owner. Beyond [#MAX] the newest of one code are counted only, so that who
/// is watched cannot fill the disk of who watches.
public final class Alarms {
  /// Alarms kept of all codes together.
  public static final int MAX = 1_000;

  /// Alarms kept of one code.
  public static final int MAX_OF_CODE = 100;

  /// Under which name the store keeps them.
  static final String KEY = "alarms";

  private static final int MAX_BYTES = 16 << 20;

  private final LedgerStore store;
  private final InstantSource clock;
  private final Consumer<Alarm> told;
  private final List<Alarm> all = new ArrayList<>();
  private int raised;

  /// Those of the look that is under way.
  private final List<Alarm> inLook = new ArrayList<>();

  private Alarms(LedgerStore store, InstantSource clock, Consumer<Alarm> told) {
    this.store = store;
    this.clock = clock;
    this.told = told;
  }

  /// Reads what the store keeps.
  ///
  /// @param told is given each alarm when it is new
  /// @throws StoreException `STORE_DAMAGED` if the list cannot be read
  public static Alarms open(LedgerStore store, InstantSource clock, Consumer<Alarm> told) {
    Alarms out = new Alarms(store, clock, told);
    try {
      Bytes kept = store.meta(KEY).orElse(Bytes.utf8("{\"alarms\":[],\"format\":1}"));
      Fields f = Fields.of(JsonReader.canonical(kept, MAX_BYTES), KEY);
      f.integer("format", 1, 1);
      for (Fields item : f.objects("alarms", 0, MAX)) {
        out.all.add(Alarm.parse(item));
      }
      f.end();
      return out;
    } catch (MalformedException e) {
      throw new StoreException(
          new Finding(Code.STORE_DAMAGED, KEY, "the alarms of this copy", e.toString()), e);
    }
  }

  /// Raises an alarm, or counts one on that was raised before.
  ///
  /// @param evidence signed notes that show it
  void raise(Finding cause, Bytes... evidence) {
    Finding finding =
        new Finding(
            cause.code(),
            Alarm.clean(cause.where()),
            Alarm.clean(cause.expected()),
            Alarm.clean(cause.found()));
    long now = Math.max(0, clock.millis());
    raised++;
    int ofCode = 0;
    for (int i = 0; i < all.size(); i++) {
      Alarm a = all.get(i);
      if (a.isOf(finding)) {
        Alarm again = a.again(finding, now);
        all.set(i, again);
        inLook.add(again);
        persist();
        if (a.isOver()) {
          told.accept(again);
        }
        return;
      }
      ofCode += a.finding().code() == finding.code() ? 1 : 0;
    }
    List<Bytes> notes = List.of(evidence);
    Alarm fresh =
        new Alarm(
            finding, now, now, 1, 0, notes.subList(0, Math.min(notes.size(), Alarm.MAX_EVIDENCE)));
    if (all.size() < MAX && ofCode < MAX_OF_CODE) {
      all.add(fresh);
      inLook.add(fresh);
      persist();
    }
    told.accept(fresh);
  }

  void raise(Code code, String where, String expected, String found, Bytes... evidence) {
    raise(new Finding(code, where, expected, found), evidence);
  }

  private void persist() {
    List<Json> items = new ArrayList<>();
    all.forEach(a -> items.add(a.toJson()));
    store.putMeta(KEY, Json.object().put("alarms", items).put("format", 1).build().toCanonical());
  }

  /// A look begins.
  void begin() {
    inLook.clear();
  }

  /// The look that began last found everything: what it did not raise is over, unless it stands for
  /// good.
  void settle() {
    boolean changed = false;
    long now = clock.millis();
    for (int i = 0; i < all.size(); i++) {
      Alarm a = all.get(i);
      if (!a.lasting() && !a.isOver() && inLook.stream().noneMatch(b -> b.isOf(a.finding()))) {
        all.set(i, a.overAt(now));
        changed = true;
      }
    }
    if (changed) {
      persist();
    }
  }

  /// How often something was raised since this was opened.
  int raised() {
    return raised;
  }

  /// All that are kept, in the order in which they were first raised.
  public List<Alarm> all() {
    return List.copyOf(all);
  }

  /// Whether the log was seen to sign two histories.
  boolean convicted() {
    return all.stream().anyMatch(a -> a.finding().code() == Code.SPLIT_VIEW);
  }

  /// Whether one stands that nothing later can undo.
  public boolean standing() {
    return all.stream().anyMatch(Alarm::lasting);
  }
}
