import { afterAll, beforeAll, expect, it } from "vitest";
import { HOUR_MS, hourOf, hourStart, nextHour } from "../../schema/sla/hour.ts";
import { JobsPage, type ListedJob } from "../../schema/wire/api/jobs.ts";
import { Compliance } from "../../schema/wire/compliance.ts";
import { PublishedHour } from "../../schema/wire/hour.ts";
import type { Stream } from "../properties/stream.ts";
import { MINUTE_MS } from "../schema/sla/publish/scene.ts";
import { type ObservedNetwork, openNetwork } from "./observed-network.ts";
import { ALL, NOTHING, observersOf, type Variant } from "./variants.ts";

/** Two hours that are over: streams begin in the one, and are decided in the other. */
const BOUNDARY = hourStart(hourOf(Date.now())) - HOUR_MS;
const START = BOUNDARY - 8 * MINUTE_MS;
const minute = (n: number) => START + n * MINUTE_MS;

/** Streams begin at 1:00. Without an end they have been silent for 10 min at 11:00.01, where only the start was told, or at 12:50. */
const casesWith = (end: Stream["end"]) => {
  const of = { at: MINUTE_MS, end };
  return {
    "a gateway alone": { streams: [of], seen: true, reports: null },
    "a gateway without a sample": {
      streams: [{ ...of, firstMs: null }],
      seen: true,
      reports: NOTHING,
    },
    "its own agent alone": { streams: [of], seen: false, reports: ALL },
    "both sides": { streams: [of], seen: true, reports: ALL },
  } satisfies Record<string, Variant>;
};
const CASES = casesWith(null);
type Case = keyof typeof CASES;

const { observers, orchestratorOf } = observersOf(CASES, START);
/** What every agent hears when it is decided: that the streams went on, and failed. */
const LATE = observersOf(casesWith({ ending: "error", cause: "gpu" }), START).observers.map(
  ({ name, facts }) => ({
    name,
    facts: facts
      .filter(({ kind }) => kind === "sample" || kind === "ended")
      .map((fact) => ({ ...fact, id: `${fact.id}-late` })),
  }),
);

/** METRICS.md §3, rule 4. */
const DECIDED: readonly [Case, object][] = [
  ["a gateway alone", { outcome: "success", cause: null }],
  ["a gateway without a sample", { outcome: "excused", cause: "unobserved" }],
  ["its own agent alone", { outcome: "failed", cause: "unknown" }],
  ["both sides", { outcome: "success", cause: null }],
];

/** What the API answers of one case. */
type Answers = Readonly<{ jobs: readonly ListedJob[]; compliance: Compliance }>;

let network: ObservedNetwork;
const answers: Record<"pending" | "decided" | "again", ReadonlyMap<string, Answers>> = {
  pending: new Map(),
  decided: new Map(),
  again: new Map(),
};

/** Asks with queries that were not asked before: the API may send an answer again for some seconds. */
async function answersNow(limit: number, period: string): Promise<ReadonlyMap<string, Answers>> {
  const { jobs } = await network.ask(JobsPage, `/v1/jobs?limit=${limit}`);
  const of = async (name: string): Promise<[string, Answers]> => {
    const orchestrator = orchestratorOf(name);
    const query = `orchestrator_id=${orchestrator}&period=${period}&end=${nextHour(hourOf(BOUNDARY))}`;
    const compliance = await network.ask(Compliance, `/v1/sla/compliance?${query}`);
    return [name, { jobs: jobs.filter((job) => job.orchestrator === orchestrator), compliance }];
  };
  return new Map(await Promise.all(Object.keys(CASES).map(of)));
}

beforeAll(async () => {
  network = await openNetwork(observers, START);
  const liveUntil = (ms: number) => network.agents.forEach((agent) => agent.liveUntil(ms));

  liveUntil(minute(11));
  await network.publish();
  answers.pending = await answersNow(100, "24h");

  liveUntil(minute(14));
  await network.publish();
  answers.decided = await answersNow(101, "7d");

  for (const { name, facts } of LATE) network.agents.get(name)!.hearLate(facts);
  liveUntil(minute(16));
  await network.scrapeAgain(START, minute(16));
  await network.publish();
  // Hours are published once more when they can change no more.
  await network.publishLater(8 * 24 * HOUR_MS);
  answers.again = await answersNow(102, "30d");
});
afterAll(() => network.close());

/** Every ratio in an answer: numerator and denominator. */
const ratiosIn = (value: unknown): { good: number; valid: number }[] =>
  typeof value !== "object" || value === null
    ? []
    : "valid" in value
      ? [value as { good: number; valid: number }]
      : Object.values(value).flatMap(ratiosIn);

const decisionsIn = ({ success, failed, excused }: Compliance["views"]["any"]) =>
  success + failed + excused;

it.each(DECIDED)(
  "AC04: told of by %s, a job without an end is pending, and in no ratio",
  (name) => {
    const { jobs, compliance } = answers.pending.get(name)!;
    expect(jobs).toMatchObject([{ state: "open", outcome: "pending", credit_ppm: null }]);
    for (const view of Object.values(compliance.views)) {
      expect(view).toMatchObject({ score: null, score_low: null, decided: 0 });
      expect(decisionsIn(view)).toBe(0);
    }
    const ratios = ratiosIn(compliance);
    expect(ratios.length).toBeGreaterThan(20);
    for (const ratio of ratios) expect(ratio).toMatchObject({ good: 0, valid: 0 });
  },
);

it.each(DECIDED)(
  "AC04: told of by %s, it is decided once, when it was silent for 10 min",
  (name, as) => {
    const { jobs, compliance } = answers.decided.get(name)!;
    expect(jobs).toMatchObject([{ state: "decided", ...as }]);
    expect(decisionsIn(compliance.views.any)).toBe(1);
    expect(decisionsIn(compliance.views.corroborated)).toBe(CASES[name].seen ? 1 : 0);
  },
);

it.each(DECIDED)(
  "AC04: told of by %s, it stays so, whatever is told or scraped or published later",
  (name) => {
    const [before, after] = [answers.decided.get(name)!, answers.again.get(name)!];
    expect(after.jobs).toEqual(before.jobs);
    expect(after.compliance.views).toEqual(before.compliance.views);
  },
);

it("AC04: both of its hours were published again in between", async () => {
  const versions = (of: Answers) => of.compliance.hours.map(({ version }) => version);
  const [before, after] = [answers.decided, answers.again].map((all) =>
    versions(all.get("both sides")!),
  );
  expect(after).toHaveLength(2);
  for (const [i, version] of after!.entries()) expect(version).toBeGreaterThan(before![i]!);
  const hour = await network.ask(PublishedHour, `/v1/hours/${hourOf(BOUNDARY)}`);
  expect(hour).toMatchObject({ state: "final", jobs: DECIDED.length, open_jobs: 0 });
});
