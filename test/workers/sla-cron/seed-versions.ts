import { env } from "cloudflare:workers";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import { hourOf, HOUR_MS } from "../../../schema/sla/hour.ts";
import { DEFAULT_POLICY, policyDigest } from "../../../schema/sla/policy.ts";
import { digestOf } from "../../../schema/wire/canonical.ts";
import { Address } from "../../../schema/wire/identifier.ts";
import type { Hour } from "../../../schema/wire/quantity.ts";
import type { Rollup } from "../../../schema/wire/rollup.ts";
import { writeVersion } from "../../../workers/store/write-version.ts";
import { rollup } from "../../support/rollup.ts";

/** An address somewhere among all of them: the n-th of a spread that is always the same. */
export const spread = (n: number): Address =>
  Address.parse(
    `0x${((BigInt(n) * 0x9e3779b97f4a7c15n) % (1n << 64n)).toString(16).padStart(16, "0")}${"0".repeat(24)}`,
  );

/** Publishes a version of an hour as D1 keeps it: rows and pointer. */
export async function seedVersion(
  hour: Hour,
  version: number,
  rows: readonly Rollup[],
): Promise<void> {
  const digest = await digestOf({ hour, version, rows });
  const about = { hour, version, digest, inputsDigest: digest, state: "closed" as const };
  const noted = { jobs: 1, openJobs: 0, publishedAt: 0, ledgerVersion: 0, rollups: null };
  const policy = { digest: await policyDigest(DEFAULT_POLICY) };
  await writeVersion(drizzle(env.DB), { ...about, ...noted, policy }, rows, []);
}

/** Rows of one orchestrator in one hour, other ones in every hour: jobs of two workflows in both views, and its agent. */
export function rowsAt(hour: Hour, orchestrator: Address): Rollup[] {
  const n = Date.parse(hour) / HOUR_MS;
  const counts = (success: number, failed: number) => ({
    success,
    failed,
    credit_ppm: success * 950_000,
    "lost.model": failed * 1_000_000,
    "lost.first_frame": success * 50_000,
    "sli.success.good": success,
    "sli.success.valid": success + failed,
  });
  const sums = (of: object) => ({ counts: of, amounts: {}, histograms: {} });
  const jobs = (["any", "corroborated"] as const).flatMap((witness) =>
    ["a", "b"].map((model) =>
      rollup({
        hour,
        orchestrator,
        model,
        witness,
        sums: sums(counts(3 + (n % 5), n % 7 === 0 ? 1 : 0)),
      }),
    ),
  );
  const agent = { windows: 60 - (n % 3), minutes: 60, slots_up: 12 - (n % 2), slots_down: n % 2 };
  return [...jobs, rollup({ hour, orchestrator, pipeline: null, model: null, sums: sums(agent) })];
}

/** Publishes so many hours before an end, of some orchestrators. */
export async function seedHours(
  endMs: number,
  hours: number,
  orchestrators: readonly Address[],
): Promise<Rollup[]> {
  const all: Rollup[] = [];
  for (let n = hours; n > 0; n--) {
    const hour = hourOf(endMs - n * HOUR_MS);
    const rows = orchestrators.flatMap((each) => rowsAt(hour, each));
    await seedVersion(hour, 1, rows);
    all.push(...rows);
  }
  return all;
}

/** A database that counts what it is asked: one for each statement, in a batch too. */
export function countedDatabase(): Readonly<{
  db: DrizzleD1Database;
  asked: () => number;
}> {
  let asked = 0;
  const database = new Proxy(env.DB, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (name === "prepare") asked += 1;
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  const read = () => asked;
  return { db: drizzle(database), asked: read };
}
