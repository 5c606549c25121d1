package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.sequencer.LedgerImage;
import io.countersign.sequencer.PeerSizes;
import io.countersign.sequencer.Resumption;
import io.countersign.store.LedgerStore;
import io.countersign.store.LedgerStores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ledger resume`: lets a restored ledger go on, once it holds all that anybody has seen of it.
@Command(name = "resume")
final class LedgerResumeCommand extends StoreCommand {
  @Option(
      names = "--seen",
      required = true,
      arity = "1",
      paramLabel = "CHECKPOINT",
      descriptionKey = "resume.seen")
  private List<Path> seen = new ArrayList<>();

  LedgerResumeCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    return with(this::resume);
  }

  private int resume(LedgerStores stores) {
    Bytes32 id = one(stores);
    try (LedgerStore store = stores.open(id)) {
      Vkey log = LedgerImage.load(store, session().host().workers()).log();
      List<PeerSizes.Known> known = new ArrayList<>();
      for (Path file : seen) {
        known.add(known(file, log));
      }
      long size =
          Resumption.permit(
              store, session().host().workers(), new PeerSizes.Told(known, List.of()));
      session().tell("resume.done", id, Amounts.grouped(size));
      session().answer(Json.object().put("ledger", id.toHex()).put("size", size).build());
    }
    return Exit.PASSED;
  }

  private static PeerSizes.Known known(Path file, Vkey log) {
    try {
      Checkpoint c = Checkpoint.open(SignedNote.parse(Disk.read(file, SignedNote.MAX_BYTES)), log);
      return new PeerSizes.Known(file.toString(), c.size(), c.root());
    } catch (MalformedException e) {
      throw CliException.malformed(file.toString(), e);
    }
  }
}
