package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Hex;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.merkle.Frontier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The records behind one attestation, with the seed of their salts: private, and outside the log.
///
/// A file of lines, each ended by LF: first `{"format":1,"seed":"<64 hex>"}`, then one canonical
/// record a line. After an erasure a line may lack the record's name or its row, and then the
/// remaining salts stand in place of the seed. Source: `src/docs/formats.md` §4.
public final class Payload {
  /// Cap on the bytes of a file.
  public static final int MAX_BYTES = 64 * 1024 * 1024;

  /// Cap on the bytes of a file from which something was erased: a tag is longer than the name
  /// whose place it takes, and salts are longer than a seed.
  public static final int MAX_ERASED_BYTES = MAX_BYTES + Entry.MAX_RECORDS * 128;

  /// Bytes of a salt.
  public static final int SALT = 16;

  /// By how much a record's line may grow when a tag takes the place of its name.
  private static final int TAG_ROOM = 128;

  private static final int MAX_HEADER = Entry.MAX_RECORDS * (2 * SALT + 3) + 64;
  private static final byte[] ID = ascii(",\"id\":\"");
  private static final byte[] REV = ascii("\",\"rev\":");
  private static final byte[] SOURCE = ascii(",\"source\":\"");
  private static final byte[] TYPE = ascii("\",\"type\":\"");
  private static final byte[] ROW_TYPE = ascii(",\"type\":\"");
  private static final byte[] END = ascii("\"}");

  private final byte[] file;

  /// Where each record's line begins, and at last where the file ends.
  private final int[] starts;

  private final @Nullable Bytes32 seed;

  /// Without a seed: the salts one after the other.
  private final byte[] salts;

  /// Without a seed: whether the record's row is erased and its salt with it.
  private final boolean[] erased;

  private Payload(
      byte[] file, int[] starts, @Nullable Bytes32 seed, byte[] salts, boolean[] erased) {
    this.file = file;
    this.starts = starts;
    this.seed = seed;
    this.salts = salts;
    this.erased = erased;
  }

  private static byte[] ascii(String s) {
    return s.getBytes(StandardCharsets.US_ASCII);
  }

  /// What a payload comes to: its records in order with tags and row hashes, and their root.
  ///
  /// @param seeded whether the seed of the salts is there, so that no row was erased
  public record Opened(Bytes32 root, List<HeldRecord> records, boolean seeded) {
    /// Whether nothing was erased.
    public boolean isWhole() {
      return seeded && records.stream().allMatch(r -> r instanceof HeldRecord.Full);
    }
  }

  /// The payload of a new batch.
  ///
  /// @param seed 32 random bytes, used for this batch only
  /// @param records 1 to [Entry#MAX_RECORDS]
  /// @throws MalformedException `FIELD_RANGE`, `INPUT_TOO_LARGE` where the batch has to be split
  public static Payload of(Bytes32 seed, List<UsageRecord> records) throws MalformedException {
    List<byte[]> lines = new ArrayList<>(records.size() + 1);
    Json.Obj head = Json.object().put("format", 1).put("seed", seed.toHex()).build();
    lines.add(head.toCanonical().unsafeArray());
    long size = lines.getFirst().length + 1L;
    for (UsageRecord r : records) {
      byte[] line = r.toBytes().unsafeArray();
      lines.add(line);
      size += line.length + 1L;
    }
    if (size > MAX_BYTES) {
      throw tooLarge(size);
    }
    return parse(file(lines, size));
  }

  private static Bytes file(List<byte[]> lines, long size) {
    byte[] file = new byte[Math.toIntExact(size)];
    int at = 0;
    for (byte[] line : lines) {
      System.arraycopy(line, 0, file, at, line.length);
      at += line.length;
      file[at++] = '\n';
    }
    return Bytes.wrap(file);
  }

  private static MalformedException tooLarge(long size) {
    return new MalformedException(
        Code.INPUT_TOO_LARGE, "payload", -1, "at most " + MAX_BYTES + " bytes", size + " bytes");
  }

