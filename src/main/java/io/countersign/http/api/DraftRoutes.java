package io.countersign.http.api;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Signer;
import io.countersign.http.Exchange;
import io.countersign.http.Problem;
import io.countersign.http.Right;
import io.countersign.sequencer.Ledger;
import io.countersign.service.Draft;
import io.countersign.service.DraftRequest;
import io.countersign.service.Drafts;
import io.countersign.service.RefusedException;
import io.countersign.service.Words;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What is to be signed, for a portal or a wallet.
final class DraftRoutes {
  /// Bytes of a request: tags of 65,536 records.
  private static final int MAX_BYTES = 8 << 20;

  private final Drafts drafts;
  private final InstantSource clock;

  DraftRoutes(Drafts drafts, InstantSource clock) {
    this.drafts = drafts;
    this.clock = clock;
  }

  List<Operation> operations() {
    return List.of(Operation.post("draftEntry", "/ledgers/{ledger}/drafts/{kind}", this::draft));
  }

  private void draft(Exchange e) throws MalformedException {
    e.onlyQueries();
    Exchange.Reached reached = e.ledger(Right.READ);
    Ledger ledger = reached.ledger();
    String kind = e.parameter("kind");
    if (!DraftRequest.KINDS.contains(kind)) {
      throw Problem.notFound().asException();
    }
    DraftRequest request =
        DraftRequest.parse(kind, e.json(MAX_BYTES), Math.floorDiv(clock.millis(), 1_000L));
    if (reached.grant().may(Right.WRITE) && !e.isClockAhead()) {
      drafts.mark(ledger, request);
    }
    Draft draft;
    try {
      draft = drafts.draft(ledger, request);
    } catch (RefusedException x) {
      throw Forms.problem(x);
    }
    List<Json> objects = new ArrayList<>();
    for (Draft.Named o : draft.objects()) {
      objects.add(
          Json.object()
              .put("is", o.is())
              .put("sha256", o.hash().toHex())
              .put("bytes", Forms.base64(o.bytes()))
              .build());
    }
    List<Json> sets = new ArrayList<>();
    for (Set<Signer> set : draft.signers()) {
      sets.add(Json.array(set.stream().map(s -> Json.of(s.text())).toList()));
    }
    e.set("Cache-Control", "no-store");
    Forms.answer(
        e,
        200,
        draft.asOf(),
        Json.object()
            .put("kind", draft.entry().kind().text())
            .put("digest", draft.digest().toHex())
            .put("fields", draft.entry().fields())
            .put("typedData", draft.typedData())
            .put("signatures", sets)
            .put("envelope", Envelope.of(draft.entry()).toBytes().toUtf8())
            .put("objects", objects)
            .put(
                "does",
                Json.object()
                    .put("en", words(draft.does(), Locale.ENGLISH))
                    .put("zh", words(draft.does(), Locale.SIMPLIFIED_CHINESE))
                    .build())
            .put("findings", Forms.findings(draft.findings(), e.lang())));
  }

  private static List<Json> words(List<Words> words, Locale language) {
    return words.stream().map(w -> (Json) Json.of(Problem.clean(w.in(language)))).toList();
  }
}
