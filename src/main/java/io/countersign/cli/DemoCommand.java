package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Policy;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.core.verify.Check;
import io.countersign.core.verify.Report;
import io.countersign.core.verify.Verdict;
import io.countersign.core.verify.Verifier;
import io.countersign.core.verify.ZipBundle;
import io.countersign.intake.CallTally;
import io.countersign.intake.ImportReport;
import io.countersign.intake.SyntheticCalls;
import io.countersign.intake.WallClock;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Submission;
import io.countersign.service.Proposal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `demo`: the whole of it in one go, with a real month or an invented one, and then every way to
/// cheat that comes to mind.
@Command(name = "demo")
final class DemoCommand extends BaseCommand {
  private static final long SEED = 1;
  private static final int SYNTHETIC = 5_000;
  private static final int BATCH = 1_000;
  private static final String OPERATOR = "ledger.example";
  private static final char[] PASSWORD = {'d', 'e', 'm', 'o'};

  @Option(names = "--calls", paramLabel = "FILE", descriptionKey = "demo.calls")
  private @Nullable Path calls;

  @Option(names = "--format", paramLabel = "technion|jsonl", descriptionKey = "demo.format")
  private ImportCommand.Format format = ImportCommand.Format.TECHNION;

  @Option(names = "--home", paramLabel = "DIR", descriptionKey = "demo.home")
  private @Nullable Path home;

  private int step;

  DemoCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    if (home != null) {
      if (Files.exists(home)) {
        throw CliException.refused(
            Code.FILE_EXISTS, home.toString(), "no such folder yet", "a folder or a file");
      }
      return run(home);
    }
    Path folder = temporary();
    try {
      return run(folder);
    } finally {
      remove(folder);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("countersign-demo").resolve("home");
    } catch (IOException e) {
      throw CliException.usage(
          Code.FILE_NOT_WRITTEN, "the folder for temporary files", "a folder", Disk.reason(e));
    }
  }

  private static void remove(Path home) {
    Path folder = home.getParent();
    if (folder == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }

  /// The five keys of the demonstration.
  private record Hands(
      Secp256k1Key provider,
      Secp256k1Key providerRecovery,
      Secp256k1Key client,
      Secp256k1Key clientRecovery,
      Ed25519Key log) {}

  private int run(Path folder) {
    session().tell("demo.title");
    try {
      Terms sample = TermsFile.read(Path.of(TermsFile.SAMPLE + "bank-hybrid"));
      List<UsageRecord> records = records(sample);
      if (records.isEmpty()) {
        throw CliException.refused(Code.FIELD_RANGE, "--calls", "at least one call", "none");
      }
      Period period = sample.clock().periodOf(records.getFirst().at());
      VirtualClock clock =
          session().host().virtualClock().apply(sample.clock().start(period) * 1000);
      Hands hands = hands(folder);
      Proposal proposal = agree(from(sample, period), hands, clock);
      Path policy = folder.resolve("policy.txt");
      Disk.write(policy, AgreementSignCommand.policy(proposal));
      try (Ledger ledger = open(folder, proposal, hands, clock)) {
        attest(ledger, hands, records, clock);
        issue(ledger, hands, period, clock);
        Policy owner = Bundles.policy(policy);
        Path bundle = folder.resolve("bundle.zip");
        Policy remembering = verify(ledger, owner, bundle, hands, period, clock);
        return tamper(ledger, hands, remembering);
      }
    } catch (MalformedException e) {
      throw CliException.malformed("demo", e);
    } catch (IOException e) {
      throw CliException.usage(
          Code.FILE_NOT_READ, "demo", "a file that can be read", Disk.reason(e));
    }
  }

  /// The sample as of `period`: an agreement owes a statement for each of its months, and the
  /// demonstration has the calls of one.
  private static Terms from(Terms sample, Period period) throws MalformedException {
    if (period.compareTo(sample.firstPeriod()) <= 0) {
      return sample;
    }
    Json.Obj term =
        Json.object()
            .put("from", period.firstDay().toString())
            .put("to", sample.term().to().toString())
            .build();
    return TermsParser.document(sample.toJson().with("term", term));
  }

  private void heading(String key, Object... values) {
    step++;
    session().say("");
    session().say(step + "  " + session().text(key, values));
  }

  private void line(String key, Object... values) {
    session().say("   " + session().text(key, values));
  }

  private List<UsageRecord> records(Terms terms) throws IOException {
    List<UsageRecord> out = new ArrayList<>();
    if (calls == null) {
      LocalDate first = terms.term().from();
      SyntheticCalls.generate(
          SEED, first, first.lengthOfMonth(), SYNTHETIC, WallClock.of(terms.offsets()), out::add);
    } else {
      ImportReport report = ImportCommand.read(calls, format, terms, out::add);
      if (report.refused() > 0) {
        session().tell("demo.refused", Amounts.grouped(report.refused()));
      }
    }
    out.sort(Comparator.comparingLong(UsageRecord::at));
    return out;
  }

  private Hands hands(Path folder) {
    Disk.makePrivateFolder(folder);
    Disk.makePrivateFolder(folder.resolve("keys"));
    return new Hands(
        party(folder, "provider"),
        party(folder, "provider-recovery"),
        party(folder, "client"),
        party(folder, "client-recovery"),
        log(folder));
  }

  private Secp256k1Key party(Path folder, String name) {
    Secp256k1Key key = KeygenCommand.party(session().host().random());
    KeyFile file = KeyFile.lock(key, PASSWORD, KeyFile.Strength.LIGHT, session().host().random());
    Disk.writeSecret(folder.resolve("keys").resolve(name + ".json"), file.toBytes());
    return key;
  }

  private Ed25519Key log(Path folder) {
    Ed25519Key key = Ed25519Key.of(Bytes32.of(session().host().entropy(Bytes32.SIZE)));
    KeyFile file = KeyFile.lock(key, PASSWORD, KeyFile.Strength.LIGHT, session().host().random());
    Disk.writeSecret(folder.resolve("keys").resolve("log.json"), file.toBytes());
    return key;
  }

  private Proposal agree(Terms sample, Hands hands, VirtualClock clock) {
    Secp256k1 secp = Secp256k1.best();
    AgreementProposeCommand.Names names =
        new AgreementProposeCommand.Names(
            secp.address(hands.provider()),
            secp.address(hands.providerRecovery()),
            secp.address(hands.client()),
            secp.address(hands.clientRecovery()),
            Address.ZERO,
            hands.log().publicKey(),
            OPERATOR);
    Proposal proposed =
        AgreementProposeCommand.propose(
            session(), sample, names, hands.provider(), clock.millis() / 1000);
    Proposal signed = AgreementSignCommand.sign(proposed, hands.client());
    heading("demo.terms", session().texts().pick(sample.title().zh(), sample.title().en()));
    Table t = Table.of("   ", "ll");
    t.add(session().text("demo.terms.lines"), lines(sample));
    t.add(
        session().texts().term("term", "term"), sample.term().from() + " – " + sample.term().to());
    t.add(session().text("sign.provider"), names.provider());
    t.add(session().text("sign.client"), names.client());
    t.add(session().texts().term("hash", "hash"), signed.terms().hash());
    t.add(session().text("sign.ledger"), signed.genesis().ledgerId());
    session().say(t);
    return signed;
  }

  private String lines(Terms terms) {
    List<String> out = new ArrayList<>();
    terms.lines().forEach(l -> out.add(session().texts().pick(l.label().zh(), l.label().en())));
    return String.join(session().text("demo.comma"), out);
  }

  private Ledger open(Path folder, Proposal proposal, Hands hands, VirtualClock clock) {
    Home at = Home.of(Optional.of(folder), session().host().env());
    return new Ledgers(session(), at, "")
        .create(
            proposal.genesis().ledgerId(),
            AgreementOpenCommand.opening(proposal),
            hands.log(),
            clock)
        .ledger();
  }

  private void attest(Ledger ledger, Hands hands, List<UsageRecord> records, VirtualClock clock) {
    CallTally tally = new CallTally();
    records.forEach(tally::add);
    heading(calls == null ? "demo.synthetic" : "demo.real", Amounts.grouped(records.size()), SEED);
    CallTable.of(session().texts(), tally).forEach(l -> session().say(" " + l));
    long began = session().host().clock().millis();
    try (Progress progress = new Progress(session(), "attest.progress")) {
      Recorder recorder =
          new Recorder(session(), ledger, hands.provider(), BATCH, clock, progress::at);
      for (int from = 0; from < records.size(); from += BATCH) {
        List<UsageRecord> batch = records.subList(from, Math.min(records.size(), from + BATCH));
        clock.moveTo((batch.getLast().at() + 1) * 1000);
        batch.forEach(recorder::add);
        recorder.flush();
      }
      line(
          "demo.attested",
          Amounts.grouped(recorder.records()),
          Amounts.grouped(recorder.batches()),
          seconds(began));
    }
  }

  private void issue(Ledger ledger, Hands hands, Period period, VirtualClock clock) {
    long cutoff = ledger.history().cutoffMillis(period).orElse(clock.millis());
    clock.moveTo(cutoff);
    line("demo.clock", Instant.ofEpochMilli(ledger.history().leafTime(0)), clock.instant());
    heading("demo.statement");
    Issuer.Issued issued = new Issuer(session(), ledger, clock).issue(period, hands.provider());
    new StatementTable(session().texts(), LedgerReader.terms(ledger.history(), period))
        .of(issued.statement())
        .forEach(l -> session().say(l.isEmpty() ? "" : (l.startsWith("  ") ? " " : "   ") + l));
  }

  private Policy verify(
      Ledger ledger, Policy owner, Path bundle, Hands hands, Period period, VirtualClock clock)
      throws MalformedException {
    heading("demo.verify");
    export(ledger, bundle);
    Report first = report(Bundles.open(bundle), owner, "demo.verified");
    passed(first);
    BundleReader read = BundleReader.of(Bundles.open(bundle));
    Envelope acceptance =
        Issuer.acceptance(
            period,
            read.entry(period).statementHash(),
            List.of(),
            read.seen(clock.millis() / 1000),
            hands.client(),
            ledger.genesis().domain());
    long entry = Answers.receipt(ledger.submit(Submission.of(acceptance.toBytes()))).index();
    line("demo.accepted", entry);
    Path whole = bundle.resolveSibling("bundle-accepted.zip");
    export(ledger, whole);
    Report second =
        report(
            Bundles.open(whole),
            owner.withSeen(read.checkpoint().size(), read.checkpoint().root()),
            "demo.again");
    passed(second);
    BundleReader latest = BundleReader.of(Bundles.open(whole));
    return owner.withSeen(latest.checkpoint().size(), latest.checkpoint().root());
  }

  private void export(Ledger ledger, Path file) {
    Bytes32 pepper = ledger.look(s -> s.pepper());
    Disk.write(file, true, out -> Bundles.write(ledger.store(), ledger.checkpoint(), pepper, out));
  }

  private Report report(ZipBundle bundle, Policy owner, String key) {
    long began = session().host().clock().millis();
    Report report = Verifier.verify(bundle, owner, session().host().workers());
    line(
        key,
        session().text("demo.verdict." + report.exitCode()),
        report.count(Verdict.PASSED),
        report.count(Verdict.FAILED),
        seconds(began));
    return report;
  }

  private int tamper(Ledger ledger, Hands hands, Policy owner) throws MalformedException {
    heading("demo.tamper");
    Forger honest =
        Forger.of(
            ledger.store(),
            ledger.log().name(),
            NoteSigner.of(ledger.log().name(), hands.log()),
            ledger.genesis().domain(),
            ledger.look(s -> s.pepper()));
    Report control =
        Verifier.verify(ZipBundle.of(honest.bundle()), owner, session().host().workers());
    passed(control);
    Table table = Table.of("   ", "rlll");
    List<Json> items = new ArrayList<>();
    int caught = 0;
    for (Tampering way : Tampering.values()) {
      Forger forged = honest.copy();
      way.spoil(forged, hands.provider());
      Bytes bundle = forged.bundle();
      Report report = Verifier.verify(ZipBundle.of(bundle), owner, session().host().workers());
      boolean found = report.exitCode() == 1 && report.failed(way.code());
      caught += found ? 1 : 0;
      String where = found ? where(report, way.code()) : report.verdict().text();
      table.add(
          items.size() + 1,
          session().text("tamper." + way.name()),
          session().text(found ? "demo.caught" : "demo.missed"),
          way.code().id()
              + " "
              + ReportText.title(session().texts(), way.code())
              + session().text("demo.at", where));
      items.add(
          Json.object()
              .put("tampering", way.name())
              .put("caught", found)
              .put("code", way.code().id())
              .put("where", Cli.clean(where))
              .build());
    }
    session().say(table);
    session().say("");
    session()
        .tell(
            caught == Tampering.values().length ? "demo.all" : "demo.some",
            caught,
            Tampering.values().length);
    session().answer(Json.object().put("tamperings", items).build());
    must(
        caught == Tampering.values().length,
        "tampering",
        Tampering.values().length + " caught",
        caught + " caught");
    return Exit.PASSED;
  }

  private static String where(Report report, Code code) {
    return report.failed().stream()
        .filter(c -> c.code() == code)
        .findFirst()
        .map(Check::where)
        .map(DemoCommand::shortened)
        .orElse("");
  }

  /// `text` with its long hexadecimal numbers cut.
  private static String shortened(String text) {
    return text.replaceAll("([0-9a-f]{8})[0-9a-f]{20,}", "$1…");
  }

  private String seconds(long began) {
    long millis = session().host().clock().millis() - began;
    return millis / 1000 + "." + String.format(Locale.ROOT, "%02d", millis % 1000 / 10);
  }

  /// An honest bundle passes; else what failed is what has to be read.
  private static void passed(Report report) {
    must(
        report.passed(),
        "the untouched bundle",
        "passed",
        report.verdict().text() + ": " + report.failed());
  }

  private static void must(boolean holds, String where, String expected, String found) {
    if (!holds) {
      throw CliException.refused(Code.DEMO_NOT_AS_IT_MUST, where, expected, found);
    }
  }
}
