package io.countersign.load;

import java.nio.charset.StandardCharsets;

/// What answers of a node say, found without parsing all of them: the generator shall cost less
/// than the node.
final class Answers {
  static final String ACCEPTED = "accepted";

  private static final byte[] RESULT = ascii("\"result\":\"");
  private static final byte[] END = ascii("\r\n\r\n");
  private static final byte[] LENGTH = ascii("content-length:");
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private Answers() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// Bytes of the whole answer at the beginning of `from`; -1 while they are not all there, -2 if
  /// it has no length.
  static int length(byte[] from, int size) {
    int end = find(from, size, END, 0);
    if (end < 0) {
      return -1;
    }
    int body = end + END.length;
    int at = find(from, end, LENGTH, 0);
    if (at < 0) {
      return -2;
    }
    int length = 0;
    for (int i = at + LENGTH.length; i < end && from[i] != '\r'; i++) {
      if (from[i] >= '0' && from[i] <= '9') {
        length = length * 10 + from[i] - '0';
      }
    }
    return body + length <= size ? body + length : -1;
  }

  /// The first result in an answer of HTTP, or its status where it is not 200.
  static String ofHttp(byte[] from, int size) {
    String status = new String(from, STATUS_AT, 3, StandardCharsets.US_ASCII);
    return status.equals("200") ? result(from, 0, size) : "HTTP " + status;
  }

  /// The value of the first member `result`; `unreadable` where there is none.
  static String result(byte[] from, int begin, int size) {
    int at = find(from, size, RESULT, begin);
    if (at < 0) {
      return "unreadable";
    }
    int to = at + RESULT.length;
    while (to < size && from[to] != '"') {
      to++;
    }
    return new String(from, at + RESULT.length, to - at - RESULT.length, StandardCharsets.US_ASCII);
  }

  /// Where `what` first stands, letters of either case alike; -1 if nowhere.
  private static int find(byte[] in, int size, byte[] what, int begin) {
    for (int i = begin; i + what.length <= size; i++) {
      int k = 0;
      while (k < what.length && lower(in[i + k]) == what[k]) {
        k++;
      }
      if (k == what.length) {
        return i;
      }
    }
    return -1;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 32 : b;
  }
}
