package io.countersign.core.verify;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import java.util.Locale;
import java.util.Objects;

/// One check of a report: which rule, what became of it, where, what was expected there and what
/// was found.
///
/// Language-neutral, as a [Finding] is. The three texts are made safe to print and cut after 400
/// characters, since parts of them come from the bundle.
///
/// @param code which check, one of the codes 08xx
/// @param where the place: a part of the bundle, `entry 17`, `statement 202601 line talk`
/// @param demanded whether the policy or the bundle's nature demands the check: only then does
///   `NOT_CHECKED` change the exit code
public record Check(
    Code code, Verdict verdict, String where, String expected, String found, boolean demanded) {
  /// Longest text of a check, in characters.
  public static final int MAX_TEXT = 400;

  public Check {
    Objects.requireNonNull(code);
    Objects.requireNonNull(verdict);
    where = safe(where);
    expected = safe(expected);
    found = safe(found);
  }

  static Check passed(Code code, String where, String found) {
    return new Check(code, Verdict.PASSED, where, found, found, true);
  }

  static Check failed(Code code, String where, String expected, String found) {
    return new Check(code, Verdict.FAILED, where, expected, found, true);
  }

  /// A failed check whose reason is a rule of a lower package: its code leads the text.
  static Check failed(Code code, String where, Finding reason) {
    String place = reason.where().isEmpty() ? "" : " at " + reason.where();
    return failed(
        code, where, reason.expected(), reason.found() + " (" + reason.code() + place + ")");
  }

  static Check failed(Code code, String where, MalformedException reason) {
    return failed(code, where, reason.toFinding());
  }

  /// A check that the policy demands and that could not be made.
  static Check notChecked(Code code, String where, String expected, String found) {
    return new Check(code, Verdict.NOT_CHECKED, where, expected, found, true);
  }

  /// A check that nobody demanded; listed, so that nobody takes it for made.
  static Check notDemanded(Code code, String where, String expected, String found) {
    return new Check(code, Verdict.NOT_CHECKED, where, expected, found, false);
  }

  /// Control characters, lone surrogates and direction marks as escapes of their code point,
  /// without quotes.
  private static String safe(String text) {
    boolean plain = text.length() <= MAX_TEXT;
    for (int i = 0; plain && i < text.length(); i++) {
      char c = text.charAt(i);
      plain = c >= 0x20 && c < 0x7f;
    }
    if (plain) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length() && out.length() < MAX_TEXT - 2) {
      int cp = text.codePointAt(i);
      i += Character.charCount(cp);
      boolean hidden =
          cp < 0x20
              || (cp >= 0x7f && cp < 0xa0)
              || (cp >= 0xd800 && cp <= 0xdfff)
              || (cp >= 0x200b && cp <= 0x200f)
              || (cp >= 0x2028 && cp <= 0x202e)
              || (cp >= 0x2060 && cp <= 0x206f)
              || cp == 0xfeff;
      if (hidden) {
        out.append(String.format(Locale.ROOT, "\\" + "u%04x", cp));
      } else {
        out.appendCodePoint(cp);
      }
    }
    return i < text.length() ? out.append('…').toString() : out.toString();
  }

  @Override
  public String toString() {
    return switch (verdict) {
      case PASSED -> code + " at " + where + ": passed, " + found;
      case FAILED -> code + " at " + where + ": failed, expected " + expected + ", found " + found;
      case NOT_CHECKED -> code + " at " + where + ": not checked, " + found;
    };
  }
}
