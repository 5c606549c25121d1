package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.TagList;
import io.countersign.sequencer.Receipt;
import io.countersign.sequencer.Submission;
import io.countersign.sequencer.WritableLedger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Option(names = "--both", descriptionKey = "void.both")
  private boolean both;

  @Option(names = "--arbiter", descriptionKey = "void.arbiter")
  private boolean arbiter;

  @Option(names = "--out", paramLabel = "FILE", descriptionKey = "void.out")
  private @Nullable Path out;

  @Mixin private final NodeOption node = new NodeOption();

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
    if (both && arbiter) {
      throw CliException.usage(Code.USAGE, "void", "--both or --arbiter", "both");
    }
    if (both && out == null) {
      throw CliException.usage(Code.USAGE, "--out", "a file for the other's signature", "nothing");
    }
    if (isAway() && out == null && !dryRun) {
      throw CliException.usage(Code.USAGE, "--bundle", "--out or --dry-run", "neither");
    }
    Set<RecordName> names = names();
    Keyring keys = keys();
    Secp256k1Key secret = keys.party(key);
    Plan plan = look(sight -> plan(sight, names, secret));
    if (dryRun) {
      session().tell("void.dry");
      session().answer(plan.answer().put("voided", false).build());
      return Exit.PASSED;
    }
    Path file = out;
    if (file != null) {
      Disk.write(file, new Offer(plan.ledger(), plan.envelope(), List.of(plan.list())).toBytes());
      session().tell(both ? "offer.done" : "offer.signed", file);
      session()
          .answer(
              plan.answer().put("voided", false).put("out", Cli.clean(file.toString())).build());
      return Exit.PASSED;
    }
    try (WritableLedger ledger = ledgers().open(keys::log, node)) {
      Receipt receipt =
          Answers.receipt(
              ledger.submit(Submission.of(plan.envelope().toBytes(), List.of(plan.list()))));
      session().tell("void.done", Amounts.grouped(names.size()), receipt.index());
      session().answer(plan.answer().put("voided", true).put("entry", receipt.index()).build());
      return Exit.PASSED;
    }
  }

  private Set<RecordName> names() {
    Set<RecordName> all = RecordName.all(typed, Optional.ofNullable(from));
    if (all.isEmpty() || all.size() > Entry.MAX_RECORDS) {
      throw CliException.usage(
          Code.USAGE, "void", "1 to " + Entry.MAX_RECORDS + " records", all.size() + " records");
    }
    return all;
  }

  private Plan plan(Sight sight, Set<RecordName> names, Secp256k1Key secret) {
    LedgerState state = sight.state();
    Address by = Secp256k1.best().address(secret);
    Party party = party(sight, secret);
    List<Bytes32> tags = new ArrayList<>();
    List<Json> records = new ArrayList<>();
    for (RecordName name : names) {
      tags.add(tag(state, name, party));
      records.add(Json.of(name.toString()));
    }
    TagList list = TagList.of(tags);
    Entry.Voiding entry = list.entry(state.seen(nowSeconds()));
    Json.Builder answer = Json.object().put("records", records);
    if (both) {
      sight.mustBeAdmissible(
          entry, session().host().clock().millis(), hash -> Optional.of(list.toBytes()));
      session().tell("void.half", Amounts.grouped(names.size()));
      Envelope half = Envelope.of(entry).signed(Signer.of(party), secret, state.domain());
      return new Plan(half, list.toBytes(), state.id(), answer);
    }
    if (arbiter && !by.equals(state.keys().arbiter())) {
      throw CliException.refused(
          Code.KEY_NOT_OF_PARTY, "--key", "the arbiter " + state.keys().arbiter(), by.toString());
    }
    Envelope envelope =
        Envelope.of(entry)
            .signed(arbiter ? Signer.ARBITER : Signer.ATTESTER, secret, state.domain());
    List<Json> changes = new VoidEffect(session(), state).of(envelope, list);
    return new Plan(envelope, list.toBytes(), state.id(), answer.put("changes", changes));
  }

  /// Whose records are looked for first.
  private Party party(Sight sight, Secp256k1Key secret) {
    if (both) {
      return sight.partyOf(secret);
    }
    if (arbiter) {
      return Party.PROVIDER;
    }
    Address by = Secp256k1.best().address(secret);
    if (!sight.state().keys().mayAttest(by)) {
      throw CliException.refused(
          Code.KEY_NOT_OF_PARTY, "--key", "an attester of a party", by.toString());
    }
    return sight.state().keys().partyOf(by).orElseThrow();
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
}
