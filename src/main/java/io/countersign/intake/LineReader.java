package io.countersign.intake;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// The lines of a text file that nobody vouches for, one at a time, in bounded memory.
///
/// Lines end with LF. Gzip is recognised by its first two bytes. Cost: one pass, a buffer of one
/// line.
final class LineReader {
  /// Bytes after decompression; beyond it the file is refused.
  static final long MAX_BYTES = 2L << 30;

  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final String name;
  private final int maxLine;
  private final byte[] buffer = new byte[BUFFER];
  private int from;
  private int to;
  private long total;
  private byte[] line = new byte[256];
  private int length;
  private long number;
  private boolean tooLong;
  private boolean terminated;

  /// @param maxLine bytes of a line without its LF; what is longer is skipped and marked
  LineReader(InputStream source, String name, int maxLine) throws IOException, MalformedException {
    this.name = name;
    this.maxLine = maxLine;
    InputStream buffered =
        source.markSupported() ? source : new BufferedInputStream(source, BUFFER);
    buffered.mark(2);
    int first = buffered.read();
    int second = first < 0 ? -1 : buffered.read();
    buffered.reset();
    if (first == 0x1f && second == 0x8b) {
      try {
        this.in = new GZIPInputStream(buffered, BUFFER);
      } catch (EOFException | ZipException e) {
        throw damaged(e);
      }
    } else {
      this.in = buffered;
    }
  }

  /// Goes to the next line; false at the end of the file.
  ///
  /// @throws MalformedException `IMPORT_COMPRESSION`, or `INPUT_TOO_LARGE` beyond [#MAX_BYTES]
  boolean next() throws IOException, MalformedException {
    length = 0;
    tooLong = false;
    terminated = false;
    boolean any = false;
    while (!terminated) {
      if (from == to && !fill()) {
        break;
      }
      any = true;
      int end = from;
      while (end < to && buffer[end] != '\n') {
        end++;
      }
      append(from, end);
      terminated = end < to;
      from = terminated ? end + 1 : end;
    }
    if (any) {
      number++;
    }
    return any;
  }

  private void append(int begin, int end) {
    int more = end - begin;
    if (tooLong || length + more > maxLine) {
      tooLong = true;
      return;
    }
    if (length + more > line.length) {
      line = Arrays.copyOf(line, Math.max(length + more, Math.min(maxLine, 2 * line.length)));
    }
    System.arraycopy(buffer, begin, line, length, more);
    length += more;
  }

  private boolean fill() throws IOException, MalformedException {
    int n;
    try {
      n = in.read(buffer, 0, buffer.length);
    } catch (EOFException | ZipException e) {
      throw damaged(e);
    }
    from = 0;
    to = Math.max(n, 0);
    total += to;
    if (total > MAX_BYTES) {
      throw new MalformedException(
          Code.INPUT_TOO_LARGE, name, total, "at most " + MAX_BYTES + " bytes", "more");
    }
    return n > 0;
  }

  private MalformedException damaged(IOException e) {
    MalformedException out =
        new MalformedException(
            Code.IMPORT_COMPRESSION,
            name,
            total,
            "a whole gzip file",
            e.getMessage() == null ? "its end" : e.getMessage());
    out.initCause(e);
    return out;
  }

  /// The line's number, from 1.
  long number() {
    return number;
  }

  /// True if the line was longer than the cap; its bytes are then not kept.
  boolean tooLong() {
    return tooLong;
  }

  /// False for a last line without LF.
  boolean terminated() {
    return terminated;
  }

  /// The line's bytes are the first [#length] of this array, until the next call of [#next].
  byte[] array() {
    return line;
  }

  int length() {
    return length;
  }
}
