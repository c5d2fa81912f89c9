import type { Input } from "../../schema/sla/publish/publish-hour.ts";
import { sha256 } from "../../schema/wire/canonical.ts";
import type { Sha256 } from "../../schema/wire/identifier.ts";
import { decodeRaw } from "../../schema/wire/raw-codec.ts";
import type { Archive } from "../store/archive.ts";

/**
 * Raw objects by key, decoded.
 *
 * @param digests  SHA-256 of the stored bytes by key, as the ledger has them
 * @throws Error where an object is gone, or is not what was folded: such an hour is not published
 */
export async function readInputs(
  archive: Archive,
  digests: ReadonlyMap<string, Sha256>,
): Promise<Input[]> {
  const inputs: Input[] = [];
  for (const [key, digest] of digests) {
    const bytes = await archive.read(key);
    if (bytes === null) throw new Error(`the raw object ${key} is gone`);
    const found = await sha256(bytes);
    if (found !== digest) throw new Error(`${key} was folded as ${digest} and is now ${found}`);
    inputs.push({ key, sha256: digest, raw: await decodeRaw(bytes) });
  }
  return inputs;
}

/** T by the newest turn, in seconds; of two that begin together the shorter. @throws RangeError of no inputs */
export function slotSecondsOf(inputs: readonly Input[]): number {
  const turns = inputs.map(({ raw }) => raw.plan.message);
  const newest = turns.toSorted(
    (a, b) => b.slot * b.slot_seconds - a.slot * a.slot_seconds || a.slot_seconds - b.slot_seconds,
  )[0];
  if (newest === undefined) throw new RangeError("an hour without raw objects");
  return newest.slot_seconds;
}
