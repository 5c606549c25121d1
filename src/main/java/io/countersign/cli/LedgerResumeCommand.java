package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.http.client.WitnessClient;
import io.countersign.sequencer.LedgerImage;
import io.countersign.sequencer.PeerSizes;
import io.countersign.sequencer.Resumption;
import io.countersign.service.Witness;
import io.countersign.service.WitnessSizes;
import io.countersign.store.LedgerStore;
import io.countersign.store.LedgerStores;
import io.countersign.witness.SourceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ledger resume`: lets a restored ledger go on, once it holds all that anybody has seen of it.
@Command(name = "resume")
final class LedgerResumeCommand extends StoreCommand {
  @Option(names = "--seen", arity = "1", paramLabel = "CHECKPOINT", descriptionKey = "resume.seen")
  private List<Path> seen = new ArrayList<>();

  @Option(names = "--ask", arity = "1", paramLabel = "URL", descriptionKey = "resume.ask")
  private List<String> asked = new ArrayList<>();

  @Option(
      names = "--ask-witness",
      arity = "1",
      paramLabel = "VKEY URL",
      descriptionKey = "resume.ask-witness")
  private List<String> witnesses = new ArrayList<>();

  @Mixin private PeerOptions peer = new PeerOptions();

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
      LedgerImage image = LedgerImage.load(store, session().host().workers());
      long size = Resumption.permit(store, session().host().workers(), told(image));
      session().tell("resume.done", id, Amounts.grouped(size));
      session().answer(Json.object().put("ledger", id.toHex()).put("size", size).build());
    }
    return Exit.PASSED;
  }

  /// What everybody who was named has seen.
  private PeerSizes.Told told(LedgerImage image) {
    List<PeerSizes.Known> known = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    for (Path file : seen) {
      known.add(known(file, image.log()));
    }
    for (String url : asked) {
      try {
        known.add(
            peer.at(
                session(),
                home(),
                url,
                image.state().id(),
                log -> known(url, log.checkpoint(), image.log())));
      } catch (SourceException e) {
        silent.add(url + " (" + e.finding() + ")");
      }
    }
    try (WitnessClient client = new WitnessClient()) {
      for (String text : witnesses) {
        Witness witness = witness(text);
        Checkpoint end =
            new Checkpoint(image.log().name(), image.state().size(), image.state().tree().root());
        new WitnessSizes(client)
            .ask(witness, image.state().tree(), image.checkpoint(), end)
            .ifPresentOrElse(known::add, () -> silent.add(witness.key().name()));
      }
    }
    return new PeerSizes.Told(known, silent);
  }

  private static Witness witness(String text) {
    try {
      Witness witness = Witness.parse(text);
      if (!witness.isAsked()) {
        throw CliException.usage(Code.USAGE, "--ask-witness", "a vkey and an address", text);
      }
      return witness;
    } catch (MalformedException e) {
      throw CliException.usage(e.code(), "--ask-witness", e.expected(), e.found());
    }
  }

  private static PeerSizes.Known known(String who, Bytes note, Vkey log) {
    try {
      Checkpoint c = Checkpoint.open(SignedNote.parse(note), log);
      return new PeerSizes.Known(who, c.size(), c.root());
    } catch (MalformedException e) {
      throw CliException.malformed(who, e);
    }
  }

  private static PeerSizes.Known known(Path file, Vkey log) {
    return known(file.toString(), Disk.read(file, SignedNote.MAX_BYTES), log);
  }
}
