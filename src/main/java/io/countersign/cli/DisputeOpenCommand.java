package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.base.Utc;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.dispute.Payable;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Claim;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.Signer;
import io.countersign.core.ledger.StatementEntry;
import io.countersign.core.money.Micros;
import io.countersign.core.statement.Results;
import io.countersign.core.statement.Statement;
import io.countersign.core.statement.StatementLine;
import io.countersign.core.terms.DisputeRules;
import io.countersign.core.terms.Period;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `dispute open`: the client says which amounts of a statement are wrong, what they should be, and
/// on what that rests.
@Command(name = "open")
final class DisputeOpenCommand extends EntryCommand {
  /// Largest file whose hash is taken as evidence, in bytes.
  private static final long MAX_EVIDENCE_BYTES = 256L << 20;

  @Option(names = "--period", required = true, paramLabel = "YYYY-MM", descriptionKey = "period")
  private String period = "";

  @Option(names = "--line", paramLabel = "[YYYY-MM:]ID=CLAIMED", descriptionKey = "dispute.line")
  private List<String> lines = new ArrayList<>();

  @Option(
      names = "--adjusted",
      paramLabel = "YYYY-MM:ID=CONTESTED",
      descriptionKey = "dispute.adjusted")
  private List<String> adjusted = new ArrayList<>();

  @Option(names = "--record", paramLabel = "SOURCE/ID[/REV]", descriptionKey = "dispute.record")
  private List<String> records = new ArrayList<>();

  @Option(names = "--records", paramLabel = "FILE", descriptionKey = "dispute.records")
  private @Nullable Path recordsFile;

  @Option(names = "--reason", required = true, paramLabel = "WORD", descriptionKey = "dispute.why")
  private String reason = "";

  @Option(names = "--evidence", paramLabel = "FILE[=LABEL]", descriptionKey = "dispute.evidence")
  private List<String> evidence = new ArrayList<>();

  @Option(names = "--note", paramLabel = "TEXT", descriptionKey = "dispute.text")
  private String note = "";

  DisputeOpenCommand(Session session) {
    super(session);
  }

  @Override
  void check() {
    if (lines.isEmpty() && adjusted.isEmpty()) {
      throw CliException.usage(Code.USAGE, "dispute open", "--line or --adjusted", "neither");
    }
    if (!Claim.Reason.words().contains(reason)) {
      throw CliException.usage(
          Code.USAGE, "--reason", String.join(", ", Claim.Reason.words()), reason);
    }
    DisputeCommands.checkNote(note);
  }

  @Override
  Signed sign(Sight sight) {
    Period of = LedgerReader.period(period);
    DisputeSight disputes = disputes(sight);
    StatementEntry statement = disputes.statement(of);
    Claim claim = claim(disputes, of);
    Entry.Dispute entry =
        new Entry.Dispute(
            of,
            statement.statement().statementHash(),
            Sha256.hash(claim.toBytes()),
            claim.contested().value(),
            sight.state().seen(nowSeconds()));
    List<Bytes> objects = List.of(claim.toBytes());
    Envelope unsigned = Envelope.of(entry);
    show(disputes, statement, claim);
    mustBeAdmissible(sight, unsigned, objects);
    Envelope envelope = unsigned.signed(Signer.CLIENT, secret(), sight.state().domain());
    mustAdmit(sight, envelope, objects);
    Bytes32 digest = entry.digest(sight.state().domain());
    session().tell("dispute.digest", digest);
    Json.Builder answer =
        Json.object()
            .put("dispute", digest.toHex())
            .put("period", of.yyyymm())
            .put("contested", claim.contested().value().toString())
            .put("records", DisputeText.ranges(claim.records()));
    if (wrong(disputes, of).isEmpty()) {
      Micros total = new Micros(statement.statement().totalMicros());
      answer.put(
          "payable", Payable.rest(total, contested(disputes, statement, claim)).value().toString());
    }
    return new Signed(envelope, objects, sight.state().id(), true, answer);
  }

  private static Optional<Finding> wrong(DisputeSight disputes, Period period) {
    return disputes.payable(period).flatMap(Payable::wrong);
  }

  private static Micros contested(DisputeSight disputes, StatementEntry statement, Claim claim) {
    return disputes
        .payable(statement.statement().period())
        .map(p -> p.contested().plus(claim.contested()))
        .orElse(claim.contested());
  }

