package io.countersign.service;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.store.NodeDocuments;
import io.countersign.store.StoreException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// Addresses that are told of new entries, and how far each has been told.
///
/// Owns what is kept of them and which addresses may be told; sends nothing. Any thread may call.
public final class Webhooks {
  /// Webhooks of one side of a ledger.
  public static final int MAX_OF_SIDE = 16;

  /// Characters of an address.
  public static final int MAX_URL = 2_048;

  /// Failures in a row after which nothing more is sent: with growing pauses, some two weeks.
  public static final int MAX_FAILURES = 350;

  private static final String KIND = "webhook";
  private static final int MAX_BYTES = 1 << 16;

  private final NodeDocuments documents;
  private final boolean loopback;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<String, Hook> hooks = new TreeMap<>();

  /// @param loopback whether entries may be sent to this machine itself
  public Webhooks(NodeDocuments documents, boolean loopback) {
    this.documents = documents;
    this.loopback = loopback;
    for (NodeDocuments.Document d : documents.list(KIND)) {
      Hook hook = parse(d.bytes());
      hooks.put(hook.key(), hook);
    }
  }

  /// One of them.
  ///
  /// @param id unguessable, unique
  /// @param side for which side of the ledger it was made: the others neither see nor end it
  /// @param maker who made it, as the node names him to itself; once he may not follow the ledger
  ///   any more, nor may this
  /// @param kinds words of kinds that are told; all if there are none
  /// @param from index of the first entry that was not delivered
  /// @param failures since the last success
  /// @param last what the last delivery came to; empty before the first
  public record Hook(
      String id,
      Bytes32 ledger,
      String side,
      String maker,
      String url,
      List<String> kinds,
      long from,
      int failures,
      String last) {
    /// What [#last] says of one whose maker's key or token counts no more.
    private static final String MAKER_GONE = Code.WEBHOOK_MAKER_GONE.id();

    public Hook {
      kinds = List.copyOf(kinds);
    }

    String key() {
      return ledger.toHex() + "/" + id;
    }

    /// Whether nothing more is sent to it.
    public boolean isStopped() {
      return failures >= MAX_FAILURES;
    }

    /// After a delivery of all entries below `next`.
    public Hook delivered(long next) {
      return new Hook(id, ledger, side, maker, url, kinds, next, 0, "delivered");
    }

    /// After a delivery that failed.
    public Hook failed(String why) {
      return new Hook(id, ledger, side, maker, url, kinds, from, failures + 1, why);
    }

    /// Once its maker's key or token counts no more: nothing is sent to it ever again.
    public Hook orphaned() {
      return new Hook(id, ledger, side, maker, url, kinds, from, MAX_FAILURES, MAKER_GONE);
    }

    public boolean isOrphaned() {
      return last.equals(MAKER_GONE);
    }
  }

  /// Keeps a webhook.
  ///
  /// @throws RefusedException `WEBHOOK_ADDRESS`, `WEBHOOK_LIMIT`
  public void add(Hook hook) {
    URI uri = address(hook.url());
    if (!loopback && isThisMachine(Optional.ofNullable(uri.getHost()).orElse(""))) {
      throw refused(hook.url());
    }
    lock.lock();
    try {
      if (of(hook.ledger(), hook.side()).size() >= MAX_OF_SIDE) {
        throw RefusedException.of(
            Code.WEBHOOK_LIMIT, "webhooks", "fewer than " + MAX_OF_SIDE, "as many");
      }
      documents.put(KIND, hook.key(), format(hook));
      hooks.put(hook.key(), hook);
    } finally {
      lock.unlock();
    }
  }

  /// Those of one side of a ledger.
  public List<Hook> of(Bytes32 ledger, String side) {
    return all().stream().filter(h -> h.ledger().equals(ledger) && h.side().equals(side)).toList();
  }

  /// All of them.
  public List<Hook> all() {
    lock.lock();
    try {
      return List.copyOf(hooks.values());
    } finally {
      lock.unlock();
    }
  }

  /// Keeps what became of a delivery, unless the webhook is gone.
  public void update(Hook hook) {
    lock.lock();
    try {
      if (hooks.replace(hook.key(), hook) != null) {
        documents.put(KIND, hook.key(), format(hook));
      }
    } finally {
      lock.unlock();
    }
  }

