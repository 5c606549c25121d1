package io.countersign.core.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Which billing modes to look at first, and why: a rule of thumb that binds nobody.
///
/// Each reason that applies gives or takes points; the modes with most points come first. The
/// thresholds are conventions of this project. The rules: large and steady: fixed or project; small
/// or fluctuating: by volume; a certain budget: fixed; paying for use: by volume or time; high
/// quality: by performance; where performance stands beside another mode, a hybrid of both.
public final class Adviser {
  /// From so many calls a month on a client counts as large.
  public static final long LARGE = 20_000;

  /// Below so many as small.
  public static final long SMALL = 5_000;

  /// Up to this swing in percent the volume counts as steady.
  public static final int STEADY = 20;

  /// From this swing on as fluctuating.
  public static final int FLUCTUATING = 50;

  private Adviser() {}

  /// Why a mode was given or denied points. The word is the end of the message's key.
  public enum Reason {
    LARGE_VOLUME("large"),
    SMALL_VOLUME("small"),
    STEADY_VOLUME("steady"),
    FLUCTUATING_VOLUME("fluctuating"),
    CERTAIN_BUDGET("certain"),
    PAY_FOR_USE("use"),
    NOT_FOR_USE("not-use"),
    HIGH_QUALITY("quality"),
    WORK_ENDS("ending"),
    NO_END("no-end"),
    BOTH("both");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /// One reason and what it weighs.
  ///
  /// @param points below 0 where it speaks against the mode
  public record Weight(Reason reason, int points) {}

  /// A mode with all that speaks for and against it.
  public record Proposal(Mode mode, List<Weight> weights) {
    public Proposal {
      weights = List.copyOf(weights);
    }

    public int points() {
      return weights.stream().mapToInt(Weight::points).sum();
    }
  }

  /// The modes of which more speaks for than against, the best first; of equals, by the order of
  /// [Mode]. At least one.
  public static List<Proposal> propose(Needs needs) {
    Map<Mode, List<Weight>> all = new EnumMap<>(Mode.class);
    for (Mode mode : Mode.values()) {
      all.put(mode, new ArrayList<>());
    }
    if (needs.callsPerMonth() >= LARGE) {
      give(all, Mode.FIXED, Reason.LARGE_VOLUME, 2);
    } else if (needs.callsPerMonth() < SMALL) {
      give(all, Mode.VOLUME, Reason.SMALL_VOLUME, 2);
      give(all, Mode.FIXED, Reason.SMALL_VOLUME, -1);
    }
    if (needs.swingPercent() <= STEADY) {
      give(all, Mode.FIXED, Reason.STEADY_VOLUME, 2);
    } else if (needs.swingPercent() >= FLUCTUATING) {
      give(all, Mode.VOLUME, Reason.FLUCTUATING_VOLUME, 2);
      give(all, Mode.FIXED, Reason.FLUCTUATING_VOLUME, -2);
    }
    switch (needs.budget()) {
      case CERTAIN -> give(all, Mode.FIXED, Reason.CERTAIN_BUDGET, 2);
      case USE -> {
        give(all, Mode.VOLUME, Reason.PAY_FOR_USE, 2);
        give(all, Mode.TIME, Reason.PAY_FOR_USE, 1);
        give(all, Mode.FIXED, Reason.NOT_FOR_USE, -1);
      }
    }
    if (needs.quality() == Needs.Quality.HIGH) {
      give(all, Mode.PERFORMANCE, Reason.HIGH_QUALITY, 3);
    }
    if (needs.ending()) {
      give(all, Mode.PROJECT, Reason.WORK_ENDS, 5);
    } else {
      give(all, Mode.PROJECT, Reason.NO_END, -2);
    }
    hybrid(all);
    return all.entrySet().stream()
        .map(e -> new Proposal(e.getKey(), e.getValue()))
        .filter(p -> p.points() > 0)
        .sorted(Comparator.comparingInt(Proposal::points).reversed().thenComparing(Proposal::mode))
        .toList();
  }

  /// Where quality counts, and another mode has good reasons too: both in one agreement.
  private static void hybrid(Map<Mode, List<Weight>> all) {
    int performance = points(all, Mode.PERFORMANCE);
    int other = Math.max(points(all, Mode.FIXED), points(all, Mode.VOLUME));
    if (performance > 0 && other > 1) {
      give(all, Mode.HYBRID, Reason.BOTH, Math.max(performance, other) + 1);
    }
  }

  private static int points(Map<Mode, List<Weight>> all, Mode mode) {
    return new Proposal(mode, all.getOrDefault(mode, List.of())).points();
  }

  private static void give(Map<Mode, List<Weight>> all, Mode mode, Reason reason, int points) {
    all.getOrDefault(mode, new ArrayList<>()).add(new Weight(reason, points));
  }
}