  private void show(DisputeSight disputes, StatementEntry statement, Claim claim) {
    Period of = statement.statement().period();
    session().tell("dispute.open.title", of, statement.index());
    DisputeText text = new DisputeText(session(), disputes);
    text.claim(claim, Optional.empty(), Optional.empty());
    Micros contested = contested(disputes, statement, claim);
    Micros total = new Micros(statement.statement().totalMicros());
    session().say(text.amounts(of, total, contested, wrong(disputes, of)));
    DisputeRules rules = disputes.terms(of).disputes();
    OptionalLong sight = disputes.history().sight(Party.CLIENT, statement.index());
    session()
        .say(
            sight.isEmpty()
                ? session().text("dispute.open.noEnd", rules.disputeDays())
                : session()
                    .text(
                        "dispute.open.until",
                        Utc.ofMillis(sight.getAsLong() + rules.disputeDays() * 86_400_000L)));
    session()
        .tell("dispute.open.then", rules.answerDays(), text.means(rules.disputeSilence(), claim));
  }

  private Claim claim(DisputeSight disputes, Period of) {
    List<Claim.Item> items = new ArrayList<>();
    for (String typed : lines) {
      items.add(item(disputes, DisputeSight.Typed.parse("--line", typed, Optional.of(of))));
    }
    items.sort(
        Comparator.comparing(Claim.Item::period)
            .thenComparingInt(i -> disputes.position(i.period(), i.line())));
    List<Claim.Adjusted> changes = new ArrayList<>();
    for (String typed : adjusted) {
      DisputeSight.Typed t = DisputeSight.Typed.parse("--adjusted", typed, Optional.empty());
      if (t.amount().signum() <= 0) {
        throw CliException.usage(Code.USAGE, "--adjusted", "an amount above 0", typed);
      }
      changes.add(new Claim.Adjusted(t.period(), t.line(), t.amount()));
    }
    changes.sort(
        Comparator.comparing(Claim.Adjusted::period)
            .thenComparingInt(a -> disputes.position(a.period(), a.line())));
    try {
      return new Claim(
          items,
          changes,
          disputes.numbers(RecordName.all(records, Optional.ofNullable(recordsFile))),
          files(),
          Claim.Reason.of(reason),
          note);
    } catch (IllegalArgumentException e) {
      throw CliException.usage(
          Code.USAGE,
          "dispute open",
          "each line of a month once, at most 256",
          String.valueOf(e.getMessage()));
    }
  }

  /// What the statement of the line's period says of it, with its proof.
  private Claim.Item item(DisputeSight disputes, DisputeSight.Typed t) {
    StatementEntry entry = disputes.statement(t.period());
    Statement statement = document(disputes.sight(), entry);
    List<String> ids = statement.lines().stream().map(StatementLine::id).toList();
    int at = ids.indexOf(t.line());
    if (at < 0) {
      throw CliException.usage(Code.USAGE, "--line", String.join(", ", ids), t.line());
    }
    StatementLine line = statement.lines().get(at);
    if (t.amount().compareTo(line.amount()) >= 0) {
      throw CliException.usage(
          Code.USAGE,
          "--line " + t.line(),
          "less than the stated " + disputes.money(t.period(), line.amount()),
          disputes.money(t.period(), t.amount()));
    }
    return new Claim.Item(
        t.period(),
        t.line(),
        t.amount(),
        Results.stated(line),
        Results.path(statement.lines(), at));
  }

  private static Statement document(Sight sight, StatementEntry entry) {
    Bytes32 hash = entry.statement().statementHash();
    String where = "statement of " + entry.statement().period();
    Bytes bytes =
        sight
            .objects()
            .object(hash)
            .orElseThrow(
                () ->
                    CliException.refused(
                        Code.STATEMENT_OBJECT, where, "its document " + hash, "nothing"));
    try {
      return Statement.parse(bytes);
    } catch (MalformedException e) {
      throw CliException.malformed(where, e);
    }
  }

  /// The hashes of files, which go their own way; without a label a file goes by its name.
  private List<Claim.Evidence> files() {
    List<Claim.Evidence> out = new ArrayList<>();
    for (String typed : evidence) {
      int eq = typed.indexOf('=');
      Path file = Path.of(eq < 0 ? typed : typed.substring(0, eq));
      String label = eq < 0 ? String.valueOf(file.getFileName()) : typed.substring(eq + 1);
      Bytes32 hash = Sha256.hash(Disk.read(file, MAX_EVIDENCE_BYTES));
      if (label.codePointCount(0, label.length()) > Claim.MAX_LABEL
          || !Cli.clean(label).equals(label)) {
        throw CliException.usage(
            Code.USAGE,
            "--evidence",
            "a label of at most " + Claim.MAX_LABEL + " characters",
            typed);
      }
      out.add(new Claim.Evidence(hash, label));
    }
    return out;
  }
}
