package io.countersign.http;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.ledger.Keys;
import io.countersign.core.ledger.Party;
import io.countersign.sequencer.Ledger;
import io.countersign.service.LedgerHost;
import io.countersign.store.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Who may see and do what.
///
/// Every question about a ledger that the asker has no grant for is answered as if there were no
/// such ledger, after the same work: the asker's signature is checked first, whatever he asks for,
/// and then one table is looked up.
public final class Access {
  /// Nonces held at a time.
  static final int MAX_NONCES = 1 << 18;

  /// Longest `Authorization` field, in characters.
  static final int MAX_TOKEN_CHARS = 8_192;

  private static final String BEARER = "Bearer ";

  /// What the maker of something begins with where it is a token and not a key.
  private static final String TOKEN = "token ";

  private final LedgerHost host;
  private final World world;
  private final Passes passes;
  private final Set<KeyId> operators;
  private volatile Set<String> authorities = Set.of();
  private final Optional<TokenReader> tokens;
  private final Nonces nonces = new Nonces(MAX_NONCES);
  private final Restarts restarts;
  private final Map<Bytes32, Book> books = new ConcurrentHashMap<>();

  /// @param operators keys of whoever runs the node
  Access(
      LedgerHost host,
      World world,
      Passes passes,
      Set<KeyId> operators,
      Optional<TokenReader> tokens) {
    this.host = host;
    this.world = world;
    this.passes = passes;
    this.restarts = new Restarts(host.documents(), world);
    this.operators = Set.copyOf(operators);
    this.tokens = tokens;
  }

  /// Says under which names the node is reached: a request that was signed for another is refused.
  void authorities(Set<String> names) {
    authorities = Set.copyOf(names);
  }

  /// Who sends a request with these credentials.
  ///
  /// @throws MalformedException if there are credentials and they do not hold
  Identified of(Credentials c) throws MalformedException {
    boolean signed = c.field("signature").isPresent() || c.field("signature-input").isPresent();
    Optional<String> authorization = c.field("authorization");
    if (signed && authorization.isPresent()) {
      throw new MalformedException(
          Code.HTTP_SIGNATURE_FORM, "Authorization", -1, "a signature or a token", "both");
    }
    if (authorization.isPresent()) {
      return new Identified(bearer(authorization.get()), Optional.empty(), Optional.empty());
    }
    if (!signed) {
      return new Identified(new Principal.Nobody(), Optional.empty(), Optional.empty());
    }
    if (!authorities.isEmpty() && !authorities.contains(c.request().authority())) {
      throw new MalformedException(
          Code.HTTP_AUTHORITY,
          "Host",
          -1,
          String.join(" or ", authorities),
          MalformedException.show(c.request().authority()));
    }
    HttpSignatures.Proof proof =
        HttpSignatures.verify(c.request(), c::field, c.hasBody(), world.seconds());
    Principal principal =
        operators.contains(proof.key())
            ? new Principal.Operator(proof.key())
            : new Principal.Keyed(proof.key());
    if (principal instanceof Principal.Keyed && grants(principal).isEmpty()) {
      return new Identified(principal, proof.digest(), Optional.of(proof));
    }
    use(proof);
    return new Identified(principal, proof.digest(), Optional.empty());
  }

  /// Uses up the nonce of `proof`.
  ///
  /// @throws MalformedException `HTTP_SIGNATURE_REPLAYED`, `HTTP_SIGNATURE_BEFORE_START`
  void use(HttpSignatures.Proof proof) throws MalformedException {
    restarts.check(proof);
    nonces.use(proof, world.seconds());
  }

