package io.countersign.core.verify;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.ObjectSource;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The objects and payloads that a ledger's entries name, counted or ignored: what a bundle of it
/// holds, no more and no less.
public final class References {
  /// Cap on a statement.
  private static final int MAX_STATEMENT = 16 * 1024 * 1024;

  private final ObjectSource source;
  private final SortedSet<Bytes32> objects = new TreeSet<>();
  private final SortedSet<Bytes32> payloads = new TreeSet<>();

  /// @param source where statements lie, since they name their traces
  public References(ObjectSource source) {
    this.source = source;
  }

  public SortedSet<Bytes32> objects() {
    return Collections.unmodifiableSortedSet(objects);
  }

  public SortedSet<Bytes32> payloads() {
    return Collections.unmodifiableSortedSet(payloads);
  }

  /// The operator's name is an object.
  public void operator(Genesis genesis) {
    objects.add(genesis.operator());
  }

  /// Adds what one entry names.
  ///
  /// @param envelope empty for a mark, and for bytes that are no envelope
  public void add(Leaf leaf, Optional<Envelope> envelope) {
    objects.add(leaf.envelope());
    if (envelope.isEmpty()) {
      return;
    }
    switch (envelope.get().entry()) {
      case Entry.Agreement e -> objects.add(e.termsHash());
      case Entry.Attestation e -> payloads.add(e.recordsRoot());
      case Entry.Voiding e -> objects.add(e.list());
      case Entry.Milestone e -> {}
      case Entry.Statement e -> {
        objects.add(e.statementHash());
        source.object(e.statementHash()).ifPresent(this::statement);
      }
      case Entry.Acceptance e -> {
        if (!e.exceptLines().isZero()) {
          objects.add(e.exceptLines());
        }
      }
      case Entry.Key e -> {}
      case Entry.Rendering e -> objects.add(e.text());
      case Entry.Erasure e -> {
        objects.add(e.bitmap());
        if (!e.basis().isZero()) {
          objects.add(e.basis());
        }
      }
      case Entry.Dispute e -> objects.add(e.claim());
      case Entry.Answer e -> {
        if (!e.offer().isZero()) {
          objects.add(e.offer());
        }
      }
      case Entry.Withdrawal e -> {}
      case Entry.Escalation e -> {}
      case Entry.Resolution e -> {
        if (!e.award().isZero()) {
          objects.add(e.award());
        }
      }
    }
  }

  private void statement(Bytes statement) {
    try {
      traces(JsonReader.canonical(statement, MAX_STATEMENT));
    } catch (MalformedException e) {
      // It is no statement and names nothing; the check of statements says so.
    }
  }

  private void traces(Json json) throws MalformedException {
    switch (json) {
      case Json.Obj o -> {
        for (int i = 0; i < o.size(); i++) {
          if (o.key(i).equals("traceHash") && o.value(i) instanceof Json.Str s) {
            objects.add(Bytes32.parse(s.value()));
          } else {
            traces(o.value(i));
          }
        }
      }
      case Json.Arr a -> {
        for (Json item : a.items()) {
          traces(item);
        }
      }
      case Json.Str s -> {}
      case Json.Int i -> {}
      case Json.Bool b -> {}
      case Json.Null n -> {}
    }
  }
}
