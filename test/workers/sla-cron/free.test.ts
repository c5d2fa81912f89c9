import { env } from "cloudflare:workers";
import { beforeEach, expect, it, vi } from "vitest";
import { targets } from "../../../schema/tables/targets.ts";
import { Network } from "../../../schema/wire/network.ts";
import worker from "../../../workers/sla-cron/index.ts";
import { openMeter } from "../../../workers/sla-cron/meter.ts";
import { builtDays, WHOLE } from "../../../workers/store/build-day.ts";
import { publishNetwork } from "../../../workers/sla-cron/publish-network.ts";
import { publishScores } from "../../../workers/sla-cron/publish-scores.ts";
import {
  NETWORK_KEY,
  NETWORK_OF_KEY,
  SCORES_KEY,
  SCORES_OF_KEY,
} from "../../../workers/store/published-documents.ts";
import { readWatched } from "../../../workers/store/watched.ts";
import { upsertTargets } from "../../../workers/store/targets.ts";
import {
  GATEWAY,
  HOUR,
  jobEntry,
  line,
  object,
  pseudonym,
  T0,
  target,
} from "../../schema/sla/publish/scene.ts";
import { hourOf, nextHour } from "../../../schema/sla/hour.ts";
import { archive, db, emptyAll, ports, store } from "./bench.ts";
import { readPacks, readScores } from "./read-scores.ts";
import { seedHours, spread } from "./seed-versions.ts";

const MINUTE_MS = 60_000;
const SHARD_SIZE = 40;
const FORTY = Array.from({ length: 40 }, (_, n) =>
  target(n + 10, {
    orchestrator: spread(n + 1),
    node: spread(n + 1001),
    url: `https://agent-${n}.example`,
    shard: n < SHARD_SIZE - 1 ? 0 : 1,
    registered_at: T0,
  }),
);
const ALL = [GATEWAY, ...FORTY];

/** A turn of both shards: each orchestrator had a job, and the gateway saw it. */
async function turn(minute: number): Promise<void> {
  for (const shard of [0, 1]) {
    const own = ALL.filter((of) => of.shard === shard);
    const jobs = FORTY.filter((of) => of.shard === shard).map((of, n) =>
      jobEntry({
        job: pseudonym(minute * 1000 + shard * 500 + n),
        request: pseudonym(minute * 1000 + shard * 500 + n),
        orchestrator: of.orchestrator,
        started_at: T0 + (minute - 2) * MINUTE_MS,
      }),
    );
    const lines = own.map((of) =>
      line(of, minute - 2, {
        jobs:
          of.role === "gateway" ? jobs : jobs.filter((job) => job.orchestrator === of.orchestrator),
      }),
    );
    await store(object(minute, own, lines, { shard }));
  }
}

/** A tick of the deployed cron on Free. @returns what it asked of D1 and R2 */
async function tick(minute: number): Promise<number> {
  const { database, bucket, asked } = openMeter({ queries: Infinity, requests: Infinity });
  const counted = { ...env, PRESET: "free", DB: database(env.DB), ARCHIVE: bucket(env.ARCHIVE) };
  const scheduledTime = T0 + minute * MINUTE_MS;
  await worker.scheduled(
    { scheduledTime, cron: "", noRetry: () => {} },
    counted as unknown as Parameters<typeof worker.scheduled>[1],
  );
  return asked();
}

beforeEach(async () => {
  await emptyAll();
  await db.delete(targets);
  await upsertTargets(db, ALL);
});

vi.setConfig({ testTimeout: 60_000 });

const network = async (): Promise<Network | null> => {
  const bytes = await archive.read(NETWORK_KEY);
  return bytes === null ? null : Network.parse(JSON.parse(new TextDecoder().decode(bytes)));
};

it("asks D1 and R2 at most 45 times in every tick, and publishes all after some of them", async () => {
  // The day before is published, and nothing of it is added up yet.
  await seedHours(T0, 14, [spread(1), spread(2), spread(3)]);
  await turn(5);
  await turn(10);
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const asked: number[] = [];
  const isAll = async () => {
    const built = await builtDays(db, { from: hourOf(0), to: hourOf(T0) });
    const scored = (await archive.read(SCORES_KEY)) === null ? [] : await readPacks();
    return (
      built.some(({ builtTo }) => builtTo === WHOLE) &&
      scored.length > 0 &&
      scored.every(({ to }) => to === nextHour(HOUR)) &&
      (await network())?.to === nextHour(HOUR)
    );
  };
  let minute = 10;
  for (; minute < 70 && !(await isAll()); minute++) asked.push(await tick(minute));
  const said = log.mock.calls.map(([entry]) => String(entry)).join("\n");
  log.mockRestore();
  expect(said).not.toContain("failed");
  expect(Math.max(...asked)).toBeLessThanOrEqual(45);
  expect(minute).toBeLessThan(70);
  expect(await readWatched(archive)).not.toBeNull();
  const inTurns = [await network(), await readScores("24h")];
  expect((await network())?.nodes).toHaveLength(40);
  await archive.remove(await archive.list("work/v1/network"));
  await archive.remove([NETWORK_OF_KEY, SCORES_OF_KEY]);
  await publishScores(ports());
  await publishNetwork(ports());
  expect([await network(), await readScores("24h")]).toEqual(inTurns);
});
