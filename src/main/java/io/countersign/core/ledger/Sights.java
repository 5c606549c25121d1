package io.countersign.core.ledger;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What each party has shown that it has seen, in a growing ledger.
///
/// Source: `src/docs/formats.md` §10, Sight.
final class Sights {
  private final Map<Party, Growing<Shown>> shown = new EnumMap<>(Party.class);
  private final Growing<Stated> stated = new Growing<>();

  Sights() {
    for (Party p : Party.values()) {
      shown.put(p, new Growing<>());
    }
  }

  /// A statement entry, and the first entry of the client that is about it: by it the client has
  /// seen the entry, whatever tree it names. Written once, like [DisputeCase].
  private static final class Stated {
    final long index;
    private @Nullable Sight named;

    Stated(long index) {
      this.index = index;
    }

    long index() {
      return index;
    }

    void name(Sight by) {
      if (named == null) {
        named = by;
      }
    }

    Optional<Sight> named(long size) {
      Sight by = named;
      return by == null || by.index() >= size ? Optional.empty() : Optional.of(by);
    }
  }

  /// What was shown by the first entries of a ledger.
  ///
  /// @param provider by index, sizes ascending; so `client`
  /// @param stated statement entries, by index
  /// @param size entries of the prefix
  record View(List<Shown> provider, List<Shown> client, List<Stated> stated, long size) {
    View prefix(long size) {
      return new View(
          Growing.below(provider, Shown::index, size),
          Growing.below(client, Shown::index, size),
          Growing.below(stated, Stated::index, size),
          size);
    }

    /// The first accepted entry by which `party` shows that it has seen entry `index`; empty if
    /// there is none. Cost: O(log n).
    Optional<Sight> of(Party party, long index) {
      List<Shown> shown = party == Party.PROVIDER ? provider : client;
      // Sizes ascend, so the first that is larger is found as the last that is not.
      int below = Growing.below(shown, Shown::size, index + 1).size();
      Optional<Sight> tree =
          below == shown.size()
              ? Optional.empty()
              : Optional.of(new Sight(shown.get(below).index(), shown.get(below).leafTime()));
      if (party == Party.PROVIDER) {
        return tree;
      }
      Optional<Sight> named = named(index);
      return named.isEmpty() || (tree.isPresent() && tree.get().index() <= named.get().index())
          ? tree
          : named;
    }

    private Optional<Sight> named(long index) {
      List<Stated> upTo = Growing.below(stated, Stated::index, index + 1);
      return upTo.isEmpty() || upTo.getLast().index != index
          ? Optional.empty()
          : upTo.getLast().named(size);
    }
  }

  /// What a ledger of `size` entries shows.
  View view(long size) {
    return new View(list(Party.PROVIDER).view(), list(Party.CLIENT).view(), stated.view(), size);
  }

  private Growing<Shown> list(Party party) {
    Growing<Shown> list = shown.get(party);
    if (list == null) {
      throw new IllegalStateException("no list of " + party);
    }
    return list;
  }

  /// An accepted statement entry.
  void stated(long index) {
    stated.add(new Stated(index));
  }

  /// An accepted entry shows that `party` has seen the tree of `by.size()` entries.
  ///
  /// @return whether that is more than it had seen
  boolean saw(Party party, Shown by) {
    Growing<Shown> list = list(party);
    long most = list.size() == 0 ? 0 : list.get(list.size() - 1).size();
    if (by.size() <= most) {
      return false;
    }
    list.add(by);
    return true;
  }

  /// An accepted entry of the client is about statement entry `index`.
  void named(long index, Sight by) {
    List<Stated> upTo = Growing.below(stated.view(), Stated::index, index + 1);
    upTo.getLast().name(by);
  }
}
