package io.countersign.core.terms;

/// A set of the cases of one table, one bit each. Every operation works on whole words: its cost is
/// cases / 64.
final class CaseSet {
  private final long[] words;
  private final int size;
  private final Steps steps;

  private CaseSet(int size, Steps steps) {
    this.words = new long[(size + 63) >>> 6];
    this.size = size;
    this.steps = steps;
    steps.add(words.length);
  }

  static CaseSet none(int size, Steps steps) {
    return new CaseSet(size, steps);
  }

  static CaseSet all(int size, Steps steps) {
    CaseSet out = new CaseSet(size, steps);
    out.addRange(0, size);
    return out;
  }

  /// The cases from `lo` to `hi` - 1 of each round of `round` cases.
  ///
  /// @param lo from 0 to `hi`, which is at most `round`
  static CaseSet repeated(int size, int lo, int hi, int round, Steps steps) {
    CaseSet out = new CaseSet(size, steps);
    out.addRange(lo, hi);
    out.repeat(round);
    return out;
  }

  CaseSet copy() {
    CaseSet out = new CaseSet(size, steps);
    System.arraycopy(words, 0, out.words, 0, words.length);
    return out;
  }

  /// Adds the cases from `from` to `to` - 1.
  void addRange(int from, int to) {
    if (from >= to) {
      return;
    }
    int first = from >>> 6;
    int last = (to - 1) >>> 6;
    long head = -1L << from;
    long tail = -1L >>> -to;
    if (first == last) {
      words[first] |= head & tail;
      return;
    }
    words[first] |= head;
    for (int i = first + 1; i < last; i++) {
      words[i] = -1L;
    }
    words[last] |= tail;
    steps.add(last - first);
  }

  /// Continues the pattern of the first `round` cases to the end; no later case may be in the set.
  /// What is there doubles with each copy, so that short rounds cost no more than long ones.
  void repeat(int round) {
    for (int length = round; length < size; length *= 2) {
      int n = Math.min(length, size - length);
      steps.add(1 + (n >>> 6));
      if ((length & 63) == 0 && (n & 63) == 0) {
        System.arraycopy(words, 0, words, length >>> 6, n >>> 6);
        continue;
      }
      for (int done = 0; done < n; done += 64) {
        long bits = words[done >>> 6];
        if (n - done < 64) {
          bits &= -1L >>> -(n - done);
        }
        int to = length + done;
        words[to >>> 6] |= bits << to;
        if ((to & 63) != 0 && (to >>> 6) + 1 < words.length) {
          words[(to >>> 6) + 1] |= bits >>> -to;
        }
      }
    }
  }

  void and(CaseSet other) {
    for (int i = 0; i < words.length; i++) {
      words[i] &= other.words[i];
    }
    steps.add(words.length);
  }

  void or(CaseSet other) {
    for (int i = 0; i < words.length; i++) {
      words[i] |= other.words[i];
    }
    steps.add(words.length);
  }

  /// Turns the set into its complement.
  void negate() {
    for (int i = 0; i < words.length; i++) {
      words[i] = ~words[i];
    }
    if ((size & 63) != 0) {
      words[words.length - 1] &= -1L >>> -size;
    }
    steps.add(words.length);
  }

  boolean has(int index) {
    return (words[index >>> 6] & (1L << index)) != 0;
  }

  /// The first case that both sets hold, or -1.
  int firstCommon(CaseSet other) {
    steps.add(words.length);
    for (int i = 0; i < words.length; i++) {
      long both = words[i] & other.words[i];
      if (both != 0) {
        return (i << 6) + Long.numberOfTrailingZeros(both);
      }
    }
    return -1;
  }

  /// The first case that the set does not hold, or the number of cases if it holds all.
  int firstMissing() {
    steps.add(words.length);
    for (int i = 0; i < words.length; i++) {
      if (words[i] != -1L) {
        return Math.min(size, (i << 6) + Long.numberOfTrailingZeros(~words[i]));
      }
    }
    return size;
  }

  /// How many cases the set holds.
  int count() {
    int out = 0;
    for (long w : words) {
      out += Long.bitCount(w);
    }
    return out;
  }
}
