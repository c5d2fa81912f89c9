import type { Sha256 } from "../../schema/wire/identifier.ts";
import type { LightPack } from "./scores.ts";

/** Packs that an isolate keeps: some megabytes each. */
const MOST = 6;

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
      if (packs.size <= MOST) break;
      packs.delete(oldest);
    }
    return pack;
  };
}
