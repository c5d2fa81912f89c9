import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR_MS, hourOf, hourStart } from "../../schema/sla/hour.ts";
import { Compliance } from "../../schema/wire/compliance.ts";
import type { Stream } from "../properties/stream.ts";
import { MINUTE_MS } from "../schema/sla/publish/scene.ts";
import { type ObservedNetwork, openNetwork } from "./observed-network.ts";
import { ALL, observersOf, type Variant } from "./variants.ts";

/** An hour that is over. */
const START = hourStart(hourOf(Date.now())) - HOUR_MS;

/** A record with something to lose: some of its frames did not come, and one of its streams failed. */
const RECORD: readonly Partial<Stream>[] = [
  { fps: () => 11 },
  { firstMs: null, end: { ending: "error", cause: "model" } },
  {},
];

/** Accepted, and not a single sample. */
const BARE = {
  completed: { firstMs: null, end: { ending: "completed" } },
  "left by its client": { firstMs: null, end: { ending: "client_left" } },
  "ended by an error": { firstMs: null, end: { ending: "error" } },
  "no more than a first output": { everyMs: 500_000 },
} satisfies Record<string, Partial<Stream>>;

/** Failures that are not the orchestrator's, by their cause. What a code proves, its own agent may say as well. */
const PROVEN = {
  user_input: { firstMs: null, end: { ending: "error", cause: "user_input", proven: true } },
  client_network: { end: { ending: "error", cause: "client_network", proven: true } },
  gateway: { firstMs: null, end: { ending: "error", cause: "gateway", proven: true } },
} satisfies Record<string, Partial<Stream>>;
const CLAIMED = {
  full: { firstMs: null, end: { ending: "refused", idle_slot: false } },
  client_left: { firstMs: null, lengthMs: 1500, end: { ending: "client_left" } },
} satisfies Record<string, Partial<Stream>>;
/** Only a gateway can fail to see enough: what its own agent leaves out has failed. */
const UNOBSERVED = { unobserved: { firstMs: null, end: null } } satisfies Record<
  string,
  Partial<Stream>
>;
const SEEN_EXCUSES = { ...PROVEN, ...CLAIMED, ...UNOBSERVED };

const among = (seen: boolean, more: Readonly<Record<string, Partial<Stream>>>) =>
  Object.entries({ "the record": null, ...more }).map(([name, of]): [string, Variant] => [
    nameOf(seen, name),
    { streams: of === null ? RECORD : [...RECORD, of], seen, reports: ALL },
  ]);
const nameOf = (seen: boolean, name: string) =>
  `${name}, as told by ${seen ? "a gateway" : "its agent alone"}`;

const ALL_EXCUSES: Variant = {
  streams: [...RECORD, ...Object.values(SEEN_EXCUSES)],
  seen: true,
  reports: ALL,
};
const { observers, orchestratorOf } = observersOf(
  {
    ...Object.fromEntries(among(true, { ...BARE, ...SEEN_EXCUSES })),
    ...Object.fromEntries(among(false, { ...BARE, ...UNOBSERVED, ...PROVEN, ...CLAIMED })),
    [nameOf(true, "all excuses")]: ALL_EXCUSES,
  },
  START,
);

let network: ObservedNetwork;
beforeAll(async () => {
  network = await openNetwork(observers, START);
  // Silence decides after ten minutes.
  for (const agent of network.agents.values()) agent.liveUntil(START + 12 * MINUTE_MS);
  await network.publish();
});
afterAll(() => network.close());

async function viewsOf(seen: boolean, name: string): Promise<Compliance["views"]> {
  const query = `orchestrator_id=${orchestratorOf(nameOf(seen, name))}`;
  return (await network.ask(Compliance, `/v1/sla/compliance?${query}`)).views;
}

describe("AC06: one more job that was accepted, without a single sample, lowers the score", () => {
  const cases = [true, false].flatMap((seen) =>
    Object.keys(BARE).map((name) => [nameOf(seen, name), seen, name] as const),
  );
  const silent = [nameOf(false, "unobserved"), false, "unobserved"] as const;
  it.each([...cases, silent])("AC06: %s", async (_, seen, name) => {
    const [without, having] = [await viewsOf(seen, "the record"), await viewsOf(seen, name)];
    for (const witness of seen ? (["any", "corroborated"] as const) : (["any"] as const)) {
      expect(having[witness].decided).toBe(without[witness].decided + 1);
      expect(having[witness].score).toBeLessThan(without[witness].score!);
      expect(having[witness].score_low).toBeLessThan(without[witness].score_low!);
    }
  });
});

describe("AC07: failures that are not the orchestrator's leave its scores as they are", () => {
  it.each([...Object.keys(SEEN_EXCUSES), "all excuses"])(
    "AC07: %s, which a gateway saw, in both views, and the cautious ones too",
    async (name) => {
      const [without, having] = [await viewsOf(true, "the record"), await viewsOf(true, name)];
      const excuses = name === "all excuses" ? Object.keys(SEEN_EXCUSES) : [name];
      for (const witness of ["any", "corroborated"] as const) {
        const { score, score_low, decided } = without[witness];
        expect(having[witness]).toMatchObject({ score, score_low, decided });
        expect(having[witness].excuses).toEqual(Object.fromEntries(excuses.map((of) => [of, 1])));
      }
    },
  );

  it.each(Object.keys(PROVEN))("AC07: %s, which a code proves to its own agent", async (name) => {
    const [without, having] = [await viewsOf(false, "the record"), await viewsOf(false, name)];
    const { score, score_low, decided } = without.any;
    const excuses = { [name]: 1 };
    expect(having.any).toMatchObject({ score, score_low, decided, excuses, self_excused: 0 });
  });

  it.each(Object.keys(CLAIMED))(
    "AC07: %s, which its own agent alone claims, but for the cautious score",
    async (name) => {
      const [without, having] = [await viewsOf(false, "the record"), await viewsOf(false, name)];
      const { score, decided } = without.any;
      expect(having.any).toMatchObject({
        score,
        decided,
        excuses: { [name]: 1 },
        self_excused: 1,
      });
      expect(having.any.score_low).toBeLessThan(without.any.score_low!);
    },
  );
});
