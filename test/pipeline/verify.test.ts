import { serve } from "@hono/node-server";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { fileOf } from "../../agent/src/published/file-of.ts";
import { openSource } from "../../agent/src/published/open-source.ts";
import { hourOf, nextHour, previousHour } from "../../schema/sla/hour.ts";
import { canonicalBytes, canonicalJson, sha256 } from "../../schema/wire/canonical.ts";
import { Period } from "../../schema/wire/compliance.ts";
import type { PublishedDay } from "../../schema/wire/day.ts";
import { PublishedHour } from "../../schema/wire/hour.ts";
import { Pseudonym } from "../../schema/wire/identifier.ts";
import type { ScoresList, ScoresPack } from "../../schema/wire/scores.ts";
import { Identity } from "../../schema/wire/identity.ts";
import { decodeRaw, encodeRaw } from "../../schema/wire/raw-codec.ts";
import { adopt } from "../../scripts/adopt/adopt.ts";
import { runMain } from "../agent/support/run-main.ts";
import { delta, entry, totals } from "../support/job-entry.ts";
import { signedChain, testAgent, windowsPage } from "../support/windows.ts";
import { deploy, type Deployment } from "./deployment.ts";

/** A deployment scrapes two agents, publishes and closes two hours; everything below checks what it has published. */
const A = `0x${"ab".repeat(20)}` as never;
const start = Date.parse(hourOf(Date.now())) - 3_600_000 * 2 + 50 * 60_000;
const HOUR = hourOf(start);
const folder = mkdtempSync(join(tmpdir(), "mirror-"));
const servers: Server[] = [];
let deployment: Deployment;

const told = (n: number) => {
  const name = (kind: number) => Pseudonym.parse((kind * 1000 + n).toString(16).padStart(16, "0"));
  const of = totals({ first_frame_ms: n % 2 === 0 ? 1_000 : 9_000 });
  const at = { ended_at: start + 100_000 + n, last_evidence_at: start + 100_000 + n };
  return entry(
    { ...of, ...at },
    {
      job: name(1),
      request: name(3),
      orchestrator: A,
      started_at: start + 1_000 + n * 500,
      first_output_at: start + 2_500 + n * 500,
      delta: delta({ active_ms: of.active_ms, samples: of.samples, milli_fps_ms: of.milli_fps_ms }),
    },
  );
};

