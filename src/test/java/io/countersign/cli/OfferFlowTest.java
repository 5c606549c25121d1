package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Code;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.ledger.Workers;
import io.countersign.http.Node;
import io.countersign.http.World;
import io.countersign.http.api.Api;
import io.countersign.sequencer.Ledger;
import io.countersign.sequencer.Setting;
import io.countersign.service.LedgerHost;
import io.countersign.testing.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One party leaves an amendment at the node, the other finds it there, signs, and brings it in.
@Timeout(120)
final class OfferFlowTest {
  private static final InstantSource CLOCK = () -> Instant.ofEpochMilli(Setting.NOW);

  @TempDir Path folder;

  private Typed person(String name, Secp256k1Key key) throws Exception {
    Path keys = Files.createDirectories(folder.resolve(name).resolve("keys"));
    KeyFile file =
        KeyFile.lock(key, "secret".toCharArray(), KeyFile.Strength.LIGHT, Seed.random(Seed.pick()));
    Files.write(keys.resolve(name + ".json"), file.toBytes().toArray());
    return Typed.at(folder.resolve(name), "secret").at(CLOCK);
  }

  private static void passes(Typed.Result result) {
    assertEquals(Exit.PASSED, result.exit(), result.all());
  }

  @Test
  void amendment_leftAtTheNode_isFoundSignedAndAppended() throws Exception {
    World world =
        new World(CLOCK, RandomGenerator.of("L64X128MixRandom"), Thread.ofVirtual().factory());
    LedgerHost host = LedgerHost.open(folder.resolve("node"), Setting.LOG, Setting.environment());
    Api api =
        new Api(
            new Api.Settings(Setting.OPERATOR, "test", g -> true, 10, false),
            world,
            host.documents(),
            Workers.SEQUENTIAL);
    try (Node node = Node.start(Node.Settings.local(0), host, world, List.of(api))) {
      Ledger ledger =
          assertInstanceOf(Ledger.Creation.Created.class, host.create(Setting.opening())).ledger();
      String at =
          " --node http://127.0.0.1:" + node.port() + " --ledger " + ledger.genesis().ledgerId();
      Path terms =
          Files.write(
              folder.resolve("terms.json"),
              ledger
                  .store()
                  .object(ledger.history().versions().getFirst().hash())
                  .orElseThrow()
                  .toArray());
      Typed provider = person("provider", Setting.PROVIDER);
      Typed client = person("client", Setting.CLIENT);
      passes(provider.type("watch --once --key provider" + at));
      passes(client.type("watch --once --key client" + at));
      Typed.Result none =
          client.type("agreement waiting --key client --out " + folder.resolve("x") + at);
      assertTrue(none.all().contains(Code.ENTRY_NOT_FOUND.id()), none.all());
      passes(
          provider.type(
              "agreement amend --key provider --effective 2000-03 --terms "
                  + terms
                  + " --out "
                  + folder.resolve("half.json")
                  + at));
      Typed.Result listed = client.type("agreement waiting --key client" + at);
      passes(listed);
      assertTrue(listed.out().contains("agreement"), listed.all());
      Path found = folder.resolve("found.json");
      passes(client.type("agreement waiting --key client --out " + found + at));
      assertEquals(-1, Files.mismatch(folder.resolve("half.json"), found));
      Path both = folder.resolve("both.json");
      passes(client.type("sign " + found + " --key client --out " + both));
      passes(client.type("append " + both + at));
      assertEquals(2, ledger.history().versions().size());
      Typed.Result after = client.type("agreement waiting --json --key client" + at);
      assertTrue(after.out().contains("\"waiting\":[]"), after.all());
    }
  }
}
