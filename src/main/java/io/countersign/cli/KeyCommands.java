package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.KeyAction;
import io.countersign.core.ledger.KeyRole;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Signer;
import io.countersign.sequencer.Receipt;
import io.countersign.sequencer.Submission;
import io.countersign.sequencer.WritableLedger;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `key add`, `key revoke`, `key replace`: changes who may sign for a party.
///
/// In the ledger's home the entry is appended; with `--out` it is written to a file, for `append`
/// or first for the `sign` of whoever holds the new key. Source: `src/docs/formats.md` §8.
final class KeyCommands {
  private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
  private static final Pattern ED25519 = Pattern.compile("[0-9a-f]{64}");

  private KeyCommands() {}

  @Command(name = "add")
  static final class Add extends Change {
    @Option(
        names = "--role",
        required = true,
        paramLabel = "attester|signer|cosigner",
        descriptionKey = "key.role")
    private KeyRole role = KeyRole.ATTESTER;

    Add(Session session) {
      super(session);
    }

    @Override
    Change.Wanted wanted(LedgerState state) {
      return new Wanted(KeyAction.ADD, role);
    }
  }

  @Command(name = "replace")
  static final class Replace extends Change {
    @Option(
        names = "--role",
        required = true,
        paramLabel = "attester|signer|cosigner|recovery",
        descriptionKey = "key.role")
    private KeyRole role = KeyRole.ATTESTER;

    Replace(Session session) {
      super(session);
    }

    @Override
    Change.Wanted wanted(LedgerState state) {
      return new Wanted(KeyAction.REPLACE, role);
    }
  }

  @Command(name = "revoke")
  static final class Revoke extends Change {
    Revoke(Session session) {
      super(session);
    }

    /// The role that the key has now.
    @Override
    Change.Wanted wanted(LedgerState state) {
      Bytes32 key = publicPart();
      for (Party party : Party.values()) {
        if (state.keys().cosigners(party).contains(key)) {
          return new Wanted(KeyAction.REVOKE, KeyRole.COSIGNER);
        }
        if (holds(state.keys().signers(party), key)) {
          return new Wanted(KeyAction.REVOKE, KeyRole.SIGNER);
        }
        if (state.keys().recovery(party).toBytes32().equals(key)) {
          return new Wanted(KeyAction.REVOKE, KeyRole.RECOVERY);
        }
      }
      return new Wanted(KeyAction.REVOKE, KeyRole.ATTESTER);
    }

    private static boolean holds(Iterable<Address> keys, Bytes32 key) {
      for (Address a : keys) {
        if (a.toBytes32().equals(key)) {
          return true;
        }
      }
      return false;
    }
  }

  /// What the three have in common.
  abstract static class Change extends BundleCommand {
    @Parameters(paramLabel = "KEY", descriptionKey = "key.changed")
    private String changed = "";

    @Option(names = "--key", required = true, paramLabel = "NAME", descriptionKey = "key.key")
    private String key = "";

    @Option(names = "--out", paramLabel = "FILE", descriptionKey = "key.out")
    private @Nullable Path out;

    @Mixin private final NodeOption node = new NodeOption();

    Change(Session session) {
      super(session);
    }

    /// Which change it is.
    record Wanted(KeyAction action, KeyRole role) {}

    abstract Wanted wanted(LedgerState state);

    /// The key that is added, revoked or put in place, in the form of the entry: typed as an
    /// address or as hex digits, else a key of this home.
    ///
    /// @throws CliException as [Home#key]
    final Bytes32 publicPart() {
      try {
        if (ADDRESS.matcher(changed).matches()) {
          return Address.parse(changed).toBytes32();
        }
        if (ED25519.matcher(changed).matches()) {
          return Bytes32.parse(changed);
        }
      } catch (MalformedException e) {
        throw CliException.malformed("KEY", e);
      }
      KeyFile file = home().key(changed);
      return file.type() == KeyFile.Type.PARTY ? file.address().toBytes32() : file.publicKey();
    }

    /// The new key's secret where it has to sign and lies in this home.
    private Optional<Secp256k1Key> holder(Wanted wanted) {
      boolean signs = wanted.action() != KeyAction.REVOKE && wanted.role() != KeyRole.COSIGNER;
      return signs && !ADDRESS.matcher(changed).matches()
          ? Optional.of(keys().party(changed))
          : Optional.empty();
    }

    /// The signed entry, and whether all have signed it.
    private record Plan(Envelope envelope, Bytes32 ledger, boolean whole, Json.Builder answer) {}

    @Override
    int run() {
      if (out != null) {
        Disk.refuseExisting(out);
      }
      if (isAway() && out == null) {
        throw CliException.usage(Code.USAGE, "--bundle", "--out", "nothing");
      }
      Plan plan = look(this::plan);
      Path file = out;
      if (file != null) {
        Disk.write(file, new Offer(plan.ledger(), plan.envelope(), List.of()).toBytes());
        session().tell(plan.whole() ? "offer.signed" : "key.half", file);
        session().answer(plan.answer().put("out", Cli.clean(file.toString())).build());
        return Exit.PASSED;
      }
      if (!plan.whole()) {
        throw CliException.usage(
            Code.USAGE, "KEY", "a key of this home, or --out for who holds it", changed);
      }
      try (WritableLedger ledger = ledgers().open(keys()::log, node)) {
        Receipt receipt =
            Answers.receipt(ledger.submit(Submission.of(plan.envelope().toBytes(), List.of())));
        session().tell("append.done", receipt.index());
        session().answer(plan.answer().put("entry", receipt.index()).build());
        return Exit.PASSED;
      }
    }

    private Plan plan(Sight sight) {
      LedgerState state = sight.state();
      Wanted wanted = wanted(state);
      Secp256k1Key secret = keys().party(key);
      Address by = Secp256k1.best().address(secret);
      Entry.Key entry =
          new Entry.Key(
              wanted.action(),
              sight.keyParty(by, wanted.action(), wanted.role()),
              wanted.role(),
              publicPart(),
              state.seen(nowSeconds()));
      Envelope envelope =
          Envelope.of(entry).signed(sight.keySigner(by, entry), secret, state.domain());
      Optional<Secp256k1Key> holder = holder(wanted);
      if (holder.isPresent()) {
        envelope = envelope.signed(Signer.KEY, holder.get(), state.domain());
      }
      boolean whole =
          holder.isPresent()
              || wanted.action() == KeyAction.REVOKE
              || wanted.role() == KeyRole.COSIGNER;
      long now = session().host().clock().millis();
      if (whole) {
        sight.mustAdmit(envelope, now, sight.objects());
      } else {
        sight.mustBeAdmissible(entry, now, sight.objects());
      }
      Json.Builder answer = new OfferText(session(), sight).key(entry, envelope);
      return new Plan(envelope, state.id(), whole, answer);
    }
  }
}
