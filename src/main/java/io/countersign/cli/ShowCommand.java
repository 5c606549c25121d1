package io.countersign.cli;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.ledger.Entry;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.IgnoredEntry;
import io.countersign.core.ledger.Kind;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.money.Micros;
import io.countersign.sequencer.LedgerImage;
import io.countersign.store.LedgerStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `show`: the entries of a ledger.
@Command(name = "show")
final class ShowCommand extends SigningCommand {
  @Option(names = "--from", paramLabel = "N", descriptionKey = "show.from")
  private long from;

  @Option(names = "--count", paramLabel = "N", descriptionKey = "show.count")
  private long count = 1000;

  ShowCommand(Session session) {
    super(session);
  }

  @Override
  int run() {
    return ledgers()
        .read(
            image -> {
              show(image);
              return Exit.PASSED;
            });
  }

  private void show(LedgerImage image) {
    long size = image.state().size();
    long first = Math.clamp(from, 0, size);
    long end = Math.min(size, first + Math.max(0, count));
    Map<Long, Finding> ignored = new HashMap<>();
    for (IgnoredEntry e : image.history().ignored()) {
      ignored.put(e.index(), e.finding());
    }
    Table table = Table.of("  ", "rlll");
    List<Json> items = new ArrayList<>();
    image
        .store()
        .leaves(
            first,
            end,
            (index, bytes) -> {
              Leaf leaf = parse(bytes, index);
              String kind = Kind.of(leaf.kind()).map(Kind::text).orElse("kind " + leaf.kind());
              String time = Instant.ofEpochMilli(leaf.time()).toString();
              String what = what(image.store(), leaf);
              String fate =
                  ignored.containsKey(index)
                      ? session().text("show.ignored", ignored.get(index).code().id())
                      : "";
              table.add(index, time, session().texts().term("entry." + kind, kind), what + fate);
              items.add(
                  Json.object()
                      .put("index", index)
                      .put("timeMillis", leaf.time())
                      .put("kind", kind)
                      .put("digest", leaf.digest().toHex())
                      .put("envelope", leaf.envelope().toHex())
                      .put("records", leaf.records())
                      .put("ignored", ignored.containsKey(index))
                      .build());
            });
    session()
        .tell(
            "show.title",
            image.state().id(),
            Amounts.grouped(size),
            Amounts.grouped(image.state().records()));
    session().say(table);
    session()
        .answer(
            Json.object()
                .put("ledger", image.state().id().toHex())
                .put("size", size)
                .put("root", image.state().tree().root().toHex())
                .put("entries", items)
                .build());
  }

  private static Leaf parse(Bytes bytes, long index) {
    try {
      return Leaf.parse(bytes);
    } catch (MalformedException e) {
      throw CliException.malformed("entry " + index, e);
    }
  }

  private String what(LedgerStore store, Leaf leaf) {
    Bytes bytes = store.object(leaf.envelope()).orElse(Bytes.EMPTY);
    if (leaf.kind() == Kind.MARK.code()) {
      return "";
    }
    try {
      return switch (Envelope.parse(bytes).entry()) {
        case Entry.Agreement a ->
            session().text("show.agreement", a.version(), a.effectivePeriod(), a.termsHash());
        case Entry.Attestation a ->
            session()
                .text("show.attestation", Amounts.grouped(a.count()), a.sequence(), a.attester());
        case Entry.Voiding v -> session().text("show.void", v.count());
        case Entry.Milestone m -> session().text("show.milestone", m.accepted());
        case Entry.Statement s ->
            session()
                .text(
                    "show.statement",
                    s.period(),
                    s.revision(),
                    Amounts.money(new Micros(s.totalMicros()), 2));
        case Entry.Acceptance a -> session().text("show.acceptance", a.period());
        case Entry.Key k ->
            session()
                .text(
                    "key.sentence." + k.action().name().toLowerCase(Locale.ROOT),
                    session().text("party." + k.party().text()),
                    session().text("role." + k.role().text()),
                    OfferText.shown(k));
        case Entry.Rendering r -> session().text("show.rendering", r.render(), r.termsHash());
        case Entry.Erasure e -> session().text("show.erasure", e.level(), e.entry());
        case Entry.Dispute d ->
            session()
                .text(
                    "show.dispute", d.period(), Amounts.money(new Micros(d.contestedMicros()), 2));
        case Entry.Answer a -> session().text("show.answer", a.answer().text(), a.dispute());
        case Entry.Withdrawal w -> session().text("show.onDispute", w.dispute());
        case Entry.Escalation x -> session().text("show.onDispute", x.dispute());
        case Entry.Resolution r ->
            session().text("show.resolution", r.method().text(), r.dispute());
      };
    } catch (MalformedException e) {
      return e.code().toString();
    }
  }
}
