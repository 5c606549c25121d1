package io.countersign.witness;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.SignedNote;
import io.countersign.core.encoding.Vkey;
import io.countersign.core.ledger.Applied;
import io.countersign.core.ledger.Checkpoint;
import io.countersign.core.ledger.Envelope;
import io.countersign.core.ledger.Genesis;
import io.countersign.core.ledger.Leaf;
import io.countersign.core.ledger.LedgerState;
import io.countersign.core.ledger.Prepared;
import io.countersign.core.ledger.TermsVersion;
import io.countersign.core.ledger.Workers;
import io.countersign.core.merkle.Frontier;
import io.countersign.core.merkle.MerkleHash;
import io.countersign.core.verify.References;
import io.countersign.sequencer.LedgerImage;
import io.countersign.store.LedgerStore;
import io.countersign.store.StagingStore;
import io.countersign.store.StoreException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A full copy of somebody else's ledger that is checked before it is believed.
///
/// Each [#round] takes the log's checkpoint, checks its signature, and that its tree extends every
/// tree that the log signed before; then each new leaf in the chain, each envelope by the ledger's
/// own state machine, each object by its hash, each payload by its root, each statement by
/// computing it. Only what is whole up to a signed checkpoint becomes part of the copy, in one
/// durable step: the copy ends before the first entry of which something is withheld, while the
/// log's later checkpoints are still checked and remembered.
///
/// The copy lies in a store of the same layout as an operator's, so that whatever reads a ledger
/// reads it. It is marked as a mirror: nobody appends to it of his own.
///
/// Not thread-safe: one owner. Memory: that of [LedgerState], and 160 bytes for each new leaf.
public final class Mirror {
  /// New leaves that one round takes in.
  public static final int MAX_NEW = 1 << 22;

  /// Largest object: a statement, a trace, the texts of a rendering. Source: formats.md §1.
  static final int MAX_OBJECT = 16 << 20;

  /// Bytes of objects and payloads that are held in memory before they are staged.
  private static final long STAGE_BYTES = 8 << 20;

  /// Where the store keeps the note of the largest tree that the log signed.
  static final String SEEN = "seen.checkpoint";

  /// Where it keeps the time at which the log was last looked at.
  static final String LOOKED = "seen.at";

  private final Bytes32 ledger;
  private final StagingStore store;
  private final LogSource source;
  private final InstantSource clock;
  private final Workers workers;
  private final Alarms alarms;
  private final EntryWatch entries;
  private final TimeWatch times;
  private final Optional<Bytes32> pepper;

  /// Null until the first entry is known. Its size is that of the copy, or more where entries were
  /// found sound behind which no checkpoint lies yet.
  private @Nullable LedgerState state;

  private long held;
  private Optional<Seen> seen;

  /// Objects and payloads that were checked and are not yet staged.
  private final Map<Bytes32, Bytes> fresh = new LinkedHashMap<>();

  private final Map<Bytes32, Bytes> freshPayloads = new LinkedHashMap<>();
  private long freshBytes;

  /// The largest tree that the log signed.
  private record Seen(Bytes note, Checkpoint checkpoint) {}

  private Mirror(
      Bytes32 ledger,
      StagingStore store,
      LogSource source,
      InstantSource clock,
      Workers workers,
      Alarms alarms,
      Optional<Bytes32> pepper) {
    this.ledger = ledger;
    this.store = store;
    this.source = source;
    this.clock = clock;
    this.workers = workers;
    this.alarms = alarms;
    this.pepper = pepper;
    this.entries = new EntryWatch(alarms, workers);
    this.times = new TimeWatch(alarms);
    this.seen = Optional.empty();
  }

  /// Opens a copy, or begins one in an empty store. Cost: that of reading it whole.
  ///
  /// @param ledger the id of the ledger: all trust follows from it
  /// @param pepper the secret of the record tags, where the owner knows it; else the source is
  ///   asked
  /// @throws StoreException `STORE_EXISTS` if the store holds a ledger that is no mirror of this
  ///   one, and as [LedgerImage#load]
  public static Mirror open(
      Bytes32 ledger,
      StagingStore store,
      LogSource source,
      InstantSource clock,
      Workers workers,
      Alarms alarms,
      Optional<Bytes32> pepper) {
    Mirror out = new Mirror(ledger, store, source, clock, workers, alarms, pepper);
    if (store.head().isPresent()
        && !store.meta(LedgerImage.MIRROR).equals(Optional.of(Bytes.utf8(ledger.toHex())))) {
      throw new StoreException(
          Code.STORE_EXISTS, "ledger", "a mirror of " + ledger, "another ledger, or no mirror");
    }
    out.reload();
    Optional<Bytes> note = store.meta(SEEN);
    if (note.isPresent()) {
      try {
        out.seen =
            Optional.of(
                new Seen(note.get(), Checkpoint.parse(SignedNote.parse(note.get()).text())));
      } catch (MalformedException e) {
        throw new StoreException(
            new Finding(Code.STORE_DAMAGED, SEEN, "a checkpoint", e.toString()), e);
      }
    }
    return out;
  }

