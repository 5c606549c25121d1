package io.countersign.core.ledger;

import static io.countersign.core.ledger.DisputeFixture.DAY;
import static io.countersign.core.ledger.DisputeFixture.EXTRA;
import static io.countersign.core.ledger.DisputeFixture.JANUARY;
import static io.countersign.core.ledger.DisputeFixture.MONTHLY;
import static io.countersign.core.ledger.DisputeFixture.TAX;
import static io.countersign.core.ledger.LedgerFixture.CLIENT;
import static io.countersign.core.ledger.LedgerFixture.GENESIS;
import static io.countersign.core.ledger.LedgerFixture.PROVIDER;
import static io.countersign.core.ledger.LedgerFixture.START;
import static io.countersign.core.ledger.LedgerFixture.call;
import static io.countersign.core.ledger.LedgerFixture.hash;
import static io.countersign.core.ledger.LedgerFixture.tag;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;
import io.countersign.naive.NaiveDisputes;
import io.countersign.testing.Seed;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One random walk through a ledger with disputes: entries of all kinds at random times, each
/// judged by the ledger and by the naive reading of the page.
final class DisputeWalk {
  private static final int STEPS = 70;

  /// Who goes too far, besides what everybody does at random.
  enum Mood {
    FAIR,
    /// States months anew again and again, and goes back to what was stated before.
    PROVIDER_CHEATS,
    /// Disputes all, takes back, disputes again, asks for credits and for what nobody charged.
    CLIENT_CHEATS
  }

  private final Mood mood;
  private Set<String> lastRoles = Set.of();
  private final long seed;
  private final Map<String, Integer> met;
  private final RandomGenerator random;
  private final DisputeFixture f;
  private final LedgerFixture l;
  private final NaiveDisputes naive;
  private final boolean arbiter;
  private final int repeat;
  private final List<Entry.Dispute> tried = new ArrayList<>();
  private final List<UsageRecord> calls =
      new ArrayList<>(
          List.of(call("a", START + 1, 60), call("b", START + 2, 60), DisputeFixture.record("c")));
  private long signedAt;
  private int step;

  DisputeWalk(long seed, Mood mood, Map<String, Integer> met) {
    this.mood = mood;
    this.seed = seed;
    this.met = met;
    random = Seed.random(seed);
    String silence = pick("open", "accepted", "rejected");
    repeat = pick(0, 2, 3);
    arbiter = random.nextInt(4) > 0;
    f = new DisputeFixture(silence, repeat, arbiter ? GENESIS : DisputeFixture.withoutArbiter());
    l = f.ledger();
    naive = new NaiveDisputes(DisputeFixture.terms(silence, repeat), arbiter);
    naive.accept(
        new NaiveDisputes.Event(
            3,
            f.history().leafTime(3),
            "",
            "attestation",
            Json.object().build(),
            Set.of("attester"),
            3,
            null,
            List.of(0L, 1L, 2L)));
  }

  @SafeVarargs
  private <T> T pick(T... of) {
    return of[random.nextInt(of.length)];
  }

