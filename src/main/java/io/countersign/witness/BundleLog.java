package io.countersign.witness;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.EntryBundle;
import io.countersign.core.merkle.TilePath;
import io.countersign.core.merkle.Tiles;
import io.countersign.core.verify.Bundle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A ledger as a bundle shows it: what a mirror takes from a file instead of a node.
public final class BundleLog implements LogSource {
  private final Bundle bundle;

  public BundleLog(Bundle bundle) {
    this.bundle = bundle;
  }

  @Override
  public Bytes checkpoint() {
    return part("checkpoint").orElseThrow(() -> lacking("checkpoint"));
  }

  private long size() {
    try {
      return Checkpoint.parse(SignedNote.parse(checkpoint()).text()).size();
    } catch (MalformedException e) {
      throw unreadable("checkpoint", e);
    }
  }

  @Override
  public List<Bytes> leaves(long from, long to) {
    List<Bytes> out = new ArrayList<>();
    for (TilePath.Entries path : Tiles.entryTiles(size())) {
      long first = path.index() * TilePath.WIDTH;
      if (first + path.width() <= from || first >= to) {
        continue;
      }
      String name = path.format();
      try {
        List<Bytes> all =
            EntryBundle.parse(part(name).orElseThrow(() -> lacking(name)), path.width());
        out.addAll(
            all.subList(
                (int) (Math.max(from, first) - first),
                (int) (Math.min(to, first + path.width()) - first)));
      } catch (MalformedException e) {
        throw unreadable(name, e);
      }
    }
    return out;
  }

  @Override
  public Optional<Bytes> object(Bytes32 hash, int maxBytes) {
    String name = "object/" + hash.toHex();
    return bundle.has(name) && bundle.size(name) > maxBytes ? Optional.empty() : part(name);
  }

  @Override
  public Optional<Bytes> payload(Bytes32 root) {
    return part("payload/" + root.toHex());
  }

  @Override
  public Optional<Bytes32> pepper() {
    return part("secret/pepper")
        .filter(b -> b.size() == Bytes32.SIZE)
        .map(b -> Bytes32.of(b.unsafeArray(), 0));
  }

  /// A bundle does not grow.
  @Override
  public void await(long known, Duration atMost) {}

  private Optional<Bytes> part(String name) {
    try {
      return bundle.has(name) ? Optional.of(bundle.read(name)) : Optional.empty();
    } catch (MalformedException e) {
      throw unreadable(name, e);
    }
  }

  private static SourceException lacking(String name) {
    return new SourceException(Code.BUNDLE_MISSING, name, "a part of the bundle", "none");
  }

  private static SourceException unreadable(String name, MalformedException e) {
    return new SourceException(new Finding(e.code(), name, e.expected(), e.found()), e);
  }
}
