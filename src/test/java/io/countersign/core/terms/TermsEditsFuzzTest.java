package io.countersign.core.terms;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.core.encoding.Json;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The check of terms on real documents with a few places changed: the bytes say which document,
/// which places and what to put there, so that most inputs get past the parser.
class TermsEditsFuzzTest {
  private static final List<Json.Obj> DOCUMENTS = Samples.ALL.stream().map(Samples::json).toList();

  static Stream<byte[]> seeds() {
    return IntStream.range(0, 120).mapToObj(i -> new byte[] {(byte) i, 0, (byte) (7 * i), 1, 3, 5});
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void terms_seeds_areCheckedWithoutFailing(byte[] data) {
    examine(data);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void terms_editedDocuments_areCheckedWithoutFailing(byte[] data) {
    examine(data);
  }

  private static void examine(byte[] data) {
    ByteBuffer in = ByteBuffer.wrap(data);
    if (!in.hasRemaining()) {
      return;
    }
    Json document = DOCUMENTS.get((in.get() & 0xff) % DOCUMENTS.size());
    for (int edits = 0; edits < 12 && in.remaining() >= 4; edits++) {
      document = JsonTree.edit(document, in);
    }
    TermsExamination.document(document);
  }
}
