package io.countersign.core.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.ledger.Workers;
import io.countersign.core.money.Rounding;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;
import io.countersign.core.terms.TermsParser;
import io.countersign.core.terms.Validity;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/// Sums that no `long` holds, and lines that are no records.
class FastBordersTest {
  private static final long MOST = 1_000_000_000_000L;
  private static final int FIELDS = 16;
  private static final int RECORDS = 700_000;

  /// 700,000 records of 16 x 10^12: their sum passes 2^63, and each one's amount at a price of
  /// 999,999,999,999.999999 passes 2^61.
  @Test
  void records_whoseSumsPassALong_areAddedExactly() throws MalformedException {
    Terms terms = terms();
    assertEquals(List.of(), Validity.check(terms));
    Period period = Period.of(RandomTerms.YEAR, 6);
    Plan plan = new Plan(terms, period);
    long[] values = new long[FIELDS];
    Arrays.fill(values, MOST);
    List<RecordBlock> blocks = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      if (i % RecordBlock.CAPACITY == 0) {
        blocks.add(new RecordBlock(terms.records().getFirst(), 0, i / RecordBlock.CAPACITY));
      }
      blocks.getLast().add(i, plan.days().start() + i, values);
    }
    BigInteger one = BigInteger.valueOf(FIELDS * MOST);
    BigInteger sum = one.multiply(BigInteger.valueOf(RECORDS));
    assertTrue(sum.bitLength() > 63, "a long would do");
    PeriodRecords found = BlockLoop.run(plan, blocks, List.of(), false, Workers.SEQUENTIAL);
    assertEquals(sum, found.measure("all"));
    BigInteger price = new BigInteger("999999999999999999");
    BigInteger record =
        Rounding.UP.toMultiple(
            one.multiply(price), BigInteger.valueOf(7), BigInteger.valueOf(10_000));
    assertTrue(record.bitLength() > 61, "a long would do");
    assertEquals(record.multiply(BigInteger.valueOf(RECORDS)), found.line("each").amount());
    assertEquals(
        Rounding.HALF_EVEN.toMultiple(
            sum.multiply(price), BigInteger.valueOf(7), BigInteger.valueOf(10_000)),
        found.line("once").amount());
  }

  private static Terms terms() throws MalformedException {
    Json.Builder fields = Json.object();
    List<Json> sum = new ArrayList<>();
    for (int f = 0; f < FIELDS; f++) {
      String id = "f" + (char) ('a' + f);
      fields.put(id, json("{'label':~,'max':1000000000000,'min':0,'type':'int','unit':'s'}"));
      sum.add(Json.object().put("field", id).build());
    }
    Json.Obj type =
        ((Json.Obj) json("{'at':~,'by':'provider','label':~}")).with("fields", fields.build());
    Json.Obj measure =
        ((Json.Obj)
                json(
                    "{'id':'all','kind':'quantity','label':~,'record':'big','where':{'always':true}}"))
            .with("sum", Json.array(sum));
    Json.Obj document =
        RandomTerms.of(new Random(1))
            .with("records", Json.object().put("big", type).build())
            .with("params", Json.object().build())
            .with("measures", Json.array(measure))
            .with("kpis", Json.array())
            .with("scores", Json.array())
            .with("currency", Json.object().put("code", "CNY").put("exponent", 2).build())
            .with(
                "lines",
                Json.array(
                    line("each", "record", "up", sum), line("once", "line", "half-even", sum)));
    return TermsParser.parse(document.toCanonical());
  }

  private static Json line(String id, String at, String mode, List<Json> sum)
      throws MalformedException {
    Json.Obj line =
        (Json.Obj)
            json(
                "{'card':{'else':'999999999999.999999','rows':[]},'connect':'0','factors':[],'id':'"
                    + id
                    + "','kind':'rated','label':~,'per':7,'record':'big','round':[{'at':'"
                    + at
                    + "','mode':'"
                    + mode
                    + "','to':'0.01'}],'sign':'charge','where':{'always':true}}");
    return line.with("qty", Json.object().put("sum", sum).build());
  }

  private static Json json(String text) throws MalformedException {
    return JsonReader.relaxed(
        Bytes.utf8(text.replace('\'', '"').replace("~", "{\"en\":\"x\",\"zh\":\"x\"}")), 4096);
  }

  @Test
  void add_ofALineThatIsNoRecord_namesTheLine() throws MalformedException {
    Terms terms = TermsParser.parse(RandomTerms.of(new Random(1)).toCanonical());
    RecordColumns.Builder builder = RecordColumns.builder(terms, Workers.SEQUENTIAL);
    byte[] good =
        "{\"at\":1770000000,\"data\":{\"points\":3},\"id\":\"a\",\"rev\":0,\"source\":\"s\",\"type\":\"survey\"}\n"
            .getBytes(StandardCharsets.US_ASCII);
    builder.add(good, 0, good.length);
    byte[] bad = "{\"at\": 1}\n".getBytes(StandardCharsets.US_ASCII);
    MalformedException e =
        Assertions.assertThrows(MalformedException.class, () -> builder.add(bad, 0, bad.length));
    assertEquals(Code.JSON_NOT_CANONICAL, e.code());
    assertTrue(e.field().startsWith("line 2 "), e.field());
  }
}
