package io.countersign.load;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.crypto.Ed25519;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.crypto.Signature65;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongConsumer;

/// What the machine does in a second of one processor without any ledger: the measure beside which
/// figures of the same run can be compared between machines.
public final class Baselines {
  private static final long WARM_UP_NANOS = 300_000_000;
  private static final long MEASURE_NANOS = 700_000_000;
  private static final int PIECE = 16;

  private Baselines() {}

  /// Signatures of secp256k1 from which the signer's address is recovered: what admitting an
  /// attestation cannot do without.
  public static long recoveries() {
    Secp256k1 secp = Secp256k1.best();
    Bytes32 digest = digest();
    Signature65 signature = secp.sign(digest, Secp256k1Key.of(digest));
    return perSecond(n -> consume(secp.recover(digest, signature).isPresent()));
  }

  /// Checkpoints signed by an Ed25519 key: one a commit.
  public static long checkpoints() {
    Ed25519Key key = Ed25519Key.of(digest());
    byte[] message = new byte[200];
    return perSecond(n -> consume(Ed25519.sign(key, message).size() > 0));
  }

  private static Bytes32 digest() {
    return Sha256.hash(Bytes.utf8("bench"));
  }

  private static void consume(boolean expected) {
    if (!expected) {
      throw new IllegalStateException("a signature without a signer");
    }
  }

  private static long perSecond(LongConsumer work) {
    run(work, WARM_UP_NANOS);
    return run(work, MEASURE_NANOS);
  }

  /// Counts the thread's own processor time: others on the machine take none of it.
  private static long run(LongConsumer work, long nanos) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long began = threads.getCurrentThreadCpuTime();
    long done = 0;
    long now = began;
    while (now - began < nanos) {
      for (int i = 0; i < PIECE; i++) {
        work.accept(done++);
      }
      now = threads.getCurrentThreadCpuTime();
    }
    return done * 1_000_000_000L / (now - began);
  }
}