/** An agent over a real socket: a gateway with one minute of jobs, an orchestrator with a quiet quarter of an hour. */
async function agentOf(role: "gateway" | "orchestrator") {
  const agent = await testAgent();
  const orchestrator = role === "orchestrator" ? A : null;
  const jobs = Array.from({ length: 6 }, (_, n) => told(n));
  const about = { role, orchestrator, start } as const;
  const chain =
    role === "gateway"
      ? await signedChain(agent, 1, { ...about, jobs })
      : await signedChain(agent, 15, about);
  const identity = Identity.parse({
    schema: "livepeer.sla.identity/1",
    agent: agent.key,
    role,
    orchestrator,
    node: null,
    region: null,
    agent_version: "0.1.0",
    window_schemas: ["livepeer.sla.window/1"],
  });
  const server = createServer(({ url = "" }, response) => {
    const body = url.startsWith("/v1/identity") ? identity : windowsPage(chain);
    response.setHeader("content-type", "application/json").end(JSON.stringify(body));
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, agent: agent.key, role, ...(role === "orchestrator" ? { orchestrator } : {}) };
}

const API = "http://sla.test";
const verify = (place: string, ...more: string[]) =>
  runMain(["verify", place, ...more], { fetch: deployment.fetch });
const mirror = (into: string, ...more: string[]) =>
  runMain(["mirror", API, into, ...more], { fetch: deployment.fetch });
const read = async <T>(path: string) => (await (await deployment.fetch(API + path)).json()) as T;

beforeAll(async () => {
  deployment = await deploy();
  const rows = await Promise.all([agentOf("gateway"), agentOf("orchestrator")]);
  const reply = await deployment.fetch(`${API}/admin/targets`, {
    method: "POST",
    headers: { authorization: `Bearer ${deployment.token}`, "content-type": "application/json" },
    body: JSON.stringify(rows),
  });
  expect(reply.status, await reply.text()).toBe(200);
  const at = Date.now();
  await deployment.tick("livepeer-sla-scraper", at);
  await vi.waitFor(
    async () => {
      await deployment.tick("livepeer-sla-cron", at);
      const latest = await read<PublishedHour>(`/v1/hours/${HOUR}`);
      expect(latest.jobs).toBe(6);
    },
    { timeout: 60_000, interval: 200 },
  );
  const mirrored = await mirror(folder, "--period", ...Period.options);
  expect(mirrored.exit, mirrored.err).toBe(0);
});

afterAll(async () => {
  for (const server of servers) server.close();
  await deployment.close();
  rmSync(folder, { recursive: true });
});

it("holds online by default, for a range, and for one hour, and says what was checked", async () => {
  const last = await verify(API);
  expect(last.out + last.err).toContain("holds: ");
  expect(last.exit).toBe(0);
  const range = await verify(API, "--from", previousHour(HOUR), "--to", nextHour(HOUR), "--json");
  expect(range.exit, range.out + range.err).toBe(0);
  expect(JSON.parse(range.out)).toMatchObject({ holds: true, findings: [] });
  expect((await verify(API, "--hour", HOUR)).out).toMatch(
    new RegExp(`^holds: ${HOUR} version \\d+, from \\d+ raw objects with \\d+ signed windows`),
  );
});

it("says the same offline, from what `mirror` wrote, and mirrors nothing twice", async () => {
  const asked = ["--from", HOUR, "--to", nextHour(HOUR)] as const;
  const [online, offline] = [await verify(API, ...asked), await verify(folder, ...asked)];
  expect(offline).toEqual({ ...online, exit: 0 });
  const again = await mirror(folder, "--period", ...Period.options);
  expect(again.out).toContain("0 files were new");
});

/** A copy of the folder with one file changed, to be verified as it is, and as an API would serve it. */
function changed(file: string, change: (text: string) => string | Uint8Array): string {
  const copy = mkdtempSync(join(tmpdir(), "changed-"));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  cpSync(folder, copy, { recursive: true });
  const path = join(copy, file);
  writeFileSync(path, change(readFileSync(path, "utf8")));
  return copy;
}

/** Serves a folder under the paths of the API. */
async function served(copy: string): Promise<string> {
  const server = serve({
    port: 0,
    fetch: ({ url }) => {
      const { pathname, search } = new URL(url);
      const file = fileOf(decodeURIComponent(pathname) + search);
      try {
        return new Response(readFileSync(join(copy, file ?? "none")));
      } catch {
        return new Response("none", { status: 404 });
      }
    },
  });
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What `verify` says of the hour and the scores in a changed folder, offline and online: it must be the same. */
async function verdictOn(copy: string): Promise<{ exit: number; out: string }> {
  const asked = ["--from", HOUR, "--to", nextHour(HOUR)];
  const offline = await runMain(["verify", copy, ...asked]);
  const online = await runMain(["verify", await served(copy), ...asked], { fetch });
  expect(online).toEqual(offline);
  return offline;
}

const latestOf = (hour: string): PublishedHour => {
  const day = JSON.parse(
    readFileSync(join(folder, `published/v1/days/${hour.slice(0, 10)}.json`), "utf8"),
  ) as PublishedDay;
  const version = day.hours.find((each) => each.hour === hour)?.version;
  const file = `published/v1/${hour.replaceAll(":", "_")}/${version}/hour.json`;
  return PublishedHour.parse(JSON.parse(readFileSync(join(folder, file), "utf8")));
};
const fileOfHour = ({ hour, version }: PublishedHour, name: string) =>
  fileOf(`/v1/hours/${hour}/${version}/${name}`) ?? "";

it("finds a changed digit in a published score, and names whose, which, and what it should be", async () => {
  const [pack = ""] = readdirSync(join(folder, "published/v1/scores"));
  const copy = changed(`published/v1/scores/${pack}`, (text) =>
    text.replace(
      /"score":(\d+)\.(\d)/,
      (_, whole, digit) => `"score":${whole}.${9 - Number(digit)}`,
    ),
  );
  const { exit, out } = await verdictOn(copy);
  expect(exit).toBe(1);
  expect(out).toMatch(
    /^SHA-256 of \/v1\/scores\/[0-9a-f]{64}\n {2}expected "[0-9a-f]{64}"\n {2}found {4}"[0-9a-f]{64}"\n1h\.0x(ab){20} \(all workflows\)\.views\.any\.score\n {2}expected [\d.]+\n {2}found {4}[\d.]+\ndoes not hold: /,
  );
});

it("finds a list that shows another number than its pack, under digests that are right", async () => {
  const [file = ""] = readdirSync(join(folder, "published/v1/scores/lists"));
  const list = JSON.parse(
    readFileSync(join(folder, "published/v1/scores/lists", file), "utf8"),
  ) as ScoresList;
  const { n } = list.packs[0]!.scores[0]!.periods["24h"]!.views.any;
  list.packs[0]!.scores[0]!.periods["24h"]!.views.any.n += 1;
  const bytes = canonicalBytes(list);
  const digest = await sha256(bytes);
  const copy = changed("published/v1/scores.json", (scores) =>
    scores.replace(file.replace(".json", ""), digest),
  );
  writeFileSync(join(copy, `published/v1/scores/lists/${digest}.json`), bytes);
  const { exit, out } = await verdictOn(copy);
  expect(exit).toBe(1);
  expect(out).toMatch(
    new RegExp(
      `^list\\.0x(ab){20}\\.24h\\.views\\.any\\.n\n {2}expected ${n + 1}\n {2}found {4}${n}\n`,
    ),
  );
});

it("checks every period by default, and says which ones it was told to leave, or a folder does not hold", async () => {
  expect((await verify(API)).out).toContain(" over 1h, 24h, 7d, 30d to ");
  expect((await verify(API, "--period", "7d")).out).toContain(
    " over 7d (1h, 24h, 30d not checked) to ",
  );
  const short = mkdtempSync(join(tmpdir(), "short-"));
  onTestFinished(() => rmSync(short, { recursive: true }));
  expect((await mirror(short)).exit).toBe(0);
  const { exit, out } = await runMain(["verify", short]);
  expect([exit, out]).toEqual([
    0,
    expect.stringContaining(" over 1h, 24h (7d, 30d not checked) to "),
  ]);
});

it.each(["7d", "30d"] as const)(
  "finds a number of %s that is wrong under digests that are right",
  async (period) => {
    const [file = ""] = readdirSync(join(folder, "published/v1/scores"));
    const text = readFileSync(join(folder, "published/v1/scores", file), "utf8");
    const pack = JSON.parse(text) as ScoresPack;
    const [row] = pack.periods[period].scores;
    row!.views.any.failed += 1;
    const bytes = canonicalBytes(pack);
    const digest = await sha256(bytes);
    const copy = changed("published/v1/scores.json", (scores) =>
      scores.replace(file.replace(".json", ""), digest),
    );
    writeFileSync(join(copy, `published/v1/scores/${digest}.json`), bytes);
    const { exit, out } = await verdictOn(copy);
    const { failed } = row!.views.any;
    expect(exit).toBe(1);
    expect(out).toMatch(
      new RegExp(
        `^${period}\\.0x(ab){20} \\(.*\\)\\.views\\.any\\.failed\n {2}expected ${failed}\n {2}found {4}${failed - 1}\n`,
      ),
    );
    expect(out.match(/ {2}expected /g)).toHaveLength(1);
  },
);

it("finds a changed number in the sums that are served, and names the row", async () => {
  const copy = changed(fileOfHour(latestOf(HOUR), "rollups"), (text) =>
    text.replace(/"success":(\d)/, (_, digit) => `"success":${Number(digit) + 1}`),
  );
  const { exit, out } = await verdictOn(copy);
  expect([exit, out]).toEqual([
    1,
    expect.stringMatching(
      /rollups\.\{0x(ab){20} .*\}\.sums\.counts\.success\n {2}expected 7\n {2}found {4}6/,
    ),
  ]);
});

/** Changes one raw object that holds several windows of one agent, and every digest with it that can be forged. */
async function withRaw(
  change: (raw: Awaited<ReturnType<typeof decodeRaw>>) => Awaited<ReturnType<typeof decodeRaw>>,
) {
  const { inputs } = latestOf(HOUR);
  for (const { key } of inputs) {
    const file = fileOf(`/v1/snapshots/${key}`) ?? "";
    const raw = await decodeRaw(new Uint8Array(readFileSync(join(folder, file))));
    if (raw.windows.length < 5) continue;
    const bytes = await encodeRaw(change(raw));
    return { key, copy: changed(file, () => bytes), digest: await sha256(bytes) };
  }
  throw new Error("no raw object with windows");
}

it("finds a removed window: which raw object, and the number that it changes", async () => {
  const { key, copy, digest } = await withRaw((raw) => ({
    ...raw,
    windows: raw.windows.filter(({ signed }) => signed.window.seq !== 5),
  }));
  const { exit, out } = await verdictOn(copy);
  expect(exit).toBe(1);
  expect(out).toContain(`SHA-256 of ${key}\n`);
  expect(out).toContain(`found    "${digest}"`);
  expect(out).toMatch(/windows of .*\n {2}expected 11\n {2}found {4}10/);
});

it("finds a swapped signature, and names the window", async () => {
  const { copy } = await withRaw((raw) => {
    const [a, b] = raw.windows.filter(({ signed }) => [5, 6].includes(signed.window.seq));
    if (!a || !b) throw new Error("no windows 5 and 6");
    const swapped = { ...a, signed: { ...a.signed, signature: b.signed.signature } };
    return { ...raw, windows: raw.windows.map((line) => (line === a ? swapped : line)) };
  });
  const { exit, out } = await verdictOn(copy);
  expect([exit, out]).toEqual([
    1,
    expect.stringMatching(
      /window [0-9a-f-]+\/[56] of ed25519:\S+\n {2}expected signed and chained/,
    ),
  ]);
});

it("finds a level of trust that no delegation gives", async () => {
  const { copy } = await withRaw((raw) => ({
    ...raw,
    plan: {
      ...raw.plan,
      targets: raw.plan.targets.map((target) => ({ ...target, trust: 3 as const })),
    },
  }));
  const { exit, out } = await verdictOn(copy);
  expect(exit).toBe(1);
  expect(out).toMatch(/trust level of ed25519:\S+\n {2}expected 3\n {2}found {4}0/);
});

it("finds a policy that is not the one which its digest names", async () => {
  const { policy } = latestOf(HOUR);
  const copy = changed(`published/v1/policy/${policy.digest}.json`, (text) =>
    text.replace('"first_frame_ms":4000', '"first_frame_ms":9000'),
  );
  const { exit, out } = await verdictOn(copy);
  expect(exit).toBe(1);
  expect(out).toContain(`digest of /v1/policy/${policy.digest}\n  expected "${policy.digest}"`);
  expect(out).toMatch(/rollups_digest of /);
});

it("finds an index of a day that says another digest, and one that was cut", async () => {
  const copy = changed(`published/v1/days/${HOUR.slice(0, 10)}.json`, (text) =>
    text.replace(latestOf(HOUR).digest, "0".repeat(64)),
  );
  const { exit, out } = await verdictOn(copy);
  expect(exit).toBe(1);
  expect(out).toContain(`digest of the index of ${HOUR.slice(0, 10)}`);
  expect(out).toContain(`index of ${HOUR.slice(0, 10)}: ${HOUR}.digest`);
});

it("could not check what is missing, and says what", async () => {
  const copy = changed("mirror.json", (text) => text);
  const [{ key = "" } = {}] = latestOf(HOUR).inputs;
  rmSync(join(copy, fileOf(`/v1/snapshots/${key}`) ?? ""));
  expect(await runMain(["verify", copy, "--hour", HOUR])).toMatchObject({
    exit: 2,
    err: `not checked: ${copy} has no /v1/snapshots/${key}`,
  });
});

it("shows what another policy would move, by owner, and publishes nothing", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "policy-")), "policy.json");
  onTestFinished(() => rmSync(file));
  const { policy } = latestOf(HOUR);
  const own = JSON.parse(
    readFileSync(join(folder, `published/v1/policy/${policy.digest}.json`), "utf8"),
  ) as { default: { first_frame_ms: number } };
  const other = { ...own, id: "lenient", default: { ...own.default, first_frame_ms: 9_000 } };
  writeFileSync(file, JSON.stringify(other));
  const { exit, out, err } = await runMain(["recompute", folder, "--policy", file]);
  expect(exit, err).toBe(0);
  expect(out).toMatch(
    /\(?0x(ab){20} all workflows, any: score [\d.]+ → 100, score_low [\d.]+ → [\d.]+; qualities\.first_frame gives back [\d.]+/,
  );
  writeFileSync(file, JSON.stringify({ ...other, weights: { first_frame: 1.5 } }));
  const refused = await runMain(["recompute", folder, "--policy", file]);
  expect(refused.exit).toBe(2);
  expect(refused.err).toContain("weights.first_frame: ");
  expect(refused.err).toContain("weights.delivered_frames: ");
});

