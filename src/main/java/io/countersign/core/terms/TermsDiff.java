package io.countersign.core.terms;

import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.money.Decimal;
import io.countersign.core.money.Micros;
import io.countersign.core.money.Ratio;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Every difference between two terms documents, in the order in which people read them.
///
/// Complete: from the old document and the changes the new one follows, and there are none exactly
/// if the documents are equal. Members are matched by name. Items are matched by name where they
/// have one: lines, measures, KPIs, scores and factor tables by `id`, milestones by `milestone`,
/// dated values by `from`, offsets by `fromUtc`, match rules by `record`, dates and words by
/// themselves; all others (rows, tiers, bands, gates, addends) by their place. A condition, and an
/// object that became one of another kind, changes as a whole.
///
/// To apply the changes to a list: take out what is removed or moved, then put in what is added or
/// moved, by ascending place in the new list.
///
/// Cost: linear in the documents, quadratic in the items of one list.
///
/// @param changes in the order of the members of `src/docs/terms.md` §2
public record TermsDiff(List<TermsChange> changes) {
  private static final List<String> ORDER =
      List.of(
          "cst",
          "id",
          "version",
          "supersedes",
          "nonce",
          "title",
          "parties",
          "currency",
          "term",
          "clock",
          "calendars",
          "windows",
          "params",
          "records",
          "cutoff",
          "measures",
          "kpis",
          "scores",
          "lines");

  /// By the member that holds the list: the member of an item that names it.
  private static final Map<String, String> KEYS =
      Map.of(
          "lines", "id",
          "measures", "id",
          "kpis", "id",
          "scores", "id",
          "factors", "id",
          "items", "milestone",
          "values", "from",
          "offsets", "fromUtc",
          "match", "record");

