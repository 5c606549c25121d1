package io.countersign.core.verify;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.merkle.TilePath;
import java.util.Optional;

/// The names of a bundle's parts. Source: `src/docs/verify.md` §1.
final class Layout {
  static final String CHECKPOINT = "checkpoint";
  static final String PEPPER = "secret/pepper";

  private static final String TILE = "tile/";
  private static final String OBJECT = "object/";
  private static final String PAYLOAD = "payload/";

  private Layout() {}

  /// What a part is.
  sealed interface Part {}

  record Checkpoint() implements Part {}

  record Pepper() implements Part {}

  record Tile(TilePath path) implements Part {}

  record ObjectPart(Bytes32 hash) implements Part {}

  record PayloadPart(Bytes32 root) implements Part {}

  /// The part of this name; empty for a name outside the layout.
  static Optional<Part> parse(String name) {
    try {
      if (name.equals(CHECKPOINT)) {
        return Optional.of(new Checkpoint());
      }
      if (name.equals(PEPPER)) {
        return Optional.of(new Pepper());
      }
      if (name.startsWith(TILE)) {
        return Optional.of(new Tile(TilePath.parse(name)));
      }
      if (name.startsWith(OBJECT)) {
        return Optional.of(new ObjectPart(Bytes32.parse(name.substring(OBJECT.length()))));
      }
      if (name.startsWith(PAYLOAD)) {
        return Optional.of(new PayloadPart(Bytes32.parse(name.substring(PAYLOAD.length()))));
      }
      return Optional.empty();
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  static String object(Bytes32 hash) {
    return OBJECT + hash.toHex();
  }

  static String payload(Bytes32 root) {
    return PAYLOAD + root.toHex();
  }
}