it("hands its history over: an empty deployment serves it with the same digests, and publishes nothing anew", async () => {
  const successor = await deploy();
  try {
    const { fetch: ask, token } = successor;
    const source = openSource(folder, { fetch });
    const url = "http://successor.test";
    const done = await adopt(source, { kind: "all" }, { url, token, fetch: ask }, () => {});
    expect(done.stored).toBe(done.documents);
    expect(
      await adopt(source, { kind: "all" }, { url, token, fetch: ask }, () => {}),
    ).toMatchObject({
      stored: 0,
    });
    // The rebuild is carried by the queue; then the cron compares what it finds.
    await vi.waitFor(
      async () => {
        const status = await ask(`${url}/admin/targets`, {
          headers: { authorization: `Bearer ${token}` },
        });
        expect(((await status.json()) as { targets: unknown[] }).targets).toHaveLength(2);
        await successor.tick("livepeer-sla-cron", Date.now());
        expect((await ask(`${url}/v1/scores`)).status).toBe(200);
      },
      { timeout: 60_000, interval: 200 },
    );
    for (const hour of [previousHour(HOUR), HOUR, nextHour(HOUR)]) {
      const [theirs, ours] = await Promise.all(
        [ask(`${url}/v1/hours/${hour}`), deployment.fetch(`${API}/v1/hours/${hour}`)].map(
          async (reply) => canonicalJson(await (await reply).json()),
        ),
      );
      if (!ours?.includes('"status":404')) expect(theirs).toBe(ours);
    }
    const verified = await runMain(["verify", url, "--hour", HOUR], { fetch: ask });
    expect(verified.out + verified.err).toMatch(/^holds: /);
    const refused = await ask(`${url}/admin/adopt/published/v1/scores.json`, {
      method: "PUT",
      headers: { authorization: `Bearer ${token}` },
      body: "{}",
    });
    expect(refused.status).toBe(404);
  } finally {
    await successor.close();
  }
});