  /// Members of which people want to know the change in percent.
  private static final Set<String> PRICED =
      Set.of(
          "price",
          "connect",
          "flat",
          "amount",
          "value",
          "x",
          "else",
          "pct",
          "deMinimis",
          "latePctPerDay",
          "lateCapPct",
          "minPct",
          "maxPct");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]+");

  public TermsDiff {
    changes = List.copyOf(changes);
  }

  public static TermsDiff of(Terms before, Terms now) {
    return of(before.toJson(), now.toJson());
  }

  /// The same for documents that are not read yet, valid or not.
  public static TermsDiff of(Json.Obj before, Json.Obj now) {
    List<TermsChange> out = new ArrayList<>();
    members("", before, now, out);
    return new TermsDiff(out);
  }

  public boolean isEmpty() {
    return changes.isEmpty();
  }

  private static void value(
      String path, String member, Json before, Json now, List<TermsChange> out) {
    if (before.equals(now)) {
      return;
    }
    if (before instanceof Json.Obj a && now instanceof Json.Obj b && comparable(member, a, b)) {
      members(path, a, b, out);
    } else if (before instanceof Json.Arr a && now instanceof Json.Arr b) {
      items(path, member, a, b, out);
    } else {
      out.add(new TermsChange.Changed(path, before, now, percent(member, before, now)));
    }
  }

  /// Whether two objects are looked into: not conditions, not of two kinds.
  private static boolean comparable(String member, Json.Obj a, Json.Obj b) {
    if (member.equals("when") || member.equals("where")) {
      return false;
    }
    for (String kind : List.of("kind", "type")) {
      if (!Objects.equals(a.get(kind), b.get(kind))) {
        return false;
      }
    }
    return a.keys().isEmpty() || b.keys().isEmpty() || a.keys().stream().anyMatch(b::has);
  }

  private static void members(String path, Json.Obj a, Json.Obj b, List<TermsChange> out) {
    Set<String> names = new LinkedHashSet<>();
    if (path.isEmpty()) {
      names.addAll(ORDER);
    }
    names.addAll(a.keys());
    names.addAll(b.keys());
    for (String name : names) {
      Json before = a.get(name);
      Json now = b.get(name);
      String place = path.isEmpty() ? name : path + "." + name;
      if (before != null && now != null) {
        value(place, name, before, now, out);
      } else if (before != null) {
        out.add(new TermsChange.Removed(place, before));
      } else if (now != null) {
        out.add(new TermsChange.Added(place, -1, now));
      }
    }
  }

  private static void items(
      String path, String member, Json.Arr a, Json.Arr b, List<TermsChange> out) {
    boolean named = isNamed(member, a) && isNamed(member, b);
    boolean one = namesItems(member, a) || namesItems(member, b);
    if (!named && one) {
      out.add(new TermsChange.Changed(path, a, b, Optional.empty()));
      return;
    }
    if (named) {
      Optional<List<String>> before = names(member, a);
      Optional<List<String>> now = names(member, b);
      if (before.isPresent() && now.isPresent()) {
        named(path, a, b, before.get(), now.get(), out);
      } else {
        out.add(new TermsChange.Changed(path, a, b, Optional.empty()));
      }
      return;
    }
    int both = Math.min(a.items().size(), b.items().size());
    for (int i = 0; i < both; i++) {
      value(path + "[" + i + "]", "", a.items().get(i), b.items().get(i), out);
    }
    for (int i = both; i < a.items().size(); i++) {
      out.add(new TermsChange.Removed(path + "[" + i + "]", a.items().get(i)));
    }
    for (int i = both; i < b.items().size(); i++) {
      out.add(new TermsChange.Added(path + "[" + i + "]", i, b.items().get(i)));
    }
  }

  private static boolean namesItems(String member, Json.Arr list) {
    return !list.items().isEmpty() && isNamed(member, list);
  }

  /// Whether the items of this list have names, or would have.
  private static boolean isNamed(String member, Json.Arr list) {
    String key = KEYS.getOrDefault(member, "");
    return list.items().stream().allMatch(item -> !(item instanceof Json.Obj o) || o.has(key));
  }

  /// The names of the items; empty where two have the same or one is no name: such a list is
  /// compared as a whole.
  private static Optional<List<String>> names(String member, Json.Arr list) {
    String key = KEYS.getOrDefault(member, "");
    List<String> out = new ArrayList<>();
    for (Json item : list.items()) {
      Json name = item instanceof Json.Obj o ? Objects.requireNonNull(o.get(key)) : item;
      String text =
          switch (name) {
            case Json.Str s -> s.value();
            case Json.Int i -> Long.toString(i.value());
            default -> "";
          };
      if (!NAME.matcher(text).matches()) {
        return Optional.empty();
      }
      out.add(text);
    }
    return new HashSet<>(out).size() == out.size() ? Optional.of(out) : Optional.empty();
  }

  private static void named(
      String path,
      Json.Arr a,
      Json.Arr b,
      List<String> before,
      List<String> now,
      List<TermsChange> out) {
    Map<String, Integer> at = new HashMap<>();
    for (int i = 0; i < now.size(); i++) {
      at.put(now.get(i), i);
    }
    Set<String> kept = new HashSet<>(before);
    kept.retainAll(at.keySet());
    Set<String> steady = steady(before.stream().filter(kept::contains).toList(), at);
    for (int i = 0; i < before.size(); i++) {
      String name = before.get(i);
      String place = path + "[" + name + "]";
      Integer to = at.get(name);
      if (to == null) {
        out.add(new TermsChange.Removed(place, a.items().get(i)));
        continue;
      }
      if (!steady.contains(name)) {
        out.add(new TermsChange.Moved(place, i, to));
      }
      value(place, "", a.items().get(i), b.items().get(to), out);
    }
    for (int i = 0; i < now.size(); i++) {
      if (!kept.contains(now.get(i))) {
        out.add(new TermsChange.Added(path + "[" + now.get(i) + "]", i, b.items().get(i)));
      }
    }
  }

  /// A longest choice of `names` that stand in the same order in the new list: the fewest others
  /// have moved.
  private static Set<String> steady(List<String> names, Map<String, Integer> at) {
    int n = names.size();
    int[] to = new int[n];
    int[] length = new int[n];
    int[] previous = new int[n];
    int best = -1;
    for (int i = 0; i < n; i++) {
      to[i] = Objects.requireNonNull(at.get(names.get(i)));
    }
    Arrays.fill(previous, -1);
    for (int i = 0; i < n; i++) {
      length[i] = 1;
      for (int k = 0; k < i; k++) {
        if (to[k] < to[i] && length[k] + 1 > length[i]) {
          length[i] = length[k] + 1;
          previous[i] = k;
        }
      }
      if (best < 0 || length[i] > length[best]) {
        best = i;
      }
    }
    Set<String> out = new HashSet<>();
    for (int i = best; i >= 0; i = previous[i]) {
      out.add(names.get(i));
    }
    return out;
  }

  private static Optional<Ratio> percent(String member, Json before, Json now) {
    if (!PRICED.contains(member)
        || !(before instanceof Json.Str a)
        || !(now instanceof Json.Str b)) {
      return Optional.empty();
    }
    try {
      BigInteger was = Micros.parse(a.value(), TermsParser.MONEY_DIGITS).value();
      BigInteger is = Micros.parse(b.value(), TermsParser.MONEY_DIGITS).value();
      return was.signum() == 0
          ? Optional.empty()
          : Optional.of(new Ratio(is.subtract(was).multiply(BigInteger.valueOf(100)), was.abs()));
    } catch (MalformedException e) {
      // No number, such as the word "none".
      return Optional.empty();
    }
  }

  /// A change in percent for people: rounded toward zero to two decimals, with its sign.
  public static String show(Ratio percent) {
    BigInteger hundredths = percent.num().multiply(BigInteger.valueOf(100)).divide(percent.den());
    return (percent.num().signum() > 0 ? "+" : "") + Decimal.format(hundredths, 2) + " %";
  }
}
