package io.countersign.http;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.NoteSignature;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.EntryBundle;
import io.countersign.core.ledger.Keys;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.TlogProof;
import io.countersign.core.merkle.TilePath;
import io.countersign.core.merkle.Tiles;
import io.countersign.sequencer.Ledger;
import io.countersign.service.LogNotes;
import io.countersign.store.LedgerStore;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Each ledger as a public log: C2SP tlog-tiles, under a prefix that is itself the credential, or
/// under the ledger's path for whoever has credentials of another kind.
///
/// `checkpoint`, `checkpoint/cosigned`, `tile/…`, `tile/entries/…`, `proof/<index>`, and
/// `cosignatures`, which takes what watchers and witnesses signed. Under a prefix that reaches that
/// far `objects/<sha256>`, `payloads/<root>` and `pepper` too: what a mirror needs.
///
/// Source: C2SP tlog-tiles, tlog-checkpoint, tlog-proof, tlog-cosignature.
final class LogRoutes implements Routes {
  /// What a capability's paths begin with.
  static final String PREFIX = "/log/";

  private static final String NOTE = "text/plain; charset=utf-8";
  private static final String BYTES = "application/octet-stream";

  /// For what never changes. Private: the path or a header is somebody's credential.
  private static final String FOREVER = "private, max-age=31536000, immutable";

  private static final String SHORT = "private, max-age=2";

  /// How far a cosigner's clock may differ, in seconds.
  static final long COSIGN_SECONDS = 60;

  private final List<Vkey> witnesses;
  private final InstantSource clock;

  /// @param witnesses those whose cosignatures are kept besides the parties'
  LogRoutes(List<Vkey> witnesses, InstantSource clock) {
    this.clock = clock;
    this.witnesses = List.copyOf(witnesses);
  }

  @Override
  public void mount(Router router, Dispatch node) {
    String own = "/v1/ledgers/:ledger/log/";
    String open = PREFIX + ":capability/";
    router.post(own + "cosignatures").handler(node.on(e -> cosign(e, own(e))));
    router.post(open + "cosignatures").handler(node.on(e -> cosign(e, open(e).ledger())));
    router.get(own + "*").handler(node.on(e -> get(e, new Opened(own(e), Pass.Reach.LOG))));
    router.get(open + "*").handler(node.on(e -> get(e, open(e))));
    router.head(own + "*").handler(node.on(e -> get(e, new Opened(own(e), Pass.Reach.LOG))));
    router.head(open + "*").handler(node.on(e -> get(e, open(e))));
  }

  private static Ledger own(Exchange e) {
    return e.ledger(Right.READ).ledger();
  }

  /// A ledger and how much of it may be seen.
  private record Opened(Ledger ledger, Pass.Reach reach) {}

  private static Opened open(Exchange e) {
    Passes.Held held =
        e.access()
            .capability(e.parameter("capability"))
            .orElseThrow(() -> Problem.notFound().asException());
    Ledger ledger =
        e.host().find(held.ledger()).orElseThrow(() -> Problem.notFound().asException());
    return new Opened(ledger, held.pass().reach());
  }

  /// What stands behind the prefix.
  private static String rest(Exchange e) {
    String path = e.path();
    int at = path.startsWith(PREFIX) ? PREFIX.length() : path.indexOf("/log/") + 5;
    return path.startsWith(PREFIX) ? path.substring(path.indexOf('/', at) + 1) : path.substring(at);
  }

  private void get(Exchange e, Opened opened) {
    Ledger ledger = opened.ledger();
    String rest = rest(e);
    if (rest.equals("checkpoint")) {
      send(e, SHORT, NOTE, LogNotes.newest(ledger).toBytes());
    } else if (rest.equals("checkpoint/cosigned")) {
      SignedNote note =
          LogNotes.newestCosigned(ledger).orElseThrow(() -> Problem.notFound().asException());
      send(e, SHORT, NOTE, note.toBytes());
    } else if (rest.startsWith("proof/")) {
      proof(e, ledger, rest.substring("proof/".length()));
    } else if (rest.startsWith("objects/") && opened.reach().covers(Pass.Reach.OBJECTS)) {
      send(e, FOREVER, BYTES, named(rest, "objects/", ledger.store()::object));
    } else if (rest.startsWith("payloads/") && opened.reach().covers(Pass.Reach.PAYLOADS)) {
      secret(e, named(rest, "payloads/", ledger.store()::payload));
    } else if (rest.equals("pepper") && opened.reach().covers(Pass.Reach.PAYLOADS)) {
      secret(e, ledger.look(LedgerState::pepper).toBytes());
    } else {
      tile(e, ledger, rest);
    }
  }

  private static Bytes named(String rest, String folder, Function<Bytes32, Optional<Bytes>> store) {
    try {
      return store
          .apply(Bytes32.parse(rest.substring(folder.length())))
          .orElseThrow(() -> Problem.notFound().asException());
    } catch (MalformedException x) {
      throw Problem.notFound().asException();
    }
  }

  /// Personal data, or what names it: no cache keeps it.
  private static void secret(Exchange e, Bytes bytes) {
    e.set("Cache-Control", "no-store").answer(200, BYTES, bytes);
  }

  private static void proof(Exchange e, Ledger ledger, String index) {
    SignedNote note = LogNotes.newest(ledger);
    long size = size(note);
    if (!index.matches("0|[1-9][0-9]{0,15}") || Long.parseLong(index) >= size) {
      throw Problem.notFound().asException();
    }
    long i = Long.parseLong(index);
    List<Bytes32> hashes = ledger.look(s -> s.tree().inclusion(i, size));
    send(e, SHORT, NOTE, new TlogProof(Bytes.EMPTY, i, hashes, note).toBytes());
  }

