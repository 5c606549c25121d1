package io.countersign.core.prose;

import java.util.ArrayList;
import java.util.List;

/// One sentence with places `{0}` to `{9}`, cut into what is said as it stands and places.
///
/// @param pieces in the order of the sentence
record Template(List<Piece> pieces) {
  Template {
    pieces = List.copyOf(pieces);
  }

  /// Words, or a place.
  sealed interface Piece {}

  record Words(String text) implements Piece {}

  /// @param index 0 to 9
  record Place(int index) implements Piece {}

  static Template of(String text) {
    List<Piece> pieces = new ArrayList<>();
    int from = 0;
    for (int i = 0; i + 2 < text.length(); i++) {
      char digit = text.charAt(i + 1);
      if (text.charAt(i) == '{' && text.charAt(i + 2) == '}' && digit >= '0' && digit <= '9') {
        words(text.substring(from, i), pieces);
        pieces.add(new Place(digit - '0'));
        from = i + 3;
        i += 2;
      }
    }
    words(text.substring(from), pieces);
    return new Template(pieces);
  }

  private static void words(String text, List<Piece> pieces) {
    if (!text.isEmpty()) {
      pieces.add(new Words(text));
    }
  }

  /// The sentence with its places filled.
  String fill(Object... values) {
    StringBuilder out = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Words w -> out.append(w.text());
        case Place p -> out.append(values[p.index()]);
      }
    }
    return out.toString();
  }
}
