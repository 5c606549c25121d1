package io.countersign.service;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Vkey;

/// A witness that the operator named.
///
/// @param key under which its cosignatures are kept
/// @param url where checkpoints are brought to it (C2SP tlog-witness); empty for one that comes by
///   itself
public record Witness(Vkey key, String url) {
  public Witness {
    if (key.type() != Vkey.Type.COSIGNATURE) {
      throw new IllegalArgumentException("a witness with a log's key");
    }
  }

  public boolean isAsked() {
    return !url.isEmpty();
  }

  /// Reads `<vkey>` or `<vkey> <url>`.
  ///
  /// @throws MalformedException as [Vkey#parse]; `VKEY_TYPE` for a log's key; `FIELD_PATTERN` for
  ///   an address that is none
  public static Witness parse(String text) throws MalformedException {
    int space = text.indexOf(' ');
    String url = space < 0 ? "" : text.substring(space + 1);
    Vkey key = Vkey.parse(space < 0 ? text : text.substring(0, space));
    if (key.type() != Vkey.Type.COSIGNATURE) {
      throw new MalformedException(Code.VKEY_TYPE, "type", -1, "a cosigner's key", "a log's key");
    }
    if (space >= 0 && !url.matches("https?://[A-Za-z0-9.\\[\\]:-]+(/[!-~]*)?")) {
      throw new MalformedException(
          Code.FIELD_PATTERN, "url", -1, "http:// or https://", MalformedException.show(url));
    }
    return new Witness(key, url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
  }

  /// As [#parse] reads it.
  public String format() {
    return isAsked() ? key.format() + " " + url : key.format();
  }
}
