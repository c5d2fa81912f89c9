import type { Address } from "../../wire/identifier.ts";
import type { Policy } from "../../wire/policy.ts";
import type { Target } from "../../wire/target.ts";
import { heldTrust } from "../trust.ts";
import { type Account, MINUTE } from "./account.ts";
import { gatewayNames } from "./gateway-names.ts";
import type { HourFacts } from "./hour-facts.ts";
import { factsFrom } from "./registry-facts.ts";
import { type Clock, newestSlotByShard } from "./tally-agents.ts";
import { readersOf, type Reads } from "./tally-capacity.ts";
import { attendanceFrom } from "./tally-reporting.ts";
import { later, type Planned, type TargetFacts } from "./target-facts.ts";

/** What the rest of an hour has to know of one target. JSON. */
export type TargetOverview = Readonly<{
  planned: Planned;
  /** One of MINUTE for each minute; once united, from the start of the hour before. */
  minutes: string;
  /** Addresses that its windows name as their gateway, in order. */
  said: readonly Address[];
  /** Whose slots it reads in the hour. */
  named: Reads["named"];
  /** The start of its newest slot in the hour, Unix milliseconds. */
  askedAt: number | null;
  /** How many jobs it speaks of, about. */
  jobs: number;
  /** How many windows count in the hour. */
  windows: number;
  equivocated: boolean;
}>;

/** What the rest of an hour has to know of a target's account of it. */
export function overviewOf({ planned, probes }: TargetFacts, account: Account): TargetOverview {
  const { minutes, said, slots, jobs, windows, equivocated } = account;
  const named = new Map(
    slots.map(({ orchestrator, node }) => [`${orchestrator}/${node}`, { orchestrator, node }]),
  );
  return {
    planned,
    minutes,
    said,
    named: [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name),
    askedAt: probes && Math.max(0, ...probes.keys()),
    jobs: jobs.length,
    windows,
    equivocated,
  };
}

/** The overviews of the hour before and of the hour as one. */
export function uniteOverviews(
  before: TargetOverview | null,
  now: TargetOverview | null,
): TargetOverview {
  const newest = now ?? before;
  if (newest === null) throw new TypeError("a target that nobody knows");
  return {
    planned: before && now ? later(before.planned, now.planned) : newest.planned,
    minutes: (before?.minutes ?? NO_MINUTES) + (now?.minutes ?? NO_MINUTES),
    said: [...new Set([...(before?.said ?? []), ...(now?.said ?? [])])].toSorted(),
    named: now?.named ?? [],
    askedAt: now?.askedAt ?? null,
    jobs: (before?.jobs ?? 0) + (now?.jobs ?? 0),
    windows: now?.windows ?? 0,
    equivocated: (before?.equivocated ?? false) || (now?.equivocated ?? false),
  };
}

const NO_MINUTES = MINUTE.gone.repeat(60);

/** What every part of an hour is computed with, from the overviews of all its targets. */
export function hourFactsFrom(
  overviews: ReadonlyMap<Target["id"], TargetOverview>,
  registryVersion: number,
  clock: Clock & Readonly<{ policy: Policy }>,
): HourFacts {
  const targets = new Map<Target["id"], Target>();
  for (const [id, { planned }] of overviews)
    targets.set(id, { ...planned.target, trust: heldTrust(planned.target, planned.atMs) });
  const registry = factsFrom(registryVersion, targets);
  const all = [...overviews].map(([id, { minutes, named }]) => {
    const target = targets.get(id) as Target;
    return { target, minutes, named, own: target.role === "orchestrator" && named.length > 0 };
  });
  const asked = [...overviews].flatMap(([id, { askedAt }]) =>
    askedAt === null ? [] : [[id, askedAt] as const],
  );
  return {
    ...clock,
    registry,
    gatewayName: gatewayNames(new Map([...overviews].map(([id, { said }]) => [id, said]))),
    attendance: attendanceFrom(all, clock.hour),
    readers: readersOf(all, registry),
    newestSlots: newestSlotByShard(asked, targets),
  };
}
