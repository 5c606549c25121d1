package io.countersign.http;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/// How much the node takes. Each has a name in the configuration, a unit as its last word, and a
/// default; `src/docs/operate.md` lists them.
///
/// @param bodyBytes largest body that is read as a whole; beyond, 413
/// @param drainBytes what is read of a body that nobody wanted, before the connection is closed
/// @param headerBytes all header fields of a request; beyond, 431
/// @param lineBytes the request line; beyond, 414
/// @param streams requests that one connection of HTTP/2 has open at a time
/// @param requests requests that are answered at a time; beyond, 503
/// @param connections open at a time; beyond, closed at once
/// @param addressConnections open at a time from one address
/// @param ratePerSecond requests of one principal, or of one address without credentials; beyond,
///   429
/// @param rateBurst how many of them may come at once
/// @param rateNames principals and addresses that are counted at a time; the longest silent is
///   forgotten first
/// @param readMillis how long to wait for the next piece of a body; beyond, 408
/// @param bodyMillis how long a body may take that is read as a whole
/// @param writeMillis how long a reader of the answer may take nothing
/// @param idleMillis how long a connection may go without a whole request
/// @param ledgers that the node opens through proposals, all together; beyond, 503
/// @param stopMillis how long to wait at the end for requests that are being answered
public record Limits(
    int bodyBytes,
    int drainBytes,
    int headerBytes,
    int lineBytes,
    int streams,
    int requests,
    int connections,
    int addressConnections,
    int ratePerSecond,
    int rateBurst,
    int rateNames,
    int readMillis,
    int bodyMillis,
    int writeMillis,
    int idleMillis,
    int ledgers,
    int stopMillis) {
  public static final Limits STANDARD = of(defaults());

  private static Map<String, Integer> defaults() {
    Map<String, Integer> out = new LinkedHashMap<>();
    out.put("bodyBytes", 80 << 20);
    out.put("drainBytes", 64 << 10);
    out.put("headerBytes", 16 << 10);
    out.put("lineBytes", 4 << 10);
    out.put("streams", 128);
    out.put("requests", 4_096);
    out.put("connections", 4_096);
    out.put("addressConnections", 1_024);
    out.put("ratePerSecond", 10_000);
    out.put("rateBurst", 20_000);
    out.put("rateNames", 1 << 16);
    out.put("readMillis", 15_000);
    out.put("bodyMillis", 120_000);
    out.put("writeMillis", 30_000);
    out.put("idleMillis", 75_000);
    out.put("ledgers", 1_000);
    out.put("stopMillis", 30_000);
    return out;
  }

  private static Limits of(Map<String, Integer> v) {
    return new Limits(
        v.getOrDefault("bodyBytes", 0),
        v.getOrDefault("drainBytes", 0),
        v.getOrDefault("headerBytes", 0),
        v.getOrDefault("lineBytes", 0),
        v.getOrDefault("streams", 0),
        v.getOrDefault("requests", 0),
        v.getOrDefault("connections", 0),
        v.getOrDefault("addressConnections", 0),
        v.getOrDefault("ratePerSecond", 0),
        v.getOrDefault("rateBurst", 0),
        v.getOrDefault("rateNames", 0),
        v.getOrDefault("readMillis", 0),
        v.getOrDefault("bodyMillis", 0),
        v.getOrDefault("writeMillis", 0),
        v.getOrDefault("idleMillis", 0),
        v.getOrDefault("ledgers", 0),
        v.getOrDefault("stopMillis", 0));
  }

  public Limits {
    for (int v :
        new int[] {
          bodyBytes,
          drainBytes,
          headerBytes,
          lineBytes,
          streams,
          requests,
          connections,
          addressConnections,
          ratePerSecond,
          rateBurst,
          rateNames,
          readMillis,
          bodyMillis,
          writeMillis,
          idleMillis,
          ledgers,
          stopMillis
        }) {
      if (v < 1) {
        throw new IllegalArgumentException("each limit is at least 1: " + v);
      }
    }
  }

  /// The names of all limits with their defaults.
  static Map<String, Integer> names() {
    return defaults();
  }

  /// The standard limits, but for those that `f` names.
  ///
  /// @throws MalformedException `FIELD_UNKNOWN`, `FIELD_TYPE`, `FIELD_RANGE`
  static Limits parse(Fields f) throws MalformedException {
    Map<String, Integer> values = defaults();
    for (String name : defaults().keySet()) {
      if (f.has(name)) {
        values.put(name, (int) f.integer(name, 1, Integer.MAX_VALUE));
      }
    }
    f.end();
    return of(values);
  }

  /// All of them by name.
  Json.Obj toJson() {
    return Json.object()
        .put("bodyBytes", bodyBytes)
        .put("drainBytes", drainBytes)
        .put("headerBytes", headerBytes)
        .put("lineBytes", lineBytes)
        .put("streams", streams)
        .put("requests", requests)
        .put("connections", connections)
        .put("addressConnections", addressConnections)
        .put("ratePerSecond", ratePerSecond)
        .put("rateBurst", rateBurst)
        .put("rateNames", rateNames)
        .put("readMillis", readMillis)
        .put("bodyMillis", bodyMillis)
        .put("writeMillis", writeMillis)
        .put("idleMillis", idleMillis)
        .put("ledgers", ledgers)
        .put("stopMillis", stopMillis)
        .build();
  }
}
