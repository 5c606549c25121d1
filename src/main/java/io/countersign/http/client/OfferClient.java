package io.countersign.http.client;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.witness.SourceException;
import java.util.ArrayList;
import java.util.List;

/// Entries that wait at a node for the other party's signature. What it gives is judged by whoever
/// reads the file.
public final class OfferClient {
  private static final int MAX_ANSWER = 8 << 20;

  private final NodeClient node;
  private final String path;

  public OfferClient(NodeClient node, Bytes32 ledger) {
    this.node = node;
    this.path = "/v1/ledgers/" + ledger.toHex() + "/offers";
  }

  /// One that waits, as the node describes it.
  ///
  /// @param expires UTC seconds
  public record Listed(String by, Bytes32 digest, long expires, String kind) {}

  /// Brings a file that its sender has signed. Doing it again changes nothing.
  ///
  /// @throws SourceException why the node did not take it
  public Listed bring(Bytes file) {
    Reply reply = node.post(path, file, "application/json", MAX_ANSWER, NodeClient.SHORT);
    try {
      return listed(reply.json().object("offer"));
    } catch (MalformedException e) {
      throw reply.unreadable(e);
    }
  }

  public List<Listed> list() {
    Reply reply = node.get(path, MAX_ANSWER, NodeClient.SHORT);
    List<Listed> out = new ArrayList<>();
    try {
      for (Fields f : reply.json().objects("offers", 0, 1_000)) {
        out.add(listed(f));
      }
      return out;
    } catch (MalformedException e) {
      throw reply.unreadable(e);
    }
  }

  /// The file, in canonical form.
  public Bytes fetch(Bytes32 digest) {
    Reply reply = node.get(path + "/" + digest.toHex(), MAX_ANSWER, NodeClient.SHORT);
    try {
      return reply.json().object("file").object().toCanonical();
    } catch (MalformedException e) {
      throw reply.unreadable(e);
    }
  }

  private static Listed listed(Fields f) throws MalformedException {
    return new Listed(
        f.oneOf("by", List.of("provider", "client")),
        f.bytes32("digest"),
        f.integer("expires", 0, Json.MAX_INT),
        f.string("kind"));
  }
}
