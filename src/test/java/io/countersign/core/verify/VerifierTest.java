package io.countersign.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.ledger.Policy;
import io.countersign.core.ledger.Workers;
import io.countersign.testing.SampleLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class VerifierTest {
  private static final SampleLedger LEDGER = Forgeries.HONEST;
  private static final Policy POLICY = LEDGER.policy(9, LEDGER.size());

  /// Every index of a loop on its own, on whatever thread, in any order.
  private static final Workers SCATTERED =
      (from, to, body) ->
          IntStream.range(from, to)
              .map(i -> to - 1 - (i - from))
              .parallel()
              .forEach(i -> body.run(i, i + 1));

  @Test
  void verify_honestBundle_passes() {
    Report r = Verifier.verify(ZipBundle.of(LEDGER.bundle()), POLICY);
    assertEquals(List.of(), r.failed());
    assertEquals(0, r.exitCode());
  }

  @Test
  void verify_anyWorkers_sameReport() {
    List<Bytes> files = new ArrayList<>();
    files.add(LEDGER.bundle());
    Forgeries.all().stream().limit(20).forEach(f -> files.add(BundleWriter.toBytes(f.parts())));
    for (Bytes file : files) {
      assertEquals(
          Verifier.verify(ZipBundle.of(file), POLICY).toBytes().toUtf8(),
          Verifier.verify(ZipBundle.of(file), POLICY, SCATTERED).toBytes().toUtf8());
    }
  }

  @Test
  void verify_otherLocaleAndZone_sameReport() {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    String here = Verifier.verify(ZipBundle.of(LEDGER.bundle()), POLICY).toBytes().toUtf8();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-SA-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
      assertEquals(here, Verifier.verify(ZipBundle.of(LEDGER.bundle()), POLICY).toBytes().toUtf8());
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void verify_nothingDemandedButTheLedger_saysWhatItCannotExclude() {
    Report r = Verifier.verify(ZipBundle.of(LEDGER.bundle()), Forgeries.BARE);
    assertEquals(0, r.exitCode());
    assertTrue(r.notChecked().stream().anyMatch(c -> c.code() == Code.QUORUM));
    assertTrue(r.notChecked().stream().anyMatch(c -> c.code() == Code.SEEN_OTHER_ROOT));
  }

  @Test
  void verify_emptyFile_saysSo() {
    Report r = Verifier.verify(ZipBundle.of(Bytes.EMPTY), POLICY);
    assertEquals(1, r.exitCode());
    assertTrue(r.failed(Code.BUNDLE_FORM));
    assertTrue(r.failed(Code.SEEN_TRUNCATED));
    // What could not be checked is listed, none of it as passed.
    assertTrue(r.notChecked().stream().anyMatch(c -> c.code() == Code.STATEMENT_HASH));
    assertTrue(
        r.checks().stream()
            .filter(c -> c.verdict() == Verdict.PASSED)
            .allMatch(
                c ->
                    c.code() == Code.BUNDLE_NAME
                        || c.code() == Code.OBJECT_HASH
                        || c.code() == Code.TILE_CONTENT),
        r.checks().toString());
  }
}
