package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Secp256k1Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Unlocks the keys of a home.
final class Keyring {
  private final Session session;
  private final Home home;
  private final Optional<Path> passwordFile;
  private final Optional<Path> logPasswordFile;

  Keyring(Session session, Home home, Optional<Path> passwordFile, Optional<Path> logPasswordFile) {
    this.session = session;
    this.home = home;
    this.passwordFile = passwordFile;
    this.logPasswordFile = logPasswordFile;
  }

  /// The party's key called `name`.
  ///
  /// @throws CliException `KEY_TYPE`, `PASSWORD_WRONG`, and as [Home#key]
  Secp256k1Key party(String name) {
    KeyFile file = home.key(name);
    mustBe(KeyFile.Type.PARTY, file, name);
    char[] password = Passwords.ask(session, passwordFile, HomeCommand.PASSWORD_VARIABLE, name);
    try {
      return file.unlockParty(password);
    } catch (MalformedException e) {
      throw CliException.malformed(home.keyFile(name).toString(), e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  /// The public key of the log key called `name`; its password is not needed.
  Bytes32 logPublic(String name) {
    KeyFile file = home.key(name);
    mustBe(KeyFile.Type.LOG, file, name);
    return file.publicKey();
  }

  private static void mustBe(KeyFile.Type type, KeyFile file, String name) {
    if (file.type() != type) {
      throw CliException.refused(
          Code.KEY_TYPE, "key " + name, "type " + type.text(), "type " + file.type().text());
    }
  }

  /// The cosigner's key called `name`.
  ///
  /// @throws CliException `KEY_TYPE`, `PASSWORD_WRONG`, and as [Home#key]
  Ed25519Key cosigner(String name) {
    KeyFile file = home.key(name);
    mustBe(KeyFile.Type.COSIGNER, file, name);
    char[] password = Passwords.ask(session, passwordFile, HomeCommand.PASSWORD_VARIABLE, name);
    try {
      return file.unlockEd25519(password);
    } catch (MalformedException e) {
      throw CliException.malformed(home.keyFile(name).toString(), e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  /// The secret of the log key whose public key is `publicKey`, among all of this home.
  ///
  /// @throws CliException `KEY_NOT_OF_PARTY` if this home has none
  Ed25519Key log(Bytes32 publicKey) {
    for (Path path : files()) {
      KeyFile file = home.key(path.toString());
      if (file.type() == KeyFile.Type.LOG && file.publicKey().equals(publicKey)) {
        return unlock(file, path);
      }
    }
    throw CliException.refused(
        Code.KEY_NOT_OF_PARTY,
        home.keys().toString(),
        "the log key " + publicKey.toHex() + ", or --node where a node keeps the ledger",
        "neither: only the log's operator can append");
  }

  private Ed25519Key unlock(KeyFile file, Path path) {
    String name = String.valueOf(path.getFileName()).replace(".json", "");
    String own = session.host().env().getOrDefault(HomeCommand.LOG_PASSWORD_VARIABLE, "");
    char[] password =
        logPasswordFile.isPresent() || own.isEmpty()
            ? Passwords.ask(
                session,
                logPasswordFile.or(() -> passwordFile),
                HomeCommand.PASSWORD_VARIABLE,
                name)
            : own.toCharArray();
    try {
      return file.unlockEd25519(password);
    } catch (MalformedException e) {
      throw CliException.malformed(path.toString(), e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private List<Path> files() {
    if (!Files.isDirectory(home.keys())) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(home.keys())) {
      return all.filter(p -> p.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw CliException.usage(
          Code.FILE_NOT_READ, home.keys().toString(), "a folder of keys", Disk.reason(e));
    }
  }
}
