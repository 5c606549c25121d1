package io.countersign.proof;

import io.countersign.core.encoding.Json;
import java.util.List;
import java.util.Random;

/// Choices of a generator, all from one seed.
public final class Dice {
  private final Random random;

  public Dice(long seed) {
    this.random = new Random(seed);
  }

  /// The source of the choices, for generators that take one.
  public Random random() {
    return random;
  }

  /// True in one of `n` cases.
  public boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /// A number from `least` to `most`, both included.
  public int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  public long between(long least, long most) {
    return least + random.nextLong(most - least + 1);
  }

  public String pick(String... of) {
    return of[random.nextInt(of.length)];
  }

  public long pick(long... of) {
    return of[random.nextInt(of.length)];
  }

  public <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /// A list of texts as JSON.
  static Json.Arr texts(List<String> of) {
    return Json.array(of.stream().map(Json::of).toList());
  }
}
