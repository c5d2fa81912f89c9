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
import { startLocalWorker } from "../sim/worker.ts";
import { signedChain, testAgent, windowsPage } from "../support/windows.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const agents = await Promise.all(Array.from({ length: 8 }, testAgent));
const now = Date.now();
const start = Math.floor(now / 60_000) * 60_000 - 600_000;
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
  await worker.tick(Date.now());
  // The object is stored when all have been asked, and the slowest takes its five seconds.
  const key = await vi.waitFor(
    async () => {
      const page = SnapshotsPage.parse(await (await fetch(`${worker.url}/v1/snapshots`)).json());
      expect(page.snapshots).toHaveLength(1);
      return page.snapshots[0]?.key;
    },
    { timeout: 40_000, interval: 500 },
  );
  const stored = await fetch(`${worker.url}/v1/snapshots/${key}`);
  raw = await decodeRaw(new Uint8Array(await stored.arrayBuffer()));
}, 60_000);

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

it.each(Object.entries(HOSTILE))("gives the hostile agent %s its outcome", (name, { outcome }) => {
  const id = idOf.get(name);
  expect(raw.outcomes.find(({ target }) => target === id)).toMatchObject({ outcome });
});

it("follows no redirect", () => {
  expect(new Set([...asked.values()].flat())).toEqual(new Set(["/v1/windows"]));
});
