/// Exact amounts: micros of a currency unit, ratios of integers, the six rounding modes, and
/// decimal strings in their one shortest form.
///
/// Owns all arithmetic that ends in an amount. Owns no price, no rule of a contract and no display
/// format of a locale. No floating point takes part anywhere.
@NullMarked
package io.countersign.core.money;

import org.jspecify.annotations.NullMarked;
