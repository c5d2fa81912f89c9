import { addressOf } from "../test/support/network.ts";
import { startApi, startBare } from "./api-workers.ts";
import type { Effort } from "./effort.ts";
import { load, type Load, type Pace } from "./load.ts";
import { type Goal, judged, type Row, spreadOf } from "./row.ts";

/**
 * Reads are asked for long enough that workerd collects garbage several times in each round: a p99 of less says whether it
 * happened to.
 */
const READ = { connections: 16, ms: 800 } as const;
const UNCHANGED = { connections: 16, ms: 200 } as const;
const WARM_UP_MS = 200;
const SMOKE = { connections: 2, ms: 50 } as const;

const HOT = [
  `/v1/sla/compliance?orchestrator_id=${addressOf(1)}`,
  "/v1/gateway/orchestrators?min_sla=90&limit=100",
  "/api/aggregated_stats?pipeline=live-video-to-video&model=streamdiffusion",
  `/v1/orchestrators/${addressOf(1)}`,
  "/v1/jobs?limit=100",
];

/** Requests per second and p99, against a bare Worker that returns the same bytes from memory. */
const GOALS = { rate: { atLeast: 0.6 }, p99: { atMost: 2 }, notModified: { atLeast: 0.8 } };

type Round = Readonly<{ own: Load; bare: Load }>;

/** Hot reads of the API against a bare Worker, both in workerd and by turns. */
export async function apiBench({ rounds, smoke }: Effort): Promise<Row[]> {
  const api = await startApi();
  const rows: Row[] = [];
  const pace = (of: Pace) => ({ rounds, load: smoke ? SMOKE : of });
  try {
    for (const path of HOT) {
      const own = new URL(path, api.url).href;
      const first = await fetch(own);
      if (!first.ok) throw new Error(`${path} answered ${first.status}: ${await first.text()}`);
      const etag = first.headers.get("ETag") ?? "";
      const bare = await startBare(await first.text(), Object.fromEntries(first.headers));
      const read = await compare(own, bare.url, {}, pace(READ));
      const unchanged = await compare(own, bare.url, { "If-None-Match": etag }, pace(UNCHANGED));
      rows.push(...rowsOf(path.split("?")[0] ?? "", read, unchanged));
      await bare.stop();
    }
  } finally {
    await api.stop();
  }
  return rows;
}

function rowsOf(path: string, read: readonly Round[], unchanged: readonly Round[]): Row[] {
  const rate = (rounds: readonly Round[], what: string, goal: Goal) => {
    const per = (side: keyof Round) =>
      spreadOf(rounds.map((round) => round[side].perSecond)).median;
    const row = {
      part: "api",
      what: `${what} ${path}, requests per second`,
      ours: `${Math.round(per("own"))}/s`,
      against: `a bare Worker: ${Math.round(per("bare"))}/s`,
    };
    return judged(
      row,
      rounds.map(({ own, bare }) => own.perSecond / bare.perSecond),
      goal,
    );
  };
  const slowest = (side: keyof Round) => spreadOf(read.map((round) => round[side].p99Ms)).median;
  const p99 = {
    part: "api",
    what: `read ${path}, p99`,
    ours: `${slowest("own").toFixed(1)} ms`,
    against: `a bare Worker: ${slowest("bare").toFixed(1)} ms`,
  };
  return [
    rate(read, "read", GOALS.rate),
    judged(
      p99,
      read.map(({ own, bare }) => own.p99Ms / bare.p99Ms),
      GOALS.p99,
    ),
    rate(unchanged, "304 ", GOALS.notModified),
  ];
}

/** Rounds that take turns, so that what else the machine does meets both; a short one of each warms up and is left out. */
async function compare(
  own: string,
  bare: string,
  headers: Record<string, string>,
  paced: Readonly<{ rounds: number; load: Pace }>,
): Promise<Round[]> {
  const both = async (pace: Pace): Promise<Round> => ({
    own: await load(own, headers, pace),
    bare: await load(bare, headers, pace),
  });
  await both({ ...paced.load, ms: Math.min(paced.load.ms, WARM_UP_MS) });
  const rounds: Round[] = [];
  for (let round = 0; round < paced.rounds; round++) rounds.push(await both(paced.load));
  return rounds;
}
