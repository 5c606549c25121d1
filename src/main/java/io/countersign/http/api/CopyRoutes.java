package io.countersign.http.api;

import io.countersign.http.Dispatch;
import io.countersign.http.Routes;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// The routes of a watcher that serves its own copy: those of the ledger API by which somebody else
/// can take the whole copy over and check it. Nothing is written through them.
public final class CopyRoutes implements Routes {
  private final InstantSource clock;

  public CopyRoutes(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void mount(Router router, Dispatch node) {
    List<Operation> all = new ArrayList<>();
    all.addAll(new LedgerRoutes(clock).operations());
    all.addAll(new EntryRoutes().operations());
    all.addAll(new FeedRoutes(node, clock).operations());
    for (Operation o : all) {
      router.route(o.method(), o.route()).handler(node.on(o.action()));
    }
  }
}
