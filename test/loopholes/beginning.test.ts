import { expect, it } from "vitest";
import { standing, streams, toldBy } from "./ways.ts";

const GOOD = streams(1, 2);

it("AC08: a start that is left out does not turn a client's long wait into a short one", async () => {
  const waited = streams(1, 20, { firstMs: null, lengthMs: 60_000 });
  const told = toldBy([...GOOD, ...waited]);
  const [, start] = told.facts.filter(({ kind }) => kind === "job_started");
  const hiding = { ...told, facts: told.facts.filter((o) => o !== start) };
  expect(await standing([told])).toMatchObject({ any: { score: 50, self_excused: 0 } });
  expect(await standing([hiding])).toEqual(await standing([told]));
  // Who was told that the wait was short is excused.
  const short = toldBy([...GOOD, ...streams(1, 20, { firstMs: null, lengthMs: 2000 })]);
  expect(await standing([short])).toMatchObject({ any: { score: 100, self_excused: 1 } });
});

it("a bad beginning that is left out whole, with the start and the first output, costs the first frame alone", async () => {
  const late = { firstMs: 60_000, lengthMs: 600_000, fps: (i: number) => (i < 30 ? 1 : 20) };
  const told = toldBy(streams(1, 5, late));
  const beginning = (o: (typeof told.facts)[number]) =>
    o.kind === "job_started" || o.kind === "first_output" || (o.kind === "sample" && o.fps === 1);
  const hiding = { ...told, facts: told.facts.filter((o) => !beginning(o)) };
  expect((await standing([told])).any.score).toBe(39.23); // M = (70 s, 590 s], 230 s of it at 1 fps; the first frame at 59.99 s
  expect((await standing([hiding])).any.score).toBe(64.28); // 45 of 70
});
