package io.countersign.core.encoding;

import io.countersign.core.base.Bytes;
import io.countersign.core.crypto.Ed25519;
import io.countersign.core.crypto.Ed25519Key;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A secret key with the name that it signs notes under.
public final class NoteSigner {
  private final Vkey vkey;
  private final Ed25519Key key;

  private NoteSigner(Vkey vkey, Ed25519Key key) {
    this.vkey = vkey;
    this.key = key;
  }

  /// A signer of texts: type 0x01.
  ///
  /// @throws IllegalArgumentException for a name that [Vkey#checkName] refuses
  public static NoteSigner of(String name, Ed25519Key key) {
    return new NoteSigner(new Vkey(name, Vkey.Type.ED25519, key.publicKey()), key);
  }

  /// A signer of checkpoints at a time: type 0x04.
  public static NoteSigner cosigner(String name, Ed25519Key key) {
    return new NoteSigner(new Vkey(name, Vkey.Type.COSIGNATURE, key.publicKey()), key);
  }

  public Vkey vkey() {
    return vkey;
  }

  /// Signs `text`, for a signer made by [#of].
  public NoteSignature sign(String text) {
    require(Vkey.Type.ED25519);
    return line(Ed25519.sign(key, text.getBytes(StandardCharsets.UTF_8)));
  }

  /// A note of `text` with this one signature.
  public SignedNote note(String text) {
    return new SignedNote(text, List.of(sign(text)));
  }

  /// Cosigns the text of a checkpoint, for a signer made by [#cosigner].
  ///
  /// @param time POSIX seconds, from 1 on
  public NoteSignature cosign(String text, long time) {
    require(Vkey.Type.COSIGNATURE);
    Bytes signature = Ed25519.sign(key, CosignatureBlob.message(time, text));
    return line(new CosignatureBlob(time, signature).toBytes());
  }

  private void require(Vkey.Type type) {
    if (vkey.type() != type) {
      throw new IllegalStateException("a key of type " + vkey.type() + ", not " + type);
    }
  }

  private NoteSignature line(Bytes signature) {
    return new NoteSignature(vkey.name(), vkey.keyId(), signature);
  }

  @Override
  public String toString() {
    return "NoteSigner(" + vkey + ")";
  }
}
