/// Importers: the files of call centres to usage records.
///
/// Owns the reading of foreign formats, their oddities and the report of an import. Owns no
/// judgement: what an odd row costs is decided by the terms, so every oddity comes through as plain
/// facts in the record's fields, and nothing is dropped without being listed. `src/docs/intake.md`
/// says how each format is read.
@NullMarked
package io.countersign.intake;

import org.jspecify.annotations.NullMarked;
