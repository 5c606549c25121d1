package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Applied;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.EntryBundle;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.Kind;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.ObjectSource;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.Workers;
import io.countersign.core.merkle.TilePath;
import io.countersign.core.merkle.Tiles;
import io.countersign.core.statement.Statement;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.core.verify.Bundle;
import java.util.Optional;

/// What a client takes out of a bundle that it has verified: never before.
final class BundleReader {
  private final Bundle bundle;
  private final Checkpoint checkpoint;

  private BundleReader(Bundle bundle, Checkpoint checkpoint) {
    this.bundle = bundle;
    this.checkpoint = checkpoint;
  }

  /// @param bundle one whose verification passed
  static BundleReader of(Bundle bundle) throws MalformedException {
    return new BundleReader(
        bundle, Checkpoint.parse(SignedNote.parse(bundle.read("checkpoint")).text()));
  }

  /// The tree that the client has seen by now.
  Seen seen(long signedAt) {
    return new Seen(checkpoint.size(), checkpoint.root(), signedAt);
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  /// The statement entry of the highest revision for `period`.
  Entry.Statement entry(Period period) throws MalformedException {
    Optional<Entry.Statement> found = Optional.empty();
    for (TilePath.Entries path : Tiles.entryTiles(checkpoint.size())) {
      for (Bytes bytes : EntryBundle.parse(bundle.read(path.format()), path.width())) {
        Leaf leaf = Leaf.parse(bytes);
        if (leaf.kind() == Kind.STATEMENT.code()
            && Envelope.parse(object(leaf.envelope())).entry() instanceof Entry.Statement s
            && s.period().equals(period)) {
          found = Optional.of(s);
        }
      }
    }
    return found.orElseThrow(
        () ->
            CliException.refused(
                Code.ENTRY_NOT_FOUND, "bundle", "a statement of " + period, "none"));
  }

  Statement statement(Entry.Statement entry) throws MalformedException {
    return Statement.parse(object(entry.statementHash()));
  }

  Terms terms(Entry.Statement entry) throws MalformedException {
    return TermsParser.parse(object(entry.termsHash()));
  }

  /// The ledger as the bundle has it, up to its checkpoint.
  LedgerState state(Workers workers) throws MalformedException {
    Optional<LedgerState> state = Optional.empty();
    ObjectSource objects = this::objectIfThere;
    for (TilePath.Entries path : Tiles.entryTiles(checkpoint.size())) {
      for (Bytes bytes : EntryBundle.parse(bundle.read(path.format()), path.width())) {
        Leaf leaf = Leaf.parse(bytes);
        Bytes envelope = object(leaf.envelope());
        if (state.isEmpty()) {
          Genesis genesis = Envelope.parse(envelope).genesis().orElseThrow();
          Bytes32 pepper = Bytes32.of(bundle.read("secret/pepper").unsafeArray(), 0);
          state = Optional.of(LedgerState.open(genesis, objects, pepper, workers));
        }
        Applied applied =
            state.get().apply(leaf, envelope, objects, root -> part("payload/" + root.toHex()));
        if (applied instanceof Applied.Broken b) {
          throw CliException.refused(b.finding());
        }
      }
    }
    return state.orElseThrow();
  }

  Optional<Bytes> objectIfThere(Bytes32 hash) {
    return part("object/" + hash.toHex());
  }

  private Optional<Bytes> part(String name) {
    try {
      return bundle.has(name) ? Optional.of(bundle.read(name)) : Optional.empty();
    } catch (MalformedException e) {
      throw CliException.malformed(name, e);
    }
  }

  private Bytes object(Bytes32 hash) throws MalformedException {
    return bundle.read("object/" + hash.toHex());
  }
}