  /// @throws MalformedException `HTTP_TOKEN`
  private Principal bearer(String authorization) throws MalformedException {
    String text =
        authorization.length() <= MAX_TOKEN_CHARS && authorization.startsWith(BEARER)
            ? authorization.substring(BEARER.length())
            : "";
    if (text.startsWith(Passes.TOKEN_PREFIX)) {
      Optional<Passes.Held> held = passes.find(Pass.Kind.TOKEN, text);
      Optional<Grant> grant = held.flatMap(this::grant);
      if (grant.isPresent()) {
        Pass pass = held.get().pass();
        return new Principal.Bearer(
            pass.id(), Optional.of(pass.hash()), pass.expires(), List.of(grant.get()));
      }
    } else if (!text.isEmpty() && tokens.isPresent()) {
      return tokens.get().read(text, world.seconds(), this::isHosted);
    }
    throw new MalformedException(
        Code.HTTP_TOKEN, "Authorization", -1, "a token that holds", "another");
  }

  /// What a token opens as long as the key that made it counts.
  private Optional<Grant> grant(Passes.Held held) {
    return book(held.ledger())
        .flatMap(b -> b.role(held.pass().by()))
        .map(r -> Grant.of(held.ledger(), r).within(held.pass().rights()));
  }

  /// Whether `principal`, who was let in some time ago, still has `right` on the ledger `id`: his
  /// key may have been revoked since, his token too, or it may have expired.
  public boolean mayStill(Principal principal, Bytes32 id, Right right) {
    if (principal instanceof Principal.Bearer b) {
      return b.pass().isPresent()
          ? mayStill(TOKEN + b.pass().get(), id, right)
          : world.seconds() < b.expires() && grant(b, id).filter(g -> g.may(right)).isPresent();
    }
    return grant(principal, id).filter(g -> g.may(right)).isPresent();
  }

  /// What is kept of `principal` where something of his goes on without him; empty for a provider's
  /// token, which proves nothing later.
  public Optional<String> maker(Principal principal) {
    return switch (principal) {
      case Principal.Keyed k -> Optional.of(k.key().format());
      case Principal.Bearer b -> b.pass().map(h -> TOKEN + h);
      case Principal.Operator o -> Optional.empty();
      case Principal.Nobody n -> Optional.empty();
    };
  }

  /// Whether the key or token of which [#maker] was kept still has `right` on the ledger `id`.
  public boolean mayStill(String maker, Bytes32 id, Right right) {
    try {
      Optional<Grant> grant =
          maker.startsWith(TOKEN)
              ? passes
                  .find(Pass.Kind.TOKEN, Bytes32.parse(maker.substring(TOKEN.length())))
                  .flatMap(this::grant)
                  .filter(g -> g.ledger().equals(id))
              : grant(new Principal.Keyed(KeyId.parse(maker)), id);
      return grant.filter(g -> g.may(right)).isPresent();
    } catch (MalformedException e) {
      // Kept by a release that did not say who made it.
      return false;
    }
  }

  private boolean isHosted(Bytes32 id) {
    return host.list().contains(id);
  }

  /// The capability with this secret and its ledger, if its maker's key still counts.
  Optional<Passes.Held> capability(String secret) {
    return passes
        .find(Pass.Kind.CAPABILITY, secret)
        .filter(h -> book(h.ledger()).flatMap(b -> b.role(h.pass().by())).isPresent());
  }

  /// The keys of the side that `grant` is for: what one of them made, all of them manage.
  Set<KeyId> partyKeys(Grant grant) {
    Set<KeyId> out = new HashSet<>();
    book(grant.ledger())
        .ifPresent(
            b ->
                b.roles()
                    .forEach(
                        (key, role) -> {
                          if (role == grant.role()) {
                            out.add(key);
                          }
                        }));
    return out;
  }

  /// Reads tokens of an OpenID provider.
  interface TokenReader {
    /// @param hosted whether this node has a ledger
    /// @throws MalformedException `HTTP_TOKEN`
    Principal read(String token, long now, Predicate<Bytes32> hosted) throws MalformedException;
  }

