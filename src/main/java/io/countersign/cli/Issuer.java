package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.LineList;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.Settlement;
import io.countersign.core.ledger.Settlements;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.StatementEntry;
import io.countersign.core.rating.LineResult;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.StatementResult;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Period;
import io.countersign.sequencer.Receipt;
import io.countersign.sequencer.Submission;
import io.countersign.sequencer.WritableLedger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Closes a period: the mark of its cut-off, its statement, the client's acceptance.
final class Issuer {
  private final Session session;
  private final WritableLedger ledger;
  private final InstantSource clock;

  Issuer(Session session, WritableLedger ledger, InstantSource clock) {
    this.session = session;
    this.ledger = ledger;
    this.clock = clock;
  }

  /// What came of it.
  ///
  /// @param index of the statement's entry
  /// @param fresh false where it stood already
  record Issued(Statement statement, long index, boolean fresh) {}

  /// Appends the mark and the statement, signed by the provider.
  ///
  /// @throws CliException `SIGNATURE_KEY`; why there is no statement yet, or why it was refused
  Issued issue(Period period, Secp256k1Key provider) {
    maySign(provider);
    History before = ledger.history();
    StatementResult.Computed computed =
        computed(new Statements(before, session.host().workers()).compute(period, clock.millis()));
    Statement statement = computed.statement();
    Optional<StatementEntry> standing = before.statement(period);
    if (standing.isPresent()
        && standing.get().statement().statementHash().equals(statement.hash())) {
      return new Issued(statement, standing.get().index(), false);
    }
    TermsDiffCommand.advise(session, settled(before, period, standing));
    mark(before, period);
    Entry.Statement entry =
        new Entry.Statement(
            period,
            standing.map(s -> s.statement().revision() + 1).orElse(0L),
            standing.map(StatementEntry::digest).orElse(Bytes32.ZERO),
            statement.hash(),
            statement.resultsRoot(),
            statement.terms(),
            statement.total().value(),
            new Seen(statement.prefix(), statement.prefixRoot(), seconds()));
    List<Bytes> objects = new ArrayList<>();
    objects.add(statement.toBytes());
    for (LineResult line : computed.rated().lines()) {
      objects.add(line.trace().toBytes());
    }
    Envelope envelope =
        Envelope.of(entry).signed(Signer.PROVIDER, provider, ledger.genesis().domain());
    Receipt receipt = Answers.receipt(ledger.submit(Submission.of(envelope.toBytes(), objects)));
    return new Issued(statement, receipt.index(), true);
  }

  /// Why another statement of a period may pay twice for what is wrong in the one that stands:
  /// disputes have corrected it by fixed amounts.
  private List<Finding> settled(History history, Period period, Optional<StatementEntry> standing) {
    if (standing.isEmpty()) {
      return List.of();
    }
    long now = Math.max(clock.millis(), history.leafTime(history.size() - 1));
    List<Finding> out = new ArrayList<>();
    for (Settlement s : Settlements.inForce(history, now)) {
      if (s.period().equals(period)) {
        out.add(
            new Finding(
                Code.STATEMENT_SETTLED,
                s.line() + " of " + period,
                "a correction once",
                s.amount() + " settled by the dispute of entry " + s.disputeIndex()));
      }
    }
    return out;
  }

  /// Asked before all else: a statement that is refused must leave no mark behind, and a stranger
  /// must not read that it was issued before.
  private void maySign(Secp256k1Key provider) {
    Address by = Secp256k1.best().address(provider);
    List<Address> signers = ledger.look(s -> List.copyOf(s.keys().signers(Party.PROVIDER)));
    if (!signers.contains(by)) {
      throw CliException.refused(
          Code.SIGNATURE_KEY, "--key", "a signer key of the provider: " + signers, by.toString());
    }
  }

  private void mark(History history, Period period) {
    long cutoff = history.cutoffMillis(period).orElse(Long.MAX_VALUE);
    boolean marked = history.marks().stream().anyMatch(m -> m.leafTime() >= cutoff);
    if (!marked && !ledger.isMarkedByItsOperator()) {
      Answers.receipt(ledger.submit(Submission.of(ledger.checkpoint().toBytes())));
    }
  }

  /// Appends the client's acceptance of the statement that stands.
  Receipt accept(Period period, List<String> except, Secp256k1Key client) {
    StatementEntry standing =
        ledger
            .history()
            .statement(period)
            .orElseThrow(
                () ->
                    CliException.refused(
                        Code.ENTRY_NOT_FOUND, "ledger", "a statement of " + period, "none"));
    Envelope envelope =
        acceptance(
            period,
            standing.statement().statementHash(),
            except,
            ledger.look(s -> s.seen(seconds())),
            client,
            ledger.genesis().domain());
    return Answers.receipt(ledger.submit(Submission.of(envelope.toBytes(), objects(except))));
  }

  /// The acceptance, signed.
  ///
  /// @param except ids of lines that are not accepted
  static Envelope acceptance(
      Period period,
      Bytes32 statementHash,
      List<String> except,
      Seen seen,
      Secp256k1Key client,
      Bytes32 domain) {
    Bytes32 lines = except.isEmpty() ? Bytes32.ZERO : Sha256.hash(LineList.of(except).toBytes());
    return Envelope.of(new Entry.Acceptance(period, statementHash, lines, seen))
        .signed(Signer.CLIENT, client, domain);
  }

  static List<Bytes> objects(List<String> except) {
    return except.isEmpty() ? List.of() : List.of(LineList.of(except).toBytes());
  }

  static StatementResult.Computed computed(StatementResult result) {
    return switch (result) {
      case StatementResult.Computed c -> c;
      case StatementResult.Refused r -> throw CliException.refused(r.finding());
    };
  }

  private long seconds() {
    return Math.floorDiv(clock.millis(), 1000L);
  }
}
