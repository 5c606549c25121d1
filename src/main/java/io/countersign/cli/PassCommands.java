package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.encoding.Json;
import io.countersign.http.client.NodeClient;
import io.countersign.http.client.PassClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `pass token`, `pass capability`, `pass list`, `pass revoke`: what a party gives to others so
/// that they may read its ledger at a node, or the copy of its watcher.
final class PassCommands {
  private static final long DAY = 86_400;

  private PassCommands() {}

  /// What they all take. The key is the party's signer: passes are made and shown by it alone.
  abstract static class Passing extends SigningCommand {
    @Option(names = "--node", required = true, paramLabel = "URL", descriptionKey = "node")
    private String node = "";

    Passing(Session session) {
      super(session);
    }

    abstract String key();

    /// What is asked of the node.
    @FunctionalInterface
    interface Asking {
      int ask(PassClient passes);
    }

    final int at(boolean capabilities, Asking asking) {
      Bytes32 ledger = Remote.ledger(named());
      try (NodeClient client =
          Remote.node(
              session(),
              node,
              Remote.credential(home(), keys(), Optional.of(key()), Optional.empty()))) {
        return asking.ask(new PassClient(client, ledger, capabilities));
      }
    }

    final void show(List<PassClient.Listed> passes) {
      Table table = Table.of("  ", "llll");
      table.add(
          session().text("pass.id"),
          session().text("pass.scope"),
          session().text("pass.until"),
          session().text("pass.name"));
      table.rule();
      List<Json> items = new ArrayList<>();
      for (PassClient.Listed p : passes) {
        table.add(
            Cli.clean(p.id()),
            Cli.clean(p.scope()),
            Instant.ofEpochSecond(p.expires()).toString(),
            Cli.clean(p.name()));
        items.add(
            Json.object()
                .put("expires", p.expires())
                .put("id", Cli.clean(p.id()))
                .put("name", Cli.clean(p.name()))
                .put("scope", Cli.clean(p.scope()))
                .build());
      }
      session().say(table);
      session().answer(Json.object().put("passes", items).build());
    }
  }

  /// What both kinds take when they are made.
  abstract static class Making extends Passing {
    @Mixin private final KeyAndOut made = new KeyAndOut();

    @Option(names = "--name", paramLabel = "TEXT", descriptionKey = "pass.for")
    private String name = "";

    @Option(names = "--days", paramLabel = "N", descriptionKey = "pass.days")
    private int days = 30;

    Making(Session session) {
      super(session);
    }

    @Override
    String key() {
      return made.key();
    }

    final int make(boolean capability, List<String> scopes) {
      if (days < 1 || days > 400) {
        throw CliException.usage(Code.USAGE, "--days", "1 to 400", Integer.toString(days));
      }
      Path out = made.out();
      Disk.refuseExisting(out);
      return at(
          capability,
          passes -> {
            PassClient.Made fresh = passes.make(name, scopes, nowSeconds() + days * DAY);
            Disk.writeSecret(out, Bytes.utf8(fresh.secret() + "\n"));
            show(List.of(fresh.pass()));
            session().tell("pass.made", out);
            return Exit.PASSED;
          });
    }
  }

  @Command(name = "token")
  static final class Token extends Making {
    @Option(
        names = "--scope",
        split = ",",
        paramLabel = "read|write|stream",
        descriptionKey = "pass.token.scope")
    private List<String> scopes = List.of("read", "stream");

    Token(Session session) {
      super(session);
    }

    @Override
    int run() {
      return make(false, scopes);
    }
  }

  @Command(name = "capability")
  static final class Capability extends Making {
    @Option(
        names = "--scope",
        paramLabel = "log|objects|payloads",
        descriptionKey = "pass.capability.scope")
    private String scope = "log";

    Capability(Session session) {
      super(session);
    }

    @Override
    int run() {
      return make(true, List.of(scope));
    }
  }

  /// What is listed and revoked.
  abstract static class Kept extends Passing {
    @Option(names = "--key", required = true, paramLabel = "NAME", descriptionKey = "pass.key")
    private String key = "";

    @Option(names = "--capabilities", descriptionKey = "pass.capabilities")
    private boolean capabilities;

    Kept(Session session) {
      super(session);
    }

    @Override
    String key() {
      return key;
    }

    final boolean capabilities() {
      return capabilities;
    }
  }

  @Command(name = "list")
  static final class All extends Kept {
    All(Session session) {
      super(session);
    }

    @Override
    int run() {
      return at(
          capabilities(),
          passes -> {
            show(passes.list());
            return Exit.PASSED;
          });
    }
  }

  @Command(name = "revoke")
  static final class Revoke extends Kept {
    @Parameters(paramLabel = "PASS", descriptionKey = "pass.which")
    private String id = "";

    Revoke(Session session) {
      super(session);
    }

    @Override
    int run() {
      if (!id.matches("[0-9a-f]{16}")) {
        throw CliException.usage(Code.USAGE, "PASS", "16 hex digits", id);
      }
      return at(
          capabilities(),
          passes -> {
            passes.revoke(id);
            session().tell("pass.revoked", id);
            session().answer(Json.object().put("revoked", id).build());
            return Exit.PASSED;
          });
    }
  }
}
