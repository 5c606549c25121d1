package io.countersign.http.api;

import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.Workers;
import io.countersign.http.Dispatch;
import io.countersign.http.Routes;
import io.countersign.http.World;
import io.countersign.service.Drafts;
import io.countersign.service.Offers;
import io.countersign.service.Proposals;
import io.countersign.service.StatementDesk;
import io.countersign.service.Webhooks;
import io.countersign.store.NodeDocuments;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The routes of the ledger API.
public final class Api implements Routes {
  /// What all paths begin with.
  static final String BASE = "/v1";

  private final Settings settings;
  private final World world;
  private final NodeDocuments documents;
  private final Workers workers;

  /// What the operator says of himself.
  ///
  /// @param operator his name, as new ledgers have it in Genesis
  /// @param version of the program
  /// @param opens whether he opens ledgers for the parties of a Genesis
  /// @param ledgers how many he opens all together
  /// @param webhooksToLoopback whether webhooks may lead to this machine itself
  public record Settings(
      String operator,
      String version,
      Predicate<Genesis> opens,
      int ledgers,
      boolean webhooksToLoopback) {}

  /// @param documents where agreements wait for a signature
  /// @param workers runs loops over records
  public Api(Settings settings, World world, NodeDocuments documents, Workers workers) {
    this.settings = settings;
    this.world = world;
    this.documents = documents;
    this.workers = workers;
  }

  @Override
  public void mount(Router router, Dispatch node) {
    Webhooks hooks = new Webhooks(documents, settings.webhooksToLoopback());
    for (Operation o : operations(node, hooks)) {
      router.route(o.method(), o.route()).handler(node.on(o.action()));
    }
    new Deliveries(hooks, node.host(), node, world, settings.operator(), node.vertx()).start();
  }

  /// All of them; a path that is fixed stands before one with a parameter in its place.
  private List<Operation> operations(Dispatch node, Webhooks hooks) {
    StatementDesk desk = new StatementDesk(workers);
    List<Operation> out = new ArrayList<>();
    // First: routes are tried in this order, and most requests submit something.
    out.addAll(new SubmissionRoutes(world.clock(), workers).operations());
    out.addAll(new NodeRoutes(settings, world.clock()).operations());
    out.addAll(
        new ProposalRoutes(
                new Proposals(documents, settings.operator(), settings.ledgers(), world.clock()),
                settings.opens())
            .operations());
    out.addAll(new LedgerRoutes(world.clock()).operations());
    out.addAll(new EntryRoutes().operations());
    out.addAll(new FeedRoutes(node, world.clock()).operations());
    out.addAll(
        new DraftRoutes(new Drafts(desk, world.clock(), workers), world.clock()).operations());
    out.addAll(new StatementRoutes(desk, world.clock()).operations());
    out.addAll(new OfferRoutes(new Offers(documents, world.clock())).operations());
    out.addAll(new DisputeRoutes(world.clock()).operations());
    out.addAll(new RecordRoutes().operations());
    out.addAll(new WebhookRoutes(hooks, world).operations());
    return out;
  }
}
