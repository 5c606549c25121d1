package io.countersign.http.client;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.witness.SourceException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a node answered, read whole under a cap.
///
/// @param what the request, for findings
record Reply(String what, int status, String type, long retryAfterMillis, Bytes body) {
  /// Characters of an error answer that is no problem document which are shown.
  private static final int SHOWN = 120;

  private static final Map<String, Code> CODES = codes();

  private static Map<String, Code> codes() {
    Map<String, Code> out = new HashMap<>();
    for (Code c : Code.values()) {
      out.put(c.id(), c);
    }
    return out;
  }

  boolean isGood() {
    return status >= 200 && status < 300;
  }

  /// The body as JSON.
  ///
  /// @throws SourceException the node's reason if it refused; `NODE_ANSWER` if it is no JSON
  Fields json() {
    mustBeGood();
    try {
      return Fields.of(JsonReader.relaxed(body, Math.max(1, body.size())), "");
    } catch (MalformedException e) {
      throw unreadable(e);
    }
  }

  SourceException unreadable(MalformedException e) {
    return new SourceException(new Finding(Code.NODE_ANSWER, what, e.expected(), e.toString()), e);
  }

  void mustBeGood() {
    if (!isGood()) {
      throw new SourceException(problem(), null);
    }
  }

  /// Why the node refused, in the code that it gave.
  Finding problem() {
    if (type.startsWith("application/problem+json")) {
      try {
        if (JsonReader.relaxed(body, Math.max(1, body.size())) instanceof Json.Obj o) {
          return finding(o);
        }
      } catch (MalformedException e) {
        // Said below, as for any other answer that is no problem document.
      }
    }
    String text = body.toUtf8();
    return new Finding(
        Code.NODE_ANSWER,
        what,
        "what the interface says",
        "status "
            + status
            + " "
            + MalformedException.show(text.substring(0, Math.min(text.length(), SHOWN))));
  }

  /// Reads `code`, `where`, `expected`, `found` of a problem or of one of its findings.
  Finding finding(Json.Obj o) {
    String id = text(o, "code");
    Code code = CODES.get(id);
    String found = text(o, "found").isEmpty() ? text(o, "detail") : text(o, "found");
    String where = text(o, "where").isEmpty() ? what : text(o, "where");
    return code != null
        ? new Finding(code, where, text(o, "expected"), found)
        : new Finding(Code.NODE_CODE, where, text(o, "expected"), found + " (" + id + ")");
  }

  private static String text(Json.Obj o, String key) {
    return o.get(key) instanceof Json.Str s ? s.value() : "";
  }

  /// Milliseconds after which to come again, of a problem that says so.
  long retryAfter() {
    try {
      if (type.startsWith("application/problem+json")
          && JsonReader.relaxed(body, Math.max(1, body.size())) instanceof Json.Obj o
          && o.get("retryAfterMillis") instanceof Json.Int ms) {
        return Math.max(1, ms.value());
      }
    } catch (MalformedException e) {
      // The header, then.
    }
    return retryAfterMillis;
  }

  List<Fields> objects(Fields f, String name, int max) {
    try {
      return f.objects(name, 0, max);
    } catch (MalformedException e) {
      throw unreadable(e);
    }
  }
}
