package io.countersign.naive;

import io.countersign.core.encoding.Json;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Disputes as `src/docs/formats.md` §10 tells them, looked up from the beginning for each
/// question: no state but the list of what was accepted.
///
/// Its terms are fixed: one version from 202601 on, lines monthly, extra and the memo tax, all
/// records attested by the provider's signer.
public final class NaiveDisputes {
  private static final long DAY = 86_400_000L;
  private static final List<String> LINES = List.of("monthly", "extra", "tax");
  private static final BigInteger MOST = BigInteger.TEN.pow(24);

  /// An entry whose form, signatures and digest are good.
  ///
  /// @param kind the envelope's word, or `mark`
  /// @param fields of the envelope; empty for a mark
  /// @param roles that signed; for a mark the words of the parties that cosigned it
  /// @param shown the size of the tree that its signers saw
  /// @param object what it names, parsed (of a statement its document); null if it names none
  /// @param records numbers that it gives out (an attestation) or names (a void; -1 for unknown)
  public record Event(
      long index,
      long time,
      String digest,
      String kind,
      Json.Obj fields,
      Set<String> roles,
      long shown,
      Json object,
      List<Long> records) {}

  private final int disputeDays;
  private final int answerDays;
  private final BigInteger amount;
  private final long pct;
  private final int repeatMonths;
  private final String silence;
  private final boolean arbiter;
  private final List<Event> accepted = new ArrayList<>();

  /// What each accepted void came to.
  private final Map<Long, List<String>> effects = new HashMap<>();

  public NaiveDisputes(Json.Obj terms, boolean arbiter) {
    Json.Obj d = Doc.object(terms, "disputes");
    disputeDays = (int) Doc.number(d, "disputeDays");
    answerDays = (int) Doc.number(d, "answerDays");
    Json.Obj threshold = Doc.object(d, "threshold");
    amount = new BigInteger(Doc.text(threshold, "amount")).multiply(BigInteger.valueOf(1_000_000));
    pct = Long.parseLong(Doc.text(threshold, "pct")) * 10_000;
    repeatMonths = (int) Doc.number(threshold, "repeatMonths");
    silence = Doc.text(Doc.object(d, "silence"), "dispute");
    this.arbiter = arbiter;
  }

  /// Takes an entry that counts.
  public void accept(Event e) {
    if (e.kind().equals("void")) {
      effects.put(e.index(), effects(e));
    }
    accepted.add(e);
  }

  private List<Event> below(long size) {
    return accepted.stream().filter(e -> e.index() < size).toList();
  }

  private static List<Event> of(List<Event> all, String kind) {
    return all.stream().filter(e -> e.kind().equals(kind)).toList();
  }

  /// The accepted disputes of a prefix.
  public List<Event> disputes(long size) {
    return of(below(size), "dispute");
  }

  private static Event find(List<Event> all, String digest) {
    for (Event e : of(all, "dispute")) {
      if (e.digest().equals(digest)) {
        return e;
      }
    }
    return null;
  }

  /// The accepted entry of this kind on a dispute, or null.
  private static Event on(List<Event> all, String kind, Event dispute) {
    for (Event e : of(all, kind)) {
      if (Doc.text(e.fields(), "dispute").equals(dispute.digest())) {
        return e;
      }
    }
    return null;
  }

  private static Event latest(List<Event> all, long period) {
    Event out = null;
    for (Event e : of(all, "statement")) {
      if (Doc.number(e.fields(), "period") == period) {
        out = e;
      }
    }
    return out;
  }

  // Sight and state.

  /// The first entry that shows a party's sight of another; null if none does.
  private static Event shows(List<Event> all, String party, long index) {
    for (Event e : all) {
      if (e.index() <= index || !e.roles().contains(party)) {
        continue;
      }
      if (e.shown() > index
          || (party.equals("client")
              && Set.of("dispute", "acceptance").contains(e.kind())
              && (about(all, e).index() == index || about(all, e).shown() > index))) {
        return e;
      }
    }
    return null;
  }

  /// The statement entry that a dispute or an acceptance is about.
  private static Event about(List<Event> all, Event e) {
    List<Event> before = all.stream().filter(x -> x.index() < e.index()).toList();
    return latest(before, Doc.number(e.fields(), "period"));
  }

