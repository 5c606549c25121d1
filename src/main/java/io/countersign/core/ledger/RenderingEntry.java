package io.countersign.core.ledger;

/// A rendering that counts: both parties' word for the two texts of a terms document.
public record RenderingEntry(long index, long leafTime, Entry.Rendering rendering) {}
