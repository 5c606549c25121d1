package io.countersign.service;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.NoteSignature;
import io.countersign.core.encoding.SignedNote;
import io.countersign.sequencer.Ledger;
import io.countersign.store.LedgerStore;
import io.countersign.store.StoreException;
import java.util.List;
import java.util.Optional;

/// The checkpoints of a ledger with the cosignatures that came in.
public final class LogNotes {
  /// Under this name the store keeps the size of the newest cosigned checkpoint.
  private static final String COSIGNED = "cosigned";

  private LogNotes() {}

  /// The note of the ledger's end, with every cosignature of its size.
  public static SignedNote newest(Ledger ledger) {
    LedgerStore.Head head =
        ledger.store().head().orElseThrow(() -> new IllegalStateException("a ledger has an entry"));
    return note(ledger, head.size(), head.checkpoint());
  }

  /// The newest note that somebody cosigned; empty if none was.
  public static Optional<SignedNote> newestCosigned(Ledger ledger) {
    long size = cosignedSize(ledger);
    return size == 0
        ? Optional.empty()
        : ledger.store().checkpointOf(size - 1).map(c -> note(ledger, size, c));
  }

  /// Size of the newest cosigned checkpoint, 0 if there is none.
  public static long cosignedSize(Ledger ledger) {
    return ledger.store().meta(COSIGNED).map(b -> Long.parseLong(b.toUtf8())).orElse(0L);
  }

  /// Keeps verified cosignatures of the checkpoint of `size`.
  public static void keep(Ledger ledger, long size, List<NoteSignature> lines) {
    for (NoteSignature line : lines) {
      ledger.store().putCosignature(size, Bytes.utf8(line.format()));
    }
    if (size > cosignedSize(ledger)) {
      ledger.store().putMeta(COSIGNED, Bytes.utf8(Long.toString(size)));
    }
  }

  private static SignedNote note(Ledger ledger, long size, Bytes signed) {
    try {
      SignedNote note = SignedNote.parse(signed);
      for (Bytes line : ledger.store().cosignatures(size)) {
        if (note.signatures().size() < SignedNote.MAX_SIGNATURES) {
          note = note.with(NoteSignature.parse(line.toUtf8()));
        }
      }
      return note;
    } catch (MalformedException e) {
      throw new StoreException(
          Code.STORE_DAMAGED, "checkpoint", "a signed note", e.toFinding().toString());
    }
  }
}
