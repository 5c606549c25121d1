package io.countersign.service;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Permits that many share: so many in all, and of them so many for one name, so that nobody takes
/// all of them.
public final class Shares {
  private final int total;
  private final int each;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<String, Integer> held = new HashMap<>();

  @GuardedBy("lock")
  private int all;

  /// @param total permits at a time
  /// @param each those of one name
  public Shares(int total, int each) {
    this.total = total;
    this.each = each;
  }

  /// Takes a permit for `name`; false if it has its share, or there is none left.
  public boolean take(String name) {
    lock.lock();
    try {
      int mine = held.getOrDefault(name, 0);
      if (all >= total || mine >= each) {
        return false;
      }
      held.put(name, mine + 1);
      all++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Gives one back that `name` has.
  public void release(String name) {
    lock.lock();
    try {
      held.computeIfPresent(name, (n, mine) -> mine > 1 ? mine - 1 : null);
      all--;
    } finally {
      lock.unlock();
    }
  }
}
