import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { addSums, EMPTY_SUMS } from "../../../schema/sla/sums.ts";
import { rollups } from "../../../schema/tables/rollups.ts";
import { Hour } from "../../../schema/wire/quantity.ts";
import { Sums } from "../../../schema/wire/rollup.ts";
import { storedSums } from "../../../workers/store/stored-sums.ts";
import { rollup } from "../../support/rollup.ts";
import { seedHour } from "./seed-hour.ts";

const db = drizzle(env.DB);
const RANGE = { from: Hour.parse("2026-01-09T00:00:00Z"), to: Hour.parse("2026-01-10T00:00:00Z") };

const count = fc.integer({ min: 1, max: 2 ** 40 });
const amount = fc.bigInt({ min: 1n, max: 10n ** 60n }).map(String);
const anySums = fc
  .record({
    counts: fc.record(
      { success: count, credit_ppm: count, "sli.success.good": count },
      { requiredKeys: [] },
    ),
    amounts: fc.record(
      { face_value_wei: amount, expected_value_attowei: amount },
      { requiredKeys: [] },
    ),
    histograms: fc.record(
      {
        first_frame_ms: fc.record({ "0": count, "17": count, "998": count }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    ),
  })
  .map((sums) => addSums(EMPTY_SUMS, Sums.parse(sums)));

// The other computation: the pure one that publishes.
it("adds up in the database what addSums adds up, to the digit", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anySums, { minLength: 1, maxLength: 8 }), async (parts) => {
      await db.delete(rollups);
      await env.DB.exec("DELETE FROM hours");
      const rows = parts.map((sums, n) => rollup({ gpu: `gpu ${n}`, sums }));
      await seedHour({ hour: "2026-01-09T13:00:00Z", rollups: rows });
      const [group] = await storedSums(db, RANGE, ["orchestrator", "day"]);
      expect(group?.sums ?? EMPTY_SUMS).toEqual(parts.reduce(addSums, EMPTY_SUMS));
    }),
    { numRuns: 40 },
  );
});
