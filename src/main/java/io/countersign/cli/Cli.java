package io.countersign.cli;

import io.countersign.cli.Texts.Lang;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.encoding.Json;
import io.countersign.store.StoreException;
import io.countersign.witness.SourceException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.ITypeInfo;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line: chooses the language, finds the command, prints what it reports and gives the
/// exit code.
public final class Cli {
  /// The commands in the order in which help lists them. Made only when named: that keeps the start
  /// short.
  private static final Map<String, Function<Session, CommandLine>> COMMANDS = commands();

  /// What `--lang` takes.
  private static final List<String> LANGS = List.of("zh", "en");

  private Cli() {}

  private static Map<String, Function<Session, CommandLine>> commands() {
    Map<String, Function<Session, CommandLine>> all = new LinkedHashMap<>();
    all.put("demo", s -> new CommandLine(new DemoCommand(s)));
    all.put("keygen", s -> new CommandLine(new KeygenCommand(s)));
    all.put("address", s -> new CommandLine(new AddressCommand(s)));
    all.put(
        "key",
        s ->
            new CommandLine(new GroupCommand(s))
                .addSubcommand("list", new KeyListCommand(s))
                .addSubcommand("add", new KeyCommands.Add(s))
                .addSubcommand("revoke", new KeyCommands.Revoke(s))
                .addSubcommand("replace", new KeyCommands.Replace(s)));
    all.put(
        "pass",
        s ->
            new CommandLine(new GroupCommand(s))
                .addSubcommand("token", new PassCommands.Token(s))
                .addSubcommand("capability", new PassCommands.Capability(s))
                .addSubcommand("list", new PassCommands.All(s))
                .addSubcommand("revoke", new PassCommands.Revoke(s)));
    all.put(
        "terms",
        s ->
            new CommandLine(new GroupCommand(s))
                .addSubcommand("lint", new TermsLintCommand(s))
                .addSubcommand("hash", new TermsHashCommand(s))
                .addSubcommand("show", new TermsShowCommand(s))
                .addSubcommand("diff", new TermsDiffCommand(s))
                .addSubcommand("read", new TermsReadCommand(s))
                .addSubcommand("render", new TermsRenderCommand(s))
                .addSubcommand("template", new TermsTemplateCommand(s))
                .addSubcommand("advise", new TermsAdviseCommand(s))
                .addSubcommand("compare", new TermsCompareCommand(s)));
    all.put(
        "agreement",
        s ->
            new CommandLine(new GroupCommand(s))
                .addSubcommand("propose", new AgreementProposeCommand(s))
                .addSubcommand("sign", new AgreementSignCommand(s))
                .addSubcommand("open", new AgreementOpenCommand(s))
                .addSubcommand("send", new AgreementSendCommand(s))
                .addSubcommand("fetch", new AgreementFetchCommand(s))
                .addSubcommand("amend", new AgreementAmendCommand(s))
                .addSubcommand("waiting", new AgreementWaitingCommand(s)));
    all.put("sign", s -> new CommandLine(new SignCommand(s)));
    all.put(
        "rendering",
        s ->
            new CommandLine(new GroupCommand(s))
                .addSubcommand("sign", new RenderingSignCommand(s)));
    all.put("import", s -> new CommandLine(new ImportCommand(s)));
    all.put("attest", s -> new CommandLine(new AttestCommand(s)));
    all.put("void", s -> new CommandLine(new VoidCommand(s)));
    all.put("erase", s -> new CommandLine(new ErasureCommands.Erase(s)));
    all.put(
        "erasure",
        s ->
            new CommandLine(new GroupCommand(s))
                .addSubcommand("list", new ErasureCommands.All(s))
                .addSubcommand("apply", new ErasureCommands.Apply(s)));
    all.put(
        "milestone",
        s ->
            new CommandLine(new GroupCommand(s))
                .addSubcommand("accept", new MilestoneAcceptCommand(s)));
    all.put(
        "dispute",
        s ->
            new CommandLine(new GroupCommand(s))
                .addSubcommand("list", new DisputeListCommand.All(s))
                .addSubcommand("show", new DisputeListCommand.One(s))
                .addSubcommand("open", new DisputeOpenCommand(s))
                .addSubcommand("answer", new DisputeCommands.Answer(s))
                .addSubcommand("withdraw", new DisputeCommands.Withdraw(s))
                .addSubcommand("escalate", new DisputeCommands.Escalate(s))
                .addSubcommand("resolve", new DisputeCommands.Resolve(s)));
    all.put("append", s -> new CommandLine(new AppendCommand(s)));
    all.put(
        "statement",
        s ->
            new CommandLine(new GroupCommand(s))
                .addSubcommand("preview", new StatementPreviewCommand(s))
                .addSubcommand("issue", new StatementIssueCommand(s))
                .addSubcommand("show", new StatementShowCommand(s))
                .addSubcommand("explain", new StatementExplainCommand(s))
                .addSubcommand("accept", new StatementAcceptCommand(s)));
    all.put("show", s -> new CommandLine(new ShowCommand(s)));
    all.put("prove", s -> new CommandLine(new ProveCommand(s)));
    all.put("export", s -> new CommandLine(new ExportCommand(s)));
    all.put("verify", s -> new CommandLine(new VerifyCommand(s)));
    all.put("serve", s -> new CommandLine(new ServeCommand(s)));
    all.put("fsck", s -> new CommandLine(new FsckCommand(s)));
    all.put("backup", s -> new CommandLine(new BackupCommand(s)));
    all.put("restore", s -> new CommandLine(new RestoreCommand(s)));
    all.put(
        "ledger",
        s ->
            new CommandLine(new GroupCommand(s))
                .addSubcommand("export", new LedgerExportCommand(s))
                .addSubcommand("import", new LedgerImportCommand(s))
                .addSubcommand("resume", new LedgerResumeCommand(s)));
    all.put("watch", s -> new CommandLine(new WatchCommand(s)));
    all.put("record", s -> new CommandLine(new RecordCommand(s)));
    all.put(
        "bench",
        s ->
            new CommandLine(new BenchCommand(s))
                .addSubcommand("load", new BenchLoadCommand(s))
                .addSubcommand("start", new BenchStartCommand(s)));
    return all;
  }

