package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import io.countersign.core.money.Micros;
import io.countersign.core.terms.Period;

/// What a closed dispute posts to one line of one period.
///
/// @param disputeIndex of the dispute's entry
/// @param dispute the entry's digest
/// @param amount micros, signed, not 0: below 0 in the client's favour
public record Settlement(
    long disputeIndex, Bytes32 dispute, Period period, String line, Micros amount) {}
