package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.cli.Typed.Result;
import io.countersign.core.base.Bytes;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Terms as texts: shown, read back, signed by both parties, in the ledger and verified.
final class RenderingCommandTest {
  @TempDir private Path home;

  private static Result good(Result r) {
    assertEquals(0, r.exit(), r::all);
    return r;
  }

  @Test
  void prose_shownAndReadBack_isTheDocument() throws Exception {
    Typed alice = Typed.at(home, "x");
    String canonical = alice.type("terms show sample:bank-hybrid --canonical").out();
    for (String lang : List.of("zh", "en")) {
      Result told = good(alice.type("terms show sample:bank-hybrid --prose " + lang));
      Path text = Files.writeString(home.resolve("t." + lang), told.out());
      Result read = good(alice.type("terms read " + text + " --prose " + lang));
      assertEquals(canonical, read.out().strip());
      Files.writeString(text, told.out().replaceFirst("1999-12", "1999-11"));
      Result other = alice.type("terms read " + text + " --prose " + lang);
      assertTrue(other.exit() == 1 || !other.out().strip().equals(canonical), other::all);
    }
    assertTrue(
        alice.type("terms show sample:bank-hybrid --prose zh").out().contains("增值税"), "Chinese");
  }

  @Test
  void texts_signedByBoth_passInTheBundle() throws Exception {
    InstantSource january = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
    Typed provider = Typed.at(home.resolve("p"), "p").at(january);
    Typed client = Typed.at(home.resolve("c"), "c").at(january);
    good(provider.type("keygen --light provider"));
    good(provider.type("keygen --light recovery"));
    good(provider.type("keygen --light --type log log"));
    good(client.type("keygen --light client"));
    good(client.type("keygen --light recovery"));
    Path proposal = home.resolve("proposal.json");
    Path policy = home.resolve("policy.txt");
    good(
        provider.type(
            "agreement propose --terms sample:per-call-2026 --key provider --recovery "
                + provider.type("address recovery").out().strip()
                + " --client "
                + client.type("address client").out().strip()
                + " --client-recovery "
                + client.type("address recovery").out().strip()
                + " --log-key log --operator ledger.example --out "
                + proposal));
    Path signed = home.resolve("signed.json");
    good(
        client.type(
            "agreement sign %s --key client --out %s --policy %s"
                .formatted(proposal, signed, policy)));
    good(provider.type("agreement open " + signed));

    Json.Obj given =
        (Json.Obj) JsonReader.canonical(Bytes.wrap(Files.readAllBytes(proposal)), 1 << 20);
    String document = ((Json.Str) Objects.requireNonNull(given.get("terms"))).value();
    Path terms = Files.writeString(home.resolve("terms.json"), document);
    Path texts = home.resolve("texts.json");
    Path one = home.resolve("one.json");
    Path both = home.resolve("both.json");
    good(provider.type("terms render %s --out %s".formatted(terms, texts)));
    String sign = "rendering sign %s --as %s --key %s --policy %s --out %s";
    good(provider.type(sign.formatted(terms, "provider", "provider", policy, one)));
    Result alone = provider.type("append %s --object %s".formatted(one, texts));
    assertTrue(alone.exit() == 1 && alone.err().contains("CS-0527"), alone::all);
    Result other =
        client.type(
            sign.formatted("sample:bank-hybrid", "client", "client", policy, both)
                + " --from "
                + one);
    assertTrue(other.exit() == 1 && other.err().contains("CS-0596"), other::all);
    good(client.type(sign.formatted(terms, "client", "client", policy, both) + " --from " + one));
    good(provider.type("append %s --object %s".formatted(both, texts)));
    good(provider.type("export --out " + home.resolve("bundle.zip")));
    Result report =
        client.type("verify %s --policy %s --json".formatted(home.resolve("bundle.zip"), policy));
    assertTrue(report.out().contains("rendering (entry 1) zh"), report::all);
    good(report);
  }
}
