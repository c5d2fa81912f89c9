import { type AddressRange, isIn, packRanges, rangeName } from "../../schema/sla/pack-ranges.ts";
import type { Address } from "../../schema/wire/identifier.ts";
import type { Archive } from "../store/archive.ts";
import { networkBundleKey } from "../store/published-documents.ts";
import type { NetworkPart } from "./network-part.ts";
import { readWork, writeWork } from "./read-document.ts";

/** Parts of some orchestrators that stand together, by address: where parts are small, all of them are too many to read. */
export type Bundle = Readonly<{ range: AddressRange; name: string; parts: readonly string[] }>;

const ORCHESTRATORS_PER_BUNDLE = 64;

/** Requests to storage for each bundle that changes. */
export const REQUESTS_PER_BUNDLE = 2;

/** Which parts stand together, in order. @param parts  their ranges, in order */
export const bundlesOf = (
  seen: readonly Address[],
  parts: readonly AddressRange[],
  orchestratorsPerPart: number,
): Bundle[] =>
  packRanges(seen, Math.max(ORCHESTRATORS_PER_BUNDLE, orchestratorsPerPart)).map((range) => ({
    range,
    name: rangeName(range),
    parts: parts.filter(({ first }) => isIn(range, first)).map(rangeName),
  }));

/** A bundle's parts, by name; of those that are not there nothing. */
export const readBundle = async (
  archive: Pick<Archive, "read">,
  { name }: Bundle,
): Promise<Readonly<Record<string, NetworkPart>>> =>
  (await readWork<Record<string, NetworkPart>>(archive, networkBundleKey(name))) ?? {};

/** Keeps parts that were just made, beside the others of their bundles. */
export async function keepParts(
  archive: Archive,
  bundles: readonly Bundle[],
  made: ReadonlyMap<string, NetworkPart>,
): Promise<void> {
  for (const bundle of bundles) {
    const { name, parts } = bundle;
    if (!parts.some((part) => made.has(part))) continue;
    const isWhole = parts.every((part) => made.has(part));
    const before = isWhole ? {} : await readBundle(archive, bundle);
    const kept = parts.flatMap((part) => {
      const is = made.get(part) ?? before[part];
      return is === undefined ? [] : [[part, is] as const];
    });
    await writeWork(archive, networkBundleKey(name), Object.fromEntries(kept));
  }
}
