package io.countersign.core.ledger;

import io.countersign.core.encoding.NoteSignature;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.Vkey;

/// A verified statement of a cosigner: at this time, the largest tree of this log that it had seen
/// and found consistent was the checkpoint's.
///
/// The client's says more: it holds every object and payload below the size. In a note it is a line
/// of key type 0x04 with the blob `u64 time | 64 bytes`, signed over `cosignature/v1\ntime
/// <time>\n` and the checkpoint's text. Source: C2SP tlog-cosignature; `src/docs/formats.md` §6.
///
/// @param time POSIX seconds by the cosigner's clock, from 1 on
public record Cosignature(Vkey cosigner, long time) {
  /// Seconds by which the clocks of a log and its cosigners may differ.
  public static final long TOLERANCE_SECONDS = 60;

  public Cosignature {
    if (cosigner.type() != Vkey.Type.COSIGNATURE || time < 1) {
      throw new IllegalArgumentException("cosignature by " + cosigner + " at " + time);
    }
  }

  /// The line by which `cosigner` cosigns `checkpoint`.
  ///
  /// The caller must have checked that the checkpoint is consistent with all that it cosigned
  /// before, and stored it.
  public static NoteSignature sign(Checkpoint checkpoint, long time, NoteSigner cosigner) {
    return cosigner.cosign(checkpoint.text(), time);
  }
}
