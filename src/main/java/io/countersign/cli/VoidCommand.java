package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Admission;
import io.countersign.core.ledger.Applied;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.HeldRecord;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.TagList;
import io.countersign.core.terms.Period;
import io.countersign.intake.RecordLines;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Receipt;
import io.countersign.sequencer.Submission;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `void RECORD…`: takes records out of every statement to come, and says first what that changes.
///
/// In the ledger's home the entry is appended; elsewhere it is written to a file for `append`.
@Command(name = "void")
final class VoidCommand extends BundleCommand {
  @Parameters(paramLabel = "SOURCE/ID[/REV]", arity = "0..*", descriptionKey = "void.record")
  private List<String> typed = new ArrayList<>();

  @Option(names = "--from", paramLabel = "FILE", descriptionKey = "void.from")
  private @Nullable Path from;

  @Option(names = "--key", required = true, paramLabel = "NAME", descriptionKey = "void.key")
  private String key = "";

  @Option(names = "--dry-run", descriptionKey = "void.dry-run")
  private boolean dryRun;

  @Option(names = "--out", paramLabel = "FILE", descriptionKey = "void.out")
  private @Nullable Path out;

  VoidCommand(Session session) {
    super(session);
  }

  /// The entry, signed, and what it comes to.
  private record Plan(Envelope envelope, Bytes list, Bytes32 ledger, Json.Builder answer) {}

  @Override
  int run() {
    if (out != null) {
      Disk.refuseExisting(out);
    }
    if (isAway() && out == null && !dryRun) {
      throw CliException.usage(Code.USAGE, "--bundle", "--out or --dry-run", "neither");
    }
    Set<RecordName> names = names();
    Keyring keys = keys();
    Secp256k1Key secret = keys.party(key);
    Plan plan = look(sight -> plan(sight.state(), names, secret));
    if (dryRun) {
      session().tell("void.dry");
      session().answer(plan.answer().put("voided", false).build());
      return Exit.PASSED;
    }
    Path file = out;
    if (file != null) {
      Disk.write(file, new Offer(plan.ledger(), plan.envelope(), List.of(plan.list())).toBytes());
      session().tell("offer.signed", file);
      session()
          .answer(
              plan.answer().put("voided", false).put("out", Cli.clean(file.toString())).build());
      return Exit.PASSED;
    }
    try (Ledger ledger = ledgers().open(keys::log)) {
      Receipt receipt =
          Answers.receipt(
              ledger.submit(Submission.of(plan.envelope().toBytes(), List.of(plan.list()))));
      session().tell("void.done", Amounts.grouped(names.size()), receipt.index());
      session().answer(plan.answer().put("voided", true).put("entry", receipt.index()).build());
      return Exit.PASSED;
    }
  }

  private Set<RecordName> names() {
    Set<String> seen = new TreeSet<>();
    List<RecordName> all = new ArrayList<>();
    for (String t : typed) {
      all.add(RecordName.parse("RECORD", t));
    }
    if (from != null) {
      all.addAll(read(from));
    }
    all.removeIf(n -> !seen.add(n.source() + "/" + n.id() + "/" + n.rev()));
    if (all.isEmpty() || all.size() > Entry.MAX_RECORDS) {
      throw CliException.usage(
          Code.USAGE, "void", "1 to " + Entry.MAX_RECORDS + " records", all.size() + " records");
    }
    return new LinkedHashSet<>(all);
  }

  private static List<RecordName> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw Disk.notFound(file);
    }
    List<RecordName> out = new ArrayList<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      var report =
          RecordLines.read(in, String.valueOf(file.getFileName()), r -> out.add(RecordName.of(r)));
      if (!report.refusals().isEmpty()) {
        throw CliException.refused(report.refusals().stream().map(r -> r.finding()).toList());
      }
    } catch (MalformedException e) {
      throw CliException.malformed(file.toString(), e);
    } catch (IOException e) {
      throw CliException.usage(
          Code.FILE_NOT_READ, file.toString(), "a file that can be read", Disk.reason(e));
    }
    return out;
  }

  private Plan plan(LedgerState state, Set<RecordName> names, Secp256k1Key secret) {
    Address by = Secp256k1.best().address(secret);
    if (!state.keys().mayAttest(by)) {
      throw CliException.refused(
          Code.KEY_NOT_OF_PARTY, "--key", "an attester of a party", by.toString());
    }
    Party party = state.keys().partyOf(by).orElseThrow();
    List<Bytes32> tags = new ArrayList<>();
    Set<Period> periods = new TreeSet<>();
    List<Json> records = new ArrayList<>();
    for (RecordName name : names) {
      Bytes32 tag = tag(state, name, party);
      HeldRecord held = state.record(tag).orElseThrow();
      tags.add(tag);
      records.add(Json.of(name.toString()));
      held.row().ifPresent(row -> periods.add(state.history().periodOf(row.at())));
    }
    periods.addAll(resting(state, periods));
    TagList list = TagList.of(tags);
    Envelope envelope =
        Envelope.of(list.entry(state.seen(nowSeconds())))
            .signed(Signer.ATTESTER, secret, state.domain());
    Effect effect = Effect.before(session(), state, periods);
    apply(state, envelope, list);
    List<Json> changes = effect.after(state);
    return new Plan(
        envelope,
        list.toBytes(),
        state.id(),
        Json.object().put("records", records).put("changes", changes));
  }

  /// The months up to now that look back on one of `periods`: what is left over, a window or a
  /// sequence carries the change on into them.
  private List<Period> resting(LedgerState state, Set<Period> periods) {
    Period now = state.history().periodOf(nowSeconds());
    List<Period> out = new ArrayList<>();
    periods.stream()
        .min(Comparator.naturalOrder())
        .ifPresent(
            first -> {
              for (Period p = first.next(); p.compareTo(now) <= 0; p = p.next()) {
                if (state.history().termsFor(p).filter(v -> v.terms().looksBack()).isPresent()) {
                  out.add(p);
                }
              }
            });
    return out;
  }

  /// The record of this name: the party's own, else the other's, so that the refusal says whose it
  /// is.
  private static Bytes32 tag(LedgerState state, RecordName name, Party party) {
    for (Party p : List.of(party, party.other())) {
      Bytes32 tag = name.tag(state.pepper(), p);
      if (state.record(tag).isPresent()) {
        return tag;
      }
    }
    throw CliException.refused(
        Code.RECORD_NOT_FOUND, "RECORD", "a record of the ledger", name.toString());
  }

  /// Appends the void to a state that nobody keeps: what the ledger would say.
  private void apply(LedgerState state, Envelope envelope, TagList list) {
    Bytes bytes = list.toBytes();
    switch (state.admit(
        envelope.toBytes(),
        session().host().clock().millis(),
        hash -> Optional.of(bytes),
        root -> Optional.empty())) {
      case Admission.Admitted a -> {
        if (!(state.append(a) instanceof Applied.Accepted)) {
          throw new IllegalStateException("admitted and not accepted");
        }
      }
      case Admission.Repeated r ->
          throw CliException.refused(
              Code.ENTRY_REPEATED, "entry", "one that is not in the ledger", "entry " + r.index());
      case Admission.Refused r -> throw CliException.refused(r.findings());
    }
  }
}
