package io.countersign.http.api;

import io.countersign.http.Action;
import io.vertx.core.http.HttpMethod;

/// One operation of the document.
///
/// @param id its `operationId`
/// @param path as in the document, below `/v1`: parameters in braces
record Operation(String id, HttpMethod method, String path, Action action) {
  static Operation get(String id, String path, Action action) {
    return new Operation(id, HttpMethod.GET, path, action);
  }

  static Operation post(String id, String path, Action action) {
    return new Operation(id, HttpMethod.POST, path, action);
  }

  /// The path as the router takes it.
  String route() {
    return Api.BASE + path.replaceAll("\\{([A-Za-z0-9]+)}", ":$1");
  }
}
