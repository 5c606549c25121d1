package io.countersign.core.terms;

/// A condition on a figure of the period that opens or shuts a line.
///
/// @param op compares the exact ratio with `bound`, in 1/scale
/// @param passWhenNeutral what a neutral figure means
public record Gate(Subject on, Cond.Op op, long bound, boolean passWhenNeutral) {
  /// Cap on the gates of one line; all must pass.
  public static final int MAX_GATES = 8;

  public Gate {
    Checks.range("a bound", bound, -Band.MAX_BOUND, Band.MAX_BOUND);
    Checks.that(op != Cond.Op.EQ, "ge, gt, le or lt", op);
  }
}
