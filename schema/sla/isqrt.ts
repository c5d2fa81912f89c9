/**
 * ⌊√n⌋, exact, by Newton's method on integers.
 *
 * @throws RangeError for a negative n
 * @see Cohen, "A Course in Computational Algebraic Number Theory", algorithm 1.7.1
 */
export function isqrt(n: bigint): bigint {
  if (n < 0n) throw new RangeError(`no square root of ${n}`);
  if (n < 2n) return n;
  // A power of two that is not below the root: the iteration then falls until it is there.
  let root = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** ⌈√n⌉, exact. */
export function isqrtUp(n: bigint): bigint {
  const root = isqrt(n);
  return root * root === n ? root : root + 1n;
}
