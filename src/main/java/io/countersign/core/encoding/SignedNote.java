package io.countersign.core.encoding;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A text with the signatures of one or more keys, as yet unverified.
///
/// Form: the text, which ends with a newline; an empty line; one line for each signature. UTF-8, no
/// control characters but newlines. The last empty line divides. `format(parse(x))` is `x`. Source:
/// C2SP signed-note v1.
///
/// @param text with its last newline: what is signed
/// @param signatures 1 to [#MAX_SIGNATURES]
public record SignedNote(String text, List<NoteSignature> signatures) {
  /// Largest note accepted, in bytes: room for 16 signatures of any kind now in use.
  public static final int MAX_BYTES = 128 << 10;

  /// Most signatures accepted; counted before any is verified. The public format demands 16.
  public static final int MAX_SIGNATURES = 64;

  /// @throws IllegalArgumentException outside the form
  public SignedNote {
    signatures = List.copyOf(signatures);
    try {
      checkText(text);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e.toString(), e);
    }
    if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
      throw new IllegalArgumentException(signatures.size() + " signatures");
    }
  }

  /// A signature that was verified, by whom and over what.
  public sealed interface Verified {
    Vkey key();
  }

  /// A signature over the text.
  public record Plain(Vkey key) implements Verified {}

  /// A signature over the text at a time.
  ///
  /// @param time POSIX seconds, 1 to 2^63-1, as its signer says
  public record Cosigned(Vkey key, long time) implements Verified {}

  /// Parses a whole note.
  ///
  /// @throws MalformedException `INPUT_TOO_LARGE`, `UTF8`, `NOTE_FORM`, `NOTE_TEXT`,
  ///   `NOTE_SIGNATURES_MANY`, `NOTE_SIGNATURE_LINE`
  public static SignedNote parse(Bytes bytes) throws MalformedException {
    if (bytes.size() > MAX_BYTES) {
      throw new MalformedException(
          Code.INPUT_TOO_LARGE,
          "note",
          0,
          "at most " + MAX_BYTES + " bytes",
          bytes.size() + " bytes");
    }
    String note = utf8(bytes);
    int split = note.lastIndexOf("\n\n");
    if (split < 0 || split + 2 == note.length() || !note.endsWith("\n")) {
      throw new MalformedException(
          Code.NOTE_FORM,
          "note",
          -1,
          "a text, an empty line and lines of signatures, each with its newline",
          MalformedException.show(note));
    }
    String text = checkText(note.substring(0, split + 1));
    String lines = note.substring(split + 2, note.length() - 1);
    long count = lines.chars().filter(c -> c == '\n').count() + 1;
    if (count > MAX_SIGNATURES) {
      throw new MalformedException(
          Code.NOTE_SIGNATURES_MANY,
          "note",
          -1,
          "at most " + MAX_SIGNATURES + " signatures",
          count + " signatures");
    }
    List<NoteSignature> signatures = new ArrayList<>();
    int from = 0;
    while (from <= lines.length()) {
      int to = lines.indexOf('\n', from);
      to = to < 0 ? lines.length() : to;
      signatures.add(NoteSignature.parse(lines.substring(from, to)));
      from = to + 1;
    }
    return new SignedNote(text, signatures);
  }

  private static String checkText(String text) throws MalformedException {
    if (!text.endsWith("\n")) {
      throw new MalformedException(
          Code.NOTE_TEXT,
          "note.text",
          -1,
          "a text that ends with a newline",
          MalformedException.show(text));
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < 0x20 && text.charAt(i) != '\n') {
        throw new MalformedException(
            Code.NOTE_TEXT,
            "note.text",
            -1,
            "no control character but newlines",
            MalformedException.show(text.charAt(i)));
      }
    }
    return text;
  }

  /// Decodes strictly.
  ///
  /// @throws MalformedException `UTF8`
  static String utf8(Bytes bytes) throws MalformedException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.unsafeArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException(
          Code.UTF8, "note", -1, "well-formed UTF-8", MalformedException.show(bytes.toUtf8()));
    }
  }

  /// The whole note as text.
  public String format() {
    StringBuilder out = new StringBuilder(text).append('\n');
    for (NoteSignature s : signatures) {
      out.append(s.format()).append('\n');
    }
    return out.toString();
  }

  public Bytes toBytes() {
    return Bytes.utf8(format());
  }

  /// A copy with one more signature at the end.
  public SignedNote with(NoteSignature signature) {
    List<NoteSignature> more = new ArrayList<>(signatures);
    more.add(signature);
    return new SignedNote(text, more);
  }

  /// Verifies every signature by one of `known` and ignores all others.
  ///
  /// @return the verified signatures in the order of their lines, at least one; a key that signed
  ///   twice is there twice, so count keys, not signatures
  /// @throws MalformedException `NOTE_SIGNATURE_BAD` if any line that claims a known key does not
  ///   verify; `NOTE_UNSIGNED` if none claims one
  @CheckReturnValue
  public List<Verified> verify(List<Vkey> known) throws MalformedException {
    List<Verified> verified = new ArrayList<>();
    for (int i = 0; i < signatures.size(); i++) {
      for (Vkey key : known) {
        if (signatures.get(i).claims(key)) {
          verified.add(verify(i, key));
          break;
        }
      }
    }
    if (verified.isEmpty()) {
      throw new MalformedException(
          Code.NOTE_UNSIGNED,
          "note",
          -1,
          "a signature by " + String.join(" or ", known.stream().map(Vkey::name).toList()),
          "signatures by "
              + MalformedException.show(
                  String.join(", ", signatures.stream().map(NoteSignature::name).toList())));
    }
    return verified;
  }

  private Verified verify(int index, Vkey key) throws MalformedException {
    Bytes signature = signatures.get(index).signature();
    Verified verified =
        switch (key.type()) {
          case ED25519 -> new Plain(key);
          case COSIGNATURE -> new Cosigned(key, CosignatureBlob.parse(signature).time());
        };
    boolean ok =
        switch (verified) {
          case Plain p ->
              Ed25519.verify(key.key(), text.getBytes(StandardCharsets.UTF_8), signature);
          case Cosigned c ->
              Ed25519.verify(
                  key.key(),
                  CosignatureBlob.message(c.time(), text),
                  CosignatureBlob.parse(signature).signature());
        };
    if (!ok) {
      throw new MalformedException(
          Code.NOTE_SIGNATURE_BAD,
          "note.signatures[" + index + "]",
          -1,
          "a valid signature by " + key,
          signature.toString());
    }
    return verified;
  }

  @Override
  public String toString() {
    return format();
  }
}
