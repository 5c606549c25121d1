package io.countersign.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.countersign.core.base.Bytes;
import io.countersign.core.crypto.Sha256;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How often whoever sends requests may send another.
///
/// A key or token that some ledger knows is counted by its own name. All others are counted by
/// where they come from, in two buckets: one for requests without credentials, one for credentials
/// that came to nothing, since looking at those is work. While the second is empty, credentials
/// from there are not looked at, unless they name a key or token that was let in lately: so nobody
/// shuts out those who share his address. Credentials that name such a key and are not its own are
/// counted apart, by address and key.
///
/// Source: decision 0086.
final class Senders {
  private static final Pattern KEY_ID = Pattern.compile(";keyid=\"([^\"]{1,128})\"");
  private static final int NETWORK_BYTES = 8;

  private final int names;
  private final Rates known;
  private final Rates strangers;
  private final ReentrantLock lock = new ReentrantLock();

  /// What was let in lately, by what it is counted; the longest ago first.
  @GuardedBy("lock")
  private final LinkedHashMap<String, String> familiar = new LinkedHashMap<>(16, 0.75f, true);

  Senders(Limits limits) {
    this.names = limits.rateNames();
    this.known = new Rates(limits.ratePerSecond(), limits.rateBurst(), names);
    this.strangers = new Rates(limits.ratePerSecond(), limits.rateBurst(), names);
  }

  /// Where a request comes from and which key or token it says that it is of; empty without
  /// credentials, an empty text if they cannot be read.
  record From(String network, Optional<String> claim) {
    String failing() {
      return "unproven " + network;
    }

    String failingAs() {
      return failing() + " " + claim.orElse("");
    }
  }

  /// Reads where a request comes from, without looking whether its credentials hold.
  static From of(String address, Access.Credentials c) {
    Optional<String> authorization = c.field("authorization");
    Optional<String> input = c.field("signature-input");
    Optional<String> claim = Optional.empty();
    if (authorization.isPresent()) {
      claim = Optional.of("token " + Sha256.hash(Bytes.utf8(authorization.get())));
    } else if (input.isPresent() || c.field("signature").isPresent()) {
      Matcher m = KEY_ID.matcher(input.filter(HttpSignatures::isShort).orElse(""));
      claim = Optional.of(m.find() ? "key " + m.group(1) : "");
    }
    return new From(network(address), claim);
  }

  /// An IPv4 address as it is; of an IPv6 address the first 64 bits, which one sender has to
  /// himself.
  static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    String bare = address.split("%", 2)[0];
    byte[] all = InetAddress.ofLiteral(bare).getAddress();
    return all.length <= NETWORK_BYTES
        ? address
        : Bytes.wrap(Arrays.copyOf(all, NETWORK_BYTES)).toHex();
  }

  /// What is left before the credentials are looked at; counts a request that has none.
  Rates.Left before(From from, long millis) {
    if (from.claim().isEmpty()) {
      return strangers.take("address " + from.network(), millis);
    }
    Optional<String> name = familiar(from.claim().get());
    if (name.isEmpty()) {
      return strangers.look(from.failing(), millis);
    }
    // Only what was proved has been counted there: nobody else can use it up.
    Rates.Left own = known.look(name.get(), millis);
    return own.retryMillis() > 0 ? own : strangers.look(from.failingAs(), millis);
  }

  /// What is left after credentials that did not hold.
  Rates.Left failed(From from, long millis) {
    Rates.Left left = strangers.take(from.failing(), millis);
    if (familiar(from.claim().orElse("")).isEmpty()) {
      return left;
    }
    // The answer does not tell whether the key is known here.
    Rates.Left as = strangers.take(from.failingAs(), millis);
    return left.retryMillis() > 0 ? left : as;
  }

  /// What is left after credentials that held.
  ///
  /// @param means whether they are of a key or token that some ledger or the operator knows
  Rates.Left identified(From from, Principal principal, boolean means, long millis) {
    if (!means) {
      from.claim().ifPresent(this::forget);
      return strangers.take(from.failing(), millis);
    }
    String name = name(from, principal);
    from.claim().ifPresent(c -> remember(c, name));
    return known.take(name, millis);
  }

  /// By what a sender is counted.
  static String name(From from, Principal principal) {
    return switch (principal) {
      case Principal.Nobody n -> "address " + from.network();
      case Principal.Keyed k -> "key " + k.key().format();
      case Principal.Operator o -> "key " + o.key().format();
      case Principal.Bearer b -> "token " + b.name();
    };
  }

  private Optional<String> familiar(String claim) {
    lock.lock();
    try {
      return Optional.ofNullable(familiar.get(claim));
    } finally {
      lock.unlock();
    }
  }

  private void remember(String claim, String name) {
    lock.lock();
    try {
      familiar.put(claim, name);
      if (familiar.size() > names) {
        Map.Entry<String, String> oldest = familiar.entrySet().iterator().next();
        familiar.remove(oldest.getKey());
      }
    } finally {
      lock.unlock();
    }
  }

  private void forget(String claim) {
    lock.lock();
    try {
      familiar.remove(claim);
    } finally {
      lock.unlock();
    }
  }
}
