package io.countersign.http.client;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.witness.SourceException;
import java.util.ArrayList;
import java.util.List;

/// The tokens and capabilities of a party at a node. Every request is signed by its signer key.
public final class PassClient {
  private static final int MAX_ANSWER = 1 << 20;
  private static final int MAX_PASSES = 1_000;

  private final NodeClient node;
  private final String path;

  /// @param capabilities whether it is about capabilities; tokens else
  public PassClient(NodeClient node, Bytes32 ledger, boolean capabilities) {
    this.node = node;
    this.path = "/v1/ledgers/" + ledger.toHex() + (capabilities ? "/capabilities" : "/tokens");
  }

  /// What the node keeps of one.
  ///
  /// @param scope what it may, words apart by commas
  /// @param expires UTC seconds
  public record Listed(String id, String name, String scope, long expires) {}

  /// One that was just made.
  ///
  /// @param secret the token, or the prefix of a capability; never to be had again
  public record Made(Listed pass, String secret) {}

  /// Makes one.
  ///
  /// @param scopes of a token `read`, `write`, `stream`; of a capability one of `log`, `objects`,
  ///   `payloads`
  /// @throws SourceException why the node did not
  public Made make(String name, List<String> scopes, long expires) {
    boolean capability = isCapability();
    Json.Builder body = Json.object().put("name", name).put("expires", expires);
    if (capability) {
      body.put("scope", scopes.getFirst());
    } else {
      body.put("scopes", scopes.stream().map(Json::of).toList());
    }
    Reply reply =
        node.post(
            path, body.build().toCanonical(), "application/json", MAX_ANSWER, NodeClient.SHORT);
    try {
      Fields f = reply.json().object(capability ? "capability" : "token");
      return new Made(listed(f), f.string(capability ? "prefix" : "token"));
    } catch (MalformedException e) {
      throw reply.unreadable(e);
    }
  }

  private boolean isCapability() {
    return path.endsWith("capabilities");
  }

  private static Listed listed(Fields f) throws MalformedException {
    List<String> scopes = new ArrayList<>();
    if (f.has("scope")) {
      scopes.add(f.string("scope"));
    } else {
      for (Json s : f.array("scopes", 1, 8)) {
        scopes.add(Fields.string(s, f.path("scopes")));
      }
    }
    return new Listed(
        f.string("id"),
        f.string("name"),
        String.join(",", scopes),
        f.integer("expires", 0, Json.MAX_INT));
  }

  /// All that hold.
  public List<Listed> list() {
    Reply reply = node.get(path, MAX_ANSWER, NodeClient.SHORT);
    List<Listed> out = new ArrayList<>();
    try {
      String member = isCapability() ? "capabilities" : "tokens";
      for (Fields f : reply.json().objects(member, 0, MAX_PASSES)) {
        out.add(listed(f));
      }
      return out;
    } catch (MalformedException e) {
      throw reply.unreadable(e);
    }
  }

  /// Takes one back.
  public void revoke(String id) {
    node.delete(path + "/" + id, MAX_ANSWER, NodeClient.SHORT).mustBeGood();
  }
}
