package io.countersign.http.api;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Kind;
import io.countersign.core.ledger.Leaf;
import io.countersign.http.Dispatch;
import io.countersign.http.Exchange;
import io.countersign.http.Problem;
import io.countersign.http.Right;
import io.countersign.sequencer.Ledger;
import io.countersign.service.Shares;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Entries as they become durable, as server-sent events. Source: HTML Living Standard, 9.2.
///
/// An event's id is the entry's index: who comes back with Last-Event-ID goes on after it, without
/// a gap and without one twice.
final class FeedRoutes {
  /// Feeds of one side of a ledger at a time.
  static final int MAX_FEEDS = 32;

  /// Feeds of all ledgers at a time.
  private static final int MAX_ALL = 2_048;

  /// Waits without an entry before a heartbeat, and before the caller has to ask again.
  private static final int HEARTBEAT = 15;

  private static final int LAST = 3_600;

  /// How long one wait lasts, in milliseconds: a node that stops does not stop later than that.
  private static final long WAIT_MILLIS = 1_000;

  /// Leaves read at a time.
  private static final int CHUNK = 1_024;

  private final Dispatch node;
  private final InstantSource clock;
  private final Shares feeds = new Shares(MAX_ALL, MAX_FEEDS);

  FeedRoutes(Dispatch node, InstantSource clock) {
    this.node = node;
    this.clock = clock;
  }

  List<Operation> operations() {
    return List.of(Operation.get("followFeed", "/ledgers/{ledger}/feed", this::follow));
  }

  private void follow(Exchange e) throws MalformedException {
    e.onlyQueries("from");
    Exchange.Reached reached = e.ledger(Right.STREAM);
    Ledger ledger = reached.ledger();
    long size = ledger.durable();
    long from = e.query("from", 0, Leaf.MAX_INDEX, size);
    Optional<String> last = e.header("last-event-id");
    if (last.isPresent()) {
      if (!last.get().matches("0|[1-9][0-9]{0,14}")) {
        throw new MalformedException(
            Code.FIELD_PATTERN,
            "Last-Event-ID",
            -1,
            "an index",
            MalformedException.show(last.get()));
      }
      from = Long.parseLong(last.get()) + 1;
    }
    if (from > size) {
      throw Problem.of(
              409,
              Code.FEED_AHEAD,
              last.isPresent() ? "Last-Event-ID" : "query.from",
              "at most " + size + " entries read",
              Long.toString(from))
          .with("as_of", Json.of(size))
          .asException();
    }
    String side = reached.grant().side();
    if (!feeds.take(side)) {
      throw Problem.of(
              503,
              Code.HTTP_BUSY,
              "feeds",
              "at most " + MAX_FEEDS + " of a side, and " + MAX_ALL + " of the node",
              "more")
          .withRetryAfter(5_000)
          .asException();
    }
    // A compressor would hold events back.
    e.set(Forms.AS_OF, Long.toString(size))
        .set("Cache-Control", "no-store")
        .set("Content-Encoding", "identity");
    try (OutputStream out = e.stream(200, "text/event-stream")) {
      write(out, "retry: 2000\n\n");
      follow(e, ledger, from, out);
    } catch (IOException readerIsGone) {
      // A feed has no other end: whoever follows it comes back with the last index that he saw.
      return;
    } finally {
      feeds.release(side);
    }
  }

  private void follow(Exchange e, Ledger ledger, long from, OutputStream out) throws IOException {
    Watched may = new Watched(e, ledger);
    long next = from;
    int waits = 0;
    for (int all = 0; all < LAST && !node.isClosing() && ledger.failure().isEmpty(); all++) {
      long size = await(ledger, next);
      if (!may.still(size <= next)) {
        write(out, ": the credentials hold no more\n\n");
        return;
      }
      if (size <= next) {
        waits++;
        if (waits == HEARTBEAT) {
          write(out, ": heartbeat\n\n");
          waits = 0;
        }
        continue;
      }
      waits = 0;
      while (next < size && !node.isClosing()) {
        long to = Math.min(size, next + CHUNK);
        StringBuilder events = new StringBuilder();
        ledger.store().leaves(next, to, (index, leaf) -> event(events, leaf, size));
        write(out, events.toString());
        next = to;
      }
    }
  }

  /// The caller's right to go on reading: looked at after each wait that brought nothing, whenever
  /// keys have changed, and once a second where entries come without a pause.
  private final class Watched {
    private final Exchange e;
    private final Ledger ledger;
    private long keys;
    private long at;

    Watched(Exchange e, Ledger ledger) {
      this.e = e;
      this.ledger = ledger;
      this.keys = ledger.keysSince();
      this.at = clock.millis();
    }

    boolean still(boolean idle) {
      long now = clock.millis();
      long since = ledger.keysSince();
      if (!idle && since == keys && Math.abs(now - at) < WAIT_MILLIS) {
        return true;
      }
      keys = since;
      at = now;
      return e.mayStill(ledger.genesis().ledgerId(), Right.STREAM);
    }
  }

  private static long await(Ledger ledger, long size) throws IOException {
    try {
      return ledger.awaitBeyond(size, WAIT_MILLIS);
    } catch (InterruptedException x) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", x);
    }
  }

  private static void event(StringBuilder out, Bytes leaf, long size) {
    try {
      Leaf l = Leaf.parse(leaf);
      out.append("id: ")
          .append(l.index())
          .append("\nevent: entry\ndata: ")
          .append(
              Json.object()
                  .put("index", l.index())
                  .put("kind", Kind.of(l.kind()).map(Kind::text).orElse("unknown"))
                  .put("leaf", leaf.toHex())
                  .put("as_of", size)
                  .build()
                  .toText())
          .append("\n\n");
    } catch (MalformedException x) {
      throw new IllegalStateException("a stored leaf", x);
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
