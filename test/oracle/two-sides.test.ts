import fc from "fast-check";
import { expect, it } from "vitest";
import { orchestratorAt } from "../properties/networks.ts";
import { line, object, pseudonym, T0, target } from "../schema/sla/publish/scene.ts";
import { both } from "./compare.ts";
import { POLICY } from "./networks.ts";
import { saidEntry } from "./said.ts";

const RUNS = Number(process.env.ORACLE_RUNS ?? 8);

const GATEWAY = target(1, { role: "gateway" });
const AGENT = target(10, { orchestrator: orchestratorAt(0), registered_at: T0 - 7_200_000 });

/** Few windows in which either side says anything of one job, in three hours. */
const telling = fc.array(
  fc.record({
    of: fc.constantFrom(GATEWAY, AGENT),
    minute: fc.integer({ min: -60, max: 119 }),
    job: saidEntry(1),
  }),
  { minLength: 2, maxLength: 5 },
);

it("of a job that two sides tell of in any hours, both find where and how it counts, and what was measured of it", async () => {
  await fc.assert(
    fc.asyncProperty(telling, async (told) => {
      const one = {
        job: pseudonym(1),
        request: pseudonym(1),
        attempt: 0,
        purpose: "live",
      } as const;
      const lines = told.map(({ of, minute, job }) =>
        line(of, minute, { jobs: [{ ...job, ...one, orchestrator: orchestratorAt(0) }] }),
      );
      for (const startMs of [T0, T0 + 3_600_000]) {
        const { implementation, oracle } = await both(
          [object(180, [GATEWAY, AGENT], lines)],
          startMs,
          POLICY,
        );
        expect(implementation).toEqual(oracle);
      }
    }),
    { numRuns: 20 * RUNS },
  );
}, 600_000);
