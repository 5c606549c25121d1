/// A second evaluator, written from `src/docs/terms.md` and `src/docs/statement.md` alone, month by
/// month and record by record: it reads the JSON documents themselves, keeps everything as exact
/// fractions of money, and shares no code with the one under test. Slow on purpose.
@NullUnmarked
package io.countersign.naive;

import org.jspecify.annotations.NullUnmarked;
