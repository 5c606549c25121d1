package io.countersign.http.api;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Party;
import io.countersign.http.Exchange;
import io.countersign.http.Problem;
import io.countersign.http.Right;
import io.countersign.sequencer.Ledger;
import io.countersign.service.Offers;
import io.countersign.service.RefusedException;
import java.util.ArrayList;
import java.util.List;

/// Entries that wait for the other party's signature.
final class OfferRoutes {
  private final Offers offers;

  OfferRoutes(Offers offers) {
    this.offers = offers;
  }

  List<Operation> operations() {
    return List.of(
        Operation.post("bringOffer", "/ledgers/{ledger}/offers", this::bring),
        Operation.get("listOffers", "/ledgers/{ledger}/offers", this::list),
        Operation.get("getOffer", "/ledgers/{ledger}/offers/{digest}", this::one));
  }

  private void bring(Exchange e) throws MalformedException {
    e.onlyQueries();
    Exchange.Reached reached = e.ledger(Right.READ);
    Party by =
        reached
            .grant()
            .role()
            .party()
            .orElseThrow(
                () ->
                    Problem.of(
                            403,
                            Code.HTTP_NOT_PERMITTED,
                            "credentials",
                            "those of a party",
                            "another's")
                        .asException());
    Fields f = Fields.of(e.json(Offers.MAX_BYTES), "");
    try {
      Offers.Waiting w = offers.bring(reached.ledger(), by, f.object());
      e.set("Cache-Control", "no-store");
      Forms.answer(e, 200, reached.ledger().durable(), Json.object().put("offer", shown(w)));
    } catch (RefusedException x) {
      throw Forms.problem(x);
    }
  }

  private void list(Exchange e) throws MalformedException {
    e.onlyQueries();
    Ledger ledger = e.ledger(Right.READ).ledger();
    List<Json> out = new ArrayList<>();
    offers.list(ledger).forEach(w -> out.add(shown(w)));
    e.set("Cache-Control", "no-store");
    Forms.answer(e, 200, ledger.durable(), Json.object().put("offers", out));
  }

  private void one(Exchange e) throws MalformedException {
    e.onlyQueries();
    Bytes32 digest = e.parameter32("digest");
    Ledger ledger = e.ledger(Right.READ).ledger();
    Offers.Waiting w =
        offers.list(ledger).stream()
            .filter(o -> o.digest().equals(digest))
            .findFirst()
            .orElseThrow(() -> Forms.absent(ledger, "digest", "that of an entry that waits"));
    e.set("Cache-Control", "no-store");
    Forms.answer(
        e,
        200,
        ledger.durable(),
        Json.object()
            .put("offer", shown(w))
            .put("file", JsonReader.canonical(w.file(), Offers.MAX_BYTES)));
  }

  private static Json shown(Offers.Waiting w) {
    return Json.object()
        .put("by", w.by().text())
        .put("digest", w.digest().toHex())
        .put("expires", w.until())
        .put("kind", w.kind())
        .build();
  }
}
