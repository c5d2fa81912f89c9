import { expect, it } from "vitest";
import { hourOf } from "../../../../schema/sla/hour.ts";
import { countIn } from "../../../../schema/sla/histogram.ts";
import type { JobEntry } from "../../../../schema/wire/job-entry.ts";
import type { WindowLine } from "../../../../schema/wire/raw.ts";
import type { Counter, Witness } from "../../../../schema/wire/rollup.ts";
import { delta, totals } from "../../../support/job-entry.ts";
import { gpuMetricsOf } from "../../../../workers/api/gpu-row.ts";
import { AGENT, count, GATEWAY, jobEntry, line, publishLines, pseudonym, T0 } from "./scene.ts";

const ACTIVE = { active_ms: 60_000, samples: 6, milli_fps_ms: 60_000 * 15_000 };
const BYTES = { bytes_received: 4_000_000, bytes_sent: 1_500_000 };
const SEEN = totals({ first_output_ms: null });
const TOLD = totals({ first_output_ms: 990 });

const at = (minute: number, of: typeof AGENT, more: Partial<JobEntry>) =>
  line(of, minute, { jobs: [jobEntry({ delta: delta(ACTIVE), totals: null, ...more })] });
const publish = (lines: readonly WindowLine[], hours = 0) =>
  publishLines([GATEWAY, AGENT], lines, { hour: hourOf(T0 + hours * 3_600_000) });
const firstOutputs = (of: Awaited<ReturnType<typeof publish>>, witness: Witness) =>
  of.rollups
    .filter((row) => row.witness === witness)
    .reduce((n, { sums }) => n + countIn(sums.histograms.first_output_ms ?? {}), 0);

it("takes the bytes that no gateway measures from the orchestrator's agent, and its time with them", async () => {
  const told = at(10, AGENT, { delta: delta({ ...ACTIVE, active_ms: 50_000, ...BYTES }) });
  const published = await publish([at(10, GATEWAY, {}), told]);
  const of = (name: Counter, witness: Witness = "any") => count(published, name, { witness });
  expect([of("bytes_received"), of("bytes_sent"), of("bytes_ms")]).toEqual([
    4_000_000, 1_500_000, 50_000,
  ]);
  expect([of("bytes_sent", "corroborated"), of("bytes_ms", "corroborated")]).toEqual([0, 0]);
  expect([of("active_ms"), of("samples")]).toEqual([60_000, 6]); // the gateway's alone
});

it("takes no bytes from the orchestrator's agent where the gateway measures them", async () => {
  const seen = at(10, GATEWAY, { delta: delta({ ...ACTIVE, bytes_sent: 3_000_000 }) });
  const published = await publish([seen, at(10, AGENT, { delta: delta({ ...ACTIVE, ...BYTES }) })]);
  for (const witness of ["any", "corroborated"] as const)
    expect(
      (["bytes_received", "bytes_sent", "bytes_ms"] as const).map((name) =>
        count(published, name, { witness }),
      ),
    ).toEqual([0, 3_000_000, 60_000]);
});

it("has the same bandwidth beside a job without a source of bytes, in every view that has one", async () => {
  const measured = at(10, AGENT, { delta: delta({ ...ACTIVE, ...BYTES }) });
  const other = at(11, AGENT, { job: pseudonym(2), request: pseudonym(2) });
  const bandwidth = async (lines: readonly WindowLine[]) =>
    (await publish(lines)).rollups
      .filter(({ sums }) => sums.counts.bytes_ms !== undefined)
      .map(({ sums, ...key }) => gpuMetricsOf(sums, key).upload_bandwidth_mbps.value);
  expect(await bandwidth([measured])).toEqual([0.2]); // 12 Mbit in 60 s
  expect(await bandwidth([measured, other])).toEqual([0.2]);
  expect(await bandwidth([measured, other, at(10, GATEWAY, {})])).toEqual([0.2]);
});

it.each([
  ["in one hour", [at(10, GATEWAY, { totals: SEEN }), at(10, AGENT, { totals: TOLD })], [1, 0]],
  [
    "the agent an hour later",
    [at(59, GATEWAY, { totals: SEEN }), at(60, AGENT, { totals: TOLD })],
    [0, 1],
  ],
  [
    "the gateway an hour later",
    [at(58, GATEWAY, {}), at(59, AGENT, { totals: TOLD }), at(60, GATEWAY, { totals: SEEN })],
    [0, 1],
  ],
  [
    "the gateway an hour later, without a word before",
    [at(59, AGENT, { totals: TOLD }), at(60, GATEWAY, { totals: SEEN })],
    [1, 0],
  ],
  ["the agent alone", [at(10, AGENT, { totals: TOLD })], [1, 0]],
] as const)(
  "has one first-output latency of a job that both decide: %s",
  async (_, lines, expected) => {
    const hours = [await publish(lines), await publish(lines, 1), await publish(lines, 2)];
    expect(hours.map((hour) => firstOutputs(hour, "any"))).toEqual([...expected, 0]);
    expect(hours.map((hour) => firstOutputs(hour, "corroborated"))).toEqual([0, 0, 0]);
  },
);

it("takes a first-output latency of the agent for nothing that is judged, and none where the gateway has one or excuses", async () => {
  const both = (seen: JobEntry["totals"]) => [
    at(10, GATEWAY, { totals: seen }),
    at(10, AGENT, { totals: TOLD }),
  ];
  const judged = async (lines: readonly WindowLine[]) => {
    const hour = await publish(lines);
    const names = ["credit_ppm", "lost.first_frame", "sli.first_frame.good"] as const;
    return names.map((name) => count(hour, name));
  };
  expect(await judged(both(SEEN))).toEqual(await judged([at(10, GATEWAY, { totals: SEEN })]));
  expect(firstOutputs(await publish(both(totals())), "any")).toBe(1);
  const excused = totals({ first_output_ms: null, ending: "error", cause: "user_input" });
  expect(firstOutputs(await publish(both(excused)), "any")).toBe(0);
});
