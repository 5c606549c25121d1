package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.AnswerKind;
import io.countersign.core.ledger.AnswerOffer;
import io.countersign.core.ledger.Award;
import io.countersign.core.ledger.DisputeEntry;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.RecordRange;
import io.countersign.core.ledger.ResolutionMethod;
import io.countersign.core.ledger.Signer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What follows on a dispute: `dispute answer`, `withdraw`, `escalate`, `resolve`.
final class DisputeCommands {
  /// Most characters of a note.
  private static final int MAX_NOTE = 2000;

  private DisputeCommands() {}

  static void checkNote(String note) {
    if (note.codePointCount(0, note.length()) > MAX_NOTE || !Cli.clean(note).equals(note)) {
      throw CliException.usage(
          Code.USAGE,
          "--note",
          "at most " + MAX_NOTE + " characters on one line",
          note.codePointCount(0, note.length()) + " characters");
    }
  }

  /// An entry on a dispute.
  abstract static class On extends EntryCommand {
    @Parameters(paramLabel = "DISPUTE", descriptionKey = "dispute.which")
    private String dispute = "";

    On(Session session) {
      super(session);
    }

    final DisputeEntry named(Sight sight) {
      return disputes(sight).named(dispute);
    }

    final DisputeText text(Sight sight) {
      return new DisputeText(session(), disputes(sight));
    }

    /// Signs an entry for which one signature is enough.
    final Signed signed(
        Sight sight, DisputeEntry d, Envelope unsigned, Signer role, List<Bytes> objects) {
      return signed(sight, d, unsigned, role, secret(), objects);
    }

    final Signed signed(
        Sight sight,
        DisputeEntry d,
        Envelope unsigned,
        Signer role,
        Secp256k1Key secret,
        List<Bytes> objects) {
      Envelope envelope = unsigned.signed(role, secret, sight.state().domain());
      mustAdmit(sight, envelope, objects);
      return new Signed(envelope, objects, sight.state().id(), true, answer(d, unsigned));
    }

    static Json.Builder answer(DisputeEntry d, Envelope envelope) {
      return Json.object()
          .put("kind", envelope.entry().kind().text())
          .put("dispute", d.digest().toHex());
    }
  }

  /// `dispute answer`: the provider accepts, rejects, or offers other amounts.
  @Command(name = "answer")
  static final class Answer extends On {
    @Option(names = "--accept", descriptionKey = "dispute.accept")
    private boolean accept;

    @Option(names = "--reject", descriptionKey = "dispute.reject")
    private boolean reject;

    @Option(names = "--part", paramLabel = "[YYYY-MM:]ID=OFFERED", descriptionKey = "dispute.part")
    private List<String> part = new ArrayList<>();

    @Option(names = "--note", paramLabel = "TEXT", descriptionKey = "dispute.offer.text")
    private String note = "";

    Answer(Session session) {
      super(session);
    }

    @Override
    void check() {
      int given = (accept ? 1 : 0) + (reject ? 1 : 0) + (part.isEmpty() ? 0 : 1);
      if (given != 1) {
        throw CliException.usage(
            Code.USAGE,
            "dispute answer",
            "one of --accept, --reject and --part",
            given + " of them");
      }
      if (!note.isEmpty() && part.isEmpty()) {
        throw CliException.usage(Code.USAGE, "--note", "only with --part", note);
      }
      checkNote(note);
    }

    @Override
    Signed sign(Sight sight) {
      DisputeEntry d = named(sight);
      Optional<AnswerOffer> offer =
          part.isEmpty() ? Optional.empty() : Optional.of(offer(sight, d));
      List<Bytes> objects = offer.map(AnswerOffer::toBytes).stream().toList();
      AnswerKind kind = accept ? AnswerKind.ACCEPT : reject ? AnswerKind.REJECT : AnswerKind.PART;
      text(sight).title(d);
      text(sight).claim(disputes(sight).claim(d), offer, Optional.empty());
      session().tell("dispute.means." + kind.text());
      Envelope unsigned =
          Envelope.of(
              new Entry.Answer(
                  d.digest(),
                  kind,
                  objects.isEmpty() ? Bytes32.ZERO : Sha256.hash(objects.getFirst()),
                  sight.state().seen(nowSeconds())));
      mustBeAdmissible(sight, unsigned, objects);
      return signed(sight, d, unsigned, Signer.PROVIDER, objects);
    }

    private AnswerOffer offer(Sight sight, DisputeEntry d) {
      DisputeSight disputes = disputes(sight);
      List<AnswerOffer.Item> items = new ArrayList<>();
      for (String typed : part) {
        DisputeSight.Typed t = DisputeSight.Typed.parse("--part", typed, Optional.of(d.period()));
        items.add(new AnswerOffer.Item(t.period(), t.line(), t.amount()));
      }
      items.sort(
          Comparator.comparing(AnswerOffer.Item::period)
              .thenComparingInt(i -> disputes.position(i.period(), i.line())));
      try {
        return new AnswerOffer(items, note);
      } catch (IllegalArgumentException e) {
        throw CliException.usage(
            Code.USAGE, "--part", "each line of a month once", String.valueOf(e.getMessage()));
      }
    }
  }

  /// `dispute withdraw`: the client takes it back.
  @Command(name = "withdraw")
  static final class Withdraw extends On {
    Withdraw(Session session) {
      super(session);
    }