  /// Goes back to what is durable.
  private void reload() {
    fresh.clear();
    freshPayloads.clear();
    freshBytes = 0;
    if (store.head().isEmpty()) {
      state = null;
      held = 0;
    } else {
      LedgerImage image = LedgerImage.loadLog(store, workers);
      state = image.state();
      held = image.state().size();
    }
  }

  /// Looks at the log once and takes over what is new.
  ///
  /// @throws SourceException if the log does not answer, or answers nothing that can be read; what
  ///   was found sound before that stays
  public Round round() {
    int before = alarms.raised();
    long now = clock.millis();
    Bytes note = source.checkpoint();
    if (state == null && !begin()) {
      return ended(before, false);
    }
    Optional<Checkpoint> checkpoint = open(note);
    if (checkpoint.isEmpty() || !isAhead(checkpoint.get(), note)) {
      return ended(before, false);
    }
    Checkpoint c = checkpoint.get();
    if (c.size() - held > MAX_NEW) {
      alarms.raise(
          Code.LOG_TOO_LONG,
          "checkpoint",
          "at most " + MAX_NEW + " entries more than " + held,
          Long.toString(c.size()));
      return ended(before, false);
    }
    Frontier frontier = frontier();
    Optional<List<Bytes>> leaves = fetch(c, note, frontier);
    if (leaves.isPresent()) {
      remember(c, note, leaves.get(), now);
      if (take(leaves.get(), c, now)) {
        keep(leaves.get(), c, note, frontier);
        times.marks(state().history(), now);
      }
    }
    return ended(before, held == c.size() && leaves.isPresent());
  }

  private Round ended(int before, boolean followed) {
    long size = seen.map(s -> s.checkpoint().size()).orElse(0L);
    return new Round(Math.max(size, held), held, followed, alarms.raised() - before);
  }

  // Who the log is.

  /// Learns the first entry: Genesis, by whose hash the ledger is named, fixes everything else.
  private boolean begin() {
    try {
      Leaf first = Leaf.parse(leaves(0, 1).getFirst());
      Optional<Bytes> envelope = object(first.envelope(), Envelope.MAX_BYTES, "entry 0");
      if (envelope.isEmpty()) {
        return false;
      }
      Optional<Genesis> genesis = Envelope.parse(envelope.get()).genesis();
      if (genesis.isEmpty() || !genesis.get().ledgerId().equals(ledger)) {
        return otherLedger(
            "entry 0",
            "the genesis of " + ledger,
            genesis.map(g -> "that of " + g.ledgerId()).orElse("none"));
      }
      Optional<Bytes> name = object(genesis.get().operator(), 128, "the operator's name");
      if (name.isEmpty()) {
        return false;
      }
      Optional<Bytes32> secret = secret();
      if (secret.isEmpty() && !source.showsRecords()) {
        LedgerState opened =
            LedgerState.openWithoutRecords(genesis.get(), name.get().toUtf8(), workers);
        store.putMeta(LedgerImage.MIRROR, Bytes.utf8(ledger.toHex()));
        store.putMeta(LedgerImage.WITHOUT_RECORDS, Bytes.utf8("1"));
        state = opened;
        return true;
      }
      if (secret.isEmpty() || !Sha256.hash(secret.get().toBytes()).equals(genesis.get().pepper())) {
        return otherLedger(
            "pepper",
            "one with the hash " + genesis.get().pepper(),
            secret.isEmpty() ? "none" : "another");
      }
      LedgerState opened =
          LedgerState.open(genesis.get(), name.get().toUtf8(), secret.get(), workers);
      store.putMeta(LedgerImage.MIRROR, Bytes.utf8(ledger.toHex()));
      store.putMeta(LedgerImage.PEPPER, secret.get().toBytes());
      state = opened;
      return true;
    } catch (MalformedException e) {
      return otherLedger("entry 0", "the first entry of " + ledger, e.toString());
    }
  }

