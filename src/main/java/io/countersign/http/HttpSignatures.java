package io.countersign.http;

import com.google.errorprone.annotations.CheckReturnValue;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.crypto.Signature65;
import io.countersign.core.encoding.Base64s;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Signatures over HTTP requests: who sends this, and that nothing of it was changed.
///
/// One signature a request. It covers `@method`, `@authority`, `@path` and `@query`, and
/// `content-digest` (sha-256) where there is a body; it may cover header fields besides.
/// Parameters: `created`, `expires`, `nonce` and `keyid` ([KeyId]). An address signs with 65 bytes
/// `r | s | v` over SHA-256 of the signature base (no algorithm of RFC 9421 is registered for it,
/// so `alg` is left out); a cosigner key with the algorithm `ed25519`. Neither can be taken for
/// another signature of the ledger: those are over EIP-712 digests and over texts of another
/// beginning.
///
/// Source: RFC 9421, RFC 9530, RFC 8941.
public final class HttpSignatures {
  /// How far `created` may lie from the reader's clock, in seconds.
  public static final long WINDOW_SECONDS = 300;

  /// Longest `Signature-Input`, `Signature` or `Content-Digest`, in characters.
  public static final int MAX_FIELD_CHARS = 2_048;

  /// Longest nonce, in characters; the shortest has 8.
  public static final int MAX_NONCE_CHARS = 64;

  private static final int MIN_NONCE_CHARS = 8;
  private static final String LABEL = "cs";
  private static final String CONTENT_DIGEST = "content-digest";

  private static final List<String> REQUIRED = List.of("@method", "@authority", "@path", "@query");

  private static final String ITEM = "\"[!-!#-\\[\\]-~]+\"";

  /// A dictionary of one inner list of plain strings, in the one form in which it is written.
  private static final Pattern INPUT =
      Pattern.compile(
          "([a-z*][a-z0-9_.*-]*)=(\\(("
              + ITEM
              + "(?: "
              + ITEM
              + ")*)?\\)((?:;[a-z]+=(?:[0-9]{1,15}|\"[ !#-\\[\\]-~]*\"))*))");

  private static final Pattern PARAMETER = Pattern.compile(";([a-z]+)=([0-9]+|\"[^\"]*\")");

  private static final Pattern SIGNATURE =
      Pattern.compile("([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]*):");

  private static final Pattern DIGEST =
      Pattern.compile("(?:^|, ?)sha-256=:([A-Za-z0-9+/=]{44}):(?=$|,)");

  private HttpSignatures() {}

  /// The parts of a request that a signature is about.
  ///
  /// @param method upper case
  /// @param authority host and port as the `Host` field has them, lower case, without the default
  ///   port
  /// @param path as it stands in the request line, still percent-encoded
  /// @param query as it stands there, without the question mark; empty if there is none
  public record Request(String method, String authority, String path, String query) {
    Optional<String> component(String name) {
      return switch (name) {
        case "@method" -> Optional.of(method);
        case "@authority" -> Optional.of(authority);
        case "@path" -> Optional.of(path.isEmpty() ? "/" : path);
        case "@query" -> Optional.of("?" + query);
        default -> Optional.empty();
      };
    }
  }

  /// A key that signs requests.
  public sealed interface Signer {
    KeyId keyId();

    /// A party's or arbiter's key.
    record OfParty(Secp256k1Key key) implements Signer {
      @Override
      public KeyId keyId() {
        return new KeyId.OfAddress(Secp256k1.best().address(key));
      }
    }

    /// A cosigner's key.
    record OfCosigner(Ed25519Key key) implements Signer {
      @Override
      public KeyId keyId() {
        return new KeyId.OfCosigner(key.publicKey());
      }
    }
  }

  /// A signature that was found valid.
  ///
  /// @param nonce to be remembered until [#until], so that nobody sends the request again
  /// @param created POSIX seconds, by the signer's clock
  /// @param until POSIX seconds after which the signature is refused for its age
  /// @param digest what SHA-256 the body has if the signature covers it; the body itself is not
  ///   looked at here
  public record Proof(
      KeyId key, String nonce, long created, long until, Optional<Bytes32> digest) {}

  /// The header fields that sign `request`.
  ///
  /// @param body its bytes; empty if it has none
  /// @param created POSIX seconds
  /// @param lifetime seconds from `created` after which it is void, 1 to [#WINDOW_SECONDS]
  /// @param nonce 8 to 64 letters, digits, `-` and `_`, never used before
  /// @return `Signature-Input`, `Signature`, and `Content-Digest` where there is a body
  public static Map<String, String> sign(
      Request request, Bytes body, Signer signer, long created, long lifetime, String nonce) {
    Optional<Bytes32> digest = body.size() == 0 ? Optional.empty() : Optional.of(Sha256.hash(body));
    return sign(request, digest, signer, created, lifetime, nonce);
  }