  /// Reads the lines and the first of them; the records are read by [#open].
  ///
  /// @throws MalformedException codes 01xx; `field` is `payload:<line>`
  public static Payload parse(Bytes bytes) throws MalformedException {
    byte[] file = bytes.unsafeArray();
    if (file.length > MAX_ERASED_BYTES) {
      throw tooLarge(file.length);
    }
    int[] starts = new int[1024];
    int lines = 0;
    for (int i = 0; i < file.length; i++) {
      if (file[i] == '\n') {
        if (lines > Entry.MAX_RECORDS) {
          throw records("more than " + Entry.MAX_RECORDS);
        }
        if (lines == starts.length) {
          starts = Arrays.copyOf(starts, 2 * lines);
        }
        starts[lines++] = i + 1;
      }
    }
    if (file.length == 0 || file[file.length - 1] != '\n') {
      throw new MalformedException(
          Code.JSON_SYNTAX, "payload", file.length, "lines, each ended by LF", "no LF at the end");
    }
    int count = lines - 1;
    if (count < 1) {
      throw records("0");
    }
    starts = Arrays.copyOf(starts, lines);
    try {
      Fields f = Fields.of(JsonReader.canonical(file, 0, starts[0] - 1, MAX_HEADER), "");
      f.integer("format", 1, 1);
      Payload p =
          f.has("salts")
              ? new Payload(file, starts, null, new byte[count * SALT], new boolean[count])
              : new Payload(file, starts, f.bytes32("seed"), new byte[0], new boolean[0]);
      if (p.seed == null) {
        p.readSalts(f.array("salts", count, count));
      }
      f.end();
      return p;
    } catch (MalformedException e) {
      throw e.within("payload:1");
    }
  }

  private static MalformedException records(String found) {
    return new MalformedException(
        Code.FIELD_RANGE, "payload", -1, "1 to " + Entry.MAX_RECORDS + " records", found);
  }

  private void readSalts(List<Json> items) throws MalformedException {
    for (int i = 0; i < items.size(); i++) {
      String path = "salts[" + i + "]";
      if (items.get(i) instanceof Json.Null) {
        erased[i] = true;
        continue;
      }
      try {
        byte[] salt = Hex.parse(Fields.string(items.get(i), path), SALT);
        System.arraycopy(salt, 0, salts, i * SALT, SALT);
      } catch (MalformedException e) {
        throw e.code() == Code.HEX_FORM ? e.within(path) : e;
      }
    }
  }

  /// Records in the file.
  public int count() {
    return starts.length - 1;
  }

  /// The bytes of the file.
  public Bytes toBytes() {
    return Bytes.wrap(file);
  }

  /// Reads every record and computes what the attester signed.
  ///
  /// Cost a record: one parse, one HMAC, three hashes and a node of the tree.
  ///
  /// @param party whose attestation it is: a part of each name
  /// @throws MalformedException codes 01xx for the first line that does not parse; `field` is
  ///   `payload:<line>` and the place in it
  public Opened open(Party party, Bytes32 pepper, Workers workers) throws MalformedException {
    int count = count();
    HeldRecord[] held = new HeldRecord[count];
    Bytes32[] hashes = new Bytes32[count];
    @Nullable MalformedException[] faults = new MalformedException[count];
    workers.forRange(
        0,
        count,
        (from, to) -> {
          Reader reader = new Reader(party, pepper);
          for (int i = from; i < to; i++) {
            try {
              held[i] = reader.read(i);
              hashes[i] = reader.recordHash(held[i]);
            } catch (MalformedException e) {
              faults[i] = e;
              return;
            }
          }
        });
    for (int i = 0; i < count; i++) {
      MalformedException e = faults[i];
      if (e != null) {
        throw e.within("payload:" + (i + 2));
      }
    }
    Frontier tree = new Frontier();
    for (Bytes32 hash : hashes) {
      tree.append(hash);
    }
    Opened out = new Opened(tree.root(), List.of(held), seed != null);
    if (file.length > MAX_BYTES && out.isWhole()) {
      throw tooLarge(file.length);
    }
    return out;
  }

