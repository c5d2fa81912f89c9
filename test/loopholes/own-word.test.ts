import { expect, it } from "vitest";
import { Observation } from "../../schema/wire/observation.ts";
import type { Stream } from "../properties/stream.ts";
import { pseudonym, T0 } from "../schema/sla/publish/scene.ts";
import { FAILING, seenBy, standing, streams, toldBy } from "./ways.ts";

/** Jobs that never were, as anything on the host can post them to the agent's `ingest`. */
const padding = Array.from({ length: 20 }, (_, n) => {
  const about = { job: pseudonym(9000 + n), pipeline: "text-to-image", model: "m" };
  const at = T0 + 2_400_000 + n * 1000;
  return [
    { ...about, kind: "job_started", id: `p${n}s`, at, workload: "request" },
    { ...about, kind: "first_output", id: `p${n}o`, at: at + 100, latency_ms: 100 },
    { ...about, kind: "ended", id: `p${n}e`, at: at + 200, ending: "completed" },
  ].map((fact) => Observation.parse(fact));
}).flat();

it("jobs padded through ingest raise the view of all evidence, and nothing that a gateway saw", async () => {
  const real = [...streams(3, 2), ...streams(3, 14, FAILING)];
  const honest = await standing([seenBy(real), toldBy(real)]);
  const agent = toldBy(real);
  const padded = await standing([seenBy(real), { ...agent, facts: [...agent.facts, ...padding] }]);
  expect(honest.any.score).toBe(50);
  expect(padded.any.score).toBe(88.46); // 23 of 26
  expect(padded.corroborated).toEqual(honest.corroborated);
  expect([honest.share, padded.share]).toEqual([1_000_000, 230_769]); // 6 of 26
});

it("a refusal with an idle slot has failed; one that lies about the slot is excused, and fails in score_low", async () => {
  const good = streams(4, 2);
  const refused = (idle_slot: boolean | null) =>
    streams(1, 30, { firstMs: null, end: { ending: "refused", idle_slot } });
  const told = async (idle_slot: boolean | null, seen: boolean) => {
    const all = [...good, ...refused(idle_slot)];
    // A gateway is told that it was refused, and not why.
    const gateway = seenBy([...good, ...refused(null)]);
    return standing(seen ? [gateway, toldBy(all)] : [toldBy(all)]);
  };
  expect((await told(true, false)).any).toMatchObject({ score: 80, self_excused: 0 });
  expect((await told(null, false)).any).toMatchObject({ score: 80, self_excused: 0 });
  const lied = await told(false, false);
  expect(lied.any).toMatchObject({ score: 100, self_excused: 1 });
  expect(lied.any.low).toBe((await told(true, false)).any.low);
  // Where a gateway was refused, what the orchestrator says of its slots changes nothing.
  expect(await told(false, true)).toEqual(await told(true, true));
  expect((await told(false, true)).corroborated.score).toBe(80);
});

it("failures claimed as excused leave score, not score_low; where a gateway saw them they leave neither", async () => {
  const good = streams(4, 2);
  const failing = streams(2, 20, FAILING);
  const claimed = streams(2, 20, { firstMs: null, end: { ending: "error", cause: "user_input" } });
  const honest = await standing([toldBy([...good, ...failing])]);
  const excused = await standing([toldBy([...good, ...claimed])]);
  expect([honest.any.score, excused.any.score]).toEqual([66.66, 100]);
  expect(excused.any).toMatchObject({ low: honest.any.low, self_excused: 2 });
  const seen = seenBy([...good, ...failing]);
  expect(await standing([seen, toldBy([...good, ...claimed])])).toEqual(
    await standing([seen, toldBy([...good, ...failing])]),
  );
});

it("a code that an orchestrator's own agent claims leaves score_low too, but only for the cause that it proves", async () => {
  const good = streams(4, 2);
  const ending = (end: Stream["end"]) => streams(2, 20, { firstMs: null, end });
  const told = async (end: Stream["end"]) =>
    (await standing([toldBy([...good, ...ending(end)])])).any;
  const perfect = (await standing([toldBy(good)])).any;
  const claimed = await told({ ending: "error", cause: "user_input" });
  const proven = { cause: "user_input", proven: true } as const;
  expect(await told({ ending: "error", ...proven })).toMatchObject({
    low: perfect.low,
    self_excused: 0,
  });
  const another = { cause: "gpu", proven: true, idle_slot: false } as const;
  expect(await told({ ending: "refused", ...another })).toMatchObject({
    low: claimed.low,
    self_excused: 2,
  });
});

it("failures claimed as test load stay live: only a registered gateway can say so", async () => {
  const good = streams(4, 2);
  const honest = [...good, ...streams(2, 20, FAILING)];
  const told = toldBy(honest);
  const claimed = {
    ...told,
    facts: told.facts.map((o) =>
      o.kind === "job_started" && o.at > T0 + 1_000_000 ? { ...o, purpose: "test" as const } : o,
    ),
  };
  expect(await standing([claimed])).toEqual(await standing([told]));
  expect(await standing([seenBy(honest), claimed])).toEqual(await standing([seenBy(honest), told]));
});
