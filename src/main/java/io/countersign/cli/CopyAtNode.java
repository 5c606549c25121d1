package io.countersign.cli;

import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.LedgerState;
import io.countersign.http.client.Credential;
import io.countersign.http.client.LedgerClient;
import io.countersign.http.client.NodeClient;
import io.countersign.sequencer.Answer;
import io.countersign.sequencer.LedgerImage;
import io.countersign.sequencer.Submission;
import io.countersign.sequencer.WritableLedger;
import io.countersign.store.LedgerStore;
import io.countersign.store.SqliteLedgerStore;
import java.nio.file.Path;
import java.util.function.Function;

/// A ledger that a node keeps, as somebody sees it who holds a copy: he looks at the copy, signs,
/// and the node answers. Receipts are checked against the copy before they are believed.
///
/// The copy stays as it is; `watch` brings it up to date.
final class CopyAtNode implements WritableLedger {
  private final LedgerStore store;
  private final LedgerImage image;
  private final NodeClient node;
  private final LedgerClient ledger;

  private CopyAtNode(LedgerStore store, LedgerImage image, NodeClient node) {
    this.store = store;
    this.image = image;
    this.node = node;
    this.ledger = new LedgerClient(node, image.state().id());
  }

  /// @param file the copy
  /// @throws CliException if `url` is no address; as [LedgerImage#load]
  static CopyAtNode open(Session session, Path file, String url) {
    // A submission proves itself by its signatures, so no credential goes along.
    NodeClient node = Remote.node(session, url, new Credential.None());
    LedgerStore store = SqliteLedgerStore.read(file);
    try {
      return new CopyAtNode(store, LedgerImage.load(store, session.host().workers()), node);
    } catch (RuntimeException e) {
      store.close();
      node.close();
      throw e;
    }
  }

  @Override
  public Answer submit(Submission submission) {
    Answer answer = ledger.submit(submission);
    Remote.mustProve(Answers.receipt(answer), genesis(), submission.envelope());
    return answer;
  }

  @Override
  public <T> T look(Function<LedgerState, T> question) {
    return question.apply(image.state());
  }

  @Override
  public History history() {
    return image.history();
  }

  @Override
  public Genesis genesis() {
    return image.state().genesis();
  }

  @Override
  public SignedNote checkpoint() {
    return image.checkpoint();
  }

  @Override
  public boolean isMarkedByItsOperator() {
    return true;
  }

  @Override
  public void close() {
    node.close();
    store.close();
  }
}
