package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import io.countersign.core.terms.Period;
import io.countersign.core.terms.Terms;

/// A version of the terms that both parties signed.
///
/// @param index of its agreement entry
/// @param effectivePeriod first period that it governs
/// @param hash SHA-256 of the document
/// @param digest of its agreement entry
public record TermsVersion(
    long index, long version, Period effectivePeriod, Terms terms, Bytes32 hash, Bytes32 digest) {}
