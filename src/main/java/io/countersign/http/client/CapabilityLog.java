package io.countersign.http.client;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.EntryBundle;
import io.countersign.core.ledger.Payload;
import io.countersign.core.merkle.TilePath;
import io.countersign.witness.CosignatureSink;
import io.countersign.witness.LogSource;
import io.countersign.witness.SourceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One ledger as a public log, through the prefix of a capability: C2SP tlog-tiles, with objects
/// and payloads as far as the capability reaches.
///
/// Checks forms, not contents. One owner.
public final class CapabilityLog implements LogSource, CosignatureSink {
  private static final int MAX_NOTE = SignedNote.MAX_BYTES;
  private static final int MAX_BUNDLE = TilePath.WIDTH * (2 + EntryBundle.MAX_ENTRY_BYTES);

  private final NodeClient node;
  private Optional<Boolean> records = Optional.empty();
  private long size;

  /// @param node whose address is the prefix
  public CapabilityLog(NodeClient node) {
    this.node = node;
  }

  @Override
  public Bytes checkpoint() {
    Reply reply = node.get("/checkpoint", MAX_NOTE, NodeClient.SHORT);
    reply.mustBeGood();
    try {
      size = Checkpoint.parse(SignedNote.parse(reply.body()).text()).size();
    } catch (MalformedException e) {
      throw reply.unreadable(e);
    }
    return reply.body();
  }

  /// Partial bundles are asked for as wide as the last checkpoint makes them.
  @Override
  public List<Bytes> leaves(long from, long to) {
    List<Bytes> out = new ArrayList<>();
    long end = Math.max(size, to);
    for (long at = from; at < to; ) {
      long tile = at / TilePath.WIDTH;
      long first = tile * TilePath.WIDTH;
      int width = (int) Math.min(TilePath.WIDTH, end - first);
      Reply reply =
          node.get("/" + new TilePath.Entries(tile, width).format(), MAX_BUNDLE, NodeClient.SHORT);
      reply.mustBeGood();
      try {
        List<Bytes> entries = EntryBundle.parse(reply.body(), width);
        out.addAll(
            entries.subList((int) (at - first), (int) (Math.min(to, first + width) - first)));
      } catch (MalformedException e) {
        throw reply.unreadable(e);
      }
      at = first + width;
    }
    return out;
  }

  @Override
  public Optional<Bytes> object(Bytes32 hash, int maxBytes) {
    return file("/objects/" + hash, maxBytes);
  }

  @Override
  public Optional<Bytes> payload(Bytes32 root) {
    return file("/payloads/" + root, Payload.MAX_BYTES);
  }

  private Optional<Bytes> file(String name, int maxBytes) {
    Reply reply = node.get(name, Math.max(maxBytes, NodeClient.PROBLEM), NodeClient.LONG);
    if (reply.status() == 404) {
      return Optional.empty();
    }
    reply.mustBeGood();
    return Optional.of(reply.body());
  }

  @Override
  public Optional<Bytes32> pepper() {
    Optional<Bytes> found = file("/pepper", Bytes32.SIZE);
    records = Optional.of(found.isPresent());
    if (found.isPresent() && found.get().size() != Bytes32.SIZE) {
      throw new SourceException(
          Code.NODE_ANSWER, "GET /pepper", "32 bytes", found.get().size() + " bytes");
    }
    return found.map(b -> Bytes32.of(b.unsafeArray(), 0));
  }

  /// Whoever may have the records may have the secret of their names.
  @Override
  public boolean showsRecords() {
    return records.orElseGet(() -> pepper().isPresent());
  }

  /// A public log has no feed: it is looked at again.
  @Override
  public void await(long known, Duration atMost) {
    LedgerClient.pause(atMost, atMost);
  }

  @Override
  public void publish(SignedNote cosigned) {
    node.post(
            "/cosignatures",
            cosigned.toBytes(),
            "text/plain; charset=utf-8",
            MAX_NOTE,
            NodeClient.SHORT)
        .mustBeGood();
  }
}
