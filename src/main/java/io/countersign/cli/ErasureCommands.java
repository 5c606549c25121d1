package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Batch;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.ErasureBitmap;
import io.countersign.core.ledger.ErasureEntry;
import io.countersign.core.ledger.ErasureLevel;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.terms.TermsClock;
import io.countersign.sequencer.Erasing;
import io.countersign.sequencer.LedgerImage;
import io.countersign.store.LedgerStore;
import io.countersign.store.SqliteLedgerStore;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `erase` and `erasure list`: what is taken out of the records that are kept, by whom, and why.
final class ErasureCommands {
  private ErasureCommands() {}

  /// Names or rows of one batch, by both parties or by the one whose batch it is.
  @Command(name = "erase")
  static final class Erase extends EntryCommand {
    @Option(names = "--entry", paramLabel = "N", descriptionKey = "erase.entry")
    private long entry = -1;

    @Option(names = "--record", paramLabel = "SOURCE/ID[/REV]", descriptionKey = "erase.record")
    private List<String> typed = new ArrayList<>();

    @Option(names = "--from", paramLabel = "YYYY-MM-DD", descriptionKey = "erase.from")
    private String from = "";

    @Option(names = "--to", paramLabel = "YYYY-MM-DD", descriptionKey = "erase.to")
    private String to = "";

    @Option(
        names = "--level",
        required = true,
        paramLabel = "name|row",
        descriptionKey = "erase.level")
    private String level = "";

    @Option(names = "--both", descriptionKey = "erase.both")
    private boolean both;

    @Option(names = "--basis", paramLabel = "FILE", descriptionKey = "erase.basisFile")
    private @Nullable Path basis;

    @Option(names = "--dry-run", descriptionKey = "void.dry-run")
    private boolean dryRun;

    Erase(Session session) {
      super(session);
    }

    @Override
    boolean isDry() {
      return dryRun;
    }

    @Override
    void check() {
      if (entry < 0 && typed.isEmpty()) {
        throw CliException.usage(Code.USAGE, "erase", "--entry or --record", "neither");
      }
    }

    @Override
    Signed sign(Sight sight) {
      ErasureLevel what =
          ErasureLevel.of(level)
              .orElseThrow(() -> CliException.usage(Code.USAGE, "--level", "name or row", level));
      History history = sight.state().history();
      ErasureText text = new ErasureText(session(), sight);
      Set<RecordName> names = RecordName.all(typed, Optional.empty());
      int b = text.batch(entry >= 0 ? entry : entryOf(sight, names));
      Batch batch = history.batches().get(b);
      ErasureBitmap records = records(sight, batch, names);
      Optional<Bytes> why =
          Optional.ofNullable(basis).map(f -> Disk.read(f, ErasureEntry.MAX_BASIS));
      Json.Builder answer = text.show(b, what, records, why.map(Bytes::toUtf8));
      Entry.Erasure erasure =
          new Entry.Erasure(
              batch.entryIndex(),
              what.code(),
              Sha256.hash(records.toBytes()),
              why.map(Sha256::hash).orElse(Bytes32.ZERO),
              sight.state().seen(nowSeconds()));
      List<Bytes> objects = new ArrayList<>(List.of(records.toBytes()));
      why.ifPresent(objects::add);
      Secp256k1Key secret = secret();
      Party party = sight.partyOf(secret);
      if (both) {
        mustBeAdmissible(sight, Envelope.of(erasure), objects);
      }
      Envelope envelope =
          Envelope.of(erasure).signed(Signer.of(party), secret, sight.state().domain());
      if (!both) {
        mustAdmit(sight, envelope, objects);
      }
      return new Signed(envelope, objects, sight.state().id(), !both, answer);
    }

    /// The one attestation that all these records are of.
    private static long entryOf(Sight sight, Set<RecordName> names) {
      Set<Long> entries = new TreeSet<>();
      for (Batch batch : sight.state().history().batches()) {
        for (HeldRecord r : batch.records()) {
          if (isNamed(sight, batch, r, names)) {
            entries.add(batch.entryIndex());
          }
        }
      }
      if (entries.size() != 1) {
        throw CliException.refused(
            entries.isEmpty() ? Code.RECORD_NOT_FOUND : Code.USAGE,
            "--record",
            "records of one attestation; others need an erasure of their own",
            entries.isEmpty() ? "none" : "of entries " + entries);
      }
      return entries.iterator().next();
    }

