/// Merkle trees: hashes, proofs, tiles, and the tree that carries sums.
///
/// Owns the mathematics of RFC 9162 and of C2SP tlog-tiles over hashes that are given. What a leaf
/// contains, and who signs a root, belongs to `core.ledger`.
@NullMarked
package io.countersign.core.merkle;

import org.jspecify.annotations.NullMarked;
