package io.countersign.http;

import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// An answer that says what is not as it should be: RFC 9457, with the stable code.
///
/// @param status 400 to 599
/// @param findings the reason first
/// @param members further members of the document, e.g. `as_of`
/// @param retryAfterMillis when to send the request again; empty if that would not help
public record Problem(
    int status, List<Finding> findings, Json.Obj members, OptionalLong retryAfterMillis) {
  /// The media type.
  public static final String TYPE = "application/problem+json";

  /// What the `type` of a problem begins with; the code follows.
  public static final String URN = "urn:countersign:problem:";

  public Problem {
    findings = List.copyOf(findings);
    if (status < 400 || status > 599 || findings.isEmpty()) {
      throw new IllegalArgumentException("status " + status + ", " + findings);
    }
  }

  public static Problem of(int status, Finding finding) {
    return of(status, List.of(finding));
  }

  public static Problem of(int status, List<Finding> findings) {
    return new Problem(status, findings, Json.object().build(), OptionalLong.empty());
  }

  public static Problem of(int status, Code code, String where, String expected, String found) {
    return of(status, new Finding(code, where, expected, found));
  }

  /// What a request that does not parse is answered with: 400, or 413 if it is too large.
  public static Problem of(MalformedException e) {
    Problem out = of(status(e.code()), e.toFinding());
    return e.code() == Code.HTTP_SIGNATURE_BEFORE_START ? out.withRetryAfter(1_000) : out;
  }

  private static int status(Code code) {
    return switch (code) {
      case INPUT_TOO_LARGE -> 413;
      case HTTP_SIGNATURE_FORM,
          HTTP_SIGNATURE_COVERAGE,
          HTTP_SIGNATURE_TIME,
          HTTP_SIGNATURE_REPLAYED,
          HTTP_SIGNATURE_BAD,
          HTTP_SIGNATURE_BEFORE_START,
          HTTP_TOKEN ->
          401;
      case HTTP_AUTHORITY -> 421;
      default -> 400;
    };
  }

  /// The one answer to whatever is not there or not for the caller: the same bytes in both cases.
  public static Problem notFound() {
    return of(
        404, Code.HTTP_NOT_FOUND, "path", "something that these credentials may see", "nothing");
  }

  public Problem withRetryAfter(long millis) {
    return new Problem(status, findings, members, OptionalLong.of(millis));
  }

  public Problem with(String member, Json value) {
    return new Problem(status, findings, members.with(member, value), retryAfterMillis);
  }

  public Code code() {
    return findings.getFirst().code();
  }

  public ProblemException asException() {
    return new ProblemException(this);
  }

  /// The document in `lang`.
  ///
  /// @param requestId stands as `instance`, but not in [#notFound]: nothing there may differ
  Json.Obj toJson(Lang lang, String requestId) {
    Finding first = findings.getFirst();
    Json.Builder out =
        Json.object()
            .put("type", URN + first.code().id())
            .put("title", lang.wrong(first.code()))
            .put("status", status)
            .put(
                "detail",
                clean(
                    lang == Lang.ZH
                        ? first.where() + "：应为 " + first.expected() + "，实为 " + first.found()
                        : first.where()
                            + ": expected "
                            + first.expected()
                            + ", found "
                            + first.found()))
            .put("help", lang.mend(first.code()));
    if (first.code() != Code.HTTP_NOT_FOUND) {
      out.put("instance", "urn:countersign:request:" + requestId);
    }
    put(out, first);
    if (findings.size() > 1) {
      List<Json> all = new ArrayList<>();
      findings.forEach(f -> all.add(put(Json.object(), f).build()));
      out.put("findings", all);
    }
    retryAfterMillis.ifPresent(m -> out.put("retryAfterMillis", m));
    for (int i = 0; i < members.size(); i++) {
      out.put(members.key(i), members.value(i));
    }
    return out.build();
  }

  private static Json.Builder put(Json.Builder out, Finding f) {
    return out.put("code", f.code().id())
        .put("slug", f.code().slug())
        .put("where", clean(f.where()))
        .put("expected", clean(f.expected()))
        .put("found", clean(f.found()));
  }

  /// `text` as the JSON profile can hold it: control characters and lone surrogates replaced.
  public static String clean(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c ->
                out.appendCodePoint(
                    c < 0x20
                            || (c >= 0x7f && c < 0xa0)
                            || Character.getType(c) == Character.SURROGATE
                        ? 0xfffd
                        : c));
    return out.toString();
  }
}
