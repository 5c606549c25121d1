package io.countersign.core.ledger;

import static io.countersign.core.ledger.DisputeFixture.numbers;
import static io.countersign.core.ledger.LedgerFixture.hash;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.merkle.MerkleHash;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class DisputeObjectsTest {
  private static final Period JANUARY = Period.of(2026, 1);

  private static Claim.Item item(String line, int path) {
    return new Claim.Item(
        JANUARY,
        line,
        Micros.of(-7),
        new StatedAmount(
            Micros.of(0),
            hash("root"),
            BigInteger.TWO.pow(256).subtract(BigInteger.ONE),
            hash("trace")),
        Collections.nCopies(path, hash("p")));
  }

  private static Claim claim(int items, int ranges, int files, String note) {
    List<Claim.Item> list = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      list.add(item("line" + i, 8));
    }
    List<RecordRange> records = new ArrayList<>();
    for (int i = 0; i < ranges; i++) {
      records.add(numbers(2L * i, 2L * i));
    }
    return new Claim(
        list,
        List.of(),
        records,
        Collections.nCopies(files, new Claim.Evidence(hash("f"), "l")),
        Claim.Reason.MONTH_EDGE,
        note);
  }

  @Test
  void objects_atTheirCaps_parseBack() throws Exception {
    Claim claim = claim(256, 4096, 64, "é".repeat(2000));
    assertEquals(claim, Claim.parse(claim.toBytes()));
    assertEquals(Micros.of(256 * 7), claim.contested());
    AnswerOffer offer =
        new AnswerOffer(List.of(new AnswerOffer.Item(JANUARY, "x".repeat(64), Micros.of(-3))), "");
    assertEquals(offer, AnswerOffer.parse(offer.toBytes()));
    Award award = new Award(List.of(), List.of(numbers(0, 0xffff_fffeL)), "nothing");
    assertEquals(award, Award.parse(award.toBytes()));
  }

  @Test
  void objects_beyondTheirCaps_areRefused() {
    assertThrows(IllegalArgumentException.class, () -> claim(257, 0, 0, ""));
    assertThrows(IllegalArgumentException.class, () -> claim(1, 4097, 0, ""));
    assertThrows(IllegalArgumentException.class, () -> claim(1, 0, 65, ""));
    assertThrows(IllegalArgumentException.class, () -> claim(1, 0, 0, "n".repeat(2001)));
    assertThrows(IllegalArgumentException.class, () -> claim(0, 0, 0, ""));
    String good = claim(1, 1, 1, "note").toBytes().toUtf8();
    refused(good.replace("\"note\":\"note\"", "\"note\":\"" + "n".repeat(2001) + "\""));
    refused(good.replace("\"label\":\"l\"", "\"label\":\"" + "l".repeat(201) + "\""));
    refused(good.replace("\"line\":\"line0\"", "\"line\":\"" + "l".repeat(65) + "\""));
    refused(good.replace("\"line\":\"line0\"", "\"line\":\"\""));
    refused(good.replace("[0,0]", "[0,4294967296]"));
    refused(good.replace("[0,0]", "[-1,0]"));
    refused(good.replace("\"period\":202601", "\"period\":202613"));
    String path = "\"" + hash("p") + "\"";
    refused(
        good.replaceFirst(
            "\"path\":\\[[^]]*]",
            "\"path\":[" + String.join(",", Collections.nCopies(17, path)) + "]"));
    refused(
        good.replaceFirst(
            "\"sumTotal\":\"\\d+\"", "\"sumTotal\":\"" + BigInteger.TWO.pow(256) + "\""));
    refused(good.replace("\"claimed\":\"-7\"", "\"claimed\":\"0\""));
  }

  private static void refused(String claim) {
    MalformedException e =
        assertThrows(MalformedException.class, () -> Claim.parse(Bytes.utf8(claim)), claim);
    assertTrue(
        List.of(Code.FIELD_RANGE, Code.FIELD_TYPE, Code.FIELD_PATTERN).contains(e.code()),
        e.toString());
  }

  @Test
  void object_ofMoreThanAMebibyte_isRefusedUnread() {
    Bytes big = Bytes.wrap(new byte[Claim.MAX_BYTES + 1]);
    for (Code code :
        List.of(
            assertThrows(MalformedException.class, () -> Claim.parse(big)).code(),
            assertThrows(MalformedException.class, () -> AnswerOffer.parse(big)).code(),
            assertThrows(MalformedException.class, () -> Award.parse(big)).code())) {
      assertEquals(Code.INPUT_TOO_LARGE, code);
    }
  }

  @Test
  void reasons_areThoseOfThePage() throws Exception {
    Matcher m =
        Pattern.compile("`reason`, one of `([a-z -]+)`")
            .matcher(Files.readString(Path.of("src/docs/formats.md")));
    assertTrue(m.find());
    assertEquals(List.of(m.group(1).split(" ", -1)), Claim.Reason.words());
    for (Claim.Reason r : Claim.Reason.values()) {
      assertEquals(r, Claim.Reason.of(r.text()));
    }
  }

  @Test
  void statedAmount_ofALine_isTheLeafOfTheResultsTree() {
    StatedAmount a = new StatedAmount(Micros.of(-2), Bytes32.ZERO, BigInteger.ZERO, hash("trace"));
    byte[] leaf = new byte[StatedAmount.LEAF_BYTES];
    leaf[1] = 5;
    for (int i = 2; i < 33; i++) {
      leaf[i] = (byte) 0xff;
    }
    leaf[33] = (byte) 0xfe;
    hash("trace").writeTo(leaf, 98);
    assertEquals(MerkleHash.leaf(leaf), a.leafHash(5));
  }

  @Test
  void ranges_holdTheirEndsAndNothingBetweenThem() {
    List<RecordRange> ranges = List.of(numbers(2, 3), numbers(7, 7), numbers(9, 12));
    List<Long> held = new ArrayList<>();
    for (long n = 0; n < 15; n++) {
      if (RecordRange.hold(ranges, n)) {
        held.add(n);
      }
    }
    assertEquals(List.of(2L, 3L, 7L, 9L, 10L, 11L, 12L), held);
  }
}
