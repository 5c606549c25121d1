package io.countersign.core.rating;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.money.Micros;
import io.countersign.testing.Vectors;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Traces written by hand, and each again with one thing wrong.
class TraceReplayerTest {
  private static final String SOURCE = "src/docs/statement.md §4";
  private static final String ZEROS = "0".repeat(24);

  /// 90 s and 30 s at 1.2 a minute with a connect fee of 0.05, no factors: (120·1,200,000 +
  /// 60·50,000·2)·10^24 over 60·10^24 = 2,500,000.
  private static final String RATED =
      "{'step':'cell','key':[0],'records':2,'qty':'120','connects':2,'per':60,'price':'1200000',"
          + "'connect':'50000','x':[],'sign':1,'n':'150000000"
          + ZEROS
          + "'},{'step':'div','n':'150000000"
          + ZEROS
          + "','d':'60"
          + ZEROS
          + "','to':'10000','mode':'half-up','out':'2500000'}";

  private static final String ROUNDED =
      "{'step':'cell','key':[0],'records':3,'qty':'3','connects':3,'per':1,'price':'5000','connect':'0',"
          + "'x':[10000],'sign':-1,'n':'-15000"
          + "0".repeat(24)
          + "','out':'-30000'},{'step':'cells','out':'-30000'},"
          + "{'step':'div','n':'-30000','d':'1','to':'50000','mode':'floor','out':'-50000'}";

  private static final String TABLE =
      "{'step':'gate','on':'rate','num':'9','den':'10','scale':10000,'limit':{'op':'ge','bound':9000},"
          + "'neutral':false,'pass':true},{'step':'base','lines':['a','b'],'amounts':['1000000','-3000000'],'out':'0'},"
          + "{'step':'band','on':'rate','num':'15999','den':'20000','scale':10000,'row':1,"
          + "'from':{'op':'ge','bound':7500},'under':{'op':'ge','bound':8000}},"
          + "{'step':'percent','of':'0','pct':-30000,'n':'0','d':'1000000'},"
          + "{'step':'div','n':'0','d':'1000000','to':'10000','mode':'half-even','out':'0'}";

  private static final String CLAMP =
      "{'step':'sum','lines':['b'],'amounts':['-3000000'],'out':'-3000000'},"
          + "{'step':'base','lines':['a'],'amounts':['1000000'],'out':'1000000'},"
          + "{'step':'percent','of':'1000000','pct':-100000,'n':'-100000000000','d':'1000000'},"
          + "{'step':'bound','side':'lo','n':'-100000000000','d':'1000000','to':'10000','mode':'half-up','out':'-100000'},"
          + "{'step':'amount','amount':'0'},"
          + "{'step':'bound','side':'hi','n':'0','d':'1','to':'10000','mode':'half-up','out':'0'},"
          + "{'step':'clamp','sum':'-3000000','lo':'-100000','hi':'0','out':'2900000'},"
          + "{'step':'deMinimis','in':'2900000','below':'3000000','out':'0'}";

  private static final String FIXED =
      "{'step':'prorate','price':'3100','qty':'1','per':1,'days':20,'of':31,'n':'62000','value':0},"
          + "{'step':'prorate','price':'6200','qty':'1','per':1,'days':11,'of':31,'n':'68200','value':1},"
          + "{'step':'div','n':'130200','d':'31','to':'1','mode':'half-up','out':'4200'}";

  private static final String SCORE =
      "{'step':'points','on':'s','items':[{'kpi':'x','weight':3,'num':'100','den':'1'},"
          + "{'kpi':'y','weight':1,'num':'1','den':'3'}],'num':'901','den':'12'},"
          + "{'step':'neutral','on':'z'}";

