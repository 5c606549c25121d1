package io.countersign.core.statement;

import io.countersign.core.base.Bytes;
import io.countersign.core.base.Bytes32;
import io.countersign.core.base.MalformedException;
import io.countersign.core.crypto.Sha256;
import io.countersign.core.encoding.Json;
import io.countersign.core.money.Micros;
import io.countersign.core.rating.IgnoredRecords;
import io.countersign.core.rating.KpiResult;
import io.countersign.core.rating.MeasureResult;
import io.countersign.core.terms.Period;
import java.util.List;

/// The statement of one period (对账单): what the lines come to, adjustments of earlier periods, and
/// what disputes came to.
///
/// Its hash is what the provider signs. It is no tax invoice. Source: `src/docs/statement.md` §5.
///
/// @param prefix N(P): the leaves that it is computed on
/// @param prefixRoot the ledger's root at that size
/// @param terms hash of the document that governs the period
/// @param measures, kpis and lines in document order
/// @param adjustments by period, then by line in document order
/// @param settlements by index of the dispute's entry, then by period, then by line in document
///   order
/// @param total sum of the lines and adjustments that are no memo, and of the settlements
public record Statement(
    Bytes32 ledger,
    Period period,
    long prefix,
    Bytes32 prefixRoot,
    Bytes32 terms,
    List<MeasureResult> measures,
    List<KpiResult> kpis,
    List<StatementLine> lines,
    List<Adjustment> adjustments,
    List<SettledAmount> settlements,
    List<IgnoredRecords> ignored,
    Micros total) {
  /// Cap on the canonical bytes.
  public static final int MAX_BYTES = 16 * 1024 * 1024;

  /// Most settlements of one statement.
  public static final int MAX_SETTLEMENTS = 65_536;

  public Statement {
    measures = List.copyOf(measures);
    kpis = List.copyOf(kpis);
    lines = List.copyOf(lines);
    adjustments = List.copyOf(adjustments);
    settlements = List.copyOf(settlements);
    ignored = List.copyOf(ignored);
    Micros sum = totalOf(lines, adjustments, settlements);
    if (!sum.equals(total)) {
      throw new IllegalArgumentException("a total of " + sum + " expected, found " + total);
    }
  }

  static Micros totalOf(
      List<StatementLine> lines, List<Adjustment> adjustments, List<SettledAmount> settlements) {
    Micros sum = Micros.ZERO;
    for (StatementLine line : lines) {
      sum = line.memo() ? sum : sum.plus(line.amount());
    }
    for (Adjustment a : adjustments) {
      sum = a.memo() ? sum : sum.plus(a.amount());
    }
    for (SettledAmount s : settlements) {
      sum = sum.plus(s.amount());
    }
    return sum;
  }

  /// Reads a statement strictly: the bytes are canonical and say nothing twice in two ways.
  ///
  /// @throws MalformedException codes 01xx, `STATEMENT_FORM`
  public static Statement parse(Bytes bytes) throws MalformedException {
    return StatementJson.parse(bytes);
  }

  public Json.Obj toJson() {
    return StatementJson.format(this);
  }

  /// The canonical bytes: the object that the statement entry names.
  public Bytes toBytes() {
    return toJson().toCanonical();
  }

  /// SHA-256 of the canonical bytes.
  public Bytes32 hash() {
    return Sha256.hash(toBytes());
  }

  /// RFC 6962 root over the lines' results, so that one line can be opened alone.
  public Bytes32 resultsRoot() {
    return Results.root(lines);
  }
}
