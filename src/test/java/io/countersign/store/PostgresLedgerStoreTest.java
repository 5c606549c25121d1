package io.countersign.store;

import io.countersign.testing.TestPostgres;
import org.junit.jupiter.api.AfterEach;

class PostgresLedgerStoreTest extends LedgerStoreContract {
  private final PostgresLedgerStores stores =
      PostgresLedgerStoresTest.stores(TestPostgres.shared(), TestPostgres.freshSchema());

  @Override
  LedgerStore fresh() {
    return stores.create(key(1));
  }

  @AfterEach
  void disconnect() {
    stores.close();
  }
}
