package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.encoding.Json;
import io.countersign.sequencer.Fsck;
import io.countersign.store.LedgerStore;
import io.countersign.store.LedgerStores;
import io.countersign.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/// `fsck`: recomputes all that ledgers hold, and says what is wrong where. Changes nothing, and may
/// run beside a node.
@Command(name = "fsck")
final class FsckCommand extends StoreCommand {
  FsckCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    return with(this::check);
  }

  private int check(LedgerStores stores) {
    List<Bytes32> ids = named(stores);
    if (ids.isEmpty()) {
      throw CliException.usage(Code.LEDGER_NOT_FOUND, "--ledger", "a ledger", "none");
    }
    List<Json> items = new ArrayList<>();
    boolean sound = true;
    for (Bytes32 id : ids) {
      Fsck.Result result = check(stores, id);
      sound &= result.isSound();
      tell(id, result);
      List<Json> findings = new ArrayList<>();
      result.findings().forEach(f -> findings.add(Cli.json(f)));
      items.add(
          Json.object()
              .put("ledger", id.toHex())
              .put("entries", result.entries())
              .put("records", result.records())
              .put("ignored", result.ignored())
              .put("objects", result.objects())
              .put("payloads", result.payloads())
              .put("checkpoints", result.checkpoints())
              .put("sound", result.isSound())
              .put("findings", findings)
              .put("more", result.more())
              .build());
    }
    session().answer(Json.object().put("ledgers", items).build());
    return sound ? Exit.PASSED : Exit.FAILED;
  }

  private Fsck.Result check(LedgerStores stores, Bytes32 id) {
    try (LedgerStore store = stores.read(id)) {
      return Fsck.check(store, session().host().workers());
    } catch (StoreException e) {
      return new Fsck.Result(0, 0, 0, 0, 0, 0, List.of(e.finding()), 0);
    }
  }

  private void tell(Bytes32 id, Fsck.Result result) {
    session()
        .tell(
            result.isSound() ? "fsck.sound" : "fsck.unsound",
            id,
            Amounts.grouped(result.entries()),
            Amounts.grouped(result.records()),
            Amounts.grouped(result.objects()),
            Amounts.grouped(result.checkpoints()),
            Amounts.grouped(result.findings().size() + result.more()));
    for (Finding f : result.findings()) {
      session().say(Cli.describe(session().texts(), f));
    }
  }
}
