package io.countersign.core.verify;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.encoding.Json;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a verification found: every check, in the order in which they were made.
///
/// Same bundle and policy, same report, byte for byte, on every machine and in every locale.
///
/// @param checks all of them; of failures with one code at most [#MAX_PER_CODE] are listed, of
///   others at most 1,000, the last says how many more there were
public record Report(List<Check> checks) {
  /// Failures listed under one code.
  public static final int MAX_PER_CODE = 100;

  /// The number of the JSON form.
  static final int FORMAT = 1;

  public Report {
    checks = List.copyOf(checks);
  }

  /// How many checks ended with `verdict`.
  public int count(Verdict verdict) {
    int n = 0;
    for (Check c : checks) {
      n += c.verdict() == verdict ? 1 : 0;
    }
    return n;
  }

  public List<Check> failed() {
    return with(Verdict.FAILED);
  }

  public List<Check> notChecked() {
    return with(Verdict.NOT_CHECKED);
  }

  private List<Check> with(Verdict verdict) {
    List<Check> out = new ArrayList<>();
    for (Check c : checks) {
      if (c.verdict() == verdict) {
        out.add(c);
      }
    }
    return out;
  }

  /// Whether a check with `code` failed.
  public boolean failed(Code code) {
    for (Check c : checks) {
      if (c.code() == code && c.verdict() == Verdict.FAILED) {
        return true;
      }
    }
    return false;
  }

  /// Nothing failed and nothing that was demanded is left unchecked.
  public boolean passed() {
    return exitCode() == 0;
  }

  /// 0 passed; 1 a check failed; 2 nothing failed, but something that the policy demands could not
  /// be checked. Source: `src/docs/verify.md` §4.
  public int exitCode() {
    int code = 0;
    for (Check c : checks) {
      if (c.verdict() == Verdict.FAILED) {
        return 1;
      }
      if (c.verdict() == Verdict.NOT_CHECKED && c.demanded()) {
        code = 2;
      }
    }
    return code;
  }

  /// `passed`, `failed` or `not checked`: the exit code in words.
  public Verdict verdict() {
    return switch (exitCode()) {
      case 0 -> Verdict.PASSED;
      case 1 -> Verdict.FAILED;
      default -> Verdict.NOT_CHECKED;
    };
  }

  /// The form for machines: canonical JSON, documented in `src/docs/verify.md` §4.
  public Json.Obj toJson() {
    List<Json> items = new ArrayList<>();
    for (Check c : checks) {
      items.add(
          Json.object()
              .put("code", c.code().id())
              .put("demanded", c.demanded())
              .put("expected", c.expected())
              .put("found", c.found())
              .put("name", c.code().slug())
              .put("verdict", c.verdict().text())
              .put("where", c.where())
              .build());
    }
    return Json.object()
        .put("checks", items)
        .put("exit", exitCode())
        .put("failed", count(Verdict.FAILED))
        .put("format", FORMAT)
        .put("notChecked", count(Verdict.NOT_CHECKED))
        .put("passed", count(Verdict.PASSED))
        .put("verdict", verdict().text())
        .build();
  }

  /// The canonical bytes of [#toJson()].
  public Bytes toBytes() {
    return toJson().toCanonical();
  }

  /// Collects checks and caps how many of one code and verdict are listed.
  static final class Builder {
    /// Checks passed or not made that are listed under one code.
    static final int MAX_OTHERS = 1000;

    private final List<Check> checks = new ArrayList<>();
    private final Map<Verdict, Map<Code, Integer>> counts = new EnumMap<>(Verdict.class);
    private final Set<Code> demanded = EnumSet.noneOf(Code.class);

    void add(Check check) {
      int n =
          counts
              .computeIfAbsent(check.verdict(), v -> new EnumMap<>(Code.class))
              .merge(check.code(), 1, Integer::sum);
      if (n < cap(check.verdict())) {
        checks.add(check);
      } else if (check.demanded()) {
        demanded.add(check.code());
      }
    }

    private static int cap(Verdict verdict) {
      return verdict == Verdict.FAILED ? MAX_PER_CODE : MAX_OTHERS;
    }

    void addAll(List<Check> more) {
      more.forEach(this::add);
    }

    /// Failures so far, the unlisted ones too.
    int failures(Code code) {
      return counts.getOrDefault(Verdict.FAILED, Map.of()).getOrDefault(code, 0);
    }

    int failures() {
      int n = 0;
      for (int f : counts.getOrDefault(Verdict.FAILED, Map.of()).values()) {
        n += f;
      }
      return n;
    }

    Report build() {
      List<Check> out = new ArrayList<>(checks);
      counts.forEach(
          (verdict, codes) ->
              codes.forEach(
                  (code, n) -> {
                    int hidden = n - cap(verdict) + 1;
                    if (hidden > 0) {
                      String more = hidden + " more " + verdict.text();
                      boolean asked = verdict != Verdict.NOT_CHECKED || demanded.contains(code);
                      out.add(new Check(code, verdict, "further places", "", more, asked));
                    }
                  }));
      return new Report(out);
    }
  }
}
