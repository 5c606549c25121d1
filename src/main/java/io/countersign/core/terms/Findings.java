package io.countersign.core.terms;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import java.util.ArrayList;
import java.util.List;

/// Collects what a check found, up to a cap, so that a hostile document cannot make the answer
/// larger than the question.
final class Findings {
  /// Cap on the findings of one check; what lies beyond adds nothing to the verdict.
  static final int MAX = 256;

  private final List<Finding> list = new ArrayList<>();

  void add(Code code, String where, String expected, String found) {
    if (list.size() < MAX) {
      list.add(new Finding(code, where, expected, found));
    }
  }

  boolean isEmpty() {
    return list.isEmpty();
  }

  /// Whether more of them would be dropped, so that looking for more is in vain.
  boolean isFull() {
    return list.size() >= MAX;
  }

  List<Finding> toList() {
    return List.copyOf(list);
  }
}
