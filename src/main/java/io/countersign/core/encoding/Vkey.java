package io.countersign.core.encoding;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Hex;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519;
import io.countersign.core.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A key that verifies signatures of notes, with the name that it signs under.
///
/// Text form: `<name>+<8 lower-case hex digits of the key id>+<base64(type byte | 32-byte key)>`.
/// Source: C2SP signed-note, "Verifier keys".
///
/// @param name see [#checkName]
/// @param key the encoded Ed25519 point; of prime order, as [Ed25519] demands
public record Vkey(String name, Type type, Bytes32 key) {
  /// Longest name accepted, in bytes of UTF-8.
  public static final int MAX_NAME_BYTES = 255;

  /// What a signature covers and how it is laid out.
  public enum Type {
    /// Over the text of the note; 64 bytes. Source: C2SP signed-note.
    ED25519(0x01),
    /// Over time and text of a checkpoint; 72 bytes. Source: C2SP tlog-cosignature.
    COSIGNATURE(0x04);

    private final byte id;

    Type(int id) {
      this.id = (byte) id;
    }

    /// The byte that stands for the type in key ids and text forms.
    public byte id() {
      return id;
    }
  }

  /// @throws IllegalArgumentException for a name that [#checkName] refuses or an unsound point
  public Vkey {
    try {
      checkName(name);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e.toString(), e);
    }
    if (!Ed25519.isValidKey(key)) {
      throw new IllegalArgumentException("no canonical Ed25519 point of prime order: " + key);
    }
  }

  /// Parses the text form.
  ///
  /// @throws MalformedException `VKEY_FORM`, `KEY_NAME`, `VKEY_TYPE`, `VKEY_ID`, `VKEY_POINT`
  public static Vkey parse(String text) throws MalformedException {
    int first = text.indexOf('+');
    int second = text.indexOf('+', first + 1);
    if (first < 0 || second < 0) {
      throw fault(Code.VKEY_FORM, "name+hex8+base64", text);
    }
    String name = checkName(text.substring(0, first));
    Bytes id;
    Bytes typed;
    try {
      id = Bytes.wrap(Hex.parse(text.substring(first + 1, second), 4));
      typed = Base64s.parse(text.substring(second + 1));
    } catch (MalformedException e) {
      throw new MalformedException(Code.VKEY_FORM, "vkey", -1, e.expected(), e.found());
    }
    if (typed.size() == 0) {
      throw fault(Code.VKEY_FORM, "a type byte and a key", text);
    }
    Type type =
        switch (typed.at(0)) {
          case 0x01 -> Type.ED25519;
          case 0x04 -> Type.COSIGNATURE;
          default ->
              throw fault(
                  Code.VKEY_TYPE,
                  "type 0x01 or 0x04",
                  String.format(Locale.ROOT, "0x%02x", typed.at(0)));
        };
    if (typed.size() != 1 + Bytes32.SIZE) {
      throw fault(Code.VKEY_FORM, "a key of 32 bytes", (typed.size() - 1) + " bytes");
    }
    Bytes32 key = Bytes32.of(typed.unsafeArray(), 1);
    Bytes computed = keyId(name, type, key);
    if (!id.equals(computed)) {
      throw fault(Code.VKEY_ID, "key id " + computed.toHex(), id.toHex());
    }
    if (!Ed25519.isValidKey(key)) {
      throw fault(Code.VKEY_POINT, "a canonical point of prime order", key.toHex());
    }
    return new Vkey(name, type, key);
  }

  /// Returns `name` if it may name a key: 1 to 255 bytes of UTF-8, no white space, no plus sign, no
  /// control character.
  ///
  /// Source: C2SP signed-note, "Format"; the cap is ours.
  ///
  /// @throws MalformedException `KEY_NAME`
  public static String checkName(String name) throws MalformedException {
    boolean ok =
        !name.isEmpty()
            && name.length() <= MAX_NAME_BYTES
            && name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES
            && JsonReader.firstForbidden(name) < 0
            && name.codePoints()
                .noneMatch(c -> c == '+' || Character.isSpaceChar(c) || Character.isWhitespace(c));
    if (!ok) {
      throw fault(
          Code.KEY_NAME, "1 to 255 bytes without white space, plus and control characters", name);
    }
    return name;
  }

  /// The first four bytes of SHA-256(name | 0x0A | type | key).
  public Bytes keyId() {
    return keyId(name, type, key);
  }

  private static Bytes keyId(String name, Type type, Bytes32 key) {
    byte[] hash =
        Sha256.hash(
                name.getBytes(StandardCharsets.UTF_8), new byte[] {'\n', type.id()}, key.toArray())
            .toArray();
    return Bytes.of(hash[0], hash[1], hash[2], hash[3]);
  }

  /// The text form.
  public String format() {
    byte[] typed = new byte[1 + Bytes32.SIZE];
    typed[0] = type.id();
    key.writeTo(typed, 1);
    return name + "+" + keyId().toHex() + "+" + Base64s.format(Bytes.wrap(typed));
  }

  @Override
  public String toString() {
    return format();
  }

  private static MalformedException fault(Code code, String expected, String found) {
    return new MalformedException(code, "vkey", -1, expected, MalformedException.show(found));
  }
}