  private static long size(SignedNote note) {
    try {
      return Checkpoint.parse(note.text()).size();
    } catch (MalformedException x) {
      throw new IllegalStateException(x);
    }
  }

  private static void tile(Exchange e, Ledger ledger, String rest) {
    TilePath path;
    try {
      path = TilePath.parse(rest);
    } catch (MalformedException x) {
      throw Problem.notFound().asException();
    }
    long size = ledger.durable();
    Bytes bytes =
        switch (path) {
          case TilePath.Hashes h -> {
            long there = h.level() >= 8 ? 0 : size >>> (8 * h.level());
            checkThere(h, there);
            yield ledger.look(s -> Tiles.compute(s.tree(), h));
          }
          case TilePath.Entries x -> {
            checkThere(x, size);
            List<Bytes> leaves = new ArrayList<>(x.width());
            long from = x.index() * TilePath.WIDTH;
            ledger.store().leaves(from, from + x.width(), (i, leaf) -> leaves.add(leaf));
            yield EntryBundle.format(leaves);
          }
        };
    send(e, path.isPartial() ? SHORT : FOREVER, BYTES, bytes);
  }

  private static void checkThere(TilePath path, long there) {
    if (path.index() > there / TilePath.WIDTH
        || path.index() * TilePath.WIDTH + path.width() > there) {
      throw Problem.notFound().asException();
    }
  }

  /// Answers with bytes that a cache may keep, or says that the caller's are still good.
  private static void send(Exchange e, String caching, String type, Bytes bytes) {
    String tag = "\"" + Sha256.hash(bytes).toHex().substring(0, 32) + "\"";
    e.set("ETag", tag).set("Cache-Control", caching);
    boolean known =
        e.header("if-none-match")
            .map(
                f ->
                    List.of(f.split(",", -1)).stream()
                        .map(t -> t.strip().replaceFirst("^W/", ""))
                        .anyMatch(t -> t.equals(tag) || t.equals("*")))
            .orElse(false);
    if (known) {
      e.answer(304);
    } else {
      e.answer(200, type, bytes);
    }
  }

  /// Takes cosignatures: a checkpoint of this log as a signed note, with the lines of its
  /// cosigners. The parties' registered keys and the configured witnesses are kept, others ignored.
  private void cosign(Exchange e, Ledger ledger) throws MalformedException {
    if (ledger.isCopy()) {
      throw Problem.of(
              403, Code.STORE_IS_MIRROR, "ledger", "the log itself", "a watcher's copy of it")
          .asException();
    }
    SignedNote note = SignedNote.parse(e.body(SignedNote.MAX_BYTES));
    Checkpoint checkpoint = Checkpoint.parse(note.text());
    long size = checkpoint.size();
    if (!checkpoint.origin().equals(ledger.log().name())) {
      throw new MalformedException(
          Code.CHECKPOINT_ORIGIN,
          "checkpoint.origin",
          -1,
          ledger.log().name(),
          MalformedException.show(checkpoint.origin()));
    }
    LedgerStore store = ledger.store();
    // Only what was committed as a checkpoint can be cosigned: everybody can have it.
    Optional<Bytes> committed = size < 1 ? Optional.empty() : store.checkpointOf(size - 1);
    if (committed.isEmpty()
        || !SignedNote.parse(committed.get()).text().equals(checkpoint.text())) {
      throw Problem.of(
              409,
              Code.CONSISTENCY_ROOT_MISMATCH,
              "checkpoint",
              "a checkpoint of this log, as it was given out",
              "size " + size + " with root " + checkpoint.root())
          .asException();
    }
    List<Vkey> known = new ArrayList<>(witnesses);
    known.addAll(ledger.look(s -> cosigners(s.origin(), s.keys())));
    long earliest = Math.floorDiv(ledger.history().leafTime(size - 1), 1_000L) - COSIGN_SECONDS;
    List<NoteSignature> kept = new ArrayList<>();
    for (NoteSignature line : note.signatures()) {
      for (Vkey key : known) {
        List<SignedNote.Verified> by =
            line.claims(key)
                ? new SignedNote(note.text(), List.of(line)).verify(List.of(key))
                : List.of();
        if (!by.isEmpty()) {
          checkTime(by, earliest);
          kept.add(line);
          for (Party p : Party.values()) {
            if (key.name().equals(Keys.cosignerName(ledger.log().name(), p))) {
              store.putSeen(p.text(), size, checkpoint.root());
            }
          }
        }
      }
    }
    if (kept.isEmpty()) {
      throw new MalformedException(
          Code.NOTE_UNSIGNED, "note", -1, "a cosignature by a party or a known witness", "none");
    }
    LogNotes.keep(ledger, size, kept);
    e.answer(204);
  }

  /// A cosignature made before what it is about, or at a time that is still to come, would say
  /// something false about time in every mark that takes it up.
  private void checkTime(List<SignedNote.Verified> by, long earliest) throws MalformedException {
    long latest = Math.floorDiv(clock.millis(), 1_000L) + COSIGN_SECONDS;
    for (SignedNote.Verified v : by) {
      if (v instanceof SignedNote.Cosigned c && (c.time() < earliest || c.time() > latest)) {
        throw new MalformedException(
            Code.COSIGNATURE_TIME,
            "note.time",
            -1,
            earliest + " to " + latest,
            Long.toString(c.time()));
      }
    }
  }

  private static List<Vkey> cosigners(String origin, Keys keys) {
    List<Vkey> out = new ArrayList<>();
    for (Party p : Party.values()) {
      keys.cosigners(p).forEach(k -> out.add(Keys.cosignerVkey(origin, p, k)));
    }
    return out;
  }
}
