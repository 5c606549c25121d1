package io.countersign.service;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.merkle.MerkleTree;
import io.countersign.sequencer.PeerSizes;
import java.util.List;
import java.util.Optional;

/// Learns from a witness what it has cosigned of a ledger that was restored, by C2SP tlog-witness:
/// it is brought the checkpoint of the restored end, which the log had signed before.
///
/// A witness that has seen more says so (409) without the root, which is enough to refuse.
public final class WitnessSizes {
  private final WitnessPort port;

  public WitnessSizes(WitnessPort port) {
    this.port = port;
  }

  /// @param note the restored end
  /// @return empty if it gave no answer that says anything
  public Optional<PeerSizes.Known> ask(
      Witness witness, MerkleTree tree, SignedNote note, Checkpoint end) {
    long old = 0;
    for (int i = 0; i < 2; i++) {
      List<Bytes32> proof =
          old > 0 && old < end.size() ? tree.consistency(old, end.size()) : List.of();
      if (!(port.add(witness, Witnessing.request(note, old, proof))
          instanceof WitnessPort.Reply.Answered answer)) {
        return Optional.empty();
      }
      if (answer.status() == 200) {
        return Optional.of(known(witness, end.size(), end.root()));
      }
      Optional<Long> theirs = theirs(answer);
      if (theirs.isEmpty()) {
        return Optional.empty();
      }
      if (theirs.get() > end.size() || theirs.get() == old) {
        return Optional.of(known(witness, theirs.get(), Bytes32.ZERO));
      }
      old = theirs.get();
    }
    return Optional.empty();
  }

  private static PeerSizes.Known known(Witness witness, long size, Bytes32 root) {
    return new PeerSizes.Known(witness.key().name(), size, root);
  }

  private static Optional<Long> theirs(WitnessPort.Reply.Answered answer) {
    Bytes body = answer.body();
    return answer.status() == 409 && body.toUtf8().matches("(0|[1-9][0-9]{0,15})\n")
        ? Optional.of(Long.parseLong(body.toUtf8().strip()))
        : Optional.empty();
  }
}
