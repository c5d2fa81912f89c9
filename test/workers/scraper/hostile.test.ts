import { beforeAll, expect, it } from "vitest";
import { rawKey } from "../../../schema/sla/raw-key.ts";
import type { RawObject } from "../../../schema/wire/raw.ts";
import { Signature } from "../../../schema/wire/identifier.ts";
import { decodeRaw } from "../../../schema/wire/raw-codec.ts";
import { consume } from "../../../workers/scraper/consume.ts";
import { scrapeMessage } from "../../support/raw.ts";
import {
  MINUTE,
  signedChain,
  signedWindow,
  targetOf,
  testAgent,
  windowsPage,
} from "../../support/windows.ts";
import { type Answers, archive, delivered, json, registered, scripted } from "./scripted.ts";
import { LIMITS } from "../../../workers/scraper/fetch-text.ts";
import { type Watched, watched } from "./watched.ts";

const START = MINUTE - 600_000;
const agent = await testAgent();
const stranger = await testAgent();
const [w0, w1, w2, w3] = await signedChain(agent, 4, { start: START });
if (!w0 || !w1 || !w2 || !w3) throw new Error("four windows");
const FORGED = Signature.parse("A".repeat(86));

const pages = (...answers: (() => Response)[]): Answers => {
  let page = 0;
  return () => (answers[page++] ?? expect.unreachable)();
};
const page = (windows: Parameters<typeof windowsPage>[0], override = {}) =>
  json(windowsPage(windows, override));
const more = { latest: "s/99" };
const CHUNK_BYTES = 65_536;
const bomb = await new Response(
  new Blob(["x".repeat(64 * LIMITS.decodedBytes)])
    .stream()
    .pipeThrough(new CompressionStream("gzip")),
).blob();
const endless = (bytesAPart: number) =>
  new ReadableStream<Uint8Array>({
    pull: (stream) => stream.enqueue(new Uint8Array(bytesAPart).fill(32)),
  });

/** What an agent does, the outcome that it is due, and how many of its windows count. */
const CASES: Record<
  string,
  { answers: Answers; outcome: string; detail?: string | null; windows?: number; cursor?: string }
> = {
  honest: { answers: () => page([w0, w1]), outcome: "ok", windows: 2, cursor: "s/2" },
  quiet: { answers: () => page([]), outcome: "ok" },
  redirect: {
    answers: () => Response.redirect("https://honest.example/", 302),
    outcome: "http_status",
    detail: "302",
  },
  luring: {
    answers: () => Response.redirect("http://127.0.0.1:8787/admin/targets", 307),
    outcome: "http_status",
    detail: "307",
  },
  broken: {
    answers: () => new Response("oops", { status: 500 }),
    outcome: "http_status",
    detail: "500",
  },
  untrusted: { answers: () => new Response(null, { status: 526 }), outcome: "tls", detail: "526" },
  nameless: {
    answers: () => {
      throw new Error("DNS lookup failed");
    },
    outcome: "dns",
  },
  refusing: {
    answers: () => {
      throw new Error("Network connection lost.");
    },
    outcome: "timeout",
  },
  silent: {
    answers: (_, { signal }) =>
      new Promise((_, reject) =>
        signal?.addEventListener("abort", () => reject(signal.reason as Error)),
      ),
    outcome: "timeout",
  },
  dripping: {
    answers: () =>
      new Response(
        new ReadableStream({
          async pull(stream) {
            await scheduler.wait(20);
            stream.enqueue(new Uint8Array([32]));
          },
        }),
      ),
    outcome: "timeout",
  },
  endless: { answers: () => new Response(endless(CHUNK_BYTES)), outcome: "too_large" },
  bombing: {
    answers: () =>
      new Response(bomb.stream().pipeThrough(new DecompressionStream("gzip")), {
        headers: { "content-encoding": "gzip", "content-length": String(bomb.size) },
        encodeBody: "manual",
      }),
    outcome: "too_large",
  },
  boasting: {
    answers: () => new Response(endless(1), { headers: { "content-length": "600000" } }),
    outcome: "too_large",
  },
  garbage: { answers: () => new Response("<html>"), outcome: "bad_schema" },
  binary: {
    answers: () => new Response(new Uint8Array([0xff, 0xfe, 0x00])),
    outcome: "bad_schema",
    detail: "not UTF-8",
  },
  empty: { answers: () => new Response(null), outcome: "bad_schema" },
  nested: { answers: () => new Response("[".repeat(100_000)), outcome: "bad_schema" },
  surprising: { answers: () => json({ ...windowsPage([w0]), surprise: 1 }), outcome: "bad_schema" },
  overfull: {
    answers: () =>
      json({
        ...windowsPage([]),
        windows: [{ window: { ...w0.window, late: -1 }, signature: w0.signature }],
      }),
    outcome: "bad_schema",
    detail: "windows.0.window.late: too_small",
  },
  forging: {
    answers: () => page([w0, { ...w1, signature: FORGED }]),
    outcome: "bad_signature",
    detail: "e0000000/1",
  },
  impersonating: {
    answers: async () => page(await signedChain(stranger, 2, { start: START })),
    outcome: "bad_signature",
  },
  unchained: {
    answers: () => page([w0, w1, { ...w2, window: { ...w2.window, late: 7 } }, w3]),
    outcome: "chain_broken",
    detail: "e0000000/3",
  },
  halfway: {
    answers: pages(
      () => page([w0, w1], { next: "s/2", ...more }),
      () => page([w2, { ...w3, signature: FORGED }]),
    ),
    outcome: "bad_signature",
    windows: 2,
    cursor: "s/2",
  },
  paged: {
    answers: pages(
      () => page([w0], { next: "s/1", latest: "s/4" }),
      () => page([w1, w2], { next: "s/3", latest: "s/4" }),
      () => page([w3], { next: "s/4", latest: "s/4" }),
    ),
    outcome: "ok",
    windows: 4,
    cursor: "s/4",
  },
  forking: {
    answers: pages(
      () => page([w0, w1], { next: "s/2", ...more }),
      () => page([{ ...w2, window: { ...w2.window, prev: w1.window.prev } }]),
    ),
    outcome: "chain_broken",
    windows: 2,
    cursor: "s/2",
  },
  stuck: {
    answers: () => page([w0], { next: "same", ...more }),
    outcome: "ok",
    windows: 2,
    cursor: "same",
  },
};

