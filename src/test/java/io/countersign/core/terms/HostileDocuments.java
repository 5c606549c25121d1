package io.countersign.core.terms;

import io.countersign.core.base.Bytes;
import io.countersign.core.encoding.Json;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Documents within the caps of the schema that ask as much of the check as they can, each in
/// another stage.
public final class HostileDocuments {
  private static final Json.Obj C1 = Samples.json("contracts/c1-time.json");

  private HostileDocuments() {}

  /// All by name, as canonical bytes of at most 256 KiB.
  public static Map<String, Bytes> all() {
    Map<String, Bytes> out = new LinkedHashMap<>();
    out.put("tables of 2^16 cases", tables().toCanonical());
    out.put("one bool tested again and again", leaves("{'f':'ba','is':true}").toCanonical());
    out.put("always, again and again", leaves("{'always':true}").toCanonical());
    out.put("not of not of not", leaves("{'not':{'not':{'always':true}}}").toCanonical());
    out.put("rows that all overlap", overlaps().toCanonical());
    out.put("one int field cut by thousands", cuts().toCanonical());
    out.put("windows in many sets, one table", windows(1).toCanonical());
    out.put("windows in many sets, many tables", windows(220).toCanonical());
    out.put("a score of huge denominators", scores().toCanonical());
    out.put("lines of all lines before", lines().toCanonical());
    out.put("nothing is defined", unknown().toCanonical());
    return out;
  }

  /// Joins what `item` writes for 0 to `n` - 1.
  private static String list(int n, IntFunction<String> item) {
    return IntStream.range(0, n).mapToObj(item).collect(Collectors.joining(",", "[", "]"));
  }

  private static Json.Obj withBools() {
    Json.Obj out = C1;
    for (int i = 0; i < 16; i++) {
      out =
          Edits.set(
              out,
              "records.shift.fields.b" + (char) ('a' + i),
              "{'label':{'zh':'标志','en':'flag'},'type':'bool'}");
    }
    return out;
  }

  /// A condition that tests 16 bools: 2^16 cases.
  private static String bools() {
    return "{'all':" + list(16, i -> "{'f':'b" + (char) ('a' + i) + "','is':true}") + "}";
  }

  private static Json.Obj card(Json.Obj terms, String rows) {
    return Edits.set(
        Edits.set(terms, "lines[0].factors", "[]"),
        "lines[0].card",
        "{'rows':" + rows + ",'else':'2'}");
  }

