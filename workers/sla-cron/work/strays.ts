import { previousHour } from "../../../schema/sla/hour.ts";
import { type Facts, noFacts } from "../../../schema/sla/publish/facts.ts";
import {
  decodeAccounts,
  encodeAccounts,
  type KeptAccounts,
} from "../../../schema/sla/publish/kept-accounts.ts";
import { uniteTargets } from "../../../schema/sla/publish/target-facts.ts";
import { utf8 } from "../../../schema/wire/canonical.ts";
import type { HourWork } from "./hour-work.ts";
import { readFacts } from "./kept-facts.ts";
import { shardsOf } from "./shards.ts";

/**
 * The accounts, in the hour before and in the hour, of the targets of which several shards' objects speak, as when one
 * moved: of the windows of all these shards, since the same window may be in several.
 *
 * @throws Error where the facts are not of the version's inputs any more: another version is being made
 */
export async function strayAccounts({ archive, progress }: HourWork): Promise<KeptAccounts[]> {
  const { strays, hour } = progress;
  if (strays.length === 0) return [];
  const ids = new Set(strays.map(([id]) => id));
  const [before, now]: [Facts[], Facts[]] = [[], []];
  for (const shard of new Set(strays.flatMap(([, own]) => own))) {
    const listed = shardsOf(progress).get(shard) ?? new Map();
    const old = await readFacts(archive, previousHour(hour), "facts", shard, listed);
    const own = await readFacts(archive, hour, "facts", shard, listed);
    for (const key of listed.keys())
      if (!old.objects.has(key) && !own.objects.has(key))
        throw new Error(`the facts of shard ${shard} are of other inputs than the version's`);
    before.push(only(old, ids));
    now.push(only(own, ids));
  }
  return [accountsOf(before), accountsOf(now)];
}

function accountsOf(all: readonly Facts[]): KeptAccounts {
  const [first] = all;
  if (first === undefined) throw new TypeError("a stray of no shard");
  const accounts = decodeAccounts(
    utf8(encodeAccounts({ ...noFacts(first.hour), targets: uniteTargets(all) })),
  );
  if (accounts === null) throw new TypeError("accounts that cannot be read back");
  return accounts;
}

/** The facts of some targets alone. */
const only = (facts: Facts, ids: ReadonlySet<string>): Facts => ({
  ...facts,
  targets: new Map([...facts.targets].filter(([id]) => ids.has(id))),
});
