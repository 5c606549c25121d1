package io.countersign.core.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.testing.SampleLedger;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VerifierTest {
  @Test
  void verify_honestBundle_passes() {
    SampleLedger l = SampleLedger.small();
    Report r = Verifier.verify(ZipBundle.of(l.bundle()), l.policy(9, l.size()));
    assertEquals(List.of(), r.failed());
    assertEquals(0, r.exitCode());
  }
}
