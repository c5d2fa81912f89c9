import { type AddressRange, isIn } from "../../schema/sla/pack-ranges.ts";
import { canonicalBytes, sha256 } from "../../schema/wire/canonical.ts";
import type { Sha256 } from "../../schema/wire/identifier.ts";
import { type ListedPack, type PackedRange, ScoresList } from "../../schema/wire/scores.ts";
import type { Archive } from "../store/archive.ts";
import { scoresListKey } from "../store/published-documents.ts";
import { readDocument } from "./read-document.ts";

/** Orchestrators of one list at most: some 200 KB. */
export const ORCHESTRATORS_PER_LIST = 64;

/** Requests to storage for each list that changes. */
export const REQUESTS_PER_LIST = 2;

type Given = Readonly<{
  /** Ranges of lists, each of whole packs. */
  ranges: readonly AddressRange[];
  /** All packs that are pointed to now, those that were just made among them. */
  packs: readonly PackedRange[];
  made: readonly ListedPack[];
  before: readonly PackedRange[];
}>;

/**
 * Lists what the packs say that were just made, beside what is listed of the others of their ranges. A list names no pack
 * that is pointed to no more.
 *
 * @returns where all lists stand
 */
export async function listScores(
  archive: Archive,
  { ranges, packs, made, before }: Given,
): Promise<PackedRange[]> {
  const lists: PackedRange[] = [];
  for (const range of ranges) {
    const own = packs.filter(({ first }) => isIn(range, first)).map(({ digest }) => digest);
    const known = before.find(({ first, last }) => first === range.first && last === range.last);
    if (made.some(({ digest }) => own.includes(digest))) {
      const listed = new Map(made.map((pack) => [pack.digest, pack]));
      const isWhole = own.every((digest) => listed.has(digest));
      const others = isWhole || known === undefined ? [] : await packsOf(archive, known.digest);
      for (const pack of others) listed.set(pack.digest, pack);
      lists.push({
        ...range,
        digest: await store(
          archive,
          own.flatMap((of) => listed.get(of) ?? []),
        ),
      });
    } else if (known !== undefined) lists.push(known);
  }
  return lists;
}

const packsOf = async (archive: Archive, list: Sha256): Promise<readonly ListedPack[]> =>
  (await readDocument(archive, scoresListKey(list), ScoresList))?.packs ?? [];

async function store(archive: Archive, packs: ListedPack[]): Promise<Sha256> {
  const list: ScoresList = { schema: "livepeer.sla.scores-list/1", packs };
  const bytes = canonicalBytes(list);
  const digest = await sha256(bytes);
  await archive.createOnce(scoresListKey(digest), bytes);
  return digest;
}
