import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Effort } from "./effort.ts";
import { prometheusVersion, startPrometheus } from "./prometheus.ts";
import { judged, type Row, spreadOf, unmeasured } from "./row.ts";
import type { Served, TargetsReport } from "./scrape-targets.ts";
import { startScraping } from "./scraping-worker.ts";

const SIZES = [100, 1000] as const;
const INTERVAL_S = 10;
/** In intervals: all that the first round has to have is a scrape of each. */
const WARM_UP = 0.5;
const GOAL = { atMost: 1.5 };

/** Twenty percent for what does not scale on a shared machine: caches, and the steps of /proc's clock. */
const LINEAR = { atMost: 1.2 };

/** CPU per 1,000 scrapes in one round, by each side. */
type Round = Readonly<{ oursMs: number; theirsMs: number }>;

/** Scraping against Prometheus: the same targets, the same interval, the same machine, at the same time. */
export async function scrapeBench({ rounds, smoke }: Effort): Promise<Row[]> {
  const version = prometheusVersion();
  if (version === null)
    return [unmeasured("scrape", "CPU per 1,000 scrapes", GOAL, "apt-get install prometheus")];
  const rows: Row[] = [];
  const perThousand: number[][] = [];
  for (const count of smoke ? [20] : SIZES) {
    const measured = await sideBySide(count, rounds, smoke ? 0 : WARM_UP);
    const [ours, theirs] = [
      measured.map((each) => each.oursMs),
      measured.map((each) => each.theirsMs),
    ];
    perThousand.push(ours);
    const row = {
      part: "scrape",
      what: `CPU per 1,000 scrapes, fetch to ledger, ${count} targets each ${INTERVAL_S} s`,
      ours: `${spreadOf(ours).median.toFixed(0)} ms`,
      against: `prometheus ${version}: ${spreadOf(theirs).median.toFixed(0)} ms`,
    };
    rows.push(
      judged(
        row,
        measured.map((each) => each.oursMs / each.theirsMs),
        GOAL,
      ),
    );
  }
  const [small, large] = perThousand;
  if (small && large) {
    const [few, many] = [spreadOf(small).median, spreadOf(large).median];
    const row = {
      part: "scrape",
      what: `growth: CPU per scrape at ${SIZES[1]} targets ÷ at ${SIZES[0]}`,
      ours: `${many.toFixed(0)} ms`,
      against: `${few.toFixed(0)} ms`,
    };
    rows.push(judged(row, [many / few], LINEAR));
  }
  return rows;
}

async function sideBySide(count: number, rounds: number, warmUp: number): Promise<Round[]> {
  await using targets = await startTargets(count);
  await using worker = await startScraping(targets.report.targets, INTERVAL_S);
  const hosts = targets.report.targets.map(({ url }) => new URL(url).host);
  await using prometheus = await startPrometheus(hosts, INTERVAL_S);
  const read = async () => ({
    served: await targets.served(),
    ours: worker.cpuMs(),
    theirs: prometheus.cpuMs(),
  });
  await sleep(warmUp * INTERVAL_S * 1000);
  const measured: Round[] = [];
  let before = await read();
  for (let round = 0; round < rounds; round++) {
    await sleep(INTERVAL_S * 1000);
    const after = await read();
    const pages = after.served.windows - before.served.windows;
    const texts = after.served.metrics - before.served.metrics;
    measured.push({
      oursMs: ((after.ours - before.ours) / pages) * 1000,
      theirsMs: ((after.theirs - before.theirs) / texts) * 1000,
    });
    before = after;
  }
  return measured;
}

async function startTargets(count: number) {
  const storeDir = mkdtempSync(join(tmpdir(), "bench-targets-"));
  const child = fork(fileURLToPath(new URL("scrape-targets.ts", import.meta.url)));
  const answer = <T>(order: object): Promise<T> =>
    new Promise((done, fail) => {
      child.once("message", (message) => done(message as T));
      child.once("exit", (code) => fail(new Error(`the targets ended by ${code}`)));
      child.send(order);
    });
  const report = await answer<TargetsReport>({ count, storeDir: join(storeDir, "store") });
  child.setMaxListeners(0);
  return {
    report,
    served: () => answer<Served>({}),
    async [Symbol.asyncDispose]() {
      child.removeAllListeners("exit");
      child.disconnect();
      rmSync(storeDir, { recursive: true, force: true });
    },
  };
}
