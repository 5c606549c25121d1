package io.countersign.core.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.JsonReader;
import io.countersign.core.money.Micros;
import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Traces at the edge of what the replayer takes: what a mutation of it showed that no other test
/// notices.
class ReplayFormTest {
  private static final Map<String, Micros> EARLIER = Map.of("a", Micros.of(1_000_000));
  private static final String QUANTITY =
      "{'step':'quantity','from':202601,'qty':'5','before':'0','through':'5'},";
  private static final String END = ",{'step':'cells','out':'0'}";

  private static BigInteger replay(String steps, String more) throws MalformedException {
    String text =
        "{'format':1,'line':'x','period':202601,'steps':[%s]%s}"
            .formatted(steps, more)
            .replace('\'', '"');
    Bytes canonical = JsonReader.relaxed(Bytes.utf8(text), 1 << 16).toCanonical();
    return TraceReplayer.replay(canonical, EARLIER).amount().value();
  }

  private static MalformedException refused(Code code, String steps) {
    MalformedException e = assertThrows(MalformedException.class, () -> replay(steps, ""), steps);
    assertEquals(code, e.code(), e::toString);
    return e;
  }

  private static void taken(String steps) throws MalformedException {
    assertEquals(BigInteger.ZERO, replay(steps, ""));
  }

  @Test
  void trace_memberTooMany_isRefused() throws MalformedException {
    assertEquals(BigInteger.ZERO, replay("", ""));
    MalformedException e = assertThrows(MalformedException.class, () -> replay("", ",'why':1"));
    assertEquals(Code.FIELD_UNKNOWN, e.code());
  }

  private static String gate(String op, int num, boolean pass) {
    return ("{'step':'gate','on':'k','num':'%d','den':'1','scale':1,'limit':{'op':'%s','bound':5},"
            + "'neutral':false,'pass':%b}")
        .formatted(num, op, pass);
  }

  @ParameterizedTest
  @CsvSource({
    "ge, false, true, true",
    "gt, false, false, true",
    "le, true, true, false",
    "lt, true, false, false"
  })
  void gate_belowAtAndAboveTheBound_passesAsItsOperatorSays(
      String op, boolean below, boolean at, boolean above) throws MalformedException {
    boolean[] want = {below, at, above};
    for (int i = 0; i < 3; i++) {
      taken(gate(op, 4 + i, want[i]));
      refused(Code.TRACE_STEP, gate(op, 4 + i, !want[i]));
    }
  }

  @Test
  void gate_shut_endsTheLine() throws MalformedException {
    taken(gate("ge", 5, true) + END);
    refused(Code.TRACE_STEP, gate("ge", 4, false) + END);
  }

  @Test
  void gate_saidToBeNeutralOverAFigure_isRefused() throws MalformedException {
    String neutral = gate("ge", 0, false).replace("'neutral':false", "'neutral':true");
    taken(neutral);
    refused(Code.TRACE_STEP, neutral.replace("'num':'0'", "'num':'9'"));
    refused(Code.TRACE_STEP, neutral.replace("'den':'1'", "'den':'2'"));
  }

  @Test
  void gate_onAScoreWorkedOutBefore_hasItsValue() throws MalformedException {
    String points =
        "{'step':'points','on':'k','items':[{'kpi':'x','weight':1,'num':'7','den':'1'}],"
            + "'num':'7','den':'1'},";
    taken(points + gate("ge", 7, true));
    refused(Code.TRACE_STEP, points + gate("ge", 8, true));
  }

  @Test
  void gate_limitWithAnotherMember_isRefused() {
    refused(Code.FIELD_UNKNOWN, gate("ge", 5, true).replace("'bound':5", "'bound':5,'until':6"));
  }

  @Test
  void points_ofALaterMonthOrWithAnotherMember_areRefused() throws MalformedException {
    String points =
        "{'step':'points','on':'s','period':202601,'items':[{'kpi':'x','weight':1,'num':'1','den':'1'}],"
            + "'num':'1','den':'1'}";
    taken(points);
    refused(Code.TRACE_STEP, points.replace("202601", "202602"));
    refused(Code.FIELD_UNKNOWN, points.replace("'weight':1", "'weight':1,'why':1"));
  }

  @Test
  void linear_exactlyAtItsBounds_keepsItsFraction() throws MalformedException {
    // (2·1 - 0)/2 x 5 = 10/2: neither below 5 nor above it.
    String linear =
        "{'step':'linear','on':'k','num':'2','den':'1','scale':1,'target':0,'per':2,'above':'5',"
            + "'below':'-5','min':'5','max':'5','n':'10','d':'2'}";
    taken(linear);
    refused(Code.TRACE_STEP, linear.replace("'n':'10','d':'2'", "'n':'5','d':'1'"));
  }

  @Test
  void percent_inclusive_dividesByTheWholeAndItself() throws MalformedException {
    String steps =
        "{'step':'base','lines':['a'],'amounts':['1000000'],'out':'1000000'},"
            + "{'step':'percent','of':'1000000','pct':50000,'n':'50000000000','d':'%s'}";
    taken(steps.formatted("1000000"));
    taken(steps.formatted("1050000"));
    refused(Code.TRACE_STEP, steps.formatted("1050001"));
  }

