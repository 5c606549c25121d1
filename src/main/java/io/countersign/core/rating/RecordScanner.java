package io.countersign.core.rating;

import io.countersign.core.base.Bytes;
import io.countersign.core.ledger.UsageRecord;
import io.countersign.core.terms.Field;
import io.countersign.core.terms.RecordType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/// Reads the canonical bytes of one record straight into numbers, making no object.
///
/// Takes a part of what [UsageRecord#parse] and [RecordReader] take together: good records of the
/// declared types, of revision 0. Of anything else it only says that it does not take it, and
/// whoever asks goes the general way. Mutable, not thread-safe.
final class RecordScanner {
  private static final byte[] AT = ascii("{\"at\":");
  private static final byte[] DATA = ascii(",\"data\":{");
  private static final byte[] ID = ascii("},\"id\":\"");
  private static final byte[] REV = ascii("\",\"rev\":0,\"source\":\"");
  private static final byte[] TYPE = ascii("\",\"type\":\"");
  private static final byte[] END = ascii("\"}");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /// Most digits of a field's value: 10^12 has 13.
  private static final int DIGITS = 13;

  private final List<RecordType> types;
  private final byte[][] typeNames;
  private final Form[][] forms;

  private byte[] in = {};
  private int pos;
  private int end;

  private int type;
  private long at;
  private int idFrom;
  private int idTo;
  private int sourceFrom;
  private int sourceTo;

  RecordScanner(List<RecordType> types) {
    this.types = List.copyOf(types);
    this.typeNames = new byte[types.size()][];
    this.forms = new Form[types.size()][];
    for (int t = 0; t < typeNames.length; t++) {
      typeNames[t] = ascii(types.get(t).id());
      List<Field> fields = types.get(t).fields();
      forms[t] = new Form[fields.size()];
      for (int f = 0; f < forms[t].length; f++) {
        forms[t][f] = new Form(fields.get(f), f == 0);
      }
    }
  }

  /// One field: the bytes before its value, and what the value may be.
  private static final class Form {
    final Field field;
    final byte[] key;
    final byte[][] values; // of an enum, with the closing quote

    Form(Field field, boolean first) {
      this.field = field;
      this.key = ascii((first ? "\"" : ",\"") + field.id() + "\":");
      this.values =
          field instanceof Field.Choice c
              ? c.values().stream().map(v -> ascii("\"" + v + "\"")).toArray(byte[][]::new)
              : new byte[0][];
    }
  }

  private static byte[] ascii(String s) {
    return Bytes.utf8(s).toArray();
  }

  /// Reads the record that fills [from, to).
  ///
  /// @param values receives the fields as [RecordReader] reads them
  /// @return false if the record is not of the plain kind that this reads
  boolean scan(byte[] array, int from, int to, long[] values) {
    in = array;
    pos = from;
    end = to;
    if (to - from > UsageRecord.MAX_BYTES || !findType()) {
      return false;
    }
    if (!skip(AT) || !instant() || !skip(DATA)) {
      return false;
    }
    Form[] of = forms[type];
    for (int f = 0; f < of.length; f++) {
      if (!skip(of[f].key) || !value(of[f], values, f)) {
        return false;
      }
    }
    if (!skip(ID)) {
      return false;
    }
    idFrom = pos;
    idTo = name();
    if (idTo < 0 || !skip(REV)) {
      return false;
    }
    sourceFrom = pos;
    sourceTo = name();
    return sourceTo >= 0 && skip(TYPE) && skip(typeNames[type]) && skip(END) && pos == end;
  }

  /// The type stands last, and what comes before it can be read only once it is known.
  private boolean findType() {
    for (int t = 0; t < typeNames.length; t++) {
      byte[] name = typeNames[t];
      int begin = end - END.length - name.length;
      if (begin - 1 > pos
          && in[begin - 1] == '"'
          && Arrays.equals(in, begin, begin + name.length, name, 0, name.length)) {
        type = t;
        return true;
      }
    }
    return false;
  }