  /// Since when a party has seen an entry; -1 if it has not.
  private static long sight(List<Event> all, String party, long index) {
    Event e = shows(all, party, index);
    return e == null ? -1 : e.time();
  }

  private static boolean over(long sight, int days, long t) {
    return sight >= 0 && t > sight + days * DAY;
  }

  public String state(Event d, long size, long t) {
    List<Event> all = below(size);
    if (on(all, "withdrawal", d) != null) {
      return "withdrawn";
    }
    if (on(all, "resolution", d) != null) {
      return "resolved";
    }
    Event answer = on(all, "answer", d);
    long seen = sight(all, "provider", d.index());
    boolean silent = answer == null && over(seen, answerDays, t);
    boolean settles = silenceSettles(all, d, seen);
    if (answer == null ? silent && settles : Doc.number(answer.fields(), "answer") == 1) {
      return "settled";
    }
    if (on(all, "escalation", d) != null) {
      return "escalated";
    }
    boolean rejects = silence.equals("rejected") || (silence.equals("accepted") && !settles);
    if (arbiter && answer != null && over(sight(all, "client", answer.index()), disputeDays, t)) {
      return "lapsed";
    }
    if (arbiter && silent && rejects) {
      long told = sight(all, "client", shows(all, "provider", d.index()).index());
      if (told >= 0 && over(seen, answerDays + disputeDays, t) && over(told, disputeDays, t)) {
        return "lapsed";
      }
    }
    return answer != null || (silent && rejects) ? "rejected" : "open";
  }

  /// The first later statement of its period that says something else; null if there is none.
  private static Event restating(List<Event> all, Event d) {
    for (Event s : of(all, "statement")) {
      if (s.index() > d.index()
          && Doc.number(s.fields(), "period") == Doc.number(d.fields(), "period")
          && !Doc.text(s.fields(), "statementHash").equals(Doc.text(d.fields(), "statementHash"))) {
        return s;
      }
    }
    return null;
  }

  /// Whether silence settles it at the end of a window that began when it was seen.
  private boolean silenceSettles(List<Event> all, Event d, long seen) {
    Event s = restating(all, d);
    if (!silence.equals("accepted") || (s != null && !over(seen, answerDays, s.time()))) {
      return false;
    }
    for (Json.Obj i : items(d)) {
      BigInteger least = stated(i).signum() < 0 ? stated(i) : BigInteger.ZERO;
      if (claimed(i).compareTo(least) < 0) {
        return false;
      }
    }
    return true;
  }

  private boolean closed(Event d, long size, long t) {
    return Set.of("withdrawn", "resolved", "settled", "lapsed").contains(state(d, size, t));
  }

  /// What is in force: `dispute's index, line of period, amount`.
  public List<String> settlements(long size, long t) {
    List<String> out = new ArrayList<>();
    for (Event d : disputes(size)) {
      String state = state(d, size, t);
      if (state.equals("settled")) {
        for (Json.Obj i : items(d)) {
          out.add(posted(d, i, claimed(i).subtract(stated(i))));
        }
      } else if (state.equals("resolved")) {
        Event r = on(below(size), "resolution", d);
        if (Doc.number(r.fields(), "method") == 2) {
          for (Json.Obj i : Doc.objects((Json.Obj) r.object(), "items")) {
            BigInteger a = new BigInteger(Doc.text(i, "amount"));
            if (a.signum() != 0) {
              out.add(posted(d, i, a));
            }
          }
        }
      }
    }
    return out;
  }

  private static String posted(Event d, Json.Obj item, BigInteger amount) {
    return d.index() + " " + Doc.text(item, "line") + " " + period(item) + " " + amount;
  }

  // Objects.

  private static List<Json.Obj> items(Event d) {
    return Doc.objects((Json.Obj) d.object(), "items");
  }

  private static List<Json.Obj> adjusted(Event d) {
    return Doc.objects((Json.Obj) d.object(), "adjusted");
  }

  private static long period(Json.Obj item) {
    return Doc.number(item, "period");
  }

  private static BigInteger claimed(Json.Obj item) {
    return new BigInteger(Doc.text(item, "claimed"));
  }

  private static BigInteger stated(Json.Obj item) {
    return new BigInteger(Doc.text(Doc.object(item, "result"), "amount"));
  }

