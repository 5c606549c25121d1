package io.countersign.cli;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.compare.Comparison;
import io.countersign.core.compare.Plan;
import io.countersign.core.compare.Usage;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.terms.Line;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Term;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.Validity;
import io.countersign.intake.ImportReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `terms compare FILE...`: what the same usage costs under several terms, month by month.
@Command(name = "compare")
final class TermsCompareCommand extends HomeCommand {
  private static final int MAX_PLANS = 8;

  @Parameters(paramLabel = "FILE", arity = "1..*", descriptionKey = "compare.files")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--records", paramLabel = "FILE", descriptionKey = "compare.records")
  private @Nullable Path records;

  @Option(names = "--ledger", paramLabel = "ID", descriptionKey = "ledger")
  private String ledger = "";

  @Option(names = "--from", paramLabel = "DATE", descriptionKey = "compare.from")
  private @Nullable LocalDate from;

  @Option(names = "--to", paramLabel = "DATE", descriptionKey = "compare.to")
  private @Nullable LocalDate to;

  @Option(names = "--milestone", paramLabel = "NAME=DATE", descriptionKey = "compare.milestone")
  private List<String> milestones = new ArrayList<>();

  TermsCompareCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    if (files.size() > MAX_PLANS) {
      throw CliException.usage(
          Code.USAGE, "terms compare", "1 to " + MAX_PLANS + " files", files.size() + " files");
    }
    List<Plan> plans = new ArrayList<>();
    for (Path file : files) {
      plans.add(new Plan(name(file, plans), checked(file, moved(TermsFile.read(file)))));
    }
    Optional<Finding> other = Plan.incomparable(plans);
    if (other.isPresent()) {
      throw CliException.refused(other.get());
    }
    Usage usage = usage();
    if (usage.records().isEmpty()) {
      throw CliException.usage(
          Code.COMPARE_NO_USAGE, "terms compare", "records", "none that counts");
    }
    known(plans);
    Comparison comparison = Comparison.of(plans, usage, session().host().workers());
    for (Comparison.Outcome o : comparison.outcomes()) {
      if (o.outside() == usage.records().size()) {
        throw CliException.refused(
            Code.COMPARE_TERM,
            o.plan().name(),
            "records from "
                + o.plan().terms().term().from()
                + " to "
                + o.plan().terms().term().to(),
            "records of "
                + comparison.months().getFirst()
                + " to "
                + comparison.months().getLast());
      }
    }
    ComparisonTable table = new ComparisonTable(session(), comparison, usage.records().size());
    table.tell();
    accepted()
        .forEach(
            (name, date) -> {
              if (!comparison.months().contains(Period.of(date))) {
                session().tell("compare.milestone-outside", name, date);
              }
            });
    session().answer(table.json());
    return comparison.outcomes().stream().allMatch(Comparison.Outcome::complete)
        ? Exit.PASSED
        : Exit.FAILED;
  }

  /// The file's name without its ending; numbered where two are called the same.
  private static String name(Path file, List<Plan> before) {
    String last =
        Cli.clean(String.valueOf(file.getFileName()))
            .replace(TermsFile.SAMPLE, "")
            .replaceFirst("\\.json$", "");
    String name = last;
    for (int i = 2; ; i++) {
      String tried = name;
      if (before.stream().noneMatch(p -> p.name().equals(tried))) {
        return name;
      }
      name = last + "#" + i;
    }
  }

  private Terms moved(Terms terms) {
    if (from == null && to == null) {
      return terms;
    }
    LocalDate first = Optional.ofNullable(from).orElse(terms.term().from());
    LocalDate last = Optional.ofNullable(to).orElse(terms.term().to());
    if (last.isBefore(first)) {
      throw CliException.usage(Code.COMPARE_TERM, "--to", "a date not before " + first, last + "");
    }
    return Plan.within(terms, new Term(first, last));
  }

  private static Terms checked(Path file, Terms terms) {
    List<Finding> faults = new ArrayList<>(Validity.check(terms));
    faults.addAll(faults.isEmpty() ? Validity.notYetRated(terms) : List.of());
    if (!faults.isEmpty()) {
      throw CliException.refused(
          faults.stream()
              .map(f -> new Finding(f.code(), file + ": " + f.where(), f.expected(), f.found()))
              .toList());
    }
    return terms;
  }

  private Usage usage() {
    Path source = records;
    if (source == null) {
      return new Ledgers(session(), home(), ledger)
          .read(
              image -> {
                Usage held = Usage.of(image.history());
                Map<String, LocalDate> accepted = new LinkedHashMap<>(held.accepted());
                accepted.putAll(accepted());
                return new Usage(held.records(), accepted);
              });
    }
    List<UsageRecord> out = new ArrayList<>();
    ImportReport report;
    try {
      // the clock of the terms is not asked: canonical records carry instants
      report =
          ImportCommand.read(
              source, ImportCommand.Format.JSONL, TermsFile.read(files.getFirst()), out::add);
    } catch (IOException e) {
      throw CliException.usage(
          Code.FILE_NOT_READ, source.toString(), "a file that can be read", Disk.reason(e));
    }
    if (report.refused() > 0) {
      ImportReport.Refusal first = report.refusals().getFirst();
      Finding f = first.finding();
      throw CliException.refused(f.code(), f.where(), f.expected(), f.found());
    }
    return new Usage(out, accepted());
  }

  /// A name that no plan has would cost nothing, and nobody would see why.
  private void known(List<Plan> plans) {
    Set<String> names = new TreeSet<>();
    for (Plan plan : plans) {
      for (Line line : plan.terms().lines()) {
        if (line instanceof Line.Milestone m) {
          m.items().forEach(i -> names.add(i.name()));
          m.holdback().ifPresent(h -> names.add(h.release()));
        }
      }
    }
    for (String name : accepted().keySet()) {
      if (!names.contains(name)) {
        throw CliException.usage(
            Code.USAGE,
            "--milestone",
            names.isEmpty() ? "none: these plans have no milestones" : String.join(", ", names),
            name);
      }
    }
  }

  private Map<String, LocalDate> accepted() {
    Map<String, LocalDate> out = new LinkedHashMap<>();
    for (String typed : milestones) {
      int sign = typed.lastIndexOf('=');
      String name = sign < 0 ? "" : typed.substring(0, sign);
      try {
        LocalDate date = LocalDate.parse(typed.substring(sign + 1));
        if (Line.Item.NAME.matcher(name).matches()) {
          if (out.put(name, date) != null) {
            throw CliException.usage(
                Code.MILESTONE_OPTION, "--milestone", "each name once", Cli.clean(typed));
          }
          continue;
        }
      } catch (DateTimeException e) {
        // said below, with the name's fault
      }
      throw CliException.usage(
          Code.MILESTONE_OPTION, "--milestone", "NAME=yyyy-mm-dd", Cli.clean(typed));
    }
    return out;
  }
}
