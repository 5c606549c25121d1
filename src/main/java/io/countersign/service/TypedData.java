package io.countersign.service;

import io.countersign.core.base.Bytes32;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Kind;
import java.util.ArrayList;
import java.util.List;

/// An entry as the JSON that wallets take for EIP-712: domain, types, message.
///
/// Its members are those of the struct in `src/docs/formats.md` §3; what a wallet signs is the
/// entry's digest. Source: EIP-712, `eth_signTypedData`.
final class TypedData {
  private static final String SEEN = ",uint64 seenSize,bytes32 seenRoot,uint64 signedAt";

  private TypedData() {}

  static Json.Obj of(Entry entry, Bytes32 ledger) {
    String name = name(entry.kind());
    List<Json> members = new ArrayList<>();
    Json.Builder message = Json.object();
    for (String member : struct(entry.kind()).split(",", -1)) {
      int space = member.indexOf(' ');
      String type = member.substring(0, space);
      String field = member.substring(space + 1);
      members.add(member(field, type));
      message.put(field, value(entry.fields(), field, type));
    }
    return Json.object()
        .put(
            "domain",
            Json.object()
                .put("name", "Countersign")
                .put("version", "1")
                .put("salt", "0x" + ledger.toHex())
                .build())
        .put("primaryType", name)
        .put(
            "types",
            Json.object()
                .put(
                    "EIP712Domain",
                    List.of(
                        member("name", "string"),
                        member("version", "string"),
                        member("salt", "bytes32")))
                .put(name, members)
                .build())
        .put("message", message.build())
        .build();
  }

  private static Json member(String name, String type) {
    return Json.object().put("name", name).put("type", type).build();
  }

  private static Json value(Json.Obj fields, String field, String type) {
    Json value = fields.get(field);
    if (value == null) {
      throw new IllegalStateException("no member " + field);
    }
    return type.equals("bytes32") && value instanceof Json.Str s
        ? Json.of("0x" + s.value())
        : value;
  }

  /// The struct's name in its type string.
  private static String name(Kind kind) {
    String word = kind.text();
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private static String struct(Kind kind) {
    return switch (kind) {
      case AGREEMENT ->
          "uint32 version,bytes32 termsHash,bytes32 supersedes,uint32 effectivePeriod" + SEEN;
      case ATTESTATION ->
          "address attester,uint64 sequence,uint32 count,bytes32 recordsRoot" + SEEN;
      case VOID -> "uint32 count,bytes32 tagsRoot,bytes32 list" + SEEN;
      case MILESTONE -> "bytes32 name,uint32 accepted" + SEEN;
      case STATEMENT ->
          "uint32 period,uint32 revision,bytes32 replaces,bytes32 statementHash,"
              + "bytes32 resultsRoot,bytes32 termsHash,uint64 prefix,bytes32 prefixRoot,"
              + "int256 totalMicros,uint64 signedAt";
      case ACCEPTANCE -> "uint32 period,bytes32 statementHash,bytes32 exceptLines" + SEEN;
      case DISPUTE ->
          "uint32 period,bytes32 statementHash,bytes32 claim,int256 contestedMicros" + SEEN;
      case ANSWER -> "bytes32 dispute,uint8 answer,bytes32 offer" + SEEN;
      case WITHDRAWAL, ESCALATION -> "bytes32 dispute" + SEEN;
      case RESOLUTION -> "bytes32 dispute,uint8 method,bytes32 award" + SEEN;
      case KEY -> "uint8 action,uint8 party,uint8 role,bytes32 key" + SEEN;
      case ERASURE -> "uint64 entry,uint8 level,bytes32 bitmap,bytes32 basis" + SEEN;
      case RENDERING -> "bytes32 termsHash,uint32 render,bytes32 text" + SEEN;
      case MARK, ANCHOR, COMPILED ->
          throw new IllegalArgumentException("nobody signs a struct of kind " + kind);
    };
  }
}
