package io.countersign.http;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Tokens and capabilities: made, listed and revoked by a party with its signer key.
final class CredentialRoutes implements Routes {
  private static final int MAX_BODY = 4_096;

  private final Passes passes;

  CredentialRoutes(Passes passes) {
    this.passes = passes;
  }

  @Override
  public void mount(Router router, Dispatch node) {
    for (Pass.Kind kind : Pass.Kind.values()) {
      String path = "/v1/ledgers/:ledger/" + plural(kind);
      router.post(path).handler(node.on(e -> make(e, kind)));
      router.get(path).handler(node.on(e -> list(e, kind)));
      router.delete(path + "/:id").handler(node.on(e -> revoke(e, kind)));
    }
  }

  private static String plural(Pass.Kind kind) {
    return switch (kind) {
      case TOKEN -> "tokens";
      case CAPABILITY -> "capabilities";
    };
  }

  /// The ledger, for a signer key of a party; tokens beget no tokens.
  private static Exchange.Reached signed(Exchange e) {
    Exchange.Reached reached = e.ledger(Right.READ);
    boolean signer =
        e.principal() instanceof Principal.Keyed k
            && k.key() instanceof KeyId.OfAddress
            && reached.grant().role() != Role.ARBITER;
    if (!signer) {
      throw Problem.of(
              403,
              Code.HTTP_NOT_PERMITTED,
              "credentials",
              "a request that a party's signer key signed",
              "another")
          .asException();
    }
    return reached;
  }

  private void make(Exchange e, Pass.Kind kind) throws MalformedException {
    Exchange.Reached reached = signed(e);
    Fields f = Fields.of(e.json(MAX_BODY), "body");
    Passes.Wish wish =
        new Passes.Wish(
            kind,
            Pass.name(f),
            kind == Pass.Kind.TOKEN ? Pass.rights(f) : Set.of(),
            kind == Pass.Kind.TOKEN ? Pass.Reach.LOG : Pass.Reach.of(f),
            f.integer("expires", 0, Json.MAX_INT));
    f.end();
    Passes.Fresh fresh =
        passes.make(
            reached.grant().ledger(),
            wish,
            new KeyId.OfAddress(e.principal().address().orElseThrow()),
            e.access().partyKeys(reached.grant()));
    Json.Obj shown =
        kind == Pass.Kind.TOKEN
            ? fresh.pass().shown().with("token", Json.of(fresh.secret()))
            : fresh
                .pass()
                .shown()
                .without("created")
                .with("prefix", Json.of(LogRoutes.PREFIX + fresh.secret() + "/"));
    answer(e, reached, 201, kind.text(), shown);
  }

  private void list(Exchange e, Pass.Kind kind) {
    Exchange.Reached reached = e.ledger(Right.READ);
    List<Json> items = new ArrayList<>();
    passes
        .list(reached.grant().ledger(), kind, e.access().partyKeys(reached.grant()))
        .forEach(
            p -> items.add(kind == Pass.Kind.TOKEN ? p.shown() : p.shown().without("created")));
    answer(e, reached, 200, plural(kind), Json.array(items));
  }

  private void revoke(Exchange e, Pass.Kind kind) {
    Exchange.Reached reached = signed(e);
    if (!passes.revoke(
        reached.grant().ledger(), kind, e.parameter("id"), e.access().partyKeys(reached.grant()))) {
      throw Problem.notFound().asException();
    }
    e.answer(204);
  }

  private static void answer(
      Exchange e, Exchange.Reached reached, int status, String member, Json value) {
    long size = reached.ledger().durable();
    e.set("Countersign-As-Of", Long.toString(size))
        .set("Cache-Control", "no-store")
        .answer(status, Json.object().put("as_of", size).put(member, value).build());
  }
}
