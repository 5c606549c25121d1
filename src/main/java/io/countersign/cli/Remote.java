package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.http.HttpSignatures;
import io.countersign.http.client.Credential;
import io.countersign.http.client.LedgerClient;
import io.countersign.http.client.NodeClient;
import io.countersign.sequencer.Receipt;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// How commands reach a node.
final class Remote {
  /// Cap on a file that holds a token.
  private static final int MAX_TOKEN = 8_192;

  private Remote() {}

  /// A client of the node at `url`.
  ///
  /// @throws CliException `USAGE` if that is no address
  static NodeClient node(Session session, String url, Credential credential) {
    if (!NodeClient.isAddress(url)) {
      throw CliException.usage(Code.USAGE, "--node", "http://HOST:PORT or https://HOST", url);
    }
    return new NodeClient(
        URI.create(url), credential, session.host().clock(), session.host().random());
  }

  /// What `--ledger` names: the whole id, since nothing here says which ledgers there are.
  static Bytes32 ledger(String typed) {
    try {
      return Bytes32.parse(typed);
    } catch (MalformedException e) {
      throw CliException.usage(Code.USAGE, "--ledger", "the ledger's id, 64 hex digits", typed);
    }
  }

  /// The credential of a token's file, else of a key, else none.
  static Credential credential(
      Home home, Keyring keys, Optional<String> key, Optional<Path> tokenFile) {
    if (tokenFile.isPresent()) {
      return bearer(tokenFile.get());
    }
    if (key.isEmpty()) {
      return new Credential.None();
    }
    return new Credential.Signed(
        home.key(key.get()).type() == KeyFile.Type.COSIGNER
            ? new HttpSignatures.Signer.OfCosigner(keys.cosigner(key.get()))
            : new HttpSignatures.Signer.OfParty(keys.party(key.get())));
  }

  private static Credential bearer(Path file) {
    Bytes bytes = Disk.read(file, MAX_TOKEN);
    try {
      return new Credential.Bearer(bytes.toUtf8().strip());
    } catch (IllegalArgumentException e) {
      throw CliException.usage(
          Code.FILE_NOT_READ, file.toString(), "a token in printable ASCII", "something else");
    }
  }

  /// Checks the receipt that a node gave for `envelope`.
  ///
  /// @throws CliException if the receipt is not the log's, or not for this entry
  static void mustProve(Receipt receipt, Genesis genesis, Bytes envelope) {
    try {
      String origin = Checkpoint.parse(receipt.checkpoint().text()).origin();
      Checkpoint c = receipt.verify(LedgerClient.log(genesis, origin));
      Bytes32 digest =
          envelope.at(0) == '{'
              ? Envelope.parse(envelope).digest(genesis.domain())
              : Sha256.hash(envelope);
      if (!receipt.leaf().digest().equals(digest)) {
        throw new MalformedException(
            Code.NODE_ANSWER,
            "receipt under size " + c.size(),
            -1,
            "digest " + digest,
            "digest " + receipt.leaf().digest());
      }
    } catch (MalformedException e) {
      throw CliException.malformed("receipt", e);
    }
  }
}
