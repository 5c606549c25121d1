package io.countersign.cli;

import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Terms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `terms template [NAME --out FILE]`: what comes with the program, to begin one's own terms with.
@Command(name = "template")
final class TermsTemplateCommand extends BaseCommand {
  /// The samples, five of one billing mode each and then hybrids.
  static final List<String> NAMES =
      List.of(
          "by-time",
          "by-volume",
          "by-project",
          "by-performance",
          "monthly-fee",
          "hybrid",
          "bank-hybrid",
          "per-call-2026");

  @Parameters(paramLabel = "NAME", arity = "0..1", descriptionKey = "template.name")
  private String name = "";

  @Option(names = "--out", paramLabel = "FILE", descriptionKey = "template.out")
  private @Nullable Path out;

  TermsTemplateCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    if (name.isEmpty()) {
      return list();
    }
    Path sample = Path.of(TermsFile.SAMPLE + name);
    Terms terms = TermsFile.read(sample);
    Path file = out;
    if (file == null) {
      session().host().out().print(TermsFile.bytes(sample).toUtf8());
      return Exit.PASSED;
    }
    Disk.write(file, TermsFile.bytes(sample));
    session().tell("template.written", file);
    session()
        .answer(
            Json.object()
                .put("out", Cli.clean(file.toString()))
                .put("termsHash", terms.hash().toHex())
                .build());
    return Exit.PASSED;
  }

  private int list() {
    Table table = Table.of("  ", "ll");
    List<Json> answer = new ArrayList<>();
    for (String each : NAMES) {
      Terms terms = TermsFile.read(Path.of(TermsFile.SAMPLE + each));
      table.add(each, session().texts().pick(terms.title().zh(), terms.title().en()));
      answer.add(Json.object().put("name", each).put("termsHash", terms.hash().toHex()).build());
    }
    session().tell("template.list");
    session().say(table);
    session().tell("template.how");
    session().answer(Json.object().put("templates", answer).build());
    return Exit.PASSED;
  }
}
