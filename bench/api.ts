import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare, type V4MiniflareOptions } from "miniflare";
import { addressOf } from "../test/support/network.ts";
import { apiDocuments } from "./api-documents.ts";
import { load, type Load } from "./load.ts";

const ROUNDS = 7;
const LOAD = { connections: 16, ms: 1000 } as const;

const HOT = [
  `/v1/sla/compliance?orchestrator_id=${addressOf(1)}`,
  "/v1/gateway/orchestrators?min_sla=90&limit=100",
  "/api/aggregated_stats?pipeline=live-video-to-video&model=streamdiffusion",
];

/** Least requests per second, and most p99, against a bare Worker that returns the same bytes from memory. */
const LIMITS = { read: { perSecond: 0.6, p99: 2 }, "304": { perSecond: 0.8, p99: Infinity } };

/** Hot reads of the API against a bare Worker, both in workerd and by turns. @throws Error where a limit is broken */
export async function apiBench(): Promise<string[]> {
  const api = await startApi();
  const lines: string[] = [];
  const broken: string[] = [];
  try {
    for (const path of HOT) {
      const first = await fetch(new URL(path, api.url));
      const etag = first.headers.get("ETag") ?? "";
      const bare = await startBare(await first.text(), Object.fromEntries(first.headers));
      for (const kind of ["read", "304"] as const) {
        const headers: Record<string, string> = kind === "read" ? {} : { "If-None-Match": etag };
        const ratios = await compare(new URL(path, api.url).href, bare.url, headers);
        const limit = LIMITS[kind];
        const holds = ratios.perSecond >= limit.perSecond && ratios.p99 <= limit.p99;
        const line = `${kind.padEnd(4)} ${ratios.perSecond.toFixed(2)} of its requests per second (${Math.round(ratios.own.perSecond)}), ${ratios.p99.toFixed(2)} of its p99 (${ratios.own.p99Ms.toFixed(1)} ms)  ${path.split("?")[0]}`;
        lines.push(`${holds ? "holds " : "BROKEN"} ${line}`);
        if (!holds) broken.push(line);
      }
      await bare.stop();
    }
  } finally {
    await api.stop();
  }
  if (broken.length > 0) process.exitCode = 1;
  return ["Hot reads against a bare Worker, limits 0.6 and 2 (304: 0.8):", "", ...lines];
}

/** Medians of rounds that take turns, so that what else the machine does meets both. */
async function compare(own: string, bare: string, headers: Record<string, string>) {
  const rounds: { own: Load; bare: Load }[] = [];
  await load(own, headers, LOAD);
  await load(bare, headers, LOAD);
  for (let round = 0; round < ROUNDS; round++)
    rounds.push({ own: await load(own, headers, LOAD), bare: await load(bare, headers, LOAD) });
  const median = (of: (round: (typeof rounds)[number]) => number): number =>
    rounds.map(of).toSorted((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? Number.NaN;
  return {
    perSecond: median((round) => round.own.perSecond / round.bare.perSecond),
    p99: median((round) => round.own.p99Ms / round.bare.p99Ms),
    own: {
      perSecond: median((round) => round.own.perSecond),
      p99Ms: median((round) => round.own.p99Ms),
    },
  };
}

const workerOf = (options: V4MiniflareOptions): Miniflare =>
  new Miniflare(convertV4MiniflareOptions({ ...options, cf: false }));

async function startApi() {
  const { outputFiles } = await build({
    entryPoints: ["workers/api/index.ts"],
    bundle: true,
    minify: true,
    format: "esm",
    conditions: ["workerd", "worker", "browser"],
    write: false,
  });
  const worker = workerOf({
    modules: true,
    script: outputFiles[0]?.text ?? "",
    compatibilityDate: "2026-08-01",
    d1Databases: ["DB"],
    r2Buckets: ["ARCHIVE"],
  });
  const bucket = await worker.getR2Bucket("ARCHIVE");
  for (const [key, text] of Object.entries(await apiDocuments())) await bucket.put(key, text);
  return { url: (await worker.ready).href, stop: () => worker.dispose() };
}

/** The least that a Worker can do: the same bytes and headers, and 304 by one comparison. */
async function startBare(body: string, headers: Record<string, string>) {
  const { "content-length": _, "transfer-encoding": __, ...kept } = headers;
  const script = `
    const bytes = new TextEncoder().encode(${JSON.stringify(body)});
    const headers = ${JSON.stringify(kept)};
    export default {
      fetch: (request) =>
        request.headers.get("If-None-Match") === headers.etag
          ? new Response(null, { status: 304, headers })
          : new Response(bytes, { headers }),
    };`;
  const worker = workerOf({
    modules: true,
    script,
    compatibilityDate: "2026-08-01",
  });
  return { url: (await worker.ready).href, stop: () => worker.dispose() };
}
