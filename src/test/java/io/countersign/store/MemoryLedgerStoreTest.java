package io.countersign.store;

class MemoryLedgerStoreTest extends LedgerStoreContract {
  @Override
  LedgerStore fresh() {
    return new MemoryLedgerStore();
  }
}
