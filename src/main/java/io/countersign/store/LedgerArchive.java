package io.countersign.store;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.Finding;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// A whole ledger in one file, whatever store it came from: leaves, objects, payloads, checkpoints,
/// cosignatures, what parties have seen, and the pepper. It holds the records: it is kept as they
/// are.
///
/// Form: the line `countersign/archive/v1`, then parts `u8 type | u16 length | key | u32 length |
/// bytes`. Types in this order: `I` the ledger's id and its size, `M` values, `O` objects, `P`
/// payloads, `L` leaves with `C` a checkpoint after those of its commit, `S` cosignatures, `V` what
/// was seen, `E` SHA-256 of all bytes before that part. Numbers are big-endian.
public final class LedgerArchive {
  /// Bytes of one part.
  public static final int MAX_PART = 128 << 20;

  private static final int MAX_KEY = 1_024;

  /// What an archive begins with.
  static final String MAGIC = "countersign/archive/v1\n";

  private final Path file;
  private final Bytes32 id;
  private final long size;

  private LedgerArchive(Path file, Bytes32 id, long size) {
    this.file = file;
    this.id = id;
    this.size = size;
  }

  /// Writes what `store` holds up to its end of this moment.
  ///
  /// @throws StoreException as [LedgerStore]
  public static void write(LedgerStore store, Bytes32 id, OutputStream out) throws IOException {
    try {
      Writer to = new Writer(out);
      to.begin(id, Restored.head(store).size());
      LedgerContent.send(store, to);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// Whether `file` begins as an archive does.
  public static boolean isArchive(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] magic = MAGIC.getBytes(StandardCharsets.US_ASCII);
      return Arrays.equals(magic, in.readNBytes(magic.length));
    }
  }

  /// Opens an archive and checks that it is whole. Cost: one reading of the file.
  ///
  /// @throws StoreException `ARCHIVE_FORM`, `STORE_IO`
  public static LedgerArchive open(Path file) {
    Object[] first = new Object[2];
    walk(
        file,
        (type, key, bytes) -> {
          if (type == 'I') {
            first[0] = hash(key);
            first[1] = number(bytes);
          }
        });
    if (first[0] instanceof Bytes32 id && first[1] instanceof Long size) {
      return new LedgerArchive(file, id, size);
    }
    throw form("a ledger's id and size", "none");
  }

  public Bytes32 id() {
    return id;
  }

  /// Leaves in it.
  public long size() {
    return size;
  }

  void send(LedgerContent to) {
    walk(
        file,
        (type, key, bytes) -> {
          switch (type) {
            case 'I' -> {}
            case 'M' -> {
              String name = new String(key, StandardCharsets.UTF_8);
              if (!LedgerContent.OF_THE_STORE.contains(name)) {
                to.meta(name, Bytes.wrap(bytes));
              }
            }
            case 'O' -> to.object(hash(key), Bytes.wrap(bytes));
            case 'P' -> to.payload(hash(key), Bytes.wrap(bytes));
            case 'L' -> {
              if (bytes.length != LedgerStore.LEAF_BYTES) {
                throw form(
                    "a leaf of " + LedgerStore.LEAF_BYTES + " bytes", bytes.length + " bytes");
              }
              to.leaf(number(key), Bytes.wrap(bytes));
            }
            case 'C' -> to.checkpoint(number(key), Bytes.wrap(bytes));
            case 'S' -> to.cosignature(number(key), Bytes.wrap(bytes));
            case 'V' -> {
              if (bytes.length != Long.BYTES + Bytes32.SIZE) {
                throw form("a size and a root", bytes.length + " bytes");
              }
              to.seen(
                  new String(key, StandardCharsets.UTF_8),
                  ByteBuffer.wrap(bytes).getLong(),
                  Bytes32.of(bytes, Long.BYTES));
            }
            default -> throw form("a type of part", Integer.toString(type));
          }
        });
    to.end();
  }

  private interface Part {
    void accept(int type, byte[] key, byte[] bytes);
  }

