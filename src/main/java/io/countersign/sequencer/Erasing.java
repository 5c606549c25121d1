package io.countersign.sequencer;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.ErasureEntry;
import io.countersign.core.ledger.ErasurePermits;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Payload;
import io.countersign.core.ledger.Workers;
import io.countersign.store.LedgerStore;
import io.countersign.store.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes payloads what accepted erasures leave of them, in the store and in memory.
///
/// Does so after the erasure is durable, and again whenever a ledger is opened: a crash in between
/// only puts it off. Nothing is taken away without an accepted entry.
public final class Erasing {
  private Erasing() {}

  /// Takes out of `store` and `state` what the erasures of `state` name and is still there.
  ///
  /// @return how many payloads were rewritten
  /// @throws StoreException as [LedgerStore]
  public static int apply(LedgerStore store, LedgerState state, Workers workers) {
    History history = state.history();
    if (history.erasures().isEmpty() || state.isWithoutRecords()) {
      return 0;
    }
    ErasurePermits permits = ErasurePermits.of(history);
    Map<Bytes32, Payload> payloads = new HashMap<>();
    List<Batch> changed = new ArrayList<>();
    for (Batch batch : history.batches()) {
      boolean left = false;
      for (int i = 0; i < batch.records().size() && !left; i++) {
        left = permits.isLeft(batch, i);
      }
      Optional<Bytes> held = left ? store.payload(batch.recordsRoot()) : Optional.empty();
      if (held.isPresent()) {
        changed.add(batch);
        payloads.put(batch.recordsRoot(), parse(batch, held.get()));
      }
    }
    Map<Long, Bytes32> roots = new HashMap<>();
    history.batches().forEach(b -> roots.put(b.entryIndex(), b.recordsRoot()));
    for (ErasureEntry e : history.erasures()) {
      payloads.computeIfPresent(
          roots.get(e.batchEntry()), (root, p) -> erase(p, e, history, state, workers));
    }
    if (payloads.isEmpty()) {
      return 0;
    }
    List<LedgerStore.Keyed> rewritten = new ArrayList<>();
    payloads.forEach((root, p) -> rewritten.add(new LedgerStore.Keyed(root, p.toBytes())));
    store.replacePayloads(rewritten);
    for (Batch batch : changed) {
      try {
        Payload p = payloads.get(batch.recordsRoot());
        if (p != null) {
          state.reread(batch.entryIndex(), p.open(batch.party(), state.pepper(), workers));
        }
      } catch (MalformedException e) {
        throw damaged(batch, e);
      }
    }
    return rewritten.size();
  }

  private static Payload parse(Batch batch, Bytes bytes) {
    try {
      return Payload.parse(bytes);
    } catch (MalformedException e) {
      throw damaged(batch, e);
    }
  }

  private static Payload erase(
      Payload payload, ErasureEntry e, History history, LedgerState state, Workers workers) {
    Batch batch =
        history.batches().stream()
            .filter(b -> b.entryIndex() == e.batchEntry())
            .findFirst()
            .orElseThrow();
    try {
      return payload.erase(e.records(), e.level(), batch.party(), state.pepper(), workers);
    } catch (MalformedException f) {
      throw damaged(batch, f);
    }
  }

  private static StoreException damaged(Batch batch, MalformedException e) {
    return new StoreException(
        Code.STORE_DAMAGED,
        "entry " + batch.entryIndex(),
        "the payload that it signs",
        e.toString());
  }
}
