package io.countersign.core.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Ed25519Key;
import io.countersign.core.crypto.Sha256;
import io.countersign.testing.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignedNoteTest {
  /// Source: C2SP signed-note, "Example"; formats.md §6.
  private static final String C2SP_VKEY =
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

  private static final String C2SP_NOTE =
      """
      This is an example message.

      — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
      """;

  private static final NoteSigner LOG = NoteSigner.of("log.example/a", key(1));
  private static final NoteSigner WITNESS = NoteSigner.cosigner("witness.example/w", key(2));
  private static final String TEXT =
      "log.example/a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";

  private static Ed25519Key key(int n) {
    return Ed25519Key.of(Sha256.hash(new byte[] {(byte) n}));
  }

  private static final String OWN = "own";
  private static final String C2SP = "C2SP signed-note v1";

  private static Json.Obj in(String note, Vkey... known) {
    return Json.object()
        .put("note", Vectors.lines(note))
        .put("known", Arrays.stream(known).map(k -> Json.of(k.format())).toList())
        .build();
  }

  private static Json.Obj hex(byte[] note) {
    return Json.object()
        .put("hex", Bytes.of(note).toHex())
        .put("known", List.of(Json.of(LOG.vkey().format())))
        .build();
  }

  @Test
  void note_ofEveryVector_isAsWritten() throws Exception {
    Vkey c2sp = Vkey.parse(C2SP_VKEY);
    Vkey log = LOG.vkey();
    Vkey witness = WITNESS.vkey();
    String plain = LOG.note(TEXT).format();
    String cosigned = LOG.note(TEXT).with(WITNESS.cosign(TEXT, 1_700_000_000)).format();
    String sigLine = LOG.sign(TEXT).format();
    String otherKey = NoteSigner.of("log.example/a", key(3)).sign(TEXT).format();
    String otherName = NoteSigner.of("log.example/b", key(1)).sign(TEXT).format();
    byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
    byte[] badUtf8 = bytes.clone();
    badUtf8[2] = (byte) 0xff;
    NoteSignature good = LOG.sign(TEXT);
    NoteSignature flipped = new NoteSignature(good.name(), good.keyId(), flip(good.signature(), 0));
    NoteSignature cut =
        new NoteSignature(
            good.name(), good.keyId(), Bytes.of(Arrays.copyOf(good.signature().toArray(), 63)));
    NoteSignature co = WITNESS.cosign(TEXT, 1_700_000_000);
    Vectors.of("note")
        .add("happy-path-c2sp", "The example of the format", C2SP, in(C2SP_NOTE, c2sp), "")
        .add("happy-path-log", "A checkpoint by its log", OWN, in(plain, log), "")
        .add(
            "happy-path-cosigned",
            "A checkpoint by its log and a witness",
            OWN,
            in(cosigned, log, witness),
            "")
        .add(
            "happy-path-cosigner-unknown",
            "An unknown signature is ignored",
            OWN,
            in(cosigned, log),
            "")
        .add(
            "happy-path-empty-lines-in-text",
            "The last empty line divides",
            OWN,
            in(LOG.note("a\n\n\nb\n").format(), log),
            "")
        .add(
            "happy-path-same-name-other-key",
            "A line of the same name and another key is unknown",
            OWN,
            in(TEXT + "\n" + otherKey + "\n" + sigLine + "\n", log),
            "")
        .add(
            "happy-path-signature-twice",
            "The same signature twice: both are reported, so callers count keys",
            OWN,
            in(TEXT + "\n" + sigLine + "\n" + sigLine + "\n", log),
            "")
        .add(
            "happy-path-64-signatures",
            "As many signatures as are read",
            OWN,
            in(TEXT + "\n" + (otherName + "\n").repeat(63) + sigLine + "\n", log),
            "")
        .add(
            "signatures-65",
            "One signature too many, all unknown",
            OWN,
            in(TEXT + "\n" + (otherName + "\n").repeat(65), log),
            "note-signatures-many")
        .add(
            "text-changed",
            "One character of the text",
            OWN,
            in(plain.replaceFirst("\n0\n", "\n1\n"), log),
            "note-signature-bad")
        .add(
            "signature-bit-flipped",
            "One bit of the signature",
            OWN,
            in(TEXT + "\n" + flipped.format() + "\n", log),
            "note-signature-bad")
        .add(
            "signature-63-bytes",
            "A signature of 63 bytes",
            OWN,
            in(TEXT + "\n" + cut.format() + "\n", log),
            "note-signature-bad")
        .add(
            "signature-bad-beside-good",
            "A known key's bad signature spoils the note",
            OWN,
            in(TEXT + "\n" + sigLine + "\n" + flipped.format() + "\n", log),
            "note-signature-bad")
        .add(
            "cosignature-bad-beside-good",
            "The time of a cosignature changed",
            OWN,
            in(
                TEXT
                    + "\n"
                    + sigLine
                    + "\n"
                    + new NoteSignature(co.name(), co.keyId(), flip(co.signature(), 7)).format()
                    + "\n",
                log,
                witness),
            "note-signature-bad")
        .add(
            "cosignature-time-0",
            "A cosignature without a time",
            OWN,
            in(
                TEXT
                    + "\n"
                    + new NoteSignature(co.name(), co.keyId(), Bytes.of(new byte[72])).format()
                    + "\n",
                witness),
            "cosignature-form")
        .add(
            "cosignature-64-bytes",
            "A plain signature under a cosigner's key",
            OWN,
            in(
                TEXT
                    + "\n"
                    + new NoteSignature(co.name(), co.keyId(), good.signature()).format()
                    + "\n",
                witness),
            "cosignature-form")
        .add(
            "key-known-under-other-type",
            "The cosigner's key as a plain one: another id, so unknown",
            OWN,
            in(cosigned, new Vkey(witness.name(), Vkey.Type.ED25519, witness.key())),
            "note-unsigned")
        .add("key-unknown", "Nobody known signed", OWN, in(plain, c2sp), "note-unsigned")
        .add("key-none", "No key is known", OWN, in(plain), "note-unsigned")
        .add(
            "name-other",
            "The right key under another name",
            OWN,
            in(TEXT + "\n" + otherName + "\n", log),
            "note-unsigned")
        .add("last-newline-missing", "Cut by one", OWN, in(chop(plain), log), "note-form")
        .add("signatures-missing", "Text and empty line", OWN, in(TEXT + "\n", log), "note-form")
        .add("empty-line-missing", "No division", OWN, in(TEXT + sigLine + "\n", log), "note-form")
        .add("empty", "Nothing", OWN, in("", log), "note-form")
        .add(
            "trailing-empty-line",
            "An empty line at the end divides",
            OWN,
            in(plain + "\n", log),
            "note-form")
        .add(
            "trailing-garbage",
            "A line that is no signature",
            OWN,
            in(plain + "garbage\n", log),
            "note-signature-line")
        .add(
            "dash-hyphen",
            "A hyphen for the em dash",
            OWN,
            in(plain.replace("— log", "- log"), log),
            "note-signature-line")
        .add(
            "name-missing",
            "No name",
            OWN,
            in(plain.replace("— log.example/a ", "— "), log),
            "note-signature-line")
        .add(
            "name-with-plus",
            "A plus sign in the name",
            OWN,
            in(plain.replace("— log.example/a", "— log+example/a"), log),
            "note-signature-line")
        .add(
            "name-with-ideographic-space",
            "A space of another script in the name",
            OWN,
            in(plain.replace("— log.example/a", "— log\u3000example/a"), log),
            "note-signature-line")
        .add(
            "two-spaces",
            "Two spaces before the signature",
            OWN,
            in(
                plain.replace(
                    "example/a " + Base64s.format(blob(good)),
                    "example/a  " + Base64s.format(blob(good))),
                log),
            "note-signature-line")
        .add(
            "base64-without-padding",
            "The padding is cut off",
            OWN,
            in(plain.replace("=\n", "\n"), log),
            "note-signature-line")
        .add(
            "signature-key-id-only",
            "Four bytes",
            OWN,
            in(TEXT + "\n— log.example/a AAAAAA==\n", log),
            "note-signature-line")
        .add(
            "carriage-returns",
            "Line ends of another system",
            OWN,
            hex(plain.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)),
            "note-form")
        .add(
            "text-with-tab",
            "A control character in the text",
            OWN,
            hex(plain.replace("\n0\n", "\n\t\n").getBytes(StandardCharsets.UTF_8)),
            "note-text")
        .add("utf8-broken", "A byte that is no UTF-8", OWN, hex(badUtf8), "utf8")
        .check(
            in -> {
              Bytes note = in.has("hex") ? in.hex("hex") : Bytes.utf8(Vectors.text(in, "note"));
              List<Vkey> known = new ArrayList<>();
              for (Json k : in.array("known", 0, 10)) {
                known.add(Vkey.parse(Fields.string(k, "known")));
              }
              SignedNote parsed = SignedNote.parse(note);
              assertEquals(note, parsed.toBytes());
              List<Json> verified = new ArrayList<>();
              for (SignedNote.Verified v : parsed.verify(known)) {
                verified.add(
                    switch (v) {
                      case SignedNote.Plain p -> Json.of(p.key().name());
                      case SignedNote.Cosigned c -> Json.of(c.key().name() + " at " + c.time());
                    });
              }
              return Json.object()
                  .put("text", Vectors.lines(parsed.text()))
                  .put("verified", verified)
                  .build();
            });
  }

  private static Bytes blob(NoteSignature s) {
    byte[] out = Arrays.copyOf(s.keyId().toArray(), 4 + s.signature().size());
    System.arraycopy(s.signature().toArray(), 0, out, 4, s.signature().size());
    return Bytes.of(out);
  }

  private static String chop(String s) {
    return s.substring(0, s.length() - 1);
  }

  private static Bytes flip(Bytes bytes, int at) {
    byte[] b = bytes.toArray();
    b[at] ^= 1;
    return Bytes.of(b);
  }

  @Test
  void note_beyondItsCap_isRefusedBeforeItIsRead() {
    MalformedException e =
        assertThrows(
            MalformedException.class,
            () -> SignedNote.parse(Bytes.of(new byte[SignedNote.MAX_BYTES + 1])));
    assertEquals(Code.INPUT_TOO_LARGE, e.code());
  }

  @Test
  void vkey_ofEveryVector_isAsWritten() throws Exception {
    String good = LOG.vkey().format();
    String[] parts = good.split("\\+", 3);
    Vectors.of("vkey")
        .add("happy-path-c2sp", "The example of the format", C2SP, vkey(C2SP_VKEY), "")
        .add("happy-path-cosigner", "A witness", OWN, vkey(WITNESS.vkey().format()), "")
        .add("empty", "Nothing", OWN, vkey(""), "vkey-form")
        .add("plus-missing", "One plus sign", OWN, vkey(parts[0] + "+" + parts[1]), "vkey-form")
        .add(
            "key-id-changed",
            "Another key id",
            OWN,
            vkey(parts[0] + "+00000000+" + parts[2]),
            "vkey-id")
        .add(
            "key-id-upper-case",
            "Capitals in the key id",
            OWN,
            vkey(C2SP_VKEY.replace("530d903a", "530D903A")),
            "vkey-form")
        .add("name-changed", "Another name", OWN, vkey("x" + good), "vkey-id")
        .add("name-empty", "No name", OWN, vkey(good.substring(parts[0].length())), "key-name")
        .add("name-with-space", "A space", OWN, vkey("a " + good), "key-name")
        .add(
            "name-256-bytes",
            "A name too long",
            OWN,
            vkey("a".repeat(256) + "+" + parts[1] + "+" + parts[2]),
            "key-name")
        .add(
            "type-2", "ECDSA", OWN, vkey(vkeyText("a", 2, LOG.vkey().key().toArray())), "vkey-type")
        .add(
            "key-31-bytes",
            "A key too short",
            OWN,
            vkey(vkeyText("a", 1, new byte[31])),
            "vkey-form")
        .add("key-none", "No type byte", OWN, vkey("a+00000000+"), "vkey-form")
        .add(
            "key-of-small-order",
            "The point of order 4 with y = 0",
            OWN,
            vkey(vkeyText("a", 1, new byte[32])),
            "vkey-point")
        .add("trailing-garbage", "Something behind the key", OWN, vkey(good + "+"), "vkey-form")
        .check(
            in -> {
              Vkey v = Vkey.parse(in.string("vkey"));
              assertEquals(in.string("vkey"), v.format());
              return Json.object()
                  .put("name", v.name())
                  .put("type", v.type().id())
                  .put("keyId", v.keyId().toHex())
                  .put("key", v.key().toHex())
                  .build();
            });
  }

  private static Json.Obj vkey(String text) {
    return Json.object().put("vkey", text).build();
  }

  private static String vkeyText(String name, int type, byte[] key) {
    byte[] typed = new byte[1 + key.length];
    typed[0] = (byte) type;
    System.arraycopy(key, 0, typed, 1, key.length);
    byte[] id =
        Sha256.hash(name.getBytes(StandardCharsets.UTF_8), new byte[] {'\n'}, typed).toArray();
    return name
        + "+"
        + Bytes.of(Arrays.copyOf(id, 4)).toHex()
        + "+"
        + Base64s.format(Bytes.of(typed));
  }

  @Test
  void vkey_ofUnsoundPoint_isNotMade() {
    assertThrows(
        IllegalArgumentException.class, () -> new Vkey("a", Vkey.Type.ED25519, Bytes32.ZERO));
    assertThrows(
        IllegalArgumentException.class, () -> new Vkey("a b", Vkey.Type.ED25519, LOG.vkey().key()));
  }

  @Test
  void signer_ofTheOtherType_doesNotSign() {
    assertThrows(IllegalStateException.class, () -> WITNESS.sign(TEXT));
    assertThrows(IllegalStateException.class, () -> LOG.cosign(TEXT, 1));
    assertThrows(IllegalArgumentException.class, () -> WITNESS.cosign(TEXT, 0));
    assertThrows(IllegalArgumentException.class, () -> LOG.note("no newline"));
  }
}
