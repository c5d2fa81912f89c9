import { windowDigest, windowKey } from "../../../schema/sla/chain.ts";
import type { Sha256 } from "../../../schema/wire/identifier.ts";
import type { SignedWindow } from "../../../schema/wire/window.ts";

/** A window that names another one before it than is there: `expected` is there, `found` is named. */
export type Fork = Readonly<{ window: SignedWindow["window"]; expected: Sha256; found: Sha256 }>;

/**
 * Where an agent's windows part into two stories: each window whose predecessor is there, and which names none of those under
 * that key. Neither the order nor the repetition of windows changes them.
 *
 * @param windows  of one agent, each believed
 */
export async function forksOf(windows: readonly SignedWindow[]): Promise<Fork[]> {
  const known = await Promise.all(
    windows.map(async (signed) => ({ signed, digest: await windowDigest(signed) })),
  );
  const distinct = [...new Map(known.map((each) => [each.digest, each])).values()].sort(inOrder);
  const there = new Set(distinct.map(({ signed, digest }) => `${windowKey(signed)} ${digest}`));
  const smallest = new Map(
    distinct.toReversed().map(({ signed, digest }) => [windowKey(signed), digest]),
  );
  return distinct.flatMap(({ signed: { window } }) => {
    const below = `${window.epoch}/${window.seq - 1}`;
    const [expected, found] = [smallest.get(below), window.prev];
    return expected === undefined || found === null || there.has(`${below} ${found}`)
      ? []
      : { window, expected, found };
  });
}

type Known = Readonly<{ signed: SignedWindow; digest: Sha256 }>;

const inOrder = (a: Known, b: Known): number =>
  compare(a.signed.window.epoch, b.signed.window.epoch) ||
  a.signed.window.seq - b.signed.window.seq ||
  compare(a.digest, b.digest);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
