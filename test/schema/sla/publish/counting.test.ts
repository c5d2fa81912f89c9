import { expect, it } from "vitest";
import { hourOf } from "../../../../schema/sla/hour.ts";
import type { Publication } from "../../../../schema/sla/publish/publish-hour.ts";
import type { WindowLine } from "../../../../schema/wire/raw.ts";
import { countIn } from "../../../../schema/sla/histogram.ts";
import { delta, totals } from "../../../support/job-entry.ts";
import { AGENT, count, GATEWAY, jobEntry, line, publishLines, T0 } from "./scene.ts";

const HOURS = [-1, 0, 1, 2, 3].map((n) => hourOf(T0 + n * 3_600_000));
const TARGETS = [GATEWAY, AGENT];

const MINUTE = delta({ active_ms: 60_000, samples: 6, milli_fps_ms: 60_000 * 15_000 });
const open = (minute: number, of = GATEWAY) =>
  line(of, minute, { jobs: [jobEntry({ delta: MINUTE, totals: null })] });
const decided = (minute: number, of = GATEWAY) =>
  line(of, minute, { jobs: [jobEntry({ delta: MINUTE, totals: totals() })] });

const every = (lines: readonly WindowLine[]) =>
  Promise.all(HOURS.map((hour) => publishLines(TARGETS, lines, { hour })));
const counted = async (lines: readonly WindowLine[], witness: "any" | "corroborated") =>
  (await every(lines)).map((publication) => count(publication, "success", { witness }));

it("AC03: counts a job that spans three hours once, with one latency sample, and its minutes in each", async () => {
  const published = await every([open(10), open(70), decided(130)]);
  expect(published.map((hour) => count(hour, "success"))).toEqual([0, 0, 0, 1, 0]);
  expect(published.map((hour) => count(hour, "active_ms"))).toEqual([0, 60_000, 60_000, 60_000, 0]);
  const samples = published.flatMap(({ rollups }) =>
    rollups
      .filter(({ witness }) => witness === "any")
      .map(({ sums }) => countIn(sums.histograms.first_frame_ms ?? {})),
  );
  expect(samples.reduce((sum, n) => sum + n, 0)).toBe(1);
  const ids = published.flatMap(({ jobs }) => jobs.map(({ id, state }) => `${id} ${state}`));
  expect(new Set(ids).size).toBe(2); // open twice, decided once, under one id
});

it("AC04: leaves a job without an end pending and in no ratio, and decides it exactly once", async () => {
  const [, pending] = await every([open(10), open(11)]);
  expect(pending?.jobs).toMatchObject([
    { state: "open", outcome: "pending", credit_ppm: null, ended_at: null },
  ]);
  expect(pending && count(pending, "sli.success.valid")).toBe(0);
  expect(await counted([open(10), decided(70), decided(80)], "any")).toEqual([0, 0, 1, 0, 0]);
});

it("waits for a gateway that goes on telling, until an hour passes without its word", async () => {
  const inAny = (...lines: WindowLine[]) => counted(lines, "any");
  expect(await inAny(open(10), decided(50, AGENT), decided(62))).toEqual([0, 0, 1, 0, 0]);
  expect(await inAny(open(10), decided(50, AGENT), open(70), open(130), decided(190))).toEqual([
    0, 0, 0, 0, 1,
  ]);
  expect(await inAny(open(10), decided(50, AGENT))).toEqual([0, 0, 1, 0, 0]);
  expect(await inAny(open(-5), decided(5, AGENT))).toEqual([0, 1, 0, 0, 0]);
  expect(await counted([open(10), decided(50, AGENT)], "corroborated")).toEqual([0, 0, 0, 0, 0]);
});

it("counts a job whose gateway speaks only after its orchestrator once in each view, and publishes both verdicts", async () => {
  const failing = totals({ ending: "error", cause: "model" });
  const late = [
    line(AGENT, 59, { jobs: [jobEntry({ delta: MINUTE, totals: failing })] }),
    open(61),
    decided(70),
  ];
  const [, first, second] = await every(late);
  const inView = (of: Publication, witness: "any" | "corroborated") =>
    (["success", "failed", "sli.success.valid", "credit_ppm"] as const).map((counter) =>
      count(of, counter, { witness }),
    );
  expect(inView(first!, "any")).toEqual([0, 1, 1, 0]);
  expect(inView(first!, "corroborated")).toEqual([0, 0, 0, 0]);
  expect(inView(second!, "any")).toEqual([0, 0, 0, 0]);
  expect(inView(second!, "corroborated")).toEqual([1, 0, 1, 1_000_000]);
  expect(second!.jobs).toMatchObject([
    {
      outcome: "success",
      evidence: {
        decided_by: "gateway",
        gateway: { outcome: "success" },
        orchestrator: { outcome: "failed" },
      },
    },
  ]);
  expect(count(second!, "active_ms")).toBe(120_000); // its minutes stay where they were told
});

it("counts a second time in the view of all evidence what a gateway decides after a silent hour", async () => {
  const lines = [open(10), decided(50, AGENT), decided(130)];
  expect(await counted(lines, "any")).toEqual([0, 0, 1, 1, 0]);
  expect(await counted(lines, "corroborated")).toEqual([0, 0, 0, 1, 0]);
});

it("does not wait for an orchestrator's agent, whose late word changes nothing", async () => {
  expect(await counted([decided(50), decided(65, AGENT)], "any")).toEqual([0, 1, 0, 0, 0]);
  const [, first, second] = await every([decided(50), open(55, AGENT), decided(65, AGENT)]);
  expect(first?.jobs).toMatchObject([
    { state: "decided", evidence: { decided_by: "gateway", witness: "both" } },
  ]);
  expect(second?.jobs).toEqual([]);
  expect(second && count(second, "active_ms")).toBe(0);
});

it("AC26: an orchestrator's agent, whatever it says, changes no sum of the corroborated view but by GPU and region", async () => {
  const alone = [open(10), open(30), decided(70)];
  const lies = [
    [decided(5, AGENT)],
    [open(20, AGENT), decided(50, AGENT), open(65, AGENT)],
    [
      line(AGENT, 71, {
        jobs: [jobEntry({ totals: totals({ ending: "error", cause: "model" }) })],
      }),
    ],
    [decided(69, AGENT), decided(75, AGENT), decided(110, AGENT)],
  ];
  const corroborated = async (lines: readonly WindowLine[]) =>
    (await every(lines)).map(({ rollups }) =>
      rollups
        .filter(({ witness }) => witness === "corroborated")
        .map(
          ({
            sums: {
              counts: { gateway_saw: _saw, agent_reported: _told, ...counts },
              ...sums
            },
          }) => ({ ...sums, counts }),
        ),
    );
  const expected = await corroborated(alone);
  for (const said of lies) expect(await corroborated([...alone, ...said])).toEqual(expected);
});
