package io.countersign.core.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ValidityTest {
  static final List<String> SHIPPED = Samples.SHIPPED;

  @ParameterizedTest
  @FieldSource("SHIPPED")
  void sample_asShipped_isValidRatedAndWithoutAdvice(String resource) {
    Terms terms = Samples.parse(resource);
    assertEquals(List.of(), Validity.check(terms));
    assertEquals(List.of(), Validity.notYetRated(terms));
    assertEquals(List.of(), Advice.check(terms));
  }
}
