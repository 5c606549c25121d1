package io.countersign.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.store.NodeDocuments;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// What of signed requests survives a restart, which forgets the nonces: a request is refused if a
/// process before this one may have taken it.
///
/// Those are the ones that were signed before this process began, and, by a signer whose clock goes
/// ahead, those signed up to a second that is kept for his key. It is kept before such a request is
/// answered, and some way ahead of it, so that a busy signer costs one document every
/// [#AHEAD_SECONDS].
///
/// Source: decision 0087.
final class Restarts {
  /// How far ahead of what it saw the kept second lies.
  static final long AHEAD_SECONDS = 30;

  private static final String KIND = "signed-ahead";

  private final NodeDocuments documents;
  private final World world;
  private final long beganMillis;

  /// Of keys that signed ahead of the clock before this process began: until when.
  private final Map<String, Long> before = new HashMap<>();

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<String, Long> kept = new HashMap<>();

  Restarts(NodeDocuments documents, World world) {
    this.documents = documents;
    this.world = world;
    this.beganMillis = world.clock().millis();
    for (NodeDocuments.Document d : documents.list(KIND)) {
      long until = Long.parseLong(d.bytes().toUtf8());
      if (until * 1_000 < beganMillis) {
        documents.delete(KIND, d.key());
      } else {
        before.put(d.key(), until);
      }
    }
    kept.putAll(before);
  }

  /// Refuses what an earlier process may have taken; sees to it that a later one refuses this.
  ///
  /// @throws MalformedException `HTTP_SIGNATURE_BEFORE_START`
  void check(HttpSignatures.Proof proof) throws MalformedException {
    String key = proof.key().format();
    long created = proof.created();
    long after = before.getOrDefault(key, Long.MIN_VALUE);
    if (created * 1_000 < beganMillis || created <= after) {
      throw new MalformedException(
          Code.HTTP_SIGNATURE_BEFORE_START,
          "created",
          -1,
          "one after " + Math.max(Math.floorDiv(beganMillis - 1, 1_000L), after),
          Long.toString(created));
    }
    if (created * 1_000 > world.clock().millis()) {
      keep(key, created);
    }
  }

  private void keep(String key, long created) {
    lock.lock();
    try {
      if (kept.getOrDefault(key, Long.MIN_VALUE) < created) {
        long until = created + AHEAD_SECONDS;
        documents.put(KIND, key, Bytes.utf8(Long.toString(until)));
        kept.put(key, until);
      }
    } finally {
      lock.unlock();
    }
  }
}