  /// The same for a body of which only the SHA-256 is known; empty if there is no body.
  public static Map<String, String> sign(
      Request request,
      Optional<Bytes32> bodyHash,
      Signer signer,
      long created,
      long lifetime,
      String nonce) {
    if (lifetime < 1 || lifetime > WINDOW_SECONDS || !isNonce(nonce)) {
      throw new IllegalArgumentException("lifetime " + lifetime + ", nonce " + nonce);
    }
    Map<String, String> fields = new LinkedHashMap<>();
    List<String> covered = new ArrayList<>(REQUIRED);
    if (bodyHash.isPresent()) {
      fields.put("Content-Digest", contentDigest(bodyHash.get()));
      covered.add(CONTENT_DIGEST);
    }
    StringBuilder params = new StringBuilder("(");
    for (String c : covered) {
      params.append(params.length() == 1 ? "" : " ").append('"').append(c).append('"');
    }
    params
        .append(")")
        .append(";created=")
        .append(created)
        .append(";expires=")
        .append(created + lifetime)
        .append(";nonce=\"")
        .append(nonce)
        .append("\";keyid=\"")
        .append(signer.keyId().format())
        .append('"');
    String base =
        base(
            covered,
            c ->
                c.equals(CONTENT_DIGEST)
                    ? Optional.ofNullable(fields.get("Content-Digest"))
                    : request.component(c),
            params.toString());
    Bytes signature =
        switch (signer) {
          case Signer.OfParty p ->
              Secp256k1.best().sign(Sha256.hash(Bytes.utf8(base)), p.key()).toBytes();
          case Signer.OfCosigner c -> Ed25519.sign(c.key(), base.getBytes(StandardCharsets.UTF_8));
        };
    fields.put("Signature-Input", LABEL + "=" + params);
    fields.put("Signature", LABEL + "=:" + Base64s.format(signature) + ":");
    return fields;
  }

  /// `sha-256=:<base64>:`.
  public static String contentDigest(Bytes32 bodyHash) {
    return "sha-256=:" + Base64s.format(bodyHash) + ":";
  }

  /// The SHA-256 that a `Content-Digest` field claims.
  ///
  /// @throws MalformedException `HTTP_DIGEST`
  static Bytes32 parseDigest(String field) throws MalformedException {
    Matcher m = DIGEST.matcher(field);
    if (field.length() > MAX_FIELD_CHARS || !m.find()) {
      throw new MalformedException(
          Code.HTTP_DIGEST,
          "Content-Digest",
          -1,
          "sha-256=:<base64>:",
          MalformedException.show(field));
    }
    return Base64s.parse32(m.group(1));
  }

  /// Checks the signature of a request.
  ///
  /// @param field the value of a header field by its lower-case name, several joined by `, `
  /// @param hasBody whether a body comes with it, which the signature then has to cover
  /// @param now POSIX seconds
  /// @throws MalformedException `HTTP_SIGNATURE_FORM`, `HTTP_SIGNATURE_COVERAGE`,
  ///   `HTTP_SIGNATURE_TIME`, `HTTP_SIGNATURE_BAD`, `HTTP_DIGEST`, and as [KeyId#parse]
  @CheckReturnValue
  public static Proof verify(
      Request request, Function<String, Optional<String>> field, boolean hasBody, long now)
      throws MalformedException {
    Input input = Input.parse(field(field, "signature-input"));
    Bytes signature = signature(field(field, "signature"), input.label());
    List<String> required = new ArrayList<>(REQUIRED);
    if (hasBody) {
      required.add(CONTENT_DIGEST);
    }
    for (String c : required) {
      if (!input.covered().contains(c)) {
        throw fault(
            Code.HTTP_SIGNATURE_COVERAGE,
            "Signature-Input",
            String.join(" ", required) + " covered",
            String.join(" ", input.covered()));
      }
    }
    long until = checkTimes(input, now);
    KeyId key = KeyId.parse(input.text("keyid"));
    String nonce = input.text("nonce");
    if (!isNonce(nonce)) {
      throw form("nonce", MIN_NONCE_CHARS + " to " + MAX_NONCE_CHARS + " of A-Za-z0-9_-", nonce);
    }
    checkAlgorithm(input, key);
    String base = base(input, request, field);
    if (!isBy(key, base, signature)) {
      throw fault(
          Code.HTTP_SIGNATURE_BAD,
          "Signature",
          "a signature by " + key.format() + " over this request as it arrived",
          "another key's, or over another request");
    }
    Optional<Bytes32> digest =
        input.covered().contains(CONTENT_DIGEST)
            ? Optional.of(parseDigest(field(field, CONTENT_DIGEST)))
            : Optional.empty();
    return new Proof(key, nonce, input.number("created"), until, digest);
  }

  private static boolean isBy(KeyId key, String base, Bytes signature) throws MalformedException {
    return switch (key) {
      case KeyId.OfAddress a ->
          Secp256k1.best()
              .recover(Sha256.hash(Bytes.utf8(base)), Signature65.parse(signature))
              .filter(a.address()::equals)
              .isPresent();
      case KeyId.OfCosigner c ->
          Ed25519.verify(c.key(), base.getBytes(StandardCharsets.UTF_8), signature);
    };
  }

