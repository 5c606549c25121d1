package io.countersign.intake;

import io.countersign.core.ledger.UsageRecord;
import java.io.IOException;

/// Where an import puts its records, in file order.
@FunctionalInterface
public interface RecordSink {
  void accept(UsageRecord usageRecord) throws IOException;
}
