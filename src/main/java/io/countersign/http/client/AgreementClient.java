package io.countersign.http.client;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Signature65;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Signer;
import io.countersign.service.Proposal;
import io.countersign.witness.SourceException;

/// Agreements on their way to a ledger, at a node: who runs it, what is proposed, who has signed.
public final class AgreementClient {
  private static final String JSON = "application/json";

  /// Cap on what a node says of itself.
  private static final int MAX_INFO = 1 << 16;

  /// Cap on an answer about a proposal, which may hold one as escaped text.
  private static final int MAX_ANSWER = 3 * Proposal.MAX_BYTES;

  private final NodeClient node;

  public AgreementClient(NodeClient node) {
    this.node = node;
  }

  /// What new ledgers of a node name.
  ///
  /// @param operator the operator's name
  /// @param logKey the key that signs their checkpoints
  public record Operator(String operator, Bytes32 logKey) {}

  /// Who runs the node. Nothing proves it: who proposes an agreement signs what he read here.
  ///
  /// @throws SourceException if the node does not answer, or not as the interface says
  public Operator operator() {
    Reply reply = node.get("/v1/node", MAX_INFO, NodeClient.SHORT);
    Fields f = reply.json();
    try {
      return new Operator(f.string("operator"), f.bytes32("logKey"));
    } catch (MalformedException e) {
      throw reply.unreadable(e);
    }
  }

  /// Brings a proposal to the node, and the client's signature if it bears one. Doing it again
  /// changes nothing.
  ///
  /// @return whether the ledger is open now
  /// @throws SourceException why the node did not take it
  public boolean send(Proposal proposal) {
    Bytes32 ledger = proposal.genesis().ledgerId();
    Bytes body = proposal.toBytes();
    boolean open =
        isOpen(node.post("/v1/proposals", body, JSON, MAX_ANSWER, NodeClient.SHORT), ledger);
    Signature65 client = proposal.envelope().signatures().get(Signer.CLIENT);
    if (open || client == null) {
      return open;
    }
    return isOpen(
        node.post(
            "/v1/proposals/" + ledger.toHex() + "/signatures",
            Json.object().put("signature", client.toHex()).build().toCanonical(),
            JSON,
            MAX_ANSWER,
            NodeClient.SHORT),
        ledger);
  }

  /// The proposal as the node keeps it, for who holds a key that it names.
  ///
  /// @throws SourceException `LOG_OTHER_LEDGER` if it is another's; why there is none
  public Proposal fetch(Bytes32 ledger) {
    Reply reply = node.get("/v1/proposals/" + ledger.toHex(), MAX_ANSWER, NodeClient.SHORT);
    Fields f = reply.json();
    try {
      Proposal proposal = Proposal.parse(f.object("proposal").object().toCanonical());
      Bytes32 found = proposal.genesis().ledgerId();
      if (!found.equals(ledger)) {
        throw new SourceException(
            new Finding(Code.LOG_OTHER_LEDGER, "proposal", ledger.toHex(), found.toHex()), null);
      }
      return proposal;
    } catch (MalformedException e) {
      throw reply.unreadable(e);
    }
  }

  private static boolean isOpen(Reply reply, Bytes32 ledger) {
    Fields f = reply.json();
    try {
      Bytes32 of = f.bytes32("ledger");
      if (!of.equals(ledger)) {
        throw new SourceException(
            new Finding(Code.LOG_OTHER_LEDGER, "proposal", ledger.toHex(), of.toHex()), null);
      }
      return f.string("state").equals("opened");
    } catch (MalformedException e) {
      throw reply.unreadable(e);
    }
  }
}
