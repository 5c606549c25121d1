package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.compare.Adviser;
import io.countersign.core.compare.Needs;
import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `terms advise`: which billing modes to look at first, and why.
@Command(name = "advise")
final class TermsAdviseCommand extends BaseCommand {
  @Option(names = "--calls", paramLabel = "N", descriptionKey = "advise.calls")
  private long calls = -1;

  @Option(names = "--swing", paramLabel = "PERCENT", descriptionKey = "advise.swing")
  private int swing = -1;

  @Option(names = "--records", paramLabel = "FILE", descriptionKey = "advise.records")
  private @Nullable Path records;

  @Option(names = "--budget", paramLabel = "certain|use", descriptionKey = "advise.budget")
  private Needs.Budget budget = Needs.Budget.USE;

  @Option(names = "--quality", paramLabel = "normal|high", descriptionKey = "advise.quality")
  private Needs.Quality quality = Needs.Quality.NORMAL;

  @Option(names = "--ending", descriptionKey = "advise.ending")
  private boolean ending;

  TermsAdviseCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Needs needs = needs();
    List<Adviser.Proposal> proposals = Adviser.propose(needs);
    session()
        .tell(
            "advise.needs",
            Amounts.grouped(needs.callsPerMonth()),
            needs.swingPercent(),
            session().text("advise.budget." + word(needs.budget())),
            session().text("advise.quality." + word(needs.quality())));
    session()
        .tell(
            "advise.thresholds",
            Amounts.grouped(Adviser.LARGE),
            Amounts.grouped(Adviser.SMALL),
            Adviser.STEADY,
            Adviser.FLUCTUATING);
    List<Json> answer = new ArrayList<>();
    int rank = 1;
    for (Adviser.Proposal p : proposals) {
      session().say("");
      session()
          .tell(
              "advise.mode",
              rank++,
              session().text("advise.mode." + p.mode().text()),
              p.mode().template());
      List<Json> reasons = new ArrayList<>();
      for (Adviser.Weight w : p.weights()) {
        session()
            .tell(
                "advise.reason",
                w.points() > 0 ? "+" + w.points() : w.points(),
                session().text("advise.because." + w.reason().text()));
        reasons.add(
            Json.object().put("reason", w.reason().text()).put("points", w.points()).build());
      }
      answer.add(
          Json.object()
              .put("mode", p.mode().text())
              .put("template", TermsFile.SAMPLE + p.mode().template())
              .put("points", p.points())
              .put("reasons", reasons)
              .build());
    }
    session().say("");
    session().tell("advise.next", next(proposals));
    session().answer(Json.object().put("proposals", answer).build());
    return Exit.PASSED;
  }

  private String next(List<Adviser.Proposal> proposals) {
    StringBuilder out = new StringBuilder("countersign terms compare");
    proposals.stream()
        .limit(3)
        .forEach(p -> out.append(' ').append(TermsFile.SAMPLE).append(p.mode().template()));
    return out.append(" --records FILE --from DATE --to DATE").toString();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private Needs needs() {
    Path source = records;
    long perMonth = calls;
    int change = swing;
    if (source != null) {
      Map<Period, Long> months = months(source);
      long sum = months.values().stream().mapToLong(Long::longValue).sum();
      perMonth = perMonth < 0 && !months.isEmpty() ? sum / months.size() : perMonth;
      change = change < 0 ? Needs.swing(months.values()) : change;
    }
    if (perMonth < 0 || perMonth > Needs.MAX_CALLS) {
      throw CliException.usage(
          Code.USAGE,
          "terms advise",
          "--records FILE, or --calls from 0 to " + Needs.MAX_CALLS,
          calls < 0 ? "neither" : Long.toString(calls));
    }
    if (swing < -1 || swing > Needs.MAX_SWING) {
      throw CliException.usage(
          Code.USAGE, "--swing", "0 to " + Needs.MAX_SWING, Integer.toString(swing));
    }
    return new Needs(perMonth, Math.max(0, change), budget, quality, ending);
  }

  /// Records by month; months without any that lie between count as 0.
  private static Map<Period, Long> months(Path source) {
    Terms any = TermsFile.read(Path.of(TermsFile.SAMPLE + "by-volume"));
    TermsClock clock = TermsClock.of(any.offsets());
    TreeMap<Period, Long> out = new TreeMap<>();
    try {
      var _ =
          ImportCommand.read(
              source,
              ImportCommand.Format.JSONL,
              any,
              r -> out.merge(clock.periodOf(r.at()), 1L, Long::sum));
    } catch (IOException e) {
      throw CliException.usage(
          Code.FILE_NOT_READ, source.toString(), "a file that can be read", Disk.reason(e));
    }
    if (out.isEmpty()) {
      throw CliException.usage(Code.COMPARE_NO_USAGE, source.toString(), "records", "none");
    }
    for (Period p = out.firstKey(); p.compareTo(out.lastKey()) < 0; p = p.next()) {
      out.putIfAbsent(p, 0L);
    }
    return out;
  }
}
