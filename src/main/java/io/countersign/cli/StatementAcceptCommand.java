package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.Policy;
import io.countersign.core.terms.Period;
import io.countersign.sequencer.Receipt;
import io.countersign.sequencer.WritableLedger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `statement accept`: the client signs a statement, in the ledger's home or away from it.
@Command(name = "accept")
final class StatementAcceptCommand extends StatementReadingCommand {
  @Option(names = "--key", required = true, paramLabel = "NAME", descriptionKey = "accept.key")
  private String key = "";

  @Option(names = "--except", paramLabel = "LINE", split = ",", descriptionKey = "accept.except")
  private List<String> except = new ArrayList<>();

  @Option(names = "--out", paramLabel = "FILE", descriptionKey = "accept.out")
  private @Nullable Path out;

  @Mixin private final NodeOption node = new NodeOption();

  StatementAcceptCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Policy[] owner = new Policy[1];
    Optional<BundleReader> bundle = bundle(owner);
    return bundle.isPresent() ? away(bundle.get(), owner[0].ledger()) : here();
  }

  private int here() {
    Keyring keys = keys();
    Period wanted = period();
    try (WritableLedger ledger = ledgers().open(keys::log, node)) {
      Issuer issuer = new Issuer(session(), ledger, session().host().clock());
      Receipt receipt = issuer.accept(wanted, except, keys.party(key));
      session().tell("accept.done", wanted, receipt.index());
      session().answer(Json.object().put("entry", receipt.index()).build());
      return Exit.PASSED;
    }
  }

  private int away(BundleReader bundle, Bytes32 ledger) {
    Path file = out;
    if (file == null) {
      throw CliException.usage(Code.USAGE, "--bundle", "--out", "nothing");
    }
    Disk.refuseExisting(file);
    Period wanted = period();
    try {
      Entry.Statement entry = bundle.entry(wanted);
      new StatementTable(session().texts(), bundle.terms(entry))
          .of(bundle.statement(entry))
          .forEach(session()::say);
      Envelope envelope =
          Issuer.acceptance(
              wanted,
              entry.statementHash(),
              except,
              bundle.seen(nowSeconds()),
              keys().party(key),
              Genesis.domain(ledger));
      Disk.write(file, envelope.toBytes());
      if (!except.isEmpty()) {
        Path lines = Path.of(file + ".lines");
        Disk.write(lines, Issuer.objects(except).getFirst());
        session().tell("accept.lines", lines);
      }
      session().tell("accept.away", file);
      session()
          .answer(
              Json.object()
                  .put("statementHash", entry.statementHash().toHex())
                  .put("out", Cli.clean(file.toString()))
                  .build());
      return Exit.PASSED;
    } catch (MalformedException e) {
      throw CliException.malformed("bundle", e);
    }
  }
}
