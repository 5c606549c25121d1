package io.countersign.core.ledger;

import io.countersign.core.base.Finding;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An entry on its way into the ledger, with what the checks of it found and its effect needs.
final class Candidate {
  final Prepared prepared;

  @Nullable TermsVersion terms;
  @Nullable TagList tags;
  List<String> lines = List.of();
  @Nullable Party party;
  Payload.@Nullable Opened opened;
  @Nullable Finding payloadFault;
  @Nullable Checkpoint mark;

  /// The statement that a dispute or an acceptance is about.
  @Nullable StatementEntry statement;

  /// The parties whose cosigners signed the mark.
  Set<Party> cosigned = EnumSet.noneOf(Party.class);

  @Nullable DisputeEntry dispute;

  /// The dispute that the entry is on.
  @Nullable DisputeCase on;

  @Nullable AnswerOffer offer;
  @Nullable Award award;

  @Nullable ErasureEntry erasure;

  /// The records that a claim names, or an award settles.
  List<RecordRange> settles = List.of();

  Candidate(Prepared prepared) {
    this.prepared = prepared;
  }

  TermsVersion terms() {
    return found(terms);
  }

  TagList tags() {
    return found(tags);
  }

  List<String> lines() {
    return lines;
  }

  Party party() {
    return found(party);
  }

  Checkpoint mark() {
    return found(mark);
  }

  StatementEntry statement() {
    return found(statement);
  }

  DisputeEntry dispute() {
    return found(dispute);
  }

  DisputeCase on() {
    return found(on);
  }

  ErasureEntry erasure() {
    return found(erasure);
  }

  private static <T> T found(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("not checked before its effect");
    }
    return value;
  }
}
