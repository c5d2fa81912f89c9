import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR_MS, hourOf, hourStart } from "../../schema/sla/hour.ts";
import { Compliance, Period } from "../../schema/wire/compliance.ts";
import { MINUTE_MS } from "../schema/sla/publish/scene.ts";
import { type ObservedNetwork, openNetwork } from "./observed-network.ts";
import { ALL, observersOf } from "./variants.ts";

/** An hour that is over. */
const START = hourStart(hourOf(Date.now())) - HOUR_MS;

/** So many streams have ended after each minute, all that was promised was delivered in each of them. */
const JOBS = [1, 2, 30, 60] as const;
const GROWTH = JOBS.map((jobs, i) => jobs - (JOBS[i - 1] ?? 0));
const streams = GROWTH.flatMap((more, i) =>
  Array.from({ length: more }, (_, n) => ({ at: i * MINUTE_MS + n * 100, lengthMs: 52_000 })),
);
/** One orchestrator, and nobody else. */
const { observers, orchestratorOf } = observersOf(
  { it: { streams, seen: true, reports: ALL } },
  START,
);

let network: ObservedNetwork;
const records = new Map<number, Compliance["views"]>();

beforeAll(async () => {
  network = await openNetwork(observers, START);
  for (const [i, jobs] of JOBS.entries()) {
    for (const agent of network.agents.values()) agent.liveUntil(START + (i + 1) * MINUTE_MS);
    await network.publish();
    // Another period of the same hour each time: the API may send the same answer again for some seconds.
    const query = `orchestrator_id=${orchestratorOf("it")}&period=${Period.options[i]}`;
    const path = `/v1/sla/compliance?${query}&end=${hourOf(START + HOUR_MS)}`;
    records.set(jobs, (await network.ask(Compliance, path)).views);
  }
});
afterAll(() => network.close());

describe("AC10: a perfect record without peers", () => {
  // z² of one-sided 95 %, METRICS.md §4; where all n jobs are perfect, Wilson's lower bound is n ÷ (n + z²).
  const low = (n: number) => Math.floor((10_000 * n) / (n + 2.705_543)) / 100;

  it.each(JOBS)("AC10: has 100 in both views, and the Wilson bound, after jobs: %i", (jobs) => {
    const record = records.get(jobs)!;
    for (const view of [record.any, record.corroborated])
      expect(view).toMatchObject({ decided: jobs, score: 100, score_low: low(jobs) });
  });

  it("AC10: has a cautious score that grows with every step of it", () => {
    const lows = JOBS.map((jobs) => records.get(jobs)!.any.score_low!);
    expect(lows).toEqual([...new Set(lows)].toSorted((a, b) => a - b));
  });
});
