import type { KeptAnswer } from "./kept-answers.ts";
import { notModifiedOf } from "./send.ts";

/** Where answers outlive an isolate: Workers' Cache API, or nothing. */
export type LastGoodCache = Pick<Cache, "match" | "put">;

/** How long an answer is kept for the day on which storage fails, in seconds. */
const KEPT_SECONDS = 7 * 86_400;

const AT_HEADER = "X-Kept-At";
const LIFETIME_HEADER = "X-Kept-Cache-Control";

/** Nobody can ask for this path: it is no route. */
const keyOf = (url: string): string => {
  const { origin, pathname, search } = new URL(url);
  return `${origin}/.last-good${pathname}${search}`;
};

/** Keeps an answer outside this isolate. Its own lifetime is set aside, so that the cache keeps it for long. */
export async function keepLastGood(
  cache: LastGoodCache,
  url: string,
  answer: KeptAnswer,
): Promise<void> {
  const headers = new Headers(answer.headers);
  headers.set(LIFETIME_HEADER, headers.get("Cache-Control") ?? "");
  headers.set("Cache-Control", `public, max-age=${KEPT_SECONDS}`);
  headers.set(AT_HEADER, String(answer.atMs));
  await cache.put(keyOf(url), new Response(answer.bytes, { headers }));
}

/** The last answer that any isolate of this place gave; null where there is none. */
export async function findLastGood(cache: LastGoodCache, url: string): Promise<KeptAnswer | null> {
  const found = await cache.match(keyOf(url));
  if (found === undefined) return null;
  const headers = new Headers(found.headers);
  const atMs = Number(headers.get(AT_HEADER));
  headers.set("Cache-Control", headers.get(LIFETIME_HEADER) ?? "no-store");
  for (const name of [AT_HEADER, LIFETIME_HEADER, "CF-Cache-Status", "Age"]) headers.delete(name);
  const etag = headers.get("ETag") ?? '""';
  const notModified = notModifiedOf(headers);
  return { bytes: await found.arrayBuffer(), headers, notModified, etag, atMs, untilMs: 0 };
}
