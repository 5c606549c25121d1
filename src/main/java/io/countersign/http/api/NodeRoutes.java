package io.countersign.http.api;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Payload;
import io.countersign.http.Exchange;
import io.countersign.service.Proposals;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;

/// The node itself, and the document of its interface.
final class NodeRoutes {
  private static final String DOCUMENT = "/openapi/countersign-1.json";

  private final Api.Settings settings;
  private final InstantSource clock;
  private final Bytes document = read();
  private final Bytes page = DocsPage.of(document);

  NodeRoutes(Api.Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("getNode", "/node", this::node),
        Operation.get(
            "getDocument", "/openapi.json", e -> Forms.tagged(e, Exchange.JSON, document)),
        Operation.get("getDocs", "/docs", this::docs));
  }

  /// The OpenAPI document.
  static Bytes read() {
    try (InputStream in = NodeRoutes.class.getResourceAsStream(DOCUMENT)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + DOCUMENT);
      }
      return Bytes.wrap(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void node(Exchange e) throws MalformedException {
    e.onlyQueries();
    e.answer(
        200,
        Json.object()
            .put("operator", settings.operator())
            .put("version", settings.version())
            .put("api", "1")
            .put("logKey", e.host().logKey().toHex())
            .put(
                "vkey",
                new Vkey(settings.operator(), Vkey.Type.ED25519, e.host().logKey()).format())
            .put("time", Math.floorDiv(clock.millis(), 1_000L))
            .put(
                "limits",
                Json.object()
                    .put("bodyBytes", Forms.MAX_JSON_BYTES)
                    .put("submissions", SubmissionRoutes.MAX_SUBMISSIONS)
                    .put("batchRecords", Entry.MAX_RECORDS)
                    .put("payloadBytes", Payload.MAX_BYTES)
                    .put("pageItems", Forms.MAX_PAGE)
                    .put("feeds", FeedRoutes.MAX_FEEDS)
                    .put("proposals", Proposals.MAX_WAITING)
                    .build())
            .build());
  }

  private void docs(Exchange e) {
    e.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    Forms.tagged(e, "text/html; charset=utf-8", page);
  }
}
