package io.countersign.sequencer;

import io.countersign.core.base.Bytes;
import java.util.List;
import java.util.Optional;

/// What somebody wants appended: an envelope and what it commits to.
///
/// @param envelope the envelope object; for a mark the checkpoint note
/// @param objects the documents that the entry names by hash (terms, lists, statements) and that
///   the ledger may not hold yet; those that it does not name are not kept
/// @param payload the records behind an attestation
public record Submission(Bytes envelope, List<Bytes> objects, Optional<Bytes> payload) {
  /// Objects of one submission.
  public static final int MAX_OBJECTS = 1_024;

  /// Bytes of all objects of one submission together.
  public static final int MAX_OBJECT_BYTES = 40 << 20;

  public Submission {
    objects = List.copyOf(objects);
    long bytes = 0;
    for (Bytes object : objects) {
      bytes += object.size();
    }
    if (objects.size() > MAX_OBJECTS || bytes > MAX_OBJECT_BYTES) {
      throw new IllegalArgumentException(objects.size() + " objects of " + bytes + " bytes");
    }
  }

  /// An entry that names no object.
  public static Submission of(Bytes envelope) {
    return new Submission(envelope, List.of(), Optional.empty());
  }

  /// An entry with the objects that it names.
  public static Submission of(Bytes envelope, List<Bytes> objects) {
    return new Submission(envelope, objects, Optional.empty());
  }

  /// An attestation with its records.
  public static Submission attestation(Bytes envelope, Bytes payload) {
    return new Submission(envelope, List.of(), Optional.of(payload));
  }

  long bytes() {
    long bytes = (long) envelope.size() + (payload.isPresent() ? payload.get().size() : 0);
    for (Bytes object : objects) {
      bytes += object.size();
    }
    return bytes;
  }
}
