package io.countersign.core.compare;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Seen;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.terms.Line;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

/// Names and dates of milestones as acceptance entries carry them.
final class Milestones {
  private Milestones() {}

  /// The names that the versions of a ledger's terms give, with their hashes.
  static Map<String, Bytes32> names(History history) {
    Map<String, Bytes32> out = new LinkedHashMap<>();
    for (TermsVersion version : history.versions()) {
      for (Line line : version.terms().lines()) {
        if (line instanceof Line.Milestone m) {
          m.items().forEach(i -> out.put(i.name(), hash(i.name())));
          m.holdback().ifPresent(h -> out.put(h.release(), hash(h.release())));
        }
      }
    }
    return out;
  }

  static Entry.Milestone entry(String name, LocalDate accepted, Seen seen) {
    int date = accepted.getYear() * 10_000 + accepted.getMonthValue() * 100;
    return new Entry.Milestone(hash(name), date + accepted.getDayOfMonth(), seen);
  }

  static LocalDate date(Entry.Milestone m) {
    return LocalDate.of(m.accepted() / 10_000, m.accepted() / 100 % 100, m.accepted() % 100);
  }

  private static Bytes32 hash(String name) {
    return Sha256.hash(Bytes.utf8(name));
  }
}
