import { MINUTE } from "../../../schema/sla/publish/account.ts";
import { rowLines } from "../../../schema/sla/publish/document-lines.ts";
import { jobIn, partitionOf, tellingLine, toldLine } from "../../../schema/sla/publish/job-line.ts";
import type { KeptAccount } from "../../../schema/sla/publish/kept-accounts.ts";
import { rowRange } from "../../../schema/sla/publish/partitions.ts";
import { tellingsOf } from "../../../schema/sla/publish/sides.ts";
import { openTally, type Tally } from "../../../schema/sla/publish/tally.ts";
import { tallyTarget } from "../../../schema/sla/publish/tally-targets.ts";
import type { HourWork } from "./hour-work.ts";
import { bothAccounts, hourFactsOf } from "./overview.ts";
import { strayAccounts } from "./strays.ts";

/** Adds what the targets of a shard say alone, and spreads what they say of jobs and requests over the parts. */
export async function tallyShard(work: HourWork, shard: number): Promise<void> {
  const { progress, streams } = work;
  const { hour, parts } = progress;
  const about = await hourFactsOf(work);
  const [before, now] = await ownAccounts(work, shard);
  const tally = openTally(hour);
  for (const id of new Set([...before.keys(), ...now.keys()])) {
    const target = about.registry.targets.get(id);
    if (target === undefined) throw new TypeError(`${id} is in no overview`);
    const [old, account] = [before.get(id) ?? NOTHING, now.get(id) ?? NOTHING];
    const own = account.own();
    const { tellings, lone } = tellingsOf(old.jobs, account.jobs, own.payments, jobIn);
    tallyTarget(tally, target, own, own.probes, lone, about);
    for (const telling of tellings) {
      const line = tellingLine(target, telling);
      streams.append(`sides/${partitionOf(line, parts)}`, line);
    }
    if (target.role !== "gateway") continue;
    for (const [lines, isNow] of [
      [old.told, false],
      [account.told, true],
    ] as const)
      for (const each of lines) {
        const line = toldLine(target, each, isNow);
        streams.append(`told/${partitionOf(line, parts)}`, line);
      }
  }
  spreadRows(work, tally);
}

/** The account of a target that says nothing in an hour. */
const NOTHING: KeptAccount = {
  jobs: [],
  told: [],
  own: () => ({
    windows: 0,
    minutes: MINUTE.gone.repeat(60),
    slots: [],
    gpus: [],
    startups: [],
    payments: [],
    probes: undefined,
  }),
};

/** Gives each row to the range of the published order that it is in. */
export function spreadRows({ progress, streams }: HourWork, tally: Tally): void {
  for (const part of tally.parts()) {
    const stream = `rows/${rowRange(part.key, progress.parts)}`;
    for (const line of rowLines(part)) streams.append(stream, line);
  }
}

/** The accounts of a shard's targets, before and now. One that several shards speak of is of the first of them. */
async function ownAccounts(
  work: HourWork,
  shard: number,
): Promise<readonly [Map<string, KeptAccount>, Map<string, KeptAccount>]> {
  const [before, now] = await bothAccounts(work, shard);
  const own = [before.accounts(), now.accounts()] as const;
  const strays = work.progress.strays.filter(([, shards]) => shards.includes(shard));
  if (strays.length === 0) return own;
  const all = (await strayAccounts(work)).map((kept) => kept.accounts());
  for (const [i, accounts] of own.entries())
    for (const [id, shards] of strays) {
      accounts.delete(id);
      const whole = all[i]?.get(id);
      if (shards[0] === shard && whole !== undefined) accounts.set(id, whole);
    }
  return own;
}
