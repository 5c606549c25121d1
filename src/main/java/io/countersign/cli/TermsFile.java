package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/// A terms document in a file: hand-written or canonical, both mean the same.
final class TermsFile {
  /// What stands before the name of a sample that comes with the program.
  static final String SAMPLE = "sample:";

  private TermsFile() {}

  /// Reads the document; `sample:NAME` is one of the program's own.
  static Terms read(Path file) {
    try {
      return TermsParser.parseRelaxed(bytes(file));
    } catch (MalformedException e) {
      throw CliException.malformed(file.toString(), e);
    }
  }

  /// The bytes as they were written, with the layout of their author.
  static Bytes bytes(Path file) {
    return file.toString().startsWith(SAMPLE)
        ? sample(file.toString().substring(SAMPLE.length()))
        : Disk.read(file, Terms.MAX_BYTES);
  }

  private static Bytes sample(String name) {
    String path = "/samples/terms-" + name + ".json";
    try (InputStream in = TermsFile.class.getResourceAsStream(path)) {
      if (in == null || !name.matches("[a-z0-9-]+")) {
        throw CliException.usage(
            Code.FILE_NOT_FOUND, SAMPLE + name, "the name of a sample, e.g. bank-hybrid", name);
      }
      return Bytes.wrap(in.readAllBytes());
    } catch (IOException e) {
      throw CliException.usage(Code.FILE_NOT_READ, path, "a file in the jar", Disk.reason(e));
    }
  }
}
