import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createTestHarness } from "wrangler";

/** A Worker on Paid whose runs do next to nothing each, in workerd, with a queue, D1 and R2. */
const harness = createTestHarness({
  workers: [{ configPath: "test/workers/sla-cron/small-runs/wrangler.toml" }],
});

type State = {
  messages: number;
  work: string[];
  documents: Record<string, string>;
  rows: object[];
};
const ask = async (path: string) => (await (await harness.getWorker().fetch(path)).json()) as State;

/** What is published in the end. How often scores were published before is another matter. */
const lasting = ({ documents }: State) =>
  Object.entries(documents).filter(([key]) => !/\/(scores\/|scores-of|network-of)/.test(key));

let whole: State;
beforeAll(async () => {
  await harness.listen();
  await harness.getWorker().applyD1Migrations("DB");
  await ask("/seed");
  whole = await ask("/whole");
  expect(lasting(whole).length).toBeGreaterThan(10);
});
afterAll(() => harness.close());

it.each([
  ["through messages of a queue, one run after another", 1],
  ["though every message is handled twice at once", 2],
])(
  "publishes to the byte what one run publishes %s",
  async (_, times) => {
    await ask(`/seed?times=${times}`);
    await harness.getWorker().scheduled({ cron: "* * * * *" });
    const closed = await vi.waitFor(
      async () => {
        const state = await ask("/");
        expect(lasting(state)).toEqual(lasting(whole));
        expect(state.work).toEqual([]);
        return state;
      },
      { timeout: 60_000, interval: 100 },
    );
    expect(closed.messages).toBeGreaterThan(10);
    expect(closed.rows).toEqual(whole.rows);
  },
  40_000,
);
