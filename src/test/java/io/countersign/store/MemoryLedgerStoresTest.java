package io.countersign.store;

class MemoryLedgerStoresTest extends LedgerStoresContract {
  @Override
  LedgerStores fresh() {
    return new MemoryLedgerStores();
  }
}
