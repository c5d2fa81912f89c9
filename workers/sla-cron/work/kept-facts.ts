import { noFacts, type Facts } from "../../../schema/sla/publish/facts.ts";
import {
  decodeFacts,
  encodeFacts,
  type FactsHead,
  factsHeadOf,
} from "../../../schema/sla/publish/facts-codec.ts";
import {
  decodeAccounts,
  encodeAccounts,
  type KeptAccounts,
} from "../../../schema/sla/publish/kept-accounts.ts";
import { utf8 } from "../../../schema/wire/canonical.ts";
import type { Sha256 } from "../../../schema/wire/identifier.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import type { Archive } from "../../store/archive.ts";
import { workPrefix } from "./progress.ts";

/** `facts` grow with every refresh; `again` are made from nothing but raw objects when an hour closes. */
export type FactsName = "facts" | "again";

const factsKey = (hour: Hour, name: FactsName, shard: number): string =>
  `${workPrefix(hour)}${name}/${shard}.ndjson`;

const accountsKey = (hour: Hour, shard: number): string =>
  `${workPrefix(hour)}accounts/${shard}.ndjson`;

/** The raw objects of a shard that a version is made of, by key. */
export type Listed = ReadonlyMap<string, Sha256>;

/**
 * The facts of a shard in an hour as they were kept, or none: also where they hold an object that is not listed, or is
 * another by now.
 */
export async function readFacts(
  archive: Archive,
  hour: Hour,
  name: FactsName,
  shard: number,
  listed: Listed,
): Promise<Facts> {
  const text = await readText(archive, factsKey(hour, name, shard));
  const facts = text === null ? null : decodeFacts(text);
  return facts !== null && areOf(facts, listed) ? facts : noFacts(hour);
}

/** The accounts that were made of such facts; null where there are none, or of other objects. */
export async function readAccounts(
  archive: Archive,
  hour: Hour,
  shard: number,
  listed: Listed,
): Promise<KeptAccounts | null> {
  const bytes = await archive.read(accountsKey(hour, shard));
  const accounts = bytes && decodeAccounts(bytes);
  return accounts !== null && areOf(accounts.head, listed) ? accounts : null;
}

/** Keeps what facts add up to. @returns as it can be read back */
export async function writeAccounts(
  archive: Archive,
  shard: number,
  facts: Facts,
): Promise<KeptAccounts> {
  const bytes = utf8(encodeAccounts(facts));
  await archive.put(accountsKey(facts.hour, shard), bytes);
  const accounts = decodeAccounts(bytes);
  if (accounts === null) throw new TypeError("accounts that cannot be read back");
  return accounts;
}

const areOf = ({ objects }: FactsHead, listed: Listed): boolean =>
  [...objects].every(([key, { sha256 }]) => listed.get(key) === sha256);

/** Keeps facts for the next refresh. */
export const writeFacts = (
  archive: Archive,
  name: FactsName,
  shard: number,
  facts: Facts,
): Promise<void> => archive.put(factsKey(facts.hour, name, shard), utf8(encodeFacts(facts)));

/**
 * Puts facts that were made again into the place of those that grew.
 *
 * @returns false where those were of the same objects and say something else
 */
export async function replaceFacts(
  archive: Archive,
  shard: number,
  again: Facts,
): Promise<boolean> {
  const grown = await readText(archive, factsKey(again.hour, "facts", shard));
  const text = encodeFacts(again);
  if (grown !== text) await writeFacts(archive, "facts", shard, again);
  await archive.remove([factsKey(again.hour, "again", shard)]);
  const known = grown === null ? null : factsHeadOf(grown);
  const isSameObjects =
    known?.objects.size === again.objects.size &&
    [...again.objects.keys()].every((key) => known.objects.has(key));
  return !isSameObjects || grown === text;
}

async function readText(archive: Archive, key: string): Promise<string | null> {
  const bytes = await archive.read(key);
  return bytes && new TextDecoder().decode(bytes);
}
