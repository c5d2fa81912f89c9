import { expect, it } from "vitest";
import { conflictsOf, decidedBecause } from "../../../../schema/sla/conflicts.ts";
import type { JobEntry } from "../../../../schema/wire/job-entry.ts";
import { totals } from "../../../support/job-entry.ts";
import { AGENT, GATEWAY, jobEntry, line, publishLines } from "./scene.ts";

const FAILED = totals({ ending: "error", cause: "gpu" });
const evidenceOf = async (gateway: JobEntry | null, orchestrator: JobEntry | null) => {
  const lines = [
    ...(gateway === null ? [] : [line(GATEWAY, 3, { jobs: [gateway] })]),
    ...(orchestrator === null ? [] : [line(AGENT, 3, { jobs: [orchestrator] })]),
  ];
  const { jobs } = await publishLines([GATEWAY, AGENT], lines);
  expect(jobs).toHaveLength(1);
  const evidence = jobs[0]?.evidence;
  if (evidence === undefined) throw new Error("no job");
  return evidence;
};

it("keeps both sides' values where they conflict, with whose counted and why", async () => {
  const evidence = await evidenceOf(jobEntry(), jobEntry({ totals: FAILED }));
  const counted = { counted: "gateway", because: "gateway_saw_it" };
  expect(evidence.decided_by).toBe("gateway");
  expect(conflictsOf(evidence)).toEqual([
    { field: "outcome", gateway: "success", orchestrator: "failed", ...counted },
    { field: "ending", gateway: "client_left", orchestrator: "error", ...counted },
  ]);
});

it("finds no conflict between sides that agree, nor where one of them is silent", async () => {
  expect(conflictsOf(await evidenceOf(jobEntry(), jobEntry()))).toEqual([]);
  const alone = await evidenceOf(null, jobEntry({ totals: FAILED }));
  expect(conflictsOf(alone)).toEqual([]);
  expect(decidedBecause(alone)).toBe("only_the_orchestrator_decided");
});

it("gives no reason for a decision that is still to come", async () => {
  const open = await evidenceOf(jobEntry({ totals: null }), null);
  expect([decidedBecause(open), conflictsOf(open)]).toEqual([null, []]);
});
