import type { D1Database } from "@cloudflare/workers-types";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare, type V4MiniflareOptions } from "miniflare";
import { job } from "../test/support/job.ts";
import { addressOf } from "../test/support/network.ts";
import { apiDocuments } from "./api-documents.ts";
import { publishHourInto } from "./api-hour.ts";

const ORCHESTRATORS = Array.from({ length: 200 }, (_, i) => addressOf(i + 1));

/** Two of each orchestrator, as a busy hour has them. */
const JOBS = [...ORCHESTRATORS, ...ORCHESTRATORS].map((orchestrator, i) =>
  job({ id: i.toString(16).padStart(16, "0"), orchestrator, ended_at: "2026-01-09T13:06:00.000Z" }),
);

const OF_THE_TRANSFER = ["content-length", "transfer-encoding", "content-encoding"];

const workerOf = (options: V4MiniflareOptions): Miniflare =>
  new Miniflare(convertV4MiniflareOptions({ ...options, cf: false }));

/** The API in workerd, over one published hour. */
export async function startApi() {
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
  const db = (await worker.getD1Database("DB")) as unknown as D1Database;
  await publishHourInto({ db, archive: bucket }, JOBS, ORCHESTRATORS);
  return { url: (await worker.ready).href, stop: () => worker.dispose() };
}

/**
 * The least that a Worker can do: the same bytes and headers, and 304 by one comparison. Without `content-encoding`, which
 * would have workerd compress them each time.
 */
export async function startBare(body: string, headers: Record<string, string>) {
  const kept = Object.entries(headers).filter(([name]) => !OF_THE_TRANSFER.includes(name));
  const script = `
    const bytes = new TextEncoder().encode(${JSON.stringify(body)});
    const headers = new Headers(${JSON.stringify(kept)});
    const etag = headers.get("ETag");
    export default {
      fetch: (request) =>
        request.headers.get("If-None-Match") === etag
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
