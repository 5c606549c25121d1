package io.countersign.http;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// A bearer token or a capability, as the node keeps it: never the secret, only its SHA-256.
///
/// It dies with the key that made it.
///
/// @param id what it is called when it is listed and revoked, 16 hex digits
/// @param name for whoever manages them, 0 to 64 characters
/// @param hash SHA-256 of the secret's text
/// @param rights of a token; a capability has none
/// @param reach of a capability; a token has none but the log
/// @param by the key that made it
/// @param created UTC seconds
/// @param expires UTC seconds from which on it is void
record Pass(
    Kind kind,
    String id,
    String name,
    Bytes32 hash,
    Set<Right> rights,
    Reach reach,
    KeyId by,
    long created,
    long expires) {
  /// Longest life, in seconds: 400 days.
  static final long MAX_LIFE_SECONDS = 400L * 86_400;

  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern NAME = Pattern.compile("[^\\p{Cc}]{0,64}");

  /// What it opens.
  enum Kind {
    TOKEN,
    CAPABILITY;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What a capability shows, each with all before it.
  enum Reach {
    /// Checkpoints, tiles, leaves, proofs.
    LOG(0),
    /// What leaves name: envelopes, terms, lists, claims, statements and their traces.
    OBJECTS(1),
    /// The records and the secret of their names.
    PAYLOADS(2);

    private final int step;

    Reach(int step) {
      this.step = step;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean covers(Reach other) {
      return step >= other.step;
    }

    /// The member `scope`; without it the log.
    static Reach of(Fields f) throws MalformedException {
      if (!f.has("scope")) {
        return LOG;
      }
      return valueOf(
          f.oneOf("scope", List.of("log", "objects", "payloads")).toUpperCase(Locale.ROOT));
    }
  }

  Pass {
    rights = Set.copyOf(rights);
  }

  boolean holdsAt(long seconds) {
    return seconds < expires;
  }

  /// As it is kept.
  Json.Obj toJson() {
    return shown()
        .with("by", Json.of(by.format()))
        .with("hash", Json.of(hash.toHex()))
        .with("kind", Json.of(kind.text()));
  }

  /// As it is listed.
  Json.Obj shown() {
    Json.Builder out =
        Json.object()
            .put("id", id)
            .put("name", name)
            .put("created", created)
            .put("expires", expires);
    if (kind == Kind.TOKEN) {
      out.put("scopes", scopes());
    } else {
      out.put("scope", reach.text());
    }
    return out.build();
  }

  private List<Json> scopes() {
    List<Json> out = new ArrayList<>();
    rights.stream().sorted().forEach(r -> out.add(Json.of(r.text())));
    return out;
  }

  static Pass parse(Fields f) throws MalformedException {
    Kind kind =
        f.oneOf("kind", List.of("token", "capability")).equals("token")
            ? Kind.TOKEN
            : Kind.CAPABILITY;
    Pass out =
        new Pass(
            kind,
            f.string("id", ID),
            f.string("name", NAME),
            f.bytes32("hash"),
            kind == Kind.TOKEN ? rights(f) : Set.of(),
            kind == Kind.TOKEN ? Reach.LOG : Reach.of(f),
            KeyId.parse(f.string("by")),
            f.integer("created", 0, Json.MAX_INT),
            f.integer("expires", 0, Json.MAX_INT));
    f.end();
    return out;
  }

  static String name(Fields f) throws MalformedException {
    return f.string("name", NAME);
  }

  /// The member `scopes`: `read`, `write`, `stream`, each once.
  static Set<Right> rights(Fields f) throws MalformedException {
    Set<Right> out = EnumSet.noneOf(Right.class);
    List<Json> all = f.array("scopes", 1, Right.values().length);
    for (int i = 0; i < all.size(); i++) {
      String path = f.path("scopes") + "[" + i + "]";
      Right right = right(Fields.string(all.get(i), path), path);
      if (!out.add(right)) {
        throw new MalformedException(Code.FIELD_RANGE, path, -1, "each scope once", right.text());
      }
    }
    return out;
  }

  static Right right(String text, String path) throws MalformedException {
    for (Right r : Right.values()) {
      if (r.text().equals(text)) {
        return r;
      }
    }
    throw new MalformedException(
        Code.FIELD_RANGE, path, -1, "read, write or stream", MalformedException.show(text));
  }
}
