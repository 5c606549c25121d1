package io.countersign.http;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Genesis;
import io.countersign.service.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What an operator sets. One JSON object; unknown members are refused with their place. The
/// environment overrides the file, the command line both.
///
/// It holds no secret: passwords come from the environment or from files that it names.
///
/// @param listen `host:port`; port 0 for any that is free
/// @param store a folder, or `jdbc:postgresql://…`; empty for the home's
/// @param key the name of the log key
/// @param metrics `host:port` of the figures; empty for none
/// @param authorities names under which the node is reached; empty for those of `listen`
/// @param operators keys of whoever runs the node
/// @param openers for whom ledgers are opened
/// @param webhooksToLoopback whether webhooks may lead to this machine itself
/// @param witnesses whose cosignatures are kept besides the parties', and to whom checkpoints go
/// @param clockPeer a web address whose clock the node's is compared with; empty for none
/// @param marks whether the node marks each ledger at every cut-off
/// @param logLevel `debug`, `info`, `warn`, `error`, `off`
public record Config(
    String listen,
    String store,
    String key,
    String metrics,
    List<String> authorities,
    List<KeyId> operators,
    Openers openers,
    boolean webhooksToLoopback,
    List<Witness> witnesses,
    String clockPeer,
    boolean marks,
    String logLevel,
    Optional<Tls> tls,
    Optional<Jwt> jwt,
    Limits limits) {
  /// Cap on the file, in bytes.
  public static final int MAX_BYTES = 256 << 10;

  /// What a setting's variable begins with.
  public static final String VARIABLE = "COUNTERSIGN_";

  private static final String LISTEN = "127.0.0.1:8080";

  private static final List<String> TEXTS =
      List.of("listen", "store", "key", "metrics", "clockPeer", "logLevel");

  public Config {
    authorities = List.copyOf(authorities);
    operators = List.copyOf(operators);
    witnesses = List.copyOf(witnesses);
  }

  /// For whom ledgers are opened: an agreement needs one of them as its provider or client.
  ///
  /// @param any whether it may be anybody
  public record Openers(boolean any, List<Address> keys) {
    /// Anybody.
    static final Openers ANYBODY = new Openers(true, List.of());

    static final String ANY = "any";

    public Openers {
      keys = List.copyOf(keys);
    }

    private List<Json> toJson() {
      return any
          ? List.of(Json.of(ANY))
          : keys.stream().map(a -> (Json) Json.of(a.toString())).toList();
    }
  }

  /// Whether this node opens ledgers for agreements of the parties of `genesis`.
  public boolean mayOpen(Genesis genesis) {
    return openers.any()
        || List.of(genesis.provider(), genesis.client()).stream()
            .anyMatch(
                a -> openers.keys().contains(a) || operators.contains(new KeyId.OfAddress(a)));
  }

  /// Certificates.
  ///
  /// @param certificate a PEM file with the node's chain
  /// @param key a PEM file with its key, PKCS#8
  /// @param clients a PEM file with the authorities of the clients' certificates, which are then
  ///   demanded; empty if clients need none
  public record Tls(String certificate, String key, String clients) {}

  /// An OpenID provider.
  ///
  /// @param keys a file with its keys as a JWK set; empty: asked of the issuer, by OpenID discovery
  /// @param algorithms that are believed: RS256, ES256, EdDSA
  /// @param claim the member of the token that says what it may: an array of
  ///   `<ledger>/<provider|client>/<read|write|stream>[+…]`
  /// @param maxLifeSeconds how long a token may live from its `iat`
  public record Jwt(
      String issuer,
      String audience,
      List<String> algorithms,
      String keys,
      String claim,
      int maxLifeSeconds) {
    /// How long a token may live if nothing is said.
    static final int MAX_LIFE_SECONDS = 3_600;

    /// The algorithms that there are. None is symmetric, and `none` is none of them.
    static final List<String> ALGORITHMS = List.of("ES256", "EdDSA", "RS256");

    public Jwt {
      algorithms = List.copyOf(algorithms);
    }
  }

  /// Reads a configuration.
  ///
  /// @param file the file's bytes; empty for none
  /// @param env the environment: `COUNTERSIGN_` and the member's name in capitals, words apart by
  ///   `_`; those of the limits after `COUNTERSIGN_LIMITS_`
  /// @param typed members that the command line gave
  /// @throws MalformedException with the place
  public static Config parse(
      Optional<Bytes> file, Map<String, String> env, Map<String, String> typed)
      throws MalformedException {
    Json read =
        file.isPresent() ? JsonReader.relaxed(file.get(), MAX_BYTES) : Json.object().build();
    if (!(read instanceof Json.Obj all)) {
      throw new MalformedException(Code.FIELD_TYPE, "config", -1, "an object", read.kind());
    }
    all = overlaid(all, env, typed);
    Fields f = Fields.of(all, "config");
    Config out =
        new Config(
            text(f, "listen", LISTEN),
            text(f, "store", ""),
            text(f, "key", ""),
            text(f, "metrics", ""),
            texts(f, "authorities"),
            operators(f),
            openers(f),
            f.has("webhooksToLoopback") && f.bool("webhooksToLoopback"),
            witnesses(f),
            text(f, "clockPeer", ""),
            !f.has("marks") || f.bool("marks"),
            f.has("logLevel") ? f.oneOf("logLevel", Logs.levels()) : "info",
            f.has("tls") ? Optional.of(tls(f.object("tls"))) : Optional.empty(),
            f.has("jwt") ? Optional.of(jwt(f.object("jwt"))) : Optional.empty(),
            f.has("limits") ? Limits.parse(f.object("limits")) : Limits.STANDARD);
    f.end();
    out.check();
    return out;
  }

  private static Json.Obj overlaid(
      Json.Obj file, Map<String, String> env, Map<String, String> typed) throws MalformedException {
    Json.Obj all = file;
    for (String name : TEXTS) {
      String value = typed.getOrDefault(name, env.getOrDefault(variable(VARIABLE, name), ""));
      if (!value.isEmpty()) {
        all = all.with(name, Json.of(value));
      }
    }
    Json.Obj limits = all.get("limits") instanceof Json.Obj o ? o : Json.object().build();
    for (String name : Limits.names().keySet()) {
      String variable = variable(VARIABLE + "LIMITS_", name);
      String value = env.getOrDefault(variable, "");
      if (!value.isEmpty()) {
        if (!value.matches("[1-9][0-9]{0,9}")) {
          throw new MalformedException(
              Code.FIELD_RANGE, variable, -1, "a whole number", MalformedException.show(value));
        }
        limits = limits.with(name, Json.of(Long.parseLong(value)));
      }
    }
    return limits.size() == 0 ? all : all.with("limits", limits);
  }

  /// `COUNTERSIGN_LOG_LEVEL` for `logLevel`.
  private static String variable(String prefix, String name) {
    return prefix + name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
  }

  private static String text(Fields f, String name, String otherwise) throws MalformedException {
    return f.has(name) ? f.string(name) : otherwise;
  }

  private static List<String> texts(Fields f, String name) throws MalformedException {
    List<String> out = new ArrayList<>();
    if (f.has(name)) {
      List<Json> items = f.array(name, 0, 64);
      for (int i = 0; i < items.size(); i++) {
        out.add(Fields.string(items.get(i), f.path(name) + "[" + i + "]"));
      }
    }
    return out;
  }

  private static List<KeyId> operators(Fields f) throws MalformedException {
    List<KeyId> out = new ArrayList<>();
    for (String text : texts(f, "operators")) {
      try {
        out.add(KeyId.parse(text));
      } catch (MalformedException e) {
        throw e.within(f.path("operators") + "[" + out.size() + "]");
      }
    }
    return out;
  }

  private static Openers openers(Fields f) throws MalformedException {
    if (!f.has("openers")) {
      boolean local = isLoopback(host(text(f, "listen", LISTEN)));
      return local ? Openers.ANYBODY : new Openers(false, List.of());
    }
    List<String> texts = texts(f, "openers");
    if (texts.equals(List.of(Openers.ANY))) {
      return Openers.ANYBODY;
    }
    List<Address> out = new ArrayList<>();
    for (String text : texts) {
      try {
        out.add(Address.parse(text));
      } catch (MalformedException e) {
        throw e.within(f.path("openers") + "[" + out.size() + "]");
      }
    }
    return new Openers(false, out);
  }

  private static List<Witness> witnesses(Fields f) throws MalformedException {
    List<Witness> out = new ArrayList<>();
    for (String text : texts(f, "witnesses")) {
      try {
        out.add(Witness.parse(text));
      } catch (MalformedException e) {
        throw e.within(f.path("witnesses") + "[" + out.size() + "]");
      }
    }
    return out;
  }

  private static Tls tls(Fields f) throws MalformedException {
    Tls out = new Tls(f.string("certificate"), f.string("key"), text(f, "clients", ""));
    f.end();
    return out;
  }

  private static Jwt jwt(Fields f) throws MalformedException {
    List<String> algorithms = texts(f, "algorithms");
    for (String a : algorithms) {
      if (!Jwt.ALGORITHMS.contains(a)) {
        throw new MalformedException(
            Code.FIELD_RANGE,
            f.path("algorithms"),
            -1,
            String.join(", ", Jwt.ALGORITHMS),
            MalformedException.show(a));
      }
    }
    if (algorithms.isEmpty()) {
      throw new MalformedException(
          Code.FIELD_MISSING, f.path("algorithms"), -1, "at least one algorithm", "none");
    }
    Jwt out =
        new Jwt(
            f.string("issuer"),
            f.string("audience"),
            algorithms,
            text(f, "keys", ""),
            text(f, "claim", "countersign"),
            f.has("maxLifeSeconds")
                ? (int) f.integer("maxLifeSeconds", 1, 31 * 86_400)
                : Jwt.MAX_LIFE_SECONDS);
    f.end();
    if (out.keys().isEmpty()) {
      Discovery.address(out.issuer(), "config.jwt.issuer");
    }
    return out;
  }

  private void check() throws MalformedException {
    endpoint("listen", listen);
    if (!metrics.isEmpty()) {
      endpoint("metrics", metrics);
    }
    if (key.isEmpty()) {
      throw new MalformedException(
          Code.FIELD_MISSING, "config.key", -1, "the name of the log key", "nothing");
    }
    if (authorities.isEmpty() && !isLoopback(host(listen))) {
      throw new MalformedException(
          Code.FIELD_MISSING,
          "config.authorities",
          -1,
          "the names under which others reach the node",
          "none, and it listens on " + listen);
    }
    if (!clockPeer.isEmpty() && !clockPeer.matches("https?://[^\\s]+")) {
      throw new MalformedException(
          Code.FIELD_PATTERN,
          "config.clockPeer",
          -1,
          "http:// or https://",
          MalformedException.show(clockPeer));
    }
  }

  private static void endpoint(String name, String value) throws MalformedException {
    boolean ok =
        value.matches("(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9.-]+):[0-9]{1,5}") && port(value) <= 65_535;
    if (!ok) {
      throw new MalformedException(
          Code.FIELD_PATTERN, "config." + name, -1, "host:port", MalformedException.show(value));
    }
  }

  static String host(String endpoint) {
    String host = endpoint.substring(0, Math.max(0, endpoint.lastIndexOf(':')));
    boolean quoted = host.startsWith("[") && host.endsWith("]");
    return quoted ? host.substring(1, host.length() - 1) : host;
  }

  static int port(String endpoint) {
    return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
  }

  /// The names to which requests may be signed when the node listens on `port`.
  Set<String> authorities(int port) {
    if (!authorities.isEmpty()) {
      return Set.copyOf(authorities);
    }
    Set<String> out = new TreeSet<>();
    for (String host : List.of(host(listen), "localhost", "127.0.0.1")) {
      out.add(host + ":" + port);
    }
    return out;
  }

  /// The same for who serves a copy: whoever runs the log marks it.
  public Config withoutMarks() {
    return new Config(
        listen,
        store,
        key,
        metrics,
        authorities,
        operators,
        openers,
        webhooksToLoopback,
        witnesses,
        clockPeer,
        false,
        logLevel,
        tls,
        jwt,
        limits);
  }

  /// What is in force, as a configuration file would say it.
  public Json.Obj toJson() {
    Json.Builder out =
        Json.object()
            .put("listen", listen)
            .put("store", store)
            .put("key", key)
            .put("metrics", metrics)
            .put("authorities", authorities.stream().map(Json::of).toList())
            .put("operators", operators.stream().map(k -> Json.of(k.format())).toList())
            .put("openers", openers.toJson())
            .put("webhooksToLoopback", webhooksToLoopback)
            .put("witnesses", witnesses.stream().map(k -> Json.of(k.format())).toList())
            .put("clockPeer", clockPeer)
            .put("marks", marks)
            .put("logLevel", logLevel)
            .put("limits", limits.toJson());
    tls.ifPresent(
        t ->
            out.put(
                "tls",
                Json.object()
                    .put("certificate", t.certificate())
                    .put("key", t.key())
                    .put("clients", t.clients())
                    .build()));
    jwt.ifPresent(
        j ->
            out.put(
                "jwt",
                Json.object()
                    .put("issuer", j.issuer())
                    .put("audience", j.audience())
                    .put("algorithms", j.algorithms().stream().map(Json::of).toList())
                    .put("keys", j.keys())
                    .put("claim", j.claim())
                    .put("maxLifeSeconds", j.maxLifeSeconds())
                    .build()));
    return out.build();
  }
}
