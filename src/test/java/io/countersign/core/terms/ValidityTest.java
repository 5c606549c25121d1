package io.countersign.core.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ValidityTest {
  static final List<String> SHIPPED = Samples.SHIPPED;
  static final List<String> ALL = Samples.ALL;

  @ParameterizedTest
  @FieldSource("ALL")
  void contract_asWritten_isValid(String resource) {
    assertEquals(List.of(), Validity.check(Samples.parse(resource)));
  }

  @ParameterizedTest
  @FieldSource("SHIPPED")
  void sample_asShipped_isValidRatedAndWithoutAdvice(String resource) {
    Terms terms = Samples.parse(resource);
    assertEquals(List.of(), Validity.check(terms));
    assertEquals(List.of(), Validity.notYetRated(terms));
    assertEquals(List.of(), Advice.check(terms));
  }
}