  /// Reads all parts but the last, in which the digest lies, and checks that.
  private static void walk(Path file, Part parts) {
    MessageDigest digest = sha256();
    try (DataInputStream in =
        new DataInputStream(
            new DigestInputStream(
                new BufferedInputStream(Files.newInputStream(file), 1 << 16), digest))) {
      byte[] magic = MAGIC.getBytes(StandardCharsets.US_ASCII);
      if (!Arrays.equals(magic, in.readNBytes(magic.length))) {
        throw form(MAGIC.strip(), "something else");
      }
      while (true) {
        byte[] before = copy(digest).digest();
        int type = in.readUnsignedByte();
        int keyLength = in.readUnsignedShort();
        byte[] key = keyLength > MAX_KEY ? tooLong(keyLength) : in.readNBytes(keyLength);
        int length = in.readInt();
        byte[] bytes = length < 0 || length > MAX_PART ? tooLong(length) : in.readNBytes(length);
        if (key.length != keyLength || bytes.length != length) {
          throw new EOFException();
        }
        if (type == 'E') {
          if (!Arrays.equals(before, bytes) || in.read() >= 0) {
            throw form("the SHA-256 of all before, and nothing after", "something else");
          }
          return;
        }
        parts.accept(type, key, bytes);
      }
    } catch (EOFException e) {
      throw form("an end", "a file that was cut off");
    } catch (IOException e) {
      throw new StoreException(
          new Finding(Code.STORE_IO, file.toString(), "a file that can be read", e.toString()), e);
    }
  }

  private static byte[] tooLong(int length) {
    throw form("parts of at most " + MAX_PART + " bytes", length + " bytes");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static StoreException form(String expected, String found) {
    return new StoreException(Code.ARCHIVE_FORM, "archive", expected, found);
  }

  private static Bytes32 hash(byte[] key) {
    if (key.length != Bytes32.SIZE) {
      throw form("a hash", key.length + " bytes");
    }
    return Bytes32.of(key, 0);
  }

  private static long number(byte[] bytes) {
    if (bytes.length != Long.BYTES) {
      throw form("a number of 8 bytes", bytes.length + " bytes");
    }
    return ByteBuffer.wrap(bytes).getLong();
  }

  /// Writes the parts.
  private static final class Writer implements LedgerContent {
    private final MessageDigest digest = sha256();
    private final DataOutputStream out;

    Writer(OutputStream out) {
      this.out = new DataOutputStream(new DigestOutputStream(out, digest));
    }

    void begin(Bytes32 id, long size) {
      try {
        out.write(MAGIC.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      part('I', id.toArray(), number(size));
    }

    private void part(char type, byte[] key, byte[] bytes) {
      try {
        out.writeByte(type);
        out.writeShort(key.length);
        out.write(key);
        out.writeInt(bytes.length);
        out.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static byte[] number(long value) {
      return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] text(String value) {
      return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void meta(String key, Bytes value) {
      part('M', text(key), value.unsafeArray());
    }

    @Override
    public void object(Bytes32 hash, Bytes bytes) {
      part('O', hash.toArray(), bytes.unsafeArray());
    }

    @Override
    public void payload(Bytes32 root, Bytes bytes) {
      part('P', root.toArray(), bytes.unsafeArray());
    }

    @Override
    public void leaf(long index, Bytes leaf) {
      part('L', number(index), leaf.unsafeArray());
    }

    @Override
    public void checkpoint(long size, Bytes note) {
      part('C', number(size), note.unsafeArray());
    }

    @Override
    public void cosignature(long size, Bytes line) {
      part('S', number(size), line.unsafeArray());
    }

    @Override
    public void seen(String party, long size, Bytes32 root) {
      part(
          'V',
          text(party),
          ByteBuffer.allocate(Long.BYTES + Bytes32.SIZE).putLong(size).put(root.toArray()).array());
    }

    @Override
    public void end() {
      part('E', new byte[0], copy(digest).digest());
      try {
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
