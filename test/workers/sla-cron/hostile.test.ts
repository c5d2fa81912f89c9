import { beforeEach, expect, it, vi } from "vitest";
import { hourOf, nextHour } from "../../../schema/sla/hour.ts";
import { addSums, EMPTY_SUMS } from "../../../schema/sla/sums.ts";
import type { Gpu } from "../../../schema/wire/workflow.ts";
import { run } from "../../../workers/sla-cron/run.ts";
import { storedRollups } from "../../../workers/store/stored-rollups.ts";
import { storedSums } from "../../../workers/store/stored-sums.ts";
import { delta } from "../../support/job-entry.ts";
import {
  address,
  AGENT,
  HOUR,
  jobEntry,
  line,
  object,
  pseudonym,
  T0,
  target,
} from "../../schema/sla/publish/scene.ts";
import { db, emptyAll, ports, store } from "./bench.ts";

const HONEST = target(9, { orchestrator: address("bb") });
const RANGE = { from: HOUR, to: nextHour(HOUR) };
const at = (minute: number) => T0 + minute * 60_000;
const many = (n: number, of: (i: number) => Parameters<typeof jobEntry>[0]) =>
  Array.from({ length: n }, (_, i) =>
    jobEntry({ job: pseudonym(i), request: pseudonym(i), ...of(i) }),
  );

// On a busy machine: alone it takes a third of this.
vi.setConfig({ testTimeout: 60_000 });
beforeEach(emptyAll);

/** Publishes an hour in which one orchestrator's agent signs these jobs, and another one honest job. */
async function publishWith(jobs: ReturnType<typeof many>): Promise<object[]> {
  const said: object[] = [];
  const honest = jobEntry({ request: pseudonym(500_000) });
  await store(
    object(10, [AGENT, HONEST], [line(AGENT, 8, { jobs }), line(HONEST, 8, { jobs: [honest] })]),
  );
  expect((await run(at(11), ports(said))).published).toHaveLength(1);
  return said;
}

it("publishes the hour of all, whatever names of GPUs one agent signs", async () => {
  const names = [null, "", "a\0b", "a\0c", " ", "NVIDIA L4"];
  const gpu = (name: string | null): Gpu => ({ index: 0, uuid: null, name, memory_bytes: null });
  await publishWith(many(names.length, (i) => ({ gpu: gpu(names[i] ?? null) })));
  const rows = (await storedRollups(db, { ...RANGE, witness: "any" }, 100)) ?? [];
  const gpus = rows.filter(({ sums }) => sums.counts.success).map((row) => row.gpu);
  expect(gpus.toSorted()).toEqual(["NVIDIA L4", null, null]);
});

it("keeps few rows of an agent that signs thousands of workflows, and loses no job of them", async () => {
  const jobs = many(300, (i) => ({ model: `model-${i}`, delta: delta({ active_ms: 1000 }) }));
  await publishWith(jobs);
  const rows = (await storedRollups(db, RANGE, 10_000)) ?? [];
  const own = rows.filter(({ orchestrator }) => orchestrator === address("aa"));
  expect(own.length).toBeLessThan(140);
  const sum = (counter: "success" | "active_ms") =>
    own.reduce((total, { sums }) => total + (sums.counts[counter] ?? 0), 0);
  expect([sum("success"), sum("active_ms")]).toEqual([300, 300_000]);
});

it("adds up the rows of all, though those of one agent add up to more than can be exact", async () => {
  const most = delta({ bytes_sent: 1e13, errors: 1e13 });
  const absurd = (hour: number) =>
    many(140, (i) => ({
      job: pseudonym(hour * 1000 + i),
      request: pseudonym(hour * 1000 + i),
      model: `model-${i}`,
      delta: most,
    }));
  await publishWith(absurd(0));
  for (let hour = 1; hour < 8; hour++)
    await store(
      object(hour * 60 + 10, [AGENT], [line(AGENT, hour * 60 + 8, { jobs: absurd(hour) })]),
    );
  await run(at(500), ports());
  await run(at(501), ports());
  const range = { from: HOUR, to: hourOf(at(600)) };
  const [all] = await storedSums(db, range, ["witness"]);
  expect(all?.sums.counts.bytes_sent).toBe(Number.MAX_SAFE_INTEGER);
  const byHour = await storedSums(db, range, ["hour"]);
  const sum = byHour.reduce((total, { sums }) => addSums(total, sums), EMPTY_SUMS);
  expect(sum.counts.bytes_sent).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
  expect(sum.counts.success).toBe(8 * 140 + 1);
});

it("publishes the hours of now before the past ones that an agent keeps changing", async () => {
  const NOW = 100 * 60;
  const PAST = 9;
  const change = async (from: number) => {
    for (let hour = 0; hour < PAST; hour++) {
      const window = { seq: from + hour, epoch: `epoch${hour}00` };
      await store(object(NOW + from + hour, [AGENT], [line(AGENT, hour * 60, window)]));
    }
  };
  const runAt = async (minute: number) =>
    (await run(at(NOW + minute), ports())).published.map(({ hour }) => hour);
  await change(0);
  expect((await runAt(30))[0]).toBe(hourOf(at(NOW)));
  await runAt(31);
  // Each of them has its turn again.
  await change(32);
  const again = new Set([...(await runAt(50)), ...(await runAt(51))]);
  expect(again.size).toBe(PAST + 1);
});
