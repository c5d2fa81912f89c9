import { DatabaseSync } from "node:sqlite";
import { hourStart, previousHour } from "../schema/sla/hour.ts";
import { DEFAULT_POLICY } from "../schema/sla/policy.ts";
import { periodStart, scoresPack } from "../schema/sla/scores-pack.ts";
import { spanOf } from "../schema/sla/span.ts";
import { canonicalBytes } from "../schema/wire/canonical.ts";
import { Period } from "../schema/wire/compliance.ts";
import type { Rollup } from "../schema/wire/rollup.ts";
import { SCORES_LIMITS } from "../workers/sla-cron/publication-limits.ts";
import type { Effort } from "./effort.ts";
import { judged, type Row, spreadOf } from "./row.ts";
import { addressOf, rowsOf, TO } from "./scored-network.ts";
import { cpuSeconds } from "./sla-cpu.ts";
import { NONE } from "./sla-facts.ts";

/** As they are published. */
const PER_PACK = SCORES_LIMITS.orchestratorsPerPack;
const GOALS = { sqlite: { atMost: 1.5 }, growth: { atMost: 12 } };

const ENDS = [
  periodStart("30d", TO),
  periodStart("7d", TO),
  periodStart("24h", TO),
  previousHour(TO),
];

/** Scores over 30 days and every shorter period, from the sums of days, and how what they take grows with the network. */
export function scoresRows({ rounds, smoke }: Effort): Row[] {
  const [small, large] = smoke ? [2, 4] : [60, 600];
  const inSqlite = openScoresInSqlite(small);
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    ours.push(scoresSeconds(small));
    theirs.push(inSqlite());
  }
  const [few, peer] = [spreadOf(ours).median, spreadOf(theirs).median];
  const many = scoresSeconds(large);
  return [
    judged(
      {
        part: "sla",
        what: `scores over 1 h to 30 d, ${small} orchestrators: CPU`,
        ours: `${few.toFixed(2)} s`,
        against: `SQLite's GROUP BY of the same rows, no scores: ${peer.toFixed(2)} s`,
      },
      ours.map((s, i) => s / (theirs[i] ?? 0)),
      GOALS.sqlite,
    ),
    judged(
      {
        part: "sla",
        what: `scores over 1 h to 30 d, growth of CPU from ${small} to ${large} orchestrators`,
        ours: `${few.toFixed(2)} s to ${many.toFixed(2)} s`,
        against: "10 × is linear",
      },
      [many / few],
      GOALS.growth,
    ),
  ];
}

/** CPU seconds of the scores of so many orchestrators over every period, from their rows of 30 days to documents. */
function scoresSeconds(orchestrators: number): number {
  let seconds = 0;
  for (let first = 0; first < orchestrators; first += PER_PACK) {
    const own = Array.from({ length: Math.min(PER_PACK, orchestrators - first) }, (_, i) => ({
      orchestrator: addressOf(first + i),
      rows: rowsOf(first + i),
    }));
    seconds += cpuSeconds(() => void packOf(own));
  }
  return seconds;
}

type Own = Readonly<{ orchestrator: Rollup["orchestrator"] & string; rows: readonly Rollup[] }>;

function packOf(own: readonly Own[]): Uint8Array {
  const newest = previousHour(TO);
  const scored = own.map(({ orchestrator, rows }) => ({
    orchestrator,
    trust: null,
    rollups: rows.filter(({ hour }) => hour === newest),
    spans: ENDS.slice(1).map((to, i) => {
      const from = ENDS[i] ?? to;
      const within = rows.filter(({ hour }) => hour >= from && hour < to);
      return spanOf({ from, to }, [], within);
    }),
  }));
  const refused = (orchestrator: string, error: unknown) => {
    throw new Error(`${orchestrator} has no score`, { cause: error });
  };
  const by = { policy: DEFAULT_POLICY, policyDigest: NONE, versions: [], refused };
  return canonicalBytes(scoresPack({ to: TO, scored, ...by }));
}

/** CPU seconds of SQLite for the sums alone: each counter and bucket, by orchestrator, workflow and view, of every period. */
function openScoresInSqlite(orchestrators: number): () => number {
  const db = new DatabaseSync(":memory:");
  const all = Array.from({ length: orchestrators }, (_, n) => rowsOf(n)).flat();
  const counters = [...new Set(all.flatMap(({ sums }) => Object.keys(sums.counts)))];
  const columns = counters.map((_, i) => `c${i}`);
  db.exec(`
    CREATE TABLE counts (orchestrator, model, witness, at, ${columns.join()});
    CREATE TABLE buckets (orchestrator, model, witness, at, latency, bucket, n);
    BEGIN`);
  const count = db.prepare(
    `INSERT INTO counts VALUES (?, ?, ?, ?, ${columns.map(() => "?").join()})`,
  );
  const bucket = db.prepare("INSERT INTO buckets VALUES (?, ?, ?, ?, ?, ?, ?)");
  for (const { orchestrator, model, witness, hour, sums } of all) {
    const key = [orchestrator, model, witness, hourStart(hour)] as const;
    const counts = sums.counts as Readonly<Record<string, number>>;
    count.run(...key, ...counters.map((name) => counts[name] ?? null));
    for (const [latency, histogram] of Object.entries(sums.histograms))
      for (const [index, n] of Object.entries(histogram)) bucket.run(...key, latency, index, n);
  }
  db.exec("COMMIT");
  const summed = columns.map((name) => `sum(${name})`).join();
  const statements = Period.options.flatMap((period) => {
    const since = `WHERE at >= ${hourStart(periodStart(period, TO))}`;
    return ["orchestrator, model, witness", "orchestrator, witness"].map(
      (key) => `
        CREATE TABLE sums AS SELECT ${key}, ${summed} FROM counts ${since} GROUP BY ${key};
        CREATE TABLE spread AS SELECT ${key}, latency, bucket, sum(n) FROM buckets ${since}
          GROUP BY ${key}, latency, bucket;
        DROP TABLE sums; DROP TABLE spread;`,
    );
  });
  return () => cpuSeconds(() => db.exec(statements.join("")));
}
