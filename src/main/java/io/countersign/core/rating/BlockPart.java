package io.countersign.core.rating;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Some blocks of a period, worked on one after the other in strips that stay in the processor's
/// cache. Not thread-safe.
final class BlockPart {
  /// Records of one strip.
  static final int STRIP = 1024;

  private final List<List<GroupSums>> groups = new ArrayList<>(); // by type
  private final TimeClasses time;
  private final long[][] values;
  private final int[] times = new int[STRIP];
  private final int[][] fields; // by type, those that are read

  /// @param groups by record type
  BlockPart(List<List<GroupSums>> groups, TimeClasses time, int maxFields) {
    this.time = time;
    this.values = new long[maxFields][STRIP];
    this.fields = new int[groups.size()][];
    for (int t = 0; t < groups.size(); t++) {
      TreeSet<Integer> read = new TreeSet<>();
      for (GroupSums g : groups.get(t)) {
        for (int f : g.fields()) {
          read.add(f);
        }
      }
      fields[t] = read.stream().mapToInt(Integer::intValue).toArray();
      this.groups.add(List.copyOf(groups.get(t)));
    }
  }

  /// Adds the records of one block.
  void add(RecordBlock block) {
    List<GroupSums> of = groups.get(block.type());
    if (of.isEmpty()) {
      return;
    }
    for (int from = 0; from < block.size(); from += STRIP) {
      int n = Math.min(STRIP, block.size() - from);
      time.of(block.at(), from, n, times);
      for (int f : fields[block.type()]) {
        block.read(f, from, n, values[f]);
      }
      for (GroupSums g : of) {
        g.add(block, from, n, values, times);
      }
    }
  }

  List<GroupSums> groups(int type) {
    return groups.get(type);
  }
}
