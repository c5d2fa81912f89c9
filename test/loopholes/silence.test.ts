import { expect, it } from "vitest";
import { count } from "../schema/sla/publish/scene.ts";
import { hourFrom } from "../properties/stage.ts";
import { FAILING, seenBy, standing, streams, toldBy } from "./ways.ts";

const GOOD = streams(9, 2);
const BAD = streams(1, 40, FAILING);
const ALL = [...GOOD, ...BAD];

it("an agent switched off while a job fails hides what only it saw, and completeness shows the gap", async () => {
  const minutes = [40, 41, 42];
  const honest = await standing([toldBy(ALL)]);
  const hiding = await standing([toldBy(ALL, minutes)]);
  expect([honest.any.score, hiding.any.score]).toEqual([90, 100]);
  expect([honest.completeness, hiding.completeness]).toEqual([1_000_000, 950_000]);
  // One failure in ten costs more than three minutes in sixty: ranked by `any` alone it would gain.
  expect([honest.any.low, hiding.any.low]).toEqual([65.22, 73.04]);
  expect(hiding.corroborated).toMatchObject({ score: null, decided: 0 });
});

it("an agent switched off while a job fails hides nothing that a gateway saw, and loses in score_low", async () => {
  const seen = seenBy(ALL);
  const honest = await standing([seen, toldBy(ALL)]);
  const hiding = await standing([seen, toldBy(ALL, [40, 41, 42])]);
  expect(hiding.corroborated).toEqual(honest.corroborated);
  expect(hiding.any.score).toBe(honest.any.score);
  expect(hiding.any.low).toBeLessThan(honest.any.low!);
});

it("an agent restarted while a job fails has failed it: its evidence stops without an end", async () => {
  const told = toldBy(ALL);
  const restarted = {
    ...told,
    facts: told.facts.filter(({ id }) => !id.includes("-40-") || !id.endsWith("-ended")),
  };
  expect(await standing([restarted])).toEqual(await standing([told]));
});

it("an agent that loses its store leaves the job open for ever: in no ratio, and in the list of open jobs", async () => {
  const { facts } = toldBy(BAD);
  // It begins, and no window of that store ever speaks of it again.
  const before = {
    ...toldBy(GOOD),
    facts: [...toldBy(GOOD).facts, ...facts.filter(({ kind }) => kind === "job_started")],
  };
  const hour = await hourFrom([{ ...before, off: Array.from({ length: 19 }, (_, i) => 41 + i) }]);
  expect(hour.hour.open_jobs).toBe(1);
  expect([count(hour, "success"), count(hour, "failed")]).toEqual([9, 0]);
  expect([count(hour, "windows"), count(hour, "minutes")]).toEqual([41, 60]);
});

it("one sample that is left out at a runner's own pace earns less than the lowest that it could say", async () => {
  const fps = (low: number, at: number) => (i: number) => (i === at ? low : 20);
  const all = (low: number) => streams(1, 5, { fps: fps(low, 5) });
  const without = (told: ReturnType<typeof toldBy>) => ({
    ...told,
    facts: told.facts.filter((o) => o.kind !== "sample" || o.fps !== 1),
  });
  const low = (await standing([toldBy(all(1))])).any.score!;
  const hidden = (await standing([without(toldBy(all(1)))])).any.score!;
  expect([low, hidden]).toEqual([93.93, 93.5]);
});

it("one low sample of many in 10 s that is left out gains at most the 10 s that it covered", async () => {
  const told = toldBy(streams(1, 5, { everyMs: 2000, fps: (i) => (i === 30 ? 1 : 20) }));
  const hidden = { ...told, facts: told.facts.filter((o) => o.kind !== "sample" || o.fps !== 1) };
  const [low, gained] = [
    (await standing([told])).any.score!,
    (await standing([hidden])).any.score!,
  ];
  expect(gained).toBe(100);
  // By one side without E2E and stability 45 of 70 points are of M, here 99 s long.
  expect(gained - low).toBeLessThanOrEqual(((45 / 70) * 100 * 10) / 99);
  expect(low).toBe(93.93);
});
