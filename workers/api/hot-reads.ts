import type { Context, MiddlewareHandler } from "hono";
import { type KeptAnswer, keptAnswers, keptUntil } from "./kept-answers.ts";
import { findLastGood, keepLastGood, type LastGoodCache } from "./last-good.ts";
import { etagOf, isKnown, notModifiedOf, send, sendStale } from "./send.ts";

type Ports = Readonly<{
  now: () => number;
  /** Where answers outlive the isolate, for when storage fails. */
  lastGood?: () => LastGoodCache;
}>;
type Env = { Bindings: Cloudflare.ApiEnv };

/** How long others get a kept answer while one request makes it anew, and how old it may be for that. */
const RENEWAL_MS = 1000;
const RENEWED_UNTIL_MS = 20_000;

/**
 * What an isolate remembers of its answers. `again` sends one within its lifetime, and null where it has to be made; `keep`
 * makes, keeps and sends it, and what was kept instead where storage fails. When a lifetime ends one request makes the
 * answer anew, and those beside it get the old one for a second more.
 */
export function hotReads({ now, lastGood }: Ports) {
  const answers = keptAnswers();

  const again = (request: Request): Response | null => {
    if (!isRead(request.method)) return null;
    const key = keyOf(request.url);
    const kept = answers.find(key);
    if (kept === null) return null;
    const nowMs = now();
    if (nowMs >= kept.untilMs) {
      if (nowMs < kept.atMs + RENEWED_UNTIL_MS)
        answers.keep(key, { ...kept, untilMs: nowMs + RENEWAL_MS });
      return null;
    }
    const response = send(kept, request.headers.get("If-None-Match"));
    return request.method === "HEAD" ? new Response(null, response) : response;
  };

  const outside = async (url: string): Promise<KeptAnswer | null> => {
    try {
      return lastGood ? await findLastGood(lastGood(), url) : null;
    } catch {
      return null;
    }
  };

  const keep: MiddlewareHandler<Env> = async (c, next) => {
    if (!isRead(c.req.method)) return next();
    const ifNoneMatch = c.req.header("If-None-Match") ?? null;
    const key = keyOf(c.req.url);
    await next();
    const kept = answers.find(key);
    if (c.res.status === 503 || c.res.status === 429) {
      const last = kept ?? (await outside(c.req.url));
      if (last === null) return;
      if (kept !== null) answers.keep(key, { ...kept, untilMs: 0 });
      c.res = undefined;
      c.res = sendStale(last, now());
    }
    if (c.res.status !== 200 || c.res.headers.has("X-Sla-Stale")) return;
    if (c.res.headers.get("Content-Type") === "application/gzip") {
      const etag = c.res.headers.get("ETag") ?? "";
      if (isKnown(ifNoneMatch, etag))
        c.res = new Response(null, { status: 304, headers: notModifiedOf(c.res.headers) });
      return;
    }
    const made = await keptOf(c.res, now());
    answers.keep(key, made);
    if (lastGood && made.etag !== kept?.etag)
      await afterwards(c, keepLastGood(lastGood(), c.req.url, made));
    c.res = undefined;
    c.res = send(made, ifNoneMatch);
  };

  return { again, keep };
}

const isRead = (method: string): boolean => method === "GET" || method === "HEAD";

/** Path and query of an absolute URL, as they were sent. */
const keyOf = (url: string): string => url.slice(url.indexOf("/", url.indexOf("//") + 2));

async function keptOf(response: Response, nowMs: number): Promise<KeptAnswer> {
  const bytes = await response.arrayBuffer();
  const etag = response.headers.get("ETag") ?? (await etagOf(bytes));
  const headers = new Headers(response.headers);
  headers.set("ETag", etag);
  const untilMs = keptUntil(headers.get("Cache-Control"), nowMs);
  return { bytes, headers, notModified: notModifiedOf(headers), etag, atMs: nowMs, untilMs };
}

/** Goes on when the answer is sent, where the runtime can; a failure to keep is no failure to answer. */
async function afterwards(c: Context<Env>, work: Promise<void>): Promise<void> {
  const quiet = work.catch(() => {});
  try {
    c.executionCtx.waitUntil(quiet);
  } catch {
    await quiet;
  }
}