  @Test
  void base_ofAnUnknownLineOrAmount_saysWhatItFound() {
    String base = "{'step':'base','lines':['%s'],'amounts':['%s'],'out':'0'}";
    assertEquals("z", refused(Code.TRACE_STEP, base.formatted("z", "0")).found());
    assertEquals("7", refused(Code.TRACE_STEP, base.formatted("a", "7")).found());
  }

  @Test
  void tiers_ofAnotherQuantity_areRefused() throws MalformedException {
    String tiers =
        "{'step':'tier','row':0,'units':'%1$d','per':1,'days':1,'of':1,'flat':'0','charged':1,'price':'2',"
            + "'sign':1,'n':'%2$d'},{'step':'tiers','qty':'%1$d','of':1}";
    taken(QUANTITY + tiers.formatted(5, 10));
    refused(Code.TRACE_STEP, QUANTITY + tiers.formatted(4, 8));
  }

  @Test
  void rollOver_monthTwiceMemberOrOtherQuantity_areRefused() throws MalformedException {
    String rollOver =
        "{'step':'rollOver','qty':'7','bank':[{'period':202511,'units':'1','used':'1'},"
            + "{'period':202512,'units':'1','used':'1'}],'left':'5'},"
            + QUANTITY.replace("},", "}");
    taken(rollOver);
    refused(Code.TRACE_STEP, rollOver.replace("202511", "202512"));
    refused(Code.FIELD_UNKNOWN, rollOver.replace("'period':202511", "'period':202511,'why':1"));
    refused(Code.TRACE_STEP, rollOver.replace("'left':'5'", "'left':'4'"));
    refused(
        Code.TRACE_STEP,
        rollOver.replace("'qty':'5'", "'qty':'4'").replace("'through':'5'", "'through':'4'"));
  }

  @Test
  void window_openOrBeforeTheTerm_endsTheLine() throws MalformedException {
    for (String step :
        new String[] {"{'step':'open','until':202602}", "{'step':'noMonth','period':202512}"}) {
      taken(step);
      refused(Code.TRACE_STEP, step + END);
      refused(Code.TRACE_STEP, step.replaceFirst("20[0-9]{4}", "202601"));
    }
  }

  /// 5 units before the period and 3 in it, at 2: 10 were carried, 16 are due, 6 is the amount.
  private static final String SINCE =
      "{'step':'quantity','from':202512,'qty':'3','before':'5','through':'8'},"
          + tiers(5)
          + ",{'step':'carry','out':'10'},"
          + tiers(8)
          + ",{'step':'since','through':'16','before':'10','out':'6'}";

  private static String tiers(int units) {
    return ("{'step':'tier','row':0,'units':'%1$d','per':1,'days':1,'of':1,'flat':'0','charged':1,"
            + "'price':'2','sign':1,'n':'%2$d'},{'step':'tiers','qty':'%1$d','of':1},"
            + "{'step':'div','n':'%2$d','d':'1','to':'1','mode':'down','out':'%2$d'}")
        .formatted(units, 2 * units);
  }

  @Test
  void carry_tiersOfAnotherQuantityThanBefore_areRefused() throws MalformedException {
    assertEquals(BigInteger.valueOf(6), replay(SINCE, ""));
    MalformedException e =
        refused(
            Code.TRACE_STEP, SINCE.replace(tiers(5), tiers(4)).replace("'out':'10'", "'out':'8'"));
    assertEquals("5", e.expected());
    assertEquals("4", e.found());
  }

  @Test
  void carry_withoutTiersOrAnythingBefore_isRefused() {
    refused(Code.TRACE_STEP, SINCE.replace(tiers(5) + ",", "").replace("'10'}", "'0'}"));
    String none =
        "{'step':'quantity','from':202512,'qty':'3','before':'%1$d','through':'%2$d'},"
            + "{'step':'tiers','qty':'%1$d','of':1},{'step':'carry','out':'0'}";
    refused(Code.TRACE_STEP, none.formatted(0, 3));
    refused(Code.TRACE_STEP, none.formatted(-5, -2));
  }

  @Test
  void tiers_firstOfTwoWithoutACarryBetween_mustBeOfTheWhole() throws MalformedException {
    String tiers = "{'step':'tiers','qty':'%d','of':1},";
    String whole = QUANTITY.replace("'5'", "'0'") + tiers.formatted(0);
    taken(whole + tiers.formatted(0) + "{'step':'cells','out':'0'}");
    // Of -3 there are no units either, so only its quantity is wrong.
    refused(
        Code.TRACE_STEP,
        whole + tiers.formatted(-3) + tiers.formatted(0) + "{'step':'cells','out':'0'}");
  }

  @Test
  void release_twoMilestonesOfOneMonth_areBothPaid() throws MalformedException {
    String release =
        "{'step':'release','milestone':'final','accepted':'2026-01-20','items':["
            + "{'period':202512,'milestone':'a','amount':'5'},{'period':202512,'milestone':'b','amount':'7'},"
            + "{'period':202601,'milestone':'c','amount':'1'}],'out':'13'}";
    assertEquals(BigInteger.valueOf(13), replay(release, ""));
    refused(Code.TRACE_STEP, release.replace("202601,", "202511,"));
    refused(Code.TRACE_STEP, release.replace("202601,", "202602,"));
    refused(Code.TRACE_STEP, release.replace("'amount':'1'", "'amount':'0'"));
    refused(Code.FIELD_UNKNOWN, release.replace("'amount':'7'", "'amount':'7','why':1"));
  }
}
