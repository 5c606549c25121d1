package io.countersign.cli;

import io.countersign.core.encoding.Json;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `export`: a bundle of the whole ledger.
@Command(name = "export")
final class ExportCommand extends SigningCommand {
  @Option(names = "--out", required = true, paramLabel = "FILE", descriptionKey = "export.out")
  private Path out = Path.of("");

  ExportCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Disk.refuseExisting(out);
    return ledgers()
        .read(
            image -> {
              Disk.write(
                  out,
                  true,
                  to ->
                      Bundles.write(image.store(), image.checkpoint(), image.state().pepper(), to));
              session()
                  .tell(
                      "export.done",
                      Amounts.grouped(image.state().size()),
                      Amounts.grouped(image.state().records()),
                      out);
              session()
                  .answer(
                      Json.object()
                          .put("size", image.state().size())
                          .put("records", image.state().records())
                          .put("out", Cli.clean(out.toString()))
                          .build());
              return Exit.PASSED;
            });
  }
}