  private static long checkTimes(Input input, long now) throws MalformedException {
    long created = input.number("created");
    long expires = input.number("expires");
    if (Math.abs(created - now) > WINDOW_SECONDS || expires < now || expires < created) {
      throw fault(
          Code.HTTP_SIGNATURE_TIME,
          "Signature-Input",
          "created within " + WINDOW_SECONDS + " s of " + now + ", expires not before it",
          "created " + created + ", expires " + expires);
    }
    return Math.min(expires, created + WINDOW_SECONDS);
  }

  private static void checkAlgorithm(Input input, KeyId key) throws MalformedException {
    String named = input.optional("alg").orElse("");
    boolean fits = named.isEmpty() || (key instanceof KeyId.OfCosigner && named.equals("ed25519"));
    if (!fits) {
      throw form("alg", "none, or ed25519 for a cosigner's key", named);
    }
  }

  private static String base(
      Input input, Request request, Function<String, Optional<String>> field) {
    return base(
        input.covered(),
        c -> c.startsWith("@") ? request.component(c) : field.apply(c).map(String::strip),
        input.params());
  }

  /// The text that is signed. A component that is not there stands as an empty line of its own
  /// name, which no signer writes. Source: RFC 9421 2.5.
  static String base(
      List<String> covered, Function<String, Optional<String>> component, String params) {
    StringBuilder out = new StringBuilder();
    for (String c : covered) {
      Optional<String> value = component.apply(c);
      out.append('"').append(c).append('"');
      value.ifPresent(v -> out.append(": ").append(v));
      out.append('\n');
    }
    return out.append("\"@signature-params\": ").append(params).toString();
  }

  private static Bytes signature(String field, String label) throws MalformedException {
    Matcher m = SIGNATURE.matcher(field);
    if (!m.matches() || !m.group(1).equals(label)) {
      throw form("Signature", label + "=:<base64>:", field);
    }
    return Base64s.parse(m.group(2));
  }

  private static String field(Function<String, Optional<String>> fields, String name)
      throws MalformedException {
    String value = fields.apply(name).orElse("");
    if (value.isEmpty() || value.length() > MAX_FIELD_CHARS) {
      throw form(name, "a field of at most " + MAX_FIELD_CHARS + " characters", value);
    }
    return value;
  }

  /// Whether a field is not too long to be looked at.
  static boolean isShort(String field) {
    return field.length() <= MAX_FIELD_CHARS;
  }

  private static boolean isNonce(String nonce) {
    return nonce.length() >= MIN_NONCE_CHARS
        && nonce.length() <= MAX_NONCE_CHARS
        && nonce
            .chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '-'
                        || c == '_');
  }

  private static MalformedException form(String where, String expected, String found) {
    return fault(Code.HTTP_SIGNATURE_FORM, where, expected, MalformedException.show(found));
  }

  private static MalformedException fault(Code code, String where, String expected, String found) {
    return new MalformedException(code, where, -1, expected, found);
  }

  /// A `Signature-Input` field.
  ///
  /// @param params the inner list with its parameters as it arrived, which is what is signed
  private record Input(
      String label, List<String> covered, String params, Map<String, String> values) {
    static Input parse(String text) throws MalformedException {
      Matcher m = INPUT.matcher(text);
      if (!m.matches()) {
        throw form(
            "Signature-Input", "one signature: label=(\"@method\" …);created=…;keyid=\"…\"", text);
      }
      List<String> covered = new ArrayList<>();
      String items = m.group(3) == null ? "" : m.group(3);
      for (String item : items.isEmpty() ? new String[0] : items.split(" ")) {
        String name = item.substring(1, item.length() - 1);
        boolean known = name.startsWith("@") ? REQUIRED.contains(name) : isFieldName(name);
        if (!known || covered.contains(name)) {
          throw form("Signature-Input", "known components, each once", name);
        }
        covered.add(name);
      }
      Map<String, String> values = new LinkedHashMap<>();
      Matcher p = PARAMETER.matcher(m.group(4));
      while (p.find()) {
        if (!List.of("created", "expires", "nonce", "keyid", "alg", "tag").contains(p.group(1))
            || values.put(p.group(1), p.group(2)) != null) {
          throw form("Signature-Input", "known parameters, each once", p.group(1));
        }
      }
      return new Input(m.group(1), List.copyOf(covered), m.group(2), values);
    }

    private static boolean isFieldName(String name) {
      return name.matches("[a-z0-9-]+");
    }

    long number(String name) throws MalformedException {
      String value = values.getOrDefault(name, "");
      if (value.isEmpty() || value.startsWith("\"")) {
        throw form(name, "a whole number of seconds", value);
      }
      return Long.parseLong(value);
    }

    String text(String name) throws MalformedException {
      return optional(name).orElseThrow(() -> form(name, "a text in quotes", "nothing"));
    }

    Optional<String> optional(String name) {
      String value = values.getOrDefault(name, "");
      return value.startsWith("\"")
          ? Optional.of(value.substring(1, value.length() - 1))
          : Optional.empty();
    }
  }
}
