package io.countersign.core.rating;

import io.countersign.core.terms.Field;
import java.util.Arrays;

/// The values of one field, one after the other, in as few bytes as its range allows: what is above
/// the least value, in 8, 16, 32 or 64 bits without a sign.
sealed interface Column {
  /// An empty column for `field`; a date takes no place, since no rule reads it.
  static Column of(Field field) {
    return switch (field) {
      case Field.Int f -> of(f.min(), f.max() - f.min());
      case Field.Choice f -> new Bytes(0);
      case Field.Bool f -> new Bytes(0);
      case Field.Date f -> new Nothing();
    };
  }

  private static Column of(long least, long span) {
    if (span < 1 << 8) {
      return new Bytes(least);
    }
    if (span < 1 << 16) {
      return new Chars(least);
    }
    return span < 1L << 32 ? new Ints(least) : new Longs();
  }

  /// Makes room for `n` values.
  void size(int n);

  /// Sets a value of the field.
  void set(int i, long value);

  /// Writes `n` values from `from` on to the begin of `out`.
  void read(int from, int n, long[] out);

  /// A field that nothing reads.
  final class Nothing implements Column {
    @Override
    public void size(int n) {}

    @Override
    public void set(int i, long value) {}

    @Override
    public void read(int from, int n, long[] out) {
      Arrays.fill(out, 0, n, 0);
    }
  }

  /// One byte each.
  final class Bytes implements Column {
    private final long least;
    private byte[] values = {};

    Bytes(long least) {
      this.least = least;
    }

    @Override
    public void size(int n) {
      values = Arrays.copyOf(values, n);
    }

    @Override
    public void set(int i, long value) {
      values[i] = (byte) (value - least);
    }

    @Override
    public void read(int from, int n, long[] out) {
      for (int i = 0; i < n; i++) {
        out[i] = (values[from + i] & 0xff) + least;
      }
    }
  }

  /// Two bytes each.
  final class Chars implements Column {
    private final long least;
    private char[] values = {};

    Chars(long least) {
      this.least = least;
    }

    @Override
    public void size(int n) {
      values = Arrays.copyOf(values, n);
    }

    @Override
    public void set(int i, long value) {
      values[i] = (char) (value - least);
    }

    @Override
    public void read(int from, int n, long[] out) {
      for (int i = 0; i < n; i++) {
        out[i] = values[from + i] + least;
      }
    }
  }

  /// Four bytes each.
  final class Ints implements Column {
    private final long least;
    private int[] values = {};

    Ints(long least) {
      this.least = least;
    }

    @Override
    public void size(int n) {
      values = Arrays.copyOf(values, n);
    }

    @Override
    public void set(int i, long value) {
      values[i] = (int) (value - least);
    }

    @Override
    public void read(int from, int n, long[] out) {
      for (int i = 0; i < n; i++) {
        out[i] = (values[from + i] & 0xffff_ffffL) + least;
      }
    }
  }

  /// Eight bytes each.
  final class Longs implements Column {
    private long[] values = {};

    @Override
    public void size(int n) {
      values = Arrays.copyOf(values, n);
    }

    @Override
    public void set(int i, long value) {
      values[i] = value;
    }

    @Override
    public void read(int from, int n, long[] out) {
      System.arraycopy(values, from, out, 0, n);
    }
  }
}
