package io.countersign.cli;

import io.countersign.core.base.Bytes32;
import io.countersign.core.crypto.Address;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.KeyEntry;
import io.countersign.core.ledger.KeyRole;
import io.countersign.core.ledger.Keys;
import io.countersign.core.ledger.Party;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/// `key list`: who may sign what now, and how it came to that.
@Command(name = "list")
final class KeyListCommand extends BundleCommand {
  KeyListCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    return look(
        sight -> {
          list(sight);
          return Exit.PASSED;
        });
  }

  private void list(Sight sight) {
    Map<String, Long> since = new HashMap<>();
    List<KeyEntry> changes = sight.state().history().keyEntries();
    for (KeyEntry e : changes) {
      since.put(OfferText.shown(e.key()), e.index());
    }
    Table table = Table.of("  ", "lllr");
    table.add(
        session().text("key.party"),
        session().text("key.may"),
        session().text("key.public"),
        session().text("key.since"));
    table.rule();
    List<Json> items = new ArrayList<>();
    for (Party party : Party.values()) {
      for (KeyRole role : KeyRole.values()) {
        for (String key : current(sight.state().keys(), party, role)) {
          long entry = since.getOrDefault(key, 0L);
          table.add(name(party), name(role), key, entry);
          items.add(
              Json.object()
                  .put("party", party.text())
                  .put("role", role.text())
                  .put("key", key)
                  .put("since", entry)
                  .build());
        }
      }
    }
    Address arbiter = sight.state().keys().arbiter();
    if (!arbiter.isZero()) {
      table.add(session().text("sign.arbiter"), "", arbiter, 0);
      items.add(
          Json.object()
              .put("party", "arbiter")
              .put("role", "arbiter")
              .put("key", arbiter.toString())
              .put("since", 0)
              .build());
    }
    session().say(table);
    List<Json> past = new ArrayList<>();
    if (!changes.isEmpty()) {
      session().say("");
      session().tell("key.changes");
    }
    for (KeyEntry e : changes) {
      session()
          .tell(
              "key.change",
              e.index(),
              new OfferText(session(), sight).sentence(e.key()),
              session().text("key.by." + e.by().text()));
      past.add(
          Json.object()
              .put("entry", e.index())
              .put("action", e.key().action().code())
              .put("party", e.key().party().text())
              .put("role", e.key().role().text())
              .put("key", OfferText.shown(e.key()))
              .put("by", e.by().text())
              .build());
    }
    session().answer(Json.object().put("keys", items).put("changes", past).build());
  }

  private String name(Party party) {
    return session().text("party." + party.text());
  }

  private String name(KeyRole role) {
    return session().text("role." + role.text());
  }

  private static List<String> current(Keys keys, Party party, KeyRole role) {
    return switch (role) {
      case ATTESTER -> keys.attesters(party).stream().map(Address::toString).toList();
      case SIGNER -> keys.signers(party).stream().map(Address::toString).toList();
      case COSIGNER -> keys.cosigners(party).stream().map(Bytes32::toHex).toList();
      case RECOVERY -> List.of(keys.recovery(party).toString());
    };
  }
}
