package io.countersign.witness;

/// What one look at the log came to.
///
/// @param size leaves of the largest tree that the log signed and that extends all before it
/// @param held leaves that the copy holds wholly: verified, with every object and payload
/// @param followed whether the log's present checkpoint is the end of the copy now
/// @param alarms how many alarms were raised, those seen before among them
public record Round(long size, long held, boolean followed, int alarms) {
  public Round {
    if (held < 0 || size < held || alarms < 0) {
      throw new IllegalArgumentException(held + " of " + size + ", " + alarms + " alarms");
    }
  }

  /// Whether the copy holds all that the log shows, and nothing was wrong.
  public boolean clean() {
    return followed && alarms == 0;
  }
}
