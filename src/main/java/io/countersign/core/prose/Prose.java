package io.countersign.core.prose;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.core.terms.Text;
import io.countersign.core.terms.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A terms document as a contract in one language, with a worked example under each clause, and the
/// document that such a text says.
///
/// One fixed template for each thing that the language can say: same document, language and
/// catalogue, same text. The JSON prevails.
public final class Prose {
  /// The version of the templates: the member `render` of documents.
  public static final int RENDER = 1;

  /// Cap on a text that is read, in UTF-16 units.
  public static final int MAX_CHARS = 8 * 1024 * 1024;

  private Prose() {}

  /// The templates of one language, which the shell holds.
  @FunctionalInterface
  public interface Catalogue {
    /// The template under `key`, with places `{0}` to `{9}`.
    String template(String key);
  }

  /// The text. It ends with a line end.
  ///
  /// @param terms valid
  public static String text(Terms terms, Text.Language language, Catalogue catalogue) {
    Scope scope = new Scope(language, catalogue);
    Json.Obj document = terms.toJson();
    define(document, scope);
    return write(document, scope, Examples.of(terms, scope));
  }

  /// The lines of [#text].
  ///
  /// @param terms valid
  public static List<String> of(Terms terms, Text.Language language, Catalogue catalogue) {
    return text(terms, language, catalogue).lines().toList();
  }

  /// The document that a text says. Only the exact text of a document is read: what comes out says
  /// this text again, letter by letter.
  ///
  /// @throws MalformedException `PROSE_UNREAD` with the line if the text is not that of a document;
  ///   what the parser of documents throws if it says one that is none
  public static Terms read(String text, Text.Language language, Catalogue catalogue)
      throws MalformedException {
    if (text.length() > MAX_CHARS || !text.codePoints().allMatch(Prose::allowed)) {
      throw unread(
          1, "at most " + MAX_CHARS + " characters, none of them a control character", "others");
    }
    Scope scope = new Scope(language, catalogue);
    String marker = Forms.INDENT + marker(scope);
    String heading = "\n\n" + scope.text("annex") + "\n";
    int cut = text.lastIndexOf(heading);
    if (cut < 0) {
      throw unread(1, scope.text("annex"), "a text without it");
    }
    String main = text.substring(0, cut);
    StringBuilder kept = new StringBuilder();
    for (String line : main.split("\n", -1)) {
      if (!("\n" + line).startsWith(marker)) {
        kept.append(kept.isEmpty() ? "" : "\n").append(line);
      }
    }
    List<String> annex = annex(text.substring(cut + heading.length()));
    Reading in = new Reading(scope, kept.toString(), annex);
    Json document;
    try {
      document = Document.TERMS.read(in);
      in.end();
    } catch (Unread e) {
      throw unread(in.line(), "the words of a document", MalformedException.show(in.stuck()));
    }
    Terms terms = TermsParser.parse(document.toCanonical());
    List<Finding> findings = Validity.check(terms);
    if (!findings.isEmpty()) {
      Finding f = findings.getFirst();
      throw new MalformedException(f.code(), f.where(), -1, f.expected(), f.found());
    }
    same(text, text(terms, language, catalogue));
    return terms;
  }

  private static void same(String text, String again) throws MalformedException {
    List<String> found = text.lines().toList();
    List<String> expected = again.lines().toList();
    for (int i = 0; i < Math.max(found.size(), expected.size()); i++) {
      String e = i < expected.size() ? expected.get(i) : "";
      String f = i < found.size() ? found.get(i) : "";
      if (!e.equals(f)) {
        throw unread(i + 1L, MalformedException.show(e), MalformedException.show(f));
      }
    }
    if (!text.equals(again)) {
      throw unread(found.size(), "one line end after each line", "others");
    }
  }

  private static MalformedException unread(long line, String expected, String found) {
    return new MalformedException(Code.PROSE_UNREAD, "line " + line, -1, expected, found);
  }

  /// The texts of the other language, in order.
  private static List<String> annex(String rows) throws MalformedException {
    List<String> out = new ArrayList<>();
    for (String row : rows.lines().toList()) {
      try {
        int from = row.indexOf(Quotes.OPEN);
        int end = Quotes.end(row, from < 0 ? row.length() : from);
        int other = row.indexOf(Quotes.OPEN, end);
        int last = Quotes.end(row, other < 0 ? row.length() : other);
        out.add(Quotes.unquote(row.substring(other, last)));
      } catch (Unread e) {
        throw unread(1, "a name in both languages", MalformedException.show(row));
      }
    }
    return out;
  }

  private static String write(
      Json.Obj document, Scope scope, Function<String, List<String>> examples) {
    Page page = new Page(scope, examples);
    Document.TERMS.write(document, page);
    StringBuilder out = new StringBuilder(page.text());
    out.append("\n\n").append(scope.text("annex")).append('\n');
    int i = 0;
    for (String row : page.annex()) {
      i++;
      out.append(i).append(". ").append(row).append('\n');
    }
    return out.toString();
  }

  private static void define(Json.Obj document, Scope scope) {
    Json.Obj currency = Jsons.object(document, "currency");
    scope.currency(Jsons.text(currency, "code"), (int) Jsons.number(currency, "exponent"));
    for (Document.Section s : Document.SECTIONS) {
      Jsons.items(document, s.member()).forEach(item -> scope.define(s.member(), item));
    }
  }

  /// What an example begins with.
  private static String marker(Scope scope) {
    return scope.template("example").pieces().getFirst() instanceof Template.Words w
        ? w.text()
        : "";
  }

  /// No control characters but line ends, and no halves of characters.
  private static boolean allowed(int c) {
    return c == '\n' || (c >= 0x20 && c != 0x7f && (c < 0xd800 || c > 0xdfff));
  }
}
