/// What every other package stands on: the stable codes, the one exception for untrusted input, and
/// immutable byte strings.
///
/// Owns no meaning of the domain: what a code is about belongs to the package that reports it.
@NullMarked
package io.countersign.core.base;

import org.jspecify.annotations.NullMarked;
