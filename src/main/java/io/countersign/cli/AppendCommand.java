package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.Payload;
import io.countersign.core.statement.Statement;
import io.countersign.http.client.Credential;
import io.countersign.http.client.LedgerClient;
import io.countersign.http.client.NodeClient;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.LedgerImage;
import io.countersign.sequencer.Receipt;
import io.countersign.sequencer.Submission;
import io.countersign.store.LedgerStore;
import io.countersign.store.SqliteLedgerStore;
import java.nio.file.Files;
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

  @Option(names = "--node", paramLabel = "URL", descriptionKey = "append.node")
  private @Nullable String node;

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
    Submission submission = new Submission(envelope, documents, records);
    if (node != null) {
      return post(node, offer, submission);
    }
    try (Ledger ledger = ledgers().open(keys()::log)) {
      offer.ifPresent(o -> o.mustBeFor(ledger.genesis().ledgerId()));
      return tell(ledger.submit(submission));
    }
  }

  /// Posts it to a node. A submission proves itself, so no credential goes along. Its receipt is
  /// checked against the copy of the ledger in this home, which knows the log's key.
  private int post(String url, Optional<Offer> offer, Submission submission) {
    Bytes32 id =
        named().isEmpty() && offer.isPresent() ? offer.get().ledger() : Remote.ledger(named());
    offer.ifPresent(o -> o.mustBeFor(id));
    try (NodeClient client = Remote.node(session(), url, new Credential.None())) {
      Answer answer = new LedgerClient(client, id).submit(submission);
      Receipt receipt = Answers.receipt(answer);
      Optional<Genesis> genesis = genesis(id);
      genesis.ifPresent(g -> Remote.mustProve(receipt, g, submission.envelope()));
      if (genesis.isEmpty()) {
        session().tell("append.unchecked", id);
      }
      return tell(answer);
    }
  }

  private Optional<Genesis> genesis(Bytes32 id) {
    Path copy = home().ledgers().resolve(id.toHex()).resolve("ledger.db");
    if (!Files.isRegularFile(copy)) {
      return Optional.empty();
    }
    try (LedgerStore store = SqliteLedgerStore.read(copy)) {
      return Optional.of(LedgerImage.genesis(store));
    }
  }

  private int tell(Answer answer) {
    Receipt receipt = Answers.receipt(answer);
    if (receiptFile != null) {
      Disk.write(receiptFile, receipt.toProof().toBytes());
    }
    boolean fresh = answer instanceof Answer.Accepted;
    session().tell(fresh ? "append.done" : "append.before", receipt.index());
    session().answer(Json.object().put("entry", receipt.index()).put("duplicate", !fresh).build());
    return Exit.PASSED;
  }
}
