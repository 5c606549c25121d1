package io.countersign.http.api;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Base64s;
import io.countersign.core.encoding.Json;
import io.countersign.core.terms.Period;
import io.countersign.http.Exchange;
import io.countersign.http.Grant;
import io.countersign.http.Lang;
import io.countersign.http.Problem;
import io.countersign.http.ProblemException;
import io.countersign.sequencer.Ledger;
import io.countersign.service.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Forms that several operations share.
final class Forms {
  /// Items of a page.
  static final int MAX_PAGE = 1_000;

  /// Items of a page if the caller does not say.
  static final int PAGE = 100;

  /// Bytes of a request in JSON.
  static final int MAX_JSON_BYTES = 32 << 20;

  /// The header field that says for which size of the ledger an answer holds.
  static final String AS_OF = "Countersign-As-Of";

  private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private Forms() {}

  /// Answers about a ledger of `size` leaves.
  static void answer(Exchange e, int status, long size, Json.Builder body) {
    e.set(AS_OF, Long.toString(size)).answer(status, body.put("as_of", size).build());
  }

  /// The same where the answer is worth keeping: 304 if the caller has it.
  static void answerTagged(Exchange e, long size, Json.Builder body) {
    e.set(AS_OF, Long.toString(size));
    tagged(e, Exchange.JSON, body.put("as_of", size).build().toCanonical());
  }

  /// Answers 200 with bytes whose hash is their ETag, or 304.
  static void tagged(Exchange e, String type, Bytes bytes) {
    String tag = '"' + Sha256.hash(bytes).toHex().substring(0, 32) + '"';
    e.set("ETag", tag);
    if (isKnown(e, tag)) {
      e.answer(304);
    } else {
      e.answer(200, type, bytes);
    }
  }

  /// Whether If-None-Match names `tag`.
  static boolean isKnown(Exchange e, String tag) {
    Optional<String> known = e.header("if-none-match");
    if (known.isEmpty()) {
      return false;
    }
    for (String item : known.get().split(",", -1)) {
      String bare = item.strip();
      if (bare.equals("*") || bare.equals(tag) || bare.equals("W/" + tag)) {
        return true;
      }
    }
    return false;
  }

  static Json finding(Finding f, Lang lang) {
    return Json.object()
        .put("code", f.code().id())
        .put("slug", f.code().slug())
        .put("where", Problem.clean(f.where()))
        .put("expected", Problem.clean(f.expected()))
        .put("found", Problem.clean(f.found()))
        .put("title", lang.wrong(f.code()))
        .put("help", lang.mend(f.code()))
        .build();
  }

  static List<Json> findings(List<Finding> findings, Lang lang) {
    List<Json> out = new ArrayList<>(findings.size());
    findings.forEach(f -> out.add(finding(f, lang)));
    return out;
  }

  /// What the caller may do with the ledger of the path; a problem if he may not know of it.
  static Grant grant(Exchange e) {
    return e.access()
        .grant(e.principal(), e.parameter32("ledger"))
        .orElseThrow(() -> Problem.notFound().asException());
  }

  static String base64(Bytes bytes) {
    return Base64s.format(bytes);
  }

  static List<Json> hashes(List<Bytes32> hashes) {
    List<Json> out = new ArrayList<>(hashes.size());
    hashes.forEach(h -> out.add(Json.of(h.toHex())));
    return out;
  }

  /// The path parameter `period`; whatever is no month names nothing.
  static Period period(Exchange e) {
    try {
      return Period.parse(e.parameterNumber("period", Period.MIN, Period.MAX));
    } catch (MalformedException x) {
      throw Problem.notFound().asException();
    }
  }

  static int limit(Exchange e) throws MalformedException {
    return (int) e.query("limit", 1, MAX_PAGE, PAGE);
  }

  /// The query parameter `cursor`; empty text for the first page.
  static String cursor(Exchange e) throws MalformedException {
    String cursor = e.query("cursor").orElse("");
    if (!cursor.isEmpty() && !CURSOR.matcher(cursor).matches()) {
      throw badCursor(cursor);
    }
    return cursor;
  }

  static MalformedException badCursor(String cursor) {
    return new MalformedException(
        Code.FIELD_PATTERN,
        "query.cursor",
        -1,
        "what the page before gave as next",
        MalformedException.show(cursor));
  }

  /// A cursor that is an index.
  static long indexCursor(Exchange e) throws MalformedException {
    String cursor = cursor(e);
    if (cursor.isEmpty()) {
      return 0;
    }
    if (!cursor.matches("0|[1-9][0-9]{0,14}")) {
      throw badCursor(cursor);
    }
    return Long.parseLong(cursor);
  }

  /// What cannot be done, as a problem: busy is 503, what is not there 404, the rest 422.
  static ProblemException problem(RefusedException e) {
    Problem p =
        switch (e.code()) {
          case CLOCK_AHEAD -> Problem.of(503, e.findings()).withRetryAfter(60_000);
          case HTTP_BUSY -> Problem.of(503, e.findings()).withRetryAfter(2_000);
          case HTTP_NOT_FOUND -> Problem.notFound();
          case ENTRY_NOT_FOUND, RECORD_NOT_FOUND -> Problem.of(404, e.findings());
          case PROPOSAL_OTHER -> Problem.of(409, e.findings());
          default -> Problem.of(422, e.findings());
        };
    return p.asException();
  }

  /// Something of a ledger that the caller may see, and that is not there.
  static ProblemException absent(Ledger ledger, String where, String expected) {
    return Problem.of(404, Code.ENTRY_NOT_FOUND, where, expected, "nothing")
        .with("as_of", Json.of(ledger.durable()))
        .asException();
  }
}
