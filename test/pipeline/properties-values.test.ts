import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR_MS, hourOf, hourStart } from "../../schema/sla/hour.ts";
import { DEFAULT_POLICY } from "../../schema/sla/policy.ts";
import { Compliance } from "../../schema/wire/compliance.ts";
import { MINUTE_MS } from "../schema/sla/publish/scene.ts";
import { type ObservedNetwork, openNetwork } from "./observed-network.ts";
import { observersOf, type Variant } from "./variants.ts";

/** An hour that is over. */
const START = hourStart(hourOf(Date.now())) - HOUR_MS;
const { weights } = DEFAULT_POLICY;
/** A score is rounded down to hundredths, twice in a difference. */
const ROUNDING = 0.02;

/** Of streams, in whole hundreds of milliseconds, so that 1 % more is whole as well. */
type Values = Readonly<{ fps: number; firstMs: number; e2eMs: number }>;
const PLACES = {
  "far from its targets": [
    { fps: 11.3, firstMs: 4300, e2eMs: 3700 },
    { fps: 6.4, firstMs: 9100, e2eMs: 4200 },
    { fps: 16.2, firstMs: 2700, e2eMs: 1100 },
  ],
  "where it passes its target": [{ fps: 15, firstMs: 4000, e2eMs: 3000 }],
} satisfies Record<string, readonly Values[]>;
const places = Object.keys(PLACES) as (keyof typeof PLACES)[];

const MEASURED = [
  ["delivered_frames", "fps"],
  ["first_frame", "firstMs"],
  ["e2e", "e2eMs"],
] as const;
const FACTORS = [0.99, 1.01] as const;

/** By a gateway's evidence: it has every quality, so that weights are points of 100. */
const recordOf = (values: readonly Values[]): Variant => ({
  streams: values.map(({ fps, ...of }) => ({ ...of, fps: () => fps, inputFps: () => 30 })),
  seen: true,
  reports: null,
});

/** 25 streams, so many of which the gateway moved away: one more is 4 % of what this quality is measured by. */
const STREAMS = 25;
const movedAway = (count: number): Variant => ({
  streams: Array.from({ length: STREAMS }, (_, n) => ({
    lengthMs: 33_000,
    fps: () => 12,
    ...(n < count && { end: "swap" as const }),
  })),
  seen: true,
  reports: null,
});

const changed = places.flatMap((place) =>
  MEASURED.flatMap(([quality, field]) =>
    FACTORS.map((by): [string, Variant] => {
      const times = (value: number) => Math.round(value * by * 10_000) / 10_000;
      const values = PLACES[place].map((of) => ({ ...of, [field]: times(of[field]) }));
      return [`${quality} ${place} × ${by}`, recordOf(values)];
    }),
  ),
);
const { observers, orchestratorOf } = observersOf(
  {
    ...Object.fromEntries(
      places.map((place): [string, Variant] => [place, recordOf(PLACES[place])]),
    ),
    ...Object.fromEntries(changed),
    "9 moved": movedAway(9),
    "10 moved": movedAway(10),
  },
  START,
);

let network: ObservedNetwork;
beforeAll(async () => {
  network = await openNetwork(observers, START);
  for (const agent of network.agents.values()) agent.liveUntil(START + 4 * MINUTE_MS);
  await network.publish();
});
afterAll(() => network.close());

async function scoresOf(name: string): Promise<number[]> {
  const query = `orchestrator_id=${orchestratorOf(name)}`;
  const { views } = await network.ask(Compliance, `/v1/sla/compliance?${query}`);
  return [views.any.score!, views.corroborated.score!];
}

/** By how much the scores of two cases differ, the more of both views. */
async function between(a: string, b: string): Promise<number> {
  const [before, after] = [await scoresOf(a), await scoresOf(b)];
  return Math.max(...before.map((score, i) => Math.abs(score - after[i]!)));
}

describe("AC09: 1 % more or less of every measured value moves a score by at most 1 % of its quality's weight", () => {
  it.each(MEASURED.flatMap(([quality]) => places.map((place) => [quality, place] as const)))(
    "AC09: %s, %s",
    async (quality, place) => {
      const moves = await Promise.all(
        FACTORS.map((by) => between(place, `${quality} ${place} × ${by}`)),
      );
      for (const moved of moves)
        expect(moved).toBeLessThanOrEqual(weights[quality] / 100 + ROUNDING);
      expect(Math.max(...moves)).toBeGreaterThan(0.03);
    },
  );

  it("AC09: stability, by the share of streams that were moved away", async () => {
    const most = weights.stability / STREAMS;
    expect(await between("9 moved", "10 moved")).toBeCloseTo(most, 1);
    expect(await between("9 moved", "10 moved")).toBeLessThanOrEqual(most + ROUNDING);
  });
});
