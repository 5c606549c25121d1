package io.countersign.core.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.apicatalog.jcs.Jcs;
import io.countersign.core.base.Bytes;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.testing.Seed;
import io.countersign.testing.Shared;
import io.countersign.testing.Vectors;
import jakarta.json.JsonReaderFactory;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static final int CAP = 1 << 20;

  private static Json canonical(String text) throws MalformedException {
    return JsonReader.canonical(Bytes.utf8(text), CAP);
  }

  private static Code refused(byte[] in) {
    Bytes bytes = Bytes.of(in);
    return assertThrows(
            MalformedException.class, () -> JsonReader.canonical(bytes, CAP), bytes::toUtf8)
        .code();
  }

  // Foreign vectors

  @Test
  void reader_ofEveryJcsVector_refuses() throws Exception {
    // None lies within our profile: they have floats, control characters, and keys that are numbers
    // or hold spaces or accents. So all are refused, in what is typed and in canonical form.
    Map<String, Code> expected =
        Map.of(
            "arrays.json", Code.JSON_KEY,
            "french.json", Code.JSON_KEY,
            "structures.json", Code.JSON_KEY,
            "unicode.json", Code.JSON_KEY,
            "values.json", Code.JSON_NUMBER,
            "weird.json", Code.JSON_KEY);
    Path folder = Shared.path("vectors/jcs");
    try (Stream<Path> inputs = Files.list(folder.resolve("input"))) {
      for (Path input : inputs.sorted().toList()) {
        String name = input.getFileName().toString();
        Bytes typed = Bytes.wrap(Files.readAllBytes(input));
        byte[] output = Files.readAllBytes(folder.resolve("output").resolve(name));
        assertEquals(
            expected.get(name),
            assertThrows(MalformedException.class, () -> JsonReader.relaxed(typed, CAP)).code(),
            name);
        Code code = refused(output);
        assertTrue(code == expected.get(name) || code == Code.JSON_NUMBER, name + " " + code);
      }
    }
  }

  @Test
  void string_ofTheJcsVectorThatMustNotBeNormalised_staysAsItIs() throws Exception {
    // The value of unicode.json under a key of our profile.
    Json typed = JsonReader.relaxed(Bytes.utf8("{\"a\":\"A\\u030a\"}"), CAP);
    assertEquals("7b2261223a2241cc8a227d", typed.toCanonical().toHex());
    assertEquals(typed, JsonReader.canonical(typed.toCanonical(), CAP));
  }

  private static Optional<Json> read(Bytes bytes, boolean canonical) {
    try {
      return Optional.of(
          canonical ? JsonReader.canonical(bytes, CAP) : JsonReader.relaxed(bytes, CAP));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  // Properties

  @Test
  void randomValue_written_readsBackAndIsAsTwoLibrariesWriteIt() throws Exception {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    JsonReaderFactory jsonp = jakarta.json.Json.createReaderFactory(Map.of());
    for (int round = 0; round < 3000; round++) {
      String at = "seed " + seed + " round " + round;
      Json.Obj value = object(random, 1 + random.nextInt(4));
      Bytes bytes = value.toCanonical();
      assertEquals(value, JsonReader.canonical(bytes, CAP), at);
      byte[] framed = new byte[bytes.size() + 9];
      System.arraycopy(bytes.toArray(), 0, framed, 4, bytes.size());
      assertEquals(value, JsonReader.canonical(framed, 4, framed.length - 5, CAP), at);
      String typed = loose(value, random);
      assertEquals(value, JsonReader.relaxed(Bytes.utf8(typed), CAP), at + typed);
      assertEquals(
          bytes.toUtf8(), new org.erdtman.jcs.JsonCanonicalizer(typed).getEncodedString(), at);
      // The second library writes -13 as -1e01, so it sees the amounts without their signs.
      Json unsigned = unsigned(value);
      assertEquals(
          unsigned.toText(),
          Jcs.canonize(jsonp.createReader(new StringReader(loose(unsigned, random))).read()),
          at);
    }
  }

  private static Json unsigned(Json value) {
    return switch (value) {
      case Json.Int i -> Json.of(Math.abs(i.value()));
      case Json.Arr a -> Json.array(a.items().stream().map(JsonTest::unsigned).toList());
      case Json.Obj o -> {
        Json.Builder out = Json.object();
        o.keys().forEach(key -> out.put(key, unsigned(Vectors.member(o, key))));
        yield out.build();
      }
      case Json.Str s -> s;
      case Json.Bool b -> b;
      case Json.Null n -> n;
    };
  }

  @Test
  void canonicalBytes_mutated_areRefusedOrWriteTheSameBack() {
    long seed = Seed.pick();
    RandomGenerator random = Seed.random(seed);
    int accepted = 0;
    for (int round = 0; round < 30_000; round++) {
      byte[] bytes = object(random, 3).toCanonical().toArray();
      int at = random.nextInt(bytes.length);
      Bytes mutated =
          switch (random.nextInt(5)) {
            case 0 -> with(bytes, at, (byte) random.nextInt(256));
            case 1 ->
                with(
                    bytes, at, (byte) "{}[]\",:\\u0123456789-.eEtfn \n".charAt(random.nextInt(26)));
            case 2 -> splice(bytes, at, at + 1, new byte[0]);
            case 3 -> splice(bytes, at, at, new byte[] {(byte) random.nextInt(256)});
            default -> splice(bytes, at, bytes.length, new byte[0]);
          };
      Optional<Json> read = read(mutated, true);
      if (read.isPresent()) {
        accepted++;
        assertEquals(mutated, read.get().toCanonical(), "seed " + seed + " " + mutated.toUtf8());
      }
    }
    assertTrue(accepted > 1000, "only " + accepted + " mutations were accepted");
  }

  private static Bytes with(byte[] bytes, int at, byte b) {
    byte[] out = bytes.clone();
    out[at] = b;
    return Bytes.of(out);
  }

  private static Bytes splice(byte[] bytes, int from, int to, byte[] middle) {
    byte[] out = new byte[bytes.length - (to - from) + middle.length];
    System.arraycopy(bytes, 0, out, 0, from);
    System.arraycopy(middle, 0, out, from, middle.length);
    System.arraycopy(bytes, to, out, from + middle.length, bytes.length - to);
    return Bytes.of(out);
  }

  private static Json.Obj object(RandomGenerator random, int depth) {
    Json.Builder out = Json.object();
    for (String key : keys(random)) {
      out.put(key, value(random, depth));
    }
    return out.build();
  }

  private static List<String> keys(RandomGenerator random) {
    String alphabet = "abzABZ09_";
    return random
        .ints(random.nextInt(6), 0, 1 << 20)
        .mapToObj(
            n -> {
              StringBuilder key = new StringBuilder().append(alphabet.charAt(n % 6));
              for (int rest = n / 6; rest > 0; rest /= 40) {
                key.append(alphabet.charAt(rest % 9));
              }
              return key.toString();
            })
        .distinct()
        .toList();
  }

  private static Json value(RandomGenerator random, int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> Json.of(random.nextLong(-Json.MAX_INT, Json.MAX_INT + 1));
      case 1 -> Json.of(random.nextInt(-20, 20));
      case 2, 3 -> Json.of(string(random));
      case 4 -> Json.of(random.nextBoolean());
      case 5 -> Json.ofNull();
      case 6 -> object(random, depth - 1);
      default -> {
        List<Json> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          items.add(value(random, depth - 1));
        }
        yield Json.array(items);
      }
    };
  }

  private static String string(RandomGenerator random) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int cp =
          switch (random.nextInt(6)) {
            case 0 -> "\"\\/<>'".charAt(random.nextInt(6));
            case 1 -> 0xa0 + random.nextInt(0x700);
            case 2 -> 0x4e00 + random.nextInt(0x5000);
            case 3 -> 0xe000 + random.nextInt(0x2000);
            case 4 -> 0x10000 + random.nextInt(0x100000);
            default -> 0x20 + random.nextInt(0x5f);
          };
      out.appendCodePoint(cp);
    }
    return out.toString();
  }

  /// The value as somebody may type it: keys in another order, spaces, needless escapes.
  private static String loose(Json value, RandomGenerator random) {
    String gap = " \n\t\r ".substring(0, random.nextInt(5));
    return switch (value) {
      case Json.Obj o -> {
        List<String> members = new ArrayList<>();
        for (int i = o.size() - 1; i >= 0; i--) {
          members.add(gap + "\"" + o.key(i) + "\"" + gap + ":" + loose(o.value(i), random));
        }
        yield gap + "{" + String.join(",", members) + gap + "}" + gap;
      }
      case Json.Arr a ->
          gap
              + "["
              + String.join(",", a.items().stream().map(i -> loose(i, random)).toList())
              + gap
              + "]"
              + gap;
      case Json.Str s -> {
        StringBuilder out = new StringBuilder(gap + "\"");
        for (char c : s.value().toCharArray()) {
          boolean must = c == '"' || c == '\\';
          if (c == '/' && random.nextBoolean()) {
            out.append("\\/");
          } else if (must ? random.nextBoolean() : escape(c, s, random)) {
            out.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
          } else if (must) {
            out.append('\\').append(c);
          } else {
            out.append(c);
          }
        }
        yield out + "\"" + gap;
      }
      default -> gap + value.toText() + gap;
    };
  }

  /// Surrogates are escaped in pairs or not at all.
  private static boolean escape(char c, Json.Str s, RandomGenerator random) {
    return Character.isSurrogate(c) ? s.value().length() % 2 == 0 : random.nextInt(8) == 0;
  }

  // Cases

  @Test
  void reader_ofEveryVector_isAsWritten() {
    Vectors v = Vectors.of("json");
    happy(v, "object", "{\"a\":1,\"b\":[true,false,null],\"c\":{},\"d\":[]}");
    happy(v, "integers", "[0,-1,9007199254740991,-9007199254740991]");
    happy(v, "strings", "[\"\",\"\\\"\\\\/\",\"中文 é\",\"😀\"]");
    happy(
        v,
        "keys-in-order",
        "{\"A\":1,\"Z\":2,\"Za\":3,\"Z_\":4,\"a\":5,\"a0\":6,\"aA\":7}"
            .replace("\"Za\":3,\"Z_\":4", "\"Z_\":4,\"Za\":3"));
    happy(v, "scalar", "7");
    happy(v, "depth-12", "[".repeat(12) + "]".repeat(12));
    bad(v, "depth-13", "[".repeat(13) + "]".repeat(13), "json-depth");
    bad(v, "depth-13-of-objects", "{\"a\":".repeat(13) + "1" + "}".repeat(13), "json-depth");
    bad(v, "empty", "", "json-syntax");
    bad(v, "cut-in-object", "{\"a\":1", "json-syntax");
    bad(v, "cut-in-string", "{\"a\":\"x", "json-syntax");
    bad(v, "cut-in-key", "{\"a", "json-key");
    bad(v, "cut-in-escape", "[\"\\", "json-syntax");
    bad(v, "cut-in-unicode-escape", "[\"\\u00", "json-syntax");
    bad(v, "cut-in-literal", "tru", "json-syntax");
    bad(v, "trailing-garbage", "{}x", "trailing-bytes");
    bad(v, "two-values", "{}{}", "trailing-bytes");
    bad(v, "leading-space", " {}", "json-not-canonical");
    bad(v, "trailing-newline", "{}\n", "json-not-canonical");
    bad(v, "space-after-colon", "{\"a\": 1}", "json-not-canonical");
    bad(v, "space-before-comma", "[1 ,2]", "json-not-canonical");
    bad(v, "keys-unsorted", "{\"b\":1,\"a\":2}", "json-not-canonical");
    bad(v, "key-twice", "{\"a\":1,\"a\":1}", "json-duplicate-key");
    bad(v, "key-empty", "{\"\":1}", "json-key");
    bad(v, "key-begins-with-digit", "{\"1\":1}", "json-key");
    bad(v, "key-begins-with-underscore", "{\"_a\":1}", "json-key");
    bad(v, "key-with-hyphen", "{\"a-b\":1}", "json-key");
    bad(v, "key-with-escape", "{\"\\u0061\":1}", "json-key");
    bad(v, "key-without-quotes", "{a:1}", "json-syntax");
    bad(v, "key-in-single-quotes", "{'a':1}", "json-syntax");
    bad(v, "comma-at-end-of-object", "{\"a\":1,}", "json-syntax");
    bad(v, "comma-at-end-of-array", "[1,]", "json-syntax");
    bad(v, "comma-missing", "[1 2]".replace(" ", "\"2\""), "json-syntax");
    bad(v, "colon-missing", "{\"a\"1}", "json-syntax");
    bad(v, "comment", "[/**/]", "json-syntax");
    bad(v, "byte-order-mark", "\ufeff{}", "json-syntax");
    bad(v, "zero-negative", "[-0]", "json-number");
    bad(v, "zero-leading", "[01]", "json-number");
    bad(v, "plus-sign", "[+1]", "json-syntax");
    bad(v, "minus-alone", "[-]", "json-syntax");
    bad(v, "fraction", "[1.0]", "json-number");
    bad(v, "exponent", "[1e2]", "json-number");
    bad(v, "integer-2-to-53", "[9007199254740992]", "json-number");
    bad(v, "integer-minus-2-to-53", "[-9007199254740992]", "json-number");
    bad(v, "integer-of-17-digits", "[10000000000000000]", "json-number");
    bad(v, "integer-huge", "[" + "9".repeat(400) + "]", "json-number");
    bad(v, "not-a-number", "[NaN]", "json-syntax");
    bad(v, "literal-upper-case", "[True]", "json-syntax");
    bad(v, "escape-of-slash", "[\"\\/\"]", "json-not-canonical");
    bad(v, "escape-of-letter", "[\"\\u0061\"]", "json-not-canonical");
    bad(v, "escape-of-pair", "[\"\\ud83d\\ude00\"]", "json-not-canonical");
    bad(v, "escape-of-newline", "[\"\\n\"]", "json-string");
    bad(v, "escape-of-control", "[\"\\u0001\"]", "json-string");
    bad(v, "escape-of-lone-high-surrogate", "[\"\\ud83d\"]", "json-string");
    bad(v, "escape-of-lone-low-surrogate", "[\"\\ude00\"]", "json-string");
    bad(v, "escape-of-swapped-pair", "[\"\\ude00\\ud83d\"]", "json-string");
    bad(v, "escape-unknown", "[\"\\x\"]", "json-syntax");
    bad(v, "escape-not-hex", "[\"\\u00g0\"]", "json-syntax");
    hex(v, "control-newline", "5b220a225d", "json-string");
    hex(v, "control-nul", "5b2200225d", "json-string");
    hex(v, "control-delete", "5b227f225d", "json-string");
    hex(v, "control-c1", "5b22c285225d", "json-string");
    hex(v, "control-after-chinese", "5b22e4b8ad0a225d", "json-string");
    hex(v, "utf8-lone-continuation", "5b2280225d", "utf8");
    hex(v, "utf8-overlong-2", "5b22c0af225d", "utf8");
    hex(v, "utf8-overlong-3", "5b22e080af225d", "utf8");
    hex(v, "utf8-overlong-4", "5b22f08080af225d", "utf8");
    hex(v, "utf8-surrogate", "5b22eda080225d", "utf8");
    hex(v, "utf8-beyond-10ffff", "5b22f4908080225d", "utf8");
    hex(v, "utf8-f5", "5b22f5808080225d", "utf8");
    hex(v, "utf8-cut-by-quote", "5b22e4b8225d", "utf8");
    hex(v, "utf8-cut-by-end", "5b22e4b8", "utf8");
    hex(v, "utf8-after-escape", "5b225c22c328225d", "utf8");
    v.check(
        in -> {
          Bytes bytes = in.has("hex") ? in.hex("hex") : Bytes.utf8(in.string("text"));
          Json value = JsonReader.canonical(bytes, CAP);
          assertEquals(bytes, value.toCanonical());
          return Json.object().put("kind", value.kind()).build();
        });
  }

  private static void happy(Vectors v, String name, String text) {
    v.add("happy-path-" + name, "Canonical: " + name, "own", text(text), "");
  }

  private static void bad(Vectors v, String name, String text, String slug) {
    v.add(name, "Not canonical: " + name, "own", text(text), slug);
  }

  private static void hex(Vectors v, String name, String hex, String slug) {
    v.add(name, "Bytes: " + name, "own", Json.object().put("hex", hex).build(), slug);
  }

  private static Json.Obj text(String text) {
    boolean holds = text.chars().allMatch(c -> c >= 0x20 && c != 0xfeff);
    return holds
        ? Json.object().put("text", text).build()
        : Json.object().put("hex", Bytes.utf8(text).toHex()).build();
  }

  @Test
  void reader_beyondItsCap_refusesUnread() {
    MalformedException e =
        assertThrows(MalformedException.class, () -> JsonReader.canonical(Bytes.utf8("!!!!!"), 4));
    assertEquals(Code.INPUT_TOO_LARGE, e.code());
  }

  @Test
  void fault_saysWhereAndWhat() {
    MalformedException e =
        assertThrows(MalformedException.class, () -> canonical("{\"a\":1,\"b\":1.5}"));
    assertEquals(11, e.offset());
    assertTrue(e.found().contains("1.5"), e.found());
    MalformedException framed =
        assertThrows(
            MalformedException.class,
            () -> JsonReader.canonical("xx{\"a\":tru}".getBytes(StandardCharsets.UTF_8), 2, 11, 9));
    assertEquals(5, framed.offset());
  }

  @Test
  void relaxed_readsWhatPeopleType_andRefusesTheSameValues() throws Exception {
    assertEquals(
        canonical("{\"a\":\"/A中\",\"b\":[1]}"),
        JsonReader.relaxed(
            Bytes.utf8("\n { \"b\" : [ 1 ] ,\r\n\t\"a\":\"\\/\\u0041\\u4E2d\" } \n"), CAP));
    for (String bad :
        List.of(
            "{\"b\":1,\"a\":2,\"b\":1}",
            "[1.0]",
            "[01]",
            "[\"\\n\"]",
            "[\"\\ud83d\"]",
            "[\"\\ud83dx\"]",
            "[\"\\ud83d\\n\"]",
            "[\"\n\"]",
            "[1,]",
            "[1] // note",
            "[9007199254740992]",
            "[".repeat(13) + "]".repeat(13))) {
      assertThrows(MalformedException.class, () -> JsonReader.relaxed(Bytes.utf8(bad), CAP), bad);
    }
    MalformedException e =
        assertThrows(
            MalformedException.class,
            () -> JsonReader.relaxed(Bytes.utf8("{\"b\":1,\"a\":2,\"b\":1}"), CAP));
    assertEquals(Code.JSON_DUPLICATE_KEY, e.code());
  }

  @Test
  void reader_ofManyKeys_returnsEachUnderItsOwn() throws Exception {
    // More keys than the cache of names has places, and names longer than it keeps.
    Json.Builder b = Json.object();
    for (int i = 0; i < 5000; i++) {
      b.put("key" + i + (i % 3 == 0 ? "x".repeat(40) : ""), i);
    }
    Json.Obj o = b.build();
    for (int time = 0; time < 2; time++) {
      Json.Obj read = assertInstanceOf(Json.Obj.class, JsonReader.canonical(o.toCanonical(), CAP));
      assertEquals(o, read);
      assertEquals(Json.of(4711), read.get("key4711"));
      assertFalse(read.has("key5000"));
    }
  }

  @Test
  void values_outsideTheProfile_areNotMade() {
    assertThrows(IllegalArgumentException.class, () -> Json.of("\n"));
    assertThrows(IllegalArgumentException.class, () -> Json.of("\u0085"));
    assertThrows(IllegalArgumentException.class, () -> Json.of("\ud83d"));
    assertThrows(IllegalArgumentException.class, () -> Json.of("\ude00\ud83d"));
    assertThrows(IllegalArgumentException.class, () -> Json.of(Json.MAX_INT + 1));
    assertThrows(IllegalArgumentException.class, () -> Json.of(-Json.MAX_INT - 1));
    assertThrows(IllegalArgumentException.class, () -> Json.object().put("a-b", 1));
    assertThrows(IllegalArgumentException.class, () -> Json.object().put("", 1));
    assertThrows(IllegalArgumentException.class, () -> Json.object().put("a", 1).put("a", 1));
    Json deep = Json.of(1);
    for (int i = 0; i < 13; i++) {
      deep = Json.array(deep);
    }
    assertThrows(IllegalStateException.class, deep::toCanonical);
  }

  @Test
  void object_withAndWithoutMembers_isACopy() {
    Json.Obj o = Json.object().put("b", 1).put("a", true).build();
    assertEquals("{\"a\":true,\"b\":1}", o.toText());
    assertEquals("{\"a\":true,\"b\":2}", o.with("b", Json.of(2)).toText());
    assertEquals("{\"a\":true,\"b\":1,\"c\":null}", o.with("c", Json.ofNull()).toText());
    assertEquals("{\"b\":1}", o.without("a").toText());
    assertEquals(o, o.without("z"));
    assertEquals(o.hashCode(), o.with("b", Json.of(1)).hashCode());
    assertEquals(Code.TRAILING_BYTES, refused("{}}".getBytes(StandardCharsets.UTF_8)));
  }
}
