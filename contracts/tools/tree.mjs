// RFC 6962 trees, literally as RFC 9162 2.1 writes them: what gas.mjs gives the contracts.
import { createHash } from "node:crypto";

const sha256 = (...parts) => {
  const h = createHash("sha256");
  for (const p of parts) h.update(p);
  return h.digest();
};
export const leafHash = (leaf) => sha256(Buffer.of(0), leaf);
const nodeHash = (l, r) => sha256(Buffer.of(1), l, r);

/**
 * A tree over leaf hashes: `leaf(i)`, below `size`. Its leaves repeat every `period` (a power of 2) from `period` on, so that
 * complete subtrees are equal and a tree of a million leaves is built in no time.
 */
export class Tree {
  constructor(leaf, size, period) {
    this.leaf = leaf;
    this.size = size;
    this.period = period;
    this.known = new Map();
  }

  /** MTH(D[lo:hi]). */
  root(hi = this.size, lo = 0) {
    const n = hi - lo;
    if (n === 1) return this.leaf(lo);
    const repeats = n >= this.period && (n & (n - 1)) === 0 && lo > 0;
    const key = (repeats ? "repeats" : lo) + "+" + n;
    const kept = this.known.get(key);
    if (kept) return kept;
    const k = split(n);
    const made = nodeHash(this.root(lo + k, lo), this.root(hi, lo + k));
    this.known.set(key, made);
    return made;
  }

  /** PATH(m, D[lo:hi]). */
  path(m, hi = this.size, lo = 0) {
    if (hi - lo === 1) return [];
    const k = split(hi - lo);
    return m < k
      ? [...this.path(m, lo + k, lo), this.root(hi, lo + k)]
      : [...this.path(m - k, hi, lo + k), this.root(lo + k, lo)];
  }

  /** PROOF(m, D[0:hi]). */
  consistency(m, hi = this.size, lo = 0, whole = true) {
    if (m === hi - lo) return whole ? [] : [this.root(hi, lo)];
    const k = split(hi - lo);
    return m <= k
      ? [...this.consistency(m, lo + k, lo, whole), this.root(hi, lo + k)]
      : [...this.consistency(m - k, hi, lo + k, false), this.root(lo + k, lo)];
  }
}

/** The largest power of 2 below n. */
function split(n) {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}
