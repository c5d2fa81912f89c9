import { expect, it } from "vitest";
import type { Window } from "../../../../schema/wire/window.ts";
import { delta, totals } from "../../../support/job-entry.ts";
import { address, AGENT, count, GATEWAY, jobEntry, line, publishLines } from "./scene.ts";

const TARGETS = [GATEWAY, AGENT];
const work = delta({ active_ms: 50_000, samples: 5, errors: 1, bytes_sent: 7 });
const fees = { tickets: 2, face_value_wei: "5", expected_value_attowei: "7" };
const pay = (job: Window["payments"][number]["job"]) => ({
  job,
  orchestrator: address("aa"),
  gateway: null,
  fees,
});
const slots = {
  orchestrator: null,
  node: null,
  pipeline: null,
  model: null,
  busy_slot_ms: 30_000,
  idle_slot_ms: 30_000,
  loading_slot_ms: 0,
};

/** Two minutes of one stream, as a store tells them. */
const told = (epoch: string, of = GATEWAY) => [
  line(of, 3, {
    epoch,
    jobs: [jobEntry({ delta: work, totals: null })],
    payments: [pay(jobEntry().job), pay(null)],
    capacity: [{ ...slots, orchestrator: address("aa") }],
  }),
  line(of, 4, { epoch, jobs: [jobEntry({ delta: work, totals: totals() })] }),
];
const counts = async (lines: ReturnType<typeof told>) => {
  const published = await publishLines(TARGETS, lines);
  const counters = [
    "success",
    "active_ms",
    "errors",
    "bytes_sent",
    "tickets",
    "linked_tickets",
    "busy_slot_ms",
  ] as const;
  return counters.map((counter) => count(published, counter));
};

it("counts a minute once that two stores of one agent tell, as after an import of what it saw live", async () => {
  for (const of of [GATEWAY, AGENT]) {
    const once = await counts(told("epoch000", of));
    expect(once).toEqual([1, 100_000, 2, 14, 4, 2, 30_000]);
    expect(await counts([...told("epoch000", of), ...told("import00", of)])).toEqual(once);
  }
});

it("counts what a second store adds to a minute that the first was quiet in", async () => {
  const quiet = [line(GATEWAY, 3, { epoch: "epoch000" }), line(GATEWAY, 4, { epoch: "epoch000" })];
  expect(await counts([...quiet, ...told("import00")])).toEqual(await counts(told("import00")));
});