let raw: RawObject;
let seen: ReadonlyMap<string, Watched>;
const ids = new Map<string, string>();

beforeAll(async () => {
  const targets = await Promise.all(
    Object.keys(CASES).map(async (name) => {
      const target = await targetOf(agent, { url: `https://${name}.example` });
      // One key for all, so that one chain serves every case; ids tell them apart.
      const id = (await targetOf(await testAgent())).id;
      ids.set(name, id);
      return { ...target, id };
    }),
  );
  const script = Object.fromEntries(
    Object.entries(CASES).map(([name, { answers }]) => [`${name}.example`, answers]),
  );
  const watching = watched(script);
  ({ seen } = watching);
  const { DB } = (await import("cloudflare:workers")).env;
  await DB.prepare("DROP INDEX targets_agent").run();
  await registered(targets);
  expect(await consume(delivered(), scripted(watching.script))).toBe("ack");
  raw = await decodeRaw((await archive.read(rawKey(scrapeMessage()))) ?? new Uint8Array());
});

it.each(Object.entries(CASES))(
  "gives an agent that is %s its outcome, and nobody else",
  (name, { outcome, detail, windows = 0, cursor }) => {
    const given = raw.outcomes.find(({ target }) => target === ids.get(name));
    expect(given).toMatchObject({ outcome, ...(detail !== undefined && { detail }) });
    expect(raw.windows.filter(({ target }) => target === ids.get(name))).toHaveLength(windows);
    if (cursor !== undefined) expect(given?.cursor).toBe(cursor);
  },
);

it.each(Object.keys(CASES))(
  "listens to an agent that is %s for no longer than a probe takes, and takes no more than a page of it",
  (name) => {
    const { bytes, waitedMs } = seen.get(`${name}.example`) ?? { bytes: NaN, waitedMs: NaN };
    expect(bytes).toBeLessThanOrEqual(LIMITS.decodedBytes + CHUNK_BYTES);
    // 200 ms is the probe's limit in these tests; the rest is the machine's. They would go on for good.
    expect(waitedMs).toBeLessThan(10_000);
  },
);

it("has one outcome per target, sorted", () => {
  const targets = raw.outcomes.map(({ target }) => target);
  expect(targets).toEqual([...ids.values()].sort());
});

it("refuses windows of the future, of long ago and of another version, counts them, and keeps the rest", async () => {
  const fresh = await testAgent();
  const target = await targetOf(fresh, {
    url: "https://mixed.example",
    lookback_ms: 3_600_000,
    shard: 9,
  });
  await registered([target]);
  const now = MINUTE + 1000;
  const at = (start: number, epoch: string) => signedWindow(fresh, { start, epoch });
  const windows = await Promise.all([
    at(MINUTE + 120_000, "future00"),
    at(MINUTE + 180_000, "future01"),
    at(MINUTE - 3_600_000 + 60_000, "inside00"),
    at(MINUTE - 3_600_000, "tooold00"),
  ]);
  const newer = { window: { schema: "livepeer.sla.window/2", anything: true }, signature: "x" };
  const script = {
    "mixed.example": () => json({ ...windowsPage(windows), windows: [...windows, newer] }),
  };
  await consume(delivered({ shard: 9 }), scripted(script, { now: () => now }));
  const { outcomes, windows: kept } = await decodeRaw(
    (await archive.read(rawKey(scrapeMessage({ shard: 9 })))) ?? new Uint8Array(),
  );
  expect(outcomes[0]).toMatchObject({
    outcome: "ok",
    refused: { future: 1, too_old: 1, unknown_version: 1 },
  });
  expect(kept.map(({ signed }) => signed.window.epoch)).toEqual(["future00", "inside00"]);
});

it("leaves what a backfill did not ask for, and asks page by page from where it begins", async () => {
  const fresh = await testAgent();
  const target = await targetOf(fresh, { url: "https://filled.example", shard: 8 });
  await registered([target]);
  const chain = await signedChain(fresh, 4, { start: START });
  const asked: string[] = [];
  const script = {
    "filled.example": ({ search }: URL) => {
      asked.push(search);
      // The second page goes beyond the end: there is no third, whatever the agent holds.
      const [windows, next] = asked.length === 1 ? [chain.slice(1, 2), 2] : [chain.slice(2), 4];
      return page(windows, { next: `s/${next}`, latest: "s/9" });
    },
  };
  const backfill = { from: START + 60_000, to: START + 180_000, digest: "0".repeat(16) };
  await consume(delivered({ shard: 8, backfill }), scripted(script));
  const from = "from=2026-01-09T13%3A21%3A00.000Z";
  expect(asked).toEqual([`?${from}`, `?after=s%2F2&${from}`]);
  const { windows, outcomes } = await decodeRaw(
    (await archive.read(rawKey(scrapeMessage({ shard: 8, backfill })))) ?? new Uint8Array(),
  );
  expect(windows.map(({ signed }) => signed.window.seq)).toEqual([1, 2]);
  expect(outcomes[0]?.cursor).toBeNull();
});
