package io.countersign.core.terms;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The documents that ship with the product, and ports of the six first drafts.
final class Samples {
  static final List<String> SHIPPED =
      List.of("samples/terms-bank-hybrid.json", "samples/terms-per-call-2026.json");

  static final List<String> CONTRACTS =
      List.of(
          "contracts/c1-time.json",
          "contracts/c2-minute.json",
          "contracts/c3-milestone.json",
          "contracts/c4-performance.json",
          "contracts/c5-fixed.json",
          "contracts/c6-hybrid.json",
          "contracts/c7-everything.json");

  /// Every valid document that the tests hold.
  static final List<String> ALL = Stream.concat(SHIPPED.stream(), CONTRACTS.stream()).toList();

  private Samples() {}

  static Bytes bytes(String resource) {
    try (InputStream in = Samples.class.getClassLoader().getResourceAsStream(resource)) {
      return Bytes.wrap(Objects.requireNonNull(in, resource).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Terms parse(String resource) {
    try {
      return TermsParser.parseRelaxed(bytes(resource));
    } catch (MalformedException e) {
      throw new AssertionError(resource, e);
    }
  }

  static Json.Obj json(String resource) {
    try {
      return (Json.Obj) JsonReader.relaxed(bytes(resource), Terms.MAX_BYTES);
    } catch (MalformedException e) {
      throw new AssertionError(resource, e);
    }
  }

  static Terms bank() {
    return parse("samples/terms-bank-hybrid.json");
  }
}
