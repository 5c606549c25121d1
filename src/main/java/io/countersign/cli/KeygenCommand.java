package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Secp256k1Key;
import io.countersign.core.encoding.Json;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `keygen NAME`: makes a key and locks it in a file.
@Command(name = "keygen")
final class KeygenCommand extends HomeCommand {
  @Parameters(paramLabel = "NAME", descriptionKey = "keygen.name")
  private String name = "";

  @Option(names = "--type", paramLabel = "party|log|cosigner", descriptionKey = "keygen.type")
  private KeyFile.Type type = KeyFile.Type.PARTY;

  @Option(names = "--light", descriptionKey = "keygen.light")
  private boolean light;

  @Option(names = "--password-file", paramLabel = "FILE", descriptionKey = "password-file")
  private @Nullable Path passwordFile;

  KeygenCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    Path file = home().keyFile(name);
    Disk.refuseExisting(file);
    char[] password =
        Passwords.choose(session(), Optional.ofNullable(passwordFile), PASSWORD_VARIABLE, name);
    KeyFile.Strength strength = light ? KeyFile.Strength.LIGHT : KeyFile.Strength.STANDARD;
    KeyFile key =
        switch (type) {
          case PARTY ->
              KeyFile.lock(
                  party(session().host().random()), password, strength, session().host().random());
          case LOG -> KeyFile.lock(ed25519(), password, strength, session().host().random());
          case COSIGNER ->
              KeyFile.lockCosigner(ed25519(), password, strength, session().host().random());
        };
    Arrays.fill(password, '\0');
    Disk.makePrivateFolder(home().root());
    Disk.makePrivateFolder(home().keys());
    Disk.writeSecret(file, key.toBytes());
    Json.Builder answer =
        Json.object()
            .put("name", name)
            .put("type", type.text())
            .put("file", Cli.clean(file.toString()));
    switch (type) {
      case PARTY -> {
        session().tell("keygen.party", key.address(), file);
        answer.put("address", key.address().toString());
      }
      case LOG -> {
        session().tell("keygen.log", key.publicKey(), file);
        answer.put("publicKey", key.publicKey().toHex());
      }
      case COSIGNER -> {
        session().tell("keygen.cosigner", key.publicKey(), file);
        answer.put("publicKey", key.publicKey().toHex());
      }
    }
    session().answer(answer.build());
    return Exit.PASSED;
  }

  private Ed25519Key ed25519() {
    return Ed25519Key.of(Bytes32.of(session().host().entropy(Bytes32.SIZE)));
  }

  /// A fresh key of a party.
  static Secp256k1Key party(RandomGenerator random) {
    Optional<Secp256k1Key> key = Optional.empty();
    while (key.isEmpty()) { // about one string in 2^128 is no key
      byte[] secret = new byte[Bytes32.SIZE];
      random.nextBytes(secret);
      key = parse(Bytes32.of(secret));
    }
    return key.get();
  }

  private static Optional<Secp256k1Key> parse(Bytes32 secret) {
    try {
      return Optional.of(Secp256k1Key.parse(secret));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }
}
