package io.countersign.http;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.store.NodeDocuments;
import io.countersign.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The bearer tokens and capabilities of all ledgers.
///
/// Each is a document of the node, under the SHA-256 of its secret. A change is durable before it
/// is answered, and counts for every process that shares the store.
final class Passes {
  /// Tokens, and capabilities, that the keys of one side of a ledger made.
  static final int MAX_PASSES = 1_000;

  /// What a token's text begins with.
  static final String TOKEN_PREFIX = "cst_";

  private static final int SECRET_BYTES = 32;
  private static final int ID_BYTES = 8;
  private static final int MAX_BYTES = 4_096;

  private final NodeDocuments documents;
  private final World world;
  private final ReentrantLock making = new ReentrantLock();

  Passes(NodeDocuments documents, World world) {
    this.documents = documents;
    this.world = world;
  }

  /// A pass and the ledger that it is for.
  record Held(Bytes32 ledger, Pass pass) {}

  /// A pass that was just made, with its secret, which is never seen again.
  record Fresh(Pass pass, String secret) {}

  /// What somebody asks for.
  record Wish(Pass.Kind kind, String name, Set<Right> rights, Pass.Reach reach, long expires) {}

  /// The pass whose secret this is, if it holds now.
  Optional<Held> find(Pass.Kind kind, String secret) {
    return find(kind, hash(secret));
  }

  /// The pass whose secret has this SHA-256, if it holds now.
  Optional<Held> find(Pass.Kind kind, Bytes32 hash) {
    return documents
        .get(kind.text(), hash.toHex())
        .map(Passes::read)
        .filter(h -> h.pass().holdsAt(world.seconds()));
  }

  private static Bytes32 hash(String secret) {
    return Sha256.hash(Bytes.wrap(secret.getBytes(StandardCharsets.UTF_8)));
  }

  /// Those of a ledger that one of `makers` made and that hold, in the order in which they were
  /// made.
  List<Pass> list(Bytes32 ledger, Pass.Kind kind, Set<KeyId> makers) {
    long now = world.seconds();
    return all(ledger, kind).stream()
        .filter(p -> p.holdsAt(now) && makers.contains(p.by()))
        .sorted(Comparator.comparingLong(Pass::created).thenComparing(Pass::id))
        .toList();
  }

  private List<Pass> all(Bytes32 ledger, Pass.Kind kind) {
    return documents.list(kind.text()).stream()
        .map(d -> read(d.bytes()))
        .filter(h -> h.ledger().equals(ledger))
        .map(Held::pass)
        .toList();
  }

  /// Makes a pass for `ledger`.
  ///
  /// @param makers the keys of the side of `by`
  /// @throws MalformedException `FIELD_RANGE` if it would be void at once or live too long, or if
  ///   there are too many
  Fresh make(Bytes32 ledger, Wish wish, KeyId by, Set<KeyId> makers) throws MalformedException {
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
            wish.reach(),
            by,
            now,
            wish.expires());
    making.lock();
    try {
      List<Pass> all = all(ledger, wish.kind());
      all.stream().filter(p -> !p.holdsAt(now)).forEach(this::delete);
      long left = all.stream().filter(p -> p.holdsAt(now) && makers.contains(p.by())).count();
      if (left >= MAX_PASSES) {
        throw new MalformedException(
            Code.FIELD_RANGE,
            "ledger",
            -1,
            "fewer than " + MAX_PASSES + " of your side",
            Long.toString(left));
      }
      documents.put(
          wish.kind().text(),
          pass.hash().toHex(),
          pass.toJson().with("ledger", Json.of(ledger.toHex())).toCanonical());
    } finally {
      making.unlock();
    }
    return new Fresh(pass, secret);
  }

  /// Takes a pass back; false if no such pass was made by one of `makers`.
  boolean revoke(Bytes32 ledger, Pass.Kind kind, String id, Set<KeyId> makers) {
    return list(ledger, kind, makers).stream()
        .filter(p -> p.id().equals(id))
        .anyMatch(this::delete);
  }

  private boolean delete(Pass pass) {
    return documents.delete(pass.kind().text(), pass.hash().toHex());
  }

  private static Held read(Bytes document) {
    try {
      Fields f = Fields.of(JsonReader.canonical(document, MAX_BYTES), "pass");
      Bytes32 ledger = f.bytes32("ledger");
      return new Held(ledger, Pass.parse(f));
    } catch (MalformedException e) {
      throw new StoreException(
          Code.STORE_DAMAGED, "tokens", "tokens as this node keeps them", e.toFinding().toString());
    }
  }
}
