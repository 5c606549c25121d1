package io.countersign.core.prose;

import io.countersign.core.encoding.Json;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A text as it is being read, from its beginning to its end.
final class Reading {
  private static final int MAX_DEPTH = 12;

  private final Scope scope;
  private final String text;
  private final List<String> annex;
  private int at;
  private int named;
  private int farthest;
  private int depth;

  /// @param text without examples and annex
  /// @param annex the texts of the other language, in order
  Reading(Scope scope, String text, List<String> annex) {
    this.scope = scope;
    this.text = text;
    this.annex = List.copyOf(annex);
  }

  Scope scope() {
    return scope;
  }

  /// Takes exactly these words.
  ///
  /// @throws Unread if others stand there
  void expect(String words) throws Unread {
    if (!text.startsWith(words, at)) {
      throw fail();
    }
    at += words.length();
  }

  /// Takes what the pattern matches here.
  ///
  /// @throws Unread if it does not match
  String take(Pattern pattern) throws Unread {
    Matcher m = pattern.matcher(text).region(at, text.length());
    if (!m.lookingAt()) {
      throw fail();
    }
    at = m.end();
    return m.group();
  }

  /// Takes a quotation.
  ///
  /// @return what it quotes
  /// @throws Unread if none stands here
  String quoted() throws Unread {
    int end = Quotes.end(text, at);
    String quoted = text.substring(at, end);
    at = end;
    return Quotes.unquote(quoted);
  }

  /// The text of the other language that goes with the one just read.
  ///
  /// @throws Unread if the annex has no more
  String other() throws Unread {
    if (named >= annex.size()) {
      throw fail();
    }
    return annex.get(named++);
  }

  /// What `form` reads here, or nothing, and then the place is as before.
  Optional<Json> attempt(Form form) {
    int place = at;
    int name = named;
    int deep = depth;
    try {
      return Optional.of(form.read(this));
    } catch (Unread e) {
      at = place;
      named = name;
      depth = deep;
      return Optional.empty();
    }
  }

  /// Enters a condition inside another.
  ///
  /// @throws Unread deeper than any document goes
  void deeper() throws Unread {
    if (++depth > MAX_DEPTH) {
      throw fail();
    }
  }

  void shallower() {
    depth--;
  }

  /// @throws Unread if words are left, here or in the annex
  void end() throws Unread {
    if (at < text.length() || named < annex.size()) {
      throw fail();
    }
  }

  private Unread fail() {
    farthest = Math.max(farthest, at);
    return Unread.here();
  }

  /// What stands where reading came farthest.
  String stuck() {
    int end = text.indexOf('\n', Math.min(farthest + 1, text.length()));
    return text.substring(farthest, end < 0 ? text.length() : end);
  }

  /// The line, from 1 and without examples, where reading came farthest.
  long line() {
    return 1 + text.substring(0, farthest).chars().filter(c -> c == '\n').count();
  }
}
