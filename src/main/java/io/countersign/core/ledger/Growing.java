package io.countersign.core.ledger;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.ToLongFunction;

/// A list that only grows, with views of its first items that stay good while it does.
final class Growing<T> {
  @SuppressWarnings("unchecked") // only add() writes, and it takes T
  private T[] items = (T[]) new Object[8];

  private int size;

  void add(T item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, 2 * size);
    }
    items[size++] = item;
  }

  int size() {
    return size;
  }

  T get(int index) {
    return items[Objects.checkIndex(index, size)];
  }

  List<T> view() {
    return new View<>(items, size);
  }

  /// The items of `list` whose `index` is below `size`; `index` ascends. Cost: O(log n).
  static <T> List<T> below(List<T> list, ToLongFunction<T> index, long size) {
    int lo = 0;
    int hi = list.size();
    while (lo < hi) {
      int mid = (lo + hi) >>> 1;
      if (index.applyAsLong(list.get(mid)) < size) {
        lo = mid + 1;
      } else {
        hi = mid;
      }
    }
    return lo == list.size() ? list : list instanceof View<T> v ? v.first(lo) : list.subList(0, lo);
  }

  /// The first items of an array that is written only behind them.
  private static final class View<T> extends AbstractList<T> implements RandomAccess {
    private final T[] items;
    private final int size;

    View(T[] items, int size) {
      this.items = items;
      this.size = size;
    }

    View<T> first(int n) {
      return new View<>(items, n);
    }

    @Override
    public T get(int index) {
      return items[Objects.checkIndex(index, size)];
    }

    @Override
    public int size() {
      return size;
    }
  }
}
