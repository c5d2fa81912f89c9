import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { askRebuild } from "../../scripts/rebuild/ask-rebuild.ts";
import { HoursPage } from "../../schema/wire/api/hours.ts";
import { freePort, type Started, startProcess } from "../pipeline/start-process.ts";
import { migrate } from "../sim/migrate.ts";
import { startLocalWorker } from "../sim/worker.ts";
import { blocksOf, PAGES } from "./blocks.ts";
import { runPage } from "./run-page.ts";

const MINUTES = 60_000;
const state = mkdtempSync(join(tmpdir(), "livepeer-sla-docs-"));
let started: Started;
let variables: Record<string, string>;

let asked = 0;
/** Closed hours. An answer is kept for some seconds, so that each question differs. */
const hoursOf = async (url: string) => {
  const page = await fetch(`${url}/v1/hours?limit=${20 + asked++}`);
  return HoursPage.parse(await page.json()).hours.filter(({ state: is }) => is !== "open");
};
const textOf = async (url: string) => (await fetch(url)).text();

beforeAll(async () => {
  const port = await freePort();
  started = await startProcess(port, "--fresh", "--fleet", "3", "--state", state);
  const url = started.url;
  const [hour] = (await hoursOf(url)).filter(({ jobs }) => jobs > 0);
  const { targets } = (await (
    await fetch(`${url}/admin/targets`, { headers: { authorization: `Bearer ${token()}` } })
  ).json()) as { targets: { url: string; role: string; orchestrator: string | null }[] };
  const agent = targets.find(({ role }) => role === "orchestrator");
  const first = Date.parse(String(hour?.hour));
  variables = {
    SLA: url,
    OPERATOR_TOKEN: token(),
    HOUR: String(hour?.hour),
    ORCHESTRATOR: String(agent?.orchestrator),
    AGENT: String(agent?.url),
    FROM: new Date(first - 60 * MINUTES).toISOString(),
    TO: new Date(first + 3 * 60 * MINUTES).toISOString(),
  };
}, 2 * MINUTES);
afterAll(async () => {
  await started?.end();
  rmSync(state, { recursive: true, force: true });
});
const token = () => readFileSync(join(state, "operator-token"), "utf8").trim();

const tested = PAGES.filter((page) => blocksOf(page).some(({ mark }) => mark === "tested"));

it.each(tested)(
  "%s: its commands do what they say",
  async (page) => {
    const { stdout } = await runPage(page, variables);
    expect(stdout).not.toContain("Usage:");
  },
  MINUTES,
);

it(
  "AC: the database is lost, and rebuilt from the archive: same versions, same digests, same score, and they verify",
  async () => {
    const { SLA = "", HOUR, ORCHESTRATOR, FROM = "", TO = "" } = variables;
    const score = `/v1/sla/compliance?orchestrator_id=${ORCHESTRATOR}&period=1h&end=${new Date(Date.parse(String(HOUR)) + 60 * MINUTES).toISOString()}`;
    const before = await Promise.all([
      hoursOf(SLA),
      textOf(`${SLA}/v1/hours/${HOUR}`),
      textOf(SLA + score),
    ]);
    await started.end();

    rmSync(join(state, "v3/d1"), { recursive: true });
    await migrate(state);
    const worker = await startLocalWorker(await freePort(), state, token());
    try {
      expect(await hoursOf(worker.url)).toEqual([]);
      await askRebuild(fetch, { url: worker.url, from: FROM, to: TO, token: token() });
      const cron = async () => {
        await worker.tick(Date.now());
        return hoursOf(worker.url);
      };
      await expect.poll(cron, { timeout: 60_000, interval: 1000 }).toHaveLength(before[0].length);
      const plain = (hours: Awaited<ReturnType<typeof hoursOf>>) =>
        hours.map(({ hour, version, digest }) => ({ hour, version, digest }));
      expect(plain(await hoursOf(worker.url))).toEqual(plain(before[0]));
      expect(await textOf(`${worker.url}/v1/hours/${HOUR}`)).toBe(before[1]);
      expect(await textOf(worker.url + score)).toBe(before[2]);
      await runPage("docs/guides/verify.md", { SLA: worker.url, HOUR: String(HOUR) });
    } finally {
      await worker.stop();
    }
  },
  2 * MINUTES,
);
