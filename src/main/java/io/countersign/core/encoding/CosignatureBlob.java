package io.countersign.core.encoding;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The signature part of a cosignature line: `u64 time | 64 bytes of Ed25519`. Source: C2SP
/// tlog-cosignature v1.
///
/// @param time POSIX seconds, 1 to 2^63-1; 0 is no time of a v1 cosignature
/// @param signature 64 bytes over [#message]
record CosignatureBlob(long time, Bytes signature) {
  private static final int SIZE = Long.BYTES + Ed25519.SIGNATURE_SIZE;

  CosignatureBlob {
    if (time < 1 || signature.size() != Ed25519.SIGNATURE_SIZE) {
      throw new IllegalArgumentException("time " + time + ", signature " + signature);
    }
  }

  /// @throws MalformedException `COSIGNATURE_FORM`
  static CosignatureBlob parse(Bytes bytes) throws MalformedException {
    if (bytes.size() != SIZE) {
      throw new MalformedException(
          Code.COSIGNATURE_FORM, "cosignature", -1, SIZE + " bytes", bytes.size() + " bytes");
    }
    long time = bytes.toBuffer().getLong();
    if (time < 1) {
      throw new MalformedException(
          Code.COSIGNATURE_FORM,
          "cosignature.time",
          -1,
          "1 to 2^63-1",
          Long.toUnsignedString(time));
    }
    return new CosignatureBlob(
        time, Bytes.wrap(Arrays.copyOfRange(bytes.unsafeArray(), Long.BYTES, SIZE)));
  }

  Bytes toBytes() {
    return Bytes.wrap(ByteBuffer.allocate(SIZE).putLong(time).put(signature.unsafeArray()).array());
  }

  /// What is signed: `cosignature/v1\ntime <time>\n` and the text of the checkpoint.
  static byte[] message(long time, String text) {
    return ("cosignature/v1\ntime " + time + "\n" + text).getBytes(StandardCharsets.UTF_8);
  }
}
