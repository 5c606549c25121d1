package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.http.client.Credential;
import io.countersign.http.client.NodeClient;
import io.countersign.service.Proposal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What every command takes that stays at a node: where it is, how one shows who one is, and what
/// one knows of the ledger without it.
final class NodeAccess {
  @Option(names = "--node", required = true, paramLabel = "URL", descriptionKey = "node")
  private String url = "";

  @Option(names = "--token-file", paramLabel = "FILE", descriptionKey = "token-file")
  private @Nullable Path tokenFile;

  @Option(names = "--proposal", paramLabel = "FILE", descriptionKey = "watch.proposal")
  private @Nullable Path proposal;

  String url() {
    return url;
  }

  /// A client with the credential of the token's file, else of `key`, else none.
  NodeClient client(Session session, Home home, Keyring keys, Optional<String> key) {
    return Remote.node(
        session, url, Remote.credential(home, keys, key, Optional.ofNullable(tokenFile)));
  }

  /// The same where the key is unlocked already.
  NodeClient client(Session session, Home home, Keyring keys, Credential.Signed signed) {
    return tokenFile != null
        ? client(session, home, keys, Optional.empty())
        : Remote.node(session, url, signed);
  }

  /// The proposal of the ledger that `typed` names, where its file was given.
  ///
  /// @throws CliException `LOG_OTHER_LEDGER` if it is another's
  Optional<Proposal> proposal(String typed) {
    Path file = proposal;
    if (file == null) {
      return Optional.empty();
    }
    try {
      Proposal p = Proposal.parse(Disk.read(file, Proposal.MAX_BYTES));
      String id = p.genesis().ledgerId().toHex();
      if (!id.startsWith(typed)) {
        throw CliException.refused(Code.LOG_OTHER_LEDGER, file.toString(), typed, id);
      }
      return Optional.of(p);
    } catch (MalformedException e) {
      throw CliException.malformed(file.toString(), e);
    }
  }

  /// The ledger that `typed` names: its whole id, or the beginning of one that the proposal's file
  /// or a copy in this home has. A node is not asked, since all trust follows from the id.
  Bytes32 ledger(Home home, String typed) {
    Optional<Proposal> known = proposal(typed);
    if (known.isPresent()) {
      return known.get().genesis().ledgerId();
    }
    List<String> copies = typed.matches("[0-9a-f]{0,63}") ? copies(home, typed) : List.of();
    return Remote.ledger(copies.size() == 1 ? copies.getFirst() : typed);
  }

  private static List<String> copies(Home home, String typed) {
    if (!Files.isDirectory(home.ledgers())) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(home.ledgers())) {
      return folders
          .map(p -> String.valueOf(p.getFileName()))
          .filter(n -> n.startsWith(typed) && n.matches("[0-9a-f]{64}"))
          .toList();
    } catch (IOException e) {
      throw CliException.usage(
          Code.FILE_NOT_READ, home.ledgers().toString(), "a folder", Disk.reason(e));
    }
  }
}
