package io.countersign.http;

import io.vertx.core.http.HttpConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The open connections: how many, from where, and which of them bring no request.
final class Connections {
  private final Limits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<HttpConnection, Open> open = new LinkedHashMap<>();
  private final Map<String, Integer> byAddress = new HashMap<>();

  Connections(Limits limits) {
    this.limits = limits;
  }

  /// Counts a connection, or closes it if there are too many.
  void opened(HttpConnection connection, long millis) {
    String address = address(connection);
    lock.lock();
    try {
      if (open.size() < limits.connections()
          && byAddress.getOrDefault(address, 0) < limits.addressConnections()) {
        open.put(connection, new Open(millis));
        byAddress.merge(address, 1, Integer::sum);
        connection.closeHandler(v -> closed(connection));
        return;
      }
    } finally {
      lock.unlock();
    }
    connection.close();
  }

  private void closed(HttpConnection connection) {
    lock.lock();
    try {
      if (open.remove(connection) != null) {
        byAddress.merge(address(connection), -1, (a, b) -> a + b < 1 ? null : a + b);
      }
    } finally {
      lock.unlock();
    }
  }

  static String address(HttpConnection connection) {
    return String.valueOf(connection.remoteAddress().hostAddress());
  }

  /// A whole request has come.
  void busy(HttpConnection connection) {
    change(connection, 1, 0);
  }

  /// It was answered.
  void idle(HttpConnection connection, long millis) {
    change(connection, -1, millis);
  }

  private void change(HttpConnection connection, int by, long millis) {
    lock.lock();
    try {
      Open o = open.get(connection);
      if (o != null) {
        o.requests += by;
        o.idleSince = millis;
      }
    } finally {
      lock.unlock();
    }
  }

  /// Closes those that have brought no whole request for too long: idle ones, and senders of a
  /// header without end.
  void sweep(long millis) {
    List<HttpConnection> late = new ArrayList<>();
    lock.lock();
    try {
      open.forEach(
          (c, o) -> {
            if (o.requests == 0 && millis - o.idleSince > limits.idleMillis()) {
              late.add(c);
            }
          });
    } finally {
      lock.unlock();
    }
    late.forEach(HttpConnection::close);
  }

  int count() {
    lock.lock();
    try {
      return open.size();
    } finally {
      lock.unlock();
    }
  }

  /// What is known of an open connection.
  private static final class Open {
    int requests;
    long idleSince;

    Open(long millis) {
      this.idleSince = millis;
    }
  }
}
