package io.countersign.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.sequencer.Ledger;
import io.countersign.service.LedgerHost;
import io.countersign.store.LedgerStore;
import io.countersign.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The bearer tokens and capabilities of all ledgers.
///
/// Those of a ledger lie with it, as one document beside its entries, and are no part of what it
/// proves. A change is durable before it is answered.
final class Passes {
  /// Tokens and capabilities of one ledger together.
  static final int MAX_PASSES = 1_000;

  /// What a token's text begins with.
  static final String TOKEN_PREFIX = "cst_";

  private static final int SECRET_BYTES = 32;
  private static final int ID_BYTES = 8;
  private static final int MAX_BYTES = 4 << 20;

  /// The name under which a ledger's store keeps them.
  private static final String META = "access";

  private final LedgerHost host;
  private final World world;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<Bytes32, List<Pass>> byLedger = new HashMap<>();

  @GuardedBy("lock")
  private final Map<Bytes32, Held> bySecret = new HashMap<>();

  Passes(LedgerHost host, World world) {
    this.host = host;
    this.world = world;
  }

  /// A pass and the ledger that it is for.
  record Held(Bytes32 ledger, Pass pass) {}

  /// A pass that was just made, with its secret, which is never seen again.
  record Fresh(Pass pass, String secret) {}

  /// What somebody asks for.
  record Wish(Pass.Kind kind, String name, Set<Right> rights, long expires) {}

  /// The pass whose secret this is, if it holds now.
  Optional<Held> find(Pass.Kind kind, String secret) {
    Bytes32 hash = hash(secret);
    lock.lock();
    try {
      loadAll();
      return Optional.ofNullable(bySecret.get(hash))
          .filter(h -> h.pass().kind() == kind && h.pass().holdsAt(world.seconds()));
    } finally {
      lock.unlock();
    }
  }

  private static Bytes32 hash(String secret) {
    return Sha256.hash(Bytes.wrap(secret.getBytes(StandardCharsets.UTF_8)));
  }

  /// Those of a ledger that one of `makers` made and that hold, in the order in which they were
  /// made.
  List<Pass> list(Ledger ledger, Pass.Kind kind, Set<KeyId> makers) {
    lock.lock();
    try {
      long now = world.seconds();
      return all(ledger).stream()
          .filter(p -> p.kind() == kind && p.holdsAt(now) && makers.contains(p.by()))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /// Makes a pass for `ledger`.
  ///
  /// @throws MalformedException `FIELD_RANGE` if it would be void at once or live too long, or if
  ///   there are too many
  Fresh make(Ledger ledger, Wish wish, KeyId by) throws MalformedException {
    long now = world.seconds();
    if (wish.expires() <= now || wish.expires() > now + Pass.MAX_LIFE_SECONDS) {
      throw new MalformedException(
          Code.FIELD_RANGE,
          "expires",
          -1,
          (now + 1) + " to " + (now + Pass.MAX_LIFE_SECONDS),
          Long.toString(wish.expires()));
    }
    String secret =
        (wish.kind() == Pass.Kind.TOKEN ? TOKEN_PREFIX : "")
            + Base64.getUrlEncoder().withoutPadding().encodeToString(world.entropy(SECRET_BYTES));
    Pass pass =
        new Pass(
            wish.kind(),
            Bytes.wrap(world.entropy(ID_BYTES)).toHex(),
            wish.name(),
            hash(secret),
            wish.rights(),
            by,
            now,
            wish.expires());
    lock.lock();
    try {
      List<Pass> all = new ArrayList<>(all(ledger));
      all.removeIf(p -> !p.holdsAt(now));
      if (all.size() >= MAX_PASSES) {
        throw new MalformedException(
            Code.FIELD_RANGE, "tokens", -1, "fewer than " + MAX_PASSES, Integer.toString(all.size()));
      }
      all.add(pass);
      keep(ledger, all);
    } finally {
      lock.unlock();
    }
    return new Fresh(pass, secret);
  }

  /// Takes a pass back; false if no such pass was made by one of `makers`.
  boolean revoke(Ledger ledger, Pass.Kind kind, String id, Set<KeyId> makers) {
    lock.lock();
    try {
      List<Pass> all = new ArrayList<>(all(ledger));
      boolean found =
          all.removeIf(p -> p.kind() == kind && p.id().equals(id) && makers.contains(p.by()));
      if (found) {
        keep(ledger, all);
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void loadAll() {
    if (byLedger.size() < host.list().size()) {
      for (Bytes32 id : host.list()) {
        if (!byLedger.containsKey(id)) {
          try {
            host.find(id).ifPresent(this::all);
          } catch (StoreException e) {
            // A ledger that cannot be opened lets nobody in; it is tried again.
          }
        }
      }
    }
  }

  @GuardedBy("lock")
  private List<Pass> all(Ledger ledger) {
    Bytes32 id = ledger.genesis().ledgerId();
    List<Pass> known = byLedger.get(id);
    if (known == null) {
      known = read(ledger.store());
      remember(id, known);
    }
    return known;
  }

  @GuardedBy("lock")
  private void remember(Bytes32 id, List<Pass> passes) {
    bySecret.values().removeIf(h -> h.ledger().equals(id));
    passes.forEach(p -> bySecret.put(p.hash(), new Held(id, p)));
    byLedger.put(id, List.copyOf(passes));
  }

  @GuardedBy("lock")
  private void keep(Ledger ledger, List<Pass> passes) {
    List<Json> items = new ArrayList<>();
    passes.forEach(p -> items.add(p.toJson()));
    ledger
        .store()
        .putMeta(META, Json.object().put("format", 1).put("passes", items).build().toCanonical());
    remember(ledger.genesis().ledgerId(), passes);
  }

  private static List<Pass> read(LedgerStore store) {
    Optional<Bytes> kept = store.meta(META);
    if (kept.isEmpty()) {
      return List.of();
    }
    try {
      Fields f = Fields.of(JsonReader.canonical(kept.get(), MAX_BYTES), META);
      long format = f.integer("format", 1, 1);
      List<Pass> out = new ArrayList<>();
      Set<Bytes32> seen = new HashSet<>();
      for (Fields item : f.objects("passes", 0, MAX_PASSES)) {
        Pass pass = Pass.parse(item);
        if (format == 1 && seen.add(pass.hash())) {
          out.add(pass);
        }
      }
      f.end();
      return List.copyOf(out);
    } catch (MalformedException e) {
      throw new StoreException(
          Code.STORE_DAMAGED, META, "tokens as this node keeps them", e.toFinding().toString());
    }
  }
}
