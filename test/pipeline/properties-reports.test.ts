import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR_MS, hourOf, hourStart, nextHour } from "../../schema/sla/hour.ts";
import { Compliance } from "../../schema/wire/compliance.ts";
import type { Witness } from "../../schema/wire/rollup.ts";
import { MINUTE_MS } from "../schema/sla/publish/scene.ts";
import { type ObservedNetwork, openNetwork } from "./observed-network.ts";
import { LEFT_OUT, LEFT_OUT_OF_SEEN, OBSERVED, RECORD, SAID } from "./reports.ts";
import { NOTHING, observersOf, type Reporting, type Variant } from "./variants.ts";

/** An hour that is over. Silence decides after ten minutes. */
const START = hourStart(hourOf(Date.now())) - HOUR_MS;
const DECIDED = START + 12 * MINUTE_MS;

/** The same streams in every case. */
const cases = (
  seen: boolean,
  reports: Readonly<Record<string, Reporting | null>>,
  named: (name: string) => string,
): Record<string, Variant> =>
  Object.fromEntries(
    Object.entries(reports).map(([name, of]) => [
      named(name),
      { streams: RECORD, seen, reports: of },
    ]),
  );
const less = (seen: boolean) => (name: string) => `${name}, ${seen ? "seen" : "unseen"}`;
const installed = (name: string) => `an agent that ${name}`;

/** Orchestrators whose agents are asked while they live, in the first whole minute after their registration. */
const asked = () => network.registeredIn + MINUTE_MS;
const bornAt = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 2 * MINUTE_MS;
const living = (agent: Variant["agent"] = {}): Variant => ({
  streams: RECORD,
  seen: true,
  reports: NOTHING,
  agent: { ...agent, bornAt },
});
const LIVING: Record<string, Variant> = {
  "serves all windows": living(),
  "is switched off": living({ isOff: (start) => start >= asked() }),
  "keeps a window back": living({ withholds: ({ start }) => start === asked() }),
};

const { observers, orchestratorOf } = observersOf(
  {
    ...cases(true, { nothing: OBSERVED, ...LEFT_OUT_OF_SEEN }, less(true)),
    ...cases(false, { nothing: OBSERVED, ...LEFT_OUT }, less(false)),
    ...cases(true, { "is not there": null, ...SAID }, installed),
    ...LIVING,
  },
  START,
);
let network: ObservedNetwork;
beforeAll(async () => {
  network = await openNetwork(observers, START);
  for (const [name, agent] of network.agents)
    agent.liveUntil(name in LIVING ? asked() + MINUTE_MS : DECIDED);
  await network.publish(asked());
  // Two slots later its window is due.
  await network.publish(asked() + 2 * MINUTE_MS);
});
afterAll(() => network.close());

const complianceOf = (name: string, until = ""): Promise<Compliance> =>
  network.ask(Compliance, `/v1/sla/compliance?orchestrator_id=${orchestratorOf(name)}${until}`);

describe("AC08: what an orchestrator's agent leaves out raises neither score nor cautious score", () => {
  const law = async (seen: boolean, name: string, views: readonly Witness[]) => {
    const [whole, gaps] = [
      await complianceOf(less(seen)("nothing")),
      await complianceOf(less(seen)(name)),
    ];
    for (const view of views) {
      const [had, has] = [whole.views[view], gaps.views[view]];
      expect(had).toMatchObject({ decided: RECORD.length, score: expect.any(Number) });
      expect(has.score).toBeLessThanOrEqual(had.score!);
      expect(has.score_low).toBeLessThanOrEqual(had.score_low!);
    }
  };

  it.each(Object.keys(LEFT_OUT_OF_SEEN))("AC08: of streams that a gateway saw: %s", (name) =>
    law(true, name, ["any", "corroborated"]),
  );

  it.each(Object.keys(LEFT_OUT))("AC08: of streams that nobody else saw: %s", (name) =>
    law(false, name, ["any"]),
  );

  it("AC08: of streams that nobody else saw, a first output, a sample and an end cost what they tell of", async () => {
    const had = (await complianceOf(less(false)("nothing"))).views.any;
    for (const name of ["first_output, no. 2", "sample, no. 8", "ended, no. 9"]) {
      const has = (await complianceOf(less(false)(`${name} of stream 1`))).views.any;
      expect(has.score).toBeLessThan(had.score!);
      expect(has.score_low).toBeLessThan(had.score_low!);
    }
  });

  it.each(["is switched off", "keeps a window back"])(
    "AC08: an agent that %s is less complete",
    async (name) => {
      const end = `&end=${nextHour(hourOf(asked() + 2 * MINUTE_MS))}`;
      const [whole, gaps] = [
        await complianceOf("serves all windows", end),
        await complianceOf(name, end),
      ];
      expect(whole.completeness).toEqual({ good: 1, valid: 1, ppm: 1_000_000 });
      expect(gaps.completeness).toEqual({ good: 0, valid: 1, ppm: 0 });
      expect(gaps.views.any.score).toBe(whole.views.any.score);
      expect(gaps.views.any.score_low).toBeLessThan(whole.views.any.score_low!);
    },
  );
});

describe("AC26: never lower than without an agent are the corroborated scores beside", () => {
  it.each(Object.keys(SAID).map(installed))("AC26: %s", async (name) => {
    const [without, beside] = [
      await complianceOf(installed("is not there")),
      await complianceOf(name),
    ];
    const { score, score_low, decided } = without.views.corroborated;
    expect(decided).toBe(RECORD.length);
    expect(beside.views.corroborated).toMatchObject({ score, score_low, decided });
  });
});