  private static boolean names(Json object, long number) {
    for (Json r : Doc.array((Json.Obj) object, "records")) {
      List<Json> range = ((Json.Arr) r).items();
      if (((Json.Int) range.get(0)).value() <= number
          && number <= ((Json.Int) range.get(1)).value()) {
        return true;
      }
    }
    return false;
  }

  private static long last(Json object) {
    long out = -1;
    for (Json r : Doc.array((Json.Obj) object, "records")) {
      out = Math.max(out, ((Json.Int) ((Json.Arr) r).items().get(1)).value());
    }
    return out;
  }

  // Rules.

  /// The slug of the rule that an entry breaks as the next one, empty if it counts.
  ///
  /// @param records given out before it
  public String judge(Event e, long records) {
    List<Event> all = below(e.index());
    return switch (e.kind()) {
      case "dispute" -> dispute(all, e, records);
      case "answer" -> answer(all, e);
      case "withdrawal" -> first(all, e);
      case "escalation" -> escalation(all, e);
      case "resolution" -> resolution(all, e, records);
      case "acceptance" -> acceptance(all, e);
      case "void" ->
          e.roles().contains("arbiter")
                  && of(all, "dispute").stream()
                      .noneMatch(d -> state(d, e.index(), e.time()).equals("escalated"))
              ? "void-arbiter"
              : "";
      default -> "";
    };
  }

  /// Why each tag of a void has no effect, in the order of the event's numbers; empty if it has.
  public List<String> effects(Event e) {
    List<Event> all = below(e.index());
    List<String> out = new ArrayList<>();
    for (long n : e.records()) {
      boolean voided = false;
      boolean attested = false;
      for (Event before : all) {
        attested |= before.kind().equals("attestation") && before.records().contains(n);
        voided |=
            before.kind().equals("void")
                && before.records().contains(n)
                && effects.get(before.index()).get(before.records().indexOf(n)).isEmpty();
      }
      boolean foreign = e.roles().contains("attester:client");
      if (e.roles().contains("arbiter")) {
        foreign =
            of(all, "dispute").stream()
                .noneMatch(
                    d -> names(d.object(), n) && state(d, e.index(), e.time()).equals("escalated"));
      }
      out.add(
          !attested
              ? "void-tag-unknown"
              : foreign
                  ? "void-tag-foreign"
                  : voided
                      ? "void-tag-twice"
                      : !e.roles().contains("client") && settled(n, e.index(), e.time())
                          ? "void-tag-settled"
                          : "");
    }
    return out;
  }

  /// Whether a void of this record by one party has no effect.
  boolean settled(long n, long size, long t) {
    for (Event d : disputes(size)) {
      String state = state(d, size, t);
      Event r = on(below(size), "resolution", d);
      if ((state.equals("settled") && names(d.object(), n))
          || (state.equals("resolved") && r.object() != null && names(r.object(), n))) {
        return true;
      }
    }
    return false;
  }

  private String acceptance(List<Event> all, Event e) {
    long period = Doc.number(e.fields(), "period");
    String hash = Doc.text(e.fields(), "statementHash");
    Event s = latest(all, period);
    if (s == null || !Doc.text(s.fields(), "statementHash").equals(hash)) {
      return "acceptance-statement";
    }
    for (Event a : of(all, "acceptance")) {
      if (a.index() > s.index() && Doc.number(a.fields(), "period") == period) {
        return "acceptance-twice";
      }
    }
    List<String> except = except(e);
    for (Event d : of(all, "dispute")) {
      if (closed(d, e.index(), e.time())) {
        continue;
      }
      for (Json.Obj i : items(d)) {
        if (period(i) == period
            && statementOf(d, i).equals(hash)
            && !except.contains(Doc.text(i, "line"))) {
          return "acceptance-disputed";
        }
      }
      if (!adjusted(d).isEmpty()
          && Doc.number(d.fields(), "period") == period
          && Doc.text(d.fields(), "statementHash").equals(hash)) {
        return "acceptance-disputed";
      }
    }
    return "";
  }

  private static List<String> except(Event acceptance) {
    List<String> out = new ArrayList<>();
    if (acceptance.object() != null) {
      ((Json.Arr) acceptance.object()).items().forEach(i -> out.add(((Json.Str) i).value()));
    }
    return out;
  }

  /// The hash of the statement that stated an item when its dispute came in.
  private String statementOf(Event d, Json.Obj item) {
    return Doc.text(latest(below(d.index()), period(item)).fields(), "statementHash");
  }

