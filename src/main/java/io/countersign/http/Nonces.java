package io.countersign.http;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The nonces of the signatures that were accepted and could still be sent again.
///
/// Only signatures of keys that mean something here are remembered: strangers cannot fill it.
final class Nonces {
  private final int max;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<Bytes32, Long> until = new LinkedHashMap<>();

  /// @param max nonces held at a time
  Nonces(int max) {
    this.max = max;
  }

  /// Remembers the nonce of `proof`.
  ///
  /// @throws MalformedException `HTTP_SIGNATURE_REPLAYED`
  /// @throws ProblemException 503 while it is full of nonces that still count
  void use(HttpSignatures.Proof proof, long now) throws MalformedException {
    Bytes32 name = Sha256.hash(Bytes.utf8(proof.key().format() + " " + proof.nonce()));
    lock.lock();
    try {
      Long known = until.get(name);
      if (known != null && known >= now) {
        throw new MalformedException(
            Code.HTTP_SIGNATURE_REPLAYED, "nonce", -1, "one not used before", "a used one");
      }
      until.remove(name);
      if (until.size() >= max) {
        forget(now);
      }
      if (until.size() >= max) {
        throw Problem.of(
                503, Code.HTTP_BUSY, "nonces", "fewer than " + max + " held", "all still valid")
            .withRetryAfter(1_000)
            .asException();
      }
      until.put(name, proof.until());
    } finally {
      lock.unlock();
    }
  }

  private void forget(long now) {
    Iterator<Map.Entry<Bytes32, Long>> all = until.entrySet().iterator();
    while (all.hasNext()) {
      if (all.next().getValue() < now) {
        all.remove();
      }
    }
  }
}
