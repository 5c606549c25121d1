package io.countersign.core.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Party;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.ledger.Workers;
import io.countersign.core.rating.TestLedger;
import io.countersign.core.rating.TraceReplayer;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.testing.Vectors;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// The little language of cases about single kinds of lines: terms with few members, records that
/// count many calls at once, and amounts that a person has worked out.
///
/// Terms and entries are JSON with single quotes, ~ for a label and @ for a text.
final class LineCases {
  private static final String SOURCE = "terms.md §8, §9, §13; statement.md §1";
  private static final String TEXT = "{'en':'x','zh':'x'}";

  private LineCases() {}

  /// A case: what happens on the ledger, and by hand `202601: line=1.5 other=0 adj:202512:line=2`.
  static void add(
      Vectors v, String name, String desc, Json.Obj terms, List<String> ledger, String... byHand) {
    List<Json> entries = new ArrayList<>();
    ledger.forEach(e -> entries.add(json(e)));
    Json.Builder hand = Json.object();
    for (String month : byHand) {
      hand.put("m" + month.substring(0, 6), month.substring(8));
    }
    v.add(
        "happy-path-" + name,
        desc,
        SOURCE,
        Json.object()
            .put("terms", terms)
            .put("ledger", entries)
            .put("byHand", hand.build())
            .build(),
        "");
  }

  /// Terms of 2026 in UTC, with these members in place of empty ones.
  static Json.Obj terms(String... members) {
    Json.Obj out =
        json(
            """
            {'cst':'1','id':'lines','version':1,'supersedes':null,
             'nonce':'%s','title':@,'parties':{'provider':@,'client':@},
             'currency':{'code':'CNY','exponent':2},'term':{'from':'2026-01-01','to':'2027-12-31'},
             'clock':{'zone':'UTC','offsets':[{'fromUtc':0,'offsetS':0}]},
             'calendars':{},'windows':{},'params':{},
             'cutoff':{'lateDays':5,'attestDelayS':0,'payloadDelayS':0,'finalAfterMonths':12},
             'records':{'day':{~,'by':'provider','at':@,'fields':{
               'calls':{~,'type':'int','unit':'call','min':0,'max':1000000},
               'good':{~,'type':'int','unit':'call','min':0,'max':1000000},
               'team':{~,'type':'enum','values':['a','b']}}}},
             'measures':[
               {'id':'calls','kind':'quantity',~,'record':'day','where':{'always':true},'sum':[{'field':'calls'}]},
               {'id':'good','kind':'quantity',~,'record':'day','where':{'always':true},'sum':[{'field':'good'}]}],
             'kpis':[{'id':'rate',~,'num':'good','den':'calls','scale':10000,'show':'percent','minDen':60,
               'window':'period'}],
             'scores':[],'lines':[],
             'disputes':{'disputeDays':15,'answerDays':10,
               'threshold':{'amount':'0','pct':'0','repeatMonths':0},
               'silence':{'statement':'accepted','dispute':'open'},'match':[]},
             'erasure':{'nameAfterMonths':24,'rowAfterMonths':0},'render':1}"""
                .formatted("00".repeat(32)));
    for (int i = 0; i < members.length; i += 2) {
      Json wrapped = json("{'x':" + members[i + 1] + "}").get("x");
      out = out.with(members[i], wrapped == null ? Json.ofNull() : wrapped);
    }
    return out;
  }

  static Json.Obj lines(String... lines) {
    return terms("lines", "[" + String.join(",", lines) + "]");
  }

  /// A tiered line over the calls, with members replaced.
  static String tiered(String id, String tiers, String... replaced) {
    String out =
        """
        {'id':'%s','kind':'tiered',~,'measure':'calls','per':1,'model':'graduated','tiers':[%s],
         'window':'period','prorate':'none','sign':'charge',
         'round':[{'at':'line','to':'0.01','mode':'half-up'}]}"""
            .formatted(id, tiers);
    for (int i = 0; i < replaced.length; i += 2) {
      if (!out.contains(replaced[i])) {
        throw new IllegalArgumentException("nothing to replace: " + replaced[i]);
      }
      out = out.replace(replaced[i], replaced[i + 1]);
    }
    return out;
  }

  /// `upTo price flat`, with `-` for the open end.
  static String tier(String upTo, String price, String flat) {
    return "{'upTo':%s,'price':'%s','flat':'%s'}"
        .formatted(upTo.equals("-") ? "null" : upTo, price, flat);
  }

  /// A price of 1 for each call.
  static String one(String id) {
    return tiered(id, tier("-", "1", "0"));
  }

