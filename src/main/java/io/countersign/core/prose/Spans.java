package io.countersign.core.prose;

import static io.countersign.core.prose.Forms.either;
import static io.countersign.core.prose.Forms.has;
import static io.countersign.core.prose.Forms.line;
import static io.countersign.core.prose.Forms.means;
import static io.countersign.core.prose.Forms.otherwise;
import static io.countersign.core.prose.Forms.say;
import static io.countersign.core.prose.Forms.silent;
import static io.countersign.core.prose.Forms.when;

import io.countersign.core.encoding.Json;

/// What is said of the months that something runs over, and of months in part.
final class Spans {
  private Spans() {}

  /// A sentence on a line of its own for each `window` but a single month.
  static Form words(String prefix) {
    return either(
        one(prefix, "quarter"),
        one(prefix, "year"),
        one(prefix, "term"),
        otherwise(means("window", Json.of("period"), silent())));
  }

  /// A sentence on a line of its own for each `window`.
  static Form allWords(String prefix) {
    return either(
        one(prefix, "period"), one(prefix, "quarter"), one(prefix, "year"), one(prefix, "term"));
  }

  private static Forms.Case one(String prefix, String span) {
    Json value = Json.of(span);
    return when(has("window", value), means("window", value, line(say(prefix + span))));
  }

  /// A sentence on a line of its own where `prorate` is by days.
  static Form prorate(String key) {
    Json days = Json.of("days");
    return either(
        when(has("prorate", days), means("prorate", days, line(say(key)))),
        otherwise(means("prorate", Json.of("none"), silent())));
  }
}