  private <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /// The dispute's claim, from its object.
  private Claim claimOf(DisputeEntry d) {
    try {
      return Claim.parse(l.object(d.dispute().claim()).orElseThrow());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private boolean rarely() {
    return random.nextInt(12) == 0;
  }

  private String where() {
    return "seed " + seed + " step " + step;
  }

  void run() {
    for (step = 0; step < STEPS; step++) {
      time();
      List<DisputeEntry> escalated = escalated();
      lastRoles = Set.of();
      act();
      guard(escalated);
      check(l.state().size(), l.now());
      if (step % 10 == 9) {
        long size = random.nextLong(4, l.state().size() + 1);
        long t = f.history().leafTime(size - 1) + pick(0L, 1L, DAY, 12 * DAY, 40 * DAY);
        check(size, t);
      }
    }
  }

  /// Both readings of all disputes of a prefix.
  private void check(long size, long t) {
    History h = f.history().prefix(size);
    List<NaiveDisputes.Event> theirs = naive.disputes(size);
    assertEquals(theirs.size(), h.disputes().size(), where());
    for (int i = 0; i < theirs.size(); i++) {
      String state = h.stateAt(h.disputes().get(i), t).text();
      assertEquals(
          naive.state(theirs.get(i), size, t),
          state,
          where() + " dispute " + theirs.get(i).index() + " of " + size + " at " + t);
      met.merge("state " + state, 1, Integer::sum);
    }
    List<String> posted = new ArrayList<>();
    for (Settlement s : Settlements.inForce(h, t)) {
      posted.add(
          s.disputeIndex() + " " + s.line() + " " + s.period().yyyymm() + " " + s.amount().value());
    }
    assertEquals(naive.settlements(size, t), posted, where());
  }

  private void time() {
    switch (random.nextInt(6)) {
      case 0 -> l.at(l.now() + random.nextLong(1, 5 * DAY));
      case 1, 2 -> border();
      default -> {}
    }
  }

  /// The last millisecond of a window, or the first one after it.
  private void border() {
    History h = f.history();
    List<Long> ends = new ArrayList<>();
    for (DisputeEntry d : h.disputes()) {
      h.answerEnd(d).ifPresent(ends::add);
      h.lapseEnd(d).ifPresent(ends::add);
    }
    for (StatementEntry s : h.statements()) {
      OptionalLong sight = h.sight(Party.CLIENT, s.index());
      sight.ifPresent(t -> ends.add(t + 15 * DAY));
    }
    ends.removeIf(e -> e < l.now());
    if (!ends.isEmpty()) {
      l.at(pick(ends) + random.nextInt(2));
    }
  }

  private List<DisputeEntry> escalated() {
    History h = f.history();
    return h.disputes().stream()
        .filter(d -> h.stateAt(d, l.now()) == DisputeState.ESCALATED)
        .toList();
  }

  /// What holds whatever anybody does: no act of the provider alone ends a case before the arbiter,
  /// silence moves no money beyond a charge, and what was settled of a line without both parties'
  /// word never adds up to more than what was stated above what was claimed.
  private void guard(List<DisputeEntry> escalated) {
    History h = f.history();
    for (DisputeEntry d : escalated) {
      DisputeState now = h.stateAt(d, l.now());
      if (lastRoles.isEmpty() || lastRoles.equals(Set.of("provider"))) {
        assertEquals(DisputeState.ESCALATED, now, where() + " entry " + d.index());
      }
      assertTrue(
          Set.of(DisputeState.ESCALATED, DisputeState.RESOLVED, DisputeState.WITHDRAWN)
              .contains(now),
          where() + " entry " + d.index() + " is " + now);
    }
    for (String line : List.of(MONTHLY, EXTRA)) {
      for (int k = 0; k < 4; k++) {
        line(h, JANUARY.plus(k), line);
      }
    }
  }

  private void line(History h, Period period, String line) {
    BigInteger highest = null;
    BigInteger lowest = null;
    BigInteger settled = BigInteger.ZERO;
    for (DisputeEntry d : h.disputes()) {
      for (Claimed.Item i : d.claim().items()) {
        if (!i.period().equals(period) || !i.line().equals(line)) {
          continue;
        }
        DisputeState state = h.stateAt(d, l.now());
        if (state == DisputeState.WITHDRAWN) {
          continue;
        }
        String what = where() + " entry " + d.index() + " " + line + " of " + period;
        if (highest != null) {
          assertTrue(highest.compareTo(i.claimed().value()) <= 0, what);
        }
        highest = i.stated().value();
        lowest = lowest == null ? i.claimed().value() : lowest;
        if (state == DisputeState.SETTLED) {
          settled = settled.add(i.contested().value());
          if (h.answer(d).isEmpty()) {
            met.merge("settled by silence", 1, Integer::sum);
            assertTrue(
                i.claimed().value().compareTo(i.stated().value().min(BigInteger.ZERO)) >= 0, what);
          }
        } else if (state == DisputeState.RESOLVED && h.resolution(d).orElseThrow().byArbiter()) {
          for (Award.Item a : h.resolution(d).orElseThrow().awarded()) {
            if (a.period().equals(period) && a.line().equals(line)) {
              settled = settled.subtract(a.amount().value());
            }
          }
        }
      }
    }
    if (highest != null && lowest != null) {
      assertTrue(
          settled.compareTo(highest.subtract(lowest)) <= 0,
          where() + ": " + settled + " settled of " + line + " of " + period);
    }
  }

  private void act() {
    if (mood == Mood.PROVIDER_CHEATS && random.nextBoolean()) {
      state();
    } else if (mood == Mood.CLIENT_CHEATS && random.nextBoolean()) {
      DisputeEntry d = any();
      if (d != null && random.nextInt(3) == 0) {
        on(new Entry.Withdrawal(d.digest(), seen()), Signer.CLIENT, null);
      } else {
        dispute();
      }
    } else {
      anything();
    }
  }

  private void anything() {
    switch (random.nextInt(16)) {
      case 0, 1 -> state();
      case 2, 3 -> mark();
      case 4 -> both(new Entry.Milestone(hash("m " + step + seed), 20260115, seen()), null);
      case 5 -> accept();
      case 6, 7, 8, 9 -> dispute();
      case 10, 11 -> answer();
      case 12 -> {
        if (random.nextInt(3) == 0) {
          on(new Entry.Withdrawal(digest(), seen()), Signer.CLIENT, null);
        } else {
          on(new Entry.Escalation(digest(), seen()), pick(Signer.CLIENT, Signer.PROVIDER), null);
        }
      }
      case 13 -> on(new Entry.Escalation(digest(), seen()), Signer.CLIENT, null);
      case 14 -> resolve();
      default -> {
        if (random.nextInt(3) == 0) {
          attest();
        } else {
          voids();
        }
      }
    }
  }

  private Seen seen() {
    long size = l.state().size();
    long k = random.nextInt(3) == 0 ? random.nextLong(0, size + 1) : size;
    return new Seen(k, f.history().rootAt(k), ++signedAt);
  }

  // Entries.

  private void on(Entry e, Signer signer, @Nullable Json object) {
    Envelope envelope =
        Envelope.of(e)
            .signed(
                signer,
                signer == Signer.ARBITER
                    ? LedgerFixture.ARBITER
                    : signer == Signer.PROVIDER ? PROVIDER : CLIENT,
                l.domain());
    put(envelope, Set.of(signer.text()), object, List.of());
  }

  private void both(Entry e, @Nullable Json object) {
    put(l.both(Envelope.of(e)), Set.of("client", "provider"), object, List.of());
  }

  private Applied put(
      Envelope envelope, Set<String> roles, @Nullable Json object, List<Long> records) {
    Entry e = envelope.entry();
    NaiveDisputes.Event event =
        new NaiveDisputes.Event(
            l.state().size(),
            l.now(),
            e.digest(l.domain()).toHex(),
            e.kind().text(),
            e.fields(),
            roles,
            e.seen().size(),
            object,
            records);
    lastRoles = roles;
    String want = naive.judge(event, l.state().records());
    Applied applied = l.force(envelope);
    String got =
        switch (applied) {
          case Applied.Accepted a -> "";
          case Applied.Ignored i -> i.finding().code().slug();
          case Applied.Broken b -> "broken " + b.finding();
        };
    assertEquals(want, got, where() + ": " + applied + " " + e + " " + object);
    met.merge(got, 1, Integer::sum);
    if (got.isEmpty()) {
      if (e instanceof Entry.Voiding) {
        effects(event);
      }
      naive.accept(event);
    }
    return applied;
  }

  private void effects(NaiveDisputes.Event event) {
    VoidEntry v = f.history().voids().getLast();
    List<String> want = naive.effects(event);
    List<String> got = new ArrayList<>();
    for (long n : event.records()) {
      Bytes32 t = tagOf(n);
      got.add(
          v.ignored().stream()
              .filter(x -> x.where().endsWith(t.toHex()))
              .map(x -> x.code().slug())
              .findFirst()
              .orElse(""));
    }
    assertEquals(want, got, where());
    got.forEach(c -> met.merge(c, 1, Integer::sum));
  }

  private void mark() {
    Party p = pick(Party.values());
    Bytes note = f.mark(p);
    NaiveDisputes.Event event =
        new NaiveDisputes.Event(
            l.state().size(),
            l.now(),
            "",
            "mark",
            Json.object().build(),
            Set.of(p.text()),
            l.state().size(),
            null,
            List.of());
    assertEquals(Applied.Accepted.CLEAN, l.force(note), where());
    naive.accept(event);
  }

  private void state() {
    Period p = pick(JANUARY, JANUARY.next(), JANUARY.plus(2), JANUARY.plus(3));
    l.at(Math.max(l.now(), f.cutoff(p)));
    Entry.Statement s =
        f.statement(
            p,
            pick(5_000_000_000L, 5_000_000_000L, 1_000_000L, 0L, -3_000_000L),
            random.nextInt(3),
            document());
    if (!s.replaces().isZero() && random.nextInt(3) == 0) {
      Period of = p;
      Entry.Statement old =
          pick(
              f.history().statements().stream()
                  .map(StatementEntry::statement)
                  .filter(x -> x.period().equals(of))
                  .toList());
      s =
          new Entry.Statement(
              p,
              s.revision(),
              s.replaces(),
              old.statementHash(),
              old.resultsRoot(),
              old.termsHash(),
              old.totalMicros(),
              s.seen());
    }
    put(
        l.provider(s),
        Set.of("provider"),
        json(l.object(s.statementHash()).orElseThrow()),
        List.of());
  }

  /// What a statement charges besides, or no document at all.
  private String document() {
    if (rarely()) {
      return "{\"name\":\"NAME\"}";
    }
    return "{\"adjustments\":["
        + charges()
        + "],\"name\":\"NAME\""
        + (random.nextBoolean() ? "" : ",\"settlements\":[" + charges() + "]")
        + "}";
  }

  private String charges() {
    List<String> out = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      out.add(
          "{\"amount\":\""
              + pick(-60_000_000L, 1L, 60_000_000L, 500_000_000L, 4_000_000_000L)
              + "\",\"line\":\""
              + pick(MONTHLY, EXTRA)
              + "\",\"period\":"
              + JANUARY.plus(random.nextInt(3)).yyyymm()
              + "}");
    }
    return String.join(",", out);
  }

  private @Nullable StatementEntry stated() {
    List<StatementEntry> all = f.history().statements();
    return all.isEmpty() ? null : pick(all);
  }

  private void accept() {
    StatementEntry s = stated();
    if (s == null) {
      return;
    }
    List<String> lines = new ArrayList<>();
    for (String line : List.of(EXTRA, MONTHLY)) {
      if (random.nextInt(3) > 0) {
        lines.add(line);
      }
    }
    Bytes32 list = Bytes32.ZERO;
    Json object = null;
    if (!lines.isEmpty()) {
      Bytes bytes = LineList.of(lines).toBytes();
      list = l.object(bytes);
      object = json(bytes);
    }
    on(
        new Entry.Acceptance(s.statement().period(), s.statement().statementHash(), list, seen()),
        Signer.CLIENT,
        object);
  }

  private static Json json(Bytes bytes) {
    try {
      return JsonReader.canonical(bytes, 1 << 20);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private List<RecordRange> ranges() {
    List<RecordRange> out = new ArrayList<>();
    long at = random.nextInt(3);
    while (at < calls.size() && random.nextInt(3) > 0) {
      long last = at + random.nextInt(2);
      if (last < calls.size() || rarely()) {
        out.add(new RecordRange(at, last));
      }
      at = last + 2 + random.nextInt(2);
    }
    return out;
  }

  private Claim.Item tampered(Claim.Item i) {
    return switch (random.nextInt(3)) {
      case 0 ->
          new Claim.Item(
              i.period(),
              i.line(),
              i.claimed(),
              new StatedAmount(
                  i.result().amount().plus(Micros.of(1)),
                  i.result().sumRoot(),
                  i.result().sumTotal(),
                  i.result().traceHash()),
              i.path());
      case 1 ->
          new Claim.Item(
              i.period(), i.line(), i.claimed(), i.result(), i.path().subList(1, i.path().size()));
      default ->
          new Claim.Item(
              i.period(), pick(MONTHLY, EXTRA, "none"), i.claimed(), i.result(), i.path());
    };
  }

  private long less() {
    return pick(1L, 59_999_999L, 60_000_000L, 99_999_999L, 500_000_000L, 4_000_000_000L);
  }

  private Claim.Item item(Period p, String line) {
    long stated = f.item(p, line, -9_000_000_000L).result().amount().value().longValueExact();
    Claim.Item i = f.item(p, line, stated - less());
    return rarely() ? tampered(i) : i;
  }

  private void dispute() {
    StatementEntry s = stated();
    if (s == null) {
      return;
    }
    Period p = f.history().statements().getLast().statement().period();
    if (random.nextInt(3) == 0) {
      p = s.statement().period();
    }
    List<Claim.Item> items = new ArrayList<>();
    int back = random.nextInt(3) == 0 ? Math.max(0, repeat - 1) : rarely() ? 1 : 0;
    for (int k = back; k >= 0; k--) {
      Period q = p.plus(-k);
      if (f.history().statement(q).isEmpty()) {
        continue;
      }
      List<String> lines =
          rarely()
              ? List.of(EXTRA, MONTHLY)
              : rarely()
                  ? List.of(TAX)
                  : pick(List.of(List.of(MONTHLY), List.of(EXTRA), List.of(MONTHLY, EXTRA)));
      for (String line : lines) {
        items.add(item(q, line));
      }
    }
    List<Claim.Adjusted> adjusted = new ArrayList<>();
    if (random.nextInt(4) == 0) {
      Period q = p.plus(rarely() ? 0 : -1);
      adjusted.add(new Claim.Adjusted(q, pick(MONTHLY, EXTRA), Micros.of(less())));
      if (random.nextBoolean()) {
        items.clear();
      }
    }
    if (items.isEmpty() && adjusted.isEmpty()) {
      return;
    }
    Claim claim;
    try {
      claim = new Claim(items, adjusted, ranges(), List.of(), pick(Claim.Reason.values()), "walk");
    } catch (IllegalArgumentException e) {
      return; // a tampered line came twice
    }
    BigInteger sum = claim.contested().value();
    Entry.Dispute e =
        new Entry.Dispute(
            p,
            rarely() ? s.statement().statementHash() : latest(p),
            l.object(claim.toBytes()),
            rarely() ? sum.add(BigInteger.ONE) : sum,
            seen());
    tried.add(e);
    on(e, Signer.CLIENT, json(claim.toBytes()));
  }

  private Bytes32 latest(Period p) {
    return f.history().statement(p).orElseThrow().statement().statementHash();
  }

  /// The digest of a dispute that stands, or of one that was refused.
  private Bytes32 digest() {
    DisputeEntry d = any();
    if (d == null || rarely()) {
      return tried.isEmpty() ? hash("none") : pick(tried).digest(l.domain());
    }
    return d.digest();
  }

  private @Nullable DisputeEntry any() {
    List<DisputeEntry> all = f.history().disputes();
    if (all.isEmpty()) {
      return null;
    }
    List<DisputeEntry> open =
        all.stream().filter(d -> !f.history().stateAt(d, l.now()).isClosed()).toList();
    return open.isEmpty() || random.nextInt(4) == 0 ? pick(all) : pick(open);
  }

  private void answer() {
    DisputeEntry d = any();
    if (d == null) {
      on(
          new Entry.Answer(digest(), AnswerKind.REJECT, Bytes32.ZERO, seen()),
          Signer.PROVIDER,
          null);
      return;
    }
    AnswerKind kind =
        pick(AnswerKind.ACCEPT, AnswerKind.REJECT, AnswerKind.REJECT, AnswerKind.PART);
    Bytes32 offer = Bytes32.ZERO;
    Json object = null;
    if ((kind == AnswerKind.PART) != rarely()) {
      List<AnswerOffer.Item> items = new ArrayList<>();
      for (Claimed.Item i : d.claim().items()) {
        if (random.nextInt(3) > 0) {
          long claimed = i.claimed().value().longValueExact();
          long stated = i.stated().value().longValueExact();
          long v =
              rarely() ? claimed - 1 : rarely() ? stated + 1 : pick(claimed, stated - 1, stated);
          items.add(new AnswerOffer.Item(i.period(), i.line(), Micros.of(v)));
        }
      }
      if (items.isEmpty()) {
        items.add(new AnswerOffer.Item(JANUARY, pick(MONTHLY, EXTRA), Micros.of(7)));
      }
      Bytes bytes = new AnswerOffer(items, "").toBytes();
      offer = l.object(bytes);
      object = json(bytes);
    }
    on(new Entry.Answer(d.digest(), kind, offer, seen()), Signer.PROVIDER, object);
  }

  private void resolve() {
    DisputeEntry d = any();
    if (d == null) {
      return;
    }
    boolean alone = arbiter && random.nextInt(3) > 0;
    Bytes32 award = Bytes32.ZERO;
    Json object = null;
    ResolutionMethod method = pick(ResolutionMethod.values());
    if ((method == ResolutionMethod.AMOUNTS) != rarely()) {
      List<Award.Item> items = new ArrayList<>();
      for (Claimed.Item i : d.claim().items()) {
        BigInteger contested = i.contested().value();
        BigInteger v =
            rarely()
                ? pick(contested.negate().subtract(BigInteger.ONE), BigInteger.ONE)
                : pick(BigInteger.ZERO, BigInteger.ONE.negate(), contested.negate());
        items.add(
            new Award.Item(
                i.period(),
                i.line(),
                new Micros(rarely() ? BigInteger.TEN.pow(24).add(BigInteger.ONE) : v)));
      }
      if (items.isEmpty() || rarely()) {
        items.clear();
        items.add(
            new Award.Item(
                rarely() ? JANUARY.plus(3) : JANUARY,
                pick(MONTHLY, EXTRA, TAX, "none"),
                Micros.of(-5)));
      }
      List<RecordRange> records =
          switch (random.nextInt(4)) {
            case 0 -> List.of(new RecordRange(0, calls.size()));
            case 1 -> ranges();
            default -> claimOf(d).records();
          };
      Bytes bytes = new Award(items, records, "").toBytes();
      award = l.object(bytes);
      object = json(bytes);
    }
    Entry.Resolution e = new Entry.Resolution(d.digest(), method, award, seen());
    if (alone) {
      on(e, Signer.ARBITER, object);
    } else {
      both(e, object);
    }
  }

  private void attest() {
    UsageRecord r = call("more-" + step, START + 10, 60);
    long n = l.state().records();
    Envelope e = l.attested(PROVIDER, r);
    calls.add(r);
    put(e, Set.of("attester"), null, List.of(n));
  }

  private Bytes32 tagOf(long n) {
    return n < 0 ? hash("no tag") : tag(Party.PROVIDER, calls.get((int) n));
  }

  private void voids() {
    Set<Long> numbers = new TreeSet<>();
    numbers.add((long) random.nextInt(calls.size()));
    if (random.nextBoolean()) {
      numbers.add((long) random.nextInt(calls.size()));
    }
    if (rarely()) {
      numbers.add(-1L);
    }
    TagList list = TagList.of(numbers.stream().map(this::tagOf).toList());
    l.object(list.toBytes());
    Entry.Voiding v = list.entry(seen());
    List<Long> records = List.copyOf(numbers);
    switch (random.nextInt(4)) {
      case 0 ->
          put(
              Envelope.of(v).signed(Signer.ATTESTER, PROVIDER, l.domain()),
              Set.of("attester"),
              null,
              records);
      case 1 ->
          put(
              Envelope.of(v).signed(Signer.ATTESTER, CLIENT, l.domain()),
              Set.of("attester", "attester:client"),
              null,
              records);
      case 2 -> put(l.both(Envelope.of(v)), Set.of("client", "provider"), null, records);
      default -> {
        if (arbiter) {
          put(f.arbiter(v), Set.of("arbiter"), null, records);
        }
      }
    }
  }
}
