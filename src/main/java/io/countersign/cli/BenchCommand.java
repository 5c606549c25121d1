package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.crypto.Signature65;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Policy;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.statement.Statements;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.verify.Report;
import io.countersign.core.verify.Verifier;
import io.countersign.core.verify.ZipBundle;
import io.countersign.intake.SyntheticCalls;
import io.countersign.intake.WallClock;
import io.countersign.sequencer.Ledger;
import io.countersign.service.Proposal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `bench`: what this machine appends, rates and verifies in a second, beside what it hashes and
/// signs in the same run, so that numbers of two machines can be compared.
@Command(name = "bench")
final class BenchCommand extends BaseCommand {
  private static final int WARM_UP = 5_000;
  private static final long MEASURE_MILLIS = 500;

  @Option(names = "--records", paramLabel = "N", descriptionKey = "bench.records")
  private int records = 50_000;

  private final List<Json> items = new ArrayList<>();
  private final Table table = Table.of("  ", "lr");

  BenchCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    if (records < 1 || records > SyntheticCalls.MAX_COUNT) {
      throw CliException.usage(
          Code.USAGE, "--records", "1 to " + SyntheticCalls.MAX_COUNT, Integer.toString(records));
    }
    try {
      Path folder = Files.createTempDirectory("countersign-bench");
      try {
        all(folder);
      } finally {
        remove(folder);
      }
    } catch (IOException | MalformedException e) {
      throw CliException.refused(Code.FILE_NOT_WRITTEN, "bench", "a run", e.toString());
    }
    session()
        .tell(
            "bench.title",
            Amounts.grouped(records),
            Runtime.getRuntime().availableProcessors(),
            Runtime.version());
    session().say(table);
    session().answer(Json.object().put("records", records).put("rates", items).build());
    return Exit.PASSED;
  }

  private void all(Path folder) throws IOException, MalformedException {
    Terms terms = TermsFile.read(Path.of(TermsFile.SAMPLE + "bank-hybrid"));
    List<UsageRecord> calls = new ArrayList<>();
    SyntheticCalls.generate(
        1, terms.term().from(), 31, records, WallClock.of(terms.offsets()), calls::add);
    calls.sort(Comparator.comparingLong(UsageRecord::at));
    ledger(folder.resolve("warm"), terms, calls.subList(0, Math.min(WARM_UP, records)), 1_000);
    machine();
    rate("bench.append.1000", records, ledger(folder.resolve("a"), terms, calls, 1_000));
    rate("bench.append.10000", records, ledger(folder.resolve("b"), terms, calls, 10_000));
  }

  private void machine() {
    byte[] message = new byte[65];
    rate("bench.sha256", count(n -> Sha256.hash(message)), MEASURE_MILLIS);
    Secp256k1 secp = Secp256k1.best();
    Secp256k1Key key = Secp256k1Key.of(Sha256.hash(message));
    Bytes32 digest = Sha256.hash(Bytes.utf8("bench"));
    Signature65 signature = secp.sign(digest, key);
    rate("bench.sign", count(n -> secp.sign(digest, key)), MEASURE_MILLIS);
    rate("bench.recover", count(n -> secp.recover(digest, signature)), MEASURE_MILLIS);
  }

  private long count(LongConsumer work) {
    for (int i = 0; i < 2_000; i++) {
      work.accept(i);
    }
    long end = now() + MEASURE_MILLIS;
    long n = 0;
    while (now() < end) {
      for (int i = 0; i < 16; i++) {
        work.accept(n++);
      }
    }
    return n;
  }

  /// Appends `calls` durably; with the last size also verifies and rates them.
  ///
  /// @return milliseconds of the appends
  private long ledger(Path folder, Terms terms, List<UsageRecord> calls, int batch)
      throws IOException, MalformedException {
    Ed25519Key log = Ed25519Key.of(Sha256.hash(Bytes.utf8("log")));
    Secp256k1Key[] keys = new Secp256k1Key[4];
    Address[] addresses = new Address[4];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = KeygenCommand.party(session().host().random());
      addresses[i] = Secp256k1.best().address(keys[i]);
    }
    Period period = terms.firstPeriod();
    VirtualClock clock = session().host().virtualClock().apply(terms.clock().start(period) * 1000);
    Proposal proposal =
        AgreementSignCommand.sign(
            AgreementProposeCommand.propose(
                session(),
                terms,
                new AgreementProposeCommand.Names(
                    addresses[0],
                    addresses[1],
                    addresses[2],
                    addresses[3],
                    Address.ZERO,
                    log.publicKey(),
                    "ledger.example"),
                keys[0],
                clock.millis() / 1000),
            keys[2]);
    Home home = Home.of(Optional.of(folder), session().host().env());
    try (Ledger ledger =
        new Ledgers(session(), home, "")
            .create(
                proposal.genesis().ledgerId(), AgreementOpenCommand.opening(proposal), log, clock)
            .ledger()) {
      clock.moveTo((calls.getLast().at() + 1) * 1000);
      long began = now();
      Recorder recorder = new Recorder(session(), ledger, keys[0], batch, clock, n -> {});
      calls.forEach(recorder::add);
      recorder.flush();
      long appended = now() - began;
      clock.moveTo(ledger.history().cutoffMillis(period).orElse(clock.millis()));
      new Issuer(session(), ledger, clock).issue(period, keys[0]);
      if (batch == 10_000) {
        read(ledger, proposal, period);
      }
      return appended;
    }
  }

  private void read(Ledger ledger, Proposal proposal, Period period) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Bundles.write(ledger.store(), ledger.checkpoint(), proposal.pepper(), out);
    Bytes bundle = Bytes.wrap(out.toByteArray());
    Policy policy = Policy.of(proposal.genesis().ledgerId());
    for (String key : List.of("", "bench.verify")) {
      long began = now();
      Report report = Verifier.verify(ZipBundle.of(bundle), policy, session().host().workers());
      long taken = now() - began;
      if (!report.passed()) {
        throw CliException.refused(
            Code.DEMO_NOT_AS_IT_MUST, "bench", "passed", report.failed().toString());
      }
      if (!key.isEmpty()) {
        rate(key, records, taken);
      }
    }
    long began = now();
    Issuer.computed(new Statements(ledger.history(), session().host().workers()).preview(period));
    rate("bench.rate", records, now() - began);
  }

  private void rate(String key, long count, long millis) {
    long perSecond = count * 1000 / Math.max(1, millis);
    table.add(session().text(key), Amounts.grouped(perSecond));
    items.add(
        Json.object()
            .put("what", key.substring("bench.".length()))
            .put("perSecond", perSecond)
            .build());
  }

  private long now() {
    return session().host().clock().millis();
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
    }
  }
}
