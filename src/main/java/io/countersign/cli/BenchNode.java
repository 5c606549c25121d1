package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.encoding.Json;
import io.countersign.load.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The home of a node that is started to be measured: a fresh log key and a configuration, in a
/// folder that is removed at the end.
final class BenchNode implements AutoCloseable {
  /// The variable in which the launcher says where it lies.
  static final String LAUNCHER = "COUNTERSIGN_LAUNCHER";

  private static final int LIMIT = 1_000_000;

  private final Session session;
  private final Path folder;
  private final String password;

  private BenchNode(Session session, Path folder, String password) {
    this.session = session;
    this.folder = folder;
    this.password = password;
  }

  /// @param store as `serve --store` takes it; empty for SQLite in the folder
  static BenchNode of(Session session, String store) {
    Host host = session.host();
    String password = HexFormat.of().formatHex(host.entropy(16));
    try {
      BenchNode out =
          new BenchNode(session, Files.createTempDirectory("countersign-bench"), password);
      Home home = Home.of(java.util.Optional.of(out.folder), host.env());
      Disk.makePrivateFolder(home.keys());
      Disk.writeSecret(
          home.keyFile("log"),
          KeyFile.lock(
                  Ed25519Key.of(Bytes32.of(host.entropy(Bytes32.SIZE))),
                  password.toCharArray(),
                  KeyFile.Strength.LIGHT,
                  host.random())
              .toBytes());
      Files.write(out.folder.resolve("node.json"), config(store).toArray());
      return out;
    } catch (IOException e) {
      throw CliException.refused(
          Code.FILE_NOT_WRITTEN, "bench", "a folder for a node", e.toString());
    }
  }

  /// As an operator would run it, but for the limits that stop a single sender.
  private static Bytes config(String store) {
    return Json.object()
        .put("key", "log")
        .put("limits", Json.object().put("rateBurst", LIMIT).put("ratePerSecond", LIMIT).build())
        .put("listen", "127.0.0.1:0")
        .put("marks", false)
        .put("store", store)
        .build()
        .toCanonical();
  }

  /// Starts the node, by the launcher if this program was started by it.
  NodeProcess start() {
    Map<String, String> env = new HashMap<>();
    env.put(HomeCommand.PASSWORD_VARIABLE, password);
    env.put("COUNTERSIGN_NO_BUILD", "1");
    List<String> command = new ArrayList<>(program());
    command.addAll(
        List.of(
            "serve",
            "--home",
            folder.toString(),
            "--config",
            folder.resolve("node.json").toString(),
            "--json"));
    return NodeProcess.start(command, env, folder.resolve("node.log"));
  }

  private List<String> program() {
    String launcher = session.host().env().getOrDefault(LAUNCHER, "");
    return launcher.isEmpty()
        ? List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "io.countersign.Main")
        : List.of(launcher);
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }
}
