import fc from "fast-check";
import { expect, it } from "vitest";
import { T0 } from "../schema/sla/publish/scene.ts";
import { both } from "./compare.ts";
import { network, POLICY } from "./networks.ts";

const RUNS = Number(process.env.ORACLE_RUNS ?? 25);

it("of anything that agents can say, both implementations find the same jobs, events, latencies, bytes and scores", async () => {
  await fc.assert(
    fc.asyncProperty(network, async (objects) => {
      const { implementation, oracle } = await both(objects, T0, POLICY);
      expect(implementation).toEqual(oracle);
    }),
    { numRuns: RUNS },
  );
}, 600_000);