  @Test
  void replay_handWrittenTraces_givesTheAmountOrNamesTheStep() {
    Vectors v = Vectors.of("rating/trace");
    happy(v, "rated", RATED);
    happy(v, "rounded-records-then-line", ROUNDED);
    happy(v, "table", TABLE);
    happy(v, "clamp-and-de-minimis", CLAMP);
    happy(v, "fixed-by-days", FIXED);
    happy(v, "score-then-neutral", SCORE);
    happy(v, "no-records", "{'step':'div','n':'0','d':'60','to':'1','mode':'down','out':'0'}");
    happy(
        v,
        "gate-shut",
        TABLE
            .split(",\\{'step':'base'", 2)[0]
            .replace("'num':'9'", "'num':'8'")
            .replace("'pass':true", "'pass':false"));
    wrong(
        v,
        "cell-n-plus-1",
        RATED,
        "'n':'150000000" + ZEROS + "'},",
        "'n':'150000000" + "0".repeat(23) + "1'},");
    wrong(v, "cell-quantity-plus-1", RATED, "'qty':'120'", "'qty':'121'");
    wrong(v, "cell-price-minus-1", RATED, "'price':'1200000'", "'price':'1199999'");
    wrong(v, "cell-connects-minus-1", RATED, "'connects':2", "'connects':1");
    wrong(v, "cell-sign-turned", RATED, "'sign':1", "'sign':-1");
    wrong(v, "cell-factor-added", RATED, "'x':[]", "'x':[20000]");
    wrong(
        v,
        "div-numerator-of-another-line",
        RATED,
        "{'step':'div','n':'15",
        "{'step':'div','n':'14");
    wrong(v, "div-divisor-doubled", RATED, "'d':'60", "'d':'120");
    wrong(v, "div-out-plus-one-cent", RATED, "'out':'2500000'", "'out':'2510000'");
    wrong(v, "div-to-zero", RATED, "'to':'10000'", "'to':'0'");
    wrong(v, "div-other-mode", ROUNDED, "'mode':'floor'", "'mode':'ceil'");
    wrong(
        v,
        "cells-one-record-less",
        ROUNDED,
        "{'step':'cells','out':'-30000'}",
        "{'step':'cells','out':'-20000'}");
    wrong(v, "gate-that-does-not-hold", TABLE, "'num':'9'", "'num':'8'");
    wrong(v, "gate-denominator-zero", TABLE, "'den':'10'", "'den':'0'");
    wrong(v, "band-bound-not-reached", TABLE, "'num':'15999'", "'num':'14999'");
    wrong(v, "band-above-reached", TABLE, "'num':'15999'", "'num':'16000'");
    wrong(v, "base-negative", TABLE, "'-3000000'],'out':'0'", "'-3000000'],'out':'-2000000'");
    wrong(v, "base-other-amount", TABLE, "['1000000',", "['1000001',");
    wrong(v, "base-line-unknown", TABLE, "['a','b']", "['a','c']");
    wrong(v, "percent-of-another-base", CLAMP, "'of':'1000000'", "'of':'-3000000'");
    wrong(
        v,
        "percent-divisor",
        CLAMP,
        "'n':'-100000000000','d':'1000000'},{'step':'bound'",
        "'n':'-100000000000','d':'10000'},{'step':'bound'");
    wrong(v, "bound-not-rounded", CLAMP, "'out':'-100000'", "'out':'-100001'");
    wrong(v, "clamp-out-minus-1", CLAMP, "'out':'2900000'", "'out':'2899999'");
    wrong(v, "clamp-bounds-swapped", CLAMP, "'lo':'-100000','hi':'0'", "'lo':'0','hi':'-100000'");
    wrong(
        v,
        "de-minimis-kept",
        CLAMP,
        "'below':'3000000','out':'0'",
        "'below':'3000000','out':'2900000'");
    wrong(v, "prorate-one-day-more", FIXED, "'days':20", "'days':21");
    wrong(v, "prorate-other-month", FIXED, "'days':11,'of':31", "'days':11,'of':30");
    wrong(v, "points-weights-left-out", SCORE, "'den':'12'", "'den':'3'");
    wrong(
        v,
        "step-after-the-end",
        SCORE,
        "{'step':'neutral','on':'z'}",
        "{'step':'neutral','on':'z'},{'step':'cells','out':'0'}");
    wrong(v, "step-unknown", RATED, "'step':'cell'", "'step':'sell'");
    bad(v, "member-unknown", RATED, "'sign':1", "'sign':1,'why':'x'", "field-unknown");
    bad(v, "member-missing", RATED, "'sign':1,", "", "field-missing");
    bad(v, "amount-as-number", RATED, "'out':'2500000'", "'out':2500000", "field-type");
    bad(v, "leading-zero", RATED, "'qty':'120'", "'qty':'0120'", "field-pattern");
    v.check(TraceReplayerTest::answer);
  }

  private static void happy(Vectors v, String name, String steps) {
    v.add(
        "happy-path-" + name, "Each step follows from the ones before.", SOURCE, inputs(steps), "");
  }

  private static void wrong(Vectors v, String name, String steps, String from, String to) {
    bad(v, name, steps, from, to, "trace-step");
  }

  private static void bad(
      Vectors v, String name, String steps, String from, String to, String slug) {
    if (!steps.contains(from)) {
      throw new IllegalArgumentException(name + ": nothing to change");
    }
    v.add(
        name,
        "One change: " + from.replace('\'', '"') + " became " + to.replace('\'', '"') + ".",
        SOURCE,
        inputs(steps.replaceFirst(Pattern.quote(from), to)),
        slug);
  }

  private static Json.Obj inputs(String steps) {
    try {
      return (Json.Obj)
          JsonReader.relaxed(
              Bytes.utf8(
                  ("{'earlier':{'a':'1000000','b':'-3000000'},'trace':{'format':1,'line':'x',"
                          + "'period':202601,'steps':["
                          + steps
                          + "]}}")
                      .replace('\'', '"')),
              1 << 20);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(steps, e);
    }
  }

  private static Json.Obj answer(Fields inputs) throws MalformedException {
    Map<String, Micros> earlier = new HashMap<>();
    Json.Obj given = inputs.object("earlier").object();
    for (String line : given.keys()) {
      earlier.put(line, new Micros(inputs.object("earlier").decimal(line)));
    }
    TraceReplayer.Replayed r =
        TraceReplayer.replay(inputs.object("trace").object().toCanonical(), earlier);
    return Json.object()
        .put("line", r.line())
        .put("period", r.period().yyyymm())
        .put("amount", r.amount().value().toString())
        .build();
  }
}
