package io.countersign.sequencer;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.NoteSigner;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import java.util.List;

/// The operator's signed word that it refused a submission: what a party shows when it is told that
/// it never sent one.
///
/// Text `countersign/refusal/v1\n<ledger>\n<digest>\n<code>\n<size>\n<time>\n`, signed by the log
/// key. Source: `src/docs/formats.md` §6.
///
/// @param ledger the ledger's id
/// @param digest what the submission's signers signed
/// @param code the reason, as `CS-nnnn`
/// @param size leaves in the ledger at that moment
/// @param time UTC seconds by the operator's clock
public record Refusal(Bytes32 ledger, Bytes32 digest, String code, long size, long time) {
  private static final String HEADER = "countersign/refusal/v1";

  /// The text that is signed.
  public String text() {
    return HEADER + "\n" + ledger + "\n" + digest + "\n" + code + "\n" + size + "\n" + time + "\n";
  }

  public SignedNote sign(NoteSigner log) {
    return log.note(text());
  }

  /// Opens a refusal that the log signed.
  ///
  /// @throws MalformedException as [SignedNote#parse]; `NOTE_UNSIGNED`, `NOTE_SIGNATURE_BAD`,
  ///   `FIELD_PATTERN`
  @CheckReturnValue
  public static Refusal open(Bytes note, Vkey log) throws MalformedException {
    SignedNote signed = SignedNote.parse(note);
    if (signed.verify(List.of(log)).isEmpty()) {
      throw new MalformedException(
          Code.NOTE_UNSIGNED, "refusal", -1, "a signature by the log " + log, "none");
    }
    String[] lines = signed.text().split("\n", -1);
    if (lines.length != 7
        || !lines[0].equals(HEADER)
        || !lines[3].matches("CS-[0-9]{4}")
        || !lines[4].matches("0|[1-9][0-9]{0,15}")
        || !lines[5].matches("0|[1-9][0-9]{0,15}")
        || !lines[6].isEmpty()) {
      throw new MalformedException(
          Code.FIELD_PATTERN,
          "refusal",
          -1,
          "six lines: " + HEADER + ", ledger, digest, code, size, time",
          MalformedException.show(signed.text()));
    }
    return new Refusal(
        Bytes32.parse(lines[1]),
        Bytes32.parse(lines[2]),
        lines[3],
        Long.parseLong(lines[4]),
        Long.parseLong(lines[5]));
  }
}
