package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.RecordTag;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.intake.RecordLines;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  /// Those typed as `RECORD`, then those of the records in `file`, each once.
  static Set<RecordName> all(List<String> typed, Optional<Path> file) {
    Set<RecordName> all = new LinkedHashSet<>();
    typed.forEach(t -> all.add(parse("RECORD", t)));
    file.ifPresent(f -> all.addAll(read(f)));
    return all;
  }

  private static List<RecordName> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw Disk.notFound(file);
    }
    List<RecordName> out = new ArrayList<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      var report =
          RecordLines.read(in, String.valueOf(file.getFileName()), r -> out.add(RecordName.of(r)));
      if (!report.refusals().isEmpty()) {
        throw CliException.refused(report.refusals().stream().map(r -> r.finding()).toList());
      }
    } catch (MalformedException e) {
      throw CliException.malformed(file.toString(), e);
    } catch (IOException e) {
      throw CliException.usage(
          Code.FILE_NOT_READ, file.toString(), "a file that can be read", Disk.reason(e));
    }
    return out;
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