  /// The payload without what an erasure names: records keep their tags and row hashes, so the root
  /// stays. What is gone already stays gone, so the same erasure once more changes nothing.
  ///
  /// @param records which ones of this batch
  /// @throws MalformedException as [#open] does
  /// @throws IllegalArgumentException if the bitmap is that of another count
  public Payload erase(
      ErasureBitmap records, ErasureLevel level, Party party, Bytes32 pepper, Workers workers)
      throws MalformedException {
    if (records.count() != count()) {
      throw new IllegalArgumentException(records + " in a batch of " + count());
    }
    Opened before = open(party, pepper, workers);
    List<byte[]> lines = new ArrayList<>(count() + 1);
    List<Json> left = new ArrayList<>(count());
    boolean rowless = false;
    long size = 0;
    for (int i = 0; i < count(); i++) {
      HeldRecord r = before.records().get(i);
      boolean row = r.row().isPresent() && !(records.names(i) && level == ErasureLevel.ROW);
      byte[] line =
          row && !(records.names(i) && r instanceof HeldRecord.Full)
              ? Arrays.copyOfRange(file, starts[i], starts[i + 1] - 1)
              : without(r, row);
      left.add(row ? Json.of(saltOf(i).toHex()) : Json.ofNull());
      rowless |= !row;
      size += line.length + 1L;
      lines.add(line);
    }
    byte[] head =
        rowless
            ? Json.object().put("format", 1).put("salts", left).build().toCanonical().toArray()
            : Arrays.copyOf(file, starts[0] - 1);
    lines.addFirst(head);
    Payload after = parse(file(lines, size + head.length + 1L));
    if (!after.open(party, pepper, workers).root().equals(before.root())) {
      throw new IllegalStateException("an erasure that changes the root " + before.root());
    }
    return after;
  }

  private static byte[] without(HeldRecord r, boolean row) {
    Json.Builder out = Json.object().put("tag", r.tag().toHex());
    if (row) {
      UsageRecord.Row kept = r.row().orElseThrow();
      out.put("at", kept.at()).put("data", kept.data()).put("type", kept.type());
    } else {
      out.put("rowHash", r.rowHash().toHex());
    }
    return out.build().toCanonical().toArray();
  }

  private Bytes saltOf(int i) {
    return seed == null
        ? Bytes.wrap(Arrays.copyOfRange(salts, i * SALT, (i + 1) * SALT))
        : salt(seed, i);
  }

  /// Reads records one by one with hash states of its own.
  private final class Reader {
    private final Party party;
    private final RecordTag tags;
    private final Sha256.Hasher hasher = new Sha256.Hasher();
    private final byte[] saltInput = new byte[1 + Bytes32.SIZE + Long.BYTES];
    private final byte[] saltHash = new byte[Bytes32.SIZE];
    private final byte[] rowInput = new byte[1 + SALT + UsageRecord.MAX_BYTES + TAG_ROOM];
    private final byte[] recordInput = new byte[1 + 2 * Bytes32.SIZE];

    Reader(Party party, Bytes32 pepper) {
      this.party = party;
      this.tags = RecordTag.under(pepper);
      saltInput[0] = 2;
      if (seed != null) {
        seed.writeTo(saltInput, 1);
      }
      rowInput[0] = 3;
    }

    HeldRecord read(int i) throws MalformedException {
      int from = starts[i];
      int to = starts[i + 1] - 1;
      Json value =
          to - from > UsageRecord.MAX_BYTES
              ? longer(from, to)
              : JsonReader.canonical(file, from, to, UsageRecord.MAX_BYTES);
      if (value instanceof Json.Obj o && (o.has("rowHash") || o.has("tag"))) {
        return erased(i, Fields.of(value, ""));
      }
      if (seed == null && erased[i]) {
        throw saltless();
      }
      UsageRecord r = UsageRecord.read(value);
      int length = rowOf(r, from, to);
      return new HeldRecord.Full(tags.of(party, r), rowHash(i, length), r);
    }

    /// A line longer than a record: a row with its tag, or too large.
    private Json longer(int from, int to) throws MalformedException {
      try {
        Json value = JsonReader.canonical(file, from, to, UsageRecord.MAX_BYTES + TAG_ROOM);
        if (value instanceof Json.Obj o && o.has("tag")) {
          return value;
        }
      } catch (MalformedException e) {
        // what is no record is too large first
      }
      return JsonReader.canonical(file, from, to, UsageRecord.MAX_BYTES);
    }

