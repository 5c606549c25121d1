package io.countersign.http;

/// How much the node takes.
///
/// @param bodyBytes largest body that is read as a whole
/// @param drainBytes what is read of a body that nobody wanted, before the connection is closed
/// @param headerBytes all header fields of a request
/// @param lineBytes the request line
/// @param requests requests that are answered at a time; beyond, 503
/// @param readMillis how long to wait for the next piece of a body
/// @param writeMillis how long to wait for a reader of the answer
/// @param idleMillis after which a connection without traffic is closed
/// @param stopMillis how long to wait at the end for requests that are being answered
public record Limits(
    int bodyBytes,
    int drainBytes,
    int headerBytes,
    int lineBytes,
    int requests,
    long readMillis,
    long writeMillis,
    long idleMillis,
    long stopMillis) {
  public static final Limits STANDARD =
      new Limits(80 << 20, 64 << 10, 16 << 10, 4 << 10, 4_096, 15_000, 30_000, 75_000, 30_000);

  public Limits {
    if (bodyBytes < 1
        || drainBytes < 0
        || headerBytes < 1
        || lineBytes < 1
        || requests < 1
        || readMillis < 1
        || writeMillis < 1
        || idleMillis < 1
        || stopMillis < 1) {
      throw new IllegalArgumentException("each limit is at least 1");
    }
  }
}