  private String dispute(List<Event> all, Event e, long records) {
    long period = Doc.number(e.fields(), "period");
    Event s = latest(all, period);
    String hash = Doc.text(e.fields(), "statementHash");
    if (s == null || !Doc.text(s.fields(), "statementHash").equals(hash)) {
      return "dispute-statement";
    }
    BigInteger sum = BigInteger.ZERO;
    boolean bad = items(e).isEmpty() && adjusted(e).isEmpty();
    for (Json.Obj i : items(e)) {
      sum = sum.add(stated(i)).subtract(claimed(i));
      bad |= claimed(i).compareTo(stated(i)) >= 0;
      bad |= period(i) > period || period(i) < 202_601 || latest(all, period(i)) == null;
    }
    for (Json.Obj a : adjusted(e)) {
      sum = sum.add(new BigInteger(Doc.text(a, "contested")));
      bad |= period(a) >= period || period(a) < 202_601;
    }
    bad |= !formOrder(items(e)) || !formOrder(adjusted(e));
    bad |= !sum.equals(new BigInteger(Doc.text(e.fields(), "contestedMicros")));
    bad |= last(e.object()) >= records;
    if (bad) {
      return "dispute-claim";
    }
    for (Json.Obj a : adjusted(e)) {
      if (charged(s.object(), a).compareTo(new BigInteger(Doc.text(a, "contested"))) < 0) {
        return "dispute-adjusted";
      }
    }
    if (!ofTerms(items(e)) || !ofTerms(adjusted(e))) {
      return "dispute-line";
    }
    for (Json.Obj i : items(e)) {
      String root = Doc.text(latest(all, period(i)).fields(), "resultsRoot");
      int line = LINES.indexOf(Doc.text(i, "line"));
      if (!root.equals(root(line, LINES.size(), leaf(line, i), Doc.texts(i, "path")))) {
        return "dispute-proof";
      }
    }
    for (Event a : of(all, "acceptance")) {
      long of = Doc.number(a.fields(), "period");
      String accepts = Doc.text(a.fields(), "statementHash");
      for (Json.Obj i : items(e)) {
        if (period(i) == of
            && Doc.text(latest(all, of).fields(), "statementHash").equals(accepts)
            && !except(a).contains(Doc.text(i, "line"))) {
          return "dispute-accepted";
        }
      }
      if (!adjusted(e).isEmpty() && of == period && accepts.equals(hash)) {
        return "dispute-accepted";
      }
    }
    int about = 0;
    for (Event d : of(all, "dispute")) {
      about += Doc.text(d.fields(), "statementHash").equals(hash) ? 1 : 0;
      if (on(all, "withdrawal", d) != null) {
        continue;
      }
      for (Json.Obj i : items(e)) {
        for (Json.Obj o : items(d)) {
          if (same(i, o) && stated(o).compareTo(claimed(i)) > 0) {
            return "dispute-twice";
          }
        }
      }
      for (Json.Obj a : adjusted(e)) {
        for (Json.Obj o : adjusted(d)) {
          if (same(a, o) && Doc.number(d.fields(), "period") == period) {
            return "dispute-twice";
          }
        }
      }
    }
    if (about >= 32) {
      return "dispute-limit";
    }
    if (over(sight(all, "client", s.index()), disputeDays, e.time())) {
      return "dispute-late";
    }
    boolean recurs = recurs(all, e, period);
    if (!recurs && items(e).stream().anyMatch(i -> period(i) < period)) {
      return "dispute-repeat";
    }
    return recurs || reaches(sum, s) ? "" : "dispute-threshold";
  }

  private boolean recurs(List<Event> all, Event e, long period) {
    Set<Long> months = new TreeSet<>();
    items(e).forEach(i -> months.add(period(i)));
    Set<Long> wanted = new TreeSet<>();
    for (int k = 0; k < repeatMonths; k++) {
      wanted.add(back(period, k));
    }
    if (repeatMonths < 2 || !months.equals(wanted)) {
      return false;
    }
    for (long m : months) {
      List<Json.Obj> own = items(e).stream().filter(i -> period(i) == m).toList();
      List<String> lines = own.stream().map(i -> Doc.text(i, "line")).toList();
      List<String> last =
          items(e).stream().filter(i -> period(i) == period).map(i -> Doc.text(i, "line")).toList();
      BigInteger sum = BigInteger.ZERO;
      for (Json.Obj i : own) {
        sum = sum.add(stated(i)).subtract(claimed(i));
      }
      if (!lines.equals(last) || (m < period && reaches(sum, latest(all, m)))) {
        return false;
      }
    }
    return true;
  }

