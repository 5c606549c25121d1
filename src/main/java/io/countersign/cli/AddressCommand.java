package io.countersign.cli;

import io.countersign.core.encoding.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `address NAME`: what others need to know of a key. Asks for no password.
@Command(name = "address")
final class AddressCommand extends HomeCommand {
  @Parameters(paramLabel = "NAME", descriptionKey = "keygen.name")
  private String name = "";

  AddressCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    KeyFile key = home().key(name);
    String shown =
        switch (key.type()) {
          case PARTY -> key.address().toString();
          case LOG, COSIGNER -> key.publicKey().toHex();
        };
    session().say(shown);
    session()
        .answer(
            Json.object()
                .put(key.type() == KeyFile.Type.PARTY ? "address" : "publicKey", shown)
                .build());
    return Exit.PASSED;
  }
}
