package io.countersign.http;

import io.vertx.ext.web.Router;

/// A part of the node's interface.
public interface Routes {
  /// Adds its routes to `router`; each handler is one of `node.on(action)`. A path parameter that
  /// names a ledger is called `ledger`.
  void mount(Router router, Dispatch node);
}