  private boolean reaches(BigInteger sum, Event statement) {
    BigInteger total = new BigInteger(Doc.text(statement.fields(), "totalMicros")).abs();
    return (amount.signum() > 0 && sum.compareTo(amount) >= 0)
        || (pct > 0
            && sum.multiply(BigInteger.valueOf(1_000_000))
                    .compareTo(total.multiply(BigInteger.valueOf(pct)))
                >= 0)
        || (amount.signum() == 0 && pct == 0);
  }

  /// What a statement's document charges a line of an earlier period: nothing if it is none.
  private static BigInteger charged(Json document, Json.Obj adjusted) {
    BigInteger sum = BigInteger.ZERO;
    if (!(document instanceof Json.Obj o) || !(o.get("adjustments") instanceof Json.Arr)) {
      return sum;
    }
    List<Json.Obj> all = new ArrayList<>(Doc.objects(o, "adjustments"));
    if (o.get("settlements") != null) {
      all.addAll(Doc.objects(o, "settlements"));
    }
    for (Json.Obj a : all) {
      if (same(a, adjusted)) {
        sum = sum.add(new BigInteger(Doc.text(a, "amount")));
      }
    }
    return sum;
  }

  private static long back(long yyyymm, int months) {
    long m = yyyymm / 100 * 12 + yyyymm % 100 - 1 - months;
    return m / 12 * 100 + m % 12 + 1;
  }

  private static boolean same(Json.Obj a, Json.Obj b) {
    return period(a) == period(b) && Doc.text(a, "line").equals(Doc.text(b, "line"));
  }

  /// Periods do not go back, and no line of a period comes twice.
  private static boolean formOrder(List<Json.Obj> items) {
    for (int i = 0; i < items.size(); i++) {
      for (int k = 0; k < i; k++) {
        if (period(items.get(k)) > period(items.get(i)) || same(items.get(k), items.get(i))) {
          return false;
        }
      }
    }
    return true;
  }

  /// Lines that are charged, in the order of the terms within a period.
  private static boolean ofTerms(List<Json.Obj> items) {
    for (int i = 0; i < items.size(); i++) {
      int at = LINES.indexOf(Doc.text(items.get(i), "line"));
      if (at < 0 || at == 2 || period(items.get(i)) < 202_601) {
        return false;
      }
      if (i > 0
          && period(items.get(i - 1)) == period(items.get(i))
          && LINES.indexOf(Doc.text(items.get(i - 1), "line")) > at) {
        return false;
      }
    }
    return true;
  }

  // The results tree, by the definition of RFC 6962.

