package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.terms.Terms;
import io.countersign.intake.CallTally;
import io.countersign.intake.ImportReport;
import io.countersign.intake.Oddity;
import io.countersign.intake.RecordLines;
import io.countersign.intake.RecordSink;
import io.countersign.intake.SyntheticCalls;
import io.countersign.intake.TechnionReader;
import io.countersign.intake.WallClock;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `import FILE`: a foreign file of calls to canonical records, one a line, with a report of every
/// row that is odd or refused.
@Command(name = "import")
final class ImportCommand extends BaseCommand {
  /// What files can be read.
  enum Format {
    /// The bank data of the Technion.
    TECHNION,
    /// Canonical records, one a line.
    JSONL,
    /// No file: invented calls.
    SYNTHETIC
  }

  @Parameters(paramLabel = "FILE", arity = "0..1", descriptionKey = "import.file")
  private @Nullable Path file;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "technion|jsonl|synthetic",
      descriptionKey = "import.format")
  private Format format = Format.JSONL;

  @Option(names = "--terms", required = true, paramLabel = "FILE", descriptionKey = "import.terms")
  private Path terms = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "FILE", descriptionKey = "import.out")
  private Path out = Path.of("");

  @Option(names = "--seed", paramLabel = "N", descriptionKey = "import.seed")
  private long seed = 1;

  @Option(names = "--from", paramLabel = "DATE", descriptionKey = "import.from")
  private @Nullable LocalDate from;

  @Option(names = "--days", paramLabel = "N", descriptionKey = "import.days")
  private int days;

  @Option(names = "--count", paramLabel = "N", descriptionKey = "import.count")
  private int count = 1000;

  ImportCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Terms document = TermsFile.read(terms);
    CallTally tally = new CallTally();
    List<ImportReport> reports = new ArrayList<>();
    long[] synthetic = new long[1];
    Disk.write(
        out,
        false,
        stream -> {
          RecordSink lines = counting(RecordLines.writer(stream), tally);
          if (format == Format.SYNTHETIC) {
            synthetic[0] = generate(document, lines);
          } else {
            reports.add(read(document, lines));
          }
        });
    if (reports.isEmpty()) {
      session().tell("import.synthetic", Amounts.grouped(synthetic[0]), seed, out);
      session()
          .answer(
              Json.object()
                  .put("records", synthetic[0])
                  .put("synthetic", true)
                  .put("out", Cli.clean(out.toString()))
                  .build());
      counted(tally);
      return Exit.PASSED;
    }
    report(reports.getFirst());
    counted(tally);
    return reports.getFirst().refused() == 0 ? Exit.PASSED : Exit.FAILED;
  }

  private static RecordSink counting(RecordSink next, CallTally tally) {
    return (UsageRecord r) -> {
      tally.add(r);
      next.accept(r);
    };
  }

  private long generate(Terms document, RecordSink sink) throws IOException {
    LocalDate first = Optional.ofNullable(from).orElse(document.term().from());
    int length = days == 0 ? first.lengthOfMonth() - first.getDayOfMonth() + 1 : days;
    if (length < 1 || length > 366 || count < 0 || count > SyntheticCalls.MAX_COUNT) {
      throw CliException.usage(
          Code.USAGE,
          "import",
          "1 to 366 days and 0 to " + SyntheticCalls.MAX_COUNT + " calls",
          length + " days and " + count + " calls");
    }
    SyntheticCalls.generate(seed, first, length, count, WallClock.of(document.offsets()), sink);
    return count;
  }

  private ImportReport read(Terms document, RecordSink sink) throws IOException {
    Path source = file;
    if (source == null) {
      throw CliException.usage(Code.USAGE, "import", "FILE", "nothing");
    }
    return read(source, format, document, sink);
  }

  /// Reads `source` and hands its records to `sink`.
  ///
  /// @throws CliException where the file as a whole is unusable
  static ImportReport read(Path source, Format format, Terms document, RecordSink sink)
      throws IOException {
    if (!Files.exists(source)) {
      throw Disk.notFound(source);
    }
    if (!Files.isReadable(source) || Files.isDirectory(source)) {
      throw CliException.usage(
          Code.FILE_NOT_READ, source.toString(), "a file that can be read", "something else");
    }
    String name = String.valueOf(source.getFileName());
    try (InputStream in = new BufferedInputStream(Files.newInputStream(source), 1 << 16)) {
      return format == Format.TECHNION
          ? TechnionReader.read(in, name, WallClock.of(document.offsets()), sink)
          : RecordLines.read(in, name, sink);
    } catch (MalformedException e) {
      throw CliException.malformed(source.toString(), e);
    }
  }

  private void report(ImportReport r) {
    session()
        .tell(
            "import.read",
            r.name(),
            Amounts.grouped(r.rows()),
            Amounts.grouped(r.records()),
            Amounts.grouped(r.refused()),
            out);
    if (!r.oddities().isEmpty()) {
      session().tell("import.oddities");
      Table odd = Table.of("  ", "rll");
      r.oddities()
          .forEach(
              (o, n) ->
                  odd.add(Amounts.grouped(n), o.slug(), session().text("oddity." + o.slug())));
      session().say(odd);
    }
    int shown = 0;
    for (ImportReport.Refusal refusal : r.refusals()) {
      if (shown++ == 10) {
        session().tell("import.more", Amounts.grouped(r.refused() - 10));
        break;
      }
      session().say(session().text("import.line", refusal.line()));
      session().say(Cli.describe(session().texts(), refusal.finding()));
    }
    Json.Builder oddities = Json.object();
    for (Map.Entry<Oddity, Long> e : r.oddities().entrySet()) {
      oddities.put(e.getKey().name().toLowerCase(Locale.ROOT), e.getValue());
    }
    List<Json> refusals = new ArrayList<>();
    for (ImportReport.Refusal refusal : r.refusals()) {
      refusals.add(Cli.json(refusal.finding()).with("line", Json.of(refusal.line())));
    }
    session()
        .answer(
            Json.object()
                .put("rows", r.rows())
                .put("records", r.records())
                .put("refused", r.refused())
                .put("oddities", oddities.build())
                .put("refusals", refusals)
                .put("out", Cli.clean(out.toString()))
                .build());
  }

  private void counted(CallTally tally) {
    CallTable.of(session().texts(), tally).forEach(session()::say);
  }
}
