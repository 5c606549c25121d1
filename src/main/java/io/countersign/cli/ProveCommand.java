package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Payload;
import io.countersign.core.verify.ProofFile;
import io.countersign.sequencer.LedgerImage;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `prove`: one record or one entry, provable to anyone who has the policy, without its neighbours.
@Command(name = "prove")
final class ProveCommand extends SigningCommand {
  /// Of what.
  static final class What {
    @Option(names = "--record", paramLabel = "SOURCE/ID[/REV]", descriptionKey = "prove.record")
    private String name = "";

    @Option(names = "--entry", paramLabel = "N", descriptionKey = "prove.entry")
    private long entry = -1;
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  private What what = new What();

  @Option(names = "--party", paramLabel = "provider|client", descriptionKey = "prove.party")
  private Party party = Party.PROVIDER;

  @Option(names = "--out", required = true, paramLabel = "FILE", descriptionKey = "prove.out")
  private Path out = Path.of("");

  ProveCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Disk.refuseExisting(out);
    return ledgers()
        .read(
            image -> {
              try {
                ProofFile proof =
                    what.name.isEmpty()
                        ? entry(image, what.entry)
                        : record(image, what.name, party);
                Disk.write(out, proof.toBytes());
                session().tell("prove.done", proof.leaf().index(), out);
                session()
                    .answer(
                        Json.object()
                            .put("entry", proof.leaf().index())
                            .put("out", Cli.clean(out.toString()))
                            .build());
                return Exit.PASSED;
              } catch (MalformedException e) {
                throw CliException.malformed("ledger", e);
              }
            });
  }

  static ProofFile entry(LedgerImage image, long index) throws MalformedException {
    if (index < 0 || index >= image.state().size()) {
      throw CliException.refused(
          Code.ENTRY_NOT_FOUND,
          "--entry",
          "0 to " + (image.state().size() - 1),
          Long.toString(index));
    }
    Leaf leaf = Leaf.parse(required(image.store().leaf(index).orElse(Bytes.EMPTY), index));
    String origin = image.state().origin();
    return ProofFile.compute(
        image.state().genesis(),
        origin.substring(0, origin.lastIndexOf("/ledger/")),
        image.state().tree(),
        leaf,
        required(image.store().object(leaf.envelope()).orElse(Bytes.EMPTY), index),
        image.checkpoint());
  }

  private static Bytes required(Bytes bytes, long index) {
    if (bytes.size() == 0) {
      throw CliException.refused(Code.STORE_DAMAGED, "entry " + index, "its bytes", "nothing");
    }
    return bytes;
  }

  static ProofFile record(LedgerImage image, String name, Party party) throws MalformedException {
    Bytes32 tag = RecordName.parse("--record", name).tag(image.state().pepper(), party);
    for (Batch batch : image.history().batches()) {
      OptionalLong at = position(batch, tag);
      if (at.isPresent()) {
        Payload payload =
            Payload.parse(
                required(
                    image.store().payload(batch.recordsRoot()).orElse(Bytes.EMPTY),
                    batch.entryIndex()));
        return entry(image, batch.entryIndex())
            .with(payload, (int) at.getAsLong(), batch.party(), image.state().pepper());
      }
    }
    throw CliException.refused(
        Code.RECORD_NOT_FOUND,
        "--record",
        "a record of the " + party.name().toLowerCase(Locale.ROOT),
        name);
  }

  private static OptionalLong position(Batch batch, Bytes32 tag) {
    int i = 0;
    for (HeldRecord r : batch.records()) {
      if (r.tag().equals(tag)) {
        return OptionalLong.of(i);
      }
      i++;
    }
    return OptionalLong.empty();
  }
}
