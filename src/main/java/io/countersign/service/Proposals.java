package io.countersign.service;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.crypto.Secp256k1;
import io.countersign.core.crypto.Signature65;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Signer;
import io.countersign.core.terms.TermsParser;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Opening;
import io.countersign.store.NodeDocuments;
import io.countersign.store.StoreException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Agreements that the provider signed and that wait for the client's signature, each under the id
/// of the ledger that it would open.
///
/// Once both have signed, the ledger is opened and the proposal is forgotten here: [#of] writes it
/// anew from the ledger. What nobody signs is forgotten after [#KEPT_SECONDS].
public final class Proposals {
  /// Agreements that wait at a time.
  public static final int MAX_WAITING = 1_000;

  /// How long one waits: 90 days.
  public static final long KEPT_SECONDS = 90L * 86_400;

  /// Of these, those that one provider signed, and those that one sender sent.
  public static final int MAX_OF_ONE = 32;

  private static final String KIND = "proposal";

  /// Under this kind lies, for each that waits, who it is of: counting reads no proposal.
  private static final String SLOT = "proposal-slot";

  private static final int MAX_SLOT_BYTES = 1_024;
  private static final int MAX_BYTES = 2 * Proposal.MAX_BYTES + 256;

  private final NodeDocuments documents;
  private final String operator;
  private final int ledgers;
  private final InstantSource clock;

  /// Held while one is kept or opened: so that none is opened twice, and no more wait than may.
  private final ReentrantLock lock = new ReentrantLock();

  /// @param operator the name that new ledgers must have as their operator's
  /// @param ledgers how many the node has at most
  public Proposals(NodeDocuments documents, String operator, int ledgers, InstantSource clock) {
    this.documents = documents;
    this.operator = operator;
    this.ledgers = ledgers;
    this.clock = clock;
  }

  /// How an agreement stands.
  ///
  /// @param opened whether its ledger stands
  /// @param fresh whether that is new
  /// @param expires when it is forgotten, UTC seconds; 0 once its ledger stands
  /// @param proposal what was agreed, for whom it is read
  public record Outcome(
      Bytes32 ledger, boolean opened, boolean fresh, long expires, Optional<Proposal> proposal) {}

  private record Waiting(Proposal proposal, long until) {}

  private record Slot(String key, String provider, String sender, long until) {}

  /// Keeps a proposal; opens its ledger at once if both have signed.
  ///
  /// @param sender by what name whoever sends it is counted
  /// @throws RefusedException `SEQUENCER_LOG_KEY`, `PROPOSAL_FORM` for another operator,
  ///   `PROPOSAL_OTHER`, `HTTP_BUSY` beyond [#MAX_WAITING] and [#MAX_OF_ONE], codes of terms that
  ///   cannot be signed
  public Outcome propose(LedgerHost host, Proposal proposal, String sender) {
    Genesis genesis = proposal.genesis();
    Bytes32 id = genesis.ledgerId();
    if (!genesis.logKey().equals(host.logKey())) {
      throw RefusedException.of(
          Code.SEQUENCER_LOG_KEY,
          "envelope.genesis.logKey",
          host.logKey().toHex(),
          genesis.logKey().toHex());
    }
    if (!proposal.operator().equals(operator)) {
      throw RefusedException.of(Code.PROPOSAL_FORM, "operator", operator, proposal.operator());
    }
    List<Finding> faults = Proposal.faults(proposal.terms());
    if (!faults.isEmpty()) {
      throw new RefusedException(faults);
    }
    lock.lock();
    try {
      if (host.list().contains(id)) {
        if (!opening(host, id).digest(genesis.domain()).equals(digest(proposal))) {
          throw other(id);
        }
        return new Outcome(id, true, false, 0, Optional.empty());
      }
      if (proposal.envelope().isSignedByItsRoles()) {
        return open(host, proposal);
      }
      Optional<Waiting> before = waiting(id);
      if (before.isPresent()) {
        if (!digest(before.get().proposal()).equals(digest(proposal))) {
          throw other(id);
        }
        return outcome(before.get(), false);
      }
      Waiting fresh = new Waiting(proposal, seconds() + KEPT_SECONDS);
      Slot slot = new Slot(id.toHex(), genesis.provider().toString(), sender, fresh.until());
      checkRoom(slot);
      documents.put(SLOT, slot.key(), format(slot));
      documents.put(KIND, id.toHex(), format(fresh));
      return outcome(fresh, true);
    } finally {
      lock.unlock();
    }
  }

