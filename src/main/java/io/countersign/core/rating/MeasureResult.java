package io.countersign.core.rating;

import io.countersign.core.merkle.SumRoot;
import java.math.BigInteger;
import java.util.Optional;

/// What one measure counts.
///
/// @param value after pool increments; for a derived measure the weighted sum
/// @param sum root and total over the ledger's record numbers, where records are counted and a line
///   or KPI rests on the measure
public record MeasureResult(String id, BigInteger value, Optional<SumRoot> sum) {}
