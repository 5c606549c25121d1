package io.countersign.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.JsonReader;
import io.countersign.sequencer.Setting;
import io.countersign.sequencer.Submission;
import io.countersign.service.DraftRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The readers of the API that face the network, on any bytes.
class BatchFuzzTest {
  static Stream<byte[]> seeds() {
    String one = Served.framed(Setting.attestation(Setting.PROVIDER, 0, Setting.calls(1, 2)));
    return Stream.of(
            one + one,
            one.substring(0, one.length() - 1),
            "{\"envelope\":\"{}\",\"lines\":2}\na\nb\n",
            "{\"submissions\":[{\"envelope\":\"{}\",\"objects\":[\"AA==\"],\"payload\":\"AA==\"}]}",
            "{\"mark\":\"AA==\"}",
            "{\"period\":202601,\"reason\":\"other\",\"items\":[{\"line\":\"a\",\"claimed\":\"1\"}],\"ranges\":[[0,1]]}",
            "{\"action\":\"add\",\"role\":\"cosigner\",\"key\":\"00\"}",
            "\n")
        .map(s -> s.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void bodies_seeds_areReadOrRefused(byte[] data) throws IOException {
    examine(data);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void bodies_anyBytes_areReadOrRefused(byte[] data) throws IOException {
    examine(data);
  }

  private static void examine(byte[] data) throws IOException {
    BatchReader in = new BatchReader(new ByteArrayInputStream(data), () -> 0, 1);
    try {
      Optional<Submission> batch = in.next();
      long bytes = 0;
      while (batch.isPresent()) {
        bytes += batch.get().payload().orElseThrow().size();
        batch = in.next();
      }
      assertTrue(bytes <= data.length);
      assertTrue(in.isIdle());
    } catch (MalformedException e) {
      assertEquals(Code.BATCH_FRAME, e.code());
    }
    try {
      assertTrue(SubmissionRoutes.count(Bytes.of(data)) > 0);
    } catch (MalformedException e) {
      assertEquals(1, e.code().number() / 100, e.toString());
    }
    for (String kind : DraftRequest.KINDS) {
      try {
        assertTrue(
            DraftRequest.parse(kind, JsonReader.relaxed(Bytes.of(data), 1 << 20), 5).signedAt()
                >= 0);
      } catch (MalformedException e) {
        assertTrue(e.code().number() < 600, e.toString());
      }
    }
  }
}
