package io.countersign.core.ledger;

/// An accepted acceptance of a milestone.
public record MilestoneEntry(long index, long leafTime, Entry.Milestone milestone) {}
