package io.countersign.http;

import io.countersign.core.base.MalformedException;

/// Answers one request, on a virtual thread of its own: it may wait.
@FunctionalInterface
public interface Action {
  /// Answers by one of the methods of `exchange` that do, once.
  ///
  /// @throws MalformedException answered with 400 or 413
  /// @throws ProblemException answered with its problem
  /// @throws io.countersign.store.StoreException answered with 503
  void run(Exchange exchange) throws MalformedException;
}
