package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.store.MemoryLedgerStore;
import io.countersign.witness.Alarm;
import io.countersign.witness.Alarms;
import io.countersign.witness.LogSource;
import io.countersign.witness.Mirror;
import io.countersign.witness.Round;
import java.util.List;
import java.util.Optional;

/// A ledger that is taken whole from whoever shows it, by a mirror, which checks all of it: from a
/// bundle, or from a watch.
final class TakenCopy {
  private TakenCopy() {}

  /// @param pepper where it is known
  /// @return the copy, in memory; its caller closes it
  /// @throws CliException why it is no whole ledger
  static MemoryLedgerStore take(
      Session session, Bytes32 id, LogSource source, Optional<Bytes32> pepper) {
    MemoryLedgerStore memory = new MemoryLedgerStore();
    boolean whole = false;
    try {
      Host host = session.host();
      Alarms alarms = Alarms.open(memory, host.clock(), a -> {});
      Mirror mirror = Mirror.open(id, memory, source, host.clock(), host.workers(), alarms, pepper);
      Round round = mirror.round();
      if (!round.followed()) {
        List<Alarm> all = alarms.all();
        throw all.isEmpty()
            ? CliException.refused(
                Code.LOG_LEAVES, "copy", "a whole ledger", round.held() + " of " + round.size())
            : CliException.refused(all.getLast().finding());
      }
      whole = true;
      return memory;
    } finally {
      if (!whole) {
        memory.close();
      }
    }
  }
}
