package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.Vkey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// What a verifier's owner knows and demands: which ledger, whose cosignatures, which trees were
/// seen before.
///
/// A text file that never comes out of a bundle. One statement a line, in any order; empty lines
/// and lines that begin with `#` are skipped. Source: `src/docs/formats.md` §9.
///
/// @param ledger the ledger's id; all keys follow from it
/// @param witnesses whose cosignatures count, each once
/// @param quorum how many of them must have cosigned the checkpoint; 0 to their number. Without a
///   `quorum` line all of them
/// @param anchors where anchors of this ledger are believed
/// @param seen trees that were seen before, and that the ledger must extend
/// @param fresh UTC seconds before which the newest cosignature or leaf may not lie
public record Policy(
    Bytes32 ledger,
    List<Vkey> witnesses,
    int quorum,
    List<Anchor> anchors,
    List<SeenTree> seen,
    OptionalLong fresh) {
  /// Cap on the file, in bytes.
  public static final int MAX_BYTES = 64 * 1024;

  /// A contract that records checkpoints.
  public record Anchor(long chainId, Address contract) {
    public Anchor {
      if (chainId < 1) {
        throw new IllegalArgumentException("chain id " + chainId);
      }
    }
  }

  /// A tree that the owner has seen.
  public record SeenTree(long size, Bytes32 root) {
    public SeenTree {
      if (size < 1) {
        throw new IllegalArgumentException("a tree of size " + size);
      }
    }
  }

  public Policy {
    witnesses = List.copyOf(witnesses);
    anchors = List.copyOf(anchors);
    seen = List.copyOf(seen);
    if (quorum < 0 || quorum > witnesses.size()) {
      throw new IllegalArgumentException(quorum + " of " + witnesses.size() + " witnesses");
    }
  }

  /// A policy that asks for the ledger and nothing besides.
  public static Policy of(Bytes32 ledger) {
    return new Policy(ledger, List.of(), 0, List.of(), List.of(), OptionalLong.empty());
  }

  /// A copy that remembers one more tree.
  public Policy withSeen(long size, Bytes32 root) {
    List<SeenTree> all = new ArrayList<>(seen);
    SeenTree tree = new SeenTree(size, root);
    if (!all.contains(tree)) {
      all.add(tree);
    }
    return new Policy(ledger, witnesses, quorum, anchors, all, fresh);
  }

  /// Reads a policy file.
  ///
  /// @throws MalformedException `INPUT_TOO_LARGE`, `UTF8`, `POLICY_FORM` with the line,
  ///   `POLICY_QUORUM`, or the code of the value that does not parse
  public static Policy parse(Bytes bytes) throws MalformedException {
    if (bytes.size() > MAX_BYTES) {
      throw new MalformedException(
          Code.INPUT_TOO_LARGE,
          "policy",
          -1,
          "at most " + MAX_BYTES + " bytes",
          bytes.size() + " bytes");
    }
    Reader r = new Reader();
    String[] lines = text(bytes).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        r.line(line.split(" +"));
      } catch (MalformedException e) {
        throw e.within("policy:" + (i + 1));
      }
    }
    return r.end();
  }

  private static String text(Bytes bytes) throws MalformedException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.unsafeArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException(Code.UTF8, "policy", -1, "UTF-8", "other bytes");
    }
  }

  /// The file's text, statements in fixed order.
  public String format() {
    StringBuilder out = new StringBuilder("ledger ").append(ledger).append('\n');
    for (Vkey w : witnesses) {
      out.append("witness ").append(w.format()).append('\n');
    }
    if (!witnesses.isEmpty()) {
      out.append("quorum ").append(quorum).append('\n');
    }
    for (Anchor a : anchors) {
      out.append("anchor ").append(a.chainId()).append(' ').append(a.contract()).append('\n');
    }
    for (SeenTree s : seen) {
      out.append("seen ")
          .append(s.size())
          .append(' ')
          .append(Base64s.format(s.root()))
          .append('\n');
    }
    fresh.ifPresent(t -> out.append("fresh ").append(t).append('\n'));
    return out.toString();
  }

  /// Collects the statements of one file.
  private static final class Reader {
    private final List<Bytes32> ledger = new ArrayList<>();
    private final List<Vkey> witnesses = new ArrayList<>();
    private final List<Integer> quorum = new ArrayList<>();
    private final List<Anchor> anchors = new ArrayList<>();
    private final List<SeenTree> seen = new ArrayList<>();
    private final List<Long> fresh = new ArrayList<>();

    void line(String[] words) throws MalformedException {
      switch (words[0]) {
        case "ledger" -> once(ledger, Bytes32.parse(words(words, 2)[1]), words[0]);
        case "witness" -> {
          Vkey key = Vkey.parse(words(words, 2)[1]);
          if (key.type() != Vkey.Type.COSIGNATURE || witnesses.contains(key)) {
            throw fault("a cosigner's vkey that no other line names", words[1]);
          }
          witnesses.add(key);
        }
        case "quorum" -> once(quorum, (int) number(words(words, 2)[1], 0, 1000), words[0]);
        case "anchor" ->
            anchors.add(
                new Anchor(
                    number(words(words, 3)[1], 1, Long.MAX_VALUE / 16), Address.parse(words[2])));
        case "seen" ->
            seen.add(
                new SeenTree(
                    number(words(words, 3)[1], 1, Leaf.MAX_INDEX), Base64s.parse32(words[2])));
        case "fresh" -> once(fresh, number(words(words, 2)[1], 0, UsageRecord.MAX_AT), words[0]);
        default -> throw fault("ledger, witness, quorum, anchor, seen or fresh", words[0]);
      }
    }

    private static String[] words(String[] words, int count) throws MalformedException {
      if (words.length != count) {
        throw fault((count - 1) + " words after " + words[0], (words.length - 1) + " words");
      }
      return words;
    }

    private static <T> void once(List<T> to, T value, String word) throws MalformedException {
      if (!to.isEmpty()) {
        throw fault("one line " + word, "a second");
      }
      to.add(value);
    }

    private static long number(String word, long min, long max) throws MalformedException {
      long v = word.length() > 16 ? -1 : Checkpoint.decimal(word);
      if (v < min || v > max) {
        throw fault("a decimal number from " + min + " to " + max, word);
      }
      return v;
    }

    private static MalformedException fault(String expected, String found) {
      return new MalformedException(
          Code.POLICY_FORM, "statement", -1, expected, MalformedException.show(found));
    }

    Policy end() throws MalformedException {
      if (ledger.isEmpty()) {
        throw new MalformedException(
            Code.POLICY_FORM, "policy", -1, "a line: ledger <64 hex digits>", "none");
      }
      int needed = quorum.isEmpty() ? witnesses.size() : quorum.getFirst();
      if (needed > witnesses.size()) {
        throw new MalformedException(
            Code.POLICY_QUORUM,
            "policy",
            -1,
            "at most " + witnesses.size(),
            Integer.toString(needed));
      }
      return new Policy(
          ledger.getFirst(),
          witnesses,
          needed,
          anchors,
          seen,
          fresh.isEmpty() ? OptionalLong.empty() : OptionalLong.of(fresh.getFirst()));
    }
  }
}
