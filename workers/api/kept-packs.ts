import type { Sha256 } from "../../schema/wire/identifier.ts";
import type { LightPack } from "./scores.ts";

/** Scores that an isolate keeps, of all periods: about those of 6 packs of 64 orchestrators, some megabytes each. */
const MOST_SCORES = 6 * 64 * 12;

/**
 * Keeps the packs of scores that were asked for last. What is under a digest never changes, so that it needs no lifetime.
 * Values are kept, never promises: a Worker's request may not wait for another's.
 */
export function keptPacks(): (
  digest: Sha256,
  read: () => Promise<LightPack | null>,
) => Promise<LightPack | null> {
  const packs = new Map<Sha256, LightPack>();
  return async (digest, read) => {
    const pack = packs.get(digest) ?? (await read());
    if (pack === null) return null;
    packs.delete(digest);
    packs.set(digest, pack);
    for (const oldest of packs.keys()) {
      const kept = [...packs.values()].reduce((sum, of) => sum + scoresOf(of), 0);
      if (packs.size <= 1 || kept <= MOST_SCORES) break;
      packs.delete(oldest);
    }
    return pack;
  };
}

const scoresOf = ({ periods }: LightPack): number =>
  Object.values(periods).reduce((sum, { scores }) => sum + scores.length, 0);