  private Optional<Bytes32> secret() {
    Optional<Bytes> kept = store.meta(LedgerImage.PEPPER);
    return pepper.or(() -> kept.map(k -> Bytes32.of(k.unsafeArray(), 0))).or(source::pepper);
  }

  private boolean otherLedger(String where, String expected, String found) {
    alarms.raise(Code.LOG_OTHER_LEDGER, where, expected, found);
    return false;
  }

  private LedgerState state() {
    LedgerState s = state;
    if (s == null) {
      throw new IllegalStateException("the ledger's first entry is not known yet");
    }
    return s;
  }

  private Vkey log() {
    return new Vkey(state().origin(), Vkey.Type.ED25519, state().genesis().logKey());
  }

  // The checkpoint.

  private Optional<Checkpoint> open(Bytes note) {
    try {
      return Optional.of(Checkpoint.open(SignedNote.parse(note), log()));
    } catch (MalformedException e) {
      alarms.raise(
          Code.LOG_CHECKPOINT, "checkpoint", "a note that " + log() + " signed", e.toString());
      return Optional.empty();
    }
  }

  /// Compares a checkpoint that the log signed with the largest before it.
  private boolean isAhead(Checkpoint c, Bytes note) {
    if (seen.isEmpty()) {
      return c.size() > 0;
    }
    Checkpoint last = seen.get().checkpoint();
    if (c.size() > last.size()) {
      return true;
    }
    Optional<Bytes32> known =
        c.size() == last.size()
            ? Optional.of(last.root())
            : c.size() > 0 && c.size() <= state().size()
                ? Optional.of(state().tree().root(c.size()))
                : Optional.empty();
    if (known.isPresent() && !known.get().equals(c.root())) {
      split(c, note, "root " + known.get() + " at size " + c.size(), "root " + c.root());
      return false;
    }
    if (c.size() < last.size()) {
      alarms.raise(
          Code.LOG_ROLLED_BACK,
          "checkpoint",
          "size " + last.size() + " or more",
          "size " + c.size(),
          seen.get().note(),
          note);
      return false;
    }
    return true;
  }

  private void split(Checkpoint c, Bytes note, String expected, String found) {
    alarms.raise(
        Code.SPLIT_VIEW,
        "size " + c.size(),
        expected,
        found,
        seen.map(Seen::note).orElse(Bytes.EMPTY),
        note);
  }

  /// Compares a checkpoint that came by another way (the other party, a witness, a bundle) with
  /// this copy. Needs that the copy has begun.
  ///
  /// @return false if it is not by this log, or belongs to another history: an alarm is raised
  public boolean compare(Bytes note) {
    Optional<Checkpoint> c = open(note);
    if (c.isEmpty()) {
      return false;
    }
    if (c.get().size() == 0 || c.get().size() > state().size()) {
      return true; // nothing here to compare it with yet
    }
    Bytes32 known = state().tree().root(c.get().size());
    if (known.equals(c.get().root())) {
      return true;
    }
    split(c.get(), note, "root " + known + " at size " + c.get().size(), "root " + c.get().root());
    return false;
  }

  // Leaves.

  private Frontier frontier() {
    Optional<LedgerStore.Head> head = store.head();
    if (head.isEmpty()) {
      return new Frontier();
    }
    try {
      return Frontier.parse(head.get().frontier());
    } catch (MalformedException e) {
      throw new StoreException(
          new Finding(Code.STORE_DAMAGED, "frontier", "a frontier", e.toString()), e);
    }
  }

  private List<Bytes> leaves(long from, long to) {
    List<Bytes> out = source.leaves(from, to);
    boolean good = out.size() == to - from;
    for (Bytes leaf : out) {
      good &= leaf.size() == LedgerStore.LEAF_BYTES;
    }
    if (!good) {
      throw new SourceException(
          Code.NODE_ANSWER,
          "leaves " + from + " to " + to,
          (to - from) + " leaves of " + LedgerStore.LEAF_BYTES + " bytes",
          out.size() + " leaves, or others");
    }
    return out;
  }