  /// Runs the command that `args` name.
  ///
  /// @return the exit code, see [Exit]
  public static int run(Host host, String... args) {
    Session session = new Session(host, Texts.of(lang(host, args)));
    String typed = typedLang(args);
    int exit =
        typed.isEmpty() || LANGS.contains(typed)
            ? commandLine(session, args).execute(args)
            : report(session, CliException.usage(Code.USAGE, "--lang", "zh or en", typed));
    host.out().flush();
    host.err().flush();
    return exit;
  }

  /// The language of `--lang`, else of the environment: help and complaints about the command line
  /// itself must be in it too.
  private static Lang lang(Host host, String... args) {
    String typed = typedLang(args);
    return LANGS.contains(typed) ? Lang.of(Map.of("LANG", typed)) : Lang.of(host.env());
  }

  /// The value of `--lang`, wherever it stands; empty where there is none.
  private static String typedLang(String... args) {
    for (int i = 0; i < args.length; i++) {
      String value =
          args[i].equals("--lang") && i + 1 < args.length
              ? args[i + 1]
              : args[i].startsWith("--lang=") ? args[i].substring("--lang=".length()) : "";
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  /// The tree of commands; only the one that `args` name if they name one.
  static CommandLine commandLine(Session session, String... args) {
    CommandLine root = new CommandLine(new RootCommand(session));
    String named = "";
    for (String arg : args) {
      if (COMMANDS.containsKey(arg)) {
        named = arg;
        break;
      }
    }
    boolean help = List.of(args).contains("help");
    for (Map.Entry<String, Function<Session, CommandLine>> c : COMMANDS.entrySet()) {
      if (named.isEmpty() || help || named.equals(c.getKey())) {
        root.addSubcommand(c.getKey(), c.getValue().apply(session));
      }
    }
    root.setResourceBundle(session.texts().messages());
    root.setOut(writer(session.host().out()));
    root.setErr(writer(session.host().err()));
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setAbbreviatedOptionsAllowed(false);
    root.setUsageHelpAutoWidth(true);
    root.setExpandAtFiles(false);
    root.setParameterExceptionHandler((e, a) -> complain(session, e, a));
    root.setExecutionExceptionHandler((e, line, parsed) -> report(session, e));
    return root;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  private static int complain(Session session, ParameterException e, String... args) {
    // the option itself was not read: what came before it was wrong
    session.readByMachine(List.of(args).contains("--json"));
    CommandLine line = e.getCommandLine();
    String where = line.getCommandSpec().qualifiedName();
    CliException usage =
        switch (e) {
          case UnmatchedArgumentException u ->
              CliException.usage(
                  Code.USAGE,
                  where,
                  u.isUnknownOption()
                      ? "an option of this command"
                      : "a command or a value it takes",
                  String.join(" ", u.getUnmatched()));
          case MissingParameterException m -> {
            List<String> names = new ArrayList<>();
            m.getMissing()
                .forEach(
                    a -> names.add(a instanceof OptionSpec o ? o.longestName() : a.paramLabel()));
            yield CliException.usage(Code.USAGE, where, String.join(", ", names), "nothing");
          }
          default -> misread(e, where);
        };
    int exit = report(session, usage);
    session.host().err().println(session.texts().text("usage.see", where + " --help"));
    return exit;
  }

  /// A value that is not of its option's type; the library would say it in the words of Java.
  private static CliException misread(ParameterException e, String where) {
    ArgSpec arg = e.getArgSpec();
    String typed = e.getValue();
    if (arg == null || typed == null) {
      return CliException.usage(
          Code.USAGE, where, "what --help shows", String.valueOf(e.getMessage()));
    }
    return CliException.usage(
        Code.USAGE,
        arg instanceof OptionSpec o ? o.longestName() : arg.paramLabel(),
        form(arg.typeInfo()),
        typed);
  }

  private static String form(ITypeInfo type) {
    Class<?> wanted = type.getType();
    if (type.isEnum()) {
      return String.join(", ", type.getEnumConstantNames()).toLowerCase(Locale.ROOT);
    }
    return wanted == LocalDate.class
        ? "a date that exists, yyyy-mm-dd"
        : wanted == long.class || wanted == int.class
            ? "a whole number, digits only"
            : wanted == Path.class
                ? "a file name that the locale can read, e.g. with LC_ALL=C.UTF-8"
                : "what --help shows";
  }

  /// Prints what stopped a command and gives its exit code.
  private static int report(Session session, Exception e) {
    if (e instanceof StoreException broken) {
      return report(session, CliException.refused(broken.finding()));
    }
    if (e instanceof SourceException away) {
      return report(session, CliException.refused(away.finding()));
    }
    if (!(e instanceof CliException c)) {
      // A bug, or a machine that fails: the trace is what helps then.
      session.host().err().println(session.texts().text("internal", String.valueOf(e)));
      e.printStackTrace(session.host().err());
      return Exit.FAILED;
    }
    if (session.json()) {
      List<Json> items = new ArrayList<>();
      c.findings().forEach(f -> items.add(json(f)));
      session.host().out().println(Json.object().put("findings", items).build().toText());
    } else {
      c.findings().forEach(f -> session.host().err().println(describe(session.texts(), f)));
    }
    return c.exit();
  }

  /// `finding` as four or five lines for people.
  static String describe(Texts texts, Finding finding) {
    Code code = finding.code();
    Table table = Table.of("  ", "ll");
    table.add(texts.text("finding.where"), finding.where());
    table.add(texts.text("finding.expected"), finding.expected());
    table.add(texts.text("finding.found"), finding.found());
    table.add(texts.text("finding.mend"), texts.mend(code));
    return code + "  " + texts.wrong(code) + "\n" + String.join("\n", table.lines());
  }

  /// `finding` for machines.
  static Json.Obj json(Finding finding) {
    return Json.object()
        .put("code", finding.code().id())
        .put("slug", finding.code().slug())
        .put("where", clean(finding.where()))
        .put("expected", clean(finding.expected()))
        .put("found", clean(finding.found()))
        .build();
  }

  /// `text` as the JSON profile can hold it: control characters and lone surrogates replaced.
  static String clean(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c ->
                out.appendCodePoint(
                    c < 0x20
                            || (c >= 0x7f && c < 0xa0)
                            || Character.getType(c) == Character.SURROGATE
                        ? 0xfffd
                        : c));
    return out.toString();
  }
}
