package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import java.util.Arrays;
import java.util.TreeMap;

/// A table from 32-byte names to numbers, in flat arrays: some millions of names in 40 to 80 bytes
/// each.
///
/// Cost: O(1) a call, amortised over growth. Names are hashes, so their first bytes spread them. A
/// payload may write tags down that were chosen to collide: what finds no slot near its own goes
/// into a tree, so no input costs more than O(log n) a call.
final class Names {
  private static final int WIDTH = Bytes32.SIZE;

  /// Slots in one block of the arrays.
  private static final int BLOCK = 1 << 12;

  /// Slots that are looked at for one name. Honest names need this many about never.
  private static final int PROBES = 128;

  /// Slots hold 32 bytes of name; a slot is free where its number is -1.
  private byte[][] names = new byte[1][BLOCK * WIDTH];

  private long[][] numbers = {free()};
  private TreeMap<Bytes32, Long> crowded = new TreeMap<>();
  private int slots = BLOCK;
  private int size;

  private static long[] free() {
    long[] out = new long[BLOCK];
    Arrays.fill(out, -1);
    return out;
  }

  /// The number of `name`, or -1.
  long find(Bytes32 name) {
    int s = slot(name);
    return s >= 0 ? number(s) : crowded.getOrDefault(name, -1L);
  }

  /// Gives `name` its number unless it has one.
  ///
  /// @return the number that it had before, or -1
  long putIfAbsent(Bytes32 name, long number) {
    int s = slot(name);
    if (s < 0) {
      Long before = crowded.putIfAbsent(name, number);
      size += before == null ? 1 : 0;
      return before == null ? -1 : before;
    }
    long before = number(s);
    if (before >= 0) {
      return before;
    }
    set(s, name, number);
    size++;
    if (size - crowded.size() > slots / 2 + slots / 8) {
      grow();
    }
    return -1;
  }

  int size() {
    return size;
  }

  /// The slot of `name`, or the free one that it gets; -1 if others hold all that are near.
  private int slot(Bytes32 name) {
    int mask = slots - 1;
    int s = (int) (name.prefix() >>> 16) & mask;
    for (int i = 0; i < PROBES; i++) {
      if (number(s) < 0 || nameAt(s).equals(name)) {
        return s;
      }
      s = (s + 1) & mask;
    }
    return -1;
  }

  private void place(Bytes32 name, long number) {
    int s = slot(name);
    if (s >= 0) {
      set(s, name, number);
    } else {
      crowded.put(name, number);
    }
  }

  private long number(int s) {
    return numbers[s / BLOCK][s % BLOCK];
  }

  private Bytes32 nameAt(int s) {
    return Bytes32.of(names[s / BLOCK], s % BLOCK * WIDTH);
  }

  private void set(int s, Bytes32 name, long number) {
    name.writeTo(names[s / BLOCK], s % BLOCK * WIDTH);
    numbers[s / BLOCK][s % BLOCK] = number;
  }

  private void grow() {
    byte[][] oldNames = names;
    long[][] oldNumbers = numbers;
    TreeMap<Bytes32, Long> oldCrowded = crowded;
    crowded = new TreeMap<>();
    int blocks = 2 * oldNames.length;
    names = new byte[blocks][BLOCK * WIDTH];
    numbers = new long[blocks][];
    for (int b = 0; b < blocks; b++) {
      numbers[b] = free();
    }
    slots = blocks * BLOCK;
    for (int b = 0; b < oldNames.length; b++) {
      for (int i = 0; i < BLOCK; i++) {
        if (oldNumbers[b][i] >= 0) {
          Bytes32 name = Bytes32.of(oldNames[b], i * WIDTH);
          place(name, oldNumbers[b][i]);
        }
      }
    }
    oldCrowded.forEach(this::place);
  }
}
