package io.countersign.http.api;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Payload;
import io.countersign.http.Problem;
import io.countersign.http.ProblemException;
import io.countersign.sequencer.Submission;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Reads a stream of batches: before each a line `{"envelope":"…","lines":N}`, then N lines of the
/// payload as they are. Every line ends with LF.
///
/// Holds one batch at a time. Knows nothing of what the lines say: the payload's own reader does.
final class BatchReader {
  /// The media type.
  static final String TYPE = "application/x-ndjson";

  /// Bytes of the line before a batch: an envelope whose every quote is escaped.
  static final int MAX_HEAD_BYTES = 2 * Envelope.MAX_BYTES + 256;

  private static final int PIECE = 1 << 16;

  private final InputStream in;
  private final LongSupplier clock;
  private final long batchMillis;
  private byte[] piece = new byte[PIECE];
  private int at;
  private int end;
  private byte[] batch = new byte[PIECE];
  private int size;
  private long number;
  private long began = -1;

  /// @param clock milliseconds
  /// @param batchMillis how long one batch may take from its first byte to its last
  BatchReader(InputStream in, LongSupplier clock, long batchMillis) {
    this.in = in;
    this.clock = clock;
    this.batchMillis = batchMillis;
  }

  /// The next batch; empty at the end of the stream.
  ///
  /// @throws MalformedException `BATCH_FRAME` with the number of the batch, from 0
  /// @throws IOException that carries a [io.countersign.http.ProblemException] if the batch takes
  ///   too long
  Optional<Submission> next() throws IOException, MalformedException {
    size = 0;
    began = at < end ? clock.getAsLong() : -1;
    if (!line(MAX_HEAD_BYTES)) {
      if (size > 0) {
        throw fault("a line that ends", "the end of the stream");
      }
      return Optional.empty();
    }
    Bytes envelope;
    int lines;
    try {
      Fields f = Fields.of(JsonReader.relaxed(taken(), MAX_HEAD_BYTES), "");
      envelope = Bytes.utf8(f.string("envelope"));
      lines = (int) f.integer("lines", 2, Entry.MAX_RECORDS + 1L);
      f.end();
    } catch (MalformedException e) {
      throw fault("a line {\"envelope\":…,\"lines\":…}", e.toFinding().toString());
    }
    size = 0;
    for (int i = 0; i < lines; i++) {
      if (!line(Payload.MAX_BYTES)) {
        throw fault(lines + " lines of a payload", i + " and the end of the stream");
      }
    }
    number++;
    return Optional.of(Submission.attestation(envelope, taken()));
  }

  /// Whether all that has come was read: the next batch may be long in coming.
  boolean isIdle() {
    return at == end;
  }

  private Bytes taken() {
    return Bytes.wrap(Arrays.copyOf(batch, size));
  }

  /// Adds a line with its LF to the batch, which may grow to `max` bytes; false if the stream ends
  /// before it.
  private boolean line(int max) throws IOException, MalformedException {
    while (true) {
      if (at == end) {
        int read = in.read(piece, 0, piece.length);
        if (read < 0) {
          return false;
        }
        at = 0;
        end = read;
        checkTime();
      }
      int to = at;
      while (to < end && piece[to] != '\n') {
        to++;
      }
      boolean whole = to < end;
      int length = (whole ? to + 1 : to) - at;
      if (size + (long) length > max) {
        throw fault("at most " + max + " bytes", "more");
      }
      if (size + length > batch.length) {
        batch = Arrays.copyOf(batch, Math.max(2 * batch.length, size + length));
      }
      System.arraycopy(piece, at, batch, size, length);
      size += length;
      at += length;
      if (whole) {
        return true;
      }
    }
  }

  private void checkTime() throws IOException {
    long now = clock.getAsLong();
    if (began < 0) {
      began = now;
    }
    if (now - began > batchMillis) {
      ProblemException slow =
          Problem.of(
                  408,
                  Code.HTTP_SLOW,
                  "batch " + number,
                  "the whole within " + batchMillis + " ms",
                  "a part")
              .asException();
      throw new IOException("a slow sender", slow);
    }
  }

  private MalformedException fault(String expected, String found) {
    return new MalformedException(Code.BATCH_FRAME, "batch " + number, -1, expected, found);
  }
}