  private boolean skip(byte[] wanted) {
    if (end - pos < wanted.length) {
      return false;
    }
    int i = 0;
    for (; i + Long.BYTES <= wanted.length; i += Long.BYTES) {
      if ((long) WORD.get(in, pos + i) != (long) WORD.get(wanted, i)) {
        return false;
      }
    }
    for (; i < wanted.length; i++) {
      if (in[pos + i] != wanted[i]) {
        return false;
      }
    }
    pos += wanted.length;
    return true;
  }

  private boolean instant() {
    if (!number(10)) {
      return false;
    }
    at = last;
    return at >= 0 && at <= UsageRecord.MAX_AT;
  }

  private long last;

  /// Reads an integer in its only form: no leading zero, no -0.
  private boolean number(int digits) {
    int from = pos;
    boolean minus = from < end && in[from] == '-';
    if (minus) {
      from++;
    }
    int p = from;
    long v = 0;
    while (p < end && in[p] >= '0' && in[p] <= '9' && p - from <= digits) {
      v = v * 10 + (in[p] - '0');
      p++;
    }
    int n = p - from;
    if (n == 0 || n > digits || (in[from] == '0' && (n > 1 || minus))) {
      return false;
    }
    pos = p;
    last = minus ? -v : v;
    return true;
  }

  private boolean value(Form form, long[] values, int f) {
    return switch (form.field) {
      case Field.Int of -> {
        if (!number(DIGITS) || last < of.min() || last > of.max()) {
          yield false;
        }
        values[f] = last;
        yield true;
      }
      case Field.Choice of -> {
        for (int v = 0; v < form.values.length; v++) {
          if (skip(form.values[v])) {
            values[f] = v;
            yield true;
          }
        }
        yield false;
      }
      case Field.Bool of -> {
        boolean yes = skip(TRUE);
        values[f] = yes ? 1 : 0;
        yield yes || skip(FALSE);
      }
      case Field.Date of -> {
        values[f] = 0;
        yield date();
      }
    };
  }

  /// A date of the years 1971 to 2098, in which every fourth has a leap day.
  private boolean date() {
    if (end - pos < 12 || in[pos] != '"' || in[pos + 11] != '"') {
      return false;
    }
    if (in[pos + 5] != '-' || in[pos + 8] != '-') {
      return false;
    }
    int year = digits(pos + 1, 4);
    int month = digits(pos + 6, 2);
    int day = digits(pos + 9, 2);
    if (year < 1971 || year > 2098 || month < 1 || month > 12 || day < 1) {
      return false;
    }
    int days = month == 2 && year % 4 != 0 ? 28 : DAYS[month - 1];
    pos += 12;
    return day <= days;
  }

  /// -1 unless all are digits.
  private int digits(int from, int n) {
    int v = 0;
    for (int i = from; i < from + n; i++) {
      if (in[i] < '0' || in[i] > '9') {
        return -1;
      }
      v = v * 10 + in[i] - '0';
    }
    return v;
  }

  /// Goes to the quote that ends a name, and gives its place; -1 if it is none.
  private int name() {
    int from = pos;
    int p = from;
    while (p < end && in[p] != '"' && p - from <= UsageRecord.MAX_NAME) {
      int c = in[p];
      boolean good =
          (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || c == '.'
              || c == '_'
              || c == ':'
              || c == '-';
      if (!good) {
        return -1;
      }
      p++;
    }
    int n = p - from;
    pos = p;
    return n >= 1 && n <= UsageRecord.MAX_NAME ? p : -1;
  }

  /// The index of the type of the record read last.
  int type() {
    return type;
  }

  RecordType recordType() {
    return types.get(type);
  }

  long at() {
    return at;
  }

  int idFrom() {
    return idFrom;
  }

  int idTo() {
    return idTo;
  }

  int sourceFrom() {
    return sourceFrom;
  }

  int sourceTo() {
    return sourceTo;
  }
}