  private static RefusedException other(Bytes32 id) {
    return RefusedException.of(
        Code.PROPOSAL_OTHER, "envelope", "the agreement that is there", "another of ledger " + id);
  }

  private static Bytes32 digest(Proposal proposal) {
    return proposal.envelope().digest(proposal.genesis().domain());
  }

  private static Outcome outcome(Waiting w, boolean fresh) {
    return new Outcome(
        w.proposal().genesis().ledgerId(), false, fresh, w.until(), Optional.of(w.proposal()));
  }

  /// The proposal of a ledger, for a key that its Genesis names; empty for anybody else.
  public Optional<Outcome> read(Bytes32 ledger, Address reader) {
    return waiting(ledger)
        .filter(w -> isNamed(w.proposal().genesis(), reader))
        .map(w -> outcome(w, false));
  }

  /// The proposal that `ledger` was opened with, signed by both.
  ///
  /// @throws StoreException `STORE_DAMAGED` if the ledger does not hold its parts
  public static Proposal of(Ledger ledger) {
    Envelope envelope = opening(ledger);
    Genesis genesis = ledger.genesis();
    if (!(envelope.entry() instanceof Entry.Agreement agreement)) {
      throw damaged(envelope.entry().kind().text());
    }
    try {
      return new Proposal(
          envelope,
          TermsParser.parse(object(ledger, agreement.termsHash())),
          object(ledger, genesis.operator()).toUtf8(),
          ledger.look(LedgerState::pepper));
    } catch (MalformedException e) {
      throw damaged(e);
    }
  }

  private static Bytes object(Ledger ledger, Bytes32 hash) {
    return ledger.store().object(hash).orElseThrow(() -> damaged("no object " + hash));
  }

  private static StoreException damaged(String found) {
    return new StoreException(Code.STORE_DAMAGED, "entry 0", "a first agreement", found);
  }

  private static StoreException damaged(MalformedException e) {
    return new StoreException(
        new Finding(Code.STORE_DAMAGED, "entry 0", "a first agreement", e.toString()), e);
  }

  private static boolean isNamed(Genesis g, Address key) {
    return List.of(g.provider(), g.providerRecovery(), g.client(), g.clientRecovery(), g.arbiter())
            .contains(key)
        && !key.isZero();
  }

  /// Adds the client's signature, which opens the ledger. Given again it is answered alike.
  ///
  /// @param asked who sends it, if that is known: to a key of Genesis a wrong signature is named
  /// @return empty if there is no such agreement, or the signature is not the client's
  /// @throws RefusedException `PROPOSAL_SIGNATURE`, and why the ledger cannot be opened
  public Optional<Outcome> sign(
      LedgerHost host, Bytes32 ledger, Signature65 signature, List<Address> asked) {
    lock.lock();
    try {
      Optional<Waiting> waiting = waiting(ledger);
      if (waiting.isEmpty()) {
        return host.list().contains(ledger) && signedOpening(host, ledger, signature)
            ? Optional.of(new Outcome(ledger, true, false, 0, Optional.empty()))
            : Optional.empty();
      }
      Proposal proposal = waiting.get().proposal();
      Genesis genesis = proposal.genesis();
      Optional<Address> by = Secp256k1.best().recover(digest(proposal), signature);
      if (!by.equals(Optional.of(genesis.client()))) {
        if (asked.stream().anyMatch(a -> isNamed(genesis, a))) {
          throw RefusedException.of(
              Code.PROPOSAL_SIGNATURE,
              "signature",
              "one by " + genesis.client(),
              by.map(a -> "one by " + a).orElse("one by no key"));
        }
        return Optional.empty();
      }
      return Optional.of(
          open(host, proposal.with(proposal.envelope().with(Signer.CLIENT, signature))));
    } finally {
      lock.unlock();
    }
  }