  /// Who it is.
  ///
  /// @param digest the SHA-256 that the body must have if he signed for it
  /// @param unused the signature of a key without a grant, whose nonce still counts
  record Identified(
      Principal principal, Optional<Bytes32> digest, Optional<HttpSignatures.Proof> unused) {}

  /// What a request says about its sender.
  interface Credentials {
    HttpSignatures.Request request();

    Optional<String> field(String name);

    boolean hasBody();
  }

  /// What `principal` may do with the ledger `id`; empty if there is none, or none for him.
  public Optional<Grant> grant(Principal principal, Bytes32 id) {
    return switch (principal) {
      case Principal.Nobody n -> Optional.empty();
      case Principal.Operator o ->
          host.list().contains(id) ? Optional.of(Grant.of(id, Role.OPERATOR)) : Optional.empty();
      case Principal.Keyed k -> book(id).flatMap(b -> b.role(k.key())).map(r -> Grant.of(id, r));
      case Principal.Bearer b -> b.grants().stream().filter(g -> g.ledger().equals(id)).findFirst();
    };
  }

  /// What the ledger `id` grants to those who signed an entry for it: a submission proves itself.
  /// Empty if there is no such ledger or it knows none of them.
  public Optional<Grant> grantBySigners(Bytes32 id, Collection<Address> signers) {
    return book(id)
        .flatMap(
            b -> signers.stream().flatMap(a -> b.role(new KeyId.OfAddress(a)).stream()).findFirst())
        .map(r -> Grant.of(id, r).within(Set.of(Right.WRITE)));
  }

  /// All ledgers that `principal` may see, by id.
  public List<Grant> grants(Principal principal) {
    List<Grant> out = new ArrayList<>();
    for (Bytes32 id : host.list()) {
      grant(principal, id).ifPresent(out::add);
    }
    return List.copyOf(out);
  }

  /// The keys of a ledger as they are now; those last known if it cannot be opened.
  private Optional<Book> book(Bytes32 id) {
    Book known = books.get(id);
    Ledger ledger;
    try {
      Optional<Ledger> found = host.find(id);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      ledger = found.get();
    } catch (StoreException e) {
      return Optional.ofNullable(known);
    }
    if (known != null && known.ledger() == ledger && known.size() >= ledger.keysSince()) {
      return Optional.of(known);
    }
    try {
      Book fresh = ledger.look(s -> Book.of(ledger, s.size(), s.keys()));
      books.put(id, fresh);
      return Optional.of(fresh);
    } catch (IllegalStateException e) {
      // The writer has just ended; the next request opens the ledger anew.
      return Optional.ofNullable(known);
    }
  }

  /// The keys of one ledger at one size.
  private record Book(Ledger ledger, long size, Map<KeyId, Role> roles) {
    static Book of(Ledger ledger, long size, Keys keys) {
      Map<KeyId, Role> roles = new HashMap<>();
      for (Party p : Party.values()) {
        roles.put(new KeyId.OfAddress(keys.recovery(p)), Role.recoveryOf(p));
        keys.attesters(p).forEach(a -> roles.put(new KeyId.OfAddress(a), Role.attesterOf(p)));
        keys.signers(p).forEach(a -> roles.put(new KeyId.OfAddress(a), Role.of(p)));
        keys.cosigners(p).forEach(c -> roles.put(new KeyId.OfCosigner(c), Role.of(p)));
      }
      if (!keys.arbiter().isZero()) {
        roles.put(new KeyId.OfAddress(keys.arbiter()), Role.ARBITER);
      }
      return new Book(ledger, size, Map.copyOf(roles));
    }

    Optional<Role> role(KeyId key) {
      return Optional.ofNullable(roles.get(key));
    }
  }

  /// The answer to a right that the grant lacks.
  public static ProblemException lacking(Right right) {
    return Problem.of(
            403, Code.HTTP_NOT_PERMITTED, "credentials", "the right " + right.text(), "without it")
        .asException();
  }
}
