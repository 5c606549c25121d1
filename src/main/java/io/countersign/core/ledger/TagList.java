package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.merkle.Frontier;
import io.countersign.core.merkle.MerkleHash;
import java.util.List;
import java.util.TreeSet;

/// The tags that a void names: an object of 32 bytes a tag, ascending, each once.
///
/// Source: `src/docs/formats.md` §3.
public record TagList(List<Bytes32> tags) {
  /// @throws IllegalArgumentException unless there are 1 to [Entry#MAX_RECORDS], strictly ascending
  public TagList {
    tags = List.copyOf(tags);
    if (tags.isEmpty() || tags.size() > Entry.MAX_RECORDS) {
      throw new IllegalArgumentException(tags.size() + " tags");
    }
    for (int i = 1; i < tags.size(); i++) {
      if (tags.get(i).compareTo(tags.get(i - 1)) <= 0) {
        throw new IllegalArgumentException("tags do not ascend at " + i);
      }
    }
  }

  /// Sorts `tags` and leaves repetitions out.
  public static TagList of(List<Bytes32> tags) {
    return new TagList(List.copyOf(new TreeSet<>(tags)));
  }

  /// Reads the object.
  ///
  /// @throws MalformedException `VOID_LIST`
  public static TagList parse(Bytes bytes) throws MalformedException {
    int n = bytes.size() / Bytes32.SIZE;
    if (n == 0 || n > Entry.MAX_RECORDS || bytes.size() % Bytes32.SIZE != 0) {
      throw new MalformedException(
          Code.VOID_LIST,
          "tags",
          -1,
          "1 to " + Entry.MAX_RECORDS + " tags of 32 bytes",
          bytes.size() + " bytes");
    }
    Bytes32[] tags = new Bytes32[n];
    for (int i = 0; i < n; i++) {
      tags[i] = Bytes32.of(bytes.unsafeArray(), i * Bytes32.SIZE);
      if (i > 0 && tags[i].compareTo(tags[i - 1]) <= 0) {
        throw new MalformedException(
            Code.VOID_LIST,
            "tags",
            (long) i * Bytes32.SIZE,
            "a tag after " + tags[i - 1],
            tags[i].toHex());
      }
    }
    return new TagList(List.of(tags));
  }

  /// The object's bytes.
  public Bytes toBytes() {
    byte[] out = new byte[tags.size() * Bytes32.SIZE];
    for (int i = 0; i < tags.size(); i++) {
      tags.get(i).writeTo(out, i * Bytes32.SIZE);
    }
    return Bytes.wrap(out);
  }

  /// RFC 6962 root over the tags.
  public Bytes32 root() {
    Frontier tree = new Frontier();
    for (Bytes32 tag : tags) {
      tree.append(MerkleHash.leaf(tag.toArray()));
    }
    return tree.root();
  }

  /// A list with its hashes, each computed once.
  ///
  /// @param hash SHA-256 of the object
  /// @param root RFC 6962 root over the tags
  public record Hashed(TagList list, Bytes32 hash, Bytes32 root) {}

  /// The list with its hashes.
  public Hashed hashed() {
    return new Hashed(this, Sha256.hash(toBytes()), root());
  }

  /// The entry that voids them, not yet signed.
  public Entry.Voiding entry(Seen seen) {
    return new Entry.Voiding(tags.size(), root(), Sha256.hash(toBytes()), seen);
  }
}
