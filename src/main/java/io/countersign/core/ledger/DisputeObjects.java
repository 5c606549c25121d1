package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// What the three objects of disputes have in common: caps, amounts, and the order of their items.
///
/// Source: `src/docs/formats.md` §10.
final class DisputeObjects {
  /// Cap on the bytes of a claim, an offer or an award.
  static final int MAX_BYTES = 1 << 20;

  /// Most items of one list.
  static final int MAX_ITEMS = 256;

  /// Most code points of a note.
  static final int MAX_NOTE = 2000;

  /// Longest id of a line, in characters.
  private static final int MAX_LINE = 64;

  /// Largest magnitude of an amount that somebody claims, offers or awards, in micros.
  static final BigInteger MAX_MICROS = BigInteger.TEN.pow(24);

  private DisputeObjects() {}

  /// Makes an item of its parts.
  @FunctionalInterface
  interface Maker<T> {
    T of(Period period, String line, Micros amount);
  }

  /// What an offer and an award have in common: the whole object, with its items read.
  ///
  /// @param least fewest items
  /// @param amount name of the member that holds an item's amount
  /// @param rest reads the other members
  static <T, R> R framed(
      Bytes bytes,
      int least,
      String amount,
      Maker<T> item,
      Function<T, Period> period,
      Function<T, String> line,
      Rest<T, R> rest)
      throws MalformedException {
    Fields f = Fields.of(JsonReader.canonical(bytes, MAX_BYTES), "");
    format(f);
    List<T> items = new ArrayList<>();
    for (Fields i : f.objects("items", least, MAX_ITEMS)) {
      items.add(item.of(period(i), line(i), int256(i, amount)));
      i.end();
    }
    ordered(items, "items", period, line);
    R out = rest.read(f, items);
    f.end();
    return out;
  }

  /// Reads what stands beside the items.
  @FunctionalInterface
  interface Rest<T, R> {
    R read(Fields f, List<T> items) throws MalformedException;
  }

  /// An item of an offer or an award.
  static Json item(Period period, String line, String name, Micros amount) {
    return Json.object()
        .put(name, amount.value().toString())
        .put("line", line)
        .put("period", period.yyyymm())
        .build();
  }

  static void format(Fields f) throws MalformedException {
    f.integer("format", 1, 1);
  }

  static Period period(Fields f) throws MalformedException {
    return Period.parse(f.integer("period", Period.MIN, Period.MAX));
  }

  static String line(Fields f) throws MalformedException {
    return text(f, "line", 1, MAX_LINE);
  }

  static String text(Fields f, String name, int min, int max) throws MalformedException {
    String s = f.string(name);
    int points = s.codePointCount(0, s.length());
    if (points < min || points > max) {
      throw new MalformedException(
          Code.FIELD_RANGE,
          f.path(name),
          -1,
          min + " to " + max + " characters",
          points + " characters");
    }
    return s;
  }

  /// An amount of the ledger's own: a line's, which 256 bits hold.
  static Micros int256(Fields f, String name) throws MalformedException {
    BigInteger v = f.decimal(name);
    if (v.bitLength() > 255) {
      throw new MalformedException(
          Code.FIELD_RANGE, f.path(name), -1, "-2^255 to 2^255-1", v.toString());
    }
    return new Micros(v);
  }

  /// An amount that somebody names.
  static Micros named(Fields f, String name) throws MalformedException {
    BigInteger v = f.decimal(name);
    if (v.abs().compareTo(MAX_MICROS) > 0) {
      throw new MalformedException(
          Code.FIELD_RANGE, f.path(name), -1, "-10^24 to 10^24 micros", v.toString());
    }
    return new Micros(v);
  }

  static boolean isNamed(Micros amount) {
    return amount.value().abs().compareTo(MAX_MICROS) <= 0;
  }

  /// Refuses items whose periods go back or that name a line of a period twice. The order of the
  /// lines themselves is that of terms, which the entry's rules know.
  static <T> void ordered(
      List<T> items, String path, Function<T, Period> period, Function<T, String> line)
      throws MalformedException {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      Period p = period.apply(items.get(i));
      if (i > 0 && p.compareTo(period.apply(items.get(i - 1))) < 0) {
        throw new MalformedException(
            Code.FIELD_RANGE,
            path + "[" + i + "].period",
            -1,
            "from " + period.apply(items.get(i - 1)) + " on",
            p.toString());
      }
      if (!seen.add(p.yyyymm() + " " + line.apply(items.get(i)))) {
        throw new MalformedException(
            Code.FIELD_RANGE,
            path + "[" + i + "].line",
            -1,
            "each line of a period once",
            MalformedException.show(line.apply(items.get(i))));
      }
    }
  }

  /// The same for items that the caller made.
  ///
  /// @throws IllegalArgumentException if there are too many, or they are out of order
  static <T> List<T> checked(List<T> items, Function<T, Period> period, Function<T, String> line) {
    if (items.size() > MAX_ITEMS) {
      throw new IllegalArgumentException(items.size() + " items");
    }
    try {
      ordered(items, "items", period, line);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e.toString(), e);
    }
    return List.copyOf(items);
  }

  static void note(String note) {
    if (note.codePointCount(0, note.length()) > MAX_NOTE) {
      throw new IllegalArgumentException("a note of more than " + MAX_NOTE + " characters");
    }
  }
}
