package io.countersign.core.ledger;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.merkle.MerkleHash;
import java.util.ArrayList;
import java.util.List;

/// A ledger's size and root, as its log signs them and others cosign them.
///
/// Text form `<origin>\n<size>\n<base64 root>\n`, without extension lines. Source: C2SP
/// tlog-checkpoint; `src/docs/formats.md` §6.
///
/// @param origin the log's identity and the name of its key: [Vkey#checkName]
/// @param size leaves, 0 to 2^53-1
/// @param root the tree's root at `size`; at size 0 that of the empty tree
public record Checkpoint(String origin, long size, Bytes32 root) {
  /// Digits of the largest size.
  private static final int MAX_DIGITS = 16;

  public Checkpoint {
    try {
      Vkey.checkName(origin);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e.toString(), e);
    }
    if (size < 0 || size > Json.MAX_INT) {
      throw new IllegalArgumentException("checkpoint of size " + size);
    }
    if (size == 0 && !root.equals(MerkleHash.emptyRoot())) {
      throw new IllegalArgumentException("root of an empty tree: " + root);
    }
  }

  /// Parses the text of a checkpoint, with its last newline; `text()` gives the same back.
  ///
  /// @throws MalformedException `CHECKPOINT_FORM`
  public static Checkpoint parse(String text) throws MalformedException {
    String[] lines = text.split("\n", -1);
    if (lines.length != 4 || !lines[3].isEmpty()) {
      throw fault("checkpoint", "three lines: origin, size and root", text);
    }
    try {
      Vkey.checkName(lines[0]);
    } catch (MalformedException e) {
      throw fault("checkpoint.origin", e.expected(), lines[0]);
    }
    long size = decimal(lines[1]);
    if (size < 0 || size > Json.MAX_INT) {
      throw fault("checkpoint.size", "0 to 2^53-1 without leading zeros", lines[1]);
    }
    Bytes32 root;
    try {
      root = Base64s.parse32(lines[2]);
    } catch (MalformedException e) {
      throw fault("checkpoint.root", e.expected(), lines[2]);
    }
    if (size == 0 && !root.equals(MerkleHash.emptyRoot())) {
      throw fault(
          "checkpoint.root", "the root of the empty tree " + MerkleHash.emptyRoot(), lines[2]);
    }
    return new Checkpoint(lines[0], size, root);
  }

  /// A decimal number without leading zeros of at most 16 digits; -1 for anything else.
  static long decimal(String text) {
    if (text.isEmpty()
        || text.length() > MAX_DIGITS
        || (text.length() > 1 && text.charAt(0) == '0')) {
      return -1;
    }
    long v = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      v = v * 10 + (c - '0');
    }
    return v;
  }

  private static MalformedException fault(String field, String expected, String found) {
    return new MalformedException(
        Code.CHECKPOINT_FORM, field, -1, expected, MalformedException.show(found));
  }

  /// The text that is signed.
  public String text() {
    return origin + "\n" + size + "\n" + Base64s.format(root) + "\n";
  }

  /// Signs with the log's key.
  ///
  /// @throws IllegalArgumentException if the key has another name than the origin
  public SignedNote sign(NoteSigner log) {
    if (!log.vkey().name().equals(origin)) {
      throw new IllegalArgumentException(log.vkey().name() + " does not sign for " + origin);
    }
    return log.note(text());
  }

  /// Opens a checkpoint that its log signed, and looks at no other signature.
  ///
  /// @throws MalformedException as [#open(SignedNote, Vkey, List)]
  @CheckReturnValue
  public static Checkpoint open(SignedNote note, Vkey log) throws MalformedException {
    return open(note, log, List.of()).checkpoint();
  }

  /// Opens a checkpoint that its log signed, with the cosignatures of those of `cosigners` that are
  /// there.
  ///
  /// @throws MalformedException `NOTE_UNSIGNED` without the log's signature; `NOTE_SIGNATURE_BAD`
  ///   or `COSIGNATURE_FORM` if a signature by the log or one of `cosigners` does not verify;
  ///   `CHECKPOINT_FORM`; `CHECKPOINT_ORIGIN` if the origin is not the name of the log's key
  @CheckReturnValue
  public static Opened open(SignedNote note, Vkey log, List<Vkey> cosigners)
      throws MalformedException {
    List<Vkey> known = new ArrayList<>(cosigners);
    known.add(log);
    List<Cosignature> cosignatures = new ArrayList<>();
    boolean signed = false;
    for (SignedNote.Verified v : note.verify(known)) {
      switch (v) {
        case SignedNote.Cosigned c -> cosignatures.add(new Cosignature(c.key(), c.time()));
        case SignedNote.Plain p -> signed |= p.key().equals(log);
      }
    }
    if (!signed) {
      throw new MalformedException(
          Code.NOTE_UNSIGNED, "checkpoint", -1, "a signature by the log " + log, "none");
    }
    Checkpoint checkpoint = parse(note.text());
    if (!checkpoint.origin.equals(log.name())) {
      throw new MalformedException(
          Code.CHECKPOINT_ORIGIN,
          "checkpoint.origin",
          -1,
          MalformedException.show(log.name()),
          MalformedException.show(checkpoint.origin));
    }
    return new Opened(checkpoint, cosignatures);
  }

  /// A checkpoint whose log signed it.
  ///
  /// @param cosignatures verified, in the order of their lines; one cosigner may be there twice
  public record Opened(Checkpoint checkpoint, List<Cosignature> cosignatures) {
    public Opened {
      cosignatures = List.copyOf(cosignatures);
    }
  }
}