    private static boolean isNamed(
        Sight sight, Batch batch, HeldRecord record, Set<RecordName> names) {
      return names.stream()
          .anyMatch(n -> n.tag(sight.state().pepper(), batch.party()).equals(record.tag()));
    }

    private ErasureBitmap records(Sight sight, Batch batch, Set<RecordName> names) {
      TermsClock clock = sight.latest().terms().clock();
      LocalDate first = date("--from", from, LocalDate.MIN);
      LocalDate last = date("--to", to, LocalDate.MAX);
      boolean[] named = new boolean[batch.count()];
      int count = 0;
      for (int i = 0; i < batch.records().size(); i++) {
        HeldRecord r = batch.records().get(i);
        Optional<LocalDate> on = r.row().map(UsageRecord.Row::at).map(clock::dateOf);
        boolean within =
            (from.isEmpty() && to.isEmpty())
                || on.filter(d -> !d.isBefore(first) && !d.isAfter(last)).isPresent();
        named[i] = within && (names.isEmpty() || isNamed(sight, batch, r, names));
        count += named[i] ? 1 : 0;
      }
      if (count == 0 || (!names.isEmpty() && count != names.size())) {
        throw CliException.refused(
            Code.RECORD_NOT_FOUND,
            "erase",
            names.isEmpty()
                ? "records of these days"
                : names.size() + " records of entry " + batch.entryIndex(),
            Integer.toString(count));
      }
      return ErasureBitmap.of(batch.count(), i -> named[i]);
    }

    private static LocalDate date(String option, String typed, LocalDate none) {
      try {
        return typed.isEmpty() ? none : LocalDate.parse(typed);
      } catch (DateTimeParseException e) {
        throw CliException.usage(Code.USAGE, option, "a date as yyyy-mm-dd", typed);
      }
    }
  }

  /// Every accepted erasure.
  @Command(name = "list")
  static final class All extends BundleCommand {
    All(Session session) {
      super(session);
    }

    @Override
    int run() {
      return look(
          sight -> {
            list(sight.state().history());
            return Exit.PASSED;
          });
    }

    private void list(History history) {
      Table table = Table.of("  ", "rlrrlll");
      table.add(
          session().text("dispute.entry"),
          session().text("erase.column.level"),
          session().text("erase.column.records"),
          session().text("erase.column.of"),
          session().text("erase.column.period"),
          session().text("erase.column.by"),
          session().text("erase.column.basis"));
      table.rule();
      List<Json> items = new ArrayList<>();
      for (ErasureEntry e : history.erasures()) {
        List<String> by = new TreeSet<>(e.signers()).stream().map(Party::text).toList();
        String basis = Cli.clean(e.basis().orElse(""));
        table.add(
            e.index(),
            session().text("erase.level." + e.level().text()),
            Amounts.grouped(e.records().cardinality()),
            e.batchEntry(),
            e.period(),
            String.join(", ", by.stream().map(p -> session().text("party." + p)).toList()),
            basis.length() <= 40 ? basis : basis.substring(0, 40) + "…");
        items.add(
            Json.object()
                .put("entry", e.index())
                .put("level", e.level().text())
                .put("count", e.records().cardinality())
                .put("of", e.batchEntry())
                .put("period", e.period().yyyymm())
                .put("signers", by.stream().map(Json::of).toList())
                .put("basis", basis)
                .build());
      }
      if (items.isEmpty()) {
        session().tell("erase.noErasures");
      } else {
        session().say(table);
      }
      session().answer(Json.object().put("erasures", items).build());
    }
  }

  /// Makes the copy in this home follow the erasures that it holds.
  @Command(name = "apply")
  static final class Apply extends SigningCommand {
    Apply(Session session) {
      super(session);
    }

    @Override
    int run() {
      Workers workers = session().host().workers();
      try (LedgerStore store = SqliteLedgerStore.open(ledgers().file())) {
        int rewritten = Erasing.apply(store, LedgerImage.load(store, workers).state(), workers);
        session().tell("erase.applied", Amounts.grouped(rewritten));
        session().answer(Json.object().put("rewritten", rewritten).build());
        return Exit.PASSED;
      }
    }
  }
}
