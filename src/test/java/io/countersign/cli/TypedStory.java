package io.countersign.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.cli.Typed.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/// A story that two parties type, each at a home of their own: what its tests have in common.
abstract class TypedStory {
  @TempDir private Path temp;

  Typed provider = Typed.at(Path.of(""), "");
  Typed client = Typed.at(Path.of(""), "");

  final Path file(String name) {
    return temp.resolve(name);
  }

  static Result good(Result r) {
    assertEquals(0, r.exit(), r::all);
    return r;
  }

  static void fails(int exit, String code, Result r) {
    assertEquals(exit, r.exit(), r::all);
    assertTrue(r.err().contains(code), r::all);
  }

  /// The command passed and printed each of `lines`, runs of spaces taken as one.
  static void shows(Result r, String... lines) {
    good(r);
    String flat = r.out().replaceAll("[ ]+", " ");
    for (String line : lines) {
      assertTrue(flat.contains(line), () -> "missing: " + line + "\n" + r.all());
    }
  }

  static String address(Typed who, String key) {
    return who.type("address " + key).out().strip();
  }

  /// The homes of both, and their keys: a signer key and a recovery key each, the log's, and
  /// `strangers`, which the provider has and the ledger does not know.
  final void keys(String... strangers) {
    provider = Typed.at(file("provider"), "p");
    client = Typed.at(file("client"), "c");
    good(provider.type("keygen --light provider"));
    good(provider.type("keygen --light recovery"));
    for (String key : strangers) {
      good(provider.type("keygen --light " + key));
    }
    good(provider.type("keygen --light --type log log"));
    good(client.type("keygen --light client"));
    good(client.type("keygen --light recovery"));
  }

  /// What time it is for everybody.
  void at(String instant) {
    InstantSource now = InstantSource.fixed(Instant.parse(instant));
    provider.at(now);
    client.at(now);
  }

  /// Both sign `terms`, which open the ledger in the provider's home.
  ///
  /// @param more options of `agreement propose`
  final void agree(String terms, String... more) throws IOException {
    Files.writeString(file("v1.json"), terms);
    good(
        provider.type(
            "agreement propose --terms %s --key provider --recovery %s --client %s --client-recovery %s --log-key log --operator ledger.example --out %s %s"
                .formatted(
                    file("v1.json"),
                    address(provider, "recovery"),
                    address(client, "client"),
                    address(client, "recovery"),
                    file("proposal.json"),
                    String.join(" ", more))));
    good(
        client.type(
            "agreement sign %s --key client --out %s --policy %s"
                .formatted(file("proposal.json"), file("signed.json"), file("policy.txt"))));
    good(provider.type("agreement open " + file("signed.json")));
  }

  /// What the provider gives out now, in a file `name`, and the client's policy.
  final String exported(String name) {
    good(provider.type("export --out " + file(name)));
    return " --bundle %s --policy %s".formatted(file(name), file("policy.txt"));
  }

  /// Writes records, one a line.
  final Path records(String name, List<String> lines) throws IOException {
    return Files.writeString(file(name), String.join("\n", lines) + "\n");
  }

  /// A call of the provider's.
  ///
  /// @param at UTC seconds
  static String call(String id, long at, String data, int rev) {
    return "{\"at\":%d,\"data\":{%s},\"id\":\"%s\",\"rev\":%d,\"source\":\"pbx-1\",\"type\":\"call\"}"
        .formatted(at, data, id, rev);
  }
}