  static Json.Obj tables() {
    Json.Obj terms = withBools();
    String factors =
        list(
            6,
            k ->
                "{'id':'t%d','label':{'zh':'表','en':'t'},'rows':[{'when':%s,'x':'1'}],'else':'1'}"
                    .formatted(k, bools()));
    Json.Obj line =
        Edits.set(
            (Json.Obj) Edits.at(card(terms, "[{'when':" + bools() + ",'price':'1'}]"), "lines[0]"),
            "factors",
            factors);
    List<Json> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      lines.add(line.with("id", Json.of("l" + i)));
    }
    return terms.with("lines", Json.array(lines));
  }

  /// One row of 2^16 cases and as many `leaf` as fit.
  private static Json.Obj leaves(String leaf) {
    String any = "{'any':" + list(64, i -> leaf) + "}";
    String row = "{'when':" + any + ",'price':'1'}";
    int n = Math.min(255, (Terms.MAX_BYTES - 24_000) / (row.length() + 1));
    return card(withBools(), list(n, i -> i == 0 ? "{'when':" + bools() + ",'price':'1'}" : row));
  }

  static Json.Obj overlaps() {
    String rows =
        list(256, i -> "{'when':" + (i == 0 ? bools() : "{'always':true}") + ",'price':'1'}");
    Json.Obj terms = card(withBools(), rows);
    Json.Obj line = (Json.Obj) Edits.at(terms, "lines[0]");
    List<Json> lines = new ArrayList<>();
    for (int i = 0; i < 18; i++) {
      lines.add(line.with("id", Json.of("l" + i)));
    }
    return terms.with("lines", Json.array(lines));
  }

  static Json.Obj cuts() {
    String rows =
        list(
            170,
            r ->
                "{'when':{'any':%s},'price':'1'}"
                    .formatted(list(55, i -> "{'f':'n','eq':%d}".formatted(3 * (r * 55 + i)))));
    return card(
        Edits.set(
            C1,
            "records.shift.fields.n",
            "{'label':{'zh':'数','en':'n'},'type':'int','unit':'item','min':0,'max':1000000}"),
        rows);
  }

  /// 32 windows with 64 edges on thousands of different days: about 10^5 sets of them hold.
  ///
  /// @param tables how many tables test 17 of them each
  static Json.Obj windows(int tables) {
    Json.Obj terms = Edits.set(C1, "term", "{'from':'1970-01-02','to':'2099-12-30'}");
    terms = Edits.set(terms, "calendars", "{}");
    for (int c = 0; c < 8; c++) {
      int calendar = c;
      LocalDate first = LocalDate.of(1980, 1, 1);
      terms =
          Edits.set(
              terms,
              "calendars.c" + c,
              "{'source':{'zh':'历','en':'c'},'statutory':%s,'off':%s,'work':%s,'coveredTo':'2099-12-30'}"
                  .formatted(
                      dates(first, calendar, 0),
                      dates(first, calendar, 1),
                      dates(first, calendar, 2)));
    }
    terms = Edits.set(terms, "windows", "{}");
    for (int w = 0; w < 32; w++) {
      String days =
          w < 24
              ? "{'calendar':'c%d','classes':['%s']}"
                  .formatted(w / 3, w % 3 == 0 ? "statutory" : w % 3 == 1 ? "off" : "work")
              : "{'weekdays':[%d]}".formatted(w % 7 + 1);
      terms =
          Edits.set(
              terms,
              "windows.w%02d".formatted(w),
              "{'label':{'zh':'时段','en':'w'},'days':%s,'fromS':%d,'toS':%d}"
                  .formatted(days, 100 * w, 40_000 + 100 * w));
    }
    List<Json> lines = new ArrayList<>();
    Json.Obj line = Edits.set((Json.Obj) Edits.at(C1, "lines[0]"), "factors", "[]");
    for (int t = 0; t < tables; t++) {
      int skip = t;
      String any =
          IntStream.range(0, 32)
              .filter(w -> (w * 7 + skip) % 32 < 17)
              .mapToObj(w -> "{'window':'w%02d'}".formatted(w))
              .collect(Collectors.joining(",", "[", "]"));
      String table =
          "{'id':'t','label':{'zh':'表','en':'t'},'rows':[{'when':{'any':%s},'x':'1'}],'else':'1'}"
              .formatted(any);
      if (t % 6 == 0) {
        lines.add(
            Edits.set(
                    Edits.set(line, "card", "{'rows':[],'else':'2'}"),
                    "note",
                    "{'zh':'注','en':'n'}")
                .with("id", Json.of("l" + t)));
      }
      Json.Obj last = (Json.Obj) lines.getLast();
      List<Json> factors = new ArrayList<>(((Json.Arr) Edits.at(last, "factors")).items());
      factors.add(((Json.Obj) Edits.json(table)).with("id", Json.of("t" + t)));
      lines.set(lines.size() - 1, last.with("factors", Json.array(factors)));
    }
    return terms.with("lines", Json.array(lines));
  }

  /// Dates of which each has another pattern of classes over the calendars.
  private static String dates(LocalDate first, int calendar, int list) {
    int power = IntStream.range(0, calendar).reduce(1, (p, i) -> p * 3);
    return IntStream.range(0, 2600)
        .filter(d -> d / power % 3 == list && d % 2 == 0)
        .mapToObj(d -> "'" + first.plusDays(d) + "'")
        .collect(Collectors.joining(",", "[", "]"));
  }

  static Json.Obj scores() {
    StringBuilder measures = new StringBuilder("[");
    measures.append(
        "{'id':'m0','kind':'count','label':{'zh':'数','en':'n'},'record':'shift','unit':'item','where':{'always':true}}");
    for (int i = 1; i < 256; i++) {
      measures.append(
          ",{'id':'m%d','kind':'derived','label':{'zh':'数','en':'n'},'unit':'item','of':[{'measure':'m%d','weight':1000000}]}"
              .formatted(i, i - 1));
    }
    String kpis =
        list(
            64,
            i ->
                "{'id':'k%d','label':{'zh':'率','en':'k'},'num':'m0','den':'m255','scale':1,'show':'number','minDen':1,'window':'period'}"
                    .formatted(i));
    String scores =
        list(
            16,
            s ->
                "{'id':'s%d','label':{'zh':'分','en':'s'},'scale':1,'items':%s}"
                    .formatted(
                        s,
                        list(
                            32,
                            k -> "{'kpi':'k%d','weight':10000,'min':-1,'max':1}".formatted(k))));
    return Edits.set(
        Edits.set(Edits.set(C1, "measures", measures + "]"), "kpis", kpis), "scores", scores);
  }

  static Json.Obj lines() {
    Json.Obj terms = C1;
    List<Json> lines = new ArrayList<>();
    lines.add(Edits.at(C1, "lines[0]"));
    String first = ((Json.Str) Edits.at(C1, "lines[0].id")).value();
    for (int i = 1; i < 256; i++) {
      String of = list(i, k -> "'" + (k == 0 ? first : "a" + k) + "'");
      lines.add(
          Edits.json(
              "{'id':'a%d','kind':'cap','label':{'zh':'顶','en':'c'},'of':%s,'amount':'999999999999','window':'period','prorate':'none','mode':'down'}"
                  .formatted(i, of)));
    }
    return terms.with("lines", Json.array(lines));
  }

  static Json.Obj unknown() {
    return Edits.set(
        C1,
        "lines",
        list(
            250,
            i ->
                "{'id':'a%d','kind':'cap','label':{'zh':'顶','en':'c'},'of':%s,'amount':{'param':'p'},'window':'period','prorate':'none','mode':'down'}"
                    .formatted(i, list(100, k -> "'x" + k + "'"))));
  }
}
