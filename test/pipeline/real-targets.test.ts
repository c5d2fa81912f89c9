import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { SnapshotsPage } from "../../schema/wire/api/snapshots.ts";
import { decodeRaw } from "../../schema/wire/raw-codec.ts";
import type { RawObject } from "../../schema/wire/raw.ts";
import { HOSTILE } from "../sim/hostile-answers.ts";
import { launchHostile } from "../sim/hostile.ts";
import { migrate } from "../sim/migrate.ts";
import { type RunningWorker, startLocalWorker } from "../sim/worker.ts";
import { signedChain, testAgent, windowsPage } from "../support/windows.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const agents = await Promise.all(Array.from({ length: 8 }, testAgent));
const start = Math.floor(Date.now() / 60_000) * 60_000 - 600_000;
const [honest] = agents;
if (!honest) throw new Error("eight agents");
const page = JSON.stringify(windowsPage(await signedChain(honest, 3, { start })));

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** What real sockets do, and the outcome that the scraper owes it. */
const ANSWERS: Record<string, { answer: Answer; outcome: string; windows?: number }> = {
  honest: {
    answer: (response) => response.setHeader("content-encoding", "gzip").end(gzipSync(page)),
    outcome: "ok",
    windows: 3,
  },
  redirect: {
    answer: (response) => response.writeHead(302, { location: "/elsewhere" }).end(),
    outcome: "http_status",
  },
  silent: { answer: () => {}, outcome: "timeout" },
  dripping: {
    answer: (response) => {
      const timer = setInterval(() => response.write(" "), 500);
      response.on("close", () => clearInterval(timer));
    },
    outcome: "timeout",
  },
  bomb: {
    answer: (response) =>
      response.setHeader("content-encoding", "gzip").end(gzipSync(Buffer.alloc(64 << 20, 32))),
    outcome: "too_large",
  },
  oversize: { answer: (response) => response.end(Buffer.alloc(600_000, 32)), outcome: "too_large" },
  hangup: { answer: (response) => response.destroy(), outcome: "timeout" },
  garbage: { answer: (response) => response.end("<html>"), outcome: "bad_schema" },
};

const asked = new Map<string, string[]>();
const cleanup: (() => Promise<unknown>)[] = [];
const servers = Object.entries(ANSWERS).map(([name, { answer }]) =>
  createServer((request, response) => {
    asked.set(name, [...(asked.get(name) ?? []), request.url ?? ""]);
    answer(response, request);
  }),
);
let raw: RawObject;
let second: RawObject;
const idOf = new Map<string, string>();

beforeAll(async () => {
  const state = await mkdtemp(join(tmpdir(), "real-targets-"));
  cleanup.push(() => rm(state, { recursive: true }));
  await migrate(state);
  for (const server of servers) await listen(server);
  const probe = createServer();
  const port = await listen(probe);
  await new Promise((done) => probe.close(done));
  const worker = await startLocalWorker(port, state, TOKEN);
  cleanup.push(() => worker.stop());
  const hostile = await launchHostile();
  cleanup.push(hostile.stop);
  const rows = [
    ...servers.map((server, i) => ({
      url: `http://127.0.0.1:${portOf(server)}`,
      agent: agents[i]?.key,
      role: "gateway",
    })),
    ...hostile.targets,
  ];
  const registered = await fetch(`${worker.url}/admin/targets`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(rows),
  });
  const report = (await registered.json()) as { rows: { id: string }[] };
  const names = [...Object.keys(ANSWERS), ...Object.keys(HOSTILE)];
  for (const [i, name] of names.entries()) idOf.set(name, report.rows[i]?.id ?? "");
  // A slot asks those who were registered before its end.
  const now = Date.now();
  raw = await turnOf(worker, now);
  second = await turnOf(worker, now + 60_000);
}, 300_000);

/** A slot's turn. The object is stored when all have been asked, and the slowest takes its five seconds. */
async function turnOf({ url, tick }: RunningWorker, atMs: number): Promise<RawObject> {
  await tick(atMs);
  const name = `/${Math.floor(atMs / 60_000)}:0.`;
  const key = await vi.waitFor(
    async () => {
      const page = SnapshotsPage.parse(await (await fetch(`${url}/v1/snapshots`)).json());
      return page.snapshots.find((snapshot) => snapshot.key.includes(name))?.key ?? expect.fail();
    },
    { timeout: 120_000, interval: 500 },
  );
  const stored = await fetch(`${url}/v1/snapshots/${key}`);
  return decodeRaw(new Uint8Array(await stored.arrayBuffer()));
}

afterAll(async () => {
  for (const server of servers) server.closeAllConnections();
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  for (const step of cleanup.toReversed()) await step();
});

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listen = (server: Server) =>
  new Promise<number>((done) => server.listen(0, "127.0.0.1", () => done(portOf(server))));

it.each(Object.entries(ANSWERS))(
  "gives %s its outcome over a real socket",
  (name, { outcome, windows = 0 }) => {
    const id = idOf.get(name);
    expect(raw.outcomes.find(({ target }) => target === id)).toMatchObject({ outcome });
    expect(raw.windows.filter(({ target }) => target === id)).toHaveLength(windows);
  },
);

it.each(Object.entries(HOSTILE))("gives the hostile agent %s its outcome", (name, behaviour) => {
  const id = idOf.get(name);
  const [first, later] = [raw, second].map(
    (turn) => turn.outcomes.find(({ target }) => target === id)?.outcome,
  );
  const expected = "later" in behaviour ? behaviour.later : behaviour.outcome;
  expect([first, later]).toEqual([behaviour.outcome, expected]);
});

it("follows no redirect", () => {
  const paths = [...asked.values()].flat().map((url) => url.split("?")[0]);
  expect(new Set(paths)).toEqual(new Set(["/v1/windows"]));
});
