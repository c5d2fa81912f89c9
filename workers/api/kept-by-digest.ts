import type { Sha256 } from "../../schema/wire/identifier.ts";

/**
 * Keeps the documents that were asked for last. What is under a digest never changes, so that it needs no lifetime. Values
 * are kept, never promises: a Worker's request may not wait for another's.
 *
 * @param most  of what the kept documents weigh together; one is kept whatever it weighs
 */
export function keptByDigest<T>(
  weightOf: (document: T) => number,
  most: number,
): (digest: Sha256, read: () => Promise<T | null>) => Promise<T | null> {
  const kept = new Map<Sha256, T>();
  return async (digest, read) => {
    const document = kept.get(digest) ?? (await read());
    if (document === null) return null;
    kept.delete(digest);
    kept.set(digest, document);
    for (const oldest of kept.keys()) {
      const weight = [...kept.values()].reduce((sum, of) => sum + weightOf(of), 0);
      if (kept.size <= 1 || weight <= most) break;
      kept.delete(oldest);
    }
    return document;
  };
}
