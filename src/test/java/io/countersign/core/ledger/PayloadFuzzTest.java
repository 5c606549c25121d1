package io.countersign.core.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Hex;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The parser of payloads on any bytes: what it hashes is what the records and salts say, also
/// where it takes the row's bytes out of the record's.
class PayloadFuzzTest {
  private static final Bytes32 PEPPER = Sha256.hash(new byte[] {1});
  private static final String RECORD =
      "{\"at\":0,\"data\":{\"a\":1},\"id\":\"a\",\"rev\":0,\"source\":\"s\",\"type\":\"call\"}\n";

  static Stream<byte[]> seeds() {
    String seed = "{\"format\":1,\"seed\":\"" + "ab".repeat(32) + "\"}\n";
    String salts = "{\"format\":1,\"salts\":[\"" + "cd".repeat(16) + "\",null]}\n";
    return Stream.of(
            seed + RECORD,
            seed + RECORD + RECORD.replace("\"id\":\"a\"", "\"id\":\"b\""),
            salts
                + "{\"at\":0,\"data\":{},\"tag\":\"%1$s\",\"type\":\"t\"}\n{\"rowHash\":\"%1$s\",\"tag\":\"%1$s\"}\n"
                    .formatted("ef".repeat(32)))
        .map(s -> s.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void payload_seeds_areOpenedOrRefused(byte[] data) {
    examine(data);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "5m")
  void payload_anyBytes_areOpenedOrRefused(byte[] data) {
    examine(data);
  }

  private static void examine(byte[] data) {
    try {
      Payload payload = Payload.parse(Bytes.of(data));
      Payload.Opened opened = payload.open(Party.PROVIDER, PEPPER, Workers.SEQUENTIAL);
      assertEquals(payload.count(), opened.records().size());
      Json.Obj head = head(data);
      for (int i = 0; i < opened.records().size(); i++) {
        HeldRecord r = opened.records().get(i);
        if (r.row().isPresent()) {
          assertEquals(Payload.rowHash(salt(head, i), r.row().get()), r.rowHash());
        }
      }
    } catch (MalformedException e) {
      assertEquals(1, e.code().number() / 100, e.toString());
    }
  }

  private static Json.Obj head(byte[] data) throws MalformedException {
    int end = 0;
    while (data[end] != '\n') {
      end++;
    }
    return (Json.Obj) JsonReader.canonical(data, 0, end, data.length);
  }

  private static Bytes salt(Json.Obj head, int index) throws MalformedException {
    if (head.get("seed") instanceof Json.Str seed) {
      return Payload.salt(Bytes32.of(Hex.parse(seed.value(), Bytes32.SIZE)), index);
    }
    Json salt = ((Json.Arr) Objects.requireNonNull(head.get("salts"))).items().get(index);
    return Bytes.of(Hex.parse(((Json.Str) salt).value(), Payload.SALT));
  }
}
