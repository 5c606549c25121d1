package io.countersign.core.ledger;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Code;
import io.countersign.core.base.MalformedException;
import io.countersign.core.encoding.Fields;
import io.countersign.core.encoding.Json;
import io.countersign.core.encoding.JsonReader;
import java.util.ArrayList;
import java.util.List;

/// The two texts of a terms document, as an object that a rendering entry names: canonical JSON
/// `{"en":[…],"render":1,"termsHash":"…","zh":[…]}`, each text a list of its lines.
///
/// Lines, because strings of the profile hold no line ends. Source: `src/docs/formats.md` §3.
///
/// @param termsHash the document that the texts are of
/// @param render the version of the templates that made them, 1 to 2^32-1
/// @param en the English text, 1 to [#MAX_LINES] lines without their ends; so is `zh`
public record RenderedTexts(Bytes32 termsHash, long render, List<String> en, List<String> zh) {
  /// Most lines of one text.
  public static final int MAX_LINES = 65_536;

  /// Cap on the bytes of the object.
  public static final int MAX_BYTES = 16 * 1024 * 1024;

  public RenderedTexts {
    en = List.copyOf(en);
    zh = List.copyOf(zh);
    if (render < 1 || render > Entry.MAX_UINT32) {
      throw new IllegalArgumentException("no version of templates: " + render);
    }
  }

  /// Reads the object.
  ///
  /// @throws MalformedException codes 01xx
  public static RenderedTexts parse(Bytes bytes) throws MalformedException {
    Fields f = Fields.of(JsonReader.canonical(bytes, MAX_BYTES), "");
    List<String> en = lines(f, "en");
    long render = f.integer("render", 1, Entry.MAX_UINT32);
    Bytes32 terms = f.bytes32("termsHash");
    List<String> zh = lines(f, "zh");
    f.end();
    return new RenderedTexts(terms, render, en, zh);
  }

  private static List<String> lines(Fields f, String name) throws MalformedException {
    List<String> out = new ArrayList<>();
    for (Json line : f.array(name, 1, MAX_LINES)) {
      if (!(line instanceof Json.Str s)) {
        throw new MalformedException(
            Code.FIELD_TYPE, name + "[" + out.size() + "]", -1, "a string", line.kind());
      }
      out.add(s.value());
    }
    return out;
  }

  /// The object's bytes.
  public Bytes toBytes() {
    return Json.object()
        .put("en", en.stream().map(Json::of).toList())
        .put("render", render)
        .put("termsHash", termsHash.toHex())
        .put("zh", zh.stream().map(Json::of).toList())
        .build()
        .toCanonical();
  }
}
