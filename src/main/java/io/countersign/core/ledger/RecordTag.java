package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import io.countersign.core.crypto.HmacSha256;
import java.nio.charset.StandardCharsets;

/// Makes the tags of records: their names under the pepper, by which the duplicate rule goes even
/// after a name was erased.
///
/// tag = HMAC-SHA-256(pepper, u8 party | u8 len | source | u8 len | id | u32 rev). Not thread-safe:
/// one per caller. Source: `src/docs/formats.md` §4.
public final class RecordTag {
  private final HmacSha256 mac;
  private final byte[] message = new byte[1 + 2 * (1 + UsageRecord.MAX_NAME) + 4];

  private RecordTag(Bytes32 pepper) {
    this.mac = HmacSha256.of(pepper);
  }

  /// Makes tags under `pepper`.
  public static RecordTag under(Bytes32 pepper) {
    return new RecordTag(pepper);
  }

  /// The tag of a record that `party` attests.
  public Bytes32 of(Party party, UsageRecord record) {
    return of(party, record.source(), record.id(), record.rev());
  }

  /// The tag of a name.
  public Bytes32 of(Party party, String source, String id, long rev) {
    int n = 0;
    message[n++] = (byte) party.code();
    n = name(source, n);
    n = name(id, n);
    for (int shift = 24; shift >= 0; shift -= 8) {
      message[n++] = (byte) (rev >>> shift);
    }
    return mac.mac(message, 0, n);
  }

  private int name(String name, int at) {
    if (!UsageRecord.isName(name)) {
      throw new IllegalArgumentException("no name of a record: " + name);
    }
    byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
    message[at] = (byte) ascii.length;
    System.arraycopy(ascii, 0, message, at + 1, ascii.length);
    return at + 1 + ascii.length;
  }
}