  /// Fetches the leaves from the copy's end to the checkpoint's and checks them against its root
  /// and that of the largest tree before.
  ///
  /// @param frontier of the copy; afterwards that of the checkpoint
  private Optional<List<Bytes>> fetch(Checkpoint c, Bytes note, Frontier frontier) {
    long before = seen.map(s -> s.checkpoint().size()).orElse(0L);
    Bytes32 rootBefore = frontier.size() == before ? frontier.root() : Bytes32.ZERO;
    List<Bytes> all = new ArrayList<>();
    for (long at = held; at < c.size(); ) {
      List<Bytes> part = leaves(at, Math.min(c.size(), at + LogSource.LEAVES));
      for (Bytes leaf : part) {
        frontier.append(MerkleHash.leaf(leaf.unsafeArray()));
        if (frontier.size() == before) {
          rootBefore = frontier.root();
        }
      }
      all.addAll(part);
      at += part.size();
    }
    if (!frontier.root().equals(c.root())) {
      convict(c, note, "root " + c.root(), "root " + frontier.root());
      return Optional.empty();
    }
    if (before > 0 && !rootBefore.equals(seen.orElseThrow().checkpoint().root())) {
      split(
          c,
          note,
          "a tree that extends root " + seen.orElseThrow().checkpoint().root() + " at " + before,
          "one with root " + rootBefore + " there");
      return Optional.empty();
    }
    return Optional.of(all);
  }

  /// The new leaves do not make the checkpoint's root over this copy. Either they are not those
  /// that the log signed, or the log signed another history: then its own leaves from the first on
  /// make that root, and no other way exists to make it.
  private void convict(Checkpoint c, Bytes note, String expected, String found) {
    Frontier other = new Frontier();
    for (long at = 0; at < c.size() && held > 0; ) {
      List<Bytes> part = leaves(at, Math.min(c.size(), at + LogSource.LEAVES));
      part.forEach(leaf -> other.append(MerkleHash.leaf(leaf.unsafeArray())));
      at += part.size();
    }
    if (held > 0 && other.root().equals(c.root())) {
      split(c, note, "a tree that extends this copy at " + held, "another history");
    } else {
      alarms.raise(
          Code.LOG_LEAVES,
          "size " + c.size(),
          expected,
          found,
          seen.map(Seen::note).orElse(Bytes.EMPTY),
          note);
    }
  }

  /// The log signed this tree and it extends all before: from now on it has to extend this one.
  private void remember(Checkpoint c, Bytes note, List<Bytes> leaves, long now) {
    long before = seen.map(s -> s.checkpoint().size()).orElse(0L);
    long from = Math.max(before, held);
    Optional<Bytes> looked = store.meta(LOOKED);
    times.leaves(
        leaves.subList((int) (from - held), leaves.size()),
        from,
        looked.isEmpty() || before == 0 ? -1 : looked.get().toBuffer().getLong(),
        now);
    if (c.size() > before) {
      store.putMeta(SEEN, note);
      seen = Optional.of(new Seen(note, c));
    }
    store.putMeta(LOOKED, longs(now));
  }

  private static Bytes longs(long value) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  // Entries.

  /// Applies the new leaves; false where it had to stop.
  private boolean take(List<Bytes> leaves, Checkpoint c, long now) {
    for (long i = state().size(); i < c.size(); i++) {
      if (!take(leaves.get((int) (i - held)), i, now)) {
        stage();
        return false;
      }
      if (freshBytes > STAGE_BYTES) {
        stage();
      }
    }
    if (!state().tree().root(c.size()).equals(c.root())) {
      // Entries that were applied ahead of a checkpoint turned out to be others.
      reload();
      return false;
    }
    return true;
  }

  private boolean take(Bytes bytes, long index, long now) {
    String where = "entry " + index;
    Leaf leaf;
    try {
      leaf = Leaf.parse(bytes);
    } catch (MalformedException e) {
      alarms.raise(Code.LOG_BROKEN, where, "a leaf", e.toString());
      return false;
    }
    Optional<Bytes> envelope = object(leaf.envelope(), Envelope.MAX_BYTES, where);
    if (envelope.isEmpty()) {
      return false;
    }
    Prepared prepared = state().prepare(envelope.get());
    boolean[] whole = {true};
    References named =
        new References(
            hash -> {
              Optional<Bytes> o = object(hash, MAX_OBJECT, where);
              whole[0] &= o.isPresent();
              return o;
            });
    if (index == 0) {
      named.operator(state().genesis());
    }
    named.add(leaf, prepared.envelope());
    for (Bytes32 hash : named.objects()) {
      whole[0] = whole[0] && object(hash, MAX_OBJECT, where).isPresent();
    }
    if (!whole[0]) {
      return false;
    }
    Map<Bytes32, Bytes> payloads = new LinkedHashMap<>();
    for (Bytes32 root : isWithoutRecords() ? Set.<Bytes32>of() : named.payloads()) {
      Optional<Bytes> payload = payload(root);
      if (payload.isEmpty()) {
        withheld(leaf, root, now);
        return false;
      }
      payloads.put(root, payload.get());
    }
    return apply(leaf, prepared, payloads, where);
  }

