package io.countersign.core.ledger;

import io.countersign.core.base.Bytes32;
import io.countersign.core.base.Finding;
import io.countersign.core.crypto.Address;
import java.util.List;
import java.util.Optional;

/// The records of one accepted attestation.
///
/// @param entryIndex index of the attestation
/// @param leafTime its leaf's time, milliseconds
/// @param party whose key attested
/// @param firstRecord ledger-wide number of the batch's first record
/// @param count records that the attester signed for
/// @param records all `count` of them in order, or none where `payloadFault` says why
/// @param payloadFault `PAYLOAD_MISSING`, `PAYLOAD_FORM`, `PAYLOAD_ROOT` or `PAYLOAD_COUNT`
public record Batch(
    long entryIndex,
    long leafTime,
    Party party,
    Address attester,
    long sequence,
    long firstRecord,
    int count,
    Bytes32 recordsRoot,
    List<HeldRecord> records,
    Optional<Finding> payloadFault) {}
