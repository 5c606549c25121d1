package io.countersign.store;

/// Documents in a table that several nodes may share.
final class PostgresNodeDocuments extends JdbcNodeDocuments {
  private final Postgres database;

  PostgresNodeDocuments(Postgres database) {
    this.database = database;
  }

  @Override
  <T> T read(Sql.Query<T> query) {
    return database.read(query);
  }

  @Override
  <T> T write(Sql.Query<T> work) {
    return database.transact(work);
  }
}
