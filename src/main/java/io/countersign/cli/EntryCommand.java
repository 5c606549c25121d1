package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.ObjectSource;
import io.countersign.sequencer.Receipt;
import io.countersign.sequencer.Submission;
import io.countersign.sequencer.WritableLedger;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A command that signs one entry: in the ledger's home it is appended; with `--out` it is written
/// to a file, for `append` or first for the other's `sign`.
abstract class EntryCommand extends BundleCommand {
  @Option(names = "--key", required = true, paramLabel = "NAME", descriptionKey = "entry.key")
  private String key = "";

  @Option(names = "--out", paramLabel = "FILE", descriptionKey = "key.out")
  private @Nullable Path out;

  @Mixin private final NodeOption node = new NodeOption();

  EntryCommand(Session session) {
    super(session);
  }

  /// The entry, signed and found admissible.
  ///
  /// @param objects what it names
  /// @param whole whether all have signed that must
  record Signed(
      Envelope envelope, List<Bytes> objects, Bytes32 ledger, boolean whole, Json.Builder answer) {}

  /// Shows what is about to be signed, and signs it.
  abstract Signed sign(Sight sight);

  /// The signer's key; asked for after what it signs was shown.
  final Secp256k1Key secret() {
    return keys().party(key);
  }

  final DisputeSight disputes(Sight sight) {
    return DisputeSight.of(sight, session().host());
  }

  /// Signs nothing that the ledger would not take.
  final void mustAdmit(Sight sight, Envelope envelope, List<Bytes> objects) {
    sight.mustAdmit(envelope, session().host().clock().millis(), offer(sight, envelope, objects));
  }

  final void mustBeAdmissible(Sight sight, Envelope unsigned, List<Bytes> objects) {
    sight.mustBeAdmissible(
        unsigned.entry(), session().host().clock().millis(), offer(sight, unsigned, objects));
  }

  private static ObjectSource offer(Sight sight, Envelope envelope, List<Bytes> objects) {
    return new Offer(sight.state().id(), envelope, objects).over(sight.objects());
  }

  @Override
  final int run() {
    if (out != null) {
      Disk.refuseExisting(out);
    }
    if (isAway() && out == null && !isDry()) {
      throw CliException.usage(Code.USAGE, "--bundle", "--out", "nothing");
    }
    check();
    Signed signed = look(this::sign);
    if (isDry()) {
      session().tell("entry.dry");
      session().answer(signed.answer().put("written", false).build());
      return Exit.PASSED;
    }
    Path file = out;
    if (file != null) {
      Disk.write(file, new Offer(signed.ledger(), signed.envelope(), signed.objects()).toBytes());
      session().tell(signed.whole() ? "offer.signed" : "offer.done", file);
      session().answer(signed.answer().put("out", Cli.clean(file.toString())).build());
      return Exit.PASSED;
    }
    if (!signed.whole()) {
      throw CliException.usage(Code.USAGE, "--out", "a file for the other's signature", "nothing");
    }
    try (WritableLedger ledger = ledgers().open(keys()::log, node)) {
      Receipt receipt =
          Answers.receipt(
              ledger.submit(Submission.of(signed.envelope().toBytes(), signed.objects())));
      session().tell("append.done", receipt.index());
      session().answer(signed.answer().put("entry", receipt.index()).build());
      return Exit.PASSED;
    }
  }

  /// Whether it only shows what it would sign.
  boolean isDry() {
    return false;
  }

  /// Refuses options that do not go together.
  void check() {}
}