  static String fee(String amount) {
    return "{'id':'fee','kind':'fixed',~,'amount':'%s','prorate':'none','mode':'half-up'}"
        .formatted(amount);
  }

  /// One record on the 15th of the month, attested on the first day after it.
  static String use(int month, int calls, int good) {
    Period p = new Period(month);
    return late(p.lastDay().plusDays(1).toString(), month, calls, good, "a");
  }

  /// The same attested on another day, for one team.
  static String late(String day, int month, int calls, int good, String team) {
    return "{'attest':'%s','at':'%s','calls':%d,'good':%d,'team':'%s'}"
        .formatted(day, new Period(month).firstDay().plusDays(14), calls, good, team);
  }

  static String accept(String day, String milestone, int accepted) {
    return "{'accept':'%s','milestone':'%s','accepted':%d}".formatted(day, milestone, accepted);
  }

  static String amend(String day, int effective, Json.Obj terms) {
    return "{'amend':'%s','effective':%d,'terms':%s}"
        .formatted(day, effective, terms.with("version", Json.of(2)).toText().replace('"', '\''));
  }

  // ---- the answer

  static Json.Obj answer(Fields inputs) throws MalformedException {
    Terms terms = TermsParser.parse(inputs.object("terms").object().toCanonical());
    TestLedger ledger = TestLedger.open(terms, millis("2025-12-01"));
    int id = 0;
    for (Fields e : inputs.objects("ledger", 0, 100)) {
      if (e.has("attest")) {
        Json.Obj data =
            Json.object()
                .put("calls", e.integer("calls", 0, 1_000_000))
                .put("good", e.integer("good", 0, 1_000_000))
                .put("team", e.string("team"))
                .build();
        if (e.has("shift")) {
          data = data.with("shift", Json.of(e.string("shift")));
        }
        long at = millis(e.string("at")) / 1000;
        ledger.attest(
            millis(e.string("attest")),
            Party.PROVIDER,
            new UsageRecord(at, data, Integer.toString(id++), 0, "s", "day"));
      } else if (e.has("accept")) {
        ledger.milestone(
            millis(e.string("accept")),
            e.string("milestone"),
            (int) e.integer("accepted", 0, 99_991_231));
      } else {
        Json.Obj next =
            e.object("terms").object().with("supersedes", Json.of(terms.hash().toHex()));
        ledger.amend(
            millis(e.string("amend")),
            TermsParser.parse(next.toCanonical()),
            Period.parse(e.integer("effective", 0, 999_912)));
      }
    }
    Statements statements = new Statements(ledger.history(), Workers.SEQUENTIAL);
    Json.Obj byHand = inputs.object("byHand").object();
    Json.Builder out = Json.object();
    for (String month : byHand.keys()) {
      Json.Obj found =
          statement(
              statements.compute(new Period(Integer.parseInt(month.substring(1))), Json.MAX_INT));
      assertEquals(
          byHand.get(month), found.get("byHand"), month + ": the amounts worked out by hand");
      out.put(month, found);
    }
    return out.build();
  }

  private static Json.Obj statement(StatementResult result) throws MalformedException {
    return switch (result) {
      case StatementResult.Refused r ->
          Json.object().put("byHand", r.finding().code().id() + " " + r.finding().where()).build();
      case StatementResult.Computed c -> {
        List<String> out = new ArrayList<>();
        for (StatementLine l : c.statement().lines()) {
          out.add(l.id() + "=" + l.amount());
        }
        for (Adjustment a : c.statement().adjustments()) {
          out.add("adj:" + a.period().yyyymm() + ":" + a.line() + "=" + a.amount());
        }
        List<TraceReplayer.Replayed> replayed =
            TraceReplayer.replayAll(
                c.rated().lines().stream().map(l -> l.trace().toBytes()).toList());
        assertEquals(
            c.statement().lines().stream().map(StatementLine::amount).toList(),
            replayed.stream().map(TraceReplayer.Replayed::amount).toList(),
            "the amounts replayed");
        assertEquals(c.statement(), Statement.parse(c.statement().toBytes()));
        yield Json.object()
            .put("byHand", String.join(" ", out))
            .put("statementHash", c.statement().hash().toHex())
            .put("traces", c.rated().lines().stream().map(l -> l.trace().toJson()).toList())
            .build();
      }
    };
  }

  private static long millis(String day) {
    return LocalDate.parse(day).toEpochDay() * 86_400_000L;
  }

  static Json.Obj json(String text) {
    try {
      return (Json.Obj)
          JsonReader.relaxed(
              Bytes.utf8(
                  text.replace("~", "'label':" + TEXT).replace("@", TEXT).replace('\'', '"')),
              1 << 20);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
