import { expect, it } from "vitest";
import { parseExposition } from "../../agent/src/collectors/node-metrics/prometheus-text.ts";
import { hostReadings } from "../../agent/src/host-readings.ts";
import type { CollectorHealth } from "../../schema/wire/window.ts";
import { Observation, type ObservationInput } from "../../schema/wire/observation.ts";
import { MINUTE, payment, START, testAgent } from "./support/test-agent.ts";

type Test = ReturnType<typeof testAgent>;

const scrape = async ({ agent }: Test) => {
  const response = await agent().fetch(new Request("http://localhost/metrics"));
  return { type: response.headers.get("content-type"), text: await response.text() };
};

/** Values by name and labels. */
const read = async (test: Test, name: string) => {
  const { samples, malformed } = parseExposition((await scrape(test)).text, new Set([name]));
  expect(malformed).toEqual([]);
  return Object.fromEntries(
    samples.map(({ labels, value }) => [[...labels.values()].join(" "), value]),
  );
};

const job = "00000000000000aa";
const observe = (about: object): Observation =>
  Observation.parse({ job, pipeline: "live", model: "m", ...about } as ObservationInput);

/** A stream that starts, is sampled three times (the first without a frame) and ends. */
const STREAM = [
  observe({ kind: "job_started", id: "a", at: START }),
  observe({ kind: "sample", id: "b", at: START + 1000, fps: 0 }),
  observe({ kind: "first_output", id: "c", at: START + 2000 }),
  observe({ kind: "sample", id: "d", at: START + 11_000, fps: 15 }),
  observe({ kind: "sample", id: "e", at: START + 21_000, fps: 15, output_age_ms: 0 }),
];
const END = observe({ kind: "ended", id: "f", at: START + 30_000, ending: "completed" });

it("is OpenMetrics to its last line, and each name is typed, explained and in units", async () => {
  const { type, text } = await scrape(testAgent());
  expect(type).toContain("application/openmetrics-text");
  expect(text.endsWith("\n# EOF\n")).toBe(true);
  const lines = text.split("\n").slice(0, -2);
  const families = new Map<string, string[]>();
  for (const line of lines) {
    const [, keyword, name = ""] = /^# (TYPE|HELP) (\S+) ./.exec(line) ?? [];
    if (keyword) families.set(name, [...(families.get(name) ?? []), keyword]);
    else expect(line).toMatch(/^livepeer_sla_[a-z_]+(\{[^}]*\})? [-+0-9.e]+$/);
  }
  for (const [name, about] of families) {
    expect(about.toSorted(), name).toEqual(["HELP", "TYPE"]);
    expect(name).toMatch(/^livepeer_sla_/);
    expect(name).not.toMatch(/_(ms|ppm|percent|milliwatts)(_total)?$/);
  }
});

it("counts jobs once they are in a window, and shows those that are open", async () => {
  const test = testAgent({ role: "orchestrator" });
  test.agent().accept(STREAM);
  expect(await read(test, "livepeer_sla_open_jobs")).toEqual({ "": 0 });
  test.live(2);
  expect(await read(test, "livepeer_sla_open_jobs")).toEqual({ "": 1 });
  expect(await read(test, "livepeer_sla_job_samples_total")).toEqual({ some: 2, none: 1 });
  expect(await read(test, "livepeer_sla_jobs_decided_total")).toMatchObject({ success: 0 });
  test.agent().accept([END]);
  test.live(2);
  expect(await read(test, "livepeer_sla_open_jobs")).toEqual({ "": 0 });
  const decided = await read(test, "livepeer_sla_jobs_decided_total");
  expect(Object.values(decided).reduce((a, b) => a + b)).toBe(1);
  expect((await read(test, "livepeer_sla_job_seconds_total"))["active"]).toBeGreaterThan(9);
});

it("counts no job of an import, nor one that an earlier process sealed", async () => {
  const test = testAgent({ role: "orchestrator" });
  await test.agent().importObservations([...STREAM, END]);
  test.live(2);
  expect(await read(test, "livepeer_sla_job_samples_total")).toEqual({});
  test.agent().accept([observe({ kind: "job_started", id: "x", at: test.clock.ms })]);
  test.live(2);
  test.restart();
  test.live(1);
  expect(await read(test, "livepeer_sla_job_samples_total")).toEqual({});
});

it("says for how long the next minute has been due", async () => {
  const test = testAgent();
  test.live(1);
  expect(await read(test, "livepeer_sla_sealing_lag_seconds")).toEqual({ "": 0 });
  test.clock.ms += 2 * MINUTE + 3000;
  expect((await read(test, "livepeer_sla_sealing_lag_seconds"))[""]).toBeGreaterThanOrEqual(60);
});

it("counts what was late, known and refused", async () => {
  const test = testAgent();
  test.agent().accept([payment(1, START)]);
  test.agent().accept([payment(1, START)]);
  test.agent().drop(3);
  test.live(2);
  test.agent().accept([payment(2, START)]);
  expect(await read(test, "livepeer_sla_observations_total")).toEqual({
    accepted: 2,
    duplicate: 1,
    late: 1,
    rejected: 3,
  });
});

it("names the status of each collector", async () => {
  const health: CollectorHealth[] = [
    { name: "gpu", status: "absent", reason: "no nvidia-smi" },
    { name: "runner", status: "failing", reason: null },
  ];
  const test = testAgent({ collectors: () => health });
  expect(await read(test, "livepeer_sla_collector_status")).toEqual({
    "gpu ok": 0,
    "gpu absent": 1,
    "gpu failing": 0,
    "runner ok": 0,
    "runner absent": 0,
    "runner failing": 1,
  });
});

it("shows a GPU as last read, nothing of what it does not tell, and none that is gone", async () => {
  const host = hostReadings();
  const test = testAgent({ host });
  const gpu = {
    index: 0,
    uuid: null,
    name: 'a "GPU", twice',
    memory_bytes: 24 * 1024 ** 3,
    utilisation_ppm: 0,
    power_milliwatts: 301_500,
    temperature_celsius: null,
  };
  host.slots.note([gpu]);
  const labels = '0 a "GPU", twice';
  expect(await read(test, "livepeer_sla_gpu_utilisation_ratio")).toEqual({ [labels]: 0 });
  expect(await read(test, "livepeer_sla_gpu_power_watts")).toEqual({ [labels]: 301.5 });
  expect(await read(test, "livepeer_sla_gpu_memory_bytes")).toEqual({ [labels]: 25_769_803_776 });
  expect(await read(test, "livepeer_sla_gpu_temperature_celsius")).toEqual({});
  host.slots.note([]);
  expect(await read(test, "livepeer_sla_gpu_power_watts")).toEqual({});
});

it("shows how long each workflow's container took to start, the last time", async () => {
  const host = hostReadings();
  const test = testAgent({ host });
  for (const ms of [90_000, 45_500]) host.startups.note({ pipeline: "live", model: "m", ms });
  expect(await read(test, "livepeer_sla_container_startup_seconds")).toEqual({ "live m": 45.5 });
});
