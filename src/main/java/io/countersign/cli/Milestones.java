package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.terms.Line;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.Set;

/// Milestones by the names that the terms give them.
final class Milestones {
  private Milestones() {}

  static Bytes32 hash(String name) {
    return Sha256.hash(Bytes.utf8(name));
  }

  /// The name behind an acceptance, in any version; its hash where none knows it.
  static String name(History history, Entry.Milestone entry) {
    Set<String> names = new LinkedHashSet<>();
    for (TermsVersion v : history.versions()) {
      for (Line line : v.terms().lines()) {
        if (line instanceof Line.Milestone m) {
          m.items().forEach(i -> names.add(i.name()));
          m.holdback().ifPresent(h -> names.add(h.release()));
        }
      }
    }
    return names.stream()
        .filter(n -> hash(n).equals(entry.name()))
        .findFirst()
        .orElse(entry.name().toHex());
  }

  /// The date by the clock of the latest terms.
  static LocalDate today(Sight sight, InstantSource clock) {
    return sight.latest().terms().clock().dateOf(Math.floorDiv(clock.millis(), 1_000L));
  }

  /// `2026-03-15`.
  static String date(Entry.Milestone entry) {
    String digits = Integer.toString(entry.accepted());
    return digits.substring(0, 4) + "-" + digits.substring(4, 6) + "-" + digits.substring(6);
  }
}
