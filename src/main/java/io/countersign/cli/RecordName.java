package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.RecordTag;
import io.countersign.core.ledger.UsageRecord;

/// The name of a record as it is typed: `SOURCE/ID`, or `SOURCE/ID/REV` for a later revision.
record RecordName(String source, String id, long rev) {
  /// @param place the option or value that was typed, for the complaint
  static RecordName parse(String place, String typed) {
    String[] parts = typed.split("/", -1);
    boolean good =
        (parts.length == 2 || parts.length == 3)
            && UsageRecord.isName(parts[0])
            && UsageRecord.isName(parts[1])
            && (parts.length == 2 || parts[2].matches("0|[1-9][0-9]{0,8}"));
    if (!good) {
      throw CliException.usage(
          Code.USAGE, place, "SOURCE/ID or SOURCE/ID/REV", MalformedException.show(typed));
    }
    return new RecordName(parts[0], parts[1], parts.length == 2 ? 0 : Long.parseLong(parts[2]));
  }

  static RecordName of(UsageRecord usage) {
    return new RecordName(usage.source(), usage.id(), usage.rev());
  }

  Bytes32 tag(Bytes32 pepper, Party party) {
    return RecordTag.under(pepper).of(party, source, id, rev);
  }

  @Override
  public String toString() {
    return source + "/" + id + (rev == 0 ? "" : "/" + rev);
  }
}
