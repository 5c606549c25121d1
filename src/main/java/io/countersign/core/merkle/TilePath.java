package io.countersign.core.merkle;

import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import java.util.Locale;

/// The name of one immutable piece of a served ledger, in its one form.
///
/// `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`; N in groups of three digits, all but the
/// last behind an `x`, the first not `x000`. Source: C2SP tlog-tiles.
public sealed interface TilePath {
  /// Hashes or entries in a full tile.
  int WIDTH = 256;

  /// Highest level of a tile of hashes, the public format's cap.
  int MAX_LEVEL = 63;

  /// Number of the tile within its level, from the left.
  long index();

  /// Hashes or entries in it: 1 to 255 if partial, 256 if full.
  int width();

  /// The path.
  String format();

  default boolean isPartial() {
    return width() < WIDTH;
  }

  /// Hashes of complete subtrees of 256^level leaves each; 32 bytes each.
  ///
  /// @param level 0 to [#MAX_LEVEL]
  record Hashes(int level, long index, int width) implements TilePath {
    public Hashes {
      if (level < 0 || level > MAX_LEVEL) {
        throw new IllegalArgumentException("level " + level);
      }
      check(index, width);
    }

    @Override
    public String format() {
      return "tile/" + level + "/" + number(index) + suffix(width);
    }

    @Override
    public String toString() {
      return format();
    }
  }

  /// The entries whose hashes are in the tile of hashes of level 0 with this index.
  record Entries(long index, int width) implements TilePath {
    public Entries {
      check(index, width);
    }

    @Override
    public String format() {
      return "tile/entries/" + number(index) + suffix(width);
    }

    @Override
    public String toString() {
      return format();
    }
  }

  /// Parses a path; every path has one form, all others are refused.
  ///
  /// @throws MalformedException `TILE_PATH`
  static TilePath parse(String path) throws MalformedException {
    String[] parts = path.split("/", -1);
    int last = parts.length;
    int width = WIDTH;
    boolean ok = last >= 3 && last <= 12 && parts[0].equals("tile");
    if (ok && parts[last - 2].endsWith(".p")) {
      width = (int) decimal(parts[last - 1], 3);
      last--;
      parts[last - 1] = parts[last - 1].substring(0, parts[last - 1].length() - 2);
    }
    long index = 0;
    for (int i = 2; ok && i < last; i++) {
      String group = parts[i];
      if (i < last - 1) {
        ok = group.startsWith("x");
        group = ok ? group.substring(1) : group;
      }
      long value = group.length() == 3 ? digits(group) : -1;
      ok = ok && value >= 0 && index <= (Long.MAX_VALUE - value) / 1000;
      index = ok ? index * 1000 + value : 0;
    }
    boolean entries = ok && parts[1].equals("entries");
    long level = entries || !ok ? 0 : decimal(parts[1], 2);
    if (ok && last > 2 && width >= 1 && width <= WIDTH && level >= 0 && level <= MAX_LEVEL) {
      TilePath parsed = entries ? new Entries(index, width) : new Hashes((int) level, index, width);
      // Leading groups of zeros and a partial width of 256 end here.
      if (parsed.format().equals(path)) {
        return parsed;
      }
    }
    throw new MalformedException(
        Code.TILE_PATH,
        "path",
        -1,
        "tile/<0..63>/<N>[.p/<1..255>] or tile/entries/<N>[.p/<1..255>]",
        MalformedException.show(path));
  }

  private static long decimal(String text, int maxDigits) {
    return text.isEmpty() || text.length() > maxDigits ? -1 : digits(text);
  }

  private static long digits(String text) {
    long v = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      v = v * 10 + (c - '0');
    }
    return v;
  }

  private static void check(long index, int width) {
    if (index < 0 || width < 1 || width > WIDTH) {
      throw new IllegalArgumentException("tile index " + index + ", width " + width);
    }
  }

  private static String number(long index) {
    String out = String.format(Locale.ROOT, "%03d", index % 1000);
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      out = String.format(Locale.ROOT, "x%03d/", rest % 1000) + out;
    }
    return out;
  }

  private static String suffix(int width) {
    return width == WIDTH ? "" : ".p/" + width;
  }
}
