package io.countersign.core.terms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TermsParserTest {
  static final List<String> ALL = Samples.ALL;

  @ParameterizedTest
  @FieldSource("ALL")
  void sample_written_readsBackEqual(String resource) throws MalformedException {
    Terms terms = Samples.parse(resource);
    Bytes canonical = terms.toCanonical();
    Terms again = TermsParser.parse(canonical);
    assertEquals(terms, again);
    assertEquals(canonical, again.toCanonical());
    assertEquals(terms.hash(), again.hash());
    assertEquals(Samples.json(resource).toCanonical(), canonical);
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void sample_prettyPrinted_isNotCanonical(String resource) {
    MalformedException e =
        assertThrows(MalformedException.class, () -> TermsParser.parse(Samples.bytes(resource)));
    assertEquals(Code.JSON_NOT_CANONICAL, e.code());
  }
}
