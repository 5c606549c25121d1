package io.countersign.http.api;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Kind;
import io.countersign.http.Exchange;
import io.countersign.http.Grant;
import io.countersign.http.Lang;
import io.countersign.http.Problem;
import io.countersign.http.Right;
import io.countersign.http.World;
import io.countersign.sequencer.Ledger;
import io.countersign.service.RefusedException;
import io.countersign.service.Webhooks;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;

/// Who is told of new entries.
final class WebhookRoutes {
  private static final int MAX_BYTES = 16 << 10;

  private final Webhooks hooks;
  private final World world;

  WebhookRoutes(Webhooks hooks, World world) {
    this.hooks = hooks;
    this.world = world;
  }

  List<Operation> operations() {
    return List.of(
        Operation.post("createWebhook", "/ledgers/{ledger}/webhooks", this::create),
        Operation.get("listWebhooks", "/ledgers/{ledger}/webhooks", this::list),
        new Operation(
            "deleteWebhook", HttpMethod.DELETE, "/ledgers/{ledger}/webhooks/{id}", this::delete));
  }

  private void create(Exchange e) throws MalformedException {
    e.onlyQueries();
    Exchange.Reached reached = e.ledger(Right.STREAM);
    Ledger ledger = reached.ledger();
    String maker =
        e.access()
            .maker(e.principal())
            .orElseThrow(
                () ->
                    Problem.of(
                            403,
                            Code.HTTP_NOT_PERMITTED,
                            "credentials",
                            "a signature, or a token of this node, that can be looked at later",
                            "another token")
                        .asException());
    Fields f = Fields.of(e.json(MAX_BYTES), "");
    String url = f.string("url");
    List<String> kinds = new ArrayList<>();
    if (f.has("kinds")) {
      for (Json k : f.array("kinds", 0, Kind.values().length)) {
        String word = Fields.string(k, "kinds[" + kinds.size() + "]");
        if (Kind.of(word).isEmpty()) {
          throw new MalformedException(
              Code.FIELD_PATTERN, "kinds", -1, "words of kinds", MalformedException.show(word));
        }
        kinds.add(word);
      }
    }
    f.end();
    byte[] id = new byte[12];
    world.random().nextBytes(id);
    Webhooks.Hook hook =
        new Webhooks.Hook(
            Bytes.wrap(id).toHex(),
            ledger.genesis().ledgerId(),
            reached.grant().sideText(),
            maker,
            url,
            kinds,
            ledger.durable(),
            0,
            "");
    try {
      hooks.add(hook);
    } catch (RefusedException x) {
      throw Forms.problem(x);
    }
    e.set("Cache-Control", "no-store");
    Forms.answer(e, 201, ledger.durable(), Json.object().put("webhook", shown(hook, e.lang())));
  }

  private void list(Exchange e) throws MalformedException {
    e.onlyQueries();
    Exchange.Reached reached = e.ledger(Right.STREAM);
    Ledger ledger = reached.ledger();
    List<Json> out = new ArrayList<>();
    hooks
        .of(ledger.genesis().ledgerId(), reached.grant().sideText())
        .forEach(h -> out.add(shown(h, e.lang())));
    e.set("Cache-Control", "no-store");
    Forms.answer(e, 200, ledger.durable(), Json.object().put("webhooks", out));
  }

  private void delete(Exchange e) throws MalformedException {
    e.onlyQueries();
    Grant grant = e.ledger(Right.STREAM).grant();
    if (!hooks.delete(grant.ledger(), grant.sideText(), e.parameter("id"))) {
      throw Problem.notFound().asException();
    }
    e.answer(204);
  }

  private static Json shown(Webhooks.Hook h, Lang lang) {
    Json.Builder out =
        Json.object()
            .put("id", h.id())
            .put("url", h.url())
            .put("kinds", h.kinds().stream().map(Json::of).toList())
            .put("from", h.from())
            .put("failures", h.failures())
            .put("state", h.isStopped() ? "stopped" : h.failures() > 0 ? "failing" : "active");
    if (h.isOrphaned()) {
      out.put("code", Code.WEBHOOK_MAKER_GONE.id())
          .put("last", lang.wrong(Code.WEBHOOK_MAKER_GONE));
    } else if (!h.last().isEmpty()) {
      out.put("last", Problem.clean(h.last()));
    }
    return out.build();
  }
}
