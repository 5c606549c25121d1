package io.countersign.http.api;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Signature65;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Genesis;
import io.countersign.http.Exchange;
import io.countersign.http.Grant;
import io.countersign.http.Problem;
import io.countersign.http.Right;
import io.countersign.service.Proposal;
import io.countersign.service.Proposals;
import io.countersign.service.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Agreements on their way to a ledger: proposed by one party, signed by the other in its own time.
final class ProposalRoutes {
  private static final int MAX_SIGNATURE_BYTES = 4_096;

  private final Proposals proposals;
  private final Predicate<Genesis> opens;

  /// @param opens whether the node opens ledgers for the parties of a Genesis
  ProposalRoutes(Proposals proposals, Predicate<Genesis> opens) {
    this.proposals = proposals;
    this.opens = opens;
  }

  List<Operation> operations() {
    return List.of(
        Operation.post("propose", "/proposals", this::propose),
        Operation.get("getProposal", "/proposals/{ledger}", this::read),
        Operation.post("signProposal", "/proposals/{ledger}/signatures", this::sign));
  }

  private void propose(Exchange e) throws MalformedException {
    e.onlyQueries();
    Proposal proposal = Proposal.parse(e.json(Proposal.MAX_BYTES).toCanonical());
    if (!opens.test(proposal.genesis())) {
      throw Problem.of(
              403,
              Code.HTTP_NOT_PERMITTED,
              "envelope.genesis",
              "a provider or client for whom this node opens ledgers",
              "others")
          .asException();
    }
    e.checkClock();
    try {
      Proposals.Outcome outcome = proposals.propose(e.host(), proposal, e.sender());
      answer(e, outcome.fresh() ? 201 : 200, outcome, false);
    } catch (RefusedException x) {
      throw Forms.problem(x);
    }
  }

  private void read(Exchange e) throws MalformedException {
    e.onlyQueries();
    Bytes32 ledger = e.parameter32("ledger");
    Optional<Grant> grant = e.access().grant(e.principal(), ledger);
    if (grant.isPresent()) {
      // It holds the pepper, as the bundle does: for who may fetch the whole ledger.
      Proposal opened = Proposals.of(e.reach(grant.get(), Right.STREAM).ledger());
      Proposals.Outcome outcome =
          new Proposals.Outcome(ledger, true, false, 0, Optional.of(opened));
      answer(e, 200, outcome, true);
      return;
    }
    Address reader = e.principal().address().orElseThrow(() -> Problem.notFound().asException());
    Proposals.Outcome outcome =
        proposals.read(ledger, reader).orElseThrow(() -> Problem.notFound().asException());
    e.useNonce();
    answer(e, 200, outcome, true);
  }

  private void sign(Exchange e) throws MalformedException {
    e.onlyQueries();
    Bytes32 ledger = e.parameter32("ledger");
    Fields f = Fields.of(e.json(MAX_SIGNATURE_BYTES), "");
    Signature65 signature = Signature65.parse(f.string("signature"));
    f.end();
    e.checkClock();
    Optional<Proposals.Outcome> outcome;
    try {
      outcome =
          proposals.sign(e.host(), ledger, signature, e.principal().address().stream().toList());
    } catch (RefusedException x) {
      throw Forms.problem(x);
    }
    answer(e, 200, outcome.orElseThrow(() -> Problem.notFound().asException()), false);
  }

  private static void answer(Exchange e, int status, Proposals.Outcome outcome, boolean whole)
      throws MalformedException {
    List<Json> missing = new ArrayList<>();
    if (!outcome.opened()) {
      missing.add(Json.of("client"));
    }
    Json.Builder out =
        Json.object()
            .put("ledger", outcome.ledger().toHex())
            .put("state", outcome.opened() ? "opened" : "proposed")
            .put("missing", missing);
    if (outcome.opened()) {
      out.put(
          "receipt",
          Forms.base64(
              EntryRoutes.receipt(
                  e.host()
                      .find(outcome.ledger())
                      .orElseThrow(() -> new IllegalStateException("opened and not there")),
                  0)));
    } else {
      out.put("expires", outcome.expires());
    }
    if (whole && outcome.proposal().isPresent()) {
      out.put(
          "proposal", JsonReader.canonical(outcome.proposal().get().toBytes(), Proposal.MAX_BYTES));
    }
    e.set("Cache-Control", "no-store").answer(status, out.build());
  }
}
