package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Payload;
import io.countersign.core.statement.Statement;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Receipt;
import io.countersign.sequencer.Submission;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `append FILE`: submits an entry that was signed elsewhere: a bare envelope, or the file of
/// `sign` and `void` with the documents in it.
@Command(name = "append")
final class AppendCommand extends SigningCommand {
  @Parameters(paramLabel = "FILE", descriptionKey = "append.envelope")
  private Path file = Path.of("");

  @Option(names = "--object", paramLabel = "FILE", descriptionKey = "append.object")
  private List<Path> objects = new ArrayList<>();

  @Option(names = "--payload", paramLabel = "FILE", descriptionKey = "append.payload")
  private @Nullable Path payload;

  @Option(names = "--receipt", paramLabel = "FILE", descriptionKey = "receipt")
  private @Nullable Path receiptFile;

  AppendCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Bytes bytes = Disk.read(file, Offer.MAX_BYTES);
    Optional<Offer> offer = Offer.begins(bytes) ? Optional.of(Offer.read(file)) : Optional.empty();
    Bytes envelope =
        offer.isPresent() ? offer.get().envelope().toBytes() : Disk.read(file, Envelope.MAX_BYTES);
    List<Bytes> documents = new ArrayList<>(offer.map(Offer::objects).orElse(List.of()));
    objects.forEach(o -> documents.add(Disk.read(o, Statement.MAX_BYTES)));
    Optional<Bytes> records =
        Optional.ofNullable(payload).map(p -> Disk.read(p, Payload.MAX_BYTES));
    if (receiptFile != null) {
      Disk.refuseExisting(receiptFile);
    }
    try (Ledger ledger = ledgers().open(keys()::log)) {
      offer.ifPresent(o -> o.mustBeFor(ledger.genesis().ledgerId()));
      Answer answer = ledger.submit(new Submission(envelope, documents, records));
      Receipt receipt = Answers.receipt(answer);
      if (receiptFile != null) {
        Disk.write(receiptFile, receipt.toProof().toBytes());
      }
      boolean fresh = answer instanceof Answer.Accepted;
      session().tell(fresh ? "append.done" : "append.before", receipt.index());
      session()
          .answer(Json.object().put("entry", receipt.index()).put("duplicate", !fresh).build());
      return Exit.PASSED;
    }
  }
}