  private Outcome open(LedgerHost host, Proposal proposal) {
    Bytes32 id = proposal.genesis().ledgerId();
    if (host.list().size() >= ledgers) {
      throw RefusedException.of(
          Code.HTTP_BUSY, "ledgers", "fewer than " + ledgers + " at this node", "as many");
    }
    Ledger.Creation creation =
        host.create(
            new Opening(
                proposal.envelope().toBytes(),
                proposal.terms().toCanonical(),
                proposal.operator(),
                proposal.pepper()));
    return switch (creation) {
      case Ledger.Creation.Created c -> {
        forget(id.toHex());
        yield new Outcome(id, true, true, 0, Optional.empty());
      }
      case Ledger.Creation.Refused r -> throw new RefusedException(r.findings());
    };
  }

  /// Whether `signature` is the client's on the agreement that opened `ledger`.
  private static boolean signedOpening(LedgerHost host, Bytes32 ledger, Signature65 signature) {
    Envelope envelope = opening(host, ledger);
    return envelope
        .genesis()
        .flatMap(
            g ->
                Secp256k1.best()
                    .recover(envelope.digest(g.domain()), signature)
                    .filter(g.client()::equals))
        .isPresent();
  }

  private static Envelope opening(LedgerHost host, Bytes32 id) {
    return opening(host.find(id).orElseThrow(() -> new IllegalStateException("no ledger " + id)));
  }

  private static Envelope opening(Ledger ledger) {
    try {
      Leaf leaf = Leaf.parse(ledger.store().leaf(0).orElse(Bytes.EMPTY));
      return Envelope.parse(ledger.store().object(leaf.envelope()).orElse(Bytes.EMPTY));
    } catch (MalformedException e) {
      throw damaged(e);
    }
  }

  private Optional<Waiting> waiting(Bytes32 id) {
    return documents.get(KIND, id.toHex()).map(Proposals::parse).filter(w -> w.until() > seconds());
  }

  /// Refuses another of a provider or a sender that has its share, or beyond all; forgets what
  /// nobody signed in time.
  private void checkRoom(Slot fresh) {
    int all = 0;
    int ofOne = 0;
    for (NodeDocuments.Document d : documents.list(SLOT)) {
      Slot s = slot(d);
      if (s.until() <= seconds()) {
        forget(s.key());
      } else {
        all++;
        ofOne += s.provider().equals(fresh.provider()) || s.sender().equals(fresh.sender()) ? 1 : 0;
      }
    }
    if (ofOne >= MAX_OF_ONE) {
      throw RefusedException.of(
          Code.HTTP_BUSY,
          "proposals",
          "fewer than " + MAX_OF_ONE + " that wait of one provider or sender",
          "as many");
    }
    if (all >= MAX_WAITING) {
      throw RefusedException.of(
          Code.HTTP_BUSY, "proposals", "fewer than " + MAX_WAITING + " that wait", "as many");
    }
  }

  private void forget(String key) {
    documents.delete(KIND, key);
    documents.delete(SLOT, key);
  }

  private long seconds() {
    return Math.floorDiv(clock.millis(), 1_000L);
  }

  private static Bytes format(Waiting w) {
    return Json.object()
        .put("proposal", w.proposal().toBytes().toUtf8())
        .put("until", w.until())
        .build()
        .toCanonical();
  }

  private static Bytes format(Slot s) {
    return Json.object()
        .put("provider", s.provider())
        .put("sender", s.sender())
        .put("until", s.until())
        .build()
        .toCanonical();
  }

  private static Slot slot(NodeDocuments.Document d) {
    try {
      Fields f = Fields.of(JsonReader.canonical(d.bytes(), MAX_SLOT_BYTES), "");
      Slot out =
          new Slot(
              d.key(),
              f.string("provider"),
              f.string("sender"),
              f.integer("until", 0, Json.MAX_INT));
      f.end();
      return out;
    } catch (MalformedException e) {
      throw new StoreException(
          new Finding(Code.STORE_DAMAGED, SLOT, "a proposal's slot", e.toFinding().toString()), e);
    }
  }

  private static Waiting parse(Bytes bytes) {
    try {
      Fields f = Fields.of(JsonReader.canonical(bytes, MAX_BYTES), "");
      Waiting out =
          new Waiting(
              Proposal.parse(Bytes.utf8(f.string("proposal"))),
              f.integer("until", 0, Json.MAX_INT));
      f.end();
      return out;
    } catch (MalformedException e) {
      throw new StoreException(
          new Finding(Code.STORE_DAMAGED, KIND, "a proposal", e.toFinding().toString()), e);
    }
  }
}
