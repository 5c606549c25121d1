package io.countersign.proof;

import io.countersign.core.encoding.Json;
import io.countersign.naive.NaiveLedger;
import io.countersign.testing.Vectors;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Ledgers made of ledgers, and questions about them.
final class Stories {
  private Stories() {}

  /// The same without anything in which the order of records matters: each name once, no revisions,
  /// no voids.
  static NaiveLedger plain(NaiveLedger story) {
    Set<String> used = new HashSet<>();
    List<NaiveLedger.Entry> out = new ArrayList<>();
    for (NaiveLedger.Entry entry : story.entries()) {
      switch (entry) {
        case NaiveLedger.Batch b -> {
          List<NaiveLedger.Fact> facts = new ArrayList<>();
          for (NaiveLedger.Fact f : b.facts()) {
            if (f.name().rev() == 0 && used.add(b.by() + f.name().id())) {
              facts.add(f);
            }
          }
          if (!facts.isEmpty()) {
            out.add(new NaiveLedger.Batch(b.millis(), b.by(), facts));
          }
        }
        case NaiveLedger.Voids v -> {}
        case NaiveLedger.Version v -> out.add(v);
        case NaiveLedger.Accepted a -> out.add(a);
        case NaiveLedger.Stated s -> out.add(s);
        case NaiveLedger.Disputed d -> out.add(d);
        case NaiveLedger.Answered a -> out.add(a);
        case NaiveLedger.Withdrawn w -> out.add(w);
        case NaiveLedger.Resolved r -> out.add(r);
      }
    }
    return new NaiveLedger(out);
  }

  /// The document that governs a month of the whole ledger.
  static Json.Obj governing(NaiveLedger story, YearMonth month) {
    Json.Obj out = Json.object().build();
    for (NaiveLedger.Entry entry : story.entries()) {
      if (entry instanceof NaiveLedger.Version v && !v.effective().isAfter(month)) {
        out = v.terms();
      }
    }
    return out;
  }

  /// Whether a line can come to something by records only: usage, and what rests on ratios of it.
  static boolean isUsage(Json.Obj terms, String line) {
    for (Json l : ((Json.Arr) Vectors.member(terms, "lines")).items()) {
      Json.Obj of = (Json.Obj) l;
      if (Json.of(line).equals(of.get("id"))) {
        String kind = ((Json.Str) Vectors.member(of, "kind")).value();
        boolean onRatio = of.get("on") instanceof Json.Obj on && !on.has("measure");
        return kind.equals("rated") || kind.equals("tiered") || onRatio;
      }
    }
    throw new IllegalArgumentException(line);
  }
}
