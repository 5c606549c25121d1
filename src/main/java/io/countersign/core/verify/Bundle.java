package io.countersign.core.verify;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import java.util.List;

/// The parts of a bundle by name: all that a verification reads besides the policy.
///
/// Reading must be repeatable and safe from several threads.
public interface Bundle {
  /// The names of all parts, ascending, each once.
  List<String> names();

  /// Whether there is a part with this name.
  boolean has(String name);

  /// Bytes of the part when read.
  ///
  /// @throws IllegalArgumentException if there is none with this name
  long size(String name);

  /// The part's content.
  ///
  /// @throws MalformedException `BUNDLE_PART` when its bytes are damaged or beyond a cap
  /// @throws IllegalArgumentException if there is none with this name
  Bytes read(String name) throws MalformedException;

  /// What is wrong with the container itself, apart from its parts' meaning; empty if nothing.
  List<Finding> faults();
}