  private boolean apply(Leaf leaf, Prepared prepared, Map<Bytes32, Bytes> payloads, String where) {
    Applied applied =
        state().apply(leaf, prepared, this::local, root -> Optional.ofNullable(payloads.get(root)));
    if (applied instanceof Applied.Accepted a && !a.payload().isEmpty() && !isWithoutRecords()) {
      alarms.raise(
          Code.SERVED_ALTERED,
          where + " payload",
          "the records that were signed",
          a.payload().getFirst().toString());
      reload(); // what the state took for absent may still come
      return false;
    }
    entries.judge(state(), leaf, applied);
    if (applied instanceof Applied.Broken) {
      reload();
      return false;
    }
    payloads.forEach(
        (root, bytes) -> {
          freshPayloads.put(root, bytes);
          freshBytes += bytes.size();
        });
    return true;
  }

  /// Whoever attests may hold the records back for as long as the terms say.
  private void withheld(Leaf leaf, Bytes32 root, long now) {
    List<TermsVersion> versions = state().history().versions();
    long delay =
        versions.isEmpty() ? 0 : versions.getLast().terms().cutoff().payloadDelaySeconds() * 1_000L;
    if (leaf.time() + delay < now) {
      alarms.raise(
          Code.PAYLOAD_WITHHELD,
          "entry " + leaf.index(),
          "payload " + root + " within " + delay / 1_000 + " s",
          "none after " + (now - leaf.time()) / 1_000 + " s");
    }
  }

  private Optional<Bytes> local(Bytes32 hash) {
    Bytes mine = fresh.get(hash);
    return mine != null ? Optional.of(mine) : store.object(hash);
  }

  private Optional<Bytes> object(Bytes32 hash, int maxBytes, String where) {
    Optional<Bytes> known = local(hash);
    if (known.isPresent()) {
      return known;
    }
    Optional<Bytes> found = source.object(hash, maxBytes);
    if (found.isEmpty()) {
      alarms.raise(Code.OBJECT_WITHHELD, where, "object " + hash, "none");
      return found;
    }
    Bytes32 is = Sha256.hash(found.get());
    if (!is.equals(hash)) {
      alarms.raise(Code.SERVED_ALTERED, where, "object " + hash, "one with the hash " + is);
      return Optional.empty();
    }
    fresh.put(hash, found.get());
    freshBytes += found.get().size();
    return found;
  }

  private Optional<Bytes> payload(Bytes32 root) {
    Bytes mine = freshPayloads.get(root);
    return mine != null ? Optional.of(mine) : store.payload(root).or(() -> source.payload(root));
  }

  // The copy.

  private void stage() {
    if (!fresh.isEmpty() || !freshPayloads.isEmpty()) {
      store.stage(List.copyOf(fresh.values()), keyed());
      fresh.clear();
      freshPayloads.clear();
      freshBytes = 0;
    }
  }

  private List<LedgerStore.Keyed> keyed() {
    List<LedgerStore.Keyed> out = new ArrayList<>();
    freshPayloads.forEach((root, bytes) -> out.add(new LedgerStore.Keyed(root, bytes)));
    return out;
  }

  private void keep(List<Bytes> leaves, Checkpoint c, Bytes note, Frontier frontier) {
    if (c.size() > held) {
      store.append(
          new LedgerStore.Append(
              held, leaves, List.copyOf(fresh.values()), keyed(), frontier.toBytes(), note));
      held = c.size();
      fresh.clear();
      freshPayloads.clear();
      freshBytes = 0;
    }
  }

  /// The ledger as the copy has it, for who asks on the owner's thread; empty before it has begun.
  public Optional<LedgerState> ledger() {
    return Optional.ofNullable(state);
  }

  /// Whether the copy is one of the log and its objects alone: whoever shows them shows no records.
  public boolean isWithoutRecords() {
    return state != null ? state.isWithoutRecords() : LedgerImage.isWithoutRecords(store);
  }

  /// Leaves that the copy holds wholly.
  public long held() {
    return held;
  }

  /// The signed note of the copy's end.
  public Optional<Bytes> checkpoint() {
    return store.head().map(LedgerStore.Head::checkpoint);
  }

  LedgerStore store() {
    return store;
  }
}
