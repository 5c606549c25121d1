package io.countersign.cli;

import io.countersign.core.encoding.Json;
import io.countersign.core.money.Decimal;
import io.countersign.core.money.Ratio;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsChange;
import io.countersign.core.terms.TermsDiff;
import io.countersign.core.terms.Text;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The difference between two versions as people read it, and as machines do.
final class DiffText {
  private static final Pattern NAMED =
      Pattern.compile("(lines|measures|kpis|scores)\\[([a-z0-9_]+)]");
  private static final Pattern MEMBER =
      Pattern.compile("(calendars|windows|params|records)\\.([a-z0-9_]+)");

  private final Texts texts;
  private final Terms before;
  private final Terms now;

  DiffText(Texts texts, Terms before, Terms now) {
    this.texts = texts;
    this.before = before;
    this.now = now;
  }

  /// The title, then one or two lines a change.
  List<String> of(TermsDiff diff) {
    List<String> out = new ArrayList<>();
    out.add(
        diff.isEmpty()
            ? texts.text("diff.same")
            : before.version() == now.version()
                ? texts.text("diff.count", diff.changes().size())
                : texts.text("diff.title", diff.changes().size(), before.version(), now.version()));
    for (TermsChange c : diff.changes()) {
      switch (c) {
        case TermsChange.Added a -> {
          out.add("  + " + texts.text("diff.added") + "  " + head(a.path()));
          out.add("      " + a.value().toText());
        }
        case TermsChange.Removed r -> {
          out.add("  - " + texts.text("diff.removed") + "  " + head(r.path()));
          out.add("      " + r.value().toText());
        }
        case TermsChange.Changed x -> {
          out.add("  ~ " + texts.text("diff.changed") + "  " + head(x.path()));
          out.add(
              "      "
                  + x.before().toText()
                  + " → "
                  + x.now().toText()
                  + x.percent().map(p -> "  (" + TermsDiff.show(p) + ")").orElse(""));
        }
        case TermsChange.Moved m -> {
          out.add("  > " + texts.text("diff.moved") + "  " + head(m.path()));
          out.add("      " + texts.text("diff.place", m.from() + 1, m.to() + 1));
        }
      }
    }
    return out;
  }

  /// The path, and the label of the part it lies in.
  private String head(String path) {
    Matcher named = NAMED.matcher(path);
    Matcher member = MEMBER.matcher(path);
    Matcher found = named.lookingAt() ? named : member.lookingAt() ? member : null;
    if (found == null) {
      return path;
    }
    String label = label(now, found.group(1), found.group(2));
    String shown = label.isEmpty() ? label(before, found.group(1), found.group(2)) : label;
    return shown.isEmpty() ? path : path + "  " + texts.text("diff.of", shown);
  }

  private String label(Terms terms, String list, String id) {
    return switch (list) {
      case "lines" -> terms.line(id).map(l -> in(l.label())).orElse("");
      case "measures" -> terms.measure(id).map(m -> in(m.label())).orElse("");
      case "kpis" -> terms.kpi(id).map(k -> in(k.label())).orElse("");
      case "scores" -> terms.score(id).map(s -> in(s.label())).orElse("");
      case "windows" -> terms.window(id).map(w -> in(w.label())).orElse("");
      case "params" -> terms.param(id).map(p -> in(p.label())).orElse("");
      case "records" -> terms.recordType(id).map(r -> in(r.label())).orElse("");
      default -> "";
    };
  }

  private String in(Text text) {
    return texts.pick(text.zh(), text.en());
  }

  /// The changes for machines: enough to make the new document from the old one.
  static List<Json> json(TermsDiff diff) {
    List<Json> out = new ArrayList<>();
    for (TermsChange c : diff.changes()) {
      Json.Builder o = Json.object().put("path", c.path());
      out.add(
          switch (c) {
            case TermsChange.Added a -> {
              if (a.at() >= 0) {
                o.put("at", a.at());
              }
              yield o.put("change", "added").put("now", a.value()).build();
            }
            case TermsChange.Removed r ->
                o.put("change", "removed").put("before", r.value()).build();
            case TermsChange.Moved m ->
                o.put("change", "moved").put("from", m.from()).put("to", m.to()).build();
            case TermsChange.Changed x -> {
              x.percent().ifPresent(p -> o.put("percent", percent(p)));
              yield o.put("change", "changed")
                  .put("before", x.before())
                  .put("now", x.now())
                  .build();
            }
          });
    }
    return out;
  }

  /// In percent, rounded toward zero to four decimals.
  private static String percent(Ratio exact) {
    return Decimal.format(exact.num().multiply(BigInteger.valueOf(10_000)).divide(exact.den()), 4);
  }
}
