package io.countersign.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// The nonces of the signatures that were accepted and could still be sent again.
///
/// Only signatures of keys that mean something here are remembered: strangers cannot fill it. A key
/// may hold as many as there are free ones besides: alone it gets half of the table, and whoever
/// comes after it still half of what is left, so no key can leave the others without.
final class Nonces {
  private final int max;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<Bytes32, Long> until = new HashMap<>();

  /// Of each key, how many of them are its.
  @GuardedBy("lock")
  private final Map<KeyId, Integer> held = new HashMap<>();

  /// By the second until which they count, so that those that are over are found at once.
  @GuardedBy("lock")
  private final TreeMap<Long, List<Used>> ends = new TreeMap<>();

  private record Used(Bytes32 name, KeyId key) {}

  /// @param max nonces held at a time
  Nonces(int max) {
    this.max = max;
  }

  /// Remembers the nonce of `proof`.
  ///
  /// @throws MalformedException `HTTP_SIGNATURE_REPLAYED`
  /// @throws ProblemException 429 while its key has its share of those that still count, 503 while
  ///   none is left
  void use(HttpSignatures.Proof proof, long now) throws MalformedException {
    Bytes32 name = Sha256.hash(Bytes.utf8(proof.key().format() + " " + proof.nonce()));
    lock.lock();
    try {
      forget(now);
      if (until.containsKey(name)) {
        throw new MalformedException(
            Code.HTTP_SIGNATURE_REPLAYED, "nonce", -1, "one not used before", "a used one");
      }
      int mine = held.getOrDefault(proof.key(), 0);
      int free = max - until.size();
      if (mine >= free) {
        throw full(mine, free);
      }
      until.put(name, proof.until());
      held.put(proof.key(), mine + 1);
      ends.computeIfAbsent(proof.until(), s -> new ArrayList<>()).add(new Used(name, proof.key()));
    } finally {
      lock.unlock();
    }
  }

  private static ProblemException full(int mine, int free) {
    Problem problem =
        free == 0
            ? Problem.of(503, Code.HTTP_BUSY, "nonces", "one that is free", "none")
            : Problem.of(
                429,
                Code.HTTP_RATE,
                "nonces of this key",
                "fewer than the " + free + " that are free",
                mine + " that still count");
    return problem.withRetryAfter(1_000).asException();
  }

  @GuardedBy("lock")
  private void forget(long now) {
    while (!ends.isEmpty() && ends.firstKey() < now) {
      for (Used u : ends.pollFirstEntry().getValue()) {
        until.remove(u.name());
        held.computeIfPresent(u.key(), (k, n) -> n > 1 ? n - 1 : null);
      }
    }
  }
}
