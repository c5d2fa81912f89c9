import fc from "fast-check";
import { expect, it } from "vitest";
import { deliveredFramesPpm } from "../../schema/sla/delivered-frames.ts";
import { EMPTY_STATE, reduceWindow } from "../../schema/sla/reduce/reduce-window.ts";
import type { JobEntry } from "../../schema/wire/job-entry.ts";
import { nodeAt, orchestratorAt } from "../properties/networks.ts";
import { GATEWAY, line, MINUTE_MS, object, T0, target } from "../schema/sla/publish/scene.ts";
import { TARGETS } from "../support/job-entry.ts";
import { both } from "./compare.ts";
import { POLICY } from "./networks.ts";
import { observed } from "./observed.ts";
import { type Script, SCRIPTS } from "./scripts/script.ts";

const RUNS = Number(process.env.ORACLE_RUNS ?? 60);

/** The entries of every window, by the reducer. Of a fact that comes twice the first counts, as in an agent's store. */
function reduced({ heard, turns: { role, starts, decideAll } }: Script): Map<number, JobEntry[]> {
  const once = [...Map.groupBy(heard, ({ fact }) => fact.id).values()].map(([first]) => first!);
  let state = EMPTY_STATE;
  return new Map(
    starts.map((start) => {
      const batch = once.filter(({ arrived }) => arrived === start).map(({ fact }) => fact);
      const turn = { role, start, decideAll: decideAll && start === starts.at(-1) };
      const { state: next, content } = reduceWindow(structuredClone(state), batch, turn);
      state = next;
      return [start, content.jobs];
    }),
  );
}

/** What a window tells, but for how a job is called: whole where it decides; else what it adds, and to what. */
const told = (entries: readonly JobEntry[] = []) =>
  entries
    .map((entry) => {
      const { request, attempt, node, delta } = entry;
      return entry.totals === null ? { request, attempt, node, delta } : { ...entry, job: "" };
    })
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

const decidedIn = (windows: Map<number, JobEntry[]>) =>
  [...windows.values()]
    .flat()
    .flatMap((entry) => (entry.totals === null ? [] : [{ ...entry, totals: entry.totals }]));

/** Half of an odd target is half a frame: docs/adr/0012. */
const EVEN = { ...TARGETS, fps: 16 };

it.each(["orchestrator", "gateway"] as const)(
  "from anything that the agent of %s may observe both find the same windows of jobs",
  (role) => {
    let decided = 0;
    fc.assert(
      fc.property(SCRIPTS[role], (script) => {
        const { windows, shares } = observed(script.heard, script.turns);
        for (const [start, entries] of reduced(script))
          expect(told(windows.get(start))).toEqual(told(entries));
        for (const { job, totals } of decidedIn(windows)) {
          expect(deliveredFramesPpm(totals, EVEN)).toBe(shares.get(job) ?? null);
          decided += 1;
        }
      }),
      { numRuns: RUNS },
    );
    expect(decided).toBeGreaterThan(RUNS);
  },
  600_000,
);

const AGENT = target(10, { orchestrator: orchestratorAt(0), node: nodeAt(0), registered_at: T0 });

/** Raw objects of the windows that hold these entries, of the gateway's agent and of the orchestrator's. */
const objectOf = (...sides: Map<number, JobEntry[]>[]) => [
  object(
    180,
    [GATEWAY, AGENT],
    [GATEWAY, AGENT].flatMap((of, i) =>
      [...sides[i]!].map(([start, jobs]) => line(of, (start - T0) / MINUTE_MS, { jobs })),
    ),
  ),
];

it("from anything that agents of both sides may observe both find the same outcomes, credits, events and scores", async () => {
  await fc.assert(
    fc.asyncProperty(SCRIPTS.gateway, SCRIPTS.orchestrator, async (gateway, agent) => {
      const sealed = objectOf(reduced(gateway), reduced(agent));
      const told = objectOf(
        ...[gateway, agent].map(({ heard, turns }) => observed(heard, turns).windows),
      );
      for (const startMs of [T0, T0 + 3_600_000]) {
        const { implementation, oracle } = await both(sealed, startMs, POLICY, told);
        expect(implementation).toEqual(oracle);
      }
    }),
    { numRuns: Math.ceil(RUNS / 2) },
  );
}, 600_000);
