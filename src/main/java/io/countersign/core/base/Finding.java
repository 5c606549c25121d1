package io.countersign.core.base;

import java.util.Objects;

/// One thing that is not as it should be: the rule, the place, what was expected there and what was
/// found.
///
/// Language-neutral: the sentence for people comes from the message catalogue under the code's id.
///
/// @param where the place, e.g. `lines[3].price`, `entry 17`, `records.jsonl:120`
public record Finding(Code code, String where, String expected, String found) {
  public Finding {
    Objects.requireNonNull(code);
    Objects.requireNonNull(where);
    Objects.requireNonNull(expected);
    Objects.requireNonNull(found);
  }

  @Override
  public String toString() {
    return code.id()
        + " "
        + code.slug()
        + " at "
        + where
        + ": expected "
        + expected
        + ", found "
        + found;
  }
}
