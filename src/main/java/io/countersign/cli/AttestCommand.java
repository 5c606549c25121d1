package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Entry;
import io.countersign.intake.ImportReport;
import io.countersign.intake.RecordLines;
import io.countersign.sequencer.Ledger;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `attest RECORDS`: signs records in batches and appends them.
@Command(name = "attest")
final class AttestCommand extends SigningCommand {
  @Parameters(paramLabel = "RECORDS", descriptionKey = "attest.records")
  private Path file = Path.of("");

  @Option(names = "--key", required = true, paramLabel = "NAME", descriptionKey = "attest.key")
  private String key = "";

  @Option(names = "--batch", paramLabel = "N", descriptionKey = "attest.batch")
  private int batch = 1000;

  AttestCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    if (batch < 1 || batch > Entry.MAX_RECORDS) {
      throw CliException.usage(
          Code.USAGE, "--batch", "1 to " + Entry.MAX_RECORDS, Integer.toString(batch));
    }
    if (!Files.exists(file)) {
      throw Disk.notFound(file);
    }
    if (!Files.isRegularFile(file)) {
      throw CliException.usage(Code.FILE_NOT_READ, file.toString(), "a file", "something else");
    }
    Keyring keys = keys();
    try (Progress progress = new Progress(session(), "attest.progress");
        Ledger ledger = ledgers().open(keys::log);
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      Recorder recorder =
          new Recorder(
              session(), ledger, keys.party(key), batch, session().host().clock(), progress::at);
      ImportReport report = RecordLines.read(in, String.valueOf(file.getFileName()), recorder::add);
      recorder.flush();
      session()
          .tell(
              "attest.done",
              Amounts.grouped(recorder.records()),
              Amounts.grouped(recorder.batches()),
              Amounts.grouped(recorder.already()),
              Amounts.grouped(report.refused()));
      report.refusals().stream()
          .limit(10)
          .forEach(r -> session().say(Cli.describe(session().texts(), r.finding())));
      session()
          .answer(
              Json.object()
                  .put("records", recorder.records())
                  .put("batches", recorder.batches())
                  .put("already", recorder.already())
                  .put("refused", report.refused())
                  .put("size", ledger.size())
                  .build());
      return report.refused() == 0 ? Exit.PASSED : Exit.FAILED;
    } catch (MalformedException e) {
      throw CliException.malformed(file.toString(), e);
    } catch (IOException e) {
      throw CliException.usage(
          Code.FILE_NOT_READ, file.toString(), "a file that can be read", Disk.reason(e));
    }
  }
}
