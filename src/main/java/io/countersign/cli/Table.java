package io.countersign.cli;

import java.util.ArrayList;
import java.util.List;

/// Text in columns, aligned for a terminal in which Chinese characters are two cells wide.
final class Table {
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Boolean> right = new ArrayList<>();
  private final List<Integer> rules = new ArrayList<>();
  private final String indent;

  private Table(String indent, String alignment) {
    this.indent = indent;
    for (int i = 0; i < alignment.length(); i++) {
      right.add(alignment.charAt(i) == 'r');
    }
  }

  /// A table whose columns are aligned as `alignment` says, one `l` or `r` each.
  static Table of(String indent, String alignment) {
    return new Table(indent, alignment);
  }

  /// Adds a line; cells that are missing at the end are empty.
  Table add(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  /// Draws a rule below the last line.
  Table rule() {
    rules.add(rows.size());
    return this;
  }

  /// The lines, without spaces at their ends.
  List<String> lines() {
    int[] widths = new int[right.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size() && i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    int total = -2;
    for (int w : widths) {
      total += w + 2;
    }
    List<String> out = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder line = new StringBuilder(indent);
      List<String> row = rows.get(r);
      for (int i = 0; i < row.size() && i < widths.length; i++) {
        String cell = row.get(i);
        String pad = " ".repeat(widths[i] - width(cell));
        line.append(i == 0 ? "" : "  ");
        line.append(right.get(i) ? pad + cell : cell + pad);
      }
      out.add(line.toString().stripTrailing());
      if (rules.contains(r + 1)) {
        out.add(indent + "─".repeat(Math.max(total, 1)));
      }
    }
    return out;
  }

  /// Cells of a terminal that `text` takes.
  static int width(String text) {
    return text.codePoints().map(Table::width).sum();
  }

  // Source: Unicode Standard Annex #11, the ranges that are wide or full-width in Chinese text.
  private static int width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    boolean wide =
        (c >= 0x1100 && c <= 0x115f)
            || (c >= 0x2e80 && c <= 0x303e)
            || (c >= 0x3041 && c <= 0xa4cf)
            || (c >= 0xac00 && c <= 0xd7a3)
            || (c >= 0xf900 && c <= 0xfaff)
            || (c >= 0xfe30 && c <= 0xfe6f)
            || (c >= 0xff00 && c <= 0xff60)
            || (c >= 0xffe0 && c <= 0xffe6)
            || (c >= 0x1f300 && c <= 0x1faff)
            || (c >= 0x20000 && c <= 0x3fffd);
    return wide ? 2 : 1;
  }
}
