package io.countersign.http.api;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Address;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.History;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.http.Exchange;
import io.countersign.http.Grant;
import io.countersign.http.Right;
import io.countersign.sequencer.Ledger;
import io.countersign.store.StoreException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which ledgers there are for the caller, and how each stands.
final class LedgerRoutes {
  private final InstantSource clock;

  LedgerRoutes(InstantSource clock) {
    this.clock = clock;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("listLedgers", "/ledgers", this::list),
        Operation.get("getLedger", "/ledgers/{ledger}", this::one));
  }

  private void list(Exchange e) throws MalformedException {
    e.onlyQueries("limit", "cursor");
    int limit = Forms.limit(e);
    String after = Forms.cursor(e);
    List<Json> out = new ArrayList<>();
    Json.Builder answer = Json.object();
    for (Grant grant : e.access().grants(e.principal())) {
      if (grant.ledger().toHex().compareTo(after) <= 0) {
        continue;
      }
      if (out.size() == limit) {
        answer.put("next", last(out));
        break;
      }
      item(e, grant).ifPresent(out::add);
    }
    e.set("Cache-Control", "no-store").answer(200, answer.put("ledgers", out).build());
  }

  private static String last(List<Json> items) {
    return items.getLast() instanceof Json.Obj o && o.get("ledger") instanceof Json.Str s
        ? s.value()
        : "";
  }

  /// What the list says of a ledger; of one that cannot be used now that it cannot.
  private static Optional<Json> item(Exchange e, Grant grant) {
    try {
      return e.host().find(grant.ledger()).map(l -> item(l, grant));
    } catch (StoreException | IllegalStateException x) {
      // The reason, which may name files, stays with the operator.
      return Optional.of(
          Json.object()
              .put("ledger", grant.ledger().toHex())
              .put("role", grant.sideText())
              .put(
                  "failure",
                  Forms.finding(
                      new Finding(
                          Code.LEDGER_UNAVAILABLE,
                          "ledger",
                          "a store that can be written",
                          "none just now"),
                      e.lang()))
              .build());
    }
  }

  private static Json item(Ledger ledger, Grant grant) {
    return Json.object()
        .put("ledger", grant.ledger().toHex())
        .put("origin", ledger.log().name())
        .put("agreement", ledger.history().versions().getLast().terms().id())
        .put("as_of", ledger.durable())
        .put("role", grant.sideText())
        .build();
  }

  private void one(Exchange e) throws MalformedException {
    e.onlyQueries();
    Grant grant = Forms.grant(e);
    Ledger ledger = e.reach(grant, grant.may(Right.READ) ? Right.READ : Right.WRITE).ledger();
    record Now(History history, long records, List<Json> keys) {}
    Now now = ledger.look(s -> new Now(s.history(), s.records(), keys(s)));
    SignedNote note = ledger.checkpoint();
    Checkpoint checkpoint = Checkpoint.open(note, ledger.log());
    List<Json> versions = new ArrayList<>();
    for (TermsVersion v : now.history().versions()) {
      versions.add(
          Json.object()
              .put("version", v.version())
              .put("termsHash", v.hash().toHex())
              .put("effective", v.effectivePeriod().yyyymm())
              .put("index", v.index())
              .build());
    }
    Terms terms = now.history().versions().getLast().terms();
    Json.Builder out =
        Json.object()
            .put("ledger", ledger.genesis().ledgerId().toHex())
            .put("origin", ledger.log().name())
            .put("vkey", ledger.log().format())
            .put("agreement", terms.id())
            .put("currency", terms.currency().code())
            .put("genesis", ledger.genesis().toBytes().toHex())
            .put("records", now.records())
            .put(
                "checkpoint",
                Json.object()
                    .put("size", checkpoint.size())
                    .put("root", checkpoint.root().toHex())
                    .put("note", Forms.base64(note.toBytes()))
                    .build())
            .put("versions", versions)
            .put("keys", now.keys())
            .put("ignored", now.history().ignored().size());
    nextCutoff(now.history()).ifPresent(c -> out.put("nextCutoff", c));
    ledger.failure().ifPresent(f -> out.put("failure", Forms.finding(f, e.lang())));
    Forms.answerTagged(e, now.history().size(), out);
  }

  /// The first cut-off that no leaf is after.
  private Optional<Json> nextCutoff(History history) {
    long last = Math.max(clock.millis(), history.leafTime(history.size() - 1));
    Period period = history.versions().getFirst().effectivePeriod();
    Period end = Period.of(history.versions().getLast().terms().term().to());
    for (; period.compareTo(end) <= 0; period = period.next()) {
      Optional<Long> cutoff = history.cutoffMillis(period);
      if (cutoff.isPresent() && cutoff.get() > last) {
        return Optional.of(
            Json.object().put("period", period.yyyymm()).put("at", cutoff.get() / 1_000).build());
      }
    }
    return Optional.empty();
  }

  private static List<Json> keys(LedgerState state) {
    List<Json> out = new ArrayList<>();
    for (Party party : Party.values()) {
      for (Address a : state.keys().signers(party)) {
        out.add(attesting(state, party, "signer", a));
      }
      for (Address a : state.keys().attesters(party)) {
        out.add(attesting(state, party, "attester", a));
      }
      for (Bytes32 key : state.keys().cosigners(party)) {
        out.add(key(party.text(), "cosigner", key.toHex()).build());
      }
      out.add(key(party.text(), "recovery", state.keys().recovery(party).toString()).build());
    }
    if (!state.keys().arbiter().isZero()) {
      out.add(key("arbiter", "arbiter", state.keys().arbiter().toString()).build());
    }
    return out;
  }

  private static Json attesting(LedgerState state, Party party, String role, Address key) {
    return key(party.text(), role, key.toString())
        .put("nextSequence", state.nextSequence(key))
        .build();
  }

  private static Json.Builder key(String party, String role, String key) {
    return Json.object().put("party", party).put("role", role).put("key", key);
  }
}