  /// @return whether that side had one
  public boolean delete(Bytes32 ledger, String side, String id) {
    lock.lock();
    try {
      Hook hook = hooks.get(ledger.toHex() + "/" + id);
      if (hook == null || !hook.side().equals(side)) {
        return false;
      }
      hooks.remove(hook.key());
      return documents.delete(KIND, hook.key());
    } finally {
      lock.unlock();
    }
  }

  /// Reads an address: `https`, or `http` to this machine; without user, password and fragment.
  ///
  /// @throws RefusedException `WEBHOOK_ADDRESS`
  public static URI address(String url) {
    try {
      URI uri = new URI(url);
      String scheme = Optional.ofNullable(uri.getScheme()).orElse("");
      String host = Optional.ofNullable(uri.getHost()).orElse("");
      boolean good =
          url.length() <= MAX_URL
              && !host.isEmpty()
              && (uri.getPort() == -1 || (uri.getPort() >= 1 && uri.getPort() <= 65_535))
              && uri.getRawUserInfo() == null
              && uri.getRawFragment() == null
              && (scheme.equals("https") || (scheme.equals("http") && isThisMachine(host)));
      if (good) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw refused(url);
  }

  private static RefusedException refused(String url) {
    return RefusedException.of(
        Code.WEBHOOK_ADDRESS,
        "url",
        "https://…, or http:// of this machine",
        MalformedException.show(url));
  }

  /// Whether `host` says by itself that it is this machine.
  private static boolean isThisMachine(String host) {
    return List.of("127.0.0.1", "[::1]", "localhost").contains(host);
  }

  /// Whether entries may be sent to `at`, to which the host of `uri` was resolved.
  public boolean reaches(URI uri, InetAddress at) {
    return mayReach(uri, at, loopback);
  }

  /// Whether entries may be sent to `at`, to which the host of `uri` was resolved: a public
  /// address, or this machine where `loopback` allows it and the address said so.
  public static boolean mayReach(URI uri, InetAddress at, boolean loopback) {
    if (at.isLoopbackAddress()) {
      return loopback && isThisMachine(Optional.ofNullable(uri.getHost()).orElse(""));
    }
    if (at.isAnyLocalAddress()
        || at.isLinkLocalAddress()
        || at.isSiteLocalAddress()
        || at.isMulticastAddress()) {
      return false;
    }
    byte[] b = at.getAddress();
    if (at instanceof Inet4Address) {
      int first = b[0] & 0xff;
      int second = b[1] & 0xff;
      boolean shared = first == 100 && second >= 64 && second < 128;
      boolean assigned = first == 192 && second == 0 && b[2] == 0;
      return first != 0
          && first < 240
          && !shared
          && !assigned
          && !(first == 198 && (second & 0xfe) == 18);
    }
    // Unique local addresses, and IPv4 inside IPv6 by translation.
    boolean local = (b[0] & 0xfe) == 0xfc;
    boolean translated =
        (b[0] == 0 && b[1] == 0)
            || (b[0] == 0x00 && b[1] == 0x64)
            || (b[0] == 0x20 && b[1] == 0x02)
            || (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0);
    return !local && !translated;
  }

  private static Bytes format(Hook h) {
    return Json.object()
        .put("id", h.id())
        .put("ledger", h.ledger().toHex())
        .put("side", h.side())
        .put("maker", h.maker())
        .put("url", h.url())
        .put("kinds", h.kinds().stream().map(Json::of).toList())
        .put("from", h.from())
        .put("failures", h.failures())
        .put("last", h.last())
        .build()
        .toCanonical();
  }

  private static Hook parse(Bytes bytes) {
    try {
      Fields f = Fields.of(JsonReader.canonical(bytes, MAX_BYTES), "");
      List<String> kinds = new ArrayList<>();
      for (Json k : f.array("kinds", 0, 32)) {
        kinds.add(Fields.string(k, "kinds"));
      }
      Hook out =
          new Hook(
              f.string("id"),
              f.bytes32("ledger"),
              f.has("side") ? f.string("side") : "",
              f.has("maker") ? f.string("maker") : "",
              f.string("url"),
              kinds,
              f.integer("from", 0, Json.MAX_INT),
              (int) f.integer("failures", 0, MAX_FAILURES),
              f.string("last"));
      f.end();
      return out;
    } catch (MalformedException e) {
      throw new StoreException(
          new Finding(Code.STORE_DAMAGED, KIND, "a webhook", e.toFinding().toString()), e);
    }
  }
}