  private static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest d = MessageDigest.getInstance("SHA-256");
      for (byte[] p : parts) {
        d.update(p);
      }
      return d.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] unhex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] leaf(int line, Json.Obj item) {
    Json.Obj r = Doc.object(item, "result");
    return sha256(
        new byte[] {0, 0, (byte) line},
        wide(new BigInteger(Doc.text(r, "amount"))),
        unhex(Doc.text(r, "sumRoot")),
        wide(new BigInteger(Doc.text(r, "sumTotal"))),
        unhex(Doc.text(r, "traceHash")));
  }

  private static byte[] wide(BigInteger v) {
    String hex = v.signum() < 0 ? BigInteger.TWO.pow(256).add(v).toString(16) : v.toString(16);
    return unhex("0".repeat(64 - hex.length()) + hex);
  }

  private static String root(int at, int size, byte[] leaf, List<String> path) {
    byte[] r = subtree(at, size, leaf, path);
    return r == null ? "no root" : HexFormat.of().formatHex(r);
  }

  private static byte[] subtree(int at, int size, byte[] leaf, List<String> path) {
    if (size == 1 || path.isEmpty()) {
      return size == 1 && path.isEmpty() ? leaf : null;
    }
    int k = Integer.highestOneBit(size - 1);
    byte[] other = unhex(path.getLast());
    List<String> rest = path.subList(0, path.size() - 1);
    byte[] own = at < k ? subtree(at, k, leaf, rest) : subtree(at - k, size - k, leaf, rest);
    if (own == null) {
      return null;
    }
    return at < k ? sha256(new byte[] {1}, own, other) : sha256(new byte[] {1}, other, own);
  }

  // Entries on a dispute.

  private String first(List<Event> all, Event e) {
    Event d = find(all, Doc.text(e.fields(), "dispute"));
    return d == null ? "dispute-unknown" : closed(d, e.index(), e.time()) ? "dispute-closed" : "";
  }

  private String answer(List<Event> all, Event e) {
    String fault = first(all, e);
    if (!fault.isEmpty()) {
      return fault;
    }
    Event d = find(all, Doc.text(e.fields(), "dispute"));
    if (on(all, "answer", d) != null) {
      return "answer-twice";
    }
    if (Doc.number(e.fields(), "answer") == 1 && restating(all, d) != null) {
      return "answer-restated";
    }
    if (over(sight(all, "provider", d.index()), answerDays, e.time())) {
      return "answer-late";
    }
    boolean part = Doc.number(e.fields(), "answer") == 3;
    if (part != (e.object() != null)) {
      return "answer-offer";
    }
    if (!part) {
      return "";
    }
    List<Json.Obj> offered = Doc.objects((Json.Obj) e.object(), "items");
    boolean less = false;
    int before = -1;
    for (Json.Obj o : offered) {
      int at = -1;
      for (int k = 0; k < items(d).size(); k++) {
        at = same(items(d).get(k), o) ? k : at;
      }
      if (at <= before) {
        return "answer-offer";
      }
      before = at;
      Json.Obj item = items(d).get(at);
      BigInteger v = new BigInteger(Doc.text(o, "offered"));
      if (v.compareTo(claimed(item)) < 0 || v.compareTo(stated(item)) > 0) {
        return "answer-offer";
      }
      less |= v.compareTo(stated(item)) < 0;
    }
    return less ? "" : "answer-offer";
  }

  private String escalation(List<Event> all, Event e) {
    String fault = first(all, e);
    if (!fault.isEmpty()) {
      return fault;
    }
    Event d = find(all, Doc.text(e.fields(), "dispute"));
    if (!arbiter) {
      return "escalation-arbiter";
    }
    if (on(all, "escalation", d) != null) {
      return "escalation-twice";
    }
    return on(all, "answer", d) == null
            && !over(sight(all, "provider", d.index()), answerDays, e.time())
        ? "escalation-early"
        : "";
  }

  private String resolution(List<Event> all, Event e, long records) {
    String fault = first(all, e);
    if (!fault.isEmpty()) {
      return fault;
    }
    Event d = find(all, Doc.text(e.fields(), "dispute"));
    boolean alone = e.roles().contains("arbiter");
    if (alone && on(all, "escalation", d) == null) {
      return "resolution-arbiter";
    }
    boolean amounts = Doc.number(e.fields(), "method") == 2;
    if (amounts != (e.object() != null)) {
      return "resolution-award";
    }
    if (!amounts) {
      return "";
    }
    Json.Obj award = (Json.Obj) e.object();
    List<Json.Obj> items = Doc.objects(award, "items");
    if (!formOrder(items)) {
      return "resolution-award";
    }
    long last = Doc.number(d.fields(), "period");
    if (!ofTerms(items) || items.stream().anyMatch(i -> period(i) > last)) {
      return "resolution-line";
    }
    List<Json.Obj> of = new ArrayList<>();
    for (Json.Obj i : items) {
      items(d).stream().filter(c -> same(c, i)).forEach(of::add);
    }
    if (alone && of.size() < items.size()) {
      return "resolution-line";
    }
    for (int k = 0; k < items.size(); k++) {
      BigInteger v = new BigInteger(Doc.text(items.get(k), "amount"));
      if (alone
          ? v.signum() > 0 || v.compareTo(claimed(of.get(k)).subtract(stated(of.get(k)))) < 0
          : v.abs().compareTo(MOST) > 0) {
        return "resolution-amount";
      }
    }
    if (last(award) >= records) {
      return "resolution-records";
    }
    for (long n = 0; n <= last(award); n++) {
      if (alone && names(award, n) && !names(d.object(), n)) {
        return "resolution-records";
      }
    }
    return "";
  }
}
