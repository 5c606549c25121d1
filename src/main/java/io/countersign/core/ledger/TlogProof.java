package io.countersign.core.ledger;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.merkle.Proofs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A file that proves one leaf's place in a log, offline.
///
/// Lines: `c2sp.org/tlog-proof@v1`; optionally `extra <base64>`; `index <i>`; the hashes of the
/// inclusion proof in base64, from the leaf's sibling upwards; an empty line; the checkpoint's
/// signed note, verbatim. Source: C2SP tlog-proof.
///
/// @param extra data that nothing vouches for; none if it has no bytes
/// @param index of the leaf
/// @param hashes at most [#MAX_HASHES]
/// @param checkpoint as yet unverified
public record TlogProof(Bytes extra, long index, List<Bytes32> hashes, SignedNote checkpoint) {
  /// Most hashes: the height of the largest tree.
  public static final int MAX_HASHES = 63;

  /// Most extra data, in bytes.
  public static final int MAX_EXTRA_BYTES = 64 << 10;

  private static final String HEADER = "c2sp.org/tlog-proof@v1";
  private static final int MAX_BYTES = SignedNote.MAX_BYTES + 2 * MAX_EXTRA_BYTES;

  public TlogProof {
    hashes = List.copyOf(hashes);
    if (index < 0 || index > Json.MAX_INT) {
      throw new IllegalArgumentException("index " + index);
    }
    if (hashes.size() > MAX_HASHES || extra.size() > MAX_EXTRA_BYTES) {
      throw new IllegalArgumentException(
          hashes.size() + " hashes, " + extra.size() + " bytes of extra data");
    }
  }

  /// Parses a file; `toBytes()` gives the same back.
  ///
  /// @throws MalformedException `INPUT_TOO_LARGE`, `PROOF_FILE_FORM`, and for the checkpoint as
  ///   [SignedNote#parse]
  public static TlogProof parse(Bytes file) throws MalformedException {
    if (file.size() > MAX_BYTES) {
      throw new MalformedException(
          Code.INPUT_TOO_LARGE,
          "proof",
          0,
          "at most " + MAX_BYTES + " bytes",
          file.size() + " bytes");
    }
    byte[] in = file.unsafeArray();
    int end = 0;
    while (end + 1 < in.length && !(in[end] == '\n' && in[end + 1] == '\n')) {
      end++;
    }
    if (end + 1 >= in.length) {
      throw fault("proof", "an empty line before the checkpoint", file.toUtf8());
    }
    // Whatever is not ASCII here fails below: every line has one form.
    String[] lines = new String(in, 0, end, StandardCharsets.ISO_8859_1).split("\n", -1);
    int at = 0;
    if (!lines[at++].equals(HEADER)) {
      throw fault("proof", HEADER, lines[0]);
    }
    Bytes extra = Bytes.EMPTY;
    if (at < lines.length && lines[at].startsWith("extra ")) {
      extra = extra(lines[at++].substring("extra ".length()));
    }
    long index =
        at < lines.length && lines[at].startsWith("index ")
            ? Checkpoint.decimal(lines[at].substring("index ".length()))
            : -1;
    if (index < 0 || index > Json.MAX_INT) {
      throw fault("proof.index", "index <0 to 2^53-1>", at < lines.length ? lines[at] : "nothing");
    }
    at++;
    if (lines.length - at > MAX_HASHES) {
      throw fault(
          "proof.hashes", "at most " + MAX_HASHES + " hashes", (lines.length - at) + " lines");
    }
    List<Bytes32> hashes = new ArrayList<>();
    for (; at < lines.length; at++) {
      try {
        hashes.add(Base64s.parse32(lines[at]));
      } catch (MalformedException e) {
        throw fault("proof.hashes[" + hashes.size() + "]", e.expected(), lines[at]);
      }
    }
    SignedNote checkpoint =
        SignedNote.parse(Bytes.wrap(Arrays.copyOfRange(in, end + 2, in.length)));
    return new TlogProof(extra, index, hashes, checkpoint);
  }

  private static Bytes extra(String base64) throws MalformedException {
    Bytes extra;
    try {
      extra = Base64s.parse(base64);
    } catch (MalformedException e) {
      throw fault("proof.extra", e.expected(), base64);
    }
    if (extra.size() == 0 || extra.size() > MAX_EXTRA_BYTES) {
      throw fault("proof.extra", "1 to " + MAX_EXTRA_BYTES + " bytes", extra.size() + " bytes");
    }
    return extra;
  }

  private static MalformedException fault(String field, String expected, String found) {
    return new MalformedException(
        Code.PROOF_FILE_FORM, field, -1, expected, MalformedException.show(found));
  }

  /// The file.
  public Bytes toBytes() {
    StringBuilder out = new StringBuilder(HEADER).append('\n');
    if (extra.size() > 0) {
      out.append("extra ").append(Base64s.format(extra)).append('\n');
    }
    out.append("index ").append(index).append('\n');
    for (Bytes32 hash : hashes) {
      out.append(Base64s.format(hash)).append('\n');
    }
    return Bytes.utf8(out.append('\n').append(checkpoint.format()).toString());
  }

  /// Checks that the log signed the checkpoint and that `leafHash` stands at [#index] under it.
  ///
  /// @return the checkpoint with the verified cosignatures of `cosigners`
  /// @throws MalformedException as [Checkpoint#open(SignedNote, Vkey, List)] and
  ///   [Proofs#checkInclusion]
  @CheckReturnValue
  public Checkpoint.Opened check(Bytes32 leafHash, Vkey log, List<Vkey> cosigners)
      throws MalformedException {
    Checkpoint.Opened opened = Checkpoint.open(checkpoint, log, cosigners);
    Proofs.checkInclusion(
        index, opened.checkpoint().size(), leafHash, hashes, opened.checkpoint().root());
    return opened;
  }
}