    @Override
    Signed sign(Sight sight) {
      DisputeEntry d = named(sight);
      text(sight).title(d);
      Envelope unsigned =
          Envelope.of(new Entry.Withdrawal(d.digest(), sight.state().seen(nowSeconds())));
      mustBeAdmissible(sight, unsigned, List.of());
      return signed(sight, d, unsigned, Signer.CLIENT, List.of());
    }
  }

  /// `dispute escalate`: a party calls the arbiter.
  @Command(name = "escalate")
  static final class Escalate extends On {
    Escalate(Session session) {
      super(session);
    }

    @Override
    Signed sign(Sight sight) {
      DisputeEntry d = named(sight);
      text(sight).whole(d);
      Envelope unsigned =
          Envelope.of(new Entry.Escalation(d.digest(), sight.state().seen(nowSeconds())));
      mustBeAdmissible(sight, unsigned, List.of());
      Secp256k1Key secret = secret();
      return signed(sight, d, unsigned, Signer.of(sight.partyOf(secret)), secret, List.of());
    }
  }

  /// `dispute resolve`: by fixed amounts or by records; both parties, or the arbiter.
  @Command(name = "resolve")
  static final class Resolve extends On {
    @Option(
        names = "--amount",
        paramLabel = "[YYYY-MM:]ID=DELTA",
        descriptionKey = "dispute.amount")
    private List<String> amounts = new ArrayList<>();

    @Option(names = "--nothing", descriptionKey = "dispute.nothing")
    private boolean nothing;

    @Option(names = "--records", descriptionKey = "dispute.byRecords")
    private boolean byRecords;

    @Option(names = "--record", paramLabel = "SOURCE/ID[/REV]", descriptionKey = "dispute.settled")
    private List<String> records = new ArrayList<>();

    @Option(names = "--no-records", descriptionKey = "dispute.noRecords")
    private boolean noRecords;

    @Option(names = "--note", paramLabel = "TEXT", descriptionKey = "dispute.award.text")
    private String note = "";

    @Option(names = "--arbiter", descriptionKey = "dispute.arbiter")
    private boolean arbiter;

    Resolve(Session session) {
      super(session);
    }

    @Override
    void check() {
      int given = (amounts.isEmpty() ? 0 : 1) + (byRecords ? 1 : 0) + (nothing ? 1 : 0);
      if (given != 1) {
        throw CliException.usage(
            Code.USAGE,
            "dispute resolve",
            "one of --amount, --nothing and --records",
            given + " of them");
      }
      if (byRecords && !(records.isEmpty() && note.isEmpty())) {
        throw CliException.usage(
            Code.USAGE,
            "--records",
            "no --record and no --note: voids are entries of their own",
            "one");
      }
      if (noRecords && !records.isEmpty()) {
        throw CliException.usage(Code.USAGE, "--no-records", "no --record", records.getFirst());
      }
      checkNote(note);
    }

    @Override
    Signed sign(Sight sight) {
      DisputeEntry d = named(sight);
      Optional<Award> award = byRecords ? Optional.empty() : Optional.of(award(sight, d));
      List<Bytes> objects = award.map(Award::toBytes).stream().toList();
      Envelope unsigned =
          Envelope.of(
              new Entry.Resolution(
                  d.digest(),
                  byRecords ? ResolutionMethod.RECORDS : ResolutionMethod.AMOUNTS,
                  objects.isEmpty() ? Bytes32.ZERO : Sha256.hash(objects.getFirst()),
                  sight.state().seen(nowSeconds())));
      OfferText.resolution(text(sight), d, award, session());
      if (!arbiter) {
        mustBeAdmissible(sight, unsigned, objects);
      }
      Secp256k1Key secret = secret();
      if (arbiter) {
        mustBeTheArbiter(sight, secret);
        return signed(sight, d, unsigned, Signer.ARBITER, secret, objects);
      }
      Envelope half =
          unsigned.signed(Signer.of(sight.partyOf(secret)), secret, sight.state().domain());
      return new Signed(half, objects, sight.state().id(), false, answer(d, unsigned));
    }

    private static void mustBeTheArbiter(Sight sight, Secp256k1Key secret) {
      var by = Secp256k1.best().address(secret);
      var arbiter = sight.state().keys().arbiter();
      if (!by.equals(arbiter)) {
        throw CliException.refused(
            Code.KEY_NOT_OF_PARTY,
            "--key",
            arbiter.isZero()
                ? "an arbiter, of whom the ledger names none"
                : "the arbiter " + arbiter,
            by.toString());
      }
    }

    private Award award(Sight sight, DisputeEntry d) {
      DisputeSight disputes = disputes(sight);
      List<Award.Item> items = new ArrayList<>();
      for (String typed : amounts) {
        DisputeSight.Typed t = DisputeSight.Typed.parse("--amount", typed, Optional.of(d.period()));
        items.add(new Award.Item(t.period(), t.line(), t.amount()));
      }
      items.sort(
          Comparator.comparing(Award.Item::period)
              .thenComparingInt(i -> disputes.position(i.period(), i.line())));
      try {
        return new Award(items, settled(disputes, d), note);
      } catch (IllegalArgumentException e) {
        throw CliException.usage(
            Code.USAGE, "--amount", "each line of a month once", String.valueOf(e.getMessage()));
      }
    }

    /// Without a word about it the records of the claim that still stand: what is paid for by a
    /// fixed amount is not to be taken back as well.
    private List<RecordRange> settled(DisputeSight disputes, DisputeEntry d) {
      return noRecords
          ? List.of()
          : records.isEmpty()
              ? disputes.standing(disputes.claim(d).records())
              : disputes.numbers(RecordName.all(records, Optional.empty()));
    }
  }
}
