import fc from "fast-check";
import { expect, it } from "vitest";
import { previousHour } from "../../../../schema/sla/hour.ts";
import { DEFAULT_POLICY } from "../../../../schema/sla/policy.ts";
import { rawKey } from "../../../../schema/sla/raw-key.ts";
import {
  jobLine,
  jobsIn,
  rowLines,
  rowsIn,
} from "../../../../schema/sla/publish/document-lines.ts";
import { type Facts, foldFacts, noFacts } from "../../../../schema/sla/publish/facts.ts";
import { decodeFacts, encodeFacts } from "../../../../schema/sla/publish/facts-codec.ts";
import {
  jobIn,
  partitionOf,
  saidIn,
  tellingLine,
  toldLine,
} from "../../../../schema/sla/publish/job-line.ts";
import {
  decodeAccounts,
  encodeAccounts,
  type KeptAccounts,
} from "../../../../schema/sla/publish/kept-accounts.ts";
import { hourFactsFrom, uniteOverviews } from "../../../../schema/sla/publish/overview.ts";
import { jobRange, rowRange } from "../../../../schema/sla/publish/partitions.ts";
import { tellingsOf } from "../../../../schema/sla/publish/sides.ts";
import { openTally } from "../../../../schema/sla/publish/tally.ts";
import { tallyRequestsAndJobs } from "../../../../schema/sla/publish/tally-requests-and-jobs.ts";
import { tallyTarget } from "../../../../schema/sla/publish/tally-targets.ts";
import { canonicalJson, utf8 } from "../../../../schema/wire/canonical.ts";
import { Sha256 } from "../../../../schema/wire/identifier.ts";
import type { RawObject } from "../../../../schema/wire/raw.ts";
import type { Target } from "../../../../schema/wire/target.ts";
import { linesAt, network, PROBES } from "./any-network.ts";
import { HOUR, publish } from "./scene.ts";

const NONE = Sha256.parse("0".repeat(64));
const HOURS = [previousHour(HOUR), HOUR];

/** The facts of raw objects, of the hour before and of the hour, through their stored form after every object. */
async function factsOf(objects: readonly RawObject[]): Promise<Facts[]> {
  const all = HOURS.map((hour) => encodeFacts(noFacts(hour)));
  for (const raw of objects)
    for (const [i, text] of all.entries()) {
      const facts = decodeFacts(text) as Facts;
      await foldFacts(facts, { key: rawKey(raw.plan.message), sha256: NONE, raw });
      all[i] = encodeFacts(facts);
    }
  return all.map((text) => decodeFacts(text) as Facts);
}

type Counts = Readonly<{ targets: number; requests: number; rows: number; starts: number }>;

/** The hour as the steps of a large network compute it, every part through its stored form. */
async function inParts(facts: readonly Facts[], state: "open" | "closed", counts: Counts) {
  const [before, now] = facts.map(
    (each) => decodeAccounts(utf8(encodeAccounts(each))) as KeptAccounts,
  );
  const [old, own] = [before?.overviews() ?? new Map(), now?.overviews() ?? new Map()];
  const ids = [...new Set([...old.keys(), ...own.keys()])];
  const overviews = new Map(
    ids.map((id) => [id, uniteOverviews(old.get(id) ?? null, own.get(id) ?? null)]),
  );
  const about = hourFactsFrom(new Map(JSON.parse(JSON.stringify([...overviews]))), 1, {
    hour: HOUR,
    state,
    slotSeconds: 60,
    policy: DEFAULT_POLICY,
  });
  const rows: string[][] = Array.from({ length: counts.rows }, () => []);
  const parts = Array.from({ length: counts.requests }, () => ({
    sides: [] as string[],
    told: [] as string[],
  }));
  const spread = (tally: ReturnType<typeof openTally>) => {
    for (const part of tally.parts())
      rows[rowRange(part.key, counts.rows)]?.push(...rowLines(part));
  };
  for (let n = 0; n < counts.targets; n++) {
    const tally = openTally(HOUR);
    for (const id of ids.filter((_, i) => i % counts.targets === n)) {
      const target = about.registry.targets.get(id) as Target;
      const [was, is] = [before?.accounts().get(id), now?.accounts().get(id)];
      const account = is?.own() ?? NOTHING;
      const { tellings, lone } = tellingsOf(
        was?.jobs ?? [],
        is?.jobs ?? [],
        account.payments,
        jobIn,
      );
      tallyTarget(tally, target, account, account.probes, lone, about);
      for (const line of tellings.map((telling) => tellingLine(target, telling)))
        parts[partitionOf(line, counts.requests)]?.sides.push(line);
      if (target.role !== "gateway") continue;
      const told = [
        ...(was?.told ?? []).map((line) => toldLine(target, line, false)),
        ...(is?.told ?? []).map((line) => toldLine(target, line, true)),
      ];
      for (const line of told) parts[partitionOf(line, counts.requests)]?.told.push(line);
    }
    spread(tally);
  }
  const starts: string[][] = Array.from({ length: counts.starts }, () => []);
  for (const { sides, told } of parts) {
    const tally = openTally(HOUR);
    const said = saidIn(sides, told, about);
    for (const job of tallyRequestsAndJobs(tally, said, about))
      starts[jobRange(job, HOUR, counts.starts)]?.push(jobLine(job));
    spread(tally);
  }
  return {
    jobs: starts.flatMap(jobsIn),
    rollups: rows.flatMap(rowsIn),
  };
}

const NOTHING = {
  windows: 0,
  minutes: "0".repeat(60),
  slots: [],
  gpus: [],
  startups: [],
  payments: [],
  probes: undefined,
};

const counts = fc.record({
  targets: fc.integer({ min: 1, max: 4 }),
  requests: fc.integer({ min: 1, max: 4 }),
  rows: fc.integer({ min: 1, max: 5 }),
  starts: fc.integer({ min: 1, max: 5 }),
});

it("AC02: of any network, any partition gives the bytes of the whole", async () => {
  const state = fc.constantFrom("open" as const, "closed" as const);
  await fc.assert(
    fc.asyncProperty(network, state, counts, async (all, as, many) => {
      const objects = [PROBES, ...linesAt(all)];
      const { jobs, rollups } = await publish(objects, { state: as });
      const parted = await inParts(await factsOf(objects), as, many);
      expect(parted).toEqual({
        jobs: jobs.map(canonicalJson),
        rollups: rollups.map(canonicalJson),
      });
    }),
    { numRuns: 100 },
  );
});

it("AC02: of any network, facts are the same bytes in whatever order objects were folded", async () => {
  const order = fc.shuffledSubarray([...Array(9).keys()], { minLength: 9 });
  await fc.assert(
    fc.asyncProperty(network, order, async (all, shuffled) => {
      const objects = [PROBES, ...linesAt(all)];
      const other = shuffled.map((i) => objects[i] as RawObject);
      expect((await factsOf([...other, ...other])).map(encodeFacts)).toEqual(
        (await factsOf(objects)).map(encodeFacts),
      );
    }),
    { numRuns: 30 },
  );
});
