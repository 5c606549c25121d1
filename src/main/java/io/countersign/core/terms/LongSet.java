package io.countersign.core.terms;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;

/// Different longs in the order in which they came; boxed sets are ten times as slow, and a hostile
/// document makes millions of them.
final class LongSet {
  private long[] items = new long[8];

  /// Places of items plus 1, by hash; 0 where there is none. Its length is a power of 2 and at
  /// least twice that of `items`.
  private int[] slots = new int[16];

  private int size;

  /// Adds `value` unless it is there.
  void add(long value) {
    int slot = slot(value);
    if (slots[slot] != 0) {
      return;
    }
    if (size == items.length) {
      items = Arrays.copyOf(items, 2 * size);
      slots = new int[4 * size];
      for (int i = 0; i < size; i++) {
        slots[slot(items[i])] = i + 1;
      }
      slot = slot(value);
    }
    items[size] = value;
    slots[slot] = ++size;
  }

  /// The slot of `value`, or the empty one where it belongs.
  private int slot(long value) {
    long hash = value * 0x9e37_79b9_7f4a_7c15L;
    int slot = (int) (hash >>> 32) & (slots.length - 1);
    while (slots[slot] != 0 && items[slots[slot] - 1] != value) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  int size() {
    return size;
  }

  long get(int index) {
    return items[index];
  }

  /// Every item cut down to the bits of `mask`.
  LongSet masked(long mask) {
    LongSet out = new LongSet();
    for (int i = 0; i < size; i++) {
      out.add(items[i] & mask);
    }
    return out;
  }

  /// The items, in order. The set must not change any more.
  List<Long> toList() {
    return new AbstractList<>() {
      @Override
      public Long get(int index) {
        return items[index];
      }

      @Override
      public int size() {
        return size;
      }
    };
  }
}
