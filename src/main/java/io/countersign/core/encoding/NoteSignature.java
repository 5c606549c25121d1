package io.countersign.core.encoding;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.util.Arrays;

/// One signature line of a note: `— <key name> <base64(key id | signature)>`, as yet unverified.
///
/// @param keyId 4 bytes
/// @param signature 1 byte or more; their meaning is the key's
public record NoteSignature(String name, Bytes keyId, Bytes signature) {
  private static final String DASH = "— ";

  public NoteSignature {
    try {
      Vkey.checkName(name);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e.toString(), e);
    }
    if (keyId.size() != 4 || signature.size() == 0) {
      throw new IllegalArgumentException(
          "key id of %d bytes, signature of %d".formatted(keyId.size(), signature.size()));
    }
  }

  /// Parses a line without its newline.
  ///
  /// @throws MalformedException `NOTE_SIGNATURE_LINE`
  public static NoteSignature parse(String line) throws MalformedException {
    int space = line.lastIndexOf(' ');
    if (!line.startsWith(DASH) || space < DASH.length()) {
      throw fault("an em dash, a key name and base64", line);
    }
    String name = line.substring(DASH.length(), space);
    Bytes blob;
    try {
      Vkey.checkName(name);
      blob = Base64s.parse(line.substring(space + 1));
    } catch (MalformedException e) {
      throw fault(e.expected(), e.found());
    }
    if (blob.size() < 5) {
      throw fault("a key id of 4 bytes and a signature", blob.size() + " bytes");
    }
    byte[] b = blob.unsafeArray();
    return new NoteSignature(
        name, Bytes.of(Arrays.copyOf(b, 4)), Bytes.wrap(Arrays.copyOfRange(b, 4, b.length)));
  }

  private static MalformedException fault(String expected, String found) {
    return new MalformedException(
        Code.NOTE_SIGNATURE_LINE, "note.signature", -1, expected, MalformedException.show(found));
  }

  /// The line without its newline.
  public String format() {
    byte[] blob = Arrays.copyOf(keyId.unsafeArray(), 4 + signature.size());
    System.arraycopy(signature.unsafeArray(), 0, blob, 4, signature.size());
    return DASH + name + " " + Base64s.format(Bytes.wrap(blob));
  }

  /// Whether the line claims to be by `key`: name and id are both the same.
  public boolean claims(Vkey key) {
    return name.equals(key.name()) && keyId.equals(key.keyId());
  }

  @Override
  public String toString() {
    return format();
  }
}