    private static MalformedException saltless() {
      return new MalformedException(
          Code.FIELD_MISSING, "rowHash", -1, "the row hash of a record without salt", "a row");
    }

    private HeldRecord erased(int i, Fields f) throws MalformedException {
      if (f.has("rowHash")) {
        return rowless(i, f);
      }
      if (seed == null && erased[i]) {
        throw saltless();
      }
      UsageRecord.Row row =
          new UsageRecord.Row(UsageRecord.at(f), UsageRecord.data(f), UsageRecord.name(f, "type"));
      Bytes32 tag = f.bytes32("tag");
      f.end();
      byte[] bytes = row.toBytes().unsafeArray();
      System.arraycopy(bytes, 0, rowInput, 1 + SALT, bytes.length);
      return new HeldRecord.Nameless(tag, rowHash(i, bytes.length), row);
    }

    private HeldRecord rowless(int i, Fields f) throws MalformedException {
      if (seed != null || !erased[i]) {
        throw new MalformedException(
            Code.FIELD_UNKNOWN, "rowHash", -1, "a row, as the record's salt is kept", "rowHash");
      }
      HeldRecord r = new HeldRecord.Rowless(f.bytes32("tag"), f.bytes32("rowHash"));
      f.end();
      return r;
    }

    /// Copies the row's canonical bytes out of the record's: they are the same up to the end of
    /// `data`, and what follows is as long as the names are.
    ///
    /// @return their number
    private int rowOf(UsageRecord r, int from, int to) {
      int rest =
          ID.length
              + r.id().length()
              + REV.length
              + Long.toString(r.rev()).length()
              + SOURCE.length
              + r.source().length()
              + TYPE.length
              + r.type().length()
              + END.length;
      int n = to - from - rest;
      int at = 1 + SALT;
      System.arraycopy(file, from, rowInput, at, n);
      System.arraycopy(ROW_TYPE, 0, rowInput, at + n, ROW_TYPE.length);
      n += ROW_TYPE.length;
      int tail = r.type().length() + END.length;
      System.arraycopy(file, to - tail, rowInput, at + n, tail);
      return n + tail;
    }

    private Bytes32 rowHash(int i, int rowLength) {
      if (seed != null) {
        for (int b = 0; b < Long.BYTES; b++) {
          saltInput[1 + Bytes32.SIZE + b] = (byte) ((long) i >>> (56 - 8 * b));
        }
        hasher.update(saltInput).finishInto(saltHash, 0);
        System.arraycopy(saltHash, 0, rowInput, 1, SALT);
      } else {
        System.arraycopy(salts, i * SALT, rowInput, 1, SALT);
      }
      return hasher.update(rowInput, 0, 1 + SALT + rowLength).finish();
    }

    Bytes32 recordHash(HeldRecord r) {
      recordInput[0] = 0;
      r.tag().writeTo(recordInput, 1);
      r.rowHash().writeTo(recordInput, 1 + Bytes32.SIZE);
      return hasher.update(recordInput).finish();
    }
  }

  /// The hash of one record: the leaf hash of the tree whose root an attestation signs.
  public static Bytes32 recordHash(Bytes32 tag, Bytes32 rowHash) {
    return Sha256.hash(new byte[1], tag.toArray(), rowHash.toArray());
  }

  /// The salt of record `index` of a batch: 16 bytes.
  public static Bytes salt(Bytes32 seed, int index) {
    byte[] in = new byte[1 + Bytes32.SIZE + Long.BYTES];
    in[0] = 2;
    seed.writeTo(in, 1);
    for (int b = 0; b < Long.BYTES; b++) {
      in[1 + Bytes32.SIZE + b] = (byte) ((long) index >>> (56 - 8 * b));
    }
    return Bytes.wrap(Arrays.copyOf(Sha256.hash(in).toArray(), SALT));
  }

  /// SHA-256(0x03 | salt | row).
  public static Bytes32 rowHash(Bytes salt, UsageRecord.Row row) {
    return Sha256.hash(new byte[] {3}, salt.unsafeArray(), row.toBytes().unsafeArray());
  }

  @Override
  public String toString() {
    return "Payload of " + count() + " records";
  }
}
