package io.countersign.bench;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Finding;
import io.countersign.core.terms.Advice;
import io.countersign.core.terms.HostileDocuments;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.core.terms.Validity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// How long the check of the most hostile documents takes, in milliseconds: the first look, as a
/// server that has just started gives it, and the best of five later ones. Run with
///
/// `mvn -B -q test -Dtest=TermsBench -Dbench=true`
@EnabledIfSystemProperty(named = "bench", matches = "true")
public class TermsBench {
  @Test
  void check() throws Exception {
    for (Map.Entry<String, Bytes> e : HostileDocuments.all().entrySet()) {
      long from = System.nanoTime();
      Terms terms = TermsParser.parse(e.getValue());
      long parsed = System.nanoTime() - from;
      from = System.nanoTime();
      List<Finding> findings = Validity.check(terms);
      long first = System.nanoTime() - from;
      long best = first;
      for (int i = 0; i < 5; i++) {
        from = System.nanoTime();
        findings = Validity.check(terms);
        best = Math.min(best, System.nanoTime() - from);
      }
      long advice = 0;
      if (findings.isEmpty()) {
        from = System.nanoTime();
        int n = Advice.check(terms).size();
        advice = n < 0 ? 0 : System.nanoTime() - from;
      }
      Bench.say(
          String.format(
              Locale.ROOT,
              "%-36s %7d bytes  parse %6.1f  check %8.1f first %8.1f best  advice %8.1f ms  %s",
              e.getKey(),
              e.getValue().size(),
              parsed / 1e6,
              first / 1e6,
              best / 1e6,
              advice / 1e6,
              findings.isEmpty()
                  ? "valid"
                  : findings.size() + " findings, " + findings.getFirst().code().id()));
    }
  }
}
