package io.countersign.service;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds records of a ledger by what is known of them.
///
/// Reads the records in the order of their numbers, without an index: they lie in memory, and a
/// pass over a million takes less than a request. A search goes over the ledger as it was at its
/// first page: the cursor says how many leaves that were, and where to go on.
///
/// @param id the record's id; empty text for any, as in `source` and `type`
/// @param from first instant, UTC seconds
/// @param to last instant, UTC seconds
/// @param party whose records; empty for both
public record RecordSearch(
    String id, String source, String type, long from, long to, List<Party> party) {
  private static final Pattern CURSOR = Pattern.compile("(0|[1-9][0-9]{0,14})-(0|[1-9][0-9]{0,9})");

  public RecordSearch {
    party = List.copyOf(party);
  }

  /// A record that was found.
  ///
  /// @param number ledger-wide
  /// @param index place in its batch
  /// @param absence why it does not count; empty if it does
  public record Found(
      long number,
      long entry,
      int index,
      Party party,
      HeldRecord record,
      Optional<Finding> absence) {}

  /// @param asOf leaves of the ledger that the whole search goes over
  /// @param next where to go on; empty text at the end
  public record Page(long asOf, List<Found> records, String next) {
    public Page {
      records = List.copyOf(records);
    }
  }

  /// The first page.
  public Page first(History history, int limit) {
    return read(history, 0, limit);
  }

  /// The page after the one that gave `cursor`.
  ///
  /// @throws MalformedException `FIELD_PATTERN` if it is none of this ledger
  public Page next(History history, String cursor, int limit) throws MalformedException {
    Matcher m = CURSOR.matcher(cursor);
    if (!m.matches() || Long.parseLong(m.group(1)) > history.size()) {
      throw new MalformedException(
          Code.FIELD_PATTERN,
          "cursor",
          -1,
          "what the page before gave as next",
          MalformedException.show(cursor));
    }
    return read(history.prefix(Long.parseLong(m.group(1))), Long.parseLong(m.group(2)), limit);
  }

  private Page read(History prefix, long number, int limit) {
    List<Batch> batches = prefix.batches();
    List<Found> out = new ArrayList<>();
    for (int b = batchOf(batches, number); b < batches.size(); b++) {
      Batch batch = batches.get(b);
      if (!party.isEmpty() && !party.contains(batch.party())) {
        continue;
      }
      int begin = (int) Math.max(0, number - batch.firstRecord());
      for (int i = begin; i < batch.records().size(); i++) {
        HeldRecord record = batch.records().get(i);
        if (!matches(record)) {
          continue;
        }
        if (out.size() == limit) {
          return new Page(prefix.size(), out, prefix.size() + "-" + (batch.firstRecord() + i));
        }
        out.add(
            new Found(
                batch.firstRecord() + i,
                batch.entryIndex(),
                i,
                batch.party(),
                record,
                prefix.absence(b, i)));
      }
    }
    return new Page(prefix.size(), out, "");
  }

  /// The first batch that may hold record `number` or one after it.
  private static int batchOf(List<Batch> batches, long number) {
    int lo = 0;
    int hi = batches.size();
    while (lo < hi) {
      int mid = (lo + hi) >>> 1;
      if (batches.get(mid).firstRecord() + batches.get(mid).count() <= number) {
        lo = mid + 1;
      } else {
        hi = mid;
      }
    }
    return lo;
  }

  private boolean matches(HeldRecord record) {
    Optional<UsageRecord> usage = record.usage();
    if (!id.isEmpty() && !usage.map(u -> u.id().equals(id)).orElse(false)) {
      return false;
    }
    if (!source.isEmpty() && !usage.map(u -> u.source().equals(source)).orElse(false)) {
      return false;
    }
    Optional<UsageRecord.Row> row = record.row();
    boolean anyRow = type.isEmpty() && from <= 0 && to >= UsageRecord.MAX_AT;
    return anyRow
        || row.map(r -> (type.isEmpty() || r.type().equals(type)) && r.at() >= from && r.at() <= to)
            .orElse(false);
  }
}
