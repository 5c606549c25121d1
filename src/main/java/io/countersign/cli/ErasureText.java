package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.ErasureBitmap;
import io.countersign.core.ledger.ErasureLevel;
import io.countersign.core.ledger.ErasurePermits;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.StatementEntry;
import io.countersign.core.terms.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An erasure as its signers read it: which records, what is taken away, why, and what can no
/// longer be computed again without them.
final class ErasureText {
  private static final int MAX_SHOWN = 20;
  private static final int MAX_BASIS = 400;

  private final Session session;
  private final History history;

  ErasureText(Session session, Sight sight) {
    this.session = session;
    this.history = sight.state().history();
  }

  /// The place of the batch of entry `index` among the batches.
  ///
  /// @throws CliException `ERASURE_ENTRY`
  int batch(long index) {
    List<Batch> batches = history.batches();
    for (int b = 0; b < batches.size(); b++) {
      if (batches.get(b).entryIndex() == index) {
        return b;
      }
    }
    throw CliException.refused(
        Code.ERASURE_ENTRY, "--entry", "an accepted attestation", "entry " + index);
  }

  /// Shows an erasure that the other has signed, once it is sure that nothing is lost with it that
  /// says which records count.
  Json.Builder show(Entry.Erasure entry, Offer offer) {
    int b = batch(entry.entry());
    Optional<ErasureLevel> level = ErasureLevel.of(entry.level());
    if (level.isEmpty()) {
      throw CliException.refused(
          Code.ERASURE_LEVEL, "level", "1 or 2", Integer.toString(entry.level()));
    }
    try {
      ErasureBitmap records =
          ErasureBitmap.parse(
              offer.object(entry.bitmap()).orElse(Bytes.EMPTY), history.batches().get(b).count());
      return show(b, level.get(), records, basis(entry.basis(), offer));
    } catch (MalformedException e) {
      throw CliException.malformed("bitmap", e);
    }
  }

  private static Optional<String> basis(Bytes32 hash, Offer offer) {
    return hash.isZero() ? Optional.empty() : offer.object(hash).map(Bytes::toUtf8);
  }

  /// @param b place of the batch
  Json.Builder show(int b, ErasureLevel level, ErasureBitmap records, Optional<String> basis) {
    Batch batch = history.batches().get(b);
    mustKeepRevisions(b, level, records);
    session.tell(
        "erase.title." + level.text(),
        Amounts.grouped(records.cardinality()),
        Amounts.grouped(batch.count()),
        batch.entryIndex(),
        session.text("party." + batch.party().text()));
    List<Json> names = names(batch, records);
    session.tell("erase.basis", basis.map(t -> shortened(t)).orElse(session.text("erase.noBasis")));
    List<Json> lost = level == ErasureLevel.ROW ? lost(batch) : List.of();
    session.tell("erase.permission");
    return Json.object()
        .put("kind", "erasure")
        .put("entryErased", batch.entryIndex())
        .put("level", level.text())
        .put("records", names)
        .put("count", records.cardinality())
        .put("notRecomputed", lost);
  }

  private static String shortened(String basis) {
    String clean = Cli.clean(basis);
    return clean.length() <= MAX_BASIS ? clean : clean.substring(0, MAX_BASIS) + "…";
  }

  private List<Json> names(Batch batch, ErasureBitmap records) {
    List<Json> out = new ArrayList<>();
    int shown = 0;
    for (int i = 0; i < batch.records().size(); i++) {
      if (records.names(i)) {
        HeldRecord r = batch.records().get(i);
        String name =
            r.usage()
                .map(u -> RecordName.of(u).toString())
                .orElse(r.tag().toHex().substring(0, 16));
        out.add(Json.of(name));
        if (shown++ < MAX_SHOWN) {
          session.say("  " + name);
        }
      }
    }
    if (shown > MAX_SHOWN) {
      session.tell("void.more", Amounts.grouped(shown - MAX_SHOWN));
    }
    return out;
  }

  /// The statements that rest on such rows.
  private List<Json> lost(Batch batch) {
    Period period = history.periodOf(batch.leafTime() / 1000 + 300);
    List<Json> out = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (StatementEntry s : history.statements()) {
      Period of = s.statement().period();
      if (batch.entryIndex() < s.statement().seen().size()
          && ErasurePermits.reaches(history, of, period)) {
        out.add(Json.of(of.yyyymm()));
        words.add(of.toString());
      }
    }
    session.tell(
        "erase.lost", words.isEmpty() ? session.text("erase.none") : String.join(", ", words));
    return out;
  }

  /// A record that does not count because the revision before it stands must keep its name: without
  /// it nobody could tell, and amounts would change.
  private void mustKeepRevisions(int b, ErasureLevel level, ErasureBitmap records) {
    if (level == ErasureLevel.ROW) {
      return;
    }
    for (int i = 0; i < history.batches().get(b).records().size(); i++) {
      Optional<Finding> f = records.names(i) ? history.absenceByOrder(b, i) : Optional.empty();
      if (f.filter(x -> x.code() == Code.RECORD_REVISION).isPresent()) {
        throw CliException.refused(
            Code.ERASURE_REVISION,
            f.get().where(),
            "records that count, or do not for another reason",
            f.get().found() + " (" + f.get().code() + ")");
      }
    }
  }
}
